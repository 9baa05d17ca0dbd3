"""What an address asks: every name and value is checked, and a refusal says what would be
accepted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from coverage_engine.domain.normalise import key
from coverage_engine.domain.user_numbers import as_rate
from coverage_engine.tables.kinds import JOIN
from coverage_engine.tables.published import Published
from coverage_engine.web.problems import Problem

TEXT, AMOUNT, WHOLE, SHARE, TICK = "texte", "nombre", "entier", "part", "case"
# Longest text that is searched, in characters.
MAX_TEXT = 200
# Values of one name that are read: a form never sends more.
MAX_VALUES = 200
# Digits of a figure that are read.
_FIGURE = re.compile(r"\d{1,15}(?:[.,]\d{1,20})?(?:[eE][+-]?\d{1,3})?\Z", re.ASCII)
# Beyond, no price or duration makes sense.
MAX_AMOUNT = 10**12
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
YES, _NO = ("oui", "1", "true", "on"), ("non", "0", "false")
# Choices listed in a refusal.
_SHOWN = 12

Choices = Callable[[Published], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A name that an address may give.

    Attributes
    ----------
    kind:
        TEXT, AMOUNT (0 or more), WHOLE, SHARE (0 to 1, or a percentage) or TICK (*oui*).
    choices:
        Accepted values, when there is a list.
    many:
        Whether the name may come several times.
    low, high:
        Bounds of a WHOLE.
    """

    name: str
    label: str
    help: str
    kind: str = TEXT
    choices: Choices | None = None
    many: bool = False
    low: int = 1
    high: int = 1_000_000
    required: bool = False


Asked = Mapping[str, Any]


def read_query(
    pairs: Sequence[tuple[str, str]],
    fields: Sequence[Field],
    published: Published,
    *,
    strict: bool = False,
) -> dict[str, Any]:
    """Values by name: None, or an empty tuple for a name of several values, when not given.

    Parameters
    ----------
    strict:
        For programs: refuse empty values, which the forms of the pages send for what is left blank,
        and name the values as the address does; readers of pages are told the labels of the form.

    Raises
    ------
    Problem
        400, with every unknown name and every value that cannot be read.
    """
    known = {f.name: f for f in fields}
    faults = [
        f"« {_cut(name)} » : filtre inconnu → {_accepted(tuple(known))}"
        for name in dict.fromkeys(n for n, _ in pairs)
        if name not in known
    ]
    out: dict[str, Any] = {}
    for f in fields:
        given = [v.strip() for n, v in pairs if n == f.name]
        name = f.name if strict else f.label
        if strict and not all(given):
            faults.append(f"{name} : valeur vide")
        given = [v for v in given if v]
        if len(given) > (MAX_VALUES if f.many else 1):
            faults.append(
                f"{name} : donné {len(given)} fois → {'moins' if f.many else 'une seule fois'}"
            )
            given = given[:1]
        values = []
        for text in given:
            value, fault = _read(text, f, published)
            if fault:
                faults.append(f"{name} : « {_cut(text)} » refusé, {fault}")
            else:
                values.append(value)
        if f.required and not given:
            faults.append(f"{name} : manque → {f.help}")
        out[f.name] = tuple(dict.fromkeys(values)) if f.many else (values[0] if values else None)
    if faults:
        raise Problem(400, "\n".join(faults), code="filtre-refuse")
    return out


def read_number(text: str) -> Fraction | None:
    """A figure of 0 or more as people type it: «1 500», «1500,50»; None when it is none."""
    plain = _SPACES.sub("", text).removesuffix("€")
    return Fraction(plain.replace(",", ".")) if _FIGURE.match(plain) else None


def _read(text: str, f: Field, published: Published) -> tuple[Any, str]:
    """A value, or what is wrong with it."""
    if f.kind == TEXT:
        return _read_text(text, f, published)
    if f.kind == TICK:
        folded = text.lower()
        return (
            (folded in YES, "") if folded in (*YES, *_NO) else (None, "« oui » ou « non » attendu")
        )
    share = f.kind == SHARE and text.endswith("%")
    value = read_number(text.removesuffix("%") if share else text)
    if value is None:
        return None, "nombre positif ou nul attendu, par exemple " + {
            SHARE: "0,8 ou 80 %",
            WHOLE: "2",
        }.get(f.kind, "1500")
    if f.kind == SHARE:
        rate = as_rate(value, percent=share)
        return (
            (rate, "")
            if rate is not None
            else (None, "part de 0 à 1 attendue, ou pourcentage avec son signe, jusqu’à 100 %")
        )
    if f.kind == WHOLE:
        if value.denominator != 1 or not f.low <= value <= f.high:
            return None, f"nombre entier de {f.low} à {f.high} attendu"
        return int(value), ""
    return (value, "") if value <= MAX_AMOUNT else (None, f"{MAX_AMOUNT} au plus")


def _read_text(text: str, f: Field, published: Published) -> tuple[str | None, str]:
    if len(text) > MAX_TEXT:
        return None, f"{len(text)} caractères, {MAX_TEXT} au plus"
    if f.choices is None:
        return text, ""
    choices = f.choices(published)
    found = next((c for c in choices if c == text), None) or next(
        (c for c in choices if key(c) == key(text)), None
    )
    return (found, "") if found is not None else (None, f"valeur inconnue → {_accepted(choices)}")


def _accepted(names: Sequence[str]) -> str:
    if not names:
        return "aucun n’est accepté ici"
    more = f" et {len(names) - _SHOWN} autres" if len(names) > _SHOWN else ""
    return f"au choix : {JOIN.join(names[:_SHOWN])}{more}"


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
