"""Why a plan leaves needs uncovered, what to relax when there is none, with figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from coverage_engine.analysis.plan_milp import TimeIsUp
from coverage_engine.analysis.plan_parts import followed, value_within
from coverage_engine.analysis.plan_solve import reachable, solve
from coverage_engine.domain.french import amount, euros, percent, plural
from coverage_engine.domain.model.plan import ESTIMATED, LIKELY, Goal, PlanNeed, PlanOffer, Solution
from coverage_engine.domain.model.results import GAP_PHRASES, INSUFFISANTE
from coverage_engine.questions.plan_lines import Uncovered
from coverage_engine.questions.plan_request import (
    BY_CERTIFICATION,
    BY_EXCLUSION,
    BY_FORMAT,
    BY_HOURS,
    PlanRequest,
    Prepared,
    prepare,
)
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import NeedLine

_WITHOUT = {
    BY_FORMAT: "sans le choix de formats",
    BY_CERTIFICATION: "sans exiger de certification",
    BY_HOURS: "sans durée maximale",
    BY_EXCLUSION: "sans les exclusions",
}
# Reasons why a need stays uncovered that are not those of the catalogue.
UNPROVEN = "plan non prouvé optimal"
NOT_NEEDED, TOO_DEAR, NO_TIME, SET_ASIDE = (
    "objectif atteint sans elle",
    "trop cher",
    "durée épuisée",
    "écartée par vos critères",
)


def find_uncovered(published: Published, made: Prepared, plan: Solution) -> tuple[Uncovered, ...]:
    """Needs that a plan does not cover in full, the heaviest loss first, each with its reason."""
    own = followed(plan.places)
    used = _hours_used(made, plan)
    out = []
    for line, need in zip(made.needs, made.problem.needs, strict=True):
        value = value_within(need, own.get(need.metier, ()))
        if value < 1:
            best = value_within(need, need.served)
            kind, reason = _reason(
                published, made, plan, line, need, value, used.get(need.metier, Fraction(0))
            )
            out.append(
                (
                    need.weight * (1 - value),
                    Uncovered(need=line, value=value, best=best, kind=kind, reason=reason),
                )
            )
    order = {m: rank for rank, m in enumerate(made.problem.learners)}
    out.sort(key=lambda p: (order[p[1].need.metier], -p[0], p[1].need.competence))
    return tuple(u for _, u in out)


def _hours_used(made: Prepared, plan: Solution) -> dict[str, Fraction]:
    hours = {o.id: o.hours or Fraction(0) for o in made.problem.offers}
    return {
        m: sum((hours[o] for o in offers), Fraction(0))
        for m, offers in followed(plan.places).items()
    }


def _reason(
    published: Published,
    made: Prepared,
    plan: Solution,
    line: NeedLine,
    need: PlanNeed,
    value: Fraction,
    used: Fraction,
) -> tuple[str, str]:
    """Sort of reason and sentence; the catalogue's own limit when no offer would do better."""
    better = {o for o, v in need.served.items() if v > value}
    if not better:
        start = "servi en partie : " if value else ""
        nothing = not need.served and not line.generalist_offers and line.gap == INSUFFISANTE
        said = (
            "aucune offre trouvée dans ce catalogue"
            if nothing
            else GAP_PHRASES.get(line.gap, line.gap)
        )
        return line.gap, f"{start}{said}"
    sold = [o for o in made.problem.offers if o.id in better]
    if not sold:
        reasons = Counter(made.apart[o] for o in sorted(better))
        shown = ", ".join(f"{why} ({n})" for why, n in sorted(reasons.items()))
        return (
            SET_ASIDE,
            (
                f"{plural(len(better), 'offre')} y répondrai{'t' if len(better) < 2 else 'ent'}"
                f" mieux, écartée{'s' if len(better) > 1 else ''} par vos critères : {shown}"
            ),
        )
    most = made.problem.max_hours
    fitting = [o for o in sold if most is None or (o.hours or 0) + used <= most]
    if not fitting:
        return (
            NO_TIME,
            (
                "la durée maximale est prise par les offres du plan ;"
                f" {_named(published, made, sold, need.metier)} ne tient pas avec elles"
            ),
        )
    named = _named(published, made, fitting, need.metier)
    start = "servi en partie ; " if value else ""
    left = made.request.budget - plan.cost if made.request.budget is not None else None
    if made.request.target is None and left is not None:
        if min(_bill(o, made.problem.learners[need.metier]) for o in fitting) <= left:
            return (
                UNPROVEN,
                (
                    "y répondrait mieux dans le budget, mais le plan n’est pas prouvé optimal à ce"
                    f" point près : {named}"
                ),
            )
        return TOO_DEAR, f"{start}{named} dépasse ce qui reste du budget ({amount(left)})"
    return NOT_NEEDED, f"{start}l’objectif est atteint sans elle ; y répondrait mieux : {named}"


def _named(published: Published, made: Prepared, offers: Sequence[PlanOffer], metier: str) -> str:
    """The cheapest of some offers, with its price for the learners of a métier."""
    price, offer = min((_bill(o, made.problem.learners[metier]), o.id) for o in offers)
    known = ", prix estimé" if made.prices[offer].origin == ESTIMATED else ""
    cheapest = "la moins chère, " if len(offers) > 1 else ""
    return f"{cheapest}« {published.offers[offer].title} » ({euros(price, price, '')}{known})"


def _bill(offer: PlanOffer, learners: int) -> Fraction:
    price = offer.price.of(LIKELY)
    return price if offer.price.per_group else price * learners


# --- When there is no plan


