"""A form given back: what was typed, why it is refused or what it lacks, and what could be
meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coverage_engine.domain.user_numbers import Misread, read_yes
from coverage_engine.questions.parameters import TICK, Parameter
from coverage_engine.web.paging import Link, Pairs, address
from coverage_engine.web.problems import Problem
from coverage_engine.web.query_parameters import typed
from coverage_engine.web.visit import Refusal

# A form is given back for what its reader can mend: a refused value, an unknown name.
MENDABLE = (400, 404)


def refusal_of(problem: Problem, path: str, pairs: Pairs) -> Refusal:
    """A refusal above the form at ``path``; each choice is the same question with the right name in
    place of the refused one.
    """
    choices = []
    for choice in problem.choices:
        mended = [
            (n, choice.value if v.strip() == problem.refused else v) for n, v in pairs if v.strip()
        ]
        changed = bool(choice.value) and mended != [(n, v) for n, v in pairs if v.strip()]
        choices.append(Link(choice.label, address(path, mended) if changed else choice.href))
    return Refusal(problem.title, tuple(problem.detail.splitlines()), tuple(choices))


def as_typed(parameters: Sequence[Parameter], pairs: Pairs) -> Mapping[str, Any]:
    """What a form holds when it cannot be read: each text as it was typed."""
    out: dict[str, Any] = {}
    for p in parameters:
        given = typed(p, pairs)
        if p.kind == TICK:
            out[p.name] = any(map(_ticked, given))
        else:
            out[p.name] = given if p.many else (given[0] if given else None)
    return out


def _ticked(text: str) -> bool:
    try:
        return read_yes(text)
    except Misread:
        return False
