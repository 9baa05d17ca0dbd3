"""What the draws say of a plan, held against loops that count each draw by hand."""

from __future__ import annotations

import math
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from plan_worlds import cost, every_plan, mean, open_places, problems, rate

from coverage_engine.analysis.draws import Worlds, draw_facts
from coverage_engine.analysis.plan_doubt import DrawnPlan, weigh_plan
from coverage_engine.domain.model.branch import Axis, Competence, Need
from coverage_engine.domain.model.doubt import AXE, COMPETENCE, Fact
from coverage_engine.domain.model.evidence import Clue, gather_evidence
from coverage_engine.domain.model.plan import Place, PlanProblem
from coverage_engine.domain.settings import Settings

TRIED = settings(max_examples=100)
DRAWS = 100
SETTINGS = Settings().with_values({"tirages": Fraction(DRAWS)})
ODDS = st.sampled_from([Fraction(n, 10) for n in (3, 5, 8, 10)])
# The needs of a problem are weighed already: the axes are told apart by their names alone.
AXES = tuple(
    Axis(id=a, label=a, order=i, definition="", pivot=False, weight=Fraction(1), status="")
    for i, a in enumerate(("gestes", "fours"))
)
NONE = Fraction(0)


def axis_of(competence: str) -> str:
    return AXES[len(competence) % 2].id


@st.composite
def plans(draw: st.DrawFn) -> DrawnPlan:
    """A problem whose offers were read in doubt, and some plan of it."""
    problem = draw(problems())
    sold = {o.id for o in problem.offers}
    axes = {(o, a.id): Fact(o, AXE, a.id, draw(ODDS)) for o in sorted(sold) for a in AXES}
    needs, clues = [], []
    for n in problem.needs:
        need = Need(
            metier=n.metier,
            competence=n.competence,
            applicable=True,
            level=1,
            priority=n.weight,
            reason="",
            status="",
        )
        needs.append(need)
        for offer in sorted(n.served.keys() & sold):
            value = n.served[offer]
            named = Fact(offer, COMPETENCE, n.competence, draw(ODDS))
            by_name, by_axis = draw(st.sampled_from([(True, False), (False, True), (True, True)]))
            if by_name:
                clues.append(
                    Clue(
                        need=need,
                        fact=named,
                        value=value,
                        likely=named.probability >= Fraction(1, 2),
                    )
                )
            if by_axis:
                fact = axes[offer, axis_of(n.competence)]
                less = value / 2 if by_name else value
                clues.append(
                    Clue(
                        need=need, fact=fact, value=less, likely=fact.probability >= Fraction(1, 2)
                    )
                )
    evidence = gather_evidence(needs, clues)
    names = sorted({n.competence for n in problem.needs})
    competences = [
        Competence(
            id=c,
            axis=axis_of(c),
            label=c,
            definition="",
            socle=True,
            reach="transverse",
            lever="",
            source="",
            passage="",
            status="",
            formulations=(),
        )
        for c in names
    ]
    plan = draw(st.sampled_from(list(every_plan(problem)) or [()]))
    bar = st.sampled_from([NONE, Fraction(1, 3), Fraction(1, 2)])
    targets = draw(
        st.one_of(st.none(), st.fixed_dictionaries(dict.fromkeys(problem.learners, bar)))
    )
    return DrawnPlan(
        problem=problem,
        places=frozenset(plan),
        targets=targets,
        worlds=Worlds(SETTINGS, AXES, competences, evidence),
        evidence=evidence,
        settings=SETTINGS,
    )


def rates_if(plan: DrawnPlan, true: set[Fact], places: frozenset[Place]) -> dict[str, Fraction]:
    """Rate of each métier when these facts alone are true and these places are taken."""
    out = {}
    for metier, own in plan.evidence.needs.items():
        covered = NONE
        for need in own:
            clues = plan.evidence.clues.get((metier, need.competence), {}).values()
            worth = [c.value for c in clues if c.fact in true and (c.offer, metier) in places]
            covered += need.weight * max(worth, default=NONE)
        out[metier] = covered / sum(n.weight for n in own)
    return out


def whole(problem: PlanProblem, rates: dict[str, Fraction]) -> Fraction:
    learners = problem.learners
    return sum((n * rates[m] for m, n in learners.items()), NONE) / sum(learners.values())


def draws_of(plan: DrawnPlan, places: frozenset[Place]) -> list[dict[str, Fraction]]:
    states = draw_facts(plan.evidence.facts, SETTINGS)
    worlds = [
        {f for f, true in zip(plan.evidence.facts, states[:, d], strict=True) if true}
        for d in range(DRAWS)
    ]
    return [rates_if(plan, true, places) for true in worlds]


def ends(drawn: list[Fraction]) -> tuple[Fraction, Fraction]:
    ordered = sorted(drawn)
    low, high = (
        max(1, math.ceil(share * DRAWS)) for share in (SETTINGS.borne_basse, SETTINGS.borne_haute)
    )
    return ordered[low - 1], ordered[high - 1]


def all_reach(plan: DrawnPlan, drawn: dict[str, Fraction]) -> bool:
    return all(drawn[m] >= bar for m, bar in (plan.targets or {}).items())


