"""To whom an offer is addressed: exact, alias, group, nearly, or shown as not understood."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage_engine.analysis.run import Run
from coverage_engine.domain.model.branch import Alias
from coverage_engine.domain.model.referential import Referential
from coverage_engine.matching.targets import TargetResolver

ASSISTANCE = "Assistant administratif de plateaux"


@pytest.fixture(scope="module")
def referential(real_run: Run) -> Referential:
    return real_run.referential


@pytest.fixture(scope="module")
def resolver(referential: Referential) -> TargetResolver:
    return TargetResolver(referential)


def without(referential: Referential, *labels: str) -> TargetResolver:
    """The same referential without some métiers nor any alias."""
    return TargetResolver(
        replace(
            referential,
            metiers=tuple(m for m in referential.metiers if m.label not in labels),
            aliases=(),
        )
    )


def test_every_target_of_the_annex_is_resolved(real_run: Run, resolver: TargetResolver) -> None:
    targets = {
        t.printed: t
        for t in (resolver.resolve(r.number, r.target) for r in real_run.catalogue.rows)
    }
    assert len(targets) == 28
    methods = [t.method for t in targets.values()]
    assert {m: methods.count(m) for m in sorted(set(methods))} == {
        "alias": 3,
        "exact": 21,
        "groupe": 4,
    }
    assert all(bool(t.metiers) != bool(t.groups) for t in targets.values())


@pytest.mark.parametrize(
    ("printed", "metier"),
    [
        ("Assistant", "Assistant"),
        (ASSISTANCE, ASSISTANCE),
        ("chargé d’ASSISTANCE", "Chargé d'assistance"),
        ("  Médecin   d'assistance ", "Médecin d'assistance"),
        ("Médecin d'assistance (régulateur)", "Médecin d'assistance"),
    ],
)
def test_exact_labels(resolver: TargetResolver, printed: str, metier: str) -> None:
    target = resolver.resolve(7, printed)
    assert (target.row, target.printed, target.metiers, target.method) == (
        7,
        printed,
        (metier,),
        "exact",
    )
    assert target.score == Fraction(100)


@pytest.mark.parametrize(
    "printed", ["Assistant", "Assistants", "Assistante", "assistant-e", "Assistanat"]
)
def test_a_short_label_never_takes_a_long_one(
    referential: Referential, resolver: TargetResolver, printed: str
) -> None:
    assert ASSISTANCE not in resolver.resolve(1, printed).metiers
    # Even when the short métier does not exist.
    target = without(referential, "Assistant").resolve(1, printed)
    assert (target.metiers, target.method) == ((), "non résolu")
    assert ASSISTANCE in target.note or printed == "Assistanat"


@pytest.mark.parametrize("cut", [1, 2])
def test_the_first_words_of_a_label_name_no_longer_one(referential: Referential, cut: int) -> None:
    for metier in referential.metiers:
        words = metier.label.split()
        if len(words) > cut + 1:
            short = " ".join(words[:cut])
            found = without(referential).resolve(1, short)
            assert metier.label not in found.metiers, short


@pytest.mark.parametrize(
    ("printed", "metier"),
    [
        ("Assistant adminstratif de plateaux", ASSISTANCE),
        ("Assistant administratif de plateau", ASSISTANCE),
        ("Gestionaire de dossiers d'assistance", "Gestionnaire de dossiers d’assistance"),
        ("Chargé de méthode et procédures", "Chargé de méthodes et procédures"),
        (
            "Gestionnaire paie et administration personnel",
            "Gestionnaire paie et administration du personnel",
        ),
    ],
)
def test_a_typo_in_a_long_label_resolves(
    referential: Referential, printed: str, metier: str
) -> None:
    target = without(referential).resolve(1, printed)
    assert (target.metiers, target.method) == ((metier,), "approché")
    assert 88 <= target.score < 100
    assert target.note.startswith("ressemblance ")


@pytest.mark.parametrize(
    "printed", ["Pilote de drone", "Responsable", "???", "Assistant administratif", "x" * 3000]
)
def test_what_is_not_understood_is_shown(resolver: TargetResolver, printed: str) -> None:
    target = resolver.resolve(1, printed)
    assert (target.metiers, target.groups, target.method) == ((), (), "non résolu")
    assert target.printed == printed
    assert target.note.startswith("« ")


def test_no_target_is_not_an_unknown_target(resolver: TargetResolver) -> None:
    target = resolver.resolve(1, "  ")
    assert (target.method, target.metiers, target.score) == ("sans cible", (), 0)


@pytest.mark.parametrize(
    ("printed", "group"),
    [
        ("Tous métiers (transverse)", "tous"),
        ("Tous métiers", "tous"),
        ("Managers", "managers"),
        ("Assistant / Support", "assistants-support"),
        ("Dev IA / Data", "dev-ia-data"),
        ("Relation client et accueil", "relation-client"),
    ],
)
def test_groups(resolver: TargetResolver, printed: str, group: str) -> None:
    target = resolver.resolve(1, printed)
    assert (target.groups, target.metiers, target.method) == ((group,), (), "groupe")


def test_a_group_outside_the_branch_is_no_target(resolver: TargetResolver) -> None:
    assert resolver.resolve(1, "Immobilier").groups == ()


def test_aliases(resolver: TargetResolver, referential: Referential) -> None:
    target = resolver.resolve(1, "Comptable")
    assert (target.metiers, target.method) == (("Chargé de comptabilité",), "alias")
    assert target.note.startswith("alias proposé : ")
    own = Alias(
        label="comptable",
        nature="metier",
        target="contrôleur de gestion",
        status="validé",
        reason="Dit par la branche.",
    )
    target = TargetResolver(referential, [own]).resolve(1, "COMPTABLE")
    assert target.metiers == ("Contrôleur de gestion",)


def test_every_alias_names_something_known(
    referential: Referential, resolver: TargetResolver
) -> None:
    labels = {m.label for m in referential.metiers}
    groups = {g.id for g in referential.groups}
    for alias in referential.aliases:
        target = resolver.resolve(1, alias.label)
        assert target.metiers or target.groups
        assert set(target.metiers) <= labels
        assert set(target.groups) <= groups


def test_several_labels_in_one_cell(resolver: TargetResolver) -> None:
    target = resolver.resolve(1, "Chargé d’assistance ; Managers\nAssistant")
    assert (target.metiers, target.groups) == (("Chargé d'assistance", "Assistant"), ("managers",))
    target = resolver.resolve(1, "Chargé d’assistance ; Pilote de drone")
    assert (target.metiers, target.method) == (("Chargé d'assistance",), "non résolu")


def test_near_names_are_ordered(resolver: TargetResolver) -> None:
    assert resolver.near("Assistant administratif", 2)[0] in ("Assistant", ASSISTANCE)
    assert resolver.near("zzzz") == ()


@given(st.text(max_size=80).filter(lambda t: t.strip(" ;|\n\t")))
@settings(max_examples=150, deadline=None)
def test_any_label_has_one_answer(real_run: Run, text: str) -> None:
    resolver = TargetResolver(real_run.referential)
    labels = {m.label for m in real_run.referential.metiers}
    target = resolver.resolve(1, text)
    assert set(target.metiers) <= labels
    assert resolver.resolve(1, text) == target
    if not target.metiers and not target.groups:
        assert target.method in ("non résolu", "sans cible")


def test_an_empty_part_of_a_cell_is_no_target(resolver: TargetResolver) -> None:
    assert resolver.resolve(1, "Assistant;;").metiers == ("Assistant",)


@pytest.mark.parametrize("printed", [";", " | "])
def test_separators_alone_are_no_target(resolver: TargetResolver, printed: str) -> None:
    assert resolver.resolve(1, printed).method == "sans cible"


@pytest.mark.parametrize("unit", ["(", "a (", ";", "é", " "])
def test_an_endless_label_is_resolved_without_getting_lost(
    resolver: TargetResolver, unit: str
) -> None:
    printed = "a" + unit * (30_000 // len(unit)) + "b"
    assert resolver.resolve(1, printed).method == "non résolu"
