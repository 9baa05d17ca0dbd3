"""Figures as French readers write them. No display ever contradicts a verdict."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from fractions import Fraction

from coverage_engine.domain.text_tables import names

# Narrow no-break space (thousands) and no-break space (before %, h, €), as French typography wants.
THIN, NBSP = "\u202f", "\u00a0"
UNKNOWN = "inconnu"
NOT_ASSESSED = "non évalué"
_MONTHS = names("""
janvier, février, mars, avril, mai, juin, juillet, août, septembre, octobre, novembre, décembre
""")
_MORE_DECIMALS = 3


def percent(value: Fraction | None, thresholds: Sequence[Fraction] = ()) -> str:
    """A rate in percent, rounded so that it contradicts neither 0, 100, nor a threshold.

    Parameters
    ----------
    value:
        Between 0 and 1; None prints «non évalué».
    thresholds:
        Rates that a verdict compares ``value`` with: the display stays on the same side.

    >>> percent(Fraction(597, 1000), [Fraction(60, 100)])
    '59,7\\xa0%'
    >>> percent(Fraction(999, 1000))
    '99,9\\xa0%'
    """
    if value is None:
        return NOT_ASSESSED
    if 0 < value < Fraction(1, 100 * 10**_MORE_DECIMALS):
        return f"moins de {number(Fraction(1, 10**_MORE_DECIMALS), _MORE_DECIMALS)}{NBSP}%"
    marks = (Fraction(0), Fraction(1), *thresholds)
    for decimals in range(_MORE_DECIMALS + 1):
        shown = _rounded(value * 100, decimals)
        if all(_side(value, mark) == _side(shown / 100, mark) for mark in marks):
            return f"{number(shown, decimals)}{NBSP}%"
    floor = Fraction(int(value * 100 * 10**_MORE_DECIMALS), 10**_MORE_DECIMALS)
    return f"{number(floor, _MORE_DECIMALS)}{NBSP}%"


def _rounded(value: Fraction, decimals: int) -> Fraction:
    return Fraction(_steps(value, decimals), 10**decimals)


def _steps(value: Fraction | int, decimals: int) -> int:
    """A whole number of units of its last decimal, as printed; halves go away from zero."""
    scale: int = 10**decimals
    size = (2 * abs(value.numerator) * scale + value.denominator) // (2 * value.denominator)
    return size if value.numerator >= 0 else -size


def _side(value: Fraction, mark: Fraction) -> int:
    return (value > mark) - (value < mark)


def number(value: Fraction | int | None, decimals: int | None = None) -> str:
    """A number with a decimal comma and thin spaces; at most two decimals unless told.

    >>> number(Fraction(21580)), number(Fraction(7, 2)), number(None)
    ('21\\u202f580', '3,5', 'inconnu')
    >>> number(-1), number(Fraction(-5, 4), 1), number(Fraction(-1, 1000))
    ('−1', '−1,3', '0')
    """
    if value is None:
        return UNKNOWN
    places = 2 if decimals is None else decimals
    text = f"{_steps(value, places) / 10**places:,.{places}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", THIN).replace(".", ",").replace("-", "−")


def ratio(numerator: Fraction, denominator: Fraction) -> str:
    """A fraction as «14,5 / 25»."""
    return f"{number(numerator)}{NBSP}/{NBSP}{number(denominator)}"


def euros(low: Fraction | None, high: Fraction | None, unknown: str) -> str:
    """A price or a range in euros, «gratuit», or why it is unknown."""
    if low is None or high is None:
        return f"inconnu ({unknown})" if unknown else UNKNOWN
    if not low and not high:
        return "gratuit"
    start = "gratuit" if not low else number(low)
    return f"{number(low)}{NBSP}€" if low == high else f"{start} à {number(high)}{NBSP}€"


def amount(value: Fraction) -> str:
    """A budget in euros: nothing is 0 €, not «gratuit»."""
    return euros(value, value, "") if value else "0\u00a0€"


def hours(value: Fraction | None, unknown: str, approximate: bool = False) -> str:
    """A duration in hours, or why it is unknown."""
    if value is None:
        return f"inconnue ({unknown})" if unknown else UNKNOWN
    return f"{'env. ' if approximate else ''}{number(value)}{NBSP}h"


def date(iso: str) -> str:
    """An ISO date in words; «date non indiquée» when empty.

    >>> date("2026-11-01")
    '1er novembre 2026'
    """
    if not iso:
        return "date non indiquée"
    day = dt.date.fromisoformat(iso)
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def plural(count: int, singular: str, many: str | None = None) -> str:
    """A count and its noun: «1 métier», «0 métier», «2 métiers»."""
    return f"{number(count)} {singular if count < 2 else many or singular + 's'}"


_OPENING, _CLOSING = re.compile(r"«\s"), re.compile(r"\s»")
_COLON, _HIGH = re.compile(r" (?=:(?:\s|$))"), re.compile(r" (?=[;?!](?:\s|$|\u00a0»))")


def typeset(text: str) -> str:
    """French spaces, so that no line begins with a colon or ends with an opening quote.

    >>> typeset("Il manque : « rien »") == "Il manque\xa0: «\xa0rien\xa0»"
    True
    """
    text = _CLOSING.sub(f"{NBSP}»", _OPENING.sub(f"«{NBSP}", text))
    return _HIGH.sub(THIN, _COLON.sub(NBSP, text))
