"""What anyone would try first: TF-IDF of scikit-learn on words or characters, and rapidfuzz on its
best answers.

Measured beside the product, never used by it. scikit-learn is a dependency of development only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process, utils

from coverage_engine.matching.join import DECIMALS, Floats

# Sources multiplied at once: bounds memory, changes nothing else.
_CHUNK = 256
# Answers of the characters that rapidfuzz ranks again, as string_grouper's users do.
RERANKED = 50
WORDS: Mapping[str, object] = {"analyzer": "word", "ngram_range": (1, 1)}
CHARACTERS: Mapping[str, object] = {"analyzer": "char_wb", "ngram_range": (3, 5)}


def rank_by_tfidf(
    sources: Sequence[str],
    wordings: Sequence[tuple[str, str]],
    options: Mapping[str, object],
    top: int,
    *,
    rerank: bool = False,
) -> tuple[tuple[str, ...], ...]:
    """Best targets of each source by cosine of TF-IDF vectors; a target is worth its best wording.

    Parameters
    ----------
    wordings:
        ``(target, wording)``; a target may have several.
    options:
        :data:`WORDS` or :data:`CHARACTERS`.
    top:
        Targets per source; ties by identifier; what shares nothing is no answer.
    rerank:
        Rank the :data:`RERANKED` best again by the mean of the cosine and rapidfuzz's
        ``token_sort_ratio``; on the development parts the mean ranks better than any of rapidfuzz's
        likenesses alone.

    Raises
    ------
    ImportError
        Without scikit-learn.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    ordered = sorted(wordings)
    targets = sorted({target for target, _ in ordered})
    texts = [text for _, text in ordered]
    starts = np.searchsorted([target for target, _ in ordered], targets)
    vectorizer = TfidfVectorizer(strip_accents="unicode", sublinear_tf=True, **options).fit(
        [*sources, *texts]
    )
    left, right = vectorizer.transform(sources), vectorizer.transform(texts).T.tocsr()
    plain = [utils.default_process(t) for t in texts] if rerank else []
    out: list[tuple[str, ...]] = []
    for start in range(0, len(sources), _CHUNK):
        products = np.round((left[start : start + _CHUNK] @ right).toarray(), DECIMALS)
        scores = np.maximum.reduceat(products, starts, axis=1)
        for source, row in zip(sources[start : start + _CHUNK], scores, strict=True):
            best = _best(row, RERANKED if rerank else top)
            if rerank:
                best = _by_likeness(source, best, row, starts, plain)[:top]
            out.append(tuple(targets[i] for i in best))
    return tuple(out)


def _best(row: Floats, top: int) -> list[int]:
    """Places of the ``top`` best scores above 0, the first place first among equals."""
    least = np.partition(row, -top)[-top] if top < len(row) else 0.0
    kept = np.flatnonzero((row >= least) & (row > 0))
    return [int(i) for i in kept[np.lexsort((kept, -row[kept]))][:top]]


def _by_likeness(
    source: str, best: Sequence[int], row: Floats, starts: NDArray[np.int64], plain: Sequence[str]
) -> list[int]:
    ends = np.append(starts[1:], len(plain))
    asked = utils.default_process(source)
    likeness = {
        i: (
            max(process.cdist([asked], plain[starts[i] : ends[i]], scorer=fuzz.token_sort_ratio)[0])
            / 100
        )
        for i in best
    }
    return sorted(best, key=lambda i: (-round(float(row[i] + likeness[i]), DECIMALS), i))
