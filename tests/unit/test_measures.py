"""Measures against scikit-learn, against sums done by hand, and where they are not defined."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, cohen_kappa_score, precision_recall_fscore_support

from coverage_engine.matching.measures import (
    bootstrap,
    brier,
    calibration_error,
    estimate,
    kappa,
    mean,
    reliability,
    score,
    wilson,
)

pytestmark = pytest.mark.slow

flags = st.booleans()
cases = st.lists(st.tuples(flags, flags, st.integers(1, 9)), min_size=1, max_size=40)
told = st.lists(
    st.tuples(st.integers(0, 100).map(lambda n: n / 100), flags), min_size=1, max_size=40
)


@given(cases)
@settings(deadline=None)
def test_precision_recall_and_f1_are_those_of_scikit_learn(
    rows: list[tuple[bool, bool, int]],
) -> None:
    found, wanted, weights = (list(column) for column in zip(*rows, strict=True))
    ours = score(found, wanted, weights)
    precision, recall, f1, _ = precision_recall_fscore_support(
        wanted, found, average="binary", sample_weight=weights, zero_division=0.0
    )
    for mine, theirs, defined in (
        (ours.precision, precision, any(found)),
        (ours.recall, recall, any(wanted)),
    ):
        assert mine is None if not defined else mine == pytest.approx(theirs)
    assert ours.f1 is None if not any(wanted) else ours.f1 == pytest.approx(f1)


def test_an_undefined_measure_is_none_never_zero() -> None:
    nothing = score([False, False], [False, False])
    assert (nothing.precision, nothing.recall, nothing.f1) == (None, None, None)
    assert score([], []).f1 is None
    assert mean([None, 0.5, 1.0]) == 0.75
    assert mean([None]) is None
    assert (brier([], []), calibration_error([], []), kappa([], []), reliability([], [])) == (
        None,
        None,
        None,
        (),
    )


@given(cases)
@settings(deadline=None)
def test_kappa_is_that_of_scikit_learn(rows: list[tuple[bool, bool, int]]) -> None:
    first, second = [a for a, _, _ in rows], [b for _, b, _ in rows]
    if len({*first, *second}) == 1:
        assert kappa(first, second) is None
    else:
        assert kappa(first, second) == pytest.approx(cohen_kappa_score(first, second))


def test_kappa_asks_for_the_same_cases() -> None:
    with pytest.raises(ValueError, match="shorter"):
        kappa([1, 0], [1])


@given(told)
@settings(deadline=None)
def test_brier_is_that_of_scikit_learn(rows: list[tuple[float, bool]]) -> None:
    given_, true = [p for p, _ in rows], [y for _, y in rows]
    assert brier(given_, true) == pytest.approx(brier_score_loss(true, given_, pos_label=True))


@given(told)
def test_the_reliability_table_loses_no_pair(rows: list[tuple[float, bool]]) -> None:
    table = reliability([p for p, _ in rows], [y for _, y in rows])
    assert sum(b.count for b in table) == len(rows)
    assert sum(b.count * b.given for b in table) == pytest.approx(sum(p for p, _ in rows))
    assert sum(b.count * b.observed for b in table) == pytest.approx(sum(y for _, y in rows))
    assert all(b.low - 1e-9 <= b.given <= b.high + 1e-9 for b in table)


def test_calibration_error_by_hand() -> None:
    # 0.2 told four times, true once: 0.05 away; 0.9 told once, false: 0.9 away.
    given_, true = [0.2, 0.2, 0.2, 0.2, 0.9], [True, False, False, False, False]
    assert calibration_error(given_, true) == pytest.approx((4 * 0.05 + 0.9) / 5)
    assert calibration_error(given_, true, [1, 1, 1, 1, 4]) == pytest.approx(
        (4 * 0.05 + 4 * 0.9) / 8
    )


@pytest.mark.parametrize(
    ("p", "low"), [(0.3, 0.3), (0.7, 0.7), (1.0, 0.9), (0.0, 0.0), (0.29, 0.2)]
)
def test_a_bound_belongs_to_the_bin_it_opens(p: float, low: float) -> None:
    (only,) = reliability([p], [True])
    assert only.low == pytest.approx(low)


def test_a_weight_is_that_many_cases() -> None:
    rows = [(0.15, True, 3), (0.15, False, 1), (0.8, True, 2)]
    long = [(p, y) for p, y, n in rows for _ in range(n)]
    short = ([p for p, _, _ in rows], [y for _, y, _ in rows], [float(n) for _, _, n in rows])
    assert brier(*short) == pytest.approx(brier([p for p, _ in long], [y for _, y in long]))
    assert calibration_error(*short) == pytest.approx(
        calibration_error([p for p, _ in long], [y for _, y in long])
    )


def test_the_bootstrap_gives_the_percentiles_of_all_resamples() -> None:
    """Four cases have 256 resamples: their exact percentiles are known, and enough draws must find
    them.
    """
    values = [0.0, 1.0, 4.0, 9.0]
    means = [sum(values[i] for i in drawn) / 4 for drawn in product(range(4), repeat=4)]
    low, high = np.percentile(means, [2.5, 97.5])
    found = bootstrap(4, lambda at: sum(values[i] for i in at) / 4, resamples=20_000)
    assert found is not None
    assert found == pytest.approx((low, high), abs=0.26)


def test_the_bootstrap_is_the_same_each_time_and_follows_its_seed() -> None:
    values = list(range(50))
    measure = lambda at: sum(values[i] for i in at) / 50  # noqa: E731
    assert bootstrap(50, measure, resamples=100) == bootstrap(50, measure, resamples=100)
    assert bootstrap(50, measure, resamples=100) != bootstrap(50, measure, resamples=100, seed=1)


def test_resamples_without_any_case_are_left_out() -> None:
    found, wanted = [True] + [False] * 9, [True] + [False] * 9
    recall = estimate(10, lambda at: score([found[i] for i in at], [wanted[i] for i in at]).recall)
    assert (recall.value, recall.interval) == (1.0, (1.0, 1.0))
    assert estimate(3, lambda at: None).interval is None
    assert bootstrap(0, lambda at: 1.0) is None


@given(st.integers(0, 200), st.integers(0, 200))
def test_wilson_solves_its_equation(a: int, b: int) -> None:
    positives, count = min(a, b), max(a, b)
    low, high = wilson(positives, count)
    assert 0 <= low <= high <= 1
    if not count:
        assert (low, high) == (0, 1)
        return
    share = positives / count
    for bound in (low, high):
        if 0 < bound < 1:
            # A bound is where the share seen is 1.96 standard errors away.
            assert abs(share - bound) == pytest.approx(
                1.959964 * math.sqrt(bound * (1 - bound) / count), abs=1e-6
            )
