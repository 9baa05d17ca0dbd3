"""From a view (a frozen dataclass) to a page: strict templates, everything escaped, French spaces
everywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Protocol

import jinja2

from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import amount, date, number, percent, plural, ratio, typeset
from coverage_engine.domain.model.results import (
    A_CONFIRMER,
    BIEN_COUVERT,
    COUVERT,
    GAP_PHRASES,
    NON_TROUVE,
    PARTIEL,
)
from coverage_engine.domain.version import __version__
from coverage_engine.questions.gaps import lack
from coverage_engine.questions.why_partial import why_partial
from coverage_engine.tables.columns import Column
from coverage_engine.tables.kinds import RATE, STRING, Cell
from coverage_engine.tables.phrases import bounds, points, range_meaning
from coverage_engine.tables.published import Published
from coverage_engine.web.assets import asset_address, assets
from coverage_engine.web.options import Options
from coverage_engine.web.paging import address, segment
from coverage_engine.web.problems import Problem
from coverage_engine.web.shell import MENU, LoadedRun, Shell

MARKS = {COUVERT: "●", PARTIEL: "◑", NON_TROUVE: "○"}
# Steps of the heat-map's colours: one every five points.
STEPS = 20
# Signs before or after which French wants a no-break space.
_SIGNS = frozenset("«»:;?!")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Rates that no display may cross: those a verdict compares with the rate of a métier, with
    that of each axis (none unless it is a pivot), with the probability of a link.
    """

    metier: tuple[Fraction, ...]
    axe: Mapping[str, tuple[Fraction, ...]]
    lien: tuple[Fraction, ...]


class _Drawn(Protocol):
    """What has a range: a rate line, or the draws themselves."""

    @property
    def low(self) -> Fraction | None: ...

    @property
    def high(self) -> Fraction | None: ...


class _Templates(jinja2.BaseLoader):
    """Templates of the package, their French spaces set when they are read."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Source of a template of ours; names come from our code and from other templates, never
        from a request.
        """
        source = (
            resources.files("coverage_engine.web")
            .joinpath("templates", template)
            .read_text(encoding="utf-8")
        )
        return typeset(source), template, lambda: True


def _printed(value: Any) -> Any:
    """A text with French spaces; anything else as it is."""
    if type(value) is str and " " in value and not _SIGNS.isdisjoint(value):
        return typeset(value)
    return value


def _step(rate: Fraction | None) -> str:
    """Class of the colour of a rate: ``h0`` to ``h20``, ``hx`` unknown."""
    return "hx" if rate is None else f"h{rate.numerator * STEPS // rate.denominator}"


def _range(drawn: _Drawn, thresholds: tuple[Fraction, ...] = ()) -> str:
    """What the draws make of a rate: «[46–66]»."""
    return _bounds(drawn.low, drawn.high, thresholds)


def _level(level: int, unknown: str = "non indiqué") -> str:
    return LEVEL_LABELS.get(level, unknown)


def _cell(cell: Cell, column: Column) -> str:
    """A cell of a table that is only shown."""
    if cell is None or cell == "":
        return "—"
    if column.kind is RATE and isinstance(cell, (int, Fraction)):
        return percent(Fraction(cell))
    return number(cell) if isinstance(cell, (int, Fraction)) else cell


# A page prints few different figures, many times each.
_bounds = lru_cache(maxsize=1 << 14)(bounds)
_FILTERS: Mapping[str, Callable[..., Any]] = {
    "taux": lru_cache(maxsize=1 << 14)(percent),
    "nombre": lru_cache(maxsize=1 << 14)(number),
    "fourchette": _range,
    "teinte": _step,
    "points": points,
    "montant": amount,
    "date": date,
    "pluriel": plural,
    "niveau": _level,
    "marque": lambda state: MARKS.get(state, "–"),
    "ecart": lambda gap: GAP_PHRASES.get(gap, gap),
    "cellule": _cell,
    "segment": segment,
}
_GLOBALS: Mapping[str, object] = {
    "asset": asset_address,
    "menu": MENU,
    "version": __version__,
    "adresse": address,
    "fraction": ratio,
    "manque": lack,
    "pourquoi": why_partial,
    "sens_fourchette": range_meaning,
    "niveaux": LEVEL_LABELS,
    "STRING": STRING,
    "verdicts": {BIEN_COUVERT: ("bien", "●"), A_CONFIRMER: ("doute", "◐")},
}


@cache
def environment() -> jinja2.Environment:
    """The environment of the pages: figures and addresses are written by its filters, and nowhere
    else.
    """
    made = jinja2.Environment(
        loader=_Templates(),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printed,
        auto_reload=False,
    )
    made.filters.update(_FILTERS)
    made.globals.update(_GLOBALS)
    return made


@cache
def edition() -> str:
    """Changes when a page could be laid out differently from the same run: version, templates,
    styles.
    """
    digest = hashlib.sha256(__version__.encode())
    folder = resources.files("coverage_engine.web").joinpath("templates")
    for template in sorted(folder.iterdir(), key=lambda t: t.name):
        digest.update(template.read_bytes())
    for asset in sorted(assets()):
        digest.update(asset.encode())
    return digest.hexdigest()


def render(template: str, view: object, shell: Shell) -> str:
    """A page: its template is given the view as ``v``, the shell, the run, and its thresholds.

    Raises
    ------
    jinja2.UndefinedError
        If the template names what the view does not have: a missing figure is never blank.
    """
    run = shell.loaded.published
    return (
        environment()
        .get_template(f"{template}.html.jinja")
        .render(v=view, shell=shell, run=run, seuils=_thresholds(run))
    )


def _thresholds(run: Published) -> Thresholds:
    settings = run.settings
    pivot = (settings.seuil_axe_pivot,)
    return Thresholds(
        metier=(settings.seuil_bien_couvert,),
        axe={axis.id: pivot if axis.pivot else () for axis in run.axes},
        lien=(settings.probabilite_minimale,),
    )


def render_problem(problem: Problem, loaded: LoadedRun, options: Options) -> str:
    """The page of a refusal."""
    return render("refus", problem, Shell(loaded=loaded, options=options, title=problem.title))
