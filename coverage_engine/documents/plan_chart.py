"""The curve budget → coverage as SVG: steps, for between two points money buys nothing more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from coverage_engine.documents.environment import render
from coverage_engine.documents.fonts import SCREEN
from coverage_engine.domain.french import amount, number, percent, plural
from coverage_engine.domain.model.plan import FrontierPoint

# The same drawing units as the other charts: 720 wide.
WIDTH, HEIGHT = 720.0, 340.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 700.0, 26.0, 286.0
# Nice distances between two graduations, times a power of ten.
_NICE = (1, 2, 5, 10)
_GRADUATIONS = 6


def frontier_svg(
    points: Sequence[FrontierPoint], *, plan: tuple[Fraction, Fraction] | None = None
) -> str:
    """What each budget buys, as a staircase of exact points.

    Parameters
    ----------
    points:
        From the cheapest to the best, at least one.
    plan:
        Cost in euros and coverage (0 to 1) of a plan to mark on the curve.

    Raises
    ------
    ValueError
        If there is no point.
    """
    if not points:
        raise ValueError("une courbe a au moins un point")
    most = max(1.0, float(max(points[-1].cost, plan[0] if plan else 0)) * 1.04)
    highest = _round_up(float(max(points[-1].coverage, plan[1] if plan else 0)))

    def x(cost: Fraction) -> float:
        return _LEFT + float(cost) / most * (_RIGHT - _LEFT)

    def y(coverage: Fraction | float) -> float:
        return _BOTTOM - float(coverage) / highest * (_BOTTOM - _TOP)

    step, rate_step = _nice(most), _nice(highest)
    budgets = [(x(Fraction(b)), number(b)) for b in range(0, int(most) + 1, max(1, int(step)))]
    graduations = [
        Fraction(str(round(rate_step * i, 6))) for i in range(round(highest / rate_step) + 1)
    ]
    return render(
        "frontiere.svg.jinja",
        id="frontiere",
        font=SCREEN,
        width=WIDTH,
        height=HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        bottom=_BOTTOM,
        title="Ce que chaque budget permet",
        across="Budget, au prix probable (€ HT)",
        upwards="Couverture moyenne",
        description=describe(points),
        rates=[(y(r), percent(r)) for r in graduations],
        budgets=budgets,
        path=_path([(x(p.cost), y(p.coverage)) for p in points]),
        points=[(x(p.cost), y(p.coverage), _said(p)) for p in points],
        labels=_labels([(x(p.cost), y(p.coverage), p) for p in points]),
        plan=(
            (x(plan[0]), y(plan[1]), f"le plan : {amount(plan[0])}, {percent(plan[1])}")
            if plan
            else None
        ),
    )


def describe(points: Sequence[FrontierPoint]) -> str:
    """The curve in words, for those who do not see it."""
    if len(points) == 1:
        return f"Un seul point : {_said(points[0])}."
    return (
        f"{plural(len(points), 'point')}, du moins cher au meilleur : de {_said(points[0])} à"
        f" {_said(points[-1])}."
    )


def _said(point: FrontierPoint) -> str:
    return f"{amount(point.cost)}, {percent(point.coverage)} avec {plural(point.offers, 'offre')}"


def _path(places: Sequence[tuple[float, float]]) -> str:
    """Steps from each point to the next, then to the edge: a larger budget buys no less."""
    start, *others = places
    moves = "".join(f" H {x:.2f} V {y:.2f}" for x, y in others)
    return f"M {start[0]:.2f} {start[1]:.2f}{moves} H {_RIGHT:.2f}"


def _labels(
    places: Sequence[tuple[float, float, FrontierPoint]],
) -> list[tuple[float, float, str, str]]:
    """Coverage written at both ends."""
    (x, y, first), (end_x, end_y, last) = places[0], places[-1]
    labels = [
        (
            min(x + 8, _RIGHT),
            y + 20 if y + 20 < _BOTTOM else y - 8,
            "start",
            percent(first.coverage),
        )
    ]
    if len(places) > 1:
        labels.append((end_x, end_y - 9, "end", percent(last.coverage)))
    return labels


def _nice(extent: float) -> float:
    """A round distance between graduations."""
    rough = extent / _GRADUATIONS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(n * power for n in _NICE if n * power >= rough)


def _round_up(rate: float) -> float:
    """The top graduation of the rates."""
    return next((top for top in (0.1, 0.2, 0.25, 0.4, 0.5, 0.6, 0.8) if rate <= top), 1.0)
