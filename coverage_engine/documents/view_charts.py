"""View-model of the charts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart: ``value`` between 0 and 1, ``text`` printed beside it, ``mark`` a
    non-colour cue.

    ``ends`` are those of the range of the value, between 0 and 1; None when it has none.
    """

    label: str
    value: float
    text: str
    mark: str = ""
    ends: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """A bar chart: title, description for those who do not see it, optional threshold."""

    id: str
    title: str
    description: str
    bars: tuple[Bar, ...]
    threshold: float | None = None
    threshold_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of a scatter chart, coordinates 0 to 1; ``number`` refers to the table beside."""

    number: int
    label: str
    x: float
    y: float
    x_text: str
    y_text: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scatter:
    """Exposure against coverage."""

    id: str
    title: str
    description: str
    points: tuple[Point, ...]
    threshold: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar, ``share`` from 0 to 1; ``shade`` 0 to 4, or -1 for what is not printed."""

    share: float
    text: str
    shade: int


@dataclass(frozen=True, slots=True)
class StackedBar:
    """A bar whose segments add up to 1; ``note`` is printed after it."""

    label: str
    segments: tuple[Segment, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedChart:
    """Stacked bars with their legend: pairs of shade and label."""

    id: str
    title: str
    description: str
    legend: tuple[tuple[int, str], ...]
    bars: tuple[StackedBar, ...]


# What a document can draw.
Drawing = BarChart | StackedChart | Scatter
