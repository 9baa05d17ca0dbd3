"""TF-IDF vectors over word stems or character n-grams, on scipy's sparse matrices.

The same weights as scikit-learn's ``TfidfVectorizer(sublinear_tf=True)`` (a test compares them), without its
import, which alone would cost more CPU than a whole report.

References
----------
Salton and Buckley (1988), Term-weighting approaches in automatic text retrieval.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix


class Tfidf:
    """Weights fitted on one set of documents, applied to others.

    Parameters
    ----------
    documents:
        One sequence of terms per document.
    min_documents:
        Terms met in fewer documents are left out (≥ 1).
    """

    def __init__(self, documents: Sequence[Sequence[str]], min_documents: int = 1) -> None:
        counts = Counter(term for document in documents for term in set(document))
        kept = sorted(term for term, n in counts.items() if n >= min_documents)
        self._index = {term: i for i, term in enumerate(kept)}
        self._idf = [math.log((1 + len(documents)) / (1 + counts[term])) + 1 for term in kept]

    def transform(self, documents: Sequence[Sequence[str]]) -> csr_matrix:
        """Unit vectors, one row per document; a document without a known term is a row of zeros."""
        data: list[float] = []
        columns: list[int] = []
        ends = [0]
        for document in documents:
            counts = Counter(self._index[t] for t in document if t in self._index)
            indices = sorted(counts)
            weights = [(1 + math.log(counts[i])) * self._idf[i] for i in indices]
            norm = math.sqrt(math.fsum(w * w for w in weights)) or 1.0
            data.extend(w / norm for w in weights)
            columns.extend(indices)
            ends.append(len(columns))
        shape = (len(documents), len(self._index))
        return csr_matrix(
            (np.array(data), np.array(columns, dtype=np.int32), np.array(ends, dtype=np.int32)), shape=shape
        )


def char_grams(words: Sequence[str], low: int = 3, high: int = 5) -> list[str]:
    """Character n-grams inside each word, with a space on both sides; a short word counts once.

    >>> char_grams(["ia"])
    [' ia', 'ia ', ' ia ']
    """
    grams: list[str] = []
    for word in words:
        padded = f" {word} "
        for size in range(low, high + 1):
            grams.extend(padded[i : i + size] for i in range(max(1, len(padded) - size + 1)))
            if len(padded) <= size:
                break
    return grams
