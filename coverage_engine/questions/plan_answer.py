"""What a purchase plan answers: offers to buy, rates, what stays uncovered, and how far it
holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.model.plan import Frontier, PlanPrice, Proof, Quotes, Solution, Ties
from coverage_engine.domain.model.plan_doubt import DrawnRate, PlanReading, Reinforcement
from coverage_engine.domain.model.results import Rate
from coverage_engine.domain.settings import Settings
from coverage_engine.questions.plan_request import PlanRequest
from coverage_engine.questions.plan_tables import answer_tables, frontier_tables, quote_tables
from coverage_engine.tables.columns import DataTable
from coverage_engine.tables.published_records import NeedLine, OfferLine

# What was asked for.
BY_TARGET, BY_BUDGET, BY_REACH = "objectif", "budget", "meilleure couverture"


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
    """The plan solved anew in a price case, and what the likely plan would cost then (None without
    a plan).
    """

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
    """A reading that the plan rests on, what a person has to confirm of it in French, and its
    offer.
    """

    offer: OfferLine
    said: str
    reading: PlanReading


@dataclass(frozen=True, slots=True)
class AddLine:
    """An offer that would make the plan surer, where its price comes from, and what it would
    bring.
    """

    offer: OfferLine
    origin: str
    brought: Reinforcement


@dataclass(frozen=True, kw_only=True)
class PlanAnswer:
    """A plan, or what to relax.

    Attributes
    ----------
    asked:
        BY_TARGET, BY_BUDGET or BY_REACH.
    read_as:
        (typed name, métier) of each name that was not written exactly.
    possible:
        False when no set of offers answers: ``advice`` then says what to relax. An empty plan is
        possible, with advice.
    cost, coverage:
        Euros at the likely price; mean rate of the learners (0 to 1). None without a plan.
    apart:
        Useful offers left out by the criteria, with why.
    drawn:
        What the draws of the readings make of ``coverage``; None without a plan.
    to_check:
        Readings that the plan rests on, those that put most of it at risk first.
    to_add:
        Offers that would make the plan surer, each alone, the surest plan first.
    settings:
        Those of the run: what a range and a stable plan are.
    """

    request: PlanRequest
    asked: str
    read_as: tuple[tuple[str, str], ...]
    possible: bool
    advice: tuple[str, ...]
    cost: Fraction | None
    coverage: Fraction | None
    proof: Proof | None
    ties: Ties | None
    lines: tuple[PlanLine, ...]
    rates: tuple[PlanRate, ...]
    uncovered: tuple[Uncovered, ...]
    cases: tuple[PlanCase, ...]
    estimated: tuple[EstimatedPrice, ...]
    apart: tuple[tuple[OfferLine, str], ...]
    drawn: DrawnRate | None
    to_check: tuple[CheckLine, ...]
    to_add: tuple[AddLine, ...]
    settings: Settings
    offers: Mapping[str, OfferLine]

    def tables(self) -> tuple[DataTable, ...]:
        """Offers to buy, rates, readings to check, offers to add, needs left uncovered, price
        cases, estimated prices, offers left out, request.
        """
        return answer_tables(self)


@dataclass(frozen=True)
class FrontierAnswer:
    """What each budget buys, for the same learners, offers and criteria as a plan."""

    request: PlanRequest
    frontier: Frontier

    def tables(self) -> tuple[DataTable, ...]:
        """One line a point."""
        return frontier_tables(self)


@dataclass(frozen=True, kw_only=True)
class QuotesAnswer:
    """Quotes worth asking first; ``by_budget`` when what is at stake is coverage, euros
    otherwise.
    """

    request: PlanRequest
    quotes: Quotes
    prices: Mapping[str, PlanPrice]
    offers: Mapping[str, OfferLine]
    by_budget: bool

    def tables(self) -> tuple[DataTable, ...]:
        """One line a quote."""
        return quote_tables(self)
