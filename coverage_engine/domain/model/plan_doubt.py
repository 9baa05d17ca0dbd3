"""How far a purchase plan holds, for what was read in its offers may be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.model.doubt import Fact, Range

# Métiers of a plan beyond which nothing is tried in addition to it: the trials would take longer
# than the plan (1.4 s for 20, 55 s for 200 at national size).
MOST_METIERS = 20


@dataclass(frozen=True, slots=True)
class DrawnRate:
    """A rate of a plan over the draws: range, mean, share of draws reaching the target (0 to 1).

    ``reached`` is None when no target was asked.
    """

    range: Range
    mean: Fraction
    reached: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReading:
    """A reading that a plan rests on.

    Attributes
    ----------
    own:
        What the rate of each métier loses if the reading is false (above 0, up to 1).
    lost:
        The same, of the mean rate of the learners.
    risk:
        ``lost`` times the probability that the reading is false.
    below:
        Métiers that would miss their target without it.
    """

    fact: Fact
    own: Mapping[str, Fraction]
    lost: Fraction
    risk: Fraction
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinforcement:
    """An offer that would make a plan surer: for whom, its cost (euros), the mean rate then.

    ``gain`` is what it adds to the mean of the draws (0 to 1).
    """

    offer: str
    metiers: tuple[str, ...]
    cost: Fraction
    gain: Fraction
    drawn: DrawnRate


@dataclass(frozen=True, slots=True)
class PlanDoubt:
    """How far a plan holds.

    ``rates`` is the rate of each métier, ``whole`` the mean rate of the learners; ``readings`` are
    those to check, the greatest risk first; ``reinforcements`` what could be added, the surest plan
    first.
    """

    rates: Mapping[str, DrawnRate]
    whole: DrawnRate
    readings: tuple[PlanReading, ...]
    reinforcements: tuple[Reinforcement, ...]
