"""What the surest readings bring to plans. Run: ``python benchmarks/plan_sureness.py`` (about 10
s).

For each métier of the embedded data and each budget of its curve, prints in points of mean coverage
over the draws: what telling equal plans apart by their readings gains over telling them apart by
durations and identifiers alone, and what exchanging any offer of the plan for another, within the
same budget, would still gain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from coverage_engine.analysis.plan_doubt import DrawnPlan
from coverage_engine.analysis.plan_frontier import trace_frontier
from coverage_engine.analysis.plan_solve import solve
from coverage_engine.domain.model.plan import Goal, Place
from coverage_engine.jobs.coverage import run
from coverage_engine.questions.plan_doubt import drawn_plan
from coverage_engine.questions.plan_request import PlanRequest, prepare
from coverage_engine.tables.run_tables import published_of

SECONDS = 30.0
TIES = 20
POINTS = 200


def mean(plan: DrawnPlan, places: Iterable[Place]) -> Fraction:
    """Mean coverage over the draws of other places of the same problem."""
    other = DrawnPlan(
        problem=plan.problem,
        places=frozenset(places),
        targets=None,
        worlds=plan.worlds,
        evidence=plan.evidence,
        settings=plan.settings,
    )
    return other.whole(other.drawn).mean


def exchanged(plan: DrawnPlan, budget: Fraction) -> Fraction:
    """The best mean reached by exchanging one offer for another as long as it pays."""
    price = {o.id: o.price.likely for o in plan.problem.offers}
    (metier,) = plan.problem.learners
    taken, best = plan.places, mean(plan, plan.places)
    while True:
        others = [
            taken - {old} | {(new, metier)}
            for old in sorted(taken)
            for new in price
            if (new, metier) not in taken
        ]
        tried = [
            (mean(plan, x), sorted(x)) for x in others if sum(price[o] for o, _ in x) <= budget
        ]
        top, places = max(tried, default=(best, []))
        if top <= best:
            return best
        taken, best = frozenset(places), top


def told(name: str, gains: list[Fraction]) -> str:
    """Number, mean and greatest of some gains, in points."""
    average, most = (float(100 * x) for x in (sum(gains, Fraction(0)) / len(gains), max(gains)))
    return f"{name} : {len(gains)} plans, {average:.2f} points en moyenne, {most:.2f} au plus"


def main() -> None:
    """Print both gains."""
    published = published_of(run())
    ties, swaps = [], []
    for line in published.metiers:
        made = prepare(published, PlanRequest(metiers=(line.metier,)))
        for point in trace_frontier(made.problem, points=POINTS, seconds=SECONDS).points:
            goal = Goal(None, point.cost)
            found = solve(made.problem, goal, seconds=SECONDS, counted_ties=TIES)
            blind = solve(
                replace(made.problem, sureness={}), goal, seconds=SECONDS, counted_ties=TIES
            )
            assert found
            assert blind
            plan = drawn_plan(published, made, goal, found)
            now = mean(plan, found.places)
            if found.ties.others:
                ties.append(now - mean(plan, blind.places))
            if found.places:
                swaps.append(exchanged(plan, point.cost) - now)
    print(told("Plans égaux départagés par leurs lectures, gain", ties))
    print(told("Échanger encore une offre contre une autre, gain", swaps))


if __name__ == "__main__":
    main()
