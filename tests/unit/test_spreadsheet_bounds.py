"""Files that would exhaust the machine: refused quickly, before memory is taken for them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from made_files import HEADER, ROW, altered, refused, saved, text_of, workbook

from coverage_engine.domain.settings import Settings
from coverage_engine.sources.catalogue import read_catalogue
from coverage_engine.sources.extent import MAX_ROWS

pytestmark = pytest.mark.slow


def test_two_hundred_thousand_rows_of_text(tmp_path: Path) -> None:
    path = saved(tmp_path, text_of(HEADER) + text_of(ROW) * 200_000)
    assert refused(path) == (f"catalogue.csv : plus de {MAX_ROWS} lignes → découpez le fichier",)


def test_two_hundred_thousand_rows_of_a_workbook(tmp_path: Path) -> None:
    def many(xml: bytes) -> bytes:
        rows = (
            b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><v>2</v></c></row>' % (n, n, n)
            for n in range(2, 200_001)
        )
        return xml.replace(b"</sheetData>", b"".join(rows) + b"</sheetData>")

    path = saved(tmp_path, altered(workbook(A=[HEADER]), many), "c.xlsx")
    assert refused(path) == (f"c.xlsx : plus de {MAX_ROWS} lignes → découpez le fichier",)


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
    '<?xml version="1.0"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="A">{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
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
        '<table:table-cell office:value-type="string"'
        f' table:number-columns-repeated="{last if c is cells[-1] else 1}">'
        f"<text:p>{c}</text:p></table:table-cell>"
        for c in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeat}">{body}</table:table-row>'


EMPTY_ODS_ROWS = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
    ' table:number-columns-repeated="16384"/></table:table-row>'
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
    central = (
        b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    )
    return (
        local
        + central
        + b"PK\x05\x06"
        + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    )


def deflated(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (
        b"".join(packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000))
        + packer.flush()
    )


@pytest.fixture(scope="module")
def bomb() -> bytes:
    return deflated(300_000_000)


@pytest.mark.parametrize("declared", [300_000_000, 100])
@pytest.mark.parametrize("before", [b"", b"some other header"])
def test_a_zip_bomb_whatever_size_it_declares(
    tmp_path: Path, bomb: bytes, declared: int, before: bytes
) -> None:
    assert len(bomb) < 400_000
    archive = before + zip_of(bomb, declared, zlib.crc32(bytes(100)))
    (fault,) = refused(saved(tmp_path, archive, "c.xlsx"))
    assert "250 Mo" in fault


def test_a_member_larger_than_it_declares(tmp_path: Path) -> None:
    archive = zip_of(deflated(1_000_000), 100, zlib.crc32(bytes(100)))
    assert "illisible" in refused(saved(tmp_path, archive, "c.xlsx"))[0]


def test_long_texts_shared_by_many_cells_take_no_memory(tmp_path: Path) -> None:
    def cells(xml: bytes) -> bytes:
        rows = (
            b'<row r="%d"><c r="B%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(2, 50_000)
        )
        return xml.replace(b"</sheetData>", b"".join(rows) + b"</sheetData>")

    def long(xml: bytes) -> bytes:
        return xml.replace("Métier cible".encode(), b"x" * 30_000)

    data = altered(altered(workbook(A=[HEADER]), cells), long, "xl/sharedStrings.xml")
    assert len(data) < 1_000_000
    (fault,) = refused(saved(tmp_path, data, "c.xlsx"))
    assert "répétés" in fault
