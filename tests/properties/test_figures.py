"""Properties of the figures shown and of the rank correlation."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from coverage_engine.analysis.findings import spearman
from coverage_engine.domain.french import percent


def read_percent(shown: str) -> Fraction:
    """The figure shown; half of the bound for «moins de»."""
    match = re.fullmatch(r"(moins de )?(\d+(?:,\d+)?)\u00a0%", shown)
    assert match, shown
    return Fraction(match.group(2).replace(",", ".")) / (200 if match.group(1) else 100)


def rates_drawn() -> st.SearchStrategy[Fraction]:
    return (
        st.sampled_from([20_000, 10**8])
        .flatmap(lambda top: st.integers(1, top))
        .flatmap(lambda d: st.integers(0, d).map(lambda n: Fraction(n, d)))
    )


THRESHOLDS = st.lists(st.integers(1, 999).map(lambda n: Fraction(n, 1000)), max_size=2)


@example(Fraction(1, 10**8), [Fraction(1, 1000)])
@example(Fraction(60_000_001, 10**8), [Fraction(3, 5)])
@example(Fraction(597, 1000), [Fraction(3, 5)])
@example(Fraction(59_999, 100_000), [Fraction(3, 5)])
@example(Fraction(1999, 2000), [])
@example(Fraction(1, 2000), [])
@given(rates_drawn(), THRESHOLDS)
def test_a_percentage_contradicts_no_threshold(value: Fraction, thresholds: list[Fraction]) -> None:
    shown = read_percent(percent(value, thresholds))
    assert (shown == 0) == (value == 0)
    assert (shown == 1) == (value == 1)
    assert all((shown >= mark) == (value >= mark) for mark in thresholds)
    assert abs(shown - value) <= Fraction(1, 200)


@given(st.lists(rates_drawn(), min_size=2, max_size=6), THRESHOLDS)
def test_a_percentage_on_a_threshold_is_that_threshold(
    values: list[Fraction], thresholds: list[Fraction]
) -> None:
    for mark in thresholds:
        assert read_percent(percent(mark, thresholds)) == mark
    assert percent(None, thresholds) == "non évalué"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(0), "0\u00a0%"),
        (Fraction(1, 1_000_000), "moins de 0,001\u00a0%"),
        (Fraction(99, 10_000_000), "moins de 0,001\u00a0%"),
        (Fraction(1, 100_000), "0,001\u00a0%"),
        (Fraction(999_999, 1_000_000), "99,999\u00a0%"),
        (Fraction(1), "100\u00a0%"),
    ],
)
def test_a_rate_near_nothing_or_all_is_not_shown_as_such(value: Fraction, shown: str) -> None:
    assert percent(value) == shown


VECTORS = st.integers(3, 30).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(-5, 5).map(Fraction), min_size=n, max_size=n)] * 2)
)


@given(VECTORS)
def test_spearman_equals_scipy(vectors: tuple[list[Fraction], list[Fraction]]) -> None:
    left, right = vectors
    ours = spearman(left, right)
    if len(set(left)) == 1 or len(set(right)) == 1:
        assert ours is None
    else:
        assert ours is not None
        theirs = spearmanr([float(v) for v in left], [float(v) for v in right]).statistic
        assert ours == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("size", [0, 1, 2])
def test_spearman_of_too_few_is_unknown(size: int) -> None:
    assert spearman([Fraction(1)] * size, [Fraction(1)] * size) is None
