"""Forms of filters, filled in with what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from coverage_engine.questions.parameters import TEXT, TICK, Parameter
from coverage_engine.web.paging import Link, address
from coverage_engine.web.query_parameters import figure_in_address, typed
from coverage_engine.web.visit import Visit

# Beyond this number of choices a list of boxes to tick becomes a field to type in, with
# suggestions.
_BOXES = 12
# Suggestions of a field to type in.
_SUGGESTED = 200


@dataclass(frozen=True, slots=True)
class Input:
    """A field of a form: ``shape`` is *nombre*, *texte*, *case*, *cases* (boxes) or *liste* (typed,
    suggested).
    """

    field: Parameter
    shape: str
    values: tuple[str, ...]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form of filters; ``active`` tells what is filtered now, each with the address that takes it
    away.
    """

    action: str
    inputs: tuple[Input, ...]
    active: tuple[Link, ...]


def form(visit: Visit[Any], fields: Sequence[Parameter], path: str) -> Form:
    """The form of some fields, which filters the page at ``path``."""
    labels = {f.name: f.label for f in fields}
    active = []
    for at, (name, value) in enumerate(visit.pairs):
        if name in labels:
            left = [p for i, p in enumerate(visit.pairs) if i != at and p[0] != "page"]
            active.append(Link(f"{labels[name]} : {value}", address(path, left)))
    inputs = tuple(filled(visit, f) for f in fields)
    return Form(path, inputs, tuple(active))


def filled(visit: Visit[Any], f: Parameter) -> Input:
    """A field with the value it is given."""
    value = typed(f, visit.pairs) if f.read else visit.asked[f.name]
    if f.kind == TICK:
        return Input(f, "case", ("oui",) if value else ())
    given = value if isinstance(value, tuple) else () if value is None else (value,)
    values = tuple(v if isinstance(v, str) else figure_in_address(Fraction(v)) for v in given)
    if f.choices is None:
        return Input(f, "texte" if f.kind == TEXT else "nombre", values)
    choices = tuple(f.choices(visit.run))
    if f.many and len(choices) <= _BOXES:
        return Input(f, "cases", values, choices)
    return Input(f, "liste", values, choices[:_SUGGESTED])
