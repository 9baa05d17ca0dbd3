"""Figures as people type them: «1 500,50 €», «14 h», «80 %»."""

from __future__ import annotations

import re
from fractions import Fraction

from coverage_engine.domain.errors import InputRefused, shortened
from coverage_engine.domain.french import number

_AMOUNT = re.compile(r"\d{1,12}(?:[.,]\d{1,2})?")
_RATE = re.compile(r"(\d{1,3}(?:[.,]\d{1,6})?)(%?)")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
# Without a sign, «0.8» is a part and «80» a percentage; between these two, nobody can tell.
_WHOLE, _SURELY_PERCENT = 1, 5


def read_amount(text: str, *units: str) -> Fraction | None:
    """A figure of 0 or more, at most two decimals, with or without its unit; None when it is not
    one.

    >>> read_amount("1 500,50 €", "€"), read_amount("-3")
    (Fraction(3001, 2), None)
    """
    plain = _SPACES.sub("", text)
    for unit in units:
        plain = plain.removesuffix(unit)
    return Fraction(plain.replace(",", ".")) if _AMOUNT.fullmatch(plain) else None


def read_rate(text: str, where: str) -> Fraction:
    """A rate from 0 to 1: a part, or a percentage.

    Parameters
    ----------
    where:
        What is read, for the refusal.

    Raises
    ------
    InputRefused
        If it is not a rate, or could be two of them («2»).

    >>> read_rate("0,8", "objectif") == read_rate("80 %", "objectif") == read_rate("80", "objectif")
    True
    """
    found = _RATE.fullmatch(_SPACES.sub("", text))
    value = Fraction(found[1].replace(",", ".")) if found else None
    if found and value is not None and not found[2] and _WHOLE < value < _SURELY_PERCENT:
        asked = f"n’est pas un taux clair, {found[1]} % ou {number(value * 100)} % ?"
        raise InputRefused(
            f"{where} {found[1]} : {asked} → écrivez {found[1]} %, ou un nombre de 0 à 1"
        )
    rate = as_rate(value, percent=bool(found and found[2])) if value is not None else None
    if rate is None:
        remedy = "donnez un nombre de 0 à 1, ou un pourcentage : 0,8 ou 80 %"
        raise InputRefused(f"{where} {shortened(text, 40)} : n’est pas un taux → {remedy}")
    return rate


def as_rate(value: Fraction, *, percent: bool) -> Fraction | None:
    """A figure of 0 or more as a rate: a part up to 1, else a percentage; None when it may be
    either, or is above 100 %.

    Parameters
    ----------
    percent:
        Whether it was written with its sign.

    >>> as_rate(Fraction(80), percent=False), as_rate(Fraction(2), percent=True)
    (Fraction(4, 5), Fraction(1, 50))
    >>> as_rate(Fraction(2), percent=False) is None
    True
    """
    if not percent and _WHOLE < value < _SURELY_PERCENT:
        return None
    rate = value / 100 if percent or value > _WHOLE else value
    return rate if rate <= 1 else None
