"""Small figures left out of tables that share totals: none can be found by difference.

The rule, in the reader's words: a value with too few posts is grouped with others; a cell with too
few posts is masked; and another world must be possible. For every masked cell we name two posts
that could have each other's métier: every total and every figure printed would be the same, and the
masked cell would not. The cells this exchange moves are masked too. What the masked cells of a line
sum to, which anyone can deduce, is never a small figure either.

Each post keeps its direction, filière…: the exchange holds in all tables at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
# A post: its value in each dimension, and its column.
Posts = Mapping[tuple[tuple[str, ...], int], int]
# One more masked cell costs more than any number of posts in it.
_ONE_CELL = 10**9
# Posts tried for one end of an exchange: enough to find a cheap one, few enough for long tables.
_TRIED = 8
# Exports have mistakes: from this share of posts on, a dimension cuts up another.
NESTED_FROM = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """Posts by printed row and column of one dimension.

    Attributes
    ----------
    rows:
        Values of each printed row, several if grouped; empty if it cannot be printed.
    cells:
        Posts (rows × columns).
    masked:
        True where the figure is not printed (rows × columns).
    """

    rows: tuple[tuple[str, ...], ...]
    cells: Ints
    masked: NDArray[np.bool_]


def group_columns(totals: Sequence[int], alike: Sequence[bool], least: int) -> list[list[int]]:
    """Neighbouring columns joined until each has no post or ``least``; a lone one may be short.

    Parameters
    ----------
    totals:
        Posts of each column, in order.
    alike:
        A flag of each column; a neighbour with the same flag is preferred, else the one before.
    """
    groups = [[i] for i in range(len(totals))]
    while len(groups) > 1:
        posts = [sum(totals[i] for i in g) for g in groups]
        small = next((i for i, n in enumerate(posts) if 0 < n < least), None)
        if small is None:
            break
        near = [i for i in (small - 1, small + 1) if 0 <= i < len(groups)]
        same = [i for i in near if alike[groups[i][0]] == alike[groups[small][0]]]
        other = (same or near)[0]
        first, second = min(small, other), max(small, other)
        groups[first : second + 1] = [groups[first] + groups[second]]
    return groups


def mask_list(counts: Sequence[int], least: int) -> list[bool]:
    """Which figures of a list whose sum is printed must be masked.

    At least two are, or none; and what they sum to, which anyone can deduce, reaches ``least``
    unless the whole list does not.
    """
    masked = [0 < n < least for n in counts]
    rest = sorted((n, i) for i, n in enumerate(counts) if n >= least)
    while (
        any(masked)
        and rest
        and (sum(masked) < 2 or sum(n for n, m in zip(counts, masked, strict=True) if m) < least)
    ):
        masked[rest.pop(0)[1]] = True
    return masked


def protect(posts: Posts, dimensions: int, columns: int, least: int) -> tuple[ProtectedTable, ...]:
    """Tables of posts by dimension and column, with their total per row and per column printed.

    Parameters
    ----------
    posts:
        (value in each dimension, column) → posts (> 0); a column has 0 or ``least`` posts.
    dimensions, columns:
        How many.
    least:
        The smallest figure printed (≥ 1); 0 is printed too.

    Returns
    -------
    tables:
        One per dimension, in order.
    """
    groups = _group_values(posts, dimensions, least)
    kept = [d for d in range(dimensions) if groups[d]]
    masking = _Masking([groups[d] for d in kept], kept, posts, columns, least)
    masking.run()
    empty = ProtectedTable(
        (), np.zeros((0, columns), dtype=np.int64), np.zeros((0, columns), dtype=bool)
    )
    tables = [empty] * dimensions
    for at, d in enumerate(kept):
        tables[d] = ProtectedTable(tuple(groups[d]), masking.cells[at], masking.masked[at])
    return tuple(tables)


def _group_values(posts: Posts, dimensions: int, least: int) -> list[list[tuple[str, ...]]]:
    """Printed rows of each dimension: one value, or several when one of them has too few posts.

    A value that always goes with the same value of another printed dimension (a service and its
    direction) is grouped inside it: the other table would otherwise give it back by difference. A
    dimension that cannot be is left out.
    """
    totals: list[dict[str, int]] = [{} for _ in range(dimensions)]
    for (values, _), n in posts.items():
        for own, value in zip(totals, values, strict=True):
            own[value] = own.get(value, 0) + n
    inside = _nesting(posts, dimensions)
    out: list[list[tuple[str, ...]]] = [[] for _ in range(dimensions)]
    printed: list[dict[str, int]] = [{} for _ in range(dimensions)]
    # The coarser first: the finer one is grouped inside what is printed of it.
    for d in sorted(range(dimensions), key=lambda d: (len(inside[d]), len(totals[d]), d)):
        blocks: dict[tuple[int, ...], list[str]] = {}
        for value in sorted(totals[d]):
            block = tuple(
                printed[p].get(parent.get(value, ""), -1)
                for p, parent in inside[d].items()
                if out[p]
            )
            blocks.setdefault(block, []).append(value)
        rows = [row for block in blocks.values() for row in _group_block(block, totals[d], least)]
        if all(sum(totals[d][v] for v in row) >= least for row in rows):
            out[d] = sorted(
                rows, key=lambda row: (len(row) > 1, -sum(totals[d][v] for v in row), row)
            )
            printed[d] = {v: i for i, row in enumerate(out[d]) for v in row}
    return out


def _nesting(posts: Posts, dimensions: int) -> list[dict[int, dict[str, str]]]:
    """For each dimension, those it cuts up, and the value in which each of its values lies."""
    inside: list[dict[int, dict[str, str]]] = [{} for _ in range(dimensions)]
    for p in range(dimensions):
        for d in range(dimensions):
            # Of two dimensions that cut up each other, the first is printed as it is.
            if d != p and d not in inside[p]:
                whole, share = _whole_values(posts, d, p)
                if share >= NESTED_FROM:
                    inside[d][p] = whole
    return inside


def _whole_values(posts: Posts, d: int, p: int) -> tuple[dict[str, str], Fraction]:
    """Values of ``d`` that lie whole in one value of ``p``, which one, and their share."""
    pairs: dict[str, dict[str, int]] = {}
    for (values, _), n in posts.items():
        own = pairs.setdefault(values[d], {})
        own[values[p]] = own.get(values[p], 0) + n
    whole = {value: next(iter(own)) for value, own in pairs.items() if len(own) == 1}
    return whole, Fraction(sum(pairs[v][q] for v, q in whole.items()), sum(posts.values()) or 1)


def _group_block(
    values: Sequence[str], totals: Mapping[str, int], least: int
) -> Iterator[tuple[str, ...]]:
    """Rows of one block: values with too few posts joined, with the next smallest if need be."""
    ranked = sorted(values, key=lambda v: (totals[v], v))
    group = [v for v in ranked if totals[v] < least]
    rest = ranked[len(group) :]
    while group and rest and (len(group) < 2 or sum(totals[v] for v in group) < least):
        group.append(rest.pop(0))
    if group:
        yield tuple(sorted(group))
    yield from ((v,) for v in rest)


class _Masking:
    """The cells masked so far, each with an exchange of two posts that nothing printed shows."""

    def __init__(
        self,
        groups: Sequence[Sequence[tuple[str, ...]]],
        kept: Sequence[int],
        posts: Posts,
        columns: int,
        least: int,
    ) -> None:
        self._least = least
        row_of = [{v: i for i, row in enumerate(rows) for v in row} for rows in groups]
        merged: dict[tuple[int, ...], int] = {}
        for (values, column), n in posts.items():
            profile = (*(row_of[at][values[d]] for at, d in enumerate(kept)), column)
            merged[profile] = merged.get(profile, 0) + n
        profiles = sorted(merged, key=lambda p: (-merged[p], p))
        table: Ints = np.array(profiles, dtype=np.int64).reshape(len(profiles), len(kept) + 1)
        self._rows, self._columns = table[:, :-1], table[:, -1]
        counts = np.array([merged[p] for p in profiles], dtype=np.int64)
        self.cells: list[Ints] = [np.zeros((len(rows), columns), dtype=np.int64) for rows in groups]
        for at, cells in enumerate(self.cells):
            np.add.at(cells, (self._rows[:, at], self._columns), counts)
        self.masked = [np.zeros(cells.shape, dtype=bool) for cells in self.cells]
        # What masking one cell more costs; nothing once it is masked.
        self._cost = [cells + _ONE_CELL for cells in self.cells]

    def run(self) -> None:
        """Mask every small cell, then what their lines would tell."""
        for at, cells in enumerate(self.cells):
            for row, column in np.argwhere((cells > 0) & (cells < self._least)).tolist():
                self._mask(at, row, column)
        while short := next(self._short_lines(), None):
            self._mask(*short)

    def _short_lines(self) -> Iterator[tuple[int, int, int]]:
        """A cell to mask in each line whose masked cells sum too low: the smallest enough."""
        for at, (cells, masked) in enumerate(zip(self.cells, self.masked, strict=True)):
            for axis in (1, 0):
                sums = np.where(masked, cells, 0).sum(axis=axis)
                for line in np.flatnonzero((sums > 0) & (sums < self._least)).tolist():
                    own, hidden = (
                        (cells[line], masked[line]) if axis else (cells[:, line], masked[:, line])
                    )
                    free = [(n, i) for i, n in enumerate(own.tolist()) if n > 0 and not hidden[i]]
                    enough = [f for f in free if f[0] + sums[line] >= self._least]
                    _, other = min(enough) if enough else max(free)
                    yield (at, line, other) if axis else (at, other, line)

    def _mask(self, at: int, row: int, column: int) -> None:
        if self.masked[at][row, column]:
            return
        inside = self._rows[:, at] == row
        # One post leaves the cell and another comes; failing that, one enters it.
        for mine, theirs in (
            (self._columns == column, self._columns != column),
            (self._columns != column, self._columns == column),
        ):
            ours, others = np.flatnonzero(inside & mine)[:_TRIED], np.flatnonzero(~inside & theirs)
            if len(ours) and len(others):
                self._exchange(*self._cheapest(ours, others))
                return
        raise AssertionError("a line with enough posts always has an exchange")

    def _cheapest(self, ours: Ints, others: Ints) -> tuple[int, int]:
        """The pair of posts whose exchange masks the fewest cells more, then the fewest posts."""
        best: tuple[int, int, int] | None = None
        for p in ours.tolist():
            cost = np.zeros(len(others), dtype=np.int64)
            theirs = self._columns[others]
            for at, table in enumerate(self._cost):
                mine, rows = self._rows[p, at], self._rows[others, at]
                column = self._columns[p]
                moved = (
                    table[mine, column]
                    + table[mine, theirs]
                    + table[rows, column]
                    + table[rows, theirs]
                )
                cost += np.where(rows == mine, 0, moved)
            q = int(cost.argmin())
            if best is None or int(cost[q]) < best[0]:
                best = (int(cost[q]), p, int(others[q]))
        if best is None:
            raise AssertionError("no post to exchange")
        return best[1], best[2]

    def _exchange(self, p: int, q: int) -> None:
        """Mask the cells that change when two posts take each other's column."""
        for at, masked in enumerate(self.masked):
            rows = (self._rows[p, at], self._rows[q, at])
            if rows[0] != rows[1]:
                for row in rows:
                    for column in (self._columns[p], self._columns[q]):
                        masked[row, column] = True
                        self._cost[at][row, column] = 0
