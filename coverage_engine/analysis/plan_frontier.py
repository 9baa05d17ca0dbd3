"""What each budget buys: exact points, from the cheapest useful plan to the best."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import gcd

from coverage_engine.analysis.plan_milp import Solver, TimeIsUp
from coverage_engine.analysis.plan_program import Limit, Program, make_program
from coverage_engine.domain.announce import Count, silent
from coverage_engine.domain.model.plan import CENTS, LIKELY, Frontier, FrontierPoint, PlanProblem

# Coverage in whole units → cents, offers, proof.
_Points = dict[int, tuple[int, int, bool]]


def trace_frontier(
    problem: PlanProblem, *, points: int, seconds: float, progress: Count = silent
) -> Frontier:
    """Plans that no plan beats on cost and coverage at once.

    A first walk asks, again and again, a ``points``-th of the best coverage more; a second one
    looks between two neighbours as long as there is room.

    Parameters
    ----------
    points:
        Most points (≥ 2).
    seconds:
        Time for the whole curve; past it, the curve stays as it is.
    progress:
        Called with the coverage looked at and the best one, in whole units.
    """
    program = make_program(problem, LIKELY)
    solver = Solver(program, seconds)
    top = solver.best(program.coverage, program.always, maximise=True)
    if top is None:
        return Frontier((), Fraction(0), True)
    step = max(_least(program), -(-top.value // (points - 1)))
    found: _Points = {}
    closed = False
    try:
        _walk(solver, top.value, step, found, progress)
        closed = step == _least(program) or _fill(solver, found, points, progress)
    except TimeIsUp:
        closed = False
    reached = top.value in found
    whole = _unit(program)
    shown = tuple(
        FrontierPoint(Fraction(cost, CENTS), covered * whole, offers, proven)
        for covered, (cost, offers, proven) in sorted(found.items())
    )
    return Frontier(shown, Fraction(0) if closed else step * whole, reached)


def _walk(solver: Solver, top: int, step: int, found: _Points, progress: Count) -> None:
    """Add points from the cheapest plan to the best, ``step`` apart at least, but the last."""
    least = 0
    while least <= top:
        reached = _point(solver, least, found)
        progress(reached, 2 * top)
        least = top + 1 if reached == top else min(reached + step, top)


def _fill(solver: Solver, found: _Points, points: int, progress: Count) -> bool:
    """Add the points between neighbours; whether none is missing in the end."""
    fine = _least(solver.program)
    asked = sorted(found)
    top = asked[-1]
    for low, high in pairwise(asked):
        while low < high:
            if low + fine < high and len(found) >= points:
                return False
            low = _point(solver, low + fine, found) if low + fine < high else high
        progress(top + low, 2 * top)
    return True


def _point(solver: Solver, least: int, found: _Points) -> int:
    """Coverage of the best plan among the cheapest that cover ``least``; the point is added."""
    program = solver.program
    limits = [*program.always, Limit(program.coverage, low=least)]
    cheapest = solver.best(program.cost, limits)
    assert cheapest
    limits.append(Limit(program.cost, high=cheapest.value))
    best = solver.best(program.coverage, limits, maximise=True)
    assert best
    if best.value not in found:
        limits.append(Limit(program.coverage, low=best.value))
        fewest = solver.best(program.count, limits)
        assert fewest
        offers = len({program.places[i][0] for i in fewest.chosen if i < len(program.places)})
        found[best.value] = (
            cheapest.value,
            offers,
            cheapest.proven and best.proven and fewest.proven,
        )
    return best.value


def _least(program: Program) -> int:
    """The least difference of coverage between two plans, in whole units."""
    return gcd(*program.coverage.values()) or 1 if program.exact else 1


def _unit(program: Program) -> Fraction:
    """Mean rate of the learners that one whole unit of coverage is worth."""
    everything = program.variables(range(len(program.places)))
    total = sum(program.coverage.get(i, 0) for i in everything)
    return program.mean(program.rates(everything)) / total if total else Fraction(0)