@TRIED
@given(plans())
def test_ranges_means_and_shares_are_those_of_each_draw(plan: DrawnPlan) -> None:
    found = weigh_plan(plan, None)
    drawn = draws_of(plan, plan.places)
    for metier, told in found.rates.items():
        own = [d[metier] for d in drawn]
        assert (told.range.low, told.range.high) == ends(own)
        assert told.mean == sum(own, NONE) / DRAWS
        if plan.targets is None:
            assert told.reached is None
        else:
            assert told.reached == Fraction(sum(r >= plan.targets[metier] for r in own), DRAWS)
    together = [whole(plan.problem, d) for d in drawn]
    assert (found.whole.range.low, found.whole.range.high) == ends(together)
    assert found.whole.mean == sum(together, NONE) / DRAWS
    assert (found.whole.reached is None) == (plan.targets is None)
    if plan.targets is not None:
        assert found.whole.reached == Fraction(sum(all_reach(plan, d) for d in drawn), DRAWS)


@TRIED
@given(plans())
def test_readings_to_check_are_those_the_plan_misses(plan: DrawnPlan) -> None:
    facts = plan.evidence.facts
    likely = {f for f, true in zip(facts, plan.evidence.likely, strict=True) if true}
    counted = rates_if(plan, likely, plan.places)
    expected = {}
    for fact in likely:
        without = rates_if(plan, likely - {fact}, plan.places)
        lost = whole(plan.problem, counted) - whole(plan.problem, without)
        if lost and fact.probability < 1:
            below = {m for m, bar in (plan.targets or {}).items() if counted[m] >= bar > without[m]}
            own = {m: counted[m] - without[m] for m in counted if counted[m] != without[m]}
            expected[fact] = (lost, lost * (1 - fact.probability), own, below)
    found = weigh_plan(plan, None).readings
    assert {r.fact: (r.lost, r.risk, dict(r.own), set(r.below)) for r in found} == expected
    assert [r.risk for r in found] == sorted((r.risk for r in found), reverse=True)


@TRIED
@given(plans(), st.sampled_from([None, 0, 15, 60]))
def test_what_would_make_it_surer_is_tried_one_by_one(plan: DrawnPlan, more: int | None) -> None:
    problem = plan.problem
    budget = None if more is None else cost(problem, plan.places) + more
    now = draws_of(plan, plan.places)
    before = sum((whole(problem, d) for d in now), NONE) / DRAWS
    held = None if plan.targets is None else Fraction(sum(all_reach(plan, d) for d in now), DRAWS)
    hours = {o.id: o.hours or 0 for o in problem.offers}
    expected = {}
    for offer in problem.offers:
        helped = []
        for place in open_places(problem):
            spent = sum(hours[o] for o, m in plan.places if m == place[1])
            fits = problem.max_hours is None or spent + hours[offer.id] <= problem.max_hours
            if (
                place[0] == offer.id
                and place not in plan.places
                and fits
                and draws_of(plan, plan.places | {place}) != now
            ):
                helped.append(place)
        # What costs nothing more for one more métier is for all of them.
        together = offer.price.per_group or offer.price.likely == 0
        for new in [helped] if together else [[place] for place in helped]:
            then = plan.places | set(new)
            drawn = draws_of(plan, then)
            after = sum((whole(problem, d) for d in drawn), NONE) / DRAWS
            paid = cost(problem, then)
            share = (
                None
                if plan.targets is None
                else Fraction(sum(all_reach(plan, d) for d in drawn), DRAWS)
            )
            surer = after > before if held is None or share is None else share > held
            if surer and (budget is None or paid <= budget):
                metiers = frozenset(m for _, m in new)
                expected[offer.id, metiers] = (
                    paid - cost(problem, plan.places),
                    after - before,
                    after,
                    share,
                )
    found = weigh_plan(plan, budget).reinforcements
    told = {
        (r.offer, frozenset(r.metiers)): (r.cost, r.gain, r.drawn.mean, r.drawn.reached)
        for r in found
    }
    assert told == expected
    assert len(told) == len(found)
    order = [(r.drawn.reached or 0, r.gain) for r in found]
    assert order == sorted(order, reverse=True)


@TRIED
@given(plans())
def test_readings_that_are_certain_leave_the_plan_as_it_is_counted(plan: DrawnPlan) -> None:
    """With every reading certain and its value that of the problem, a draw is the plan."""
    needs, clues = [], []
    sold = {o.id for o in plan.problem.offers}
    for n in plan.problem.needs:
        need = Need(
            metier=n.metier,
            competence=n.competence,
            applicable=True,
            level=1,
            priority=n.weight,
            reason="",
            status="",
        )
        needs.append(need)
        clues += [
            Clue(
                need=need, fact=Fact(o, COMPETENCE, n.competence, Fraction(1)), value=v, likely=True
            )
            for o, v in n.served.items()
            if o in sold
        ]
    evidence = gather_evidence(needs, clues)
    names = sorted({n.competence for n in plan.problem.needs})
    competences = [
        Competence(
            id=c,
            axis=axis_of(c),
            label=c,
            definition="",
            socle=True,
            reach="transverse",
            lever="",
            source="",
            passage="",
            status="",
            formulations=(),
        )
        for c in names
    ]
    sure = DrawnPlan(
        problem=plan.problem,
        places=plan.places,
        targets=None,
        worlds=Worlds(SETTINGS, AXES, competences, evidence),
        evidence=evidence,
        settings=SETTINGS,
    )
    found = weigh_plan(sure, None)
    assert found.readings == ()
    assert (
        found.whole.range.low
        == found.whole.range.high
        == found.whole.mean
        == mean(plan.problem, plan.places)
    )
    for metier, told in found.rates.items():
        assert told.mean == rate(plan.problem, metier, plan.places)
