"""What an address asks: the parameters of its question, and those that only pages and lists
have.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from coverage_engine.questions.choices import HIGHEST, LEVELS
from coverage_engine.questions.parameters import (
    WHOLE,
    Arguments,
    ArgumentsRefused,
    Parameter,
    read_arguments,
)
from coverage_engine.questions.parse_changes import PART
from coverage_engine.tables.published import Published
from coverage_engine.web.problems import Problem

Asked = Arguments
# Lines of a page of the API, and the most that may be asked.
PAGE_SIZE, MAX_PAGE_SIZE = 50, 200
PAGE = Parameter(name="page", label="Page", help="Numéro de page, à partir de 1.", kind=WHOLE)
SIZE = Parameter(
    name="taille",
    label="Lignes par page",
    help=f"Lignes par page, {MAX_PAGE_SIZE} au plus.",
    kind=WHOLE,
    high=MAX_PAGE_SIZE,
)
# What the form of the page asks of one need; the page then leads to the address that says it in one
# name.
_REMOVED = "retirer"
ONE_NEED = (
    Parameter(name="besoin_metier", label="Métier", help="Métier du besoin."),
    Parameter(
        name="besoin_competence",
        label="Compétence",
        help="Compétence du besoin.",
        choices=lambda published: tuple(published.competences),
    ),
    Parameter(
        name="besoin_niveau",
        label="Niveau",
        help="Niveau supposé.",
        choices=lambda published: (*map(str, LEVELS), _REMOVED),
    ),
)


def read_query(
    pairs: Sequence[tuple[str, str]],
    parameters: Sequence[Parameter],
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
    given = pairs if strict else [(name, value) for name, value in pairs if value.strip()]
    try:
        return read_arguments(parameters, given, published)
    except ArgumentsRefused as error:
        raise named_problem(error, strict=strict) from error


def typed(parameter: Parameter, pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Values of a parameter as they were typed, blank ones left out."""
    return tuple(v.strip() for n, v in pairs if n == parameter.name and v.strip())


def named_problem(error: ArgumentsRefused, *, strict: bool) -> Problem:
    """Refused arguments as readers of pages, or programs, name them."""
    sentences = error.worded(lambda p: p.name if strict else p.label)
    return Problem(400, "\n".join(sentences), code=error.code)


def one_need(asked: Asked) -> tuple[str, str] | None:
    """The need that the form of the page supposes, as the name and value of an address; None when
    it asks none.

    Raises
    ------
    Problem
        400 when its métier or its competency is left out.
    """
    metier, competence = asked["besoin_metier"], asked["besoin_competence"]
    if not metier and not competence:
        return None
    if not metier or not competence:
        left = "la compétence" if metier else "le métier"
        raise Problem(400, f"Besoin supposé : choisissez aussi {left}.", code="filtre-refuse")
    level = asked["besoin_niveau"] or str(HIGHEST)
    if level == _REMOVED:
        return "retirer_besoin", PART.join((metier, competence))
    return "besoin", PART.join((metier, competence, level))


def figure_in_address(value: Fraction) -> str:
    """A figure as an address carries it: decimal comma, no space."""
    return f"{float(value):g}".replace(".", ",") if value.denominator != 1 else str(value.numerator)
