"""Stacked bars as SVG: the share of each degree, and what is not printed, told by a number and a
pattern.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cache

import jinja2

from coverage_engine.documents.environment import make_environment
from coverage_engine.documents.staffing_view import StackedChart

# The same drawing units as the other charts: 720 wide.
WIDTH = 720.0
_CHARACTER, _LABEL_CHARACTERS, _LABEL_WIDTH = 7.2, 34, 244.0
_LINE, _PADDING, _BAR_HEIGHT = 16.0, 9.0, 22.0
_LEGEND_LINE, _LEGEND_CHARACTER, _SWATCH = 20.0, 6.9, 34.0
_BOTTOM = 26.0
_STEPS = 5
# Background and ink of each shade, from the least to the most concerned; at least 4.5 to 1 between
# the two.
SHADES = (
    ("#ffffff", "#1b2530"),
    ("#dcebf5", "#1b2530"),
    ("#a9cfe6", "#1b2530"),
    ("#1f78a4", "#ffffff"),
    ("#08415c", "#ffffff"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    x: float
    width: float
    text: str
    fill: str
    ink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _DrawnBar:
    lines: tuple[str, ...]
    top: float
    middle: float
    baseline: float
    segments: tuple[_Drawn, ...]
    note: str


def stacked_svg(chart: StackedChart, *, font: str) -> str:
    """Horizontal stacked bars, each as long as the others, under their legend.

    Raises
    ------
    ValueError
        If the segments of a bar do not add up to 1.
    """
    room = max((len(b.note) for b in chart.bars), default=0) * _CHARACTER + 14
    scale = WIDTH - _LABEL_WIDTH - room
    legend, top = _legend(chart)
    start = top
    drawn = []
    for bar in chart.bars:
        if abs(sum(s.share for s in bar.segments) - 1) > 1e-6:
            raise ValueError(f"« {bar.label} » : les parts ne font pas 1")
        lines = tuple(textwrap.wrap(bar.label, _LABEL_CHARACTERS)) or ("",)
        height = max(len(lines) * _LINE, _BAR_HEIGHT) + _PADDING
        middle, x, segments = top + height / 2, _LABEL_WIDTH, []
        for s in bar.segments:
            width = s.share * scale
            fill, ink = _fill(chart.id, s.shade)
            segments.append(
                _Drawn(
                    x=x,
                    width=width,
                    text=s.text if len(s.text) * _CHARACTER + 6 <= width else "",
                    fill=fill,
                    ink=ink,
                )
            )
            x += width
        first = middle - (len(lines) - 1) * _LINE / 2 + 4.5
        drawn.append(
            _DrawnBar(
                lines=lines,
                top=middle - _BAR_HEIGHT / 2,
                middle=middle,
                baseline=first,
                segments=tuple(segments),
                note=bar.note,
            )
        )
        top += height
    return _template().render(
        chart=chart,
        bars=drawn,
        legend=legend,
        font=font,
        width=WIDTH,
        height=top + _BOTTOM,
        left=_LABEL_WIDTH,
        scale=scale,
        start=start,
        bottom=top,
        line=_LINE,
        bar_height=_BAR_HEIGHT,
        ticks=[(i / _STEPS, f"{100 * i // _STEPS}\u00a0%") for i in range(_STEPS + 1)],
    )


def _fill(chart: str, shade: int) -> tuple[str, str]:
    return (
        (f"url(#{chart}-masque)", "#1b2530") if shade < 0 else SHADES[min(shade, len(SHADES) - 1)]
    )


def _legend(chart: StackedChart) -> tuple[list[tuple[float, float, str, str]], float]:
    """Place, fill and label of each entry, on as many lines as needed; then where the bars
    begin.
    """
    x, y, out = 8.0, 8.0, []
    for shade, label in chart.legend:
        width = _SWATCH + len(label) * _LEGEND_CHARACTER + 18
        if x > 8.0 and x + width > WIDTH:
            x, y = 8.0, y + _LEGEND_LINE
        out.append((x, y, _fill(chart.id, shade)[0], label))
        x += width
    return out, y + _LEGEND_LINE + 10


@cache
def _template() -> jinja2.Template:
    return make_environment().get_template("effectifs_barres.svg.jinja")
