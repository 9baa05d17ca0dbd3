"""Exposure against coverage as SVG: numbered marks, moved aside when places collide."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.documents.environment import render
from coverage_engine.documents.row_charts import TICKS, WIDTH, between_0_and_1
from coverage_engine.documents.view_charts import Point, Scatter
from coverage_engine.domain.french import number, percent

# Frame, half-size of a point's mark, and spiral searched for a free place.
_LEFT, _RIGHT, _PLOT_TOP, _PLOT_HEIGHT, _SCATTER_BOTTOM = 64.0, 18.0, 14.0, 400.0, 48.0
_MARK, _RINGS, _TURNS = 10.0, 16, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class _DrawnPoint:
    point: Point
    told: str
    x: float
    y: float
    mark_x: float
    mark_y: float


def scatter_svg(chart: Scatter, *, font: str) -> str:
    """Exposure against coverage; each point is a numbered mark, moved aside with a leader when
    places collide.

    Parameters
    ----------
    chart:
        Points with both coordinates between 0 and 1.
    font:
        CSS font family list of every text.

    Raises
    ------
    ValueError
        If a coordinate is not between 0 and 1.
    """
    width = WIDTH - _LEFT - _RIGHT
    exact = []
    for p in chart.points:
        between_0_and_1(p.x, p.label)
        between_0_and_1(p.y, p.label)
        exact.append((_LEFT + p.x * width, _PLOT_TOP + (1 - p.y) * _PLOT_HEIGHT))
    marks = _free_places(exact)
    drawn = [
        _DrawnPoint(point=p, told=_told(p), x=x, y=y, mark_x=mx, mark_y=my)
        for p, (x, y), (mx, my) in zip(chart.points, exact, marks, strict=True)
    ]
    return render(
        "nuage.svg.jinja",
        chart=chart,
        points=drawn,
        font=font,
        width=WIDTH,
        height=_PLOT_TOP + _PLOT_HEIGHT + _SCATTER_BOTTOM,
        left=_LEFT,
        top=_PLOT_TOP,
        plot_width=width,
        plot_height=_PLOT_HEIGHT,
        mark=_MARK,
        ticks=[(place, text, number(Fraction(place))) for place, text in TICKS],
        threshold=_PLOT_TOP + (1 - chart.threshold) * _PLOT_HEIGHT,
        threshold_text=f"seuil {percent(Fraction(chart.threshold).limit_denominator(1000))}",
        across="Exposition publiée",
        upwards="Taux de couverture",
    )


def _told(p: Point) -> str:
    return f"{p.number}. {p.label} : exposition {p.x_text}, couverture {p.y_text}"


def _free_places(exact: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """A place for each mark, near its exact point and away from the marks already placed."""
    placed: list[tuple[float, float]] = []
    for i, (x, y) in enumerate(exact):
        others = [e for e in exact[i + 1 :] if math.dist(e, (x, y)) > _MARK]
        placed.append(next((c for c in _spiral(x, y) if _is_free(c, placed, others)), (x, y)))
    return placed


def _spiral(x: float, y: float) -> Iterator[tuple[float, float]]:
    yield x, y
    for ring in range(1, _RINGS + 1):
        for turn in range(_TURNS):
            angle = 2 * math.pi * turn / _TURNS
            radius = (ring + 1) * _MARK
            yield x + radius * math.cos(angle), y - radius * math.sin(angle)


def _is_free(
    place: tuple[float, float],
    placed: Sequence[tuple[float, float]],
    others: Sequence[tuple[float, float]],
) -> bool:
    x, y = place
    inside = _LEFT <= x <= WIDTH - _RIGHT and _PLOT_TOP <= y <= _PLOT_TOP + _PLOT_HEIGHT
    clear = all(math.dist(place, other) >= 2 * _MARK + 2 for other in placed)
    return inside and clear and all(math.dist(place, other) >= _MARK + 1 for other in others)
