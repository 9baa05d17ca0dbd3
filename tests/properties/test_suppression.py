"""No masked figure can be found again: an adversary who solves everything printed, in all the
tables at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from coverage_engine.analysis.suppression import ProtectedTable, group_columns, mask_list, protect

Key = tuple[tuple[str, ...], int]


@st.composite
def staff(draw: st.DrawFn) -> tuple[Counter[Key], int, int, int]:
    """Posts by (filière, direction[, service inside its direction]) and column; every column empty
    or large enough.
    """
    least = draw(st.sampled_from([2, 3, 5]))
    columns = draw(st.integers(2, 4))
    nested = draw(st.booleans())
    seed = draw(st.integers(0, 2**32 - 1))
    luck = np.random.default_rng(seed)
    posts: Counter[Key] = Counter()
    weights = luck.dirichlet(np.full(3, 0.7), size=2)
    for _ in range(draw(st.integers(least, 90))):
        direction = int(luck.choice(3, p=weights[0]))
        service = f"{direction}{int(luck.choice(3, p=weights[1]))}"
        values = (f"f{luck.integers(3)}", f"d{direction}", *([f"s{service}"] if nested else []))
        posts[values, int(luck.beta(0.6, 0.9) * columns * 0.999)] += int(luck.integers(1, 3))
    totals = [sum(n for (_, c), n in posts.items() if c == column) for column in range(columns)]
    assume(all(t == 0 or t >= least for t in totals))
    return posts, 3 if nested else 2, columns, least


class Adversary:
    """Knows every printed figure, which value of a dimension lies in which of another, and that
    posts are counted.
    """

    def __init__(
        self, posts: Counter[Key], tables: tuple[ProtectedTable, ...], columns: int
    ) -> None:
        seen = [values for values, _ in posts]
        own = [sorted({v[d] for v in seen}) for d in range(len(tables))]
        inside = [
            (d, p)
            for d, p in product(range(len(tables)), repeat=2)
            if d != p and len({(v[d], v[p]) for v in seen}) == len(own[d])
        ]
        pairs = {(d, p): {(v[d], v[p]) for v in seen} for d, p in inside}
        worlds = [v for v in product(*own) if all((v[d], v[p]) in pairs[d, p] for d, p in inside)]
        self.unknowns = [(v, c) for v in worlds for c in range(columns)]
        rows, figures = [], []
        for told, figure in self._printed(posts, tables, columns):
            rows.append(told)
            figures.append(figure)
        self.told = LinearConstraint(np.array(rows, dtype=float), figures, figures)

    def indicator(self, d: int, values: tuple[str, ...], column: int | None) -> np.ndarray:
        return np.array([float(v[d] in values and column in (None, c)) for v, c in self.unknowns])

    def _printed(
        self, posts: Counter[Key], tables: tuple[ProtectedTable, ...], columns: int
    ) -> Iterator[tuple[np.ndarray, int]]:
        for column in range(columns):
            total = sum(n for (_, c), n in posts.items() if c == column)
            yield np.array([float(c == column) for _, c in self.unknowns]), total
        for d, table in enumerate(tables):
            for values, cells, masked in zip(
                table.rows, table.cells.tolist(), table.masked.tolist(), strict=True
            ):
                yield self.indicator(d, values, None), sum(cells)
                for column, (n, hidden) in enumerate(zip(cells, masked, strict=True)):
                    if not hidden:
                        yield self.indicator(d, values, column), n

    def interval(self, figure: np.ndarray) -> tuple[int, int]:
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * figure,
                constraints=self.told,
                integrality=np.ones(len(figure)),
                bounds=Bounds(0, np.inf),
            )
            assert found.success
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]


@settings(max_examples=25, deadline=None)
@given(staff())
def test_no_masked_cell_and_no_grouped_value_can_be_recovered(
    world: tuple[Counter[Key], int, int, int],
) -> None:
    posts, dimensions, columns, least = world
    tables = protect(posts, dimensions, columns, least)
    adversary = Adversary(posts, tables, columns)
    for d, table in enumerate(tables):
        for values, masked in zip(table.rows, table.masked.tolist(), strict=True):
            for column, hidden in enumerate(masked):
                if hidden:
                    low, high = adversary.interval(adversary.indicator(d, values, column))
                    assert high > low, (d, values, column)
            for value in values if len(values) > 1 else ():
                low, high = adversary.interval(adversary.indicator(d, (value,), None))
                assert high > low, (d, value)


@settings(max_examples=150, deadline=None)
@given(staff())
def test_nothing_small_is_printed_nor_deduced_from_a_line(
    world: tuple[Counter[Key], int, int, int],
) -> None:
    posts, dimensions, columns, least = world
    for d, table in enumerate(protect(posts, dimensions, columns, least)):
        if not table.rows:
            continue
        counted: Counter[tuple[str, int]] = Counter()
        for (values, column), n in posts.items():
            counted[values[d], column] += n
        assert sorted(v for row in table.rows for v in row) == sorted({v for v, _ in counted})
        for values, cells, masked in zip(table.rows, table.cells, table.masked, strict=True):
            assert cells.tolist() == [sum(counted[v, c] for v in values) for c in range(columns)]
            assert cells.sum() >= least
            assert all(
                n == 0 or n >= least for n, hidden in zip(cells, masked, strict=True) if not hidden
            )
        hidden = np.where(table.masked, table.cells, 0)
        for axis in (0, 1):
            lines = table.masked.sum(axis=axis)
            assert all(n != 1 for n in lines), "a lone masked cell is its total minus the others"
            assert all(s >= least for s, n in zip(hidden.sum(axis=axis), lines, strict=True) if n)


def test_a_service_is_grouped_inside_its_direction() -> None:
    """Direction X has 12 posts; beside its other services, its service of 2 would be found by
    difference.
    """
    posts: Counter[Key] = Counter(
        {(("X", "x1"), 0): 10, (("X", "x2"), 0): 2, (("Y", "y1"), 0): 6, (("Y", "y2"), 0): 9}
    )
    directions, services = protect(posts, 2, 1, 5)
    assert directions.rows == (("Y",), ("X",))
    assert ("x1", "x2") in services.rows


def test_without_small_figures_nothing_is_masked() -> None:
    posts: Counter[Key] = Counter(
        {(("A",), 0): 5, (("A",), 1): 7, (("B",), 0): 9, (("B",), 1): 0 + 6}
    )
    (table,) = protect(posts, 1, 2, 5)
    assert table.rows == (("B",), ("A",))
    assert not table.masked.any()


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), max_size=12), st.integers(1, 8))
def test_a_list_with_a_printed_sum_hides_two_figures_or_none(counts: list[int], least: int) -> None:
    masked = mask_list(counts, least)
    hidden = [n for n, m in zip(counts, masked, strict=True) if m]
    assert all(m or n == 0 or n >= least for n, m in zip(counts, masked, strict=True))
    if hidden and len([n for n in counts if n]) > 1 and sum(counts) >= least:
        assert len(hidden) > 1
        assert sum(hidden) >= least


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=6), st.integers(1, 8)
)
def test_columns_are_joined_until_none_is_small(
    columns: list[tuple[int, bool]], least: int
) -> None:
    totals, alike = [n for n, _ in columns], [yes for _, yes in columns]
    groups = group_columns(totals, alike, least)
    assert [i for g in groups for i in g] == list(range(len(totals))), "neighbours only, none lost"
    sums = [sum(totals[i] for i in g) for g in groups]
    assert len(groups) == 1 or all(n == 0 or n >= least for n in sums)


@pytest.mark.parametrize(
    ("totals", "alike", "expected"),
    [
        ([50, 30, 20, 3], [False, False, True, True], [[0], [1], [2, 3]]),
        ([50, 30, 2, 1], [False, False, True, True], [[0], [1, 2, 3]]),
        ([2, 40, 9, 9], [False, False, True, True], [[0, 1], [2], [3]]),
        ([0, 40, 0, 9], [False, False, True, True], [[0], [1], [2], [3]]),
    ],
)
def test_a_small_degree_joins_its_like_first(
    totals: list[int], alike: list[bool], expected: list[list[int]]
) -> None:
    assert group_columns(totals, alike, 5) == expected


def test_the_adversary_is_strong_enough_to_find_a_lone_masked_cell() -> None:
    posts: Counter[Key] = Counter({(("A",), 0): 9, (("A",), 1): 7, (("B",), 0): 9, (("B",), 1): 2})
    (table,) = protect(posts, 1, 2, 5)
    only_small = ProtectedTable(table.rows, table.cells, (table.cells > 0) & (table.cells < 5))
    adversary = Adversary(posts, (only_small,), 2)
    assert adversary.interval(adversary.indicator(0, ("B",), 1)) == (2, 2)
    low, high = Adversary(posts, (table,), 2).interval(adversary.indicator(0, ("B",), 1))
    assert low < 2 < high
