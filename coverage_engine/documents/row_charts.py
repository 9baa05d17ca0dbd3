"""Horizontal bars as SVG, whole or cut in segments: real text, a title, a description, marks and
patterns that do not rely on colour.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coverage_engine.documents.environment import render
from coverage_engine.documents.view_charts import Bar, BarChart, Segment, StackedBar, StackedChart

# Units are those of the drawing: 720 wide, shown at the width of the page or of the screen.
WIDTH = 720.0
# Mean width of a character at the 13-unit size of labels, a little generous.
_CHARACTER = 7.2
_LINE, _PADDING, _BOTTOM = 16.0, 9.0, 26.0
# Characters of a line of a label, its room, height of a bar: whole bars, then stacked ones.
_WHOLE, _STACKED = (38, 268.0, 16.0), (34, 244.0, 22.0)
_TOP, _TOP_WITH_THRESHOLD = 8.0, 26.0
_LEGEND_LINE, _LEGEND_CHARACTER, _SWATCH, _MARGIN = 20.0, 6.9, 34.0, 8.0
_STEPS = 5
# Graduations: place between 0 and 1, as a percentage.
TICKS = tuple((i / _STEPS, f"{100 * i // _STEPS}\u00a0%") for i in range(_STEPS + 1))
_INK = "#1b2530"
# Background and ink of each shade, from the least to the most concerned; at least 4.5 to 1 between
# the two.
SHADES = (
    ("#ffffff", _INK),
    ("#dcebf5", _INK),
    ("#a9cfe6", _INK),
    ("#1f78a4", "#ffffff"),
    ("#08415c", "#ffffff"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Where a bar and the lines of its label stand; ``end`` is the top of the next row."""

    lines: tuple[str, ...]
    top: float
    middle: float
    baseline: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _DrawnBar:
    row: _Row
    printed: str
    room: float
    length: float
    text_at: float
    ends: tuple[float, float] | None
    below: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _DrawnSegment:
    x: float
    width: float
    text: str
    fill: str
    ink: str


def _rows(labels: Sequence[str], top: float, sizes: tuple[int, float, float]) -> Iterator[_Row]:
    characters, _, bar_height = sizes
    for label in labels:
        lines = tuple(textwrap.wrap(label, characters)) or ("",)
        height = max(len(lines) * _LINE, bar_height) + _PADDING
        middle = top + height / 2
        yield _Row(
            lines=lines,
            top=middle - bar_height / 2,
            middle=middle,
            baseline=middle - (len(lines) - 1) * _LINE / 2 + 4.5,
            end=top + height,
        )
        top += height


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
    scale = WIDTH - _WHOLE[1] - value_width
    top = _TOP if chart.threshold is None else _TOP_WITH_THRESHOLD
    rows = list(_rows([b.label for b in chart.bars], top, _WHOLE))
    return _render(
        "barres.svg.jinja",
        _WHOLE,
        chart=chart,
        bars=[
            _drawn_bar(bar, row, scale, chart.threshold)
            for bar, row in zip(chart.bars, rows, strict=True)
        ],
        font=font,
        scale=scale,
        bottom=rows[-1].end if rows else top,
        threshold=None if chart.threshold is None else _WHOLE[1] + chart.threshold * scale,
    )


def _drawn_bar(bar: Bar, row: _Row, scale: float, threshold: float | None) -> _DrawnBar:
    for value in (bar.value, *(bar.ends or ())):
        between_0_and_1(value, bar.label)
    ends = (bar.ends[0] * scale, bar.ends[1] * scale) if bar.ends else None
    length = bar.value * scale
    return _DrawnBar(
        row=row,
        printed=_printed(bar),
        room=len(_printed(bar)) * _CHARACTER + 8,
        length=length,
        text_at=max(length, *(ends or (0.0,))),
        ends=ends,
        below=threshold is not None and bar.value < threshold,
    )


def _printed(bar: Bar) -> str:
    return f"{bar.mark} {bar.text}" if bar.mark else bar.text


def between_0_and_1(value: float, label: str) -> None:
    """Refuse a value that the frame of a chart cannot hold.

    Raises
    ------
    ValueError
        If it is not between 0 and 1.
    """
    if not 0 <= value <= 1:
        raise ValueError(f"« {label} » : {value} n’est pas entre 0 et 1")


def stacked_svg(chart: StackedChart, *, font: str) -> str:
    """Horizontal stacked bars, each as long as the others, under their legend.

    Raises
    ------
    ValueError
        If the segments of a bar do not add up to 1.
    """
    room = max((len(b.note) for b in chart.bars), default=0) * _CHARACTER + 14
    scale = WIDTH - _STACKED[1] - room
    legend, top = _legend(chart)
    rows = list(_rows([b.label for b in chart.bars], top, _STACKED))
    return _render(
        "barres_empilees.svg.jinja",
        _STACKED,
        chart=chart,
        bars=[
            (row, _drawn_segments(chart.id, bar, scale), bar.note)
            for bar, row in zip(chart.bars, rows, strict=True)
        ],
        legend=legend,
        font=font,
        scale=scale,
        start=top,
        bottom=rows[-1].end if rows else top,
    )


def _drawn_segments(chart: str, bar: StackedBar, scale: float) -> list[_DrawnSegment]:
    if abs(sum(s.share for s in bar.segments) - 1) > 1e-6:
        raise ValueError(f"« {bar.label} » : les parts ne font pas 1")
    x, segments = _STACKED[1], []
    for s in bar.segments:
        segments.append(_drawn_segment(chart, s, x, s.share * scale))
        x += s.share * scale
    return segments


def _drawn_segment(chart: str, s: Segment, x: float, width: float) -> _DrawnSegment:
    fill, ink = _fill(chart, s.shade)
    fits = len(s.text) * _CHARACTER + 6 <= width
    return _DrawnSegment(x=x, width=width, text=s.text if fits else "", fill=fill, ink=ink)


def _fill(chart: str, shade: int) -> tuple[str, str]:
    return (f"url(#{chart}-masque)", _INK) if shade < 0 else SHADES[min(shade, len(SHADES) - 1)]


def _legend(chart: StackedChart) -> tuple[list[tuple[float, float, str, str]], float]:
    """Place, fill and label of each entry, on as many lines as needed; top of the bars."""
    x, y, out = _MARGIN, _MARGIN, []
    for shade, label in chart.legend:
        width = _SWATCH + len(label) * _LEGEND_CHARACTER + 18
        if x > _MARGIN and x + width > WIDTH:
            x, y = _MARGIN, y + _LEGEND_LINE
        out.append((x, y, _fill(chart.id, shade)[0], label))
        x += width
    return out, y + _LEGEND_LINE + 10


def _render(
    template: str, sizes: tuple[int, float, float], *, bottom: float, **context: object
) -> str:
    _, left, bar_height = sizes
    return render(
        template,
        width=WIDTH,
        height=bottom + _BOTTOM,
        left=left,
        bar_height=bar_height,
        bottom=bottom,
        line=_LINE,
        ticks=TICKS,
        **context,
    )
