"""What a plan was asked, how sure it is, how far it holds: sentences, the same everywhere."""

from __future__ import annotations

from fractions import Fraction

from coverage_engine.domain.french import amount, hours, percent, plural
from coverage_engine.domain.model.plan_doubt import MOST_METIERS, DrawnRate
from coverage_engine.questions.plan_answer import BY_BUDGET, BY_TARGET, FrontierAnswer, PlanAnswer
from coverage_engine.tables.phrases import points


def plan_notes(answer: PlanAnswer) -> tuple[str, ...]:
    """What was asked, whether it is proven, its equals, how far it holds, what to relax; no
    seconds, so that a display is the same twice.
    """
    sentences = (
        *headings(answer),
        proof_sentence(answer),
        ties_sentence(answer),
        doubt_sentence(answer),
        *answer.advice,
    )
    return tuple(sentence for sentence in sentences if sentence)


def headings(answer: PlanAnswer) -> list[str]:
    """What was asked, and how it was read."""
    read = [f"« {asked} » lu comme « {metier} »." for asked, metier in answer.read_as]
    names = " ; ".join(f"{r.metier} ({plural(r.learners, 'apprenant')})" for r in answer.rates)
    request = answer.request
    budget = f"un budget de {amount(request.budget)}" if request.budget is not None else ""
    if answer.asked == BY_TARGET:
        wanted = f"le moins cher qui donne à chaque métier un taux de {percent(request.target)}"
        wanted += f", dans {budget}" if budget else ""
    elif answer.asked == BY_BUDGET:
        wanted = f"la meilleure couverture moyenne des apprenants, dans {budget}"
    else:
        wanted = "la meilleure couverture que ce catalogue permet à chaque métier, au moindre coût"
    out = [*read, f"Plan d’achat : {names}", f"Demandé : {wanted}."]
    if criteria := _criteria(answer):
        out.append(f"Critères : {criteria}.")
    return out


def _criteria(answer: PlanAnswer) -> str:
    r = answer.request
    parts = [
        f"formats {', '.join(r.formats)}" if r.formats else "",
        "offres certifiantes" if r.certifying else "",
        f"{hours(r.max_hours, '')} au plus pour un apprenant" if r.max_hours is not None else "",
        f"sans {', '.join(r.exclude)}" if r.exclude else "",
        f"avec {', '.join(r.include)}" if r.include else "",
    ]
    apart = plural(len(answer.apart), "offre utile écartée", "offres utiles écartées")
    return " ; ".join([*(p for p in parts if p), apart]) if any(parts) else ""


def proof_sentence(answer: PlanAnswer) -> str:
    """Whether a better plan may exist; no seconds, so that a page is the same twice."""
    if answer.proof is None:
        return ""
    gap = percent(answer.proof.gap)
    if not answer.proof.proven:
        return (
            "Non prouvé optimal : le temps de calcul est écoulé, un autre plan serait meilleur de"
            f" {gap} au plus."
        )
    return (
        "Prouvé optimal."
        if not answer.proof.gap
        else f"Prouvé optimal, à {gap} près (arrondi de la couverture)."
    )


def ties_sentence(answer: PlanAnswer) -> str:
    """Equal plans and what told them apart; empty when there was none."""
    ties = answer.ties
    if ties is not None and ties.capped and not ties.criteria:
        return (
            "Le temps de calcul est écoulé avant que les plans égaux soient départagés : un autre"
            " calcul peut en donner un autre."
        )
    if ties is None or not ties.others:
        return ""
    same = (
        "couverture, coût et nombre d’offres égaux"
        if answer.asked == BY_BUDGET
        else "coût et nombre d’offres égaux"
    )
    least = "au moins " if ties.capped else ""
    existed = f"{plural(ties.others, 'autre plan existait', 'autres plans existaient')}"
    return f"À {same}, {least}{existed} ; départagés par {', puis '.join(ties.criteria)}."


def doubt_sentence(answer: PlanAnswer) -> str:
    """How far the plan holds when its readings are drawn; empty when draws change nothing."""
    drawn = answer.drawn
    if drawn is None or not is_doubtful(drawn, answer.coverage):
        return ""
    settings = answer.settings
    span = percent(settings.borne_haute - settings.borne_basse)
    low, high = percent(drawn.range.low), percent(drawn.range.high)
    reach = f"reste à {low}" if low == high else f"va de {low} à {high}"
    mean = " moyenne" if len(answer.rates) > 1 else ""
    said = (
        "Si chaque lecture d’une offre est tirée vraie ou fausse selon sa probabilité, la"
        f" couverture{mean} {reach} dans {span} des tirages"
    )
    beyond = (
        f" Au-delà de {MOST_METIERS} métiers, ce qui rendrait le plan plus sûr n’est pas cherché."
    )
    more = beyond if len(answer.rates) > MOST_METIERS else ""
    if drawn.reached is None:
        return f"{said}.{more}"
    whom = "l’objectif est atteint" if len(answer.rates) == 1 else "l’objectif est atteint par tous"
    holds = drawn.reached >= settings.stabilite_minimale
    then = "" if holds else " : à confirmer, en vérifiant d’abord les lectures dont le plan dépend"
    return (
        f"{said} ; {whom} dans {percent(drawn.reached, [settings.stabilite_minimale])} de tous les"
        f" tirages{then}.{more}"
    )


def is_doubtful(drawn: DrawnRate, counted: Fraction | None) -> bool:
    """Whether some draw gives another rate than the one counted."""
    return not drawn.range.low == drawn.range.high == drawn.mean == counted


def frontier_note(frontier: FrontierAnswer) -> str:
    """Whether every point is there."""
    if not frontier.frontier.complete:
        return "Le temps de calcul est écoulé : la courbe s’arrête avant le meilleur plan."
    if not frontier.frontier.step:
        return "La courbe est complète : entre deux budgets, rien de mieux n’existe."
    return (
        f"Tous ces points sont exacts ; entre deux, {points(frontier.frontier.step)} de couverture"
        " au plus peuvent être sautés."
    )
