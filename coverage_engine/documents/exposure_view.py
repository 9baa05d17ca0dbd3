"""View-model of the exposure report. Templates only lay it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coverage_engine.documents.coverage_report import KeyFigure
from coverage_engine.documents.staffing_view import StackedChart
from coverage_engine.documents.view_charts import BarChart


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table: ``widths`` are shares of the page's width, ``sides`` one letter per column (l, c or
    r).
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    sides: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a section: title (may be empty), paragraphs, list, then charts (by name) and
    tables.
    """

    title: str = ""
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureReport:
    """A whole exposure report. Both templates receive exactly this."""

    title: str
    subtitle: str
    branch: str
    edition: str
    source: str
    date: str
    version: str
    notice: str
    figures: tuple[KeyFigure, ...]
    sections: tuple[Section, ...]
    credits: tuple[str, ...]
    bars: Mapping[str, BarChart]
    stacks: Mapping[str, StackedChart]
