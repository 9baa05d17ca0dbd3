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
    """A bar chart with its title, its description for those who do not see it, and an optional
    threshold.
    """

    id: str
    title: str
    description: str
    bars: tuple[Bar, ...]
    threshold: float | None = None
    threshold_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point of a scatter chart, both coordinates between 0 and 1; ``number`` refers to the
    table beside it.
    """

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
