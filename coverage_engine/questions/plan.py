"""What to buy: the cheapest offers that reach a target, the best within a budget (method §7)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from coverage_engine.analysis.plan_frontier import trace_frontier
from coverage_engine.analysis.plan_parts import weigh_parts
from coverage_engine.analysis.plan_quotes import rank_quotes
from coverage_engine.analysis.plan_solve import reachable, recount, solve
from coverage_engine.domain.announce import Count, silent
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.plan import CASES, ESTIMATED, LIKELY, Goal, PlanProblem, Solution
from coverage_engine.domain.model.plan_doubt import PlanDoubt
from coverage_engine.questions import plan_lines
from coverage_engine.questions.plan_answer import (
    BY_BUDGET,
    BY_REACH,
    BY_TARGET,
    FrontierAnswer,
    PlanAnswer,
    QuotesAnswer,
)
from coverage_engine.questions.plan_doubt import doubt_of, reading_of
from coverage_engine.questions.plan_request import PlanRequest, Prepared, prepare
from coverage_engine.questions.plan_why import advise, find_uncovered
from coverage_engine.questions.why_partial import weak_links
from coverage_engine.tables.published import Published


def plan(published: Published, request: PlanRequest) -> PlanAnswer:
    """The purchase plan that answers a request, or what to relax.

    Raises
    ------
    UnknownMetier, OutOfPerimeter, InputRefused
        With everything that is wrong in the request.
    TimeIsUp
        If no plan at all is found within ``plan_secondes``.
    """
    made = prepare(published, request)
    seconds, ties = _bounds(published)
    best = reachable(made.problem, seconds=seconds)
    goal = _goal(made, best)
    found = solve(made.problem, goal, seconds=seconds, counted_ties=ties)
    advice: tuple[str, ...] = ()
    if found is None or (not found.places and request.target != 0):
        advice = advise(published, made, seconds)
    useful = [published.offers[o.id] for o in made.problem.offers]
    named = {o.id: o for o in (*useful, *(published.offers[o] for o in made.apart))}
    bought = set(found.offers) if found else set()
    doubt = doubt_of(published, made, goal, found) if found else None
    return PlanAnswer(
        request=request,
        asked=_asked(request),
        read_as=made.read_as,
        possible=found is not None,
        advice=advice,
        cost=found.cost if found else None,
        coverage=found.coverage if found else None,
        proof=found.proof if found else None,
        ties=found.ties if found else None,
        lines=_lines(published, made, found) if found else (),
        rates=_rates(published, made.problem, found, goal, best, doubt),
        uncovered=find_uncovered(published, made, found) if found else (),
        cases=_cases(made.problem, goal, found, seconds, ties),
        estimated=tuple(
            plan_lines.EstimatedPrice(o, made.prices[o.id], o.id in bought)
            for o in useful
            if made.prices[o.id].origin == ESTIMATED
        ),
        apart=tuple(
            plan_lines.ApartOffer(published.offers[o], why) for o, why in made.apart.items()
        ),
        drawn=doubt.whole if doubt else None,
        to_check=tuple(
            plan_lines.CheckLine(published.offers[r.fact.offer], reading_of(published, r.fact), r)
            for r in (doubt.readings if doubt else ())
        ),
        to_add=tuple(
            plan_lines.AddLine(published.offers[r.offer], made.prices[r.offer].origin, r)
            for r in (doubt.reinforcements if doubt else ())
        ),
        settings=published.settings,
        offers=named,
    )


def frontier(
    published: Published, request: PlanRequest, *, progress: Count = silent
) -> FrontierAnswer:
    """What each budget buys; the request's own budget and target are left aside.

    Raises
    ------
    UnknownMetier, OutOfPerimeter, InputRefused, TimeIsUp
        As :func:`plan`.
    """
    made = prepare(published, request)
    points = int(published.settings.plan_points)
    seconds, _ = _bounds(published)
    return FrontierAnswer(
        request, trace_frontier(made.problem, points=points, seconds=seconds, progress=progress)
    )


def quotes_to_ask(
    published: Published, request: PlanRequest, *, progress: Count = silent
) -> QuotesAnswer:
    """Unknown prices whose quote could change the plan, the most at stake first.

    Raises
    ------
    UnknownMetier, OutOfPerimeter, InputRefused, TimeIsUp
        As :func:`plan`; InputRefused also when the request has no plan.
    """
    made = prepare(published, request)
    seconds, ties = _bounds(published)
    goal = _goal(made, reachable(made.problem, seconds=seconds))
    found = solve(made.problem, goal, seconds=seconds, counted_ties=ties)
    if found is None:
        raise InputRefused(
            ["aucun plan ne répond à cette demande : il n’y a pas encore de devis à demander"]
        )
    quotes = rank_quotes(
        made.problem, goal, found, seconds=seconds, counted_ties=ties, progress=progress
    )
    named = {o.id: published.offers[o.id] for o in made.problem.offers}
    return QuotesAnswer(request=request, quotes=quotes, prices=made.prices, offers=named)


def _bounds(published: Published) -> tuple[float, int]:
    """Seconds for a plan, and equal plans counted."""
    return float(published.settings.plan_secondes), int(published.settings.plan_egalites)


def _asked(request: PlanRequest) -> str:
    if request.target is not None:
        return BY_TARGET
    return BY_BUDGET if request.budget is not None else BY_REACH


def _goal(made: Prepared, best: Mapping[str, Fraction]) -> Goal:
    """What the solver is asked: without target or budget, the best rate of each métier."""
    request = made.request
    if request.target is not None:
        return Goal(dict.fromkeys(made.problem.learners, request.target), request.budget)
    return Goal(None, request.budget) if request.budget is not None else Goal(best, None)


def _lines(
    published: Published, made: Prepared, found: Solution
) -> tuple[plan_lines.PlanLine, ...]:
    """Offers to buy, the dearest first."""
    lines = [
        plan_lines.PlanLine(
            offer=published.offers[part.offer],
            metier=part.metier,
            learners=made.problem.learners[part.metier],
            price=made.prices[part.offer],
            cost=part.cost,
            lost=part.lost,
            alone=tuple(published.need_by_id[part.metier, c] for c in part.alone),
            weak=weak_links(published, part.offer, (part.metier,)),
        )
        for part in weigh_parts(made.problem, found.places)
    ]
    total: dict[str, Fraction] = {}
    for line in lines:
        total[line.offer.id] = total.get(line.offer.id, Fraction(0)) + line.cost
    return tuple(sorted(lines, key=lambda x: (-total[x.offer.id], x.offer.id)))


def _rates(
    published: Published,
    problem: PlanProblem,
    found: Solution | None,
    goal: Goal,
    best: Mapping[str, Fraction],
    doubt: PlanDoubt | None,
) -> tuple[plan_lines.PlanRate, ...]:
    return tuple(
        plan_lines.PlanRate(
            metier=m,
            learners=n,
            rate=found.rates[m] if found else None,
            target=goal.targets[m] if goal.targets is not None else None,
            reachable=best[m],
            catalogue=published.metier_by_label[m].rate or Fraction(0),
            drawn=doubt.rates[m] if doubt else None,
        )
        for m, n in problem.learners.items()
    )


def _cases(
    problem: PlanProblem, goal: Goal, found: Solution | None, seconds: float, ties: int
) -> tuple[plan_lines.PlanCase, ...]:
    """The plan in each price case; none when every useful price is certain."""
    if found is None or all(o.price.low == o.price.high for o in problem.offers):
        return ()
    out = []
    for case in CASES:
        solved = (
            found
            if case == LIKELY
            else solve(problem, goal, case=case, seconds=seconds, counted_ties=ties)
        )
        out.append(plan_lines.PlanCase(case, solved, recount(problem, found.places, case)[0]))
    return tuple(out)
