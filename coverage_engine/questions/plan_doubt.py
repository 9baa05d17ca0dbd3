"""How far a plan holds if what was read in its offers is drawn true or false."""

from __future__ import annotations

from coverage_engine.analysis.draws import Worlds
from coverage_engine.analysis.plan_doubt import DrawnPlan, weigh_plan
from coverage_engine.domain.model.branch import Need
from coverage_engine.domain.model.doubt import AXE, Fact
from coverage_engine.domain.model.evidence import Clue, gather_evidence
from coverage_engine.domain.model.plan import Goal, Solution
from coverage_engine.domain.model.plan_doubt import PlanDoubt
from coverage_engine.questions.plan_request import Prepared
from coverage_engine.tables.phrases import to_confirm
from coverage_engine.tables.published import Published


def doubt_of(published: Published, made: Prepared, goal: Goal, found: Solution) -> PlanDoubt:
    """Range of each rate, how often the target is reached, readings to check, offers to add."""
    return weigh_plan(drawn_plan(published, made, goal, found), made.request.budget)


def drawn_plan(published: Published, made: Prepared, goal: Goal, found: Solution) -> DrawnPlan:
    """A plan under the draws of the published ranges: the same readings, true or false."""
    needs: list[Need] = []
    clues: list[Clue] = []
    open_to = frozenset(o.id for o in made.problem.offers)
    for metier in made.problem.learners:
        own = {n.competence: n.as_need() for n in made.needs if n.metier == metier}
        needs += own.values()
        clues += published.clues.of(metier, own, open_to)
    evidence = gather_evidence(needs, clues)
    worlds = Worlds(published.settings, published.axes, published.competences.values(), evidence)
    # The best that the catalogue allows is no target that somebody asked for.
    targets = goal.targets if made.request.target is not None else None
    return DrawnPlan(
        problem=made.problem,
        places=frozenset(found.places),
        targets=targets,
        worlds=worlds,
        evidence=evidence,
        settings=published.settings,
    )


def reading_of(published: Published, fact: Fact) -> str:
    """What a person would have to confirm of a fact, without the offer's title."""
    if fact.kind == AXE:
        return to_confirm(fact.kind, published.axis_label[fact.target])
    return to_confirm(fact.kind, published.competences[fact.target].label)
