"""Staffing tables as people have them: columns recognised, rows of totals apart, persons refused,
faults all at once.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import workbook

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.staffing import StaffingTable
from coverage_engine.sources.staffing import UNKNOWN_VALUE, read_staffing


def read(
    tmp_path: Path,
    text: str,
    by: tuple[str, ...] = (),
    name: str = "e.csv",
    encoding: str = "utf-8",
) -> StaffingTable:
    (tmp_path / name).write_bytes(text.encode(encoding))
    return read_staffing(tmp_path / name, by)


def faults(tmp_path: Path, text: str, by: tuple[str, ...] = ()) -> str:
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, text, by)
    return "\n".join(refused.value.faults)


def posts(table: StaffingTable) -> dict[tuple[str, ...], int]:
    return {(line.label, *line.values): line.posts for line in table.lines}


@pytest.mark.parametrize(
    "header",
    [
        "Métier;Filière;Catégorie;Direction;Sexe",
        "POSTE;FILIERE;CAT.;POLE;F/H",
        "Emploi;Filières;Cat;Délégation;Genre",
        "Intitulé du poste;Filière;Catégorie hiérarchique;Direction générale;H/F",
    ],
)
def test_usual_column_names(tmp_path: Path, header: str) -> None:
    table = read(tmp_path, f"{header}\nJardinier;Technique;C;Cadre de vie;F\n")
    assert list(table.dimensions) == ["filiere", "categorie", "direction", "sexe"]
    assert posts(table) == {("Jardinier", "Technique", "C", "Cadre de vie", "Femmes"): 1}


def test_one_row_per_post_or_a_number_of_posts(tmp_path: Path) -> None:
    rows = (
        "Métier;Direction;Effectif\nJardinier;A;1"
        " 200\nJardinier;A;3\nJardinier;B;0\nCuisinier;B;2\n"
    )
    assert posts(read(tmp_path, rows)) == {("Jardinier", "A"): 1203, ("Cuisinier", "B"): 2}
    assert posts(read(tmp_path, "Métier;Direction\nJardinier;A\nJardinier;A\n")) == {
        ("Jardinier", "A"): 2
    }


def test_rows_of_totals_are_never_posts(tmp_path: Path) -> None:
    rows = (
        "Direction;Métier;Effectif\nA;Jardinier;3\nSous-total A;;3\nTotal"
        " A;3;\nB;Cuisinier;4\n;Total direction B;4\n;;\nEnsemble;;7\nTOTAL GÉNÉRAL :"
        " 7;;7\nDirection;Métier;Effectif\nC;;\nC;Totalisateur;2\n"
    )
    table = read(tmp_path, rows)
    assert posts(table) == {("Jardinier", "A"): 3, ("Cuisinier", "B"): 4, ("Totalisateur", "C"): 2}
    assert [(r.row, r.reason) for r in table.left_out] == [
        (3, "ligne de total"),
        (4, "ligne de total"),
        (6, "ligne de total"),
        (8, "ligne de total"),
        (9, "ligne de total"),
        (10, "ligne de titres répétée"),
        (11, "intertitre"),
    ]
    assert table.blank_rows == 1
    assert not any(c.isdigit() for r in table.left_out for c in r.text), (
        "a sum may tell what the report masks"
    )


def test_a_post_without_metier_is_kept_and_told(tmp_path: Path) -> None:
    table = read(tmp_path, "Direction;Métier;Sexe\nA;;F\nA;Jardinier;\n")
    assert posts(table) == {("", "A", "Femmes"): 1, ("Jardinier", "A", UNKNOWN_VALUE): 1}


def test_two_writings_of_a_value_are_one(tmp_path: Path) -> None:
    rows = (
        "Poste;Direction;Cat.;Sexe\nX;Éducation;cat. a;Mme\nX;EDUCATION;A;f\nX;education ;Catégorie"
        " A;Femme\n"
    )
    assert posts(read(tmp_path, rows)) == {("X", "A", "Éducation", "Femmes"): 3}


def test_the_more_explicit_column_is_the_metier(tmp_path: Path) -> None:
    table = read(tmp_path, "Poste;Métier;Direction\n00123;Jardinier;A\n")
    assert (table.metier_title, table.unread) == ("Métier", ("Poste",))


def test_titles_above_and_other_encodings(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "Effectifs au 1er janvier;\n;\nMétier;Filière\nOuvrière qualifiée;Technique\n",
        encoding="cp1252",
    )
    assert posts(table) == {("Ouvrière qualifiée", "Technique"): 1}


def test_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "e.xlsx"
    path.write_bytes(
        workbook(
            Effectifs=[["Métier", "Effectif"], ["Jardinier", 3], ["Total", 3]], Notes=[["rien"]]
        )
    )
    assert posts(read_staffing(path)) == {("Jardinier",): 3}


def test_dimensions_asked_for(tmp_path: Path) -> None:
    text = "Métier;Service;Cadre d'emplois\nX;Écoles;Attachés\n"
    assert list(read(tmp_path, text).dimensions) == []
    assert list(read(tmp_path, text, ("cadre d’emplois", "service")).dimensions) == [
        "cadre_emplois",
        "service",
    ]
    told = faults(tmp_path, text, ("filiere", "couleur"))
    assert "aucune colonne pour « filiere »" in told
    assert "dimension inconnue" in told


@pytest.mark.parametrize(
    "column",
    [
        "Nom",
        "Prénom",
        "NOM PRENOM",
        "Matricule",
        "N° matricule agent",
        "NIR",
        "N° sécurité sociale",
        "Date de naissance",
        "E-mail",
        "Courriel pro",
        "Téléphone",
        "Agent",
        "Adresse",
        "Salaire brut",
        "N° agent",
        "Nom d'usage",
    ],
)
def test_columns_about_persons_are_refused_without_a_value(tmp_path: Path, column: str) -> None:
    told = faults(
        tmp_path, f"Métier;{column};Direction\nJardinier;=SECRET();A\nZzz;SECRET;<b>SECRET\n"
    )
    assert column in told
    assert "donnée personnelle" in told
    assert "SECRET" not in told


def test_every_column_about_persons_is_named_on_every_sheet(tmp_path: Path) -> None:
    path = tmp_path / "e.xlsx"
    path.write_bytes(
        workbook(
            Postes=[["Métier", "Nom", "Prénom"], ["X", "SECRET", "SECRET"]],
            Agents=[["Matricule", "Nom"], ["SECRET", "SECRET"]],
        )
    )
    with pytest.raises(InputRefused) as refused:
        read_staffing(path)
    assert len(refused.value.faults) == 4
    assert "SECRET" not in str(refused.value)


@pytest.mark.parametrize("title", ["Nom du poste", "Métier", "Emploi", "Nom du métier"])
def test_the_name_of_a_post_is_not_that_of_a_person(tmp_path: Path, title: str) -> None:
    assert posts(read(tmp_path, f"{title};Direction\nAgent;A\n")) == {("Agent", "A"): 1}


def test_without_a_metier_column_nothing_of_the_file_is_printed(tmp_path: Path) -> None:
    told = faults(tmp_path, "SECRET;Filière\nSECRET;Technique\n")
    assert "aucune colonne de métier" in told
    assert "SECRET" not in told


def test_all_faults_at_once_with_their_place(tmp_path: Path) -> None:
    rows = (
        "Métier;Effectif;Direction\nX;2,5;A\nX;;A\nX;-3;A\n;12;A\n=CMD();1;A\nX;beaucoup;A\n"
        + "y" * 300
        + ";1;A\n"
    )
    told = faults(tmp_path, rows)
    for line, word in (
        (2, "équivalent temps plein"),
        (3, "nombre entier"),
        (4, "« -3 »"),
        (5, "effectif sans métier"),
        (6, "formule"),
        (7, "beaucoup"),
        (8, "200 caractères"),
    ):
        assert any(f"ligne {line}," in fault and word in fault for fault in told.splitlines()), (
            line,
            word,
        )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Métier;Effectif femmes;Effectif hommes\nX;3;4\n", "une seule colonne « effectif »"),
        ("Métier;ETP\nX;12,5\n", "n’est pas un poste"),
        ("Métier;Direction\nTotal;A\n", "aucun poste"),
        ("Métier\n", "aucune ligne de données"),
    ],
)
def test_what_would_be_counted_wrong_is_refused(tmp_path: Path, text: str, word: str) -> None:
    assert word in faults(tmp_path, text)


def test_two_sheets_of_posts_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "e.xlsx"
    path.write_bytes(workbook(A=[["Métier"], ["X"]], B=[["Métier"], ["Y"]]))
    with pytest.raises(InputRefused, match="gardez-en une seule"):
        read_staffing(path)


CELLS = st.sampled_from(["", "Jardinier", "jardinier", "Total", "A", "B", "3", "sous-total A", "É"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12))
def test_each_row_is_a_post_or_is_left_out(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("e") / "e.csv"
    path.write_text(
        "Métier;Direction;Service\n" + "".join(";".join(r) + "\n" for r in rows), encoding="utf-8"
    )
    try:
        table = read_staffing(path, ("direction", "service"))
    except InputRefused:
        return
    filled = sum(any(r) for r in rows)
    assert sum(line.posts for line in table.lines) + len(table.left_out) == filled
