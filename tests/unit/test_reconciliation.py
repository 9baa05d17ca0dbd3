"""Printed figures against each other: what the embedded documents contradict, and rules on tables
made wrong on purpose.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from coverage_engine.checks.claims import claim_controls, recount
from coverage_engine.checks.measures import MEASURES, published
from coverage_engine.checks.one_change import CHANGE, change_anomalies, one_changes
from coverage_engine.checks.reconciliation import (
    ABSENT,
    FLAG,
    RULE,
    TITLE,
    TWICE,
    ranks,
    reconcile,
    usual_rule,
)
from coverage_engine.checks.referential import check_referential
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.branch import Exposure, Metier
from coverage_engine.domain.model.referential import Referential
from coverage_engine.sources.referential import read_referential
from coverage_engine.sources.resources import REFERENTIALS
from coverage_engine.sources.table_schema import load_schemas

FOLDER = REFERENTIALS / "assistance-2026"
Row = dict[str, str]

# Everything the study of 2025 contradicts by itself: table, row, what is printed, what its own
# figures give.
GOLDEN = """
expositions.csv 63 evolution | +4 | −4, du rang 4 au rang 8 ; seul le signe diffère
expositions.csv 66 evolution | +4 | −4, du rang 7 au rang 11 ; seul le signe diffère
expositions.csv 109 profil | En évolution | Non impacté ou de manière négligeable, d’après le score 0,08
affirmations.csv 15 valeur | 0 métier | 1 métier : Animateur de réseau de prestataire
affirmations.csv 16 valeur | 0 métier | 2 métiers : Animateur de réseau de prestataire ; Manager de proximité d'assistance
affirmations.csv 18 valeur | 3 métiers | 4 métiers : Support technique d'assistance ; Animateur de réseau de prestataire ; Gestionnaire de réseau prestataires ; Chargé de méthodes et procédures — exact si l’on ne compte que les métiers cœur
affirmations.csv 19 valeur | Chargé de méthodes et procédures ; Support technique d'assistance ; Gestionnaire de réseau prestataires | Support technique d'assistance ; Animateur de réseau de prestataire ; Gestionnaire de réseau prestataires ; Chargé de méthodes et procédures — en plus dans le tableau : Animateur de réseau de prestataire — exact si l’on ne compte que les métiers cœur
affirmations.csv 20 valeur | 2 métiers | 3 métiers : Infirmier d'assistance ; Manager de proximité d'assistance ; Médecin d'assistance — exact si l’on ne compte que les métiers cœur
affirmations.csv 21 valeur | Infirmier d'assistance ; Médecin d'assistance | Infirmier d'assistance ; Manager de proximité d'assistance ; Médecin d'assistance — en plus dans le tableau : Manager de proximité d'assistance — exact si l’on ne compte que les métiers cœur
affirmations.csv 24 valeur | 19 % | 20,7 % (12 sur 58)
affirmations.csv 25 valeur | 17 % | 15,5 % (9 sur 58)
affirmations.csv 26 valeur | 57 % | 55,2 % (32 sur 58)
affirmations.csv 27 valeur | 52 % | 53,4 % (31 sur 58)
affirmations.csv 37 valeur | 57 % | 55,2 % (32 sur 58)
affirmations.csv 38 valeur | 19 % | 20,7 % (12 sur 58)
""".strip().splitlines()


@pytest.fixture(scope="module")
def ref() -> Referential:
    return read_referential(FOLDER)


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Referential]:
    """The embedded referential with one of its tables rewritten."""

    def edit(table: str, change: Callable[[list[Row]], None]) -> Referential:
        folder = tmp_path / "copie"
        if not folder.exists():
            shutil.copytree(FOLDER, folder)
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        header = list(rows[0])
        change(rows)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return read_referential(folder)

    return edit


def cell(rows: list[Row], metier: str, qualification: str) -> Row:
    return next(r for r in rows if r["metier"] == metier and r["qualification"] == qualification)


def wrong(ref: Referential) -> set[tuple[str, int, str]]:
    return {(c.source, c.row, c.column) for c in reconcile(ref)[0] if c.agrees is False}


def test_every_disagreement_of_the_embedded_documents(ref: Referential) -> None:
    controls, _ = reconcile(ref)
    found = [
        f"{c.source} {c.row} {c.column} | {c.printed} | {c.found}"
        for c in controls
        if c.agrees is False
    ]
    assert found == GOLDEN


def test_how_many_figures_are_confronted(ref: Referential) -> None:
    controls, _ = reconcile(ref)
    assert len(controls) == 335
    assert sum(c.agrees is None for c in controls) == 10
    assert len(ref.claims) == 53


def test_the_rows_named_are_those_a_reader_sees(ref: Referential) -> None:
    lines = (FOLDER / "expositions.csv").read_text(encoding="utf-8").splitlines()
    assert lines[63 - 1].startswith("Chargé de gestion commerciale,expert")
    assert lines[109 - 1].startswith("Manager de proximité d'assistance,expert")


def test_cuts_and_flag_give_the_printed_profiles_but_one(ref: Referential) -> None:
    table = published(ref)
    scheme = table.schemes["etude-2025"]
    differing = [
        (e.metier, e.qualification)
        for e in ref.exposures
        if not scheme.is_flag(e.profile) and scheme.profile_of(e.score) != e.profile
    ]
    assert differing == [("Manager de proximité d'assistance", "expert")]


def test_one_change_reconciles_five_figures_and_contradicts_none(ref: Referential) -> None:
    best, other = one_changes(ref)
    assert (best.metier, best.qualification, best.column) == (
        "Manager de proximité d'assistance",
        "expert",
        "profil",
    )
    assert best.new == "Non impacté ou de manière négligeable"
    assert [c.subject.split(".")[0] for c in best.reconciles if "." in c.subject] == [
        "A19",
        "A20",
        "A24",
        "A26",
    ]
    assert (len(best.reconciles), len(best.breaks)) == (5, 0)
    assert (other.metier, other.qualification, len(other.reconciles), len(other.breaks)) == (
        best.metier,
        "pwc",
        6,
        1,
    )


def test_a_proposed_change_really_does_what_it_says(ref: Referential) -> None:
    """Applied to the data, and everything recomputed from nothing."""
    for change in one_changes(ref):
        exposures = tuple(
            (
                replace(e, profile=change.new)
                if (e.metier, e.qualification) == (change.metier, change.qualification)
                else e
            )
            for e in ref.exposures
        )
        before, after = wrong(ref), wrong(replace(ref, exposures=exposures))
        assert before - after == {(c.source, c.row, c.column) for c in change.reconciles}
        assert after - before == {(c.source, c.row, c.column) for c in change.breaks}


def test_nothing_is_changed(ref: Referential) -> None:
    assert ref.exposure("Manager de proximité d'assistance", "expert") == Exposure(
        metier="Manager de proximité d'assistance",
        qualification="expert",
        score=Fraction(8, 100),
        rank=51,
        evolution=-1,
        profile="En évolution",
        row=109,
    )


def test_check_tells_the_disagreements_and_the_changes(ref: Referential) -> None:
    codes = [a.code for a in check_referential(ref)]
    assert codes.count("RECONCILIATION-AFFIRMATION") == 12
    assert codes.count("RECONCILIATION-EVOLUTION") == 2
    assert codes.count("RECONCILIATION-PROFIL") == 1
    assert codes.count(RULE) == 1
    assert codes.count(CHANGE) == 2
    assert "PROFIL-CONTREDIT" not in codes
    assert any("il n’en contredirait aucun" in a.expected for a in change_anomalies(ref))


def test_a_wrong_rank_is_told(edited: Callable[..., Referential]) -> None:
    def swap(rows: list[Row]) -> None:
        cell(rows, "Formateur d’assistance", "pwc")["rang"] = "20"

    made = wrong(edited("expositions", swap))
    assert ("expositions.csv", 3, "rang") in made
    assert ("expositions.csv", 61, "evolution") in made


def test_a_slip_of_the_score_is_found_with_the_score_that_mends_it(
    edited: Callable[..., Referential],
) -> None:
    """0,87 typed 0,08: its rank and its profile no longer hold; the rank tells where the score
    was.
    """

    def slip(rows: list[Row]) -> None:
        cell(rows, "Formateur d’assistance", "pwc")["score"] = "0,08"

    made = edited("expositions", slip)
    assert {("expositions.csv", 3, "rang"), ("expositions.csv", 3, "profil")} <= wrong(made)
    change = next(c for c in one_changes(made) if c.column == "score")
    assert change.metier == "Formateur d’assistance"
    assert 0.78 <= float(change.new.replace(",", ".")) <= 1


def test_a_heart_that_moves_is_proposed_back(edited: Callable[..., Referential]) -> None:
    def lose(rows: list[Row]) -> None:
        next(r for r in rows if r["metier"] == "Chargé d'assistance")["coeur"] = "Non"

    made = edited("metiers", lose)
    change = one_changes(made)[0]
    assert (change.source, change.metier, change.column, change.new) == (
        "metiers.csv",
        "Chargé d'assistance",
        "coeur",
        "oui",
    )
    assert not change.breaks


def test_a_flag_set_in_one_qualification_only(edited: Callable[..., Referential]) -> None:
    def unset(rows: list[Row]) -> None:
        cell(rows, "Chef de projet informatique", "expert")["profil"] = "En évolution"

    found = [
        c
        for c in reconcile(edited("expositions", unset))[0]
        if c.agrees is False and c.code == FLAG
    ]
    assert [(c.subject, c.printed) for c in found] == [
        ("Chef de projet informatique (expert)", "En évolution")
    ]


def test_a_metier_without_one_qualification(edited: Callable[..., Referential]) -> None:
    made = edited("expositions", lambda rows: rows.remove(cell(rows, "Juriste", "expert")))
    assert any(a.code == ABSENT and "Juriste" in a.value for a in reconcile(made)[1])


def test_the_same_metier_written_twice(ref: Referential) -> None:
    double = Metier("Les gestionnaires paie et de l’administration du personnel", "08", False)
    anomalies = reconcile(replace(ref, metiers=(*ref.metiers, double)))[1]
    assert [a.code for a in anomalies if a.code == TWICE] == [TWICE]
    assert not any(a.code == TWICE for a in reconcile(ref)[1])


def test_one_title_under_two_codes(ref: Referential) -> None:
    families = {**ref.families, "14": "RESSOURCES HUMAINES"}
    found = [a for a in reconcile(replace(ref, families=families))[1] if a.code == TITLE]
    assert [(a.source, a.value) for a in found] == [
        ("familles.csv", "RESSOURCES HUMAINES : codes 08 et 14")
    ]


def test_a_code_with_two_titles_is_refused(edited: Callable[..., Referential]) -> None:
    with pytest.raises(InputRefused, match=r"familles\.csv, ligne 15"):
        edited("familles", lambda rows: rows.append({"famille": "08", "libelle": "Achats"}))


def test_equal_scores_share_a_rank() -> None:
    scores = [Fraction(n) for n in (5, 9, 9, 2, 5, 5)]
    assert ranks(scores) == [3, 1, 1, 6, 3, 3]
    assert ranks(scores, "max") == [5, 2, 2, 6, 5, 5]
    assert ranks(scores, "dense") == [2, 1, 1, 3, 2, 2]
    assert ranks(scores, "ordre") == [3, 1, 2, 6, 4, 5]


@pytest.mark.parametrize("rule", ["min", "max", "dense", "ordre"])
def test_the_rule_of_the_printed_ranks_is_recognised(ref: Referential, rule: str) -> None:
    rows = []
    for q in ref.qualifications:
        own = [e for e in ref.exposures if e.qualification == q.id]
        made = ranks([e.score for e in own], rule)
        rows += [replace(e, rank=r, evolution=None) for e, r in zip(own, made, strict=True)]
    table = published(replace(ref, exposures=tuple(rows)))
    assert usual_rule(table) == (rule, 116, 116)
    controls, anomalies = reconcile(replace(ref, exposures=tuple(rows)))
    assert not any(c.agrees is False for c in controls if c.column == "rang")
    assert any(a.code == RULE for a in anomalies) == (rule != "min")


def test_a_bakery_agrees_with_itself() -> None:
    bakery = read_referential(Path(__file__).resolve().parents[1] / "data" / "referentiel-boulange")
    controls, anomalies = reconcile(bakery)
    assert len(controls) == 14
    assert not any(c.agrees is False for c in controls)
    assert anomalies == []


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("parametres", "qualification=inconnue; profil=En évolution", "« inconnue » est inconnu"),
        ("parametres", "profil=En évolution", "paramètre « qualification » manquant"),
        (
            "parametres",
            "qualification=pwc; profil=En évolution; couleur=bleu",
            "paramètre « couleur » inconnu",
        ),
        ("valeur", "dix-neuf", "« dix-neuf » n’est pas un nombre"),
        ("mesure", "au_doigt_mouille", "une valeur parmi"),
    ],
)
def test_a_claim_that_cannot_be_recounted_is_refused(
    edited: Callable[..., Referential], column: str, value: str, said: str
) -> None:
    with pytest.raises(InputRefused) as refusal:
        edited("affirmations", lambda rows: rows[22].update({column: value}))
    assert any(
        "affirmations.csv, ligne 24" in fault and said in fault for fault in refusal.value.faults
    )


def test_measures_are_those_of_the_schema() -> None:
    fields = load_schemas(REFERENTIALS / "table-schemas")["affirmations"]["fields"]
    enum = next(f for f in fields if f["name"] == "mesure")["constraints"]["enum"]
    assert sorted(enum) == sorted(MEASURES)


def test_every_claim_has_its_passage(ref: Referential) -> None:
    known = {s.id for s in ref.sources}
    assert all(c.source in known and c.passage and c.line for c in ref.claims)
    assert all(c.note for c in ref.claims if recount(c, published(ref))[1] is None)
    assert len({c.place for c in claim_controls(ref.claims, published(ref))}) == len(ref.claims)
