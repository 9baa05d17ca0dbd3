"""Lines of the answer of a purchase plan."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from coverage_engine.domain.model.plan import PlanPrice, Solution
from coverage_engine.domain.model.plan_doubt import DrawnRate, PlanReading, Reinforcement
from coverage_engine.domain.model.results import Rate
from coverage_engine.tables.published_records import NeedLine, OfferLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """A need that a plan leaves uncovered or half covered.

    ``value`` is what the plan gives it, ``best`` what the whole catalogue would (0 to 1); ``kind``
    is the sort of reason, ``reason`` the sentence.
    """

    need: NeedLine
    value: Fraction
    best: Fraction
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """An offer to buy for the learners of a métier.

    ``cost`` in euros at the likely price; ``lost`` is what the métier's rate loses without it (0 to
    1); ``alone`` the needs that no other offer of the plan serves as well; ``weak`` how weak its
    links with the métier are, in French.
    """

    offer: OfferLine
    metier: str
    learners: int
    price: PlanPrice
    cost: Fraction
    lost: Fraction
    alone: tuple[NeedLine, ...]
    weak: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRate:
    """Rate of a métier with the plan (None without one), target asked of it, best under the
    criteria, and with the whole catalogue.

    ``drawn`` is what the draws of the readings make of the rate with the plan.
    """

    metier: str
    learners: int
    rate: Rate | None
    target: Fraction | None
    reachable: Fraction
    catalogue: Fraction
    drawn: DrawnRate | None


@dataclass(frozen=True, slots=True)
class PlanCase:
    """The plan solved anew in a price case; cost of the likely plan then (None without one)."""

    case: str
    plan: Solution | None
    likely_cost: Fraction | None


@dataclass(frozen=True, slots=True)
class EstimatedPrice:
    """A useful offer whose price had to be estimated; ``bought`` when it is in the plan."""

    offer: OfferLine
    price: PlanPrice
    bought: bool


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A reading that the plan rests on, what a person has to confirm in French, its offer."""

    offer: OfferLine
    said: str
    reading: PlanReading


@dataclass(frozen=True, slots=True)
class AddLine:
    """An offer that would make the plan surer, origin of its price, what it would bring."""

    offer: OfferLine
    origin: str
    brought: Reinforcement


class ApartOffer(NamedTuple):
    """A useful offer that the criteria leave out, and why."""

    offer: OfferLine
    why: str
