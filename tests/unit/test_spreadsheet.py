"""Files as people have them, and as nobody should send them: read, or refused in French, never anything else."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coverage_engine.cells.extent import MAX_ROWS
from coverage_engine.errors import InputRefused
from coverage_engine.ingest.annex import recognise_column
from coverage_engine.ingest.catalogue import read_catalogue
from coverage_engine.ingest.spreadsheet import Table, find_table, read_sheets
from coverage_engine.pipeline import run
from coverage_engine.settings import Settings

HEADER = ("Métier cible", "Nom de la formation", "Organisme", "Durée", "Format", "Prix (€ HT)", "Lien officiel")
ROW = ("Assistant", "L’IA, pas à pas", "Cegos", "14h", "Présentiel", "1590", "https://www.cegos.fr/a")
Sheet = list[tuple[str | float, ...]]


def text_of(*rows: tuple[str, ...], mark: str = ";") -> str:
    return "\r\n".join(mark.join(f'"{c}"' if mark in c or "\n" in c else c for c in row) for row in rows) + "\r\n"


def saved(tmp_path: Path, data: bytes | str, name: str = "catalogue.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def workbook(**sheets: Sheet) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
    book.close()
    return stream.getvalue()


def table_of(path: Path) -> Table:
    return find_table(read_sheets(path), recognise_column, ("intitule",), path.name)


def refused(path: Path, seconds: float = 2.0) -> tuple[str, ...]:
    """Faults of a refusal: French, each with a remedy, found quickly."""
    start = time.perf_counter()
    with pytest.raises(InputRefused) as caught:
        read_catalogue(path, Settings())
    assert time.perf_counter() - start < seconds
    faults = caught.value.faults
    assert faults
    assert all(path.name in fault or "autres cellules" in fault for fault in faults)
    assert all("→" in fault for fault in faults)
    assert len(str(caught.value)) < 20_000
    return faults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le-bom"])
@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_every_usual_csv_is_read(tmp_path: Path, encoding: str, mark: str) -> None:
    text = text_of(HEADER, ROW, mark=mark)
    data = b"\xff\xfe" + text.encode("utf-16-le") if encoding.endswith("bom") else text.encode(encoding)
    rows = read_catalogue(saved(tmp_path, data), Settings())[0].rows
    assert [(r.title, r.provider, r.link.printed) for r in rows] == [(ROW[1], ROW[2], ROW[6])]
    assert rows[0].printed.cells == ROW


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_title_lines_above_the_header(tmp_path: Path, mark: str) -> None:
    text = f"Catalogue 2026, version 2\n\nÉdité par l’OPCO ; à relire\n{text_of(HEADER, ROW, mark=mark)}"
    rows = read_catalogue(saved(tmp_path, text), Settings())[0].rows
    assert [(r.number, r.title) for r in rows] == [(5, ROW[1])]


def test_a_header_over_two_lines(tmp_path: Path) -> None:
    first = ("Métier", "Nom de la", "Organisme", "Durée", "Format", "Prix", "Lien")
    second = ("cible", "formation", "", "", "", "(€ HT)", "officiel")
    table = table_of(saved(tmp_path, text_of(first, second, ROW)))
    assert list(table.columns) == ["cible", "intitule", "organisme", "duree", "format", "prix", "lien"]
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
    data = workbook(A=[HEADER, ("Assistant", "T", "O", "14h", "Présentiel", 1590.0, ""), ("", "U", "O", "", "", 1590.5, "")])
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


def test_two_hundred_thousand_rows_of_text(tmp_path: Path) -> None:
    path = saved(tmp_path, text_of(HEADER) + text_of(ROW) * 200_000)
    assert refused(path) == (f"catalogue.csv : plus de {MAX_ROWS} lignes → découpez le fichier",)


def test_two_hundred_thousand_rows_of_a_workbook(tmp_path: Path) -> None:
    def many(xml: bytes) -> bytes:
        rows = (b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><v>2</v></c></row>' % (n, n, n) for n in range(2, 200_001))
        return xml.replace(b"</sheetData>", b"".join(rows) + b"</sheetData>")

    path = saved(tmp_path, altered(workbook(A=[HEADER]), many), "c.xlsx")
    assert refused(path) == (f"c.xlsx : plus de {MAX_ROWS} lignes → découpez le fichier",)


def altered(data: bytes, change: Callable[[bytes], bytes], member: str = "xl/worksheets/sheet1.xml") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == member else content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b'<c s=">" r="XFD1048576"><v>1</v></c>',
        b"<c r = 'xfd1048576' t='n' ><v>1</v></c>",
        b'<c r="ZZZ9"><v>1</v></c><c r="A99999"><v>1</v></c>',
        b'<c r="A18446744073709551617"><v>1</v></c>',
        b'<c r="AAAAAAAAAAAAAAA1"><v>1</v></c>',
        b'<c r="&#65;1"><v>1</v></c>',
    ],
)
def test_an_isolated_cell_takes_no_memory(tmp_path: Path, cell: bytes) -> None:
    """Read as they are, two such cells would stop the process, and no error could be caught."""

    def far(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", b'<row r="9">' + cell + b"</row></sheetData>")

    refused(saved(tmp_path, altered(workbook(A=[HEADER, ROW]), far), "c.xlsx"))


def test_a_far_row_without_references_takes_no_memory(tmp_path: Path) -> None:
    def far(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", b'<row r="1048576"><c><v>1</v></c></row></sheetData>')

    (fault,) = refused(saved(tmp_path, altered(workbook(A=[HEADER, ROW]), far), "c.xlsx"))
    assert "plus de" in fault


ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="A">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def open_document(rows: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows))
        archive.writestr("META-INF/manifest.xml", "<m/>")
    return stream.getvalue()


def ods_row(*cells: str, repeat: int = 1, last: int = 1) -> str:
    body = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{last if c is cells[-1] else 1}">'
        f"<text:p>{c}</text:p></table:table-cell>"
        for c in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeat}">{body}</table:table-row>'


EMPTY_ODS_ROWS = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def test_an_open_document_is_read(tmp_path: Path) -> None:
    data = open_document(ods_row(*HEADER) + ods_row(*ROW) + EMPTY_ODS_ROWS)
    rows = read_catalogue(saved(tmp_path, data, "c.ods"), Settings())[0].rows
    assert [r.title for r in rows] == [ROW[1]]


def test_repetitions_of_an_open_document_take_no_memory(tmp_path: Path) -> None:
    head = ods_row(*HEADER)
    for rows in (
        ods_row("x", repeat=1_000_000, last=1000),
        ods_row("x", repeat=99_000, last=16_000),
        EMPTY_ODS_ROWS + ods_row("x"),
    ):
        refused(saved(tmp_path, open_document(head + rows), "c.ods"))


def zip_of(packed: bytes, size: int, check: int) -> bytes:
    """An archive of one deflated member, whose declared size and checksum may lie."""
    name = b"xl/worksheets/sheet1.xml"
    common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, check, len(packed), size, len(name), 0)
    local = b"PK\x03\x04" + common + name + packed
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def deflated(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)) + packer.flush()


@pytest.fixture(scope="module")
def bomb() -> bytes:
    return deflated(300_000_000)


@pytest.mark.parametrize("declared", [300_000_000, 100])
@pytest.mark.parametrize("before", [b"", b"some other header"])
def test_a_zip_bomb_whatever_size_it_declares(tmp_path: Path, bomb: bytes, declared: int, before: bytes) -> None:
    assert len(bomb) < 400_000
    archive = before + zip_of(bomb, declared, zlib.crc32(bytes(100)))
    (fault,) = refused(saved(tmp_path, archive, "c.xlsx"))
    assert "250 Mo" in fault


def test_a_member_larger_than_it_declares(tmp_path: Path) -> None:
    archive = zip_of(deflated(1_000_000), 100, zlib.crc32(bytes(100)))
    assert "illisible" in refused(saved(tmp_path, archive, "c.xlsx"))[0]


def test_long_texts_shared_by_many_cells_take_no_memory(tmp_path: Path) -> None:
    def cells(xml: bytes) -> bytes:
        rows = (b'<row r="%d"><c r="B%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(2, 50_000))
        return xml.replace(b"</sheetData>", b"".join(rows) + b"</sheetData>")

    def long(xml: bytes) -> bytes:
        return xml.replace("Métier cible".encode(), b"x" * 30_000)

    data = altered(altered(workbook(A=[HEADER]), cells), long, "xl/sharedStrings.xml")
    assert len(data) < 1_000_000
    (fault,) = refused(saved(tmp_path, data, "c.xlsx"))
    assert "répétés" in fault


@pytest.mark.parametrize("kept", [4, 10, 100, 1000, 0.5, 0.9])
def test_a_truncated_workbook(tmp_path: Path, kept: float) -> None:
    data = workbook(A=[HEADER, ROW])
    short = data[: int(kept * len(data)) if kept < 1 else int(kept)]
    assert "illisible" in refused(saved(tmp_path, short, "c.xlsx"))[0]


def test_a_protected_workbook(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    for name in ("c.xlsx", "c.xls", "c.csv"):
        assert "mot de passe" in refused(saved(tmp_path, ole, name))[0]
    assert "illisible" in refused(saved(tmp_path, ole[:500], "c.xls"))[0]


@pytest.mark.parametrize("data", [b"%PDF-1.7 ...", b"<html><table></table></html>", text_of(HEADER, ROW).encode(), b"PK"])
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
    [b"a;b\x00c\n", text_of(HEADER, ROW).encode("utf-16-le"), b"\xff\xfea", b"\x81\x8d\x8f;\xff\n", b"\xff\xfe;\x00\x00\x00"],
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
        "ligne 2, colonne B", "ligne 2, colonne G", "ligne 4, colonne C",
    ]  # fmt: skip
    assert ["formule" in f for f in faults] == [True, False, False]


def test_many_refused_cells_end_with_their_number(tmp_path: Path) -> None:
    faults = refused(saved(tmp_path, text_of(HEADER, *([("=1",) * 7] * 20))))
    assert len(faults) == 51
    assert faults[-1].startswith("et 90 autres cellules")


def test_duplicate_row_numbers(tmp_path: Path) -> None:
    rows = [("7", *ROW), ("7", *ROW), ("8", *ROW), ("8", *ROW), ("0", *ROW), ("x", *ROW)]
    path = saved(tmp_path, text_of(("ligne", *HEADER), *rows))
    anomalies = read_catalogue(path, Settings())[2]
    assert [(a.code, a.row) for a in anomalies if a.code.startswith("LIGNE")] == [
        ("LIGNE-ILLISIBLE", 6), ("LIGNE-ILLISIBLE", 7), ("LIGNE-DOUBLE", 7), ("LIGNE-DOUBLE", 8),
    ]  # fmt: skip
    with pytest.raises(InputRefused) as caught:
        run(catalogue=path)
    assert sum("[LIGNE-DOUBLE]" in fault for fault in caught.value.faults) == 2
    assert all("→" in fault for fault in caught.value.faults)


VALID = workbook(A=[HEADER, ROW])


@given(st.lists(st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)), min_size=1, max_size=12))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_workbook_is_read_or_refused(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    data = bytearray(VALID)
    for place, byte in changes:
        data[place] = byte
    try:
        read_catalogue(saved(tmp_path, bytes(data), "c.xlsx"), Settings())
    except InputRefused as refusal:
        assert refusal.faults


@given(st.binary(max_size=400), st.sampled_from(["c.csv", "c.xlsx", "c.ods", "c.xls", "c.txt"]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, name: str) -> None:
    try:
        read_catalogue(saved(tmp_path, data, name), Settings())
    except InputRefused as refusal:
        assert refusal.faults
