"""Files as people have them, and as nobody should send them: read, or refused in French, never
anything else.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import HEADER, ROW, refused, saved, table_of, text_of, workbook

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.settings import Settings
from coverage_engine.jobs.coverage import run
from coverage_engine.sources.catalogue import read_catalogue


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le-bom"])
@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_every_usual_csv_is_read(tmp_path: Path, encoding: str, mark: str) -> None:
    text = text_of(HEADER, ROW, mark=mark)
    data = (
        b"\xff\xfe" + text.encode("utf-16-le")
        if encoding.endswith("bom")
        else text.encode(encoding)
    )
    rows = read_catalogue(saved(tmp_path, data), Settings())[0].rows
    assert [(r.title, r.provider, r.link.printed) for r in rows] == [(ROW[1], ROW[2], ROW[6])]
    assert rows[0].printed.cells == ROW


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_title_lines_above_the_header(tmp_path: Path, mark: str) -> None:
    text = (
        "Catalogue 2026, version 2\n\nÉdité par l’OPCO ; à"
        f" relire\n{text_of(HEADER, ROW, mark=mark)}"
    )
    rows = read_catalogue(saved(tmp_path, text), Settings())[0].rows
    assert [(r.number, r.title) for r in rows] == [(5, ROW[1])]


def test_a_header_over_two_lines(tmp_path: Path) -> None:
    first = ("Métier", "Nom de la", "Organisme", "Durée", "Format", "Prix", "Lien")
    second = ("cible", "formation", "", "", "", "(€ HT)", "officiel")
    table = table_of(saved(tmp_path, text_of(first, second, ROW)))
    assert list(table.columns) == [
        "cible",
        "intitule",
        "organisme",
        "duree",
        "format",
        "prix",
        "lien",
    ]
    assert [number for number, _ in table.rows] == [3]


def test_a_merged_header(tmp_path: Path) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 6, "Catalogue de l’assistance")
    sheet.merge_range(1, 1, 1, 2, "Offre")
    sheet.merge_range(1, 3, 1, 5, "Modalités")
    sheet.write_row(2, 0, HEADER)
    sheet.write_row(3, 0, ROW)
    book.close()
    rows = read_catalogue(saved(tmp_path, stream.getvalue(), "c.xlsx"), Settings())[0].rows
    assert [(r.number, r.title, r.target) for r in rows] == [(4, ROW[1], ROW[0])]


def test_the_right_sheet_stands_second(tmp_path: Path) -> None:
    data = workbook(LisezMoi=[("Nom",), ("Mode d’emploi",)], Offres=[HEADER, ROW])
    table = table_of(saved(tmp_path, data, "c.xlsx"))
    assert table.source == "c.xlsx [Offres]"
    assert len(table.rows) == 1


def test_typed_cells_of_a_workbook_come_back_as_people_see_them(tmp_path: Path) -> None:
    data = workbook(
        A=[
            HEADER,
            ("Assistant", "T", "O", "14h", "Présentiel", 1590.0, ""),
            ("", "U", "O", "", "", 1590.5, ""),
        ]
    )
    rows = read_catalogue(saved(tmp_path, data, "c.xlsx"), Settings())[0].rows
    assert [r.price.printed for r in rows] == ["1590", "1590.5"]
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ("", "T", "O"))
    sheet.write_number(1, 3, 3.5 / 24, book.add_format({"num_format": "hh:mm"}))
    sheet.write_row(2, 0, ("", "U", "O"))
    sheet.write_number(2, 3, 30 / 24, book.add_format({"num_format": "[h]:mm"}))
    book.close()
    rows = read_catalogue(saved(tmp_path, stream.getvalue(), "d.xlsx"), Settings())[0].rows
    assert [float(r.duration.hours or 0) for r in rows] == [3.5, 30]


def test_a_chart_sheet_is_no_obstacle(tmp_path: Path) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Offres")
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ROW)
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Offres!$F$2:$F$2"})
    book.add_chartsheet("Graphique").set_chart(chart)
    book.close()
    assert len(table_of(saved(tmp_path, stream.getvalue(), "c.xlsx")).rows) == 1


@pytest.mark.slow
def test_styled_empty_cells_far_away_are_no_obstacle(tmp_path: Path) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ROW)
    sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    book.close()
    assert len(table_of(saved(tmp_path, stream.getvalue(), "c.xlsx")).rows) == 1


def test_quotes_inside_an_unquoted_cell_are_kept(tmp_path: Path) -> None:
    text = text_of(HEADER) + 'A;Formation "IA";Cegos;14h;Présentiel;1590;\r\n'
    assert read_catalogue(saved(tmp_path, text), Settings())[0].rows[0].title == 'Formation "IA"'


def test_missing_file(tmp_path: Path) -> None:
    assert "introuvable" in refused(tmp_path / "rien.csv")[0]


@pytest.mark.parametrize("name", ["c.csv", "c.xlsx", "c.ods", "c.pdf"])
def test_empty_file(tmp_path: Path, name: str) -> None:
    assert refused(saved(tmp_path, b"", name)) == (
        f"{name} : le fichier est vide → enregistrez-le de nouveau avec ses données",
    )


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf", b"\r\n\r\n", b";;;\r\n;;;\r\n", b"   "])
def test_file_with_nothing_in_it(tmp_path: Path, data: bytes) -> None:
    assert "feuille vide" in refused(saved(tmp_path, data))[0]


def test_header_only(tmp_path: Path) -> None:
    (fault,) = refused(saved(tmp_path, text_of(HEADER)))
    assert "aucune ligne de données" in fault
    (fault,) = refused(saved(tmp_path, workbook(A=[HEADER]), "c.xlsx"))
    assert fault.startswith("c.xlsx [A] : ")


def test_no_header(tmp_path: Path) -> None:
    (fault,) = refused(saved(tmp_path, text_of(ROW, ROW)))
    assert "intitule" in fault
    assert "L’IA, pas à pas" in fault
    faults = refused(saved(tmp_path, workbook(A=[("x",)], B=[("y",)]), "c.xlsx"))
    assert [f.split(" : ")[0] for f in faults] == ["c.xlsx [A]", "c.xlsx [B]"]


def test_unreadable_permissions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, text_of(HEADER, ROW))

    def denied(self: Path) -> bytes:
        raise PermissionError(str(self))

    monkeypatch.setattr(Path, "read_bytes", denied)
    (fault,) = refused(path)
    assert str(tmp_path) not in fault


def test_a_giant_cell(tmp_path: Path) -> None:
    giant = ("Assistant", "x" * 5_000_000, "Cegos", "14h", "Présentiel", "1590", "")
    (fault,) = refused(saved(tmp_path, text_of(HEADER, ROW, giant)))
    assert fault.startswith("catalogue.csv, ligne 3 : cellule démesurée")
    (fault,) = refused(saved(tmp_path, text_of(HEADER, ("A", "x" * 40_000, "", "", "", "", ""))))
    assert "ligne 2, colonne B" in fault
    assert "cellule de 40000 caractères" in fault


@pytest.mark.parametrize("kept", [4, 10, 100, 1000, 0.5, 0.9])
def test_a_truncated_workbook(tmp_path: Path, kept: float) -> None:
    data = workbook(A=[HEADER, ROW])
    short = data[: int(kept * len(data)) if kept < 1 else int(kept)]
    assert "illisible" in refused(saved(tmp_path, short, "c.xlsx"))[0]


def test_a_protected_workbook(tmp_path: Path) -> None:
    ole = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(512)
    )
    for name in ("c.xlsx", "c.xls", "c.csv"):
        assert "mot de passe" in refused(saved(tmp_path, ole, name))[0]
    assert "illisible" in refused(saved(tmp_path, ole[:500], "c.xls"))[0]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 ...", b"<html><table></table></html>", text_of(HEADER, ROW).encode(), b"PK"]
)
def test_another_format_posing_as_a_workbook(tmp_path: Path, data: bytes) -> None:
    assert "illisible" in refused(saved(tmp_path, data, "c.xlsx"))[0]


@pytest.mark.parametrize("name", ["c.pdf", "c.docx", "c", "c.xlsb", "c.json"])
def test_unknown_extensions(tmp_path: Path, name: str) -> None:
    (fault,) = refused(saved(tmp_path, text_of(HEADER, ROW), name))
    assert "non lu → enregistrez en .xlsx ou .csv" in fault


def test_a_workbook_with_the_wrong_extension_is_read(tmp_path: Path) -> None:
    assert len(table_of(saved(tmp_path, workbook(A=[HEADER, ROW]), "c.csv")).rows) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"a;b\x00c\n",
        text_of(HEADER, ROW).encode("utf-16-le"),
        b"\xff\xfea",
        b"\x81\x8d\x8f;\xff\n",
        b"\xff\xfe;\x00\x00\x00",
    ],
)
def test_bytes_that_are_no_text(tmp_path: Path, data: bytes) -> None:
    refused(saved(tmp_path, data))


def test_a_nul_character_in_utf_16(tmp_path: Path) -> None:
    text = text_of(HEADER, ("A", "I\x00A", "", "", "", "", ""))
    (fault,) = refused(saved(tmp_path, text.encode("utf-16")))
    assert "ligne 2, colonne B" in fault


def test_an_unclosed_quote_is_told_not_swallowed(tmp_path: Path) -> None:
    text = text_of(HEADER, ROW) + 'A;"IA sans fin;Cegos;14h;Présentiel;1590;\r\n' + text_of(ROW) * 5
    (fault,) = refused(saved(tmp_path, text))
    assert fault.startswith("catalogue.csv, ligne 3 : ")
    assert "guillemet" in fault


def test_a_line_of_separators_only(tmp_path: Path) -> None:
    (fault,) = refused(saved(tmp_path, text_of(HEADER, ROW) + ";" * 3_000_000 + "x\r\n"))
    assert "ligne 3" in fault
    assert "1000 colonnes" in fault
    assert len(table_of(saved(tmp_path, text_of(HEADER, ROW) + ";" * 16_384 + "\r\n")).rows) == 1


FORMULA, SCRIPT = '=HYPERLINK("http://x";"y")', "<script>alert(1)</script>"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_all_refused_cells_are_told_at_once(tmp_path: Path, kind: str) -> None:
    rows = [HEADER, ("A", FORMULA, "", "", "", "", SCRIPT), ROW, ("A", "T", SCRIPT, "", "", "", "")]
    if kind == "csv":
        quoted = [tuple(c.replace('"', '""') if c == FORMULA else c for c in row) for row in rows]
        path = saved(tmp_path, text_of(*quoted))
    else:
        path = saved(tmp_path, workbook(A=list(rows)), "c.xlsx")
    faults = refused(path)
    assert [f.split(", ", 1)[1].split(" : ")[0] for f in faults] == [
        "ligne 2, colonne B",
        "ligne 2, colonne G",
        "ligne 4, colonne C",
    ]
    assert ["formule" in f for f in faults] == [True, False, False]


def test_many_refused_cells_end_with_their_number(tmp_path: Path) -> None:
    faults = refused(saved(tmp_path, text_of(HEADER, *([("=1",) * 7] * 20))))
    assert len(faults) == 51
    assert faults[-1].startswith("et 90 autres cellules")


@pytest.mark.slow
def test_duplicate_row_numbers(tmp_path: Path) -> None:
    rows = [("7", *ROW), ("7", *ROW), ("8", *ROW), ("8", *ROW), ("0", *ROW), ("x", *ROW)]
    path = saved(tmp_path, text_of(("ligne", *HEADER), *rows))
    anomalies = read_catalogue(path, Settings())[2]
    assert [(a.code, a.row) for a in anomalies if a.code.startswith("LIGNE")] == [
        ("LIGNE-ILLISIBLE", 6),
        ("LIGNE-ILLISIBLE", 7),
        ("LIGNE-DOUBLE", 7),
        ("LIGNE-DOUBLE", 8),
    ]
    with pytest.raises(InputRefused) as caught:
        run(catalogue=path)
    assert sum("[LIGNE-DOUBLE]" in fault for fault in caught.value.faults) == 2
    assert all("→" in fault for fault in caught.value.faults)


VALID = workbook(A=[HEADER, ROW])


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)), min_size=1, max_size=12
    )
)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_damaged_workbook_is_read_or_refused(
    tmp_path: Path, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(VALID)
    for place, byte in changes:
        data[place] = byte
    try:
        read_catalogue(saved(tmp_path, bytes(data), "c.xlsx"), Settings())
    except InputRefused as refusal:
        assert refusal.faults


@given(st.binary(max_size=400), st.sampled_from(["c.csv", "c.xlsx", "c.ods", "c.xls", "c.txt"]))
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, name: str) -> None:
    try:
        read_catalogue(saved(tmp_path, data, name), Settings())
    except InputRefused as refusal:
        assert refusal.faults
