"""The printed annex: eighty rows understood, nothing printed lost, every fault with its place and
remedy.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import xlsxwriter

from coverage_engine.domain.model.anomaly import Anomaly, Severity
from coverage_engine.domain.model.catalogue import ReadRow
from coverage_engine.domain.normalise import key
from coverage_engine.domain.settings import Settings
from coverage_engine.sources.annex import COLUMN_NAMES, read_rows, recognise_column
from coverage_engine.sources.catalogue import read_catalogue
from coverage_engine.sources.spreadsheet import Sheet, find_table

FOLDER = Path(__file__).resolve().parents[2] / "catalogue" / "annexe-a-2026"
HEADER = (
    "Métier cible",
    "Nom de la formation",
    "Organisme",
    "Durée",
    "Format",
    "Prix (€ HT)",
    "Lien officiel",
)
URL = "https://www.cegos.fr/a"


@pytest.fixture(scope="module")
def annex() -> tuple[tuple[ReadRow, ...], tuple[Anomaly, ...]]:
    catalogue, _, anomalies = read_catalogue(FOLDER, Settings())
    return catalogue.rows, anomalies


def printed_rows() -> list[tuple[str, str, tuple[str, ...]]]:
    """(number, position, cells) of each printed line."""
    with (FOLDER / "lignes.csv").open(encoding="utf-8", newline="") as stream:
        return [(r[0], r[1], tuple(r[2:])) for r in list(csv.reader(stream))[1:]]


def read(
    *rows: tuple[str, ...], header: tuple[str, ...] = HEADER
) -> tuple[tuple[ReadRow, ...], list[Anomaly]]:
    sheet = Sheet("essai.csv", ((1, header), *((n, row) for n, row in enumerate(rows, 2))))
    read_back, anomalies = read_rows(
        find_table([sheet], recognise_column, ("intitule",), "essai.csv"), Settings()
    )
    return read_back, list(anomalies)


def codes(anomalies: list[Anomaly]) -> list[str]:
    return [a.code for a in anomalies]


def test_eighty_rows_numbered_as_printed(
    annex: tuple[tuple[ReadRow, ...], tuple[Anomaly, ...]],
) -> None:
    rows, _ = annex
    assert [row.number for row in rows] == list(range(1, 81))
    assert all(row.title and row.provider and row.target for row in rows)


def test_twelve_codes_on_fifteen_rows(
    annex: tuple[tuple[ReadRow, ...], tuple[Anomaly, ...]],
) -> None:
    bearing = [row.codes for row in annex[0] if row.codes]
    assert (len(bearing), len({code for row in bearing for code in row})) == (15, 12)


def test_nothing_printed_is_lost(annex: tuple[tuple[ReadRow, ...], tuple[Anomaly, ...]]) -> None:
    kept = {row.number: list(row.printed.cells) for row in annex[0]}
    positions = {row.number: row.printed.position for row in annex[0]}
    number, cells_seen = 0, 0
    for printed_number, position, cells in printed_rows():
        number = int(printed_number) if printed_number else number
        assert position in positions[number]
        for cell in cells:
            if cell.strip():
                kept[number].remove(cell)
                cells_seen += 1
    assert cells_seen > 520
    assert not any(cell.strip() for rest in kept.values() for cell in rest)


def test_shifted_rows_are_put_back(annex: tuple[tuple[ReadRow, ...], tuple[Anomaly, ...]]) -> None:
    rows = {row.number: row for row in annex[0]}
    shifted = [a for a in annex[1] if a.code == "COLONNES-DECALEES"]
    assert [a.row for a in shifted] == list(range(48, 58))
    assert {a.column for a in shifted[1:]} == {"Lien officiel"}
    assert shifted[0].column == "Prix (€ HT), Lien officiel"
    row = rows[48]
    assert (row.duration.printed, row.formats, row.price.printed) == ("", (), "Non indiqué")
    assert row.link.url == "https://www.ifis.fr/formations/adiagen"
    row = rows[52]
    assert (row.duration.hours, row.price.low, row.formats) == (
        7,
        990,
        ("présentiel", "distanciel"),
    )
    assert row.link.host == "cegos.fr"
    assert all(rows[n].link.url.startswith("https://") for n in range(48, 58))


def test_the_cut_link_is_joined(annex: tuple[tuple[ReadRow, ...], tuple[Anomaly, ...]]) -> None:
    row = annex[0][46]
    assert (
        row.link.url
        == "https://www.has-sante.fr/upload/docs/application/pdf/2025-04/note_de_cadrage_"
        "_ia_en_contexte_de_soins_accompagner_les_usages.pdf"
    )
    assert row.printed.position == "S0 l. 400 et S0 l. 402"
    assert [a.row for a in annex[1] if a.code == "LIEN-COUPE"] == [47]


def test_every_anomaly_says_where_what_and_how(
    annex: tuple[tuple[ReadRow, ...], tuple[Anomaly, ...]],
) -> None:
    assert len(annex[1]) == 89
    for a in annex[1]:
        assert a.code.isupper()
        assert isinstance(a.severity, Severity)
        assert a.source == "annexe-a-2026/lignes.csv"
        assert 1 <= a.row <= 80
        assert a.column
        assert a.expected
        assert a.done
        assert a.remedy
        assert a.sentence().startswith(
            f"annexe-a-2026/lignes.csv, ligne {a.row}, colonne « {a.column} »"
        )
    assert not [a for a in annex[1] if a.severity is Severity.ERREUR]


def test_every_column_name_is_its_own_key() -> None:
    names = [name for names in COLUMN_NAMES.values() for name in names]
    assert len(names) == len(set(names))
    assert all(key(name) == name for name in names)


def test_an_overflow_that_is_not_understood_is_kept_and_told() -> None:
    rows, anomalies = read(
        ("Assistant", "T", "O", "14h", "Présentiel", "1590", URL, "à revoir avec Paul", "2e avis")
    )
    (row,) = rows
    assert (row.duration.hours, row.price.low, row.link.url) == (14, 1590, URL)
    assert row.printed.cells[-2:] == ("à revoir avec Paul", "2e avis")
    told = [(a.code, a.column, a.value) for a in anomalies]
    assert told == [
        ("CELLULE-EN-TROP", "colonne H", "à revoir avec Paul"),
        ("CELLULE-EN-TROP", "colonne I", "2e avis"),
    ]


def test_a_full_row_with_a_value_too_many_is_left_alone() -> None:
    rows, anomalies = read(("Assistant", "T", "O", "14h", "Présentiel", "1590", URL, "12"))
    assert (rows[0].price.low, rows[0].link.url) == (1590, URL)
    assert codes(anomalies) == ["CELLULE-EN-TROP"]


def test_a_titled_column_is_no_overflow() -> None:
    rows, anomalies = read(
        ("Assistant", "T", "O", "14h", "Présentiel", "1590", URL, "bien"),
        header=(*HEADER, "Commentaire"),
    )
    assert codes(anomalies) == []
    assert rows[0].printed.cells[-1] == "bien"


def test_columns_in_another_order_are_put_back_too() -> None:
    header = ("Prix", "Durée", "Format", "Lien", "Formation")
    rows, anomalies = read(("1590", "14h", "Présentiel", URL, "T"), header=header)
    assert codes(anomalies) == []
    # Shifted by one: the title column is not shiftable, the overflow comes after it.
    shifted = ("Formation", "Prix", "Durée", "Format", "Lien", "")
    rows, anomalies = read(("T", "", "1590", "14h", "Présentiel", URL), header=shifted)
    row = rows[0]
    assert (row.price.low, row.duration.hours, row.formats, row.link.url) == (
        1590,
        14,
        ("présentiel",),
        URL,
    )
    assert codes(anomalies) == ["COLONNES-DECALEES"]


def test_continuation_in_the_link_column_or_beyond() -> None:
    cut = ("A", "T", "O", "14h", "Présentiel", "1590", "https://a.fr/note_")
    for tail in (("", "", "", "", "", "", "suite.pdf"), ("", "", "", "", "", "", "", "suite.pdf")):
        rows, anomalies = read(cut, tail)
        assert [r.link.url for r in rows] == ["https://a.fr/note_suite.pdf"]
        assert codes(anomalies) == ["LIEN-COUPE"]
        assert rows[0].printed.cells[-1] == "suite.pdf"


def test_continuation_of_a_shifted_row() -> None:
    rows, anomalies = read(
        ("A", "T", "O", "14h", "Présentiel", "1590", "", "https://a.fr/note_"),
        ("", "", "", "", "", "", "", "suite.pdf"),
    )
    assert [r.link.url for r in rows] == ["https://a.fr/note_suite.pdf"]
    assert codes(anomalies) == ["LIEN-COUPE", "COLONNES-DECALEES"]


def test_two_whole_addresses_stay_two() -> None:
    rows, _ = read(
        ("A", "T", "O", "14h", "Présentiel", "1590", URL), ("", "", "", "", "", "", "https://b.fr")
    )
    assert rows[0].link.url == URL
    assert rows[0].link.printed == f"{URL} https://b.fr"


@pytest.mark.parametrize(
    "line",
    [
        ("", "", "", "", "", "", "", "Source : OPCO 2025"),
        ("", "", "", "", "", "", "Total général"),
        ("Total", "", "", "", "", "", ""),
    ],
)
def test_a_foot_line_is_no_continuation(line: tuple[str, ...]) -> None:
    rows, anomalies = read(("A", "T", "O", "14h", "Présentiel", "1590", URL), line)
    assert rows[0].link.url == URL
    assert len(rows) == 2
    assert "INTITULE-ABSENT" in codes(anomalies)
    assert "Source : OPCO 2025" in rows[1].printed.cells or line[7:] == ()


@pytest.mark.parametrize(
    ("title", "cell", "hours"),
    [("Durée (h)", "14", 14), ("Durée en jours", "2", 14), ("Durée (heures)", "3h30", 3.5)],
)
def test_the_unit_of_the_duration_column(title: str, cell: str, hours: float) -> None:
    rows, anomalies = read(("T", cell), header=("Formation", title))
    assert float(rows[0].duration.hours or 0) == hours
    assert rows[0].duration.printed == cell
    assert "DUREE-ILLISIBLE" not in codes(anomalies)


@pytest.mark.parametrize(
    ("column", "cell", "code", "severity"),
    [
        (1, "", "INTITULE-ABSENT", Severity.ERREUR),
        (3, "abc", "DUREE-ILLISIBLE", Severity.ERREUR),
        (3, "", "DUREE-ABSENTE", Severity.AVERTISSEMENT),
        (3, "10h (2j)", "DUREE-CONTRADICTOIRE", Severity.AVERTISSEMENT),
        (3, "Variable", "DUREE-INCONNUE", Severity.INFORMATION),
        (3, "2j", "DUREE-CONVERTIE", Severity.INFORMATION),
        (4, "abc", "FORMAT-ILLISIBLE", Severity.AVERTISSEMENT),
        (4, "", "FORMAT-ABSENT", Severity.INFORMATION),
        (5, "abc", "PRIX-ILLISIBLE", Severity.ERREUR),
        (5, "", "PRIX-ABSENT", Severity.AVERTISSEMENT),
        (5, "Sur devis", "PRIX-INCONNU", Severity.INFORMATION),
        (6, "", "LIEN-ABSENT", Severity.INFORMATION),
        (6, "abc", "LIEN-ILLISIBLE", Severity.AVERTISSEMENT),
        (6, "cegos.fr", "LIEN-INCOMPLET", Severity.AVERTISSEMENT),
    ],
)
def test_one_fault_one_anomaly(column: int, cell: str, code: str, severity: Severity) -> None:
    cells = ["A", "T", "O", "14h", "Présentiel", "1590", URL]
    cells[column] = cell
    rows, anomalies = read(tuple(cells))
    assert [(a.code, a.severity, a.row, a.column, a.value) for a in anomalies] == [
        (code, severity, 2, HEADER[column], cell)
    ]
    assert all((a.expected, a.done, a.remedy) for a in anomalies)
    assert rows[0].printed.cells == tuple(cells)


def test_a_second_sheet_of_offers_is_told(tmp_path: Path) -> None:
    path = tmp_path / "deux.xlsx"
    book = xlsxwriter.Workbook(path)
    for title, offer in (("2026", "IA pour tous"), ("2027", "IA pour les managers")):
        sheet = book.add_worksheet(title)
        sheet.write_row(0, 0, ["Métier cible", "Nom de la formation", "Organisme"])
        sheet.write_row(1, 0, ["Assistant", offer, "X"])
    book.close()
    catalogue, _, anomalies = read_catalogue(path, Settings())
    assert [row.title for row in catalogue.rows] == ["IA pour tous"]
    assert [(a.code, a.value) for a in anomalies if a.code == "FEUILLE-NON-LUE"] == [
        ("FEUILLE-NON-LUE", "deux.xlsx [2027]")
    ]