def advise(published: Published, made: Prepared, seconds: float) -> tuple[str, ...]:
    """What to relax when no plan answers, or when it is empty; figures are computed."""
    problem, request = made.problem, made.request
    if not problem.offers:
        return _nothing_to_buy(made)
    if request.target is not None:
        short = _out_of_reach(published, made, seconds)
        return short or _too_dear(published, made, seconds)
    forced = solve(
        problem,
        Goal({m: Fraction(0) for m in problem.learners}, None),
        seconds=seconds,
        counted_ties=1,
    )
    if forced and request.budget is not None and forced.cost > request.budget:
        cost = euros(forced.cost, forced.cost, "")
        budget = euros(request.budget, request.budget, "")
        return (
            (
                f"Les offres à inclure coûtent {cost}, plus que le budget ({budget}) :"
                " augmentez-le, ou retirez-en une."
            ),
        )
    price, offer, metier = min(
        (_bill(o, problem.learners[n.metier]), o.id, n.metier)
        for n in problem.needs
        for o in problem.offers
        if o.id in n.served
    )
    return (
        (
            "Aucune offre utile ne tient dans le budget : la moins chère, «"
            f" {published.offers[offer].title} », coûte {euros(price, price, '')} pour"
            f" {plural(problem.learners[metier], 'apprenant')}."
        ),
    )


def _nothing_to_buy(made: Prepared) -> tuple[str, ...]:
    if not made.apart:
        return (
            "Aucune offre du catalogue ne sert un besoin de ces métiers : il n’y a rien à acheter.",
        )
    reasons = ", ".join(f"{why} ({n})" for why, n in sorted(Counter(made.apart.values()).items()))
    count = plural(len(made.apart), "offre utile", "offres utiles")
    return (f"Vos critères écartent tout le catalogue ({count}) : {reasons}. Relâchez-en un.",)


def _out_of_reach(published: Published, made: Prepared, seconds: float) -> tuple[str, ...]:
    """Métiers whose best rate is below the target, and what each criterion costs them."""
    target = made.request.target or Fraction(0)
    best = reachable(made.problem, seconds=seconds)
    short = [m for m, rate in best.items() if rate < target]
    if not short:
        return ()
    out = [
        f"« {m} » n’atteint au mieux que {percent(best[m], [target])} avec"
        f" {'ces critères' if _criteria(made.request) else 'ce catalogue'} ; l’objectif est"
        f" {percent(target)}."
        for m in short
    ]
    for words, request in _relaxed(made.request):
        other = reachable(prepare(published, request).problem, seconds=seconds)
        gains = [f"« {m} » {percent(other[m], [target])}" for m in short if other[m] > best[m]]
        if gains:
            out.append(f"{words.capitalize()}, au mieux : {', '.join(gains)}.")
    # A rate in whole percent that the plan can reach.
    least = Fraction(int(min(best.values()) * 100), 100)
    out.append(
        f"Sinon, abaissez l’objectif à {percent(least)} ou moins, ou retirez"
        f" {'ce métier' if len(short) == 1 else 'ces métiers'}."
    )
    return tuple(out)


def _too_dear(published: Published, made: Prepared, seconds: float) -> tuple[str, ...]:
    """The price of the target, what the budget buys, and which criterion makes the target dear."""
    request, problem = made.request, made.problem
    targets = dict.fromkeys(problem.learners, request.target or Fraction(0))
    budget = request.budget or Fraction(0)
    cheapest = solve(problem, Goal(targets, None), seconds=seconds, counted_ties=1)
    best = solve(problem, Goal(None, budget), seconds=seconds, counted_ties=1)
    out = []
    if cheapest:
        cost, missing = cheapest.cost, cheapest.cost - budget
        out.append(
            f"Atteindre {percent(request.target)} coûte au moins {euros(cost, cost, '')} au prix"
            f" probable ; le budget est de {amount(budget)} : il manque"
            f" {euros(missing, missing, '')}."
        )
    if best:
        rates = ", ".join(
            f"« {m} » {percent(r.value, [request.target or Fraction(0)])}"
            for m, r in best.rates.items()
        )
        out.append(f"Avec ce budget, sans objectif, on atteint au mieux : {rates}.")
    for words, relaxed in _relaxed(request):
        try:
            other = solve(
                prepare(published, relaxed).problem,
                Goal(targets, None),
                seconds=seconds,
                counted_ties=1,
            )
        except TimeIsUp:
            continue
        if other and cheapest and other.cost < cheapest.cost:
            out.append(
                f"{words.capitalize()}, l’objectif coûterait {euros(other.cost, other.cost, '')}."
            )
    return tuple(out)


def _criteria(request: PlanRequest) -> bool:
    return bool(
        request.formats or request.certifying or request.exclude or request.max_hours is not None
    )


def _relaxed(request: PlanRequest) -> list[tuple[str, PlanRequest]]:
    """The same request with each criterion left out, then with none."""
    tried: list[tuple[str, bool, dict[str, Any]]] = [
        (BY_FORMAT, bool(request.formats), {"formats": ()}),
        (BY_CERTIFICATION, request.certifying, {"certifying": False}),
        (BY_HOURS, request.max_hours is not None, {"max_hours": None}),
        (BY_EXCLUSION, bool(request.exclude), {"exclude": ()}),
    ]
    used = [(_WITHOUT[name], change) for name, asked, change in tried if asked]
    out = [(words, replace(request, **change)) for words, change in used]
    if len(used) > 1:
        everything = {name: value for _, change in used for name, value in change.items()}
        out.append(("sans aucun critère", replace(request, **everything)))
    return out
