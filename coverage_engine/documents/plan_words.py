"""The purchase plan in sentences, for a terminal and for pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from coverage_engine.analysis.plan_prices import class_sentence
from coverage_engine.documents.plan_doubt_words import to_add, to_check
from coverage_engine.domain.french import amount, number, percent, plural, typeset
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.plan import ESTIMATED, HIGH, LOW, PlanPrice, Quote
from coverage_engine.domain.settings import Settings
from coverage_engine.questions.plan_answer import (
    BY_TARGET,
    FrontierAnswer,
    PlanAnswer,
    QuotesAnswer,
)
from coverage_engine.questions.plan_lines import PlanLine
from coverage_engine.questions.plan_sentences import (
    doubt_sentence,
    frontier_note,
    headings,
    is_doubtful,
    proof_sentence,
    ties_sentence,
)
from coverage_engine.tables.phrases import interval, points
from coverage_engine.tables.published import Published

# Lines of a list shown on a screen; files hold them all.
_SHOWN_NEEDS, _SHOWN_POINTS, _SHOWN_QUOTES, _SHOWN_ALONE = 12, 15, 8, 3
_NOTE = (
    "Un plan ne compte que les offres qu’il achète. Les prix sont hors taxes ; la qualité des"
    " formations n’est pas jugée ; « non trouvé » veut dire : non trouvé dans ce catalogue."
)


def plan_text(
    published: Published, answer: PlanAnswer, frontier: FrontierAnswer, quotes: QuotesAnswer | None
) -> str:
    """The whole answer for a terminal. ``quotes`` is None when there is no plan."""
    lines = [*headings(answer), ""]
    if answer.possible:
        lines += [
            *verdict(answer),
            *_bought(answer),
            *_rates(answer),
            *to_check(answer),
            *to_add(answer),
            *_cases(published, answer),
        ]
        lines += [*_quotes(quotes)] if quotes else []
        lines += [*_uncovered(published, answer)]
    else:
        lines += [
            "Aucun plan ne répond à cette demande.",
            *(f"  • {text}" for text in answer.advice),
        ]
    lines += [*_points(frontier), "", _NOTE]
    return "\n".join(typeset(line) for line in lines) + "\n"


def plan_method(settings: Settings) -> tuple[str, ...]:
    """How a plan is found and how far it is said to hold, for a page on method."""
    return (
        (
            "Un plan couvre des besoins par les offres qu’il achète, et par rien d’autre. Il est la"
            " solution d’un programme en nombres entiers, recomptée en fractions exactes : le moins"
            " cher qui atteint un objectif, ou la meilleure couverture dans un budget. Entre plans"
            " égaux, on garde celui dont les lectures sont les plus probables, puis les durées"
            " connues, puis les plus courtes."
        ),
        class_sentence(settings),
        (
            "Le plan compte comme justes les lectures retenues dans les taux. Chacune est ensuite"
            " tirée vraie ou fausse, dans les mêmes tirages que les fourchettes du rapport : c’est"
            " ce qui donne la fourchette du plan et la part des tirages qui atteignent l’objectif."
            f" Sous {percent(settings.stabilite_minimale)}, le plan est à confirmer. La perte"
            " attendue d’une lecture est ce que le plan perd si elle est fausse, multiplié par la"
            " probabilité qu’elle le soit."
        ),
    )


def verdict(answer: PlanAnswer) -> list[str]:
    """What the plan costs and gives, how sure it is, and its equals."""
    offers = len({x.offer.id for x in answer.lines})
    seconds = f" ({_seconds(answer)} s)" if answer.proof else ""
    out = [
        (
            f"Réponse : {plural(offers, 'offre')}, {bill(answer)}, couverture moyenne"
            f" {percent(answer.coverage)}."
        ),
        f"{proof_sentence(answer).rstrip('.')}{seconds}.",
    ]
    out += [text for text in (ties_sentence(answer), doubt_sentence(answer)) if text]
    return [*out, *answer.advice]


def bill(answer: PlanAnswer) -> str:
    """What a plan costs, how much of it is estimated, what it may cost with prices known."""
    said = f"{amount(answer.cost or Fraction(0))} au prix probable"
    estimated = sum((x.cost for x in answer.lines if x.price.origin == ESTIMATED), Fraction(0))
    costs = {c.case: c.likely_cost for c in answer.cases}
    low, high = costs.get(LOW), costs.get(HIGH)
    if low is None or high is None or low == high:
        return said
    guessed = f"dont {amount(estimated)} estimés ; " if estimated else ""
    return (
        f"{said} ({guessed}de {amount(low)} à {amount(high)} selon les prix inconnus ou donnés en"
        " fourchette)"
    )


def _seconds(answer: PlanAnswer) -> str:
    assert answer.proof
    return number(Fraction(max(1, round(answer.proof.seconds * 100)), 100))


def _bought(answer: PlanAnswer) -> Iterator[str]:
    groups = by_key((line.offer.id, line) for line in answer.lines)
    if groups:
        yield ""
        yield "Offres à acheter, la plus chère d’abord :"
    for rank, group in enumerate(groups.values(), 1):
        offer, price = group[0].offer, group[0].price
        facts = [
            offer.provider,
            offer.duration if offer.hours is not None else f"durée {offer.duration}",
            " / ".join(offer.formats),
            ", ".join(offer.codes),
            offer.id,
        ]
        yield f"  {rank}. {offer.title} – {', '.join(f for f in facts if f)}"
        origin = f" ({price.origin} : {price.method})" if price.origin == ESTIMATED else ""
        yield f"     {_bill(group)}{origin}"
        for line in group:
            alone = [n.label for n in line.alone]
            more = (
                f" et {plural(len(alone) - _SHOWN_ALONE, 'autre')}"
                if len(alone) > _SHOWN_ALONE
                else ""
            )
            served = (
                f" ; seule à servir aussi bien : {', '.join(alone[:_SHOWN_ALONE])}{more}"
                if alone
                else ""
            )
            weak = f" ; {line.weak}" if line.weak else ""
            lost = f"perd {points(line.lost)}" if line.lost else "ne perd rien"
            yield f"     sans elle, le taux de « {line.metier} » {lost}{served}{weak}"


def _bill(group: Sequence[PlanLine]) -> str:
    """How many learners at which price, and the total."""
    price, learners = group[0].price, sum(x.learners for x in group)
    total = sum((x.cost for x in group), Fraction(0))
    if price.per_group:
        return f"{amount(price.likely)} pour le groupe ({plural(learners, 'apprenant')})"
    if not total:
        return f"gratuit pour {plural(learners, 'apprenant')}"
    return (
        f"{number(learners)} × {amount(price.likely)} = {amount(total)}"
        if learners > 1
        else amount(total)
    )


def _rates(answer: PlanAnswer) -> Iterator[str]:
    yield ""
    yield (
        "Taux avec le plan [fourchette des tirages] (au mieux avec ces critères, puis avec tout le"
        " catalogue) :"
    )
    for r in answer.rates:
        target = [r.target] if r.target is not None and answer.asked == BY_TARGET else []
        value = r.rate.value if r.rate else None
        span = interval(r.drawn.range, target) if r.drawn and is_doubtful(r.drawn, value) else ""
        yield (
            f"  {r.metier:<46} {percent(value, target):>7} {span}  ({percent(r.reachable, target)},"
            f" {percent(r.catalogue, target)})"
        )


def _cases(published: Published, answer: PlanAnswer) -> Iterator[str]:
    if not answer.cases:
        return
    yield ""
    yield (
        f"Selon les prix inconnus ({plural(len(answer.estimated), 'prix estimé', 'prix estimés')}"
        " parmi les offres utiles) :"
    )
    words = {LOW: "s’ils sont bas", HIGH: "s’ils sont hauts"}
    bought = {x.offer.id for x in answer.lines}
    for case in answer.cases:
        if case.case not in words or case.likely_cost is None:
            continue
        own = f"  {words[case.case]}, ce plan coûte {amount(case.likely_cost)}"
        if case.plan is None:
            yield f"{own} ; aucun plan ne répond plus à la demande"
        elif set(case.plan.offers) == bought:
            yield f"{own} ; il reste le meilleur"
        else:
            entering = [answer.offers[o].title for o in case.plan.offers if o not in bought]
            change = f" avec « {' », « '.join(entering)} »" if entering else ""
            yield (
                f"{own} ; mieux : {amount(case.plan.cost)}, couverture"
                f" {percent(case.plan.coverage)}{change}"
            )
    yield f"  {class_sentence(published.settings)}"


def _quotes(quotes: QuotesAnswer) -> Iterator[str]:
    yield ""
    if not quotes.quotes.ranked:
        yield "Devis : aucun prix inconnu, pris seul, ne changerait ce plan."
    else:
        yield "Devis à demander d’abord, car ils changeraient le plan (chacun pris seul) :"
    for rank, q in enumerate(quotes.quotes.ranked[:_SHOWN_QUOTES], 1):
        offer, price = quotes.offers[q.offer], quotes.prices[q.offer]
        yield (
            f"  {rank}. {offer.title} – {offer.provider} : estimé {amount(price.likely)} ; à"
            f" {amount(q.tried)}, {quote_moves(quotes, q)}"
        )
        yield f"     {quote_ends(price, q)}"
    if (more := len(quotes.quotes.ranked) - _SHOWN_QUOTES) > 0:
        yield f"  … et {plural(more, 'autre')} (avec --out)"
    if quotes.quotes.untried:
        yield (
            f"  {plural(len(quotes.quotes.untried), 'prix inconnu n’a', 'prix inconnus n’ont')} pas"
            " pu être essayé faute de temps."
        )


def quote_moves(answer: QuotesAnswer, quote: Quote) -> str:
    """What the plan becomes at the price that changes it."""
    if not quote.possible:
        return "aucun plan ne répond plus à la demande"
    sides = (("sortent du plan", quote.leaving), ("y entrent", quote.entering))
    moves = [
        f"{word} : {', '.join(f'« {answer.offers[o].title} »' for o in side)}"
        for word, side in sides
        if side
    ]
    return " ; ".join(moves) if moves else "mêmes offres, mais pas pour les mêmes apprenants"


def quote_ends(price: PlanPrice, quote: Quote) -> str:
    """The plan at both ends of an unknown price."""
    ends = ((price.low, quote.at_low), (price.high, quote.at_high))
    return " ; ".join(
        (
            f"à {amount(at)} : couverture {percent(plan[1])} pour {amount(plan[0])}"
            if plan
            else f"à {amount(at)} : aucun plan"
        )
        for at, plan in ends
    )


def _uncovered(published: Published, answer: PlanAnswer) -> Iterator[str]:
    if not answer.uncovered:
        return
    yield ""
    yield (
        f"Ce qui reste non couvert, en tout ou partie ({plural(len(answer.uncovered), 'besoin')}),"
        " le plus lourd d’abord :"
    )
    several = len(answer.rates) > 1
    for u in answer.uncovered[:_SHOWN_NEEDS]:
        where = f"{u.need.metier}, " if several else ""
        yield (
            f"  {'◑' if u.value else '○'} {u.need.label}"
            f" [{where}{published.axis_label[u.need.axis]}] – {u.reason}"
        )
    if (more := len(answer.uncovered) - _SHOWN_NEEDS) > 0:
        yield f"  … et {plural(more, 'autre')} (avec --out)"


def _points(frontier: FrontierAnswer) -> Iterator[str]:
    points = frontier.frontier.points
    if not points:
        return
    yield ""
    yield "Ce que chaque budget permet (couverture moyenne des apprenants) :"
    # Both ends, and points spread between them.
    places = sorted(
        {round(i * (len(points) - 1) / (_SHOWN_POINTS - 1)) for i in range(_SHOWN_POINTS)}
    )
    for i in places:
        p = points[i]
        doubt = "" if p.proven else " (non prouvé)"
        yield (
            f"  {amount(p.cost):>14}  {percent(p.coverage):>7}  {plural(p.offers, 'offre')}{doubt}"
        )
    if len(places) < len(points):
        yield f"  {len(places)} points sur {len(points)} ; tous avec --out."
    yield f"  {frontier_note(frontier)}"
