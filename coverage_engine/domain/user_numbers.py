"""Figures as people type them: «1 500,50 €», «14 h», «80 %». One reader for commands, addresses,
forms and scripts; every refusal says what would be accepted.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from numbers import Integral, Real

from coverage_engine.domain.errors import CoverageError
from coverage_engine.domain.french import number

Figure = int | float | Decimal | Fraction
# Beyond, no price or duration makes sense.
MAX_AMOUNT = 10**9
_NUMBER = r"(\d{1,12}(?:[.,]\d{1,2})?)"
# Digits of our own only: others are read differently by the tools downstream.
_AMOUNT = re.compile(rf"{_NUMBER}(?:€|EUR)?", re.ASCII)
_HOURS = re.compile(rf"{_NUMBER}(h|heures?|j|jours?)?", re.ASCII)
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,6})?)(%?)", re.ASCII)
_WHOLE = re.compile(r"\d{1,12}", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
# Without a sign, «0.8» is a part and «80» a percentage; between these two, nobody can tell.
_ONE, _SURELY_PERCENT = 1, 5
# An exponent of a billion would be written out digit by digit.
_MOST_DIGITS = 130
_YES, _NO = ("oui", "1", "true", "on"), ("non", "0", "false")


class Misread(CoverageError):
    """A value that cannot be read; its text says what would be accepted."""


def read_amount(value: object) -> Fraction:
    """Euros, 0 or more: a text of at most two decimals, with or without its unit, or a figure.

    Raises
    ------
    Misread
        If it is none.

    >>> read_amount("1 500,50 €"), read_amount(0.1)
    (Fraction(3001, 2), Fraction(1, 10))
    """
    found = _AMOUNT.fullmatch(_packed(value))
    exact = _decimal(found[1]) if found else _figure(value)
    return _bounded(exact, "montant positif ou nul attendu, par exemple 1500 ou 1 500,50 €")


def read_hours(value: object, hours_per_day: Fraction) -> Fraction:
    """Hours, 0 or more: «14 h», «1,5», «2 j», or a figure.

    Parameters
    ----------
    hours_per_day:
        Hours of a day of training.

    Raises
    ------
    Misread
        If it is none.

    >>> read_hours("2 j", Fraction(7)), read_hours("1,5 h", Fraction(7))
    (Fraction(14, 1), Fraction(3, 2))
    """
    found = _HOURS.fullmatch(_packed(value))
    exact = _decimal(found[1]) if found else _figure(value)
    if exact is not None and found and (found[2] or "").startswith("j"):
        exact *= hours_per_day
    day = number(hours_per_day)
    return _bounded(
        exact, f"durée positive ou nulle attendue, par exemple 14 h, 1,5 h ou 2 j (1 j = {day} h)"
    )


def read_share(value: object) -> Fraction:
    """A share from 0 to 1: a part, a percentage, or a figure from 0 to 1.

    Raises
    ------
    Misread
        If it is none, or could be two of them («2»).

    >>> read_share("0,8") == read_share("80 %") == read_share("80") == read_share(0.8)
    True
    """
    found = _SHARE.fullmatch(_packed(value))
    exact = _decimal(found[1]) if found else _figure(value)
    if exact is not None and found:
        if not found[2] and _ONE < exact < _SURELY_PERCENT:
            raise Misread(
                f"{found[1]} % ou {number(exact * 100)} % ? → donnez un pourcentage avec son signe,"
                f" ou une part de 0 à 1 : écrivez {found[1]} %"
            )
        if found[2] or exact > _ONE:
            exact /= 100
    if exact is None or not 0 <= exact <= _ONE:
        raise Misread("part de 0 à 1 attendue, ou pourcentage avec son signe : 0,8 ou 80 %")
    return exact


def read_whole(value: object, low: int, high: int) -> int:
    """A whole number between two bounds, both included.

    Raises
    ------
    Misread
        If it is none.

    >>> read_whole("1 500", 1, 2000), read_whole(3, 1, 3)
    (1500, 3)
    """
    packed = _packed(value)
    exact = Fraction(packed) if _WHOLE.fullmatch(packed) else None
    if exact is None and isinstance(value, Integral):
        exact = _figure(value)
    if exact is None or not low <= exact <= high:
        raise Misread(f"nombre entier de {low} à {high} attendu")
    return int(exact)


def read_yes(value: object) -> bool:
    """A yes or a no: «oui», «non», True or False.

    Raises
    ------
    Misread
        If it is neither.
    """
    if isinstance(value, bool):
        return value
    folded = value.strip().lower() if isinstance(value, str) else ""
    if folded not in (*_YES, *_NO):
        raise Misread("« oui » ou « non » attendu")
    return folded in _YES


def _packed(value: object) -> str:
    return _SPACES.sub("", value) if isinstance(value, str) else ""


def _decimal(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


def _bounded(exact: Fraction | None, accepted: str) -> Fraction:
    if exact is None or exact < 0:
        raise Misread(accepted)
    if exact > MAX_AMOUNT:
        raise Misread(f"{number(Fraction(MAX_AMOUNT))} au plus")
    return exact


def _figure(value: object) -> Fraction | None:
    """A figure of a script as an exact fraction, decimals as they are written: 0.1 is one tenth."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        return None
    if isinstance(value, Integral):
        return Fraction(int(value))
    try:
        known = Decimal(str(value))
    except (InvalidOperation, ValueError, OverflowError):
        return None
    usual = known.is_finite() and abs(known.adjusted()) < _MOST_DIGITS
    return Fraction(known) if usual else None
