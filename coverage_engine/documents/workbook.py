"""The tables of a run as an Excel workbook: one sheet per table, filters, frozen titles, number
formats.

Text is always written as text: no cell of the data becomes a formula or a link.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from coverage_engine.domain.french import plural
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.kinds import AXIS, KINDS, RATE
from coverage_engine.tables.report_tables import MAP

_WIDEST = 60
_WRAPPED_FROM = 40
# Lower bound of each shade of the heat-map, background, ink; contrast of at least 4.5 to 1.
_SHADES = (
    (1.0, "#08415C", "#FFFFFF"),
    (0.6, "#1F78A4", "#FFFFFF"),
    (0.4, "#A9CFE6", "#1B1F24"),
    (0.000001, "#DCEBF5", "#1B1F24"),
)
_LINE_HEIGHT, _COVER_LINE_CHARS = 15, 105
MAX_SHEET_NAME = 31
_REFUSED = re.compile(r"[\[\]:*?/\\]")
# Excel refuses dates before 1980 in a workbook's properties.
_EARLIEST = 315_532_800


def make_workbook(
    title: str,
    subject: str,
    lines: Sequence[tuple[str, str]],
    tables: Sequence[DataTable],
    epoch: int,
    axis_labels: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """A workbook of tables under a first sheet of ``lines`` (label, text).

    Parameters
    ----------
    epoch:
        Creation date printed in the properties, seconds since 1970: never the clock.
    axis_labels:
        Label shown for each identifier of an axis.
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    created = dt.datetime.fromtimestamp(max(epoch, _EARLIEST), dt.UTC).replace(tzinfo=None)
    book.set_properties(
        {"title": title, "subject": subject, "author": "Coverage Engine", "created": created}
    )
    _cover(book, title, lines, tables)
    header = book.add_format(
        {
            "bold": True,
            "bg_color": "#0B4F6C",
            "font_color": "#FFFFFF",
            "text_wrap": True,
            "valign": "top",
            "border": 1,
        }
    )
    formats = {
        pattern: book.add_format({"num_format": pattern, "valign": "top"})
        for pattern in dict.fromkeys(kind.format for kind in KINDS.values() if kind.format)
    }
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for table in tables:
        _sheet(book, table, axis_labels, header, formats, text)
    book.close()
    return stream.getvalue()


def _cover(
    book: Workbook, title: str, lines: Sequence[tuple[str, str]], tables: Sequence[DataTable]
) -> None:
    sheet = book.add_worksheet("Lisez-moi")
    large = book.add_format({"bold": True, "font_size": 16, "font_color": "#0B4F6C"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 96)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, title, large)
    sizes = [(f"Feuille « {_sheet_name(t)} »", plural(len(t.rows), "ligne")) for t in tables]
    for row, (label, value) in enumerate([*lines, *sizes], 2):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, value, wrap)
        sheet.set_row(row, _LINE_HEIGHT * (1 + len(value) // _COVER_LINE_CHARS))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _sheet_name(table: DataTable) -> str:
    """Name of a sheet: the title up to what it is about, without the signs that Excel refuses."""
    return _REFUSED.sub("-", table.title.partition(" : ")[0])[:MAX_SHEET_NAME].strip("'")


def _sheet(
    book: Workbook,
    table: DataTable,
    axis_labels: Mapping[str, str],
    header: Format,
    formats: dict[str, Format],
    text: Format,
) -> None:
    sheet: Worksheet = book.add_worksheet(_sheet_name(table))
    for index, column in enumerate(table.columns):
        sheet.write_string(0, index, column.label, header)
        sheet.set_column(index, index, _width(table, index, column))
    kinds = [c.kind for c in table.columns]
    for number, row in enumerate(table.rows, 1):
        for index, (kind, cell) in enumerate(zip(kinds, row, strict=True)):
            if isinstance(cell, str):
                if cell:
                    shown = axis_labels.get(cell, cell) if kind is AXIS else cell
                    sheet.write_string(number, index, shown, text)
            elif cell is not None:
                value = float(cell) if isinstance(cell, Fraction) else int(cell)
                sheet.write_number(number, index, value, formats.get(kind.format))
    if table.name == MAP:
        _shade(book, sheet, table)
    sheet.set_row(0, _LINE_HEIGHT * 3)
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _shade(book: Workbook, sheet: Worksheet, table: DataTable) -> None:
    """The shades of the heat-map; the number stays in every cell."""
    kinds = [c.kind for c in table.columns]
    first, last = kinds.index(RATE), len(kinds) - 1 - kinds[::-1].index(RATE)
    for low, background, ink in _SHADES:
        rule = {"type": "cell", "criteria": ">=", "value": low, "stop_if_true": True}
        shade = book.add_format({"bg_color": background, "font_color": ink})
        sheet.conditional_format(1, first, len(table.rows), last, {**rule, "format": shade})


def _width(table: DataTable, index: int, column: Column) -> int:
    longest_word = max(len(word) for word in column.label.split()) + 3
    if column.kind.format:
        return max(column.kind.width, longest_word)
    longest = max((len(str(row[index] or "")) for row in table.rows), default=0)
    return min(
        _WIDEST,
        max(
            column.kind.width,
            min(longest + 2, _WRAPPED_FROM if longest > _WRAPPED_FROM else longest + 2),
        ),
    )
