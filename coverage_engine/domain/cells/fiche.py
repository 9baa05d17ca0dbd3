"""Cells of the register of certifications: codes, states, dates in either order, wordings."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass

from coverage_engine.domain.cells.codes import find_codes
from coverage_engine.domain.normalise import key

JOUR_MOIS, MOIS_JOUR = "jour/mois", "mois/jour"

_MONTHS = 12
# Two-digit years: the register dates from 2002, no end of registration is older.
_CENTURY = 2000
# Outside these years a date is a misprint: no fiche is registered for a century.
_YEARS = range(1950, 2151)

_CODE = re.compile(r"(?:rncp|rs)\s?\d{1,6}", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})")
_STATES = {
    "active": True,
    "actif": True,
    "oui": True,
    "inactive": False,
    "inactif": False,
    "non": False,
}

_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
# What parts competencies: lines, list marks, semicolons, the end of a sentence.
_BREAKS = re.compile(r"[\r\n]+|[•▪►●◦]|;|(?<=[a-zà-ÿ)»])\.\s+(?=[A-ZÀ-Ý])")
_LEADING = re.compile(r"^(?:[-–—*·.…:]\s*|[A-Z]{0,2}\d{1,2}(?:\.\d{1,2}){0,3}\s?[.):–-]?\s+)+")
_DOUBLED = re.compile("'{2,}")
_LETTER = re.compile(r"[^\W\d_]")


def read_code(cell: str) -> str:
    """The code a cell holds and nothing else; empty when it holds anything else.

    >>> [read_code(c) for c in (" rncp 35918 ", "RS07287", "35918", "RNCP1 et RS2")]
    ['RNCP35918', 'RS7287', '', '']
    """
    bare = cell.strip()
    return next(iter(find_codes(bare)), "") if _CODE.fullmatch(bare) else ""


def read_state(cell: str) -> tuple[bool | None, bool]:
    """Whether a registration is open (None: not said), and whether the cell was understood.

    >>> read_state("INACTIVE"), read_state("Oui"), read_state(""), read_state("peut-être")
    ((False, True), (True, True), (None, True), (None, False))
    """
    word = key(cell)
    return _STATES.get(word), not word or word in _STATES


def one_line(text: str) -> str:
    """A text on one line, its doubled apostrophes read as one: exports double them.

    >>> one_line("Management et ingénierie \\n d''affaires")
    "Management et ingénierie d'affaires"
    """
    return " ".join(_DOUBLED.sub("'", text).split())


@dataclass(slots=True)
class DateEvidence:
    """What the dates of one file prove of their order, beside what its layout announces."""

    layout: str
    day_first: int = 0
    month_first: int = 0

    def see(self, printed: str) -> None:
        """Count a date that can be read in one order only."""
        found = _SLASHED.fullmatch(printed.strip())
        if found:
            first, second = int(found[1]), int(found[2])
            self.day_first += first > _MONTHS >= second
            self.month_first += second > _MONTHS >= first

    @property
    def order(self) -> str:
        """The order proven, else the layout's; empty when the file proves both orders."""
        if self.day_first and self.month_first:
            return ""
        if self.day_first or self.month_first:
            return JOUR_MOIS if self.day_first else MOIS_JOUR
        return self.layout


def read_date(printed: str, order: str) -> tuple[str, str]:
    """ISO date of a cell and why it could not be read; both empty for an empty cell. No guess.

    Parameters
    ----------
    order:
        Order of the file's dates; empty when it mixes both: only what reads one way is read.

    >>> read_date("31/12/2025", JOUR_MOIS), read_date("12/31/25", MOIS_JOUR)
    (('2025-12-31', ''), ('2025-12-31', ''))
    >>> read_date("03/04/2025", "")[1]
    'jour et mois indiscernables : ce fichier mêle les deux ordres'
    """
    bare = printed.strip()
    if not bare:
        return "", ""
    if found := _ISO.fullmatch(bare):
        return _real(int(found[1]), int(found[2]), int(found[3]))
    found = _SLASHED.fullmatch(bare)
    if not found:
        return "", "ce n’est pas une date"
    first, second, year = (int(part) for part in found.groups())
    if not order:
        if first <= _MONTHS and second <= _MONTHS and first != second:
            return "", "jour et mois indiscernables : ce fichier mêle les deux ordres"
        order = MOIS_JOUR if second > _MONTHS else JOUR_MOIS
    year += _CENTURY if len(found[3]) == 2 else 0
    return _real(year, second, first) if order == JOUR_MOIS else _real(year, first, second)


def _real(year: int, month: int, day: int) -> tuple[str, str]:
    if year not in _YEARS:
        return "", f"année invraisemblable : {year}"
    try:
        return dt.date(year, month, day).isoformat(), ""
    except ValueError:
        return "", "cette date n’existe pas"


def sentences(text: str) -> tuple[str, ...]:
    """A long text of the register as short ones, each once, without list marks, numbers or markup.

    >>> sentences("<p>C1. Rédiger une note&nbsp;;</p>\\n- Classer\\n- Classer")
    ('Rédiger une note', 'Classer')
    """
    plain = html.unescape(_MARKUP.sub("\n", text))
    parts = (one_line(part) for part in _BREAKS.split(plain))
    bare = (_LEADING.sub("", part).rstrip(" .,:") for part in parts)
    return tuple(dict.fromkeys(part for part in bare if _LETTER.search(part)))
