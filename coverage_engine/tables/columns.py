"""What a published table is made of: columns, cells, and how a cell is written."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Cell = str | int | bool | Fraction | None
# How a column is shown in a workbook.
TEXT, WHOLE, NUMBER, RATE, MONEY = "texte", "entier", "nombre", "taux", "prix"
JOIN = " ; "
# Name of the heat-map's table.
MAP = "carte_metier_axe"
# What a spreadsheet would run: how a cell begins, and one of the marks of a call or a link.
_SIGNS, _CALLS = tuple("=+-@\t\r"), "(|!"
# Characters of a text that may come back: a label, or the evidence that one offer shows for many
# needs.
REPEATED = 500
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

    def records(self) -> Iterator[dict[str, Cell]]:
        """Rows as dictionaries, by column name."""
        names = [c.name for c in self.columns]
        return (dict(zip(names, row, strict=True)) for row in self.rows)

    def frame(self) -> pd.DataFrame:
        """The table as a data frame, figures as floats."""
        import pandas as pd

        return pd.DataFrame(
            [[plain(c) for c in row] for row in self.rows], columns=[c.name for c in self.columns]
        )


@dataclass(frozen=True, slots=True)
class TableStream:
    """A table whose rows are read once, as they come: a national table of links does not fit in
    memory twice.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterator[tuple[Cell, ...]]

    def records(self) -> Iterator[dict[str, Cell]]:
        """Rows as dictionaries, by column name."""
        names = [c.name for c in self.columns]
        return (dict(zip(names, row, strict=True)) for row in self.rows)

    def whole(self) -> DataTable:
        """The table, every row read."""
        return DataTable(self.name, self.title, self.columns, tuple(self.rows))


def plain(cell: Cell) -> str | int | float | bool | None:
    """A cell as plain Python, fractions as floats."""
    return float(cell) if isinstance(cell, Fraction) else cell


def csv_text(cell: Cell) -> str:
    """A cell as CSV text: point decimals, empty when unknown, oui/non never used for 0/1 columns.

    A text that a spreadsheet would run (a call or a DDE link after ``= + - @``) gets an apostrophe
    in front.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, Fraction):
        text = f"{float(cell):.{_DECIMALS}f}".rstrip("0").rstrip(".")
        return text or "0"
    if isinstance(cell, str):
        return "'" + cell if _would_run(cell) else cell
    return str(cell)


def _would_run(text: str) -> bool:
    return text[:1] in _SIGNS and any(mark in text for mark in _CALLS)


def read_cell(text: str, kind: str) -> Cell:
    """A cell of a CSV file of ours, as it was before :func:`csv_text`; an unknown text is empty,
    not None.

    Raises
    ------
    ValueError
        If a figure cannot be read.
    """
    if kind == TEXT:
        whole = text[1:] if text[:1] == "'" and _would_run(text[1:]) else text
        # The same texts come back thousands of times: one copy of each.
        return sys.intern(whole) if len(whole) <= REPEATED else whole
    if not text:
        return None
    return int(text) if kind == WHOLE else _fraction(text)


@lru_cache(maxsize=1 << 16)
def _fraction(text: str) -> Fraction:
    return Fraction(text)


def csv_bytes(table: DataTable) -> bytes:
    """A table as CSV: UTF-8, comma, one header line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([c.name for c in table.columns])
    writer.writerows([csv_text(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8")


def column(name: str, label: str, kind: str = TEXT) -> Column:
    """A column; text unless told."""
    return Column(name, label, kind)
