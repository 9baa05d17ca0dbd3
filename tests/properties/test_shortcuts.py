"""What makes a national catalogue bearable changes no result: each shortcut against the long way
round.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
from doubtful import basis_of, clues_of, doubtful_worlds, evidence_of_world, worlds_of
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import World

from coverage_engine.analysis.drawn_readings import find_clues
from coverage_engine.analysis.draws import draw_facts
from coverage_engine.analysis.graph import (
    Worths,
    find_candidates,
    make_links,
    useful_candidates,
    wanted_of,
    worth,
)
from coverage_engine.analysis.ranges import metier_ranges, totals_of
from coverage_engine.analysis.run import Run
from coverage_engine.analysis.sensitivity import Basis, try_settings
from coverage_engine.analysis.verdicts import variant_filters
from coverage_engine.domain.model.evidence import gather_evidence
from coverage_engine.domain.model.results import AUTRE, BIEN_COUVERT, GENERALISTE, NAMING, PROCHE
from coverage_engine.matching.links import CompetenceLinks
from coverage_engine.matching.nearness import nearest_competences
from coverage_engine.matching.scope import Scopes


def scopes_of(run: Run) -> Scopes:
    return Scopes(run.referential, run.offers, run.readings, run.targets)


@given(doubtful_worlds())
def test_serving_is_the_scope_of_every_pair(world: World) -> None:
    scopes = Scopes(world.ref, world.offers, world.readings, world.targets)
    counted = [r.offer for r in world.readings if r.counted]
    for metier in world.ref.metiers:
        every = {offer: scopes.of(offer, metier.label) for offer in counted}
        assert scopes.serving[metier.label] == {
            o: found for o, found in every.items() if found[0] != AUTRE
        }


@given(doubtful_worlds())
def test_worths_remember_what_worth_says(world: World) -> None:
    scopes = Scopes(world.ref, world.offers, world.readings, world.targets)
    partial = world.ref.settings.valeur_partielle
    worths = Worths(partial)
    for candidate in find_candidates(
        world.ref.needs, world.ref, world.readings, world.texts, scopes
    ):
        for strength in (*NAMING, candidate.text.strength, PROCHE):
            assert worths.of(candidate, strength) == worth(candidate, strength, partial)


@given(doubtful_worlds())
def test_what_is_not_useful_makes_no_clue(world: World) -> None:
    scopes = Scopes(world.ref, world.offers, world.readings, world.targets)
    arguments = (world.ref.needs, world.ref, world.readings, world.texts, scopes)
    every = find_clues(find_candidates(*arguments), world.readings, world.ref.settings)
    assert find_clues(useful_candidates(*arguments), world.readings, world.ref.settings) == every


@settings(max_examples=30)
@given(doubtful_worlds())
def test_a_variant_is_drawn_as_if_the_other_clues_did_not_exist(world: World) -> None:
    ref, basis = world.ref, basis_of(world)
    columns, evidence = worlds_of(ref, evidence_of_world(world)), evidence_of_world(world)
    states = draw_facts(evidence.facts, ref.settings)
    clues = clues_of(basis)
    for keep in variant_filters(basis.offers, basis.scopes.for_all).values():
        alone = gather_evidence(basis.needs, [c for c in clues if keep(c)])
        others = worlds_of(ref, alone)
        wanted = metier_ranges(
            others, totals_of(others, draw_facts(alone.facts, ref.settings)), ref.settings
        )
        kept = columns.keeping(keep)
        assert metier_ranges(kept, totals_of(kept, states), ref.settings) == wanted


def test_links_of_what_is_wanted_are_the_links_of_everything(real_run: Run) -> None:
    ref, scopes = real_run.referential, scopes_of(real_run)
    texts = CompetenceLinks(
        real_run.offers, real_run.readings, ref, real_run.catalogue.decisions
    ).under(ref)
    wanted = wanted_of(ref.needs, ref, scopes)
    few = CompetenceLinks(
        real_run.offers, real_run.readings, ref, real_run.catalogue.decisions, wanted=wanted
    ).under(ref)
    assert len(few) < len(texts)
    assert set(few) <= set(texts)
    made = [
        make_links(ref.needs, ref, real_run.offers, real_run.readings, t, scopes)
        for t in (texts, few)
    ]
    assert made[0] == made[1]
    perimeter = {p.metier for p in ref.perimeter}
    assert tuple(x for x in made[0] if x.metier in perimeter) == real_run.links


def test_trials_of_what_comes_near_are_those_of_everything(real_run: Run) -> None:
    ref, scopes = real_run.referential, scopes_of(real_run)
    perimeter = {p.metier for p in ref.perimeter}
    needs = tuple(n for n in ref.needs if n.metier in perimeter)
    links = CompetenceLinks(real_run.offers, real_run.readings, ref, real_run.catalogue.decisions)
    candidates = tuple(find_candidates(needs, ref, real_run.readings, links.under(ref), scopes))
    basis = Basis(
        referential=ref,
        needs=needs,
        offers=real_run.offers,
        readings=real_run.readings,
        scopes=scopes,
        candidates=candidates,
        rematch=links.under,
    )
    well = {m.metier for m in real_run.metiers if m.rule_verdict == BIEN_COUVERT}
    assert try_settings(basis, well) == real_run.doubt.trials


def test_a_link_without_value_says_something(real_run: Run) -> None:
    for link in real_run.links:
        explains = link.scope == GENERALISTE or link.strength == PROCHE or not link.probability
        assert link.after_scope or explains, link
    assert any(not x.value for x in real_run.links)


TEXTS = (
    "Gérer la paie",
    "GERER LA PAIE",
    "Conduire un chantier",
    "Chantiers et paie",
    "Rien de commun",
    "",
)
FORMULATIONS = (
    ("PAIE", "gestion de la paie"),
    ("PAIE", "établir des bulletins de paie"),
    ("CHANTIER", "conduite de chantier"),
    ("SITE", "conduite de chantier"),
    ("VENTE", "vendre en boutique"),
)


@given(
    st.sets(st.tuples(st.integers(0, 5), st.integers(0, 3))),
    st.sampled_from(["0.01", "0.2", "0.5"]),
)
def test_pairs_asked_have_the_score_they_would_have_among_all(
    asked: set[tuple[int, int]], floor: str
) -> None:
    names = tuple(dict.fromkeys(name for name, _ in FORMULATIONS))
    pairs = np.array(sorted(asked), dtype=np.int64).reshape(-1, 2)
    every = nearest_competences(TEXTS, FORMULATIONS, Fraction(floor))
    few = nearest_competences(TEXTS, FORMULATIONS, Fraction(floor), (pairs[:, 0], pairs[:, 1]))
    wanted = {(text, names[c]) for text, c in asked}
    assert set(few) <= set(every)
    assert {n for n in every if (n.text_index, n.competence) in wanted} <= set(few)
    assert {(n.text_index, n.competence) for n in every} <= set(product(range(len(TEXTS)), names))
