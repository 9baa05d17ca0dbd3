"""How good a tagger or a score is: precision and recall, agreement, honesty of probabilities.

Pure functions on plain sequences. A measure that has no case to be taken on is None, never 0 and
never NaN. Source: method §2.6, issue 3 §3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

import numpy as np

# Resamples of an interval: its bounds then move by less than one point from one seed to another.
RESAMPLES = 2_000
# Any fixed seed would do: it makes the published bounds reproducible.
SEED = 20_261_121
# Both bounds leave out 2.5 % of the resamples.
_TAILS = (2.5, 97.5)
# Ten bins of equal width, the usual choice for a reliability table.
BINS = 10


@dataclass(frozen=True, slots=True)
class Score:
    """Right, wrong and forgotten findings; weights may make them fractional."""

    hits: float
    false: float
    missed: float

    @property
    def precision(self) -> float | None:
        """Share of what was found that is true (0–1); None when nothing was found."""
        return _share(self.hits, self.hits + self.false)

    @property
    def recall(self) -> float | None:
        """Share of what is true that was found (0–1); None when nothing is true."""
        return _share(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two (0–1); None when nothing is true."""
        return (
            _share(2 * self.hits, 2 * self.hits + self.false + self.missed)
            if self.hits + self.missed
            else None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Pairs to which a probability between ``low`` and ``high`` was given, and what came true."""

    low: float
    high: float
    count: int
    weight: float
    given: float
    observed: float


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def score(
    found: Sequence[bool], wanted: Sequence[bool], weights: Sequence[float] | None = None
) -> Score:
    """Compare what was found with what was wanted, case by case.

    Parameters
    ----------
    weights:
        How many cases of the population each case stands for; 1 by default.

    >>> score([True, True, False], [True, False, True])
    Score(hits=1.0, false=1.0, missed=1.0)
    """
    f, w = np.asarray(found, dtype=bool), np.asarray(wanted, dtype=bool)
    each = np.ones(len(f)) if weights is None else np.asarray(weights, dtype=float)
    return Score(float(each[f & w].sum()), float(each[f & ~w].sum()), float(each[~f & w].sum()))


def mean(values: Sequence[float | None]) -> float | None:
    """Mean of what is defined: a macro-F1 leaves out an axis without case. None of nothing."""
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None


def bootstrap(
    units: int,
    measure: Callable[[Sequence[int]], float | None],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[float, float] | None:
    """95 % percentile interval of a measure, drawing ``units`` cases with replacement.

    Parameters
    ----------
    measure:
        Takes the drawn positions (0 to ``units`` − 1, repeats included).

    Returns
    -------
    (low, high):
        None when the measure is defined on no resample; those on which it is not are left out.
    """
    if not units:
        return None
    rng = np.random.default_rng(seed)
    drawn = (measure(rng.integers(units, size=units).tolist()) for _ in range(resamples))
    known = [value for value in drawn if value is not None]
    if not known:
        return None
    low, high = np.percentile(known, _TAILS)
    return float(low), float(high)


def kappa(first: Sequence[object], second: Sequence[object]) -> float | None:
    """Cohen's kappa of two readers of the same cases (−1 to 1); None when all labels are one.

    Raises
    ------
    ValueError
        If the readers did not read the same number of cases.

    >>> kappa([1, 1, 0, 0], [1, 1, 0, 1])
    0.5
    """
    pairs = list(zip(first, second, strict=True))
    if not pairs:
        return None
    total = len(pairs)
    agreed = Fraction(sum(a == b for a, b in pairs), total)
    labels = dict.fromkeys((*first, *second))
    chance = sum(
        (Fraction(list(first).count(x) * list(second).count(x), total**2) for x in labels),
        Fraction(0),
    )
    return float((agreed - chance) / (1 - chance)) if chance != 1 else None


def brier(
    given: Sequence[float], true: Sequence[bool], weights: Sequence[float] | None = None
) -> float | None:
    """Mean squared distance of probability (0–1) and truth: 0 is perfect. None without case."""
    if not len(given):
        return None
    return float(
        np.average(
            (np.asarray(given, dtype=float) - np.asarray(true, dtype=float)) ** 2, weights=weights
        )
    )


def reliability(
    given: Sequence[float],
    true: Sequence[bool],
    weights: Sequence[float] | None = None,
    *,
    bins: int = BINS,
) -> tuple[Bin, ...]:
    """Reliability table: of pairs told «likely at p», how many came true. No empty bin.

    Bins have equal widths; the lower bound belongs to its bin, and 1 to the last one.

    >>> reliability([0.1, 0.9, 0.9], [False, True, False])[1]
    Bin(low=0.9, high=1.0, count=2, weight=2.0, given=0.9, observed=0.5)
    """
    p, y = np.asarray(given, dtype=float), np.asarray(true, dtype=float)
    each = np.ones(len(p)) if weights is None else np.asarray(weights, dtype=float)
    # Printed with few decimals: 0.3 must not fall below 3/10 for a rounding of floats.
    place = np.minimum((p * bins + 1e-9).astype(int), bins - 1)
    out = []
    for index in range(bins):
        here = place == index
        if here.any():
            told, seen = (float(np.average(values[here], weights=each[here])) for values in (p, y))
            out.append(
                Bin(
                    low=index / bins,
                    high=(index + 1) / bins,
                    count=int(here.sum()),
                    weight=float(each[here].sum()),
                    given=told,
                    observed=seen,
                )
            )
    return tuple(out)


def calibration_error(
    given: Sequence[float],
    true: Sequence[bool],
    weights: Sequence[float] | None = None,
    *,
    bins: int = BINS,
) -> float | None:
    """Expected calibration error: mean distance of told and seen over the bins (0–1)."""
    table = reliability(given, true, weights, bins=bins)
    total = sum(b.weight for b in table)
    return sum(b.weight * abs(b.given - b.observed) for b in table) / total if total else None


def wilson(positives: float, count: float) -> tuple[float, float]:
    """95 % Wilson interval of a proportion (0–1); ``count`` may be an effective number.

    >>> tuple(round(b, 3) for b in wilson(8, 10))
    (0.49, 0.943)
    """
    if not count:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.975)
    share = positives / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = (
        z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    )
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure and its 95 % interval; None where it is not defined."""

    value: float | None
    interval: tuple[float, float] | None


def estimate(units: int, measure: Callable[[Sequence[int]], float | None]) -> Estimate:
    """A measure over all cases, with its bootstrap interval (see ``bootstrap``)."""
    return Estimate(measure(range(units)), bootstrap(units, measure))


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How well one thing is found: precision, recall, F1, intervals, cases, agreement."""

    precision: Estimate
    recall: Estimate
    f1: Estimate
    cases: int
    agreement: float | None
