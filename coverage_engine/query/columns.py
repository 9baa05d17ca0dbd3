"""What a published table is made of: columns, cells, and how a cell is written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Cell = str | int | bool | Fraction | None
# How a column is shown in a workbook.
TEXT, WHOLE, NUMBER, RATE, MONEY = "texte", "entier", "nombre", "taux", "prix"
JOIN = " ; "
# Name of the heat-map's table.
MAP = "carte_metier_axe"
# Decimals of a figure in CSV files; verdicts are decided on exact fractions, never on these.
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column: contract name, printed title, kind."""

    name: str
    label: str
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class DataTable:
    """A named table; every row has one cell per column."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def plain(cell: Cell) -> str | int | float | bool | None:
    """A cell as plain Python, fractions as floats."""
    return float(cell) if isinstance(cell, Fraction) else cell


def csv_text(cell: Cell) -> str:
    """A cell as CSV text: point decimals, empty when unknown, oui/non never used for 0/1 columns.

    A text that a spreadsheet would run (a call or a DDE link after ``= + - @``) gets an apostrophe in front.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, Fraction):
        text = f"{float(cell):.{_DECIMALS}f}".rstrip("0").rstrip(".")
        return text or "0"
    if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") and any(mark in cell for mark in "(|!"):
        return "'" + cell
    return str(cell)


def column(name: str, label: str, kind: str = TEXT) -> Column:
    """A column; text unless told."""
    return Column(name, label, kind)
