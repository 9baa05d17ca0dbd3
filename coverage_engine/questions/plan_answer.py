"""What a purchase plan answers: offers to buy, rates, what stays uncovered, how far it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.model.plan import Frontier, PlanPrice, Proof, Quotes, Ties
from coverage_engine.domain.model.plan_doubt import DrawnRate
from coverage_engine.domain.settings import Settings
from coverage_engine.questions import plan_lines, plan_tables
from coverage_engine.questions.plan_request import PlanRequest
from coverage_engine.tables.columns import Column, DataTable, Table, if_any
from coverage_engine.tables.kinds import COST, HOURS, LIST, RATE, TEXT, WHOLE, YES_NO
from coverage_engine.tables.published_records import OfferLine

# What was asked for.
BY_TARGET, BY_BUDGET, BY_REACH = "objectif", "budget", "meilleure couverture"


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
    lines: tuple[plan_lines.PlanLine, ...]
    rates: tuple[plan_lines.PlanRate, ...]
    uncovered: tuple[plan_lines.Uncovered, ...]
    cases: tuple[plan_lines.PlanCase, ...]
    estimated: tuple[plan_lines.EstimatedPrice, ...]
    apart: tuple[plan_lines.ApartOffer, ...]
    drawn: DrawnRate | None
    to_check: tuple[plan_lines.CheckLine, ...]
    to_add: tuple[plan_lines.AddLine, ...]
    settings: Settings
    offers: Mapping[str, OfferLine]

    def tables(self) -> tuple[DataTable, ...]:
        """Offers to buy, rates, readings to check, offers to add, needs left uncovered, price
        cases, estimated prices, offers left out; the request, so that a file says what it answers.
        """
        return (
            plan_tables.BOUGHT.of(self.lines),
            plan_tables.RATES.of(self.rates),
            plan_tables.TO_CHECK.of(plan_tables.ranked(self.to_check)),
            plan_tables.TO_ADD.of(plan_tables.ranked(self.to_add)),
            plan_tables.UNCOVERED.of(self.uncovered),
            plan_tables.CASES.of(self.cases),
            plan_tables.ESTIMATED.of(self.estimated),
            plan_tables.APART.of(self.apart),
            REQUEST.of([self]),
        )


REQUEST = Table("demande", "Demande", PlanAnswer, (
    Column("demande", "Demandé", TEXT, "asked"),
    Column("budget", "Budget (€ HT)", COST, "request.budget"),
    Column("objectif", "Objectif", RATE, "request.target"),
    Column("formats", "Formats", LIST, "request.formats"),
    Column("certifiantes", "Certifiantes seulement", YES_NO, "request.certifying"),
    Column("duree_max", "Durée maximale (h)", HOURS, "request.max_hours"),
    Column("exclues", "Exclues", LIST, "request.exclude"),
    Column("incluses", "Incluses", LIST, "request.include"),
    Column("possible", "Un plan existe", YES_NO, "possible"),
    Column("cout", "Coût probable (€ HT)", COST, "cost"),
    Column("couverture", "Couverture moyenne des apprenants", RATE, "coverage"),
    Column("prouve", "Prouvé optimal", YES_NO, if_any("proof.proven")),
    Column("ecart", "Écart possible à l’optimum", RATE, if_any("proof.gap")),
    Column("plans_egaux", "Autres plans égaux", WHOLE, if_any("ties.others")),
    Column("departage", "Départagés par", LIST, lambda a: a.ties.criteria if a.ties else ()),
    Column("a_relacher", "À relâcher", LIST, "advice"),
    *plan_tables.DRAWN,
))  # fmt: skip


@dataclass(frozen=True)
class FrontierAnswer:
    """What each budget buys, for the same learners, offers and criteria as a plan."""

    request: PlanRequest
    frontier: Frontier

    def tables(self) -> tuple[DataTable, ...]:
        """One line a point."""
        return (plan_tables.FRONTIER.of(self.frontier.points),)


@dataclass(frozen=True, kw_only=True)
class QuotesAnswer:
    """Quotes worth asking first."""

    request: PlanRequest
    quotes: Quotes
    prices: Mapping[str, PlanPrice]
    offers: Mapping[str, OfferLine]

    def tables(self) -> tuple[DataTable, ...]:
        """One line a quote."""
        lines = [
            plan_tables.QuoteLine(q, self.offers, self.prices[q.offer]) for q in self.quotes.ranked
        ]
        return (plan_tables.QUOTES.of(plan_tables.ranked(lines)),)
