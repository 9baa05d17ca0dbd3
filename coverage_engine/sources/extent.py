"""How much a workbook's XML will occupy once read: «XFD1048576» claims 17 billion cells.

A reader that trusts such a reference exhausts the memory of the machine; the XML is therefore
measured first. Measures err on the large side: what cannot be understood is never counted for less
than it is.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from itertools import pairwise

from coverage_engine.domain.errors import InputRefused

# Refused above these: a national catalogue holds tens of thousands of offers.
MAX_ROWS = 100_000
MAX_TITLE_ROWS = 20
MAX_COLUMNS = 1_000
MAX_CELLS = 5_000_000  # filled or not, from A1 to the last one
MAX_INFLATED_BYTES = 250_000_000
_MAX_MEMBERS = 10_000

# ``r="AB12"`` of a cell, ``r="12"`` of a row.
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*+)(\d++)["']""")
_MAX_LETTERS, _MAX_DIGITS = 3, 9
_ATTRIBUTES = rb"""(?:\s++[\w:.-]++\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'))*+\s*+"""
_EMPTY_TAG = re.compile(rb"<[\w:.-]++" + _ATTRIBUTES + rb"/>")
_EMPTY_ROW = re.compile(rb"<((?:\w{1,9}:)?row)" + _ATTRIBUTES + rb">\s*+</\1>")
_SHARED_CELL = re.compile(
    rb"""<(?:\w{1,9}:)?c\s(?>[^<>]*?\bt\s*=\s*["']s["'])[^<>]*+>\s*+<(?:\w{1,9}:)?v[^<>]*+>(\d{1,9})<"""
)
_SHARED_TEXT = re.compile(rb"<(?:\w{1,9}:)?si[\s>]")
_REPEATED = re.compile(rb"""number-(rows|columns)-repeated\s*=\s*["'](\d{1,12})["']""")


def column_letter(index: int) -> str:
    """Spreadsheet letter of a column counted from 1.

    >>> column_letter(1), column_letter(28)
    ('A', 'AB')
    """
    out = ""
    while index:
        index, rest = divmod(index - 1, 26)
        out = chr(65 + rest) + out
    return out


