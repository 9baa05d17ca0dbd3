"""The purchase plan: what to buy, what it gives, what stays uncovered, which quotes to ask, what
each budget buys.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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
from coverage_engine.domain.french import NBSP, amount, percent, plural
from coverage_engine.domain.model.plan import Quote
from coverage_engine.questions.about_purchases import PLAN
from coverage_engine.questions.names import find_metier
from coverage_engine.questions.plan_answer import (
    BY_BUDGET,
    FrontierAnswer,
    PlanAnswer,
    QuotesAnswer,
)
from coverage_engine.questions.plan_lines import AddLine, CheckLine, PlanRate
from coverage_engine.questions.plan_sentences import (
    doubt_sentence,
    frontier_note,
    headings,
    is_doubtful,
    proof_sentence,
    ties_sentence,
)
from coverage_engine.questions.why_partial import weak_links
from coverage_engine.tables.phrases import interval
from coverage_engine.tables.published_records import OfferLine
from coverage_engine.web.forms import Input, filled
from coverage_engine.web.paging import Pairs
from coverage_engine.web.visit import Refusal, Visit

# Fields of the form: those first asked, and those that most plans leave alone.
_AIMS = ("budget", "objectif", "effectif", "effectif_metier")
_CRITERIA = ("format", "certifiante", "duree_max", "exclure", "inclure")
_CHOOSE = (
    "Choisissez au moins un métier dans la liste, puis relancez le calcul : le reste de votre"
    " demande est gardé."
)
# French takes the plural from two on.
_PLURAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """Context of ``plan.html.jinja``.

    ``chosen`` métiers, ``aims`` and ``criteria`` are those of the form, ``filtered`` whether some
    criterion is given; ``answer`` is the plan, None for the form alone. Beside it stand sentences:
    ``checks`` have what a false reading costs, ``adds`` the provider and for whom, the cost, what
    the offer would bring, ``ranges`` what the draws make of each rate of the plan.
    """

    chosen: tuple[str, ...]
    aims: tuple[Input, ...]
    criteria: tuple[Input, ...]
    filtered: bool
    pairs: Pairs
    refusal: Refusal | None
    answer: PlanAnswer | None
    headings: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    ranges: tuple[tuple[PlanRate, str], ...] = ()
    checks: tuple[tuple[CheckLine, str], ...] = ()
    adds: tuple[tuple[AddLine, str, str, str], ...] = ()
    now: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveView:
    """Context of ``courbe.html.jinja``."""

    pairs: Pairs
    answer: FrontierAnswer
    svg: Markup | None
    note: str
    following: str


@dataclass(frozen=True, slots=True)
class QuotesView:
    """Context of ``devis.html.jinja``; each line is a quote, its offer, how weak its links are,
    what changes, what is at stake.
    """

    pairs: Pairs
    answer: QuotesAnswer
    lines: tuple[tuple[Quote, OfferLine, str, str, str], ...]


def plan_view(visit: Visit[PlanAnswer | None]) -> PlanView:
    """A plan, or the form alone and what is wrong with what was asked."""
    answer, asked, refusal = visit.answer, visit.asked, visit.refusal
    inputs = {f.name: filled(visit, f) for f in PLAN}
    if answer is None and refusal is None and visit.pairs:
        refusal = Refusal("Il manque un métier", (_CHOOSE,))
    form = PlanView(
        chosen=asked["metier"],
        aims=tuple(inputs[name] for name in _AIMS),
        criteria=tuple(inputs[name] for name in _CRITERIA),
        filtered=any(asked[name] for name in _CRITERIA),
        pairs=visit.pairs,
        refusal=refusal,
        answer=answer,
    )
    if answer is None:
        return form
    return replace(
        form,
        headings=tuple(headings(answer)),
        summary=_summary(answer) if answer.possible else (),
        ranges=tuple((r, _range(r)) for r in answer.rates),
        checks=tuple((x, stake(answer, x.reading)) for x in answer.to_check),
        adds=tuple(
            (x, f"{x.offer.provider}{for_whom(answer, x)}", extra_cost(x), brought(answer, x))
            for x in answer.to_add
        ),
        now=as_it_is(answer),
    )


def _summary(answer: PlanAnswer) -> tuple[str, ...]:
    offers = len({x.offer.id for x in answer.lines})
    first = (
        f"{plural(offers, 'offre')}, {bill(answer)}, couverture moyenne des apprenants"
        f" {percent(answer.coverage)}."
    )
    more = (ties_sentence(answer), _unspent(answer), doubt_sentence(answer))
    return (first, proof_sentence(answer), *(x for x in more if x))


def _range(r: PlanRate) -> str:
    """What the draws make of a rate with the plan; empty when they all give it."""
    if not r.drawn or not is_doubtful(r.drawn, r.rate.value if r.rate else None):
        return ""
    return f"{NBSP}{interval(r.drawn.range, [] if r.target is None else [r.target])}"


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


def curve_view(visit: Visit[FrontierAnswer]) -> CurveView:
    """What each budget buys."""
    answer, found = visit.answer, visit.answer.frontier.points
    return CurveView(
        pairs=visit.pairs,
        answer=answer,
        svg=Markup(frontier_svg(found)) if found else None,
        note=frontier_note(answer),
        following=next_step(answer),
    )


def quotes_view(visit: Visit[QuotesAnswer]) -> QuotesView:
    """Which quotes to ask first."""
    run, answer = visit.run, visit.answer
    metiers = [find_metier(run, asked)[0].metier for asked in answer.request.metiers]
    lines = tuple(
        (
            quote,
            answer.offers[quote.offer],
            weak_links(run, quote.offer, metiers),
            quote_moves(answer, quote),
            quote_ends(answer.prices[quote.offer], quote),
        )
        for quote in answer.quotes.ranked
    )
    return QuotesView(visit.pairs, answer, lines)
