"""Tables of learners, as buyers keep them."""

from __future__ import annotations

from pathlib import Path

import pytest

from coverage_engine.errors import InputRefused
from coverage_engine.ingest.headcount import read_headcount


def written(folder: Path, text: str) -> Path:
    path = folder / "effectifs.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("metier,effectif\nFournier,12\nLivreur,3\n", {"Fournier": 12, "Livreur": 3}),
        ("Métier;Nombre d’apprenants\nFournier;1 200\n", {"Fournier": 1200}),
        ("Effectifs 2026\n\nMétier;Effectif\nFournier;12\nTotal;12\nLivreur;0\n", {"Fournier": 12}),
    ],
)
def test_a_table_is_read(tmp_path: Path, text: str, expected: dict[str, int]) -> None:
    assert read_headcount(written(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("metier,effectif\nFournier,douze\n", "ligne 2, colonne « effectif » : « douze »"),
        ("metier,effectif\nFournier,-3\n", "ligne 2, colonne « effectif » : « -3 »"),
        ("metier,effectif\nFournier,2.5\n", "« 2.5 »"),
        ("metier,effectif\nFournier,\n", "ligne 2"),
        ("metier,effectif\nFournier,2\nfournier,3\n", "ligne 3, colonne « metier » : « fournier » — déjà à la ligne 2"),
        ("metier,effectif\n,3\n", "sans métier"),
        ("metier,effectif\nTotal,3\n", "aucun métier"),
        ("metier,ville\nFournier,Paris\n", "effectif"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read_headcount(written(tmp_path, text))
    assert said in str(caught.value)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as caught:
        read_headcount(written(tmp_path, "metier,effectif\nFournier,x\nLivreur,y\n"))
    assert len(caught.value.faults) == 2


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        read_headcount(tmp_path / "absent.csv")
