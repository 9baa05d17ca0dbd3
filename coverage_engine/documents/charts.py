"""Bar and scatter charts as SVG: real text, a title, a description, marks that do not rely on
colour.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import jinja2

from coverage_engine.documents.environment import make_environment
from coverage_engine.documents.view_charts import Bar, BarChart, Point, Scatter
from coverage_engine.domain.french import number, percent

# Units are those of the drawing: 720 wide, shown at the width of the page or of the screen.
WIDTH = 720.0
# Mean width of a character at the 13-unit size of labels, a little generous.
_CHARACTER = 7.2
_LABEL_CHARACTERS, _LABEL_WIDTH = 38, 268.0
_LINE, _PADDING, _BAR_HEIGHT = 16.0, 9.0, 16.0
_TOP, _TOP_WITH_THRESHOLD, _BOTTOM = 8.0, 26.0, 26.0
# Scatter: frame, half-size of a point's mark, and spiral searched for a free place.
_LEFT, _RIGHT, _PLOT_TOP, _PLOT_HEIGHT, _SCATTER_BOTTOM = 64.0, 18.0, 14.0, 400.0, 48.0
_MARK, _RINGS, _TURNS = 10.0, 16, 24
_STEPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _DrawnBar:
    printed: str
    room: float
    lines: tuple[str, ...]
    top: float
    middle: float
    first_baseline: float
    length: float
    text_at: float
    ends: tuple[float, float] | None
    below: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _DrawnPoint:
    point: Point
    x: float
    y: float
    mark_x: float
    mark_y: float


def bar_svg(chart: BarChart, *, font: str) -> str:
    """A horizontal bar chart.

    Parameters
    ----------
    chart:
        Bars from top to bottom; a value outside 0–1 is refused.
    font:
        CSS font family list of every text.

    Raises
    ------
    ValueError
        If a bar's value is not between 0 and 1.
    """
    value_width = max((len(_printed(b)) for b in chart.bars), default=0) * _CHARACTER + 14
    scale = WIDTH - _LABEL_WIDTH - value_width
    top = _TOP if chart.threshold is None else _TOP_WITH_THRESHOLD
    drawn = []
    for bar in chart.bars:
        _between_0_and_1(bar.value, bar.label)
        lines = tuple(textwrap.wrap(bar.label, _LABEL_CHARACTERS)) or ("",)
        height = max(len(lines) * _LINE, _BAR_HEIGHT) + _PADDING
        middle = top + height / 2
        below = chart.threshold is not None and bar.value < chart.threshold
        first = middle - (len(lines) - 1) * _LINE / 2 + 4.5
        room = len(_printed(bar)) * _CHARACTER + 8
        for end in bar.ends or ():
            _between_0_and_1(end, bar.label)
        ends = (bar.ends[0] * scale, bar.ends[1] * scale) if bar.ends else None
        length = bar.value * scale
        drawn.append(
            _DrawnBar(
                printed=_printed(bar),
                room=room,
                lines=lines,
                top=middle - _BAR_HEIGHT / 2,
                middle=middle,
                first_baseline=first,
                length=length,
                text_at=max(length, *(ends or (0.0,))),
                ends=ends,
                below=below,
            )
        )
        top += height
    return _template().render(
        kind="bars",
        chart=chart,
        bars=drawn,
        font=font,
        width=WIDTH,
        height=top + _BOTTOM,
        left=_LABEL_WIDTH,
        scale=scale,
        bottom=top,
        line=_LINE,
        ticks=_ticks(),
        bar_height=_BAR_HEIGHT,
        threshold=None if chart.threshold is None else _LABEL_WIDTH + chart.threshold * scale,
    )


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
        _between_0_and_1(p.x, p.label)
        _between_0_and_1(p.y, p.label)
        exact.append((_LEFT + p.x * width, _PLOT_TOP + (1 - p.y) * _PLOT_HEIGHT))
    marks = _free_places(exact)
    drawn = [
        _DrawnPoint(point=p, x=x, y=y, mark_x=mx, mark_y=my)
        for p, (x, y), (mx, my) in zip(chart.points, exact, marks, strict=True)
    ]
    return _template().render(
        kind="scatter",
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
        ticks=_ticks(),
        threshold=_PLOT_TOP + (1 - chart.threshold) * _PLOT_HEIGHT,
        threshold_text=percent(Fraction(chart.threshold).limit_denominator(1000)),
    )


def _printed(bar: Bar) -> str:
    return f"{bar.mark} {bar.text}" if bar.mark else bar.text


def _between_0_and_1(value: float, label: str) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"« {label} » : {value} n’est pas entre 0 et 1")


def _ticks() -> list[tuple[float, str, str]]:
    """Graduations: place between 0 and 1, as a percentage, as a number."""
    return [
        (i / _STEPS, f"{100 * i // _STEPS}\u00a0%", number(Fraction(i, _STEPS)))
        for i in range(_STEPS + 1)
    ]


def _free_places(exact: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """A place for each mark, as near as possible to its exact point and away from the marks already
    placed.
    """
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


@cache
def _template() -> jinja2.Template:
    return make_environment().get_template("charts.svg.jinja")
