"""Texts as sparse vectors: TF-IDF over word stems and over character n-grams.

A word is stemmed, or cut into n-grams, once for all the texts that hold it: the n-grams of a text
are the product of its counts of words by the n-grams of each word. The weights are those of
scikit-learn's ``TfidfVectorizer(sublinear_tf=True)`` (a test compares them); only the road differs.

References
----------
Salton and Buckley (1988), Term-weighting approaches in automatic text retrieval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from coverage_engine.domain.normalise import STOP_WORDS, stem, words_of_all

# Letters of a character n-gram, the spaces around a word included. On the development part of the
# benchmarks 3, 4 and their mixes rank worse, 6 as well; the longer, the cheaper, and 5 still sees
# most endings (docs/measures.md).
GRAM = 5


def grams(word: str) -> list[str]:
    """Character n-grams of one word with a space on both sides; a short word is one n-gram.

    >>> grams("paie")
    [' paie', 'paie ']
    >>> grams("ia")
    [' ia ']
    """
    padded = f" {word} "
    return [padded[i : i + GRAM] for i in range(max(1, len(padded) - GRAM + 1))]


@dataclass(frozen=True)
class Words:
    """Content words of texts: one row of counts per text.

    Attributes
    ----------
    counts:
        (texts × words), how many times each text holds each word, as floats.
    words:
        The words, sorted.
    """

    counts: csr_matrix
    words: tuple[str, ...]

    def part(self, start: int, end: int) -> Words:
        """Some of the texts, and the words that they hold."""
        counts = self.counts[start:end]
        kept, place = np.unique(counts.indices, return_inverse=True)
        shape = (counts.shape[0], len(kept))
        return Words(
            csr_matrix((counts.data, place, counts.indptr), shape=shape),
            tuple(self.words[i] for i in kept),
        )


def read_words(texts: Sequence[str]) -> Words:
    """Content words of each text: no stop word nor lone letter, as :func:`normalise.content`."""
    read = words_of_all(texts)
    every = set(chain.from_iterable(read))
    found = sorted(w for w in every if w not in STOP_WORDS and len(w) > 1)
    index = dict.fromkeys(every, -1)
    index.update((w, i) for i, w in enumerate(found))
    flat = np.fromiter(map(index.__getitem__, chain.from_iterable(read)), dtype=np.int64)
    lengths = np.fromiter(map(len, read), dtype=np.int64, count=len(read))
    rows = np.repeat(np.arange(len(read)), lengths)
    kept = flat >= 0
    return Words(_counts(rows[kept], flat[kept], (len(read), len(found))), tuple(found))


def _counts(
    rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]
) -> csr_matrix:
    """Sum of ones at each place; rows sorted, columns sorted within a row."""
    keys, counts = np.unique(rows * max(1, shape[1]) + columns, return_counts=True)
    out = csr_matrix(
        (counts.astype(float), (keys // max(1, shape[1]), keys % max(1, shape[1]))), shape=shape
    )
    out.sort_indices()
    return out


class Weights:
    """TF-IDF weights of one view, learned on some texts and applied to any.

    Parameters
    ----------
    view:
        ``mots`` (stems) or ``caracteres`` (n-grams).
    texts:
        The texts whose terms are known and counted. A term of no such text takes the weight of the
        rarest in the length of a vector: a text that says much else is less alike.
    """

    def __init__(self, view: str, texts: Sequence[Words]) -> None:
        self.view = view
        terms = {
            t for word in sorted({w for t in texts for w in t.words}) for t in _TERMS_OF[view](word)
        }
        self.terms = tuple(sorted(terms))
        self._index = {t: i for i, t in enumerate(self.terms)}
        size = sum(t.counts.shape[0] for t in texts)
        documents = np.zeros(len(self.terms), dtype=np.int64)
        for part in texts:
            documents += np.bincount(
                (part.counts @ self._spread(part.words)[0]).indices, minlength=len(self.terms)
            )
        self.idf: NDArray[np.float64] = np.log((1 + size) / (1 + documents)) + 1
        self._unknown = float(np.log(1 + size) + 1)

    def _spread(self, words: Sequence[str]) -> tuple[csr_matrix, NDArray[np.float64]]:
        """(words × terms) counts, and for each word how many of its terms are unknown."""
        per_word = [_TERMS_OF[self.view](word) for word in words]
        flat = np.fromiter(
            (self._index.get(t, -1) for terms in per_word for t in terms), dtype=np.int64
        )
        rows = np.repeat(np.arange(len(per_word)), [len(terms) for terms in per_word])
        unknown = np.bincount(rows[flat < 0], minlength=len(per_word)).astype(float)
        return _counts(rows[flat >= 0], flat[flat >= 0], (len(per_word), len(self.terms))), unknown

    def transform(self, texts: Words) -> csr_matrix:
        """Vectors of length ≤ 1, one row per text: (1 + ln count) × idf, over the whole length."""
        spread, unknown = self._spread(texts.words)
        out = csr_matrix(texts.counts @ spread)
        out.sort_indices()
        out.data = (1 + np.log(out.data)) * self.idf[out.indices]
        # Squares summed row by row, by term: the same bits however many threads or rows.
        squares = np.add.reduceat(np.append(out.data**2, 0.0), out.indptr[:-1]) * (
            np.diff(out.indptr) > 0
        )
        squares = squares + (texts.counts @ unknown) * self._unknown**2
        out.data /= np.repeat(np.sqrt(np.where(squares > 0, squares, 1.0)), np.diff(out.indptr))
        return out


_TERMS_OF: dict[str, Callable[[str], list[str]]] = {
    "mots": lambda word: [stem(word)],
    "caracteres": grams,
}