def column_number(letters: str) -> int:
    """Column counted from 1 of spreadsheet letters; 0 when empty.

    >>> column_number("A"), column_number("xfd")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number


def _furthest(xml: bytes) -> tuple[int, int]:
    found = _REFERENCE.findall(xml)
    # References longer than any spreadsheet writes count as the longest.
    columns = {
        letters[: _MAX_LETTERS + 1].decode("ascii") for letters in {letters for letters, _ in found}
    }
    rows = {
        int(digits.lstrip(b"0")[: _MAX_DIGITS + 1] or 0)
        for digits in {digits for _, digits in found}
    }
    return max(rows, default=0), max(map(column_number, columns), default=0)


def sheet_extent(xml: bytes, max_rows: int = MAX_ROWS) -> tuple[int, int]:
    """Furthest ``(row, column)`` of an Office Open XML sheet; styled empty cells within bounds."""
    rows, columns = _furthest(xml)
    if rows > max_rows + MAX_TITLE_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        rows, columns = _furthest(_EMPTY_ROW.sub(b"", _EMPTY_TAG.sub(b"", xml)))
    return rows, columns


def shared_text_bytes(shared: bytes, sheets: list[bytes]) -> int:
    """Bytes of text once every cell copies the shared text it names; 0 when bound to be few."""
    bounds = [*(m.start() for m in _SHARED_TEXT.finditer(shared)), len(shared)]
    lengths = [end - start for start, end in pairwise(bounds)]
    # Each of these cells has two tags: when all with the longest text are few, none is read.
    most = sum(sheet.count(b"<") // 2 for sheet in sheets) * max(lengths, default=0)
    if most <= MAX_INFLATED_BYTES:
        return 0
    total = 0
    for sheet in sheets:
        cited = Counter(_SHARED_CELL.findall(sheet))
        total += sum(lengths[int(i)] * n for i, n in cited.items() if int(i) < len(lengths))
    return total


def open_document_extent(xml: bytes) -> tuple[int, int]:
    """Furthest ``(row, column)`` filled in an OpenDocument sheet, repetitions counted."""
    row = last_row = width = 0
    for part in xml.split(b"<table:table-row")[1:]:
        end = part.find(b"</table:table-row")
        body = part if end < 0 else part[:end]
        repeated = [int(n) for what, n in _REPEATED.findall(body) if what == b"rows"]
        row += max([1, *repeated])
        filled = max(body.rfind(b"</table:table-cell"), body.rfind(b"office:"))
        if filled >= 0:
            last_row = row
            cells = body[:filled]
            spread = sum(int(n) for what, n in _REPEATED.findall(cells) if what == b"columns")
            width = max(width, cells.count(b"table-cell") + spread)
    return last_row, width


def broken(name: str) -> str:
    """Fault of a workbook that cannot be read."""
    return (
        f"{name} : classeur illisible (abîmé, ou d’un autre format) → ouvrez-le et enregistrez-le"
        " en .xlsx"
    )


def too_long(source: str, max_rows: int = MAX_ROWS) -> str:
    """Fault of a sheet with too many rows."""
    return f"{source} : plus de {max_rows} lignes → découpez le fichier"


def refuse_extent(source: str, rows: int, columns: int, max_rows: int = MAX_ROWS) -> None:
    """Refuse an extent before memory is taken for it.

    Raises
    ------
    InputRefused
        If there are too many rows, or if an isolated cell stretches the sheet.
    """
    if rows > max_rows + MAX_TITLE_ROWS:
        raise InputRefused(too_long(source, max_rows))
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        last = f"{column_letter(columns)}{rows}"
        raise InputRefused(
            f"{source} : la feuille s’étend jusqu’à {last} → supprimez les cellules isolées"
        )


def refuse_oversize(name: str, data: bytes, max_rows: int = MAX_ROWS) -> None:
    """Inflate every member of a zipped workbook within a bound, and measure it.

    Raises
    ------
    InputRefused
        If the archive is damaged, or would occupy too much once read.
    """
    try:
        shared, sheets = _measured(name, data, max_rows)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
    ):
        raise InputRefused(broken(name)) from None
    if shared_text_bytes(shared, sheets) > MAX_INFLATED_BYTES:
        raise InputRefused(f"{name} : trop de textes très longs et répétés → découpez le classeur")


def _measured(name: str, data: bytes, max_rows: int) -> tuple[bytes, list[bytes]]:
    left, shared, sheets = MAX_INFLATED_BYTES, b"", []
    if data.count(b"PK\x01\x02") > _MAX_MEMBERS:
        raise zipfile.BadZipFile
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    for info in members:
        content = _inflated(data, info, left)
        left -= len(content)
        if left < 0:
            limit = f"{MAX_INFLATED_BYTES // 1_000_000} Mo"
            raise InputRefused(
                f"{name} : une fois décompressé, le classeur dépasse {limit} → découpez-le"
            )
        if len(content) != info.file_size or info.filename.endswith("workbook.bin"):
            raise zipfile.BadZipFile
        if b"<table:table-row" in content:
            refuse_extent(name, *open_document_extent(content), max_rows)
        if b"sheetData" in content:
            refuse_extent(name, *sheet_extent(content, max_rows), max_rows)
            sheets.append(content)
        elif _SHARED_TEXT.search(content):
            shared += content
    return shared, sheets


def _inflated(data: bytes, info: zipfile.ZipInfo, bound: int) -> bytes:
    """Content of a member, up to one byte above ``bound``: a declared size is not trusted."""
    lengths = data[info.header_offset + 26 : info.header_offset + 30]
    name, extra = int.from_bytes(lengths[:2], "little"), int.from_bytes(lengths[2:], "little")
    start = info.header_offset + 30 + name + extra
    packed = data[start : start + info.compress_size]
    if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile
    if info.compress_type == zipfile.ZIP_STORED:
        return packed
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, bound + 1)
