"""How far the plans of the real run hold."""

from __future__ import annotations

from fractions import Fraction

import pytest

from coverage_engine.analysis.run import Run
from coverage_engine.documents.plan_doubt_words import to_add, to_check
from coverage_engine.domain.model.branch import Need
from coverage_engine.domain.model.doubt import AXE
from coverage_engine.questions.plan import plan
from coverage_engine.questions.plan_request import PlanRequest, prepare
from coverage_engine.questions.plan_sentences import doubt_sentence, plan_notes
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import published_of

METIER = "Formateur d’assistance"
TWO = ("Formateur d’assistance", "Chargé de méthodes et procédures")


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    return published_of(real_run)


def needs_of(published: Published, metier: str) -> dict[str, Need]:
    return {n.competence: n.as_need() for n in published.needs_of[metier]}


def test_readings_give_back_the_value_of_every_need(published: Published) -> None:
    """What is published of the readings is what the rates count."""
    every = frozenset(published.offers)
    for metier, needs in published.needs_of.items():
        best = dict.fromkeys((n.competence for n in needs), Fraction(0))
        for clue in published.clues.of(metier, needs_of(published, metier), every):
            if clue.likely:
                best[clue.need.competence] = max(best[clue.need.competence], clue.value)
        assert best == {n.competence: n.value for n in needs}


@pytest.mark.slow
def test_a_plan_that_buys_everything_has_the_published_range(published: Published) -> None:
    """Same draws, same figures: the range of the report is that of the whole catalogue."""
    for line in published.metiers:
        made = prepare(published, PlanRequest(metiers=(line.metier,)))
        answer = plan(
            published,
            PlanRequest(metiers=(line.metier,), include=tuple(o.id for o in made.problem.offers)),
        )
        assert not made.apart
        drawn = answer.rates[0].drawn
        assert drawn is not None
        assert drawn.range.low == pytest.approx(line.low, abs=1e-6)
        assert drawn.range.high == pytest.approx(line.high, abs=1e-6)
        # Offers that are not known to serve may serve all the same: what they might add is not in a
        # plan.
        assert {x.offer.id for x in answer.to_add} & {x.offer.id for x in answer.lines} == set()


def test_a_target_reached_in_few_draws_is_to_confirm(published: Published) -> None:
    answer = plan(published, PlanRequest(metiers=TWO, target=Fraction(35, 100)))
    assert answer.drawn is not None
    assert answer.drawn.reached is not None
    assert answer.drawn.reached < published.settings.stabilite_minimale
    said = doubt_sentence(answer)
    assert (
        "l’objectif est atteint par tous dans 75\u00a0% de tous les tirages : à confirmer" in said
    )
    assert said in plan_notes(answer)
    assert answer.to_check[0].reading.below == TWO
    shown = "\n".join(to_check(answer))
    assert (
        "Formateur d’assistance, Chargé de méthodes et procédures passeraient sous l’objectif"
        in shown
    )
    assert all(x.brought.drawn.reached is not None for x in answer.to_add)
    assert "objectif atteint dans" in "\n".join(to_add(answer))


def test_equal_plans_are_told_apart_by_the_surest_readings(published: Published) -> None:
    """Four free courses teach the first axis as well; the one kept is the one most surely about
    it.
    """
    answer = plan(published, PlanRequest(metiers=(METIER,), budget=Fraction(2000)))
    assert answer.ties is not None
    assert answer.ties.others
    assert answer.ties.criteria[0] == "la probabilité des lectures"
    kept = min(
        x.reading.fact.probability
        for x in answer.to_check
        if x.reading.fact.target == "acculturation"
    )
    bought = {x.offer.id for x in answer.lines}
    free = [
        link.probability
        for link in published.links_of_metier[METIER]
        if link.axis == "acculturation"
        and link.offer not in bought
        and published.offers[link.offer].price_low == 0
    ]
    assert max(free) <= kept


def test_nothing_is_added_beyond_the_budget(published: Published) -> None:
    answer = plan(published, PlanRequest(metiers=(METIER,), budget=Fraction(2000)))
    assert answer.cost is not None
    assert answer.to_add
    assert all(answer.cost + x.brought.cost <= 2000 for x in answer.to_add)
    free = plan(published, PlanRequest(metiers=(METIER,), target=Fraction(36, 100)))
    assert any(x.brought.cost for x in free.to_add)


def test_without_a_target_none_is_missed(published: Published) -> None:
    answer = plan(published, PlanRequest(metiers=(METIER,)))
    assert answer.drawn is not None
    assert answer.drawn.reached is None
    assert answer.to_check
    assert not any(x.reading.below for x in answer.to_check)
    assert "objectif" not in doubt_sentence(answer)


def test_without_a_plan_nothing_is_drawn(published: Published) -> None:
    answer = plan(published, PlanRequest(metiers=(METIER,), target=Fraction(9, 10)))
    assert not answer.possible
    assert (answer.drawn, answer.to_check, answer.to_add) == (None, (), ())
    assert doubt_sentence(answer) == ""
    assert list(to_check(answer)) == list(to_add(answer)) == []


def test_an_empty_plan_holds_and_nothing_makes_it_surer(published: Published) -> None:
    empty = plan(published, PlanRequest(metiers=(METIER,), target=Fraction(0)))
    assert empty.possible
    assert not empty.lines
    assert empty.drawn is not None
    assert empty.drawn.range.high == 0
    assert empty.drawn.reached == 1
    assert empty.to_add == ()
    assert doubt_sentence(empty) == ""


def test_doubt_is_said_even_when_no_reading_alone_costs_anything(published: Published) -> None:
    """Each need is served twice: no single reading is missed, both together would be."""
    two = (
        "afnor-competences-ia-au-service-de-la-relation-client",
        "cci-formation-eesc-admin-gestion-assistanat-gagner-du-temps",
    )
    answer = plan(
        published,
        PlanRequest(
            metiers=("Support technique d’assistance",), target=Fraction(4, 100), include=two
        ),
    )
    assert answer.to_check == ()
    assert answer.drawn is not None
    assert answer.drawn.reached is not None
    assert answer.drawn.reached < 1
    assert "l’objectif est atteint dans 97" in doubt_sentence(answer)


def test_with_a_target_only_what_reaches_it_more_often_is_added(published: Published) -> None:
    answer = plan(published, PlanRequest(metiers=TWO, target=Fraction(35, 100)))
    assert answer.drawn is not None
    now = answer.drawn.reached or 0
    assert answer.to_add
    assert all((x.brought.drawn.reached or 0) > now for x in answer.to_add)
    shares = [x.brought.drawn.reached for x in answer.to_add]
    assert shares == sorted(shares, reverse=True)
    # A price for each learner is for one métier at a time, what is free for all those it helps.
    assert {len(x.brought.metiers) for x in answer.to_add if x.brought.cost} == {1}


def test_what_is_to_confirm_names_axes_and_competencies(published: Published) -> None:
    answer = plan(published, PlanRequest(metiers=(METIER,), budget=Fraction(2000)))
    for line in answer.to_check:
        label = (
            published.axis_label[line.reading.fact.target]
            if line.reading.fact.kind == AXE
            else published.competences[line.reading.fact.target].label
        )
        assert label in line.said
