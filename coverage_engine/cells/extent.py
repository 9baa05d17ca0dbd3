"""How much a workbook's XML will occupy once read: a cell written «XFD1048576» claims 17 billion cells.

A reader that trusts such a reference exhausts the memory of the machine; the XML is therefore measured first.
Measures err on the large side: what cannot be understood is never counted for less than it is.
"""

from __future__ import annotations

import re

# ``r="AB12"`` of a cell, ``r="12"`` of a row.
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})(\d{1,20})["']""")
_ATTRIBUTES = rb"""(?:\s++[\w:.-]++\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'))*+\s*+"""
_EMPTY_TAG = re.compile(rb"<[\w:.-]++" + _ATTRIBUTES + rb"/>")
_EMPTY_ROW = re.compile(rb"<((?:\w{1,9}:)?row)" + _ATTRIBUTES + rb">\s*+</\1>")
_SHARED_CELL = re.compile(rb"""<(?:\w{1,9}:)?c\s[^<>]*?\bt\s*=\s*["']s["'][^<>]*>\s*<(?:\w{1,9}:)?v[^<>]*>(\d{1,9})<""")
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
    columns = {letters for letters, _ in found}
    rows = {digits for _, digits in found}
    return max(map(int, rows), default=0), max((column_number(c.decode("ascii")) for c in columns), default=0)


def sheet_extent(xml: bytes, max_rows: int, max_cells: int) -> tuple[int, int]:
    """Furthest ``(row, column)`` of an Office Open XML sheet; styled empty cells count only while within bounds."""
    rows, columns = _furthest(xml)
    if rows > max_rows or rows * columns > max_cells:
        rows, columns = _furthest(_EMPTY_ROW.sub(b"", _EMPTY_TAG.sub(b"", xml)))
    return rows, columns


def shared_text_bytes(shared: bytes, sheets: list[bytes]) -> int:
    """Bytes of text once every cell has its own copy of the shared text it names."""
    starts = [m.start() for m in _SHARED_TEXT.finditer(shared)]
    lengths = [end - start for start, end in zip(starts, [*starts[1:], len(shared)], strict=True)]
    if not lengths:
        return 0
    total = 0
    for sheet in sheets:
        if sheet.count(b"<") * max(lengths) > 1_000_000:
            total += sum(lengths[int(i)] for i in _SHARED_CELL.findall(sheet) if int(i) < len(lengths))
    return total


def open_document_extent(xml: bytes) -> tuple[int, int]:
    """Furthest ``(row, column)`` that holds something in an OpenDocument sheet, repetitions counted."""
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
