"""The purchase plan: what to buy, what it gives, what stays uncovered, which quotes to ask, what
each budget buys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from coverage_engine.documents.plan_chart import frontier_svg
from coverage_engine.documents.plan_doubt_words import (
    as_it_is,
    brought,
    extra_cost,
    for_whom,
    stake,
)
from coverage_engine.documents.plan_words import bill, quote_ends, quote_moves
from coverage_engine.domain.french import NBSP, amount, number, percent, plural
from coverage_engine.domain.model.plan import ESTIMATED, HIGH, LIKELY, LOW, PlanPrice
from coverage_engine.questions.about_purchases import PLAN
from coverage_engine.questions.gaps import find_metier
from coverage_engine.questions.plan_answer import (
    BY_BUDGET,
    FrontierAnswer,
    PlanAnswer,
    QuotesAnswer,
)
from coverage_engine.questions.plan_sentences import (
    doubt_sentence,
    frontier_note,
    headings,
    is_doubtful,
    proof_sentence,
    ties_sentence,
)
from coverage_engine.questions.why_partial import weak_links
from coverage_engine.tables.phrases import interval, points
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import NeedLine
from coverage_engine.web.form_errors import Refusal
from coverage_engine.web.paging import Pairs, address
from coverage_engine.web.query_parameters import Asked
from coverage_engine.web.views_common import Input, Link, Option, exports, form, offer_href
from coverage_engine.web.views_questions import metier_options

_CASES = {LOW: "s’ils sont bas", LIKELY: "s’ils sont probables", HIGH: "s’ils sont hauts"}
# Lines of each table of the page; the exports have them all.
SHOWN = 100
# Lines of the tables that say what to do next.
FEW = 10
# Needs named beside an offer.
FEW_NEEDS = 4
_CHOOSE = (
    "Choisissez au moins un métier dans la liste, puis relancez le calcul : le reste de votre"
    " demande est gardé."
)
# French takes the plural from two on.
_PLURAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyLine:
    """An offer to buy for a métier."""

    offer: Link
    provider: str
    metier: str
    learners: str
    price: str
    estimated: str
    cost: str
    lost: str
    alone: tuple[str, ...]
    weak: str


@dataclass(frozen=True, slots=True)
class PlanForm:
    """The form of a plan, and the query that asks the same elsewhere."""

    metiers: tuple[Option, ...]
    inputs: dict[str, Input]
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """Context of ``plan.html.jinja``.

    ``rates`` are métier, learners, with the plan, at best, whole catalogue; ``checks`` an offer,
    what was read in it, how likely it is, what the plan loses if it is false, that times its
    chance; ``adds`` an offer, its provider and for whom, its cost, what it would bring.
    """

    form: PlanForm
    asked: bool
    headings: tuple[str, ...]
    possible: bool
    summary: tuple[str, ...]
    advice: tuple[str, ...]
    lines: tuple[BuyLine, ...]
    total: str
    rates: tuple[tuple[str, str, str, str, str], ...]
    checks: tuple[tuple[Link, str, str, str, str], ...]
    adds: tuple[tuple[Link, str, str, str], ...]
    now: str
    uncovered: tuple[tuple[str, str, str], ...]
    uncovered_more: str
    cases: tuple[tuple[str, str, str, str, str], ...]
    estimated: tuple[tuple[Link, str, str], ...]
    apart: tuple[tuple[Link, str], ...]
    curve_href: str
    quotes_href: str
    exports: tuple[Link, ...]
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveView:
    """Context of ``courbe.html.jinja``."""

    plan_href: str
    svg: Markup | None
    points: tuple[tuple[str, str, str], ...]
    note: str
    following: str
    exports: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class QuotesView:
    """Context of ``devis.html.jinja``; each line is an offer, how weak its links are, prices, what
    changes, what is at stake.
    """

    plan_href: str
    lines: tuple[tuple[Link, str, str, str, str, str], ...]
    untried: tuple[str, ...]
    exports: tuple[Link, ...]


def plan_form(published: Published, asked: Asked, pairs: Pairs) -> PlanForm:
    """The form, filled in."""
    made = form(published, PLAN, asked, "/plan", pairs)
    inputs = {x.name: x for x in made.inputs}
    further = ("format", "certifiante", "duree_max", "exclure", "inclure")
    return PlanForm(
        metier_options(published, asked["metier"]), inputs, any(asked[name] for name in further)
    )


def empty_plan(
    published: Published, asked: Asked, pairs: Pairs, refusal: Refusal | None = None
) -> PlanView:
    """The form alone, and what is wrong with what was asked."""
    if refusal is None and any(v.strip() for _, v in pairs):
        refusal = Refusal("Il manque un métier", (_CHOOSE,))
    return PlanView(
        form=plan_form(published, asked, pairs),
        asked=False,
        headings=(),
        possible=False,
        summary=(),
        advice=(),
        lines=(),
        total="",
        rates=(),
        checks=(),
        adds=(),
        now="",
        uncovered=(),
        uncovered_more="",
        cases=(),
        estimated=(),
        apart=(),
        curve_href="",
        quotes_href="",
        exports=(),
        refusal=refusal,
    )


def plan_view(published: Published, answer: PlanAnswer, asked: Asked, pairs: Pairs) -> PlanView:
    """A plan."""
    kept = [(n, v) for n, v in pairs if v.strip()]
    offers = len({x.offer.id for x in answer.lines})
    summary: tuple[str, ...] = ()
    if answer.possible:
        summary = (
            (
                f"{plural(offers, 'offre')}, {bill(answer)}, couverture moyenne des apprenants"
                f" {percent(answer.coverage)}."
            ),
            proof_sentence(answer),
            *(x for x in (ties_sentence(answer), _unspent(answer), doubt_sentence(answer)) if x),
        )
    checks, adds, now = _doubt(answer)
    return PlanView(
        form=plan_form(published, asked, pairs),
        asked=True,
        headings=tuple(headings(answer)),
        possible=answer.possible,
        summary=summary,
        advice=answer.advice,
        lines=_lines(published, answer),
        total=amount(answer.cost) if answer.cost is not None else "",
        rates=_rates(answer),
        checks=checks,
        adds=adds,
        now=now,
        uncovered=tuple((u.need.label, u.need.metier, u.reason) for u in answer.uncovered[:SHOWN]),
        uncovered_more=(
            plural(len(answer.uncovered) - SHOWN, "autre besoin", "autres besoins")
            if len(answer.uncovered) > SHOWN
            else ""
        ),
        cases=_cases(answer),
        estimated=tuple(
            (Link(e.offer.title, offer_href(e.offer.id)), _span(e.price), e.price.method)
            for e in answer.estimated[:SHOWN]
        ),
        apart=tuple((Link(o.title, offer_href(o.id)), why) for o, why in answer.apart[:SHOWN]),
        curve_href=address("/plan/courbe", kept),
        quotes_href=address("/plan/devis", kept),
        exports=exports("/plan", pairs),
    )


def _lines(published: Published, answer: PlanAnswer) -> tuple[BuyLine, ...]:
    return tuple(
        BuyLine(
            offer=Link(x.offer.title, offer_href(x.offer.id)),
            provider=x.offer.provider,
            metier=x.metier,
            learners=number(x.learners),
            price=_unit(x.price),
            estimated=_span(x.price) if x.price.origin == ESTIMATED else "",
            cost=amount(x.cost),
            lost=points(x.lost) if x.lost else "rien seule",
            alone=_few(x.alone),
            weak=x.weak,
        )
        for x in answer.lines
    )


def _few(needs: Sequence[NeedLine]) -> tuple[str, ...]:
    """A few needs by name, and how many more: a narrow screen shows one word a line."""
    more = len(needs) - FEW_NEEDS
    return (
        *(n.label for n in needs[:FEW_NEEDS]),
        *((f"et {plural(more, 'autre')}",) if more > 0 else ()),
    )


def _unit(price: PlanPrice) -> str:
    whom = "pour le groupe" if price.per_group else "par apprenant"
    return f"{amount(price.likely)} {whom}"


def _span(price: PlanPrice) -> str:
    return f"estimé : {amount(price.low)}, {amount(price.likely)} ou {amount(price.high)}"


def _rates(answer: PlanAnswer) -> tuple[tuple[str, str, str, str, str], ...]:
    out = []
    for r in answer.rates:
        bars = [r.target] if r.target is not None else []
        value = r.rate.value if r.rate else None
        span = (
            f"{NBSP}{interval(r.drawn.range, bars)}"
            if r.drawn and is_doubtful(r.drawn, value)
            else ""
        )
        out.append(
            (
                r.metier,
                number(r.learners),
                f"{percent(value, bars)}{span}" if value is not None else "—",
                percent(r.reachable, bars),
                percent(r.catalogue, bars),
            )
        )
    return tuple(out)


def _doubt(
    answer: PlanAnswer,
) -> tuple[
    tuple[tuple[Link, str, str, str, str], ...], tuple[tuple[Link, str, str, str], ...], str
]:
    """Readings to check, offers that would make the plan surer, and what the plan is without
    them.
    """
    checks = tuple(
        (
            Link(x.offer.title, offer_href(x.offer.id)),
            x.said,
            percent(x.reading.fact.probability),
            stake(answer, x.reading),
            points(x.reading.risk),
        )
        for x in answer.to_check[:FEW]
    )
    adds = tuple(
        (
            Link(x.offer.title, offer_href(x.offer.id)),
            f"{x.offer.provider}{for_whom(answer, x)}",
            extra_cost(x),
            brought(answer, x),
        )
        for x in answer.to_add[:FEW]
    )
    return checks, adds, as_it_is(answer)


def _cases(answer: PlanAnswer) -> tuple[tuple[str, str, str, str, str], ...]:
    return tuple(
        (
            _CASES[c.case],
            amount(c.likely_cost) if c.likely_cost is not None else "—",
            amount(c.plan.cost) if c.plan else "aucun plan",
            percent(c.plan.coverage) if c.plan else "—",
            ", ".join(answer.offers[o].title for o in c.plan.offers) if c.plan else "",
        )
        for c in answer.cases
    )


def _unspent(answer: PlanAnswer) -> str:
    """What the best coverage within a budget leaves of it; empty when nothing."""
    budget, cost = answer.request.budget, answer.cost
    if answer.asked != BY_BUDGET or budget is None or cost is None or cost >= budget:
        return ""
    left = budget - cost
    return (
        f"{amount(left)} du budget"
        f" {'n’est pas dépensé' if left < _PLURAL else 'ne sont pas dépensés'}."
    )


def next_step(answer: FrontierAnswer) -> str:
    """What the first coverage beyond the budget asked costs; empty without a budget, or when a
    target was asked.
    """
    budget, found = answer.request.budget, answer.frontier.points
    if budget is None or answer.request.target is not None or not found:
        return ""
    beyond = next((p for p in found if p.cost > budget), None)
    if beyond is not None:
        most = " au plus" if answer.frontier.step else ""
        return (
            f"Au-delà de votre budget de {amount(budget)}, la couverture suivante"
            f" ({percent(beyond.coverage)}) demande {amount(beyond.cost)}{most}."
        )
    if not answer.frontier.complete:
        return ""
    return (
        f"Votre budget de {amount(budget)} suffit au mieux que ces critères permettent : dépenser"
        " plus n’y ajouterait rien."
    )


def curve_view(answer: FrontierAnswer, pairs: Pairs) -> CurveView:
    """What each budget buys."""
    found = answer.frontier.points
    kept = [(n, v) for n, v in pairs if v.strip()]
    return CurveView(
        plan_href=address("/plan", kept),
        svg=Markup(frontier_svg(found)) if found else None,
        points=tuple(
            (amount(p.cost), percent(p.coverage), plural(p.offers, "offre")) for p in found
        ),
        note=frontier_note(answer),
        following=next_step(answer),
        exports=exports("/plan/courbe", pairs),
    )


def quotes_view(published: Published, answer: QuotesAnswer, pairs: Pairs) -> QuotesView:
    """Which quotes to ask first."""
    kept = [(n, v) for n, v in pairs if v.strip()]
    metiers = [find_metier(published, asked)[0].metier for asked in answer.request.metiers]
    lines = []
    for quote in answer.quotes.ranked:
        offer, price = answer.offers[quote.offer], answer.prices[quote.offer]
        lines.append(
            (
                Link(offer.title, offer_href(offer.id)),
                weak_links(published, offer.id, metiers),
                _span(price),
                f"si le prix est {quote.case}",
                quote_moves(answer, quote),
                quote_ends(price, quote),
            )
        )
    untried = tuple(answer.offers[o].title for o in answer.quotes.untried)
    return QuotesView(address("/plan", kept), tuple(lines), untried, exports("/plan/devis", pairs))
