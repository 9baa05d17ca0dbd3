"""View-model of the staffing report. Templates only lay it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coverage_engine.documents.coverage_report import KeyFigure, Table
from coverage_engine.documents.view_charts import BarChart, StackedChart


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionPart:
    """One dimension: its chart, its table, what was grouped; ``note`` when there is no table."""

    id: str
    title: str
    chart: str
    table: Table
    groupings: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffingReport:
    """A whole staffing report. Both templates receive exactly this.

    Attributes
    ----------
    warning:
        The upper-bound sentence, repeated under every table and chart of posts.
    sex_note:
        Why posts are not counted per sex; empty when they are.
    tasks:
        One table per theme.
    """

    title: str
    subtitle: str
    branch: str
    edition: str
    source: str
    date: str
    version: str
    notice: str
    warning: str
    figures: tuple[KeyFigure, ...]
    key_messages: tuple[str, ...]
    reading: tuple[str, ...]
    method: tuple[str, ...]
    secrecy: tuple[str, ...]
    degrees: Table
    overall: Table
    dimensions: tuple[DimensionPart, ...]
    sex_note: str
    metiers: Table
    unmapped: Table
    resolved: Table
    left_out: Table
    gaps: Table | None
    gaps_note: str
    scores: tuple[str, ...]
    disagreements: Table | None
    anomalies: Table
    tasks: Table | None
    groups: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    credits: tuple[str, ...]
    inputs: Table
    versions: Table
    bars: Mapping[str, BarChart]
    stacks: Mapping[str, StackedChart]
