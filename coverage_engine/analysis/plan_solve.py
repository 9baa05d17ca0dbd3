"""The plan itself: the best one, then, among equals, always the same one (method §7).

Equals are told apart by, in this order: the cost when a budget was given; the number of offers,
then of enrolments; the coverage; how sure the readings are; the durations that are unknown; the
hours; at last the smallest identifiers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from coverage_engine.analysis.plan_milp import Found, Solver, TimeIsUp
from coverage_engine.analysis.plan_program import Limit, Line, Program, make_program, total_of
from coverage_engine.domain.model.plan import (
    CENTS,
    LIKELY,
    Goal,
    PlanProblem,
    Proof,
    Solution,
    Ties,
)

BY_COST, BY_COUNT, BY_COVERAGE = "le coût", "le nombre d’offres", "la couverture"
BY_SURE = "la probabilité des lectures"
BY_UNKNOWN, BY_HOURS, BY_NAME = (
    "les durées connues",
    "la durée totale",
    "l’ordre alphabétique des identifiants",
)
# Without time to look for equal plans.
UNSETTLED = Ties(0, True, ())


@dataclass(frozen=True, slots=True)
class _Stage:
    """A line to make as small, or as large, as can be."""

    name: str
    line: Line
    maximise: bool = False

    def kept(self, value: int) -> Limit:
        """Limit that nothing is lost on this line."""
        return Limit(self.line, low=value) if self.maximise else Limit(self.line, high=value)

    def rank(self, chosen: frozenset[int]) -> int:
        """Smaller is better."""
        value = total_of(self.line, chosen)
        return -value if self.maximise else value


def solve(
    problem: PlanProblem, goal: Goal, *, case: str = LIKELY, seconds: float, counted_ties: int
) -> Solution | None:
    """The plan of a goal; None when no set of offers reaches it.

    Parameters
    ----------
    case:
        Price case: LOW, LIKELY or HIGH.
    seconds:
        Time for the whole plan; past it, the best plan found is returned as not proven.
    counted_ties:
        Equal plans are counted one by one up to this number.

    Raises
    ------
    TimeIsUp
        If no plan at all is found in time.
    """
    program = make_program(problem, case)
    solver = Solver(program, seconds)
    limits = list(program.limits(goal))
    first, others = _stages(program, goal)
    main = found = solver.best(first[0].line, limits, maximise=first[0].maximise)
    if main is None or found is None:
        return None
    chosen, ties, proven = main.chosen, UNSETTLED, main.proven
    try:
        for before, stage in pairwise(first):
            limits.append(before.kept(found.value))
            found = solver.best(stage.line, limits, maximise=stage.maximise)
            # What the question before found is still there.
            assert found
            chosen, proven = found.chosen, proven and found.proven
        limits.append(first[-1].kept(found.value))
        chosen, ties = _settle(solver, limits, chosen, others, counted_ties)
    except TimeIsUp:
        proven = False
    rounded = goal.targets is None and not program.exact
    return _solution(
        program, chosen, Proof(proven, _gap(program, main, rounded=rounded), solver.spent), ties
    )


def may_change(
    problem: PlanProblem, goal: Goal, plan: Solution, offer: str, *, seconds: float
) -> bool:
    """Whether an equal plan enrols more in ``offer`` or, when bought, fewer: one question.

    Parameters
    ----------
    problem:
        With the price tried for the offer: lower when ``plan`` leaves it out, else higher.
    """
    program = make_program(problem, LIKELY)
    own = {i: 1 for i, (o, _) in enumerate(program.places) if o == offer}
    index = {place: i for i, place in enumerate(program.places)}
    chosen = program.variables(index[place] for place in plan.places)
    bought = total_of(own, chosen)
    limits = program.limits(goal)
    if not all(limit.holds(chosen) for limit in limits):
        return True
    main = _stages(program, goal)[0][0]
    changed = Limit(own, high=bought - 1) if bought else Limit(own, low=1)
    return (
        Solver(program, seconds).best(
            {}, [*limits, main.kept(total_of(main.line, chosen)), changed]
        )
        is not None
    )


def _stages(program: Program, goal: Goal) -> tuple[list[_Stage], list[_Stage]]:
    """What is asked for, in order, then what tells equal plans apart."""
    cost, count = _Stage(BY_COST, program.cost), _Stage(BY_COUNT, program.count)
    coverage = _Stage(BY_COVERAGE, program.coverage, maximise=True)
    sure = _Stage(BY_SURE, program.sureness, maximise=True)
    unknown, hours = _Stage(BY_UNKNOWN, program.unknown_hours), _Stage(BY_HOURS, program.hours)
    if goal.targets is not None:
        return [cost, count], [coverage, sure, unknown, hours]
    return [coverage, cost, count], [sure, unknown, hours]


def _settle(
    solver: Solver,
    limits: list[Limit],
    chosen: frozenset[int],
    stages: Sequence[_Stage],
    counted: int,
) -> tuple[frozenset[int], Ties]:
    """The one plan to keep among equals, and how many there were."""
    places = len(solver.program.places)
    equals = [chosen]
    asked = list(limits)
    while len(equals) <= counted:
        asked.append(solver.other_than(i for i in equals[-1] if i < places))
        other = solver.best({}, asked)
        if other is None:
            break
        equals.append(other.chosen)
    else:
        criteria = (*(s.name for s in stages if s.line), BY_NAME)
        return _settle_many(solver, limits, stages), Ties(counted, True, criteria)
    equals.sort(key=lambda c: _key(c, stages, places))
    return equals[0], Ties(len(equals) - 1, False, _criteria(equals, stages))


def _key(
    chosen: frozenset[int], stages: Sequence[_Stage], places: int
) -> tuple[int | tuple[int, ...], ...]:
    """Order of equal plans; places are in identifier order: the first that differs decides."""
    return (*(s.rank(chosen) for s in stages), tuple(sorted(i for i in chosen if i < places)))


def _criteria(equals: Sequence[frozenset[int]], stages: Sequence[_Stage]) -> tuple[str, ...]:
    """What really told the first plan from the others."""
    used, left = [], list(equals)
    for stage in stages:
        best = stage.rank(left[0])
        if any(stage.rank(c) != best for c in left):
            used.append(stage.name)
            left = [c for c in left if stage.rank(c) == best]
    return (*used, BY_NAME) if len(left) > 1 else tuple(used)


def _settle_many(solver: Solver, limits: list[Limit], stages: Sequence[_Stage]) -> frozenset[int]:
    """The plan to keep among very many equals: one question per criterion, then identifiers."""
    asked, chosen = list(limits), frozenset[int]()
    for stage in stages:
        found = solver.best(stage.line, asked, maximise=stage.maximise)
        assert found
        asked.append(stage.kept(found.value))
        chosen = found.chosen
    return first_by_name(solver, asked, chosen)


def first_by_name(
    solver: Solver, limits: Sequence[Limit], chosen: frozenset[int]
) -> frozenset[int]:
    """Among equals with as many places, the plan whose places come first, place by place."""
    asked, start, places = list(limits), 0, len(solver.program.places)
    while left := [i for i in chosen if start <= i < places]:
        first = min(left)
        before = range(start, first)
        earlier = Limit(dict.fromkeys(before, 1), low=1)
        found = (
            solver.best({i: i - start + 1 for i in before}, [*asked, earlier]) if before else None
        )
        if found:
            chosen = found.chosen
            continue
        asked += [Limit({first: 1}, low=1), *([Limit(earlier.terms, high=0)] if before else [])]
        start = first + 1
    return chosen


def _gap(program: Program, found: Found, *, rounded: bool) -> Fraction:
    """Share by which another plan might be better, one unit per rounded step included."""
    unseen = len(program.steps) if rounded else 0
    return Fraction(
        abs(found.bound - found.value) + unseen, max(abs(found.value), abs(found.bound), 1)
    )


def _solution(program: Program, chosen: frozenset[int], proof: Proof, ties: Ties) -> Solution:
    places = tuple(program.places[i] for i in sorted(chosen) if i < len(program.places))
    rates = program.rates(chosen)
    cost = Fraction(total_of(program.cost, chosen), CENTS)
    return Solution(
        places=places, cost=cost, rates=rates, coverage=program.mean(rates), proof=proof, ties=ties
    )


def reachable(problem: PlanProblem, *, seconds: float) -> Mapping[str, Fraction]:
    """The best rate each métier can reach, whatever it costs."""
    program = make_program(problem, LIKELY)
    solver = Solver(program, seconds)
    best = {}
    for metier in program.metiers:
        line = program.covered(metier)
        if problem.max_hours is None:
            chosen = program.variables(range(len(program.places)))
        else:
            found = solver.best(line, program.always, maximise=True)
            chosen = found.chosen if found else frozenset()
        best[metier] = Fraction(total_of(line, chosen), program.unit) / program.required[metier]
    return best


def recount(
    problem: PlanProblem, places: Iterable[tuple[str, str]], case: str
) -> tuple[Fraction, Fraction]:
    """Cost in euros and mean coverage of given places in a price case."""
    program = make_program(problem, case)
    taken = set(places)
    chosen = program.variables(i for i, place in enumerate(program.places) if place in taken)
    return Fraction(total_of(program.cost, chosen), CENTS), program.mean(program.rates(chosen))
