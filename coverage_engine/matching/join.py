"""The exact join of two sets of sparse vectors: nearest targets of each source, ties included.

The kernel (sparse_dot_topn) keeps the largest products of a row, and leaves ties unspecified. Here
a source is asked again, for more rows, until everything that ties with its last rank is in: the
answer then depends on the vectors alone, not on threads, chunks or the order of rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

# Scores are compared once rounded: last bits, which differ by machine, decide nothing.
DECIMALS = 6
# Rows asked of the kernel per wanted target, and how many times more until ties settle.
_FIRST_ROWS, _MORE_ROWS = 3, 6
_PAIRS_AT_ONCE = 200_000

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs, sorted by source then target; one best row of the target for each.

    Attributes
    ----------
    source, target, row:
        Indices (n,).
    score:
        Rounded score of each pair (n,), above 0.
    """

    source: Ints
    target: Ints
    row: Ints
    score: Floats


class RowJoin:
    """Joins sources with rows, each row belonging to one target; a target is worth its best row.

    Parameters
    ----------
    vectors:
        (rows × terms).
    target_of:
        Target of each row (rows,).
    threads:
        Threads of the kernel; changes nothing else than time.
    """

    def __init__(self, vectors: csr_matrix, target_of: Ints, threads: int = 1) -> None:
        self.vectors = vectors
        self._transposed = csr_matrix(vectors.T)
        self._target_of = target_of
        self._threads = threads
        # The rows of each target, together.
        self._rows = np.argsort(target_of, kind="stable")
        self._single = len(target_of) == int(target_of.max(initial=-1)) + 1
        self._starts = np.searchsorted(
            target_of[self._rows], np.arange(int(target_of.max(initial=-1)) + 2)
        )

    def nearest(self, sources: csr_matrix, wanted: int) -> Pairs:
        """Every target among the ``wanted`` best of each source, ties with the last included."""
        pending = np.arange(sources.shape[0])
        size = min(_FIRST_ROWS * wanted, self.vectors.shape[0])
        done: list[Pairs] = []
        while pending.size and size:
            pairs, settled = self._ask(sources[pending], size, wanted)
            keep = settled[pairs.source]
            done.append(
                Pairs(
                    pending[pairs.source[keep]],
                    pairs.target[keep],
                    pairs.row[keep],
                    pairs.score[keep],
                )
            )
            pending = pending[~settled]
            size = min(size * _MORE_ROWS, self.vectors.shape[0])
        return merge(done)

    def _ask(self, sources: csr_matrix, size: int, wanted: int) -> tuple[Pairs, NDArray[np.bool_]]:
        """Best targets among the ``size`` best rows of each source, and whether that settles it."""
        from sparse_dot_topn import sp_matmul_topn

        found = sp_matmul_topn(
            sources, self._transposed, top_n=size, sort=True, n_threads=self._threads
        )
        number = np.diff(found.indptr)
        source = np.repeat(np.arange(sources.shape[0]), number)
        score = np.round(found.data, DECIMALS)
        rows = found.indices.astype(np.int64)
        if self._single:
            pairs, rank = (
                Pairs(source, self._target_of[rows], rows, score),
                np.arange(len(source)) - found.indptr[source],
            )
        else:
            pairs = _best_rows(source, self._target_of[rows], rows, score)
            rank = ranks(pairs.source, -pairs.score, pairs.target)
        # Score of the last wanted target, or nothing when there are fewer targets.
        last = np.full(sources.shape[0], -1.0)
        at = rank == wanted - 1
        last[pairs.source[at]] = pairs.score[at]
        lowest = np.zeros(sources.shape[0])
        full = number > 0
        lowest[full] = score[found.indptr[1:][full] - 1]
        settled = (number < size) | (size >= self.vectors.shape[0]) | (lowest < last)
        keep = (pairs.score >= last[pairs.source]) & (pairs.score > 0)
        return (
            Pairs(pairs.source[keep], pairs.target[keep], pairs.row[keep], pairs.score[keep]),
            settled,
        )

    def score(self, sources: csr_matrix, source: Ints, target: Ints) -> tuple[Floats, Ints]:
        """Score and best row of any pairs (n,); 0 and their first row when they share nothing."""
        score, row = np.zeros(len(source)), np.zeros(len(source), dtype=np.int64)
        for part in self._parts(target):
            sizes = self._starts[target[part] + 1] - self._starts[target[part]]
            pair = np.repeat(np.arange(len(sizes)), sizes)
            offset = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            rows = self._rows[np.repeat(self._starts[target[part]], sizes) + offset]
            products = sources[source[part][pair]].multiply(self.vectors[rows]).sum(axis=1)
            values = np.round(np.asarray(products).ravel(), DECIMALS)
            best = np.lexsort((rows, -values, pair))
            first = np.ones(len(best), dtype=bool)
            first[1:] = pair[best][1:] != pair[best][:-1]
            score[part], row[part] = values[best][first], rows[best][first]
        return score, row

    def _parts(self, target: Ints) -> Iterator[slice]:
        """Cut pairs so that about ``_PAIRS_AT_ONCE`` rows are read at once."""
        sizes = np.cumsum(self._starts[target + 1] - self._starts[target])
        start = 0
        while start < len(target):
            reached = sizes[start - 1] if start else 0
            end = max(
                start + 1, int(np.searchsorted(sizes, reached + _PAIRS_AT_ONCE, side="right"))
            )
            yield slice(start, end)
            start = end


def merge(parts: list[Pairs]) -> Pairs:
    """Pairs of several lists in source then target order; one met twice is kept at its best."""
    columns = [
        np.concatenate([getattr(p, name) for p in parts])
        for name in ("source", "target", "row", "score")
    ]
    return _best_rows(*columns) if parts else _NOTHING


def _best_rows(source: Ints, target: Ints, row: Ints, score: Floats) -> Pairs:
    """One pair per source and target: its best row, the first when several tie."""
    order = np.lexsort((row, -score, target, source))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(source[order]) != 0) | (np.diff(target[order]) != 0)
    kept = order[first]
    return Pairs(source[kept], target[kept], row[kept], score[kept])


def ranks(source: Ints, *keys: NDArray[np.float64] | Ints) -> Ints:
    """Rank of each pair inside its source, from 0, by the keys in order."""
    order = np.lexsort((*reversed(keys), source))
    starts = np.searchsorted(source[order], source[order])
    out = np.empty(len(order), dtype=np.int64)
    out[order] = np.arange(len(order)) - starts
    return out


_EMPTY = np.empty(0, dtype=np.int64)
_NOTHING = Pairs(_EMPTY, _EMPTY, _EMPTY, np.empty(0))
