"""Kinds of columns: how each is written, read back, shown to people and typed for programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from coverage_engine.domain.errors import CoverageError
from coverage_engine.domain.french import NBSP, euros, number, percent
from coverage_engine.domain.model.anomaly import Severity

Cell = str | int | bool | Fraction | None
# Between the parts of a cell that holds several.
JOIN = " ; "
STRING, INTEGER, DECIMAL = "string", "integer", "number"
# What a spreadsheet would run: how a cell begins, and one of the marks of a call or a link.
_SIGNS, _CALLS = tuple("=+-@\t\r"), "(|!"
# Characters of a text that may come back: a label, or the evidence that one offer shows for many
# needs.
REPEATED = 500
# Decimals of a figure in CSV files; verdicts are decided on exact fractions, never on these.
_DECIMALS = 6


class TableRefused(CoverageError):
    """A table is not what a run writes."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Kind:
    """What a column may hold.

    Attributes
    ----------
    name:
        In French, as the data package and the API say it.
    type:
        In JSON and in the data package: ``STRING``, ``INTEGER`` or ``DECIMAL``.
    unit:
        Unit of a figure; empty for a text or a bare number.
    figure:
        Whether it is aligned to the right.
    format, width:
        Number format of a workbook (empty for a text) and characters of its column, at least.
    bar:
        Setting that a figure is compared with: its display stays on the same side.
    show:
        Text of a cell that is not empty for a French reader, given what it is compared with.
    cell, value:
        From the value that a record holds to its cell, and back; None when they are the same.
    """

    name: str
    type: str
    unit: str = ""
    figure: bool = True
    format: str = ""
    width: int = 14
    bar: str = ""
    show: Callable[[Any, Sequence[Fraction]], str]
    cell: Callable[[Any], Cell] | None = None
    value: Callable[[Any], Any] | None = None


def _split(text: str) -> tuple[str, ...]:
    """Parts of a cell: names that come back hundreds of times, one copy of each."""
    return tuple(sys.intern(part) for part in text.split(JOIN) if part)


def _whole_parts(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(JOIN) if part)


def _number(value: int | Fraction, _: Sequence[Fraction]) -> str:
    return number(Fraction(value))


def _text(name: str, **how: Any) -> Kind:
    return Kind(name=name, type=STRING, figure=False, show=lambda text, _: text, **how)


def _share(name: str, bar: str, pattern: str = "0.0%") -> Kind:
    def show(value: int | Fraction, bars: Sequence[Fraction]) -> str:
        return percent(Fraction(value), bars)

    return Kind(name=name, type=DECIMAL, format=pattern, width=11, bar=bar, show=show)


def _decimal(name: str, unit: str = "") -> Kind:
    return Kind(name=name, type=DECIMAL, unit=unit, format="0.00", width=11, show=_number)


def _whole(name: str, **how: Any) -> Kind:
    return Kind(name=name, type=INTEGER, format="0", width=9, **{"show": _number, **how})


def _money(name: str, show: Callable[[Any, Sequence[Fraction]], str]) -> Kind:
    return Kind(name=name, type=DECIMAL, unit="€ HT", format="#,##0\\ €", width=12, show=show)


TEXT = _text("texte")
ID = _text("identifiant")
# The identifier of an axis: people are shown its label.
AXIS = _text("axe")
# An ISO day.
DATE = _text("date")
# Several names in one cell; of whole numbers, several of them.
LIST = _text("liste", cell=JOIN.join, value=_split)
WHOLES = _text("liste d’entiers", cell=lambda own: JOIN.join(map(str, own)), value=_whole_parts)
SEVERITY = _text("gravité", cell=lambda severity: severity.value, value=Severity)
WHOLE = _whole("entier")
# A whole number from 1 on: records hold 0 for what is unknown, and its cell is empty.
RANK = _whole("entier positif", cell=lambda n: n or None, value=lambda n: n or 0)
# Written 1 or 0; empty when unknown.
YES_NO = _whole(
    "oui/non",
    figure=False,
    show=lambda yes, _: "oui" if yes else "non",
    cell=lambda yes: None if yes is None else int(yes),
    value=lambda yes: None if yes is None else bool(yes),
)
NUMBER = _decimal("nombre")
HOURS = _decimal("heures", "h")
# All between 0 and 1: a rate is compared with the threshold of its axis, or of whole métiers.
RATE = _share("taux", "seuil_bien_couvert")
STABILITY = _share("stabilité", "stabilite_minimale")
PROBABILITY = _share("probabilité", "probabilite_minimale", "0.00")
# A price of nothing is a gift; a bill of nothing is a figure.
PRICE = _money("prix", lambda value, _: euros(value, value, ""))
COST = _money("montant", lambda value, _: f"{number(Fraction(value))}{NBSP}€")
KINDS = {
    kind.name: kind
    for kind in (
        *(TEXT, ID, AXIS, DATE, LIST, WHOLES, SEVERITY, WHOLE, RANK, YES_NO),
        *(NUMBER, HOURS, RATE, STABILITY, PROBABILITY, PRICE, COST),
    )
}


def plain(cell: Cell) -> str | int | float | bool | None:
    """A cell as plain Python, fractions as floats."""
    return float(cell) if isinstance(cell, Fraction) else cell


def csv_text(cell: Cell) -> str:
    """A cell as CSV text: point decimals, empty when unknown, oui/non never used for 0/1 columns.

    A text that a spreadsheet would run (a call or a DDE link after ``= + - @``) gets an apostrophe
    in front.
    """
    # The kinds of cells that a national table has most of come first.
    if isinstance(cell, str):
        return "'" + cell if cell[:1] in _SIGNS and _would_run(cell) else cell
    if isinstance(cell, Fraction):
        if cell.denominator == 1:
            return str(cell.numerator)
        text = f"{float(cell):.{_DECIMALS}f}".rstrip("0").rstrip(".")
        return text or "0"
    if cell is None:
        return ""
    return str(int(cell))


def _would_run(text: str) -> bool:
    return text[:1] in _SIGNS and any(mark in text for mark in _CALLS)


def read_cell(text: str, kind: Kind) -> Cell:
    """A cell of a CSV file of ours, as it was before :func:`csv_text`; an unknown text is empty,
    not None.

    Raises
    ------
    ValueError
        If a figure cannot be read.
    """
    if kind.type == STRING:
        whole = text[1:] if text[:1] == "'" and _would_run(text[1:]) else text
        # The same texts come back thousands of times: one copy of each.
        return sys.intern(whole) if len(whole) <= REPEATED else whole
    if not text:
        return None
    return int(text) if kind.type == INTEGER else _fraction(text)


def read_value(text: str, kind: Kind) -> Any:
    """What a record holds for a cell of a CSV file of ours.

    Raises
    ------
    ValueError
        As :func:`read_cell`.
    """
    cell = read_cell(text, kind)
    return cell if kind.value is None else kind.value(cell)


@lru_cache(maxsize=1 << 16)
def _fraction(text: str) -> Fraction:
    return Fraction(text)
