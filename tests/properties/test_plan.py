"""The plan equals an exhaustive search; more money never buys less; the curve agrees with the
plans.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_worlds import (
    SECONDS,
    best_plan,
    cost,
    every_plan,
    goals,
    mean,
    open_places,
    price,
    problems,
    rate,
)

from coverage_engine.analysis.plan_frontier import trace_frontier
from coverage_engine.analysis.plan_milp import Solver, TimeIsUp
from coverage_engine.analysis.plan_parts import weigh_parts
from coverage_engine.analysis.plan_program import Limit, make_program, total_of
from coverage_engine.analysis.plan_quotes import rank_quotes
from coverage_engine.analysis.plan_solve import first_by_name, reachable, recount, solve
from coverage_engine.domain.model.plan import (
    CASES,
    HIGH,
    LOW,
    Goal,
    PlanNeed,
    PlanOffer,
    PlanProblem,
    Solution,
)

TRIED = settings(max_examples=150)
FEW = settings(max_examples=40)


def solved(
    problem: PlanProblem, goal: Goal, case: str = "probable", ties: int = 20
) -> Solution | None:
    return solve(problem, goal, case=case, seconds=SECONDS, counted_ties=ties)


@TRIED
@given(st.data(), problems(), st.sampled_from(CASES), st.sampled_from([1, 20]))
def test_the_plan_is_that_of_an_exhaustive_search(
    data: st.DataObject, problem: PlanProblem, case: str, ties: int
) -> None:
    goal = data.draw(goals(problem))
    expected = best_plan(problem, goal, case)
    found = solved(problem, goal, case, ties)
    assert (found is None) == (expected is None)
    if found is None or expected is None:
        return
    assert found.places == expected
    assert found.cost == cost(problem, expected, case)
    assert found.coverage == mean(problem, expected)
    assert all(found.rates[m].value == rate(problem, m, expected) for m in problem.learners)
    assert found.proof.proven
    assert found.proof.gap == 0
    assert recount(problem, found.places, case) == (found.cost, found.coverage)


@TRIED
@given(st.data(), problems())
def test_equal_plans_are_counted_as_they_are(data: st.DataObject, problem: PlanProblem) -> None:
    goal = data.draw(goals(problem))
    found = solved(problem, goal, ties=10_000)
    if found is None:
        return

    def asked(t):
        return (
            cost(problem, t) if goal.targets is not None else (-mean(problem, t), cost(problem, t))
        )

    def number(t):
        return len({o for o, _ in t}), len(t)

    def reaches(t):
        return goal.targets is None or all(
            rate(problem, m, t) >= x for m, x in goal.targets.items()
        )

    equals = [
        t
        for t in every_plan(problem)
        if reaches(t) and asked(t) == asked(found.places) and number(t) == number(found.places)
    ]
    assert found.ties.others == len(equals) - 1
    assert bool(found.ties.criteria) == (len(equals) > 1)
    assert not found.ties.capped


@FEW
@given(st.data(), problems())
def test_identifiers_settle_from_any_equal_plan(data: st.DataObject, problem: PlanProblem) -> None:
    # Forced offers and limits on hours leave few plans.
    problem = replace(
        problem,
        offers=tuple(PlanOffer(o.id, price(10), Fraction(7)) for o in problem.offers),
        max_hours=None,
        forced=frozenset(),
    )
    program = make_program(problem, "probable")
    plans = [t for t in every_plan(problem) if t]
    if not plans:
        return
    start = data.draw(st.sampled_from(plans))
    chosen = program.variables(program.places.index(p) for p in start)
    same = [
        Limit(line, low=total_of(line, chosen), high=total_of(line, chosen))
        for line in (program.cost, program.count)
    ]
    found = first_by_name(Solver(program, SECONDS), [*program.always, *same], chosen)
    number = (cost(problem, start), len({o for o, _ in start}), len(start))
    equals = [t for t in plans if (cost(problem, t), len({o for o, _ in t}), len(t)) == number]
    assert tuple(program.places[i] for i in sorted(found) if i < len(program.places)) == min(equals)


@FEW
@given(st.data(), problems())
def test_identifiers_settle_what_nothing_else_does(
    data: st.DataObject, problem: PlanProblem
) -> None:
    alike = replace(
        problem, offers=tuple(PlanOffer(o.id, price(10), Fraction(7)) for o in problem.offers)
    )
    goal = data.draw(goals(alike))
    found = solved(alike, goal, ties=1)
    assert (found.places if found else None) == best_plan(alike, goal)


@FEW
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_offers_changes_nothing(problem: PlanProblem, chance: Random) -> None:
    offers, needs = list(problem.offers), list(problem.needs)
    chance.shuffle(offers)
    chance.shuffle(needs)
    mixed = replace(problem, offers=tuple(offers), needs=tuple(needs))
    goal = Goal(None, Fraction(30))
    assert solved(mixed, goal) == solved(problem, goal)


@FEW
@given(problems())
def test_more_money_never_buys_less(problem: PlanProblem) -> None:
    found = [solved(problem, Goal(None, Fraction(b))) for b in (0, 10, 20, 40, 80, 400)]
    covered = [f.coverage for f in found if f]
    assert covered == sorted(covered)
    # A plan within a small budget is one within a larger budget.
    assert [f is None for f in found] == sorted([f is None for f in found], reverse=True)


@FEW
@given(problems())
def test_what_can_be_reached_is_reached_and_no_more(problem: PlanProblem) -> None:
    problem = replace(problem, forced=frozenset())
    best = reachable(problem, seconds=SECONDS)
    plans = list(every_plan(problem))
    assert best == {m: max(rate(problem, m, t) for t in plans) for m in problem.learners}
    assert solved(problem, Goal(best, None)) is not None


@FEW
@given(problems())
def test_the_curve_is_the_set_of_plans_that_no_plan_beats(problem: PlanProblem) -> None:
    plans = {(cost(problem, t), mean(problem, t)) for t in every_plan(problem)}
    best = {p for p in plans if not any(c <= p[0] and v >= p[1] and (c, v) != p for c, v in plans)}
    curve = trace_frontier(problem, points=10**6, seconds=SECONDS)
    assert [(p.cost, p.coverage) for p in curve.points] == sorted(best)
    assert curve.step == 0
    for point in curve.points:
        direct = solved(problem, Goal(None, point.cost))
        assert direct
        assert (direct.cost, direct.coverage, len(direct.offers)) == (
            point.cost,
            point.coverage,
            point.offers,
        )


@FEW
@given(problems(), st.integers(2, 4))
def test_a_short_curve_has_exact_points_and_both_ends(problem: PlanProblem, points: int) -> None:
    whole = trace_frontier(problem, points=10**6, seconds=SECONDS).points
    short = trace_frontier(problem, points=points, seconds=SECONDS)
    assert set(short.points) <= set(whole)
    assert short.points[:1] == whole[:1]
    assert short.points[-1:] == whole[-1:]
    assert len(short.points) <= points + 1
    assert short.complete
    assert short.step > 0 or len(short.points) == len(whole)


@FEW
@given(st.data(), problems())
def test_quotes_that_change_the_plan_are_those_of_a_full_search(
    data: st.DataObject, problem: PlanProblem
) -> None:
    goal = data.draw(goals(problem))
    plan = solved(problem, goal)
    if plan is None:
        return
    useful = {o for o, _ in open_places(problem)}
    expected = {}
    for offer in problem.offers:
        tried = offer.price.of(HIGH if offer.id in plan.offers else LOW)
        if offer.price.origin != "estimé" or offer.id not in useful or tried == offer.price.likely:
            continue
        known = replace(offer, price=replace(offer.price, low=tried, likely=tried, high=tried))
        other = replace(
            problem, offers=tuple(known if o.id == offer.id else o for o in problem.offers)
        )
        best = best_plan(other, goal)
        if best != plan.places:
            expected[offer.id] = best
    quotes = rank_quotes(problem, goal, plan, seconds=SECONDS, counted_ties=20).ranked
    assert {q.offer for q in quotes} == set(expected)
    for quote in quotes:
        then = {o for o, _ in expected[quote.offer] or ()}
        assert set(quote.leaving) == set(plan.offers) - then
        assert set(quote.entering) == then - set(plan.offers)
        assert min(quote.coverage, quote.cost) >= 0
        assert quote.possible == (expected[quote.offer] is not None)
    stakes = [
        (q.coverage, q.cost) if goal.targets is None else (q.cost, q.coverage) for q in quotes
    ]
    assert stakes == sorted(stakes, reverse=True)


@FEW
@given(problems())
def test_parts_are_what_is_lost_without_each_offer(problem: PlanProblem) -> None:
    plan = solved(problem, Goal(None, Fraction(60)))
    if plan is None:
        return
    parts = weigh_parts(problem, plan.places)
    assert [(p.offer, p.metier) for p in parts] == list(plan.places)
    assert sum((p.cost for p in parts), Fraction(0)) == plan.cost
    for part in parts:
        without = [p for p in plan.places if p != (part.offer, part.metier)]
        assert part.lost == plan.rates[part.metier].value - rate(problem, part.metier, without)
        assert bool(part.alone) == bool(part.lost)


def test_without_time_nothing_is_invented() -> None:
    problem = PlanProblem(
        offers=(PlanOffer("a", price(10), Fraction(7)),),
        needs=(PlanNeed("Fournier", "x", Fraction(1), {"a": Fraction(1)}),),
        learners={"Fournier": 1},
    )
    with pytest.raises(TimeIsUp, match="plan_secondes"):
        solve(problem, Goal(None, Fraction(50)), seconds=-1, counted_ties=20)
