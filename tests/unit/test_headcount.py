"""Tables of learners, as buyers keep them."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from coverage_engine.domain.errors import InputRefused, OutOfPerimeter, UnknownMetier
from coverage_engine.sources.headcount import read_headcount


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
    assert read_headcount(written(tmp_path, text)).learners() == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("metier,effectif\nFournier,douze\n", "ligne 2, colonne « effectif » : « douze »"),
        ("metier,effectif\nFournier,-3\n", "ligne 2, colonne « effectif » : « -3 »"),
        ("metier,effectif\nFournier,2.5\n", "« 2.5 »"),
        (
            "metier,effectif\nFournier,2,5\n",
            "ligne 2 : « Fournier,2,5 » — 3 cellules pour 2 titres",
        ),
        ("metier,effectif\nFournier,\n", "ligne 2"),
        (
            "metier,effectif\nFournier,2\nfournier,3\n",
            "ligne 3, colonne « metier » : « fournier » — déjà à la ligne 2",
        ),
        ("metier,effectif\n,3\n", "sans métier"),
        ("metier,effectif\nTotal,3\n", "aucun métier"),
        ("metier,ville\nFournier,Paris\n", "effectif"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read_headcount(written(tmp_path, text)).learners()
    assert said in str(caught.value)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as caught:
        read_headcount(written(tmp_path, "metier,effectif\nFournier,x\nLivreur,y\n")).learners()
    assert len(caught.value.faults) == 2


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        read_headcount(tmp_path / "absent.csv")


def test_an_empty_cell_too_many_is_no_fault(tmp_path: Path) -> None:
    assert read_headcount(written(tmp_path, "metier,effectif\nFournier,2,\n")).learners() == {
        "Fournier": 2
    }


def test_unknown_metiers_come_with_the_other_faults(tmp_path: Path) -> None:
    def resolve(name: str) -> str:
        if name == "Astronaute":
            raise UnknownMetier(name, ("Aéronaute",))
        if name == "Voisin":
            raise OutOfPerimeter(name)
        return {"fournière": "Fournier"}.get(name, name)

    text = (
        "metier,effectif\nFournier,x\nAstronaute,2\nLivreur,3\nVoisin,1\nFournier,1\nfournière,2\n"
    )
    with pytest.raises(InputRefused) as caught:
        read_headcount(written(tmp_path, text)).learners(resolve)
    bad, unknown, outside, twice = caught.value.faults
    assert "ligne 2" in bad
    assert (
        unknown
        == "effectifs.csv, ligne 3, colonne « metier » : « Astronaute » — métier inconnu ou ambigu"
        " → proches : Aéronaute"
    )
    assert "ligne 5" in outside
    assert "hors du périmètre" in outside
    assert "ligne 7" in twice
    assert "déjà à la ligne 6" in twice


def test_a_formula_of_a_workbook_is_refused_as_in_a_text(tmp_path: Path) -> None:
    """What the file stores beside a formula may be 0 when it was never computed."""
    path = tmp_path / "effectifs.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notice").write_formula("B3", "=1+1")
        sheet = book.add_worksheet("Effectifs & co")
        for row, cells in enumerate(
            (("Métier", "Effectif"), ("Fournier", 3), ("Livreur", "=1+1"), ("Total", "=SUM(B2:B3)"))
        ):
            sheet.write_row(row, 0, cells)
    with pytest.raises(InputRefused) as caught:
        read_headcount(path).learners()
    (fault,) = caught.value.faults
    assert "effectifs.xlsx [Effectifs & co], ligne 3, colonne « Effectif »" in fault
    assert "formule refusée" in fault


def test_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="c’est un dossier"):
        read_headcount(tmp_path)
    with pytest.raises(InputRefused, match=r"^\. : c’est un dossier"):
        read_headcount(Path())
