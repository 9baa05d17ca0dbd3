"""Typed names: exact, alias, words, typos; near names when unsure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coverage_engine.analysis.run import Run
from coverage_engine.documents.answers import gaps_json
from coverage_engine.domain.errors import InputRefused, UnknownMetier
from coverage_engine.questions.gaps import gaps
from coverage_engine.store.run_folder import read_published
from coverage_engine.tables.run_tables import published_of


@pytest.mark.parametrize(
    ("typed", "metier"),
    [
        ("Formateur d'assistance", "Formateur d’assistance"),
        ("gestionaire de dossier", "Gestionnaire de dossiers d’assistance"),
        ("formateur", "Formateur d’assistance"),
        ("charge de comunication", "Chargé de communication"),
        ("INFIRMIER", "Infirmier d'assistance"),
        ("Assistant", "Assistant"),
        ("data analyst", "Statisticien / Data analyst"),
        ("controleur de gestion", "Contrôleur de gestion"),
    ],
)
def test_a_typed_name_is_understood(real_run: Run, typed: str, metier: str) -> None:
    assert gaps(published_of(real_run), typed).metier.metier == metier


@pytest.mark.parametrize(
    "typed",
    [
        "Chargé",
        "manager",
        "gestionnaire",
        "Astronaute",
        "",
        "   ",
        "<script>",
        "x" * 10_000,
        "de la",
    ],
)
def test_an_ambiguous_or_unknown_name_is_not_guessed(real_run: Run, typed: str) -> None:
    with pytest.raises(UnknownMetier) as caught:
        gaps(published_of(real_run), typed)
    assert "Métier inconnu ou ambigu" in str(caught.value)
    assert len(str(caught.value)) < 2_000


def test_near_names_are_suggested(real_run: Run) -> None:
    with pytest.raises(UnknownMetier) as caught:
        gaps(published_of(real_run), "gestionnaire")
    assert "Gestionnaire de réseau prestataires" in caught.value.near


def test_the_answer_is_the_same_from_memory_and_from_the_folder(
    real_run: Run, real_folder: Path
) -> None:
    stored, computed = read_published(real_folder), published_of(real_run)
    assert stored == computed
    for metier in real_run.metiers:
        assert gaps_json(gaps(stored, metier.metier)) == gaps_json(gaps(computed, metier.metier))


def test_missing_needs_come_heaviest_first(real_run: Run) -> None:
    missing = gaps(published_of(real_run), "formateur").missing
    weights = [n.weight * (1 - n.value) for n in missing]
    assert weights == sorted(weights, reverse=True)
    assert all(n.value < 1 for n in missing)


def test_json_and_csv_hold_every_gap(real_run: Run) -> None:
    answer = gaps(published_of(real_run), "formateur")
    assert len(json.loads(gaps_json(answer))["manques"]) == len(answer.missing)
    assert len(answer.tables()[0].rows) == len(answer.missing)


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "changed", "other version"])
def test_a_damaged_run_is_refused(
    real_files: dict[str, bytes], tmp_path: Path, damage: str
) -> None:
    (tmp_path / "donnees").mkdir()
    for name, data in real_files.items():
        if name.startswith("donnees/") or name == "manifest.json":
            (tmp_path / name).write_bytes(data)
    assert read_published(tmp_path).metiers
    needs, manifest = tmp_path / "donnees" / "besoins.csv", tmp_path / "manifest.json"
    if damage == "missing":
        needs.unlink()
    elif damage == "empty":
        manifest.write_text("{", encoding="utf-8")
    elif damage == "cut":
        needs.write_bytes(needs.read_bytes()[:5_000])
    elif damage == "changed":
        needs.write_bytes(needs.read_bytes().replace(b"partiel", b"couvert", 1))
    else:
        manifest.write_bytes(manifest.read_bytes().replace(b"hors_perimetre", b"dehors"))
    with pytest.raises(InputRefused, match="rapport"):
        read_published(tmp_path)
