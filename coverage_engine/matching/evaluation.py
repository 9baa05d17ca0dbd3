"""How good a ranking is, source by source: first right answer, share of them, how sure that is.

Pure functions. Sources are the unit of every mean and of every resample. Source: issue 3 §2.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coverage_engine.domain.errors import CoverageError
from coverage_engine.matching.join import Floats, Ints
from coverage_engine.matching.measures import RESAMPLES, SEED

# Answers read per source, and ranks at which a hit is counted: as published baselines.
TOP = 10
CUTS = (1, 5, 10)
HIT_1, HIT_5, HIT_10, RECALL, MRR = METRICS = ("hit@1", "hit@5", "hit@10", "rappel@10", "MRR")
# Both bounds of an interval leave out 2.5 % of the resamples.
_TAILS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over sources and its 95 % bootstrap interval (0–1, or −1 to 1 for a difference)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table of measures.

    Attributes
    ----------
    part, answers, method:
        What was measured, which answers count as right, who ranked: as printed.
    known:
        Whether known links were used.
    sources:
        Texts measured (> 0).
    figures:
        :data:`METRICS` → figure.
    gain:
        Paired difference of MRR with the method of reference; None without one.
    seconds:
        Processor time, for the screen only.
    """

    part: str
    answers: str
    method: str
    known: bool
    sources: int
    figures: Mapping[str, Figure]
    gain: Figure | None = None
    seconds: float = 0.0


def first_ranks(found: Sequence[Sequence[str]], right: Sequence[Collection[str]]) -> Ints:
    """Rank of the first right answer of each source, from 1; 0 when there is none.

    >>> first_ranks([["a", "b"], ["c"]], [{"b"}, {"d"}]).tolist()
    [2, 0]
    """
    ranks = (
        next((rank for rank, answer in enumerate(answers, 1) if answer in wanted), 0)
        for answers, wanted in zip(found, right, strict=True)
    )
    return np.fromiter(ranks, dtype=np.int64, count=len(found))


def per_source(found: Sequence[Sequence[str]], right: Sequence[Collection[str]]) -> Floats:
    """Measures of each source (sources × :data:`METRICS`), between 0 and 1.

    Parameters
    ----------
    found:
        Answers of each source, best first, without repetition; only the first ten are read.
    right:
        Right answers of each source (one at least).

    Raises
    ------
    CoverageError
        If there is no source, or one without right answer: nothing can be said of it.
    """
    if not len(found) or not all(right):
        raise CoverageError("il faut au moins une source, et une bonne réponse pour chacune")
    kept = [list(answers)[:TOP] for answers in found]
    first = first_ranks(kept, right)
    hits = [(first > 0) & (first <= cut) for cut in CUTS]
    recall = [len(set(a) & set(w)) / len(set(w)) for a, w in zip(kept, right, strict=True)]
    reciprocal = np.where(first > 0, 1 / np.maximum(first, 1), 0.0)
    return np.column_stack([*hits, recall, reciprocal]).astype(float)


def figures(each: Floats, *, resamples: int = RESAMPLES) -> dict[str, Figure]:
    """Mean of each measure over sources, and its 95 % percentile interval; the seed is fixed.

    Parameters
    ----------
    each:
        Measures by source (sources × :data:`METRICS`), or the difference of those of two methods:
        sources are then drawn in pairs, and an interval without 0 says that one method is the
        better.

    Raises
    ------
    CoverageError
        If there is no source.
    """
    size = len(each)
    if not size:
        raise CoverageError("il faut au moins une source")
    rng = np.random.default_rng(SEED)
    drawn = np.empty((resamples, each.shape[1]))
    for i in range(resamples):
        drawn[i] = np.bincount(rng.integers(size, size=size), minlength=size) @ each / size
    low, high = np.percentile(drawn, _TAILS, axis=0)
    means = each.mean(axis=0)
    return {
        name: Figure(float(means[i]), float(low[i]), float(high[i]))
        for i, name in enumerate(METRICS)
    }
