"""The view-model: everything a report says, as documented dataclasses. Templates only lay it
out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coverage_engine.documents.view_charts import BarChart, Scatter
from coverage_engine.documents.view_sheets import RateLine, Sheet


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure of the synthesis with what it counts and what it leaves out."""

    value: str
    label: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """A cell of the heat-map: number, range, shade 0–4, a mark that does not rely on colour, a full
    sentence.
    """

    text: str
    interval: str
    shade: int
    mark: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """A métier of the heat-map."""

    metier: str
    anchor: str
    verdict: str
    cells: tuple[HeatCell, ...]
    total: HeatCell


@dataclass(frozen=True, slots=True, kw_only=True)
class MetierLine:
    """A métier in one of the three lists, or in the priorities.

    ``rate`` carries its range; ``share`` and ``holding`` say, in short and in full, how often the
    draws give the verdict, ``flip`` the smallest change that would turn it.
    """

    metier: str
    anchor: str
    rate: str
    fraction: str
    profile: str
    reasons: str
    share: str
    holding: str
    flip: str
    priority: str
    priority_factors: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureLine:
    """A métier of the published exposure table; ``cells`` follow the qualifications' order."""

    metier: str
    family: str
    core: str
    cells: tuple[tuple[str, str, str, str], ...]
    in_perimeter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PerimeterLine:
    """A métier of the perimeter and where it comes from."""

    metier: str
    anchor: str
    family: str
    origin: str
    printed: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """A published statement confronted with the data, twice."""

    id: str
    label: str
    verdict: str
    mark: str
    value: str
    uniform_verdict: str
    uniform_value: str
    detail: str
    passage: str
    source: str


@dataclass(frozen=True, slots=True)
class LeverLine:
    """A support lever and how well the needs it carries are covered."""

    label: str
    definition: str
    rate: str
    fraction: str


@dataclass(frozen=True, slots=True)
class CountLine:
    """A count among a total."""

    label: str
    count: str
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadLine:
    """Low, median, high of what is known, and what is unknown."""

    label: str
    known: str
    low: str
    middle: str
    high: str
    unknown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """An offer of the cleaned annex."""

    id: str
    anchor: str
    title: str
    provider: str
    kind: str
    duration: str
    price: str
    formats: str
    certification: str
    level: str
    axes: str
    rows: str
    counted: str
    merged: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLine:
    """A printed row: its place, its target as printed and as understood, its offer."""

    number: str
    position: str
    target: str
    resolved: str
    method: str
    offer: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyGroup:
    """Anomalies of one code: what they are, how many, and where."""

    code: str
    severity: str
    count: str
    expected: str
    done: str
    remedy: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingLine:
    """A setting as the method page prints it."""

    name: str
    value: str
    default: str
    bounds: str
    unit: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class InputLine:
    """A file read, with its hash."""

    role: str
    name: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisLine:
    """An axis: definition and rate over the perimeter."""

    id: str
    label: str
    definition: str
    pivot: str
    rate: str
    fraction: str


@dataclass(frozen=True, slots=True)
class Table:
    """A small table of the method page."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report. Both templates receive exactly this."""

    title: str
    subtitle: str
    branch: str
    edition: str
    date: str
    catalogue: str
    version: str
    credits: tuple[str, ...]
    sources: tuple[str, ...]
    notice: str
    figures: tuple[KeyFigure, ...]
    key_messages: tuple[str, ...]
    caveats: tuple[str, ...]
    method: tuple[str, ...]
    method_tables: tuple[Table, ...]
    axes: tuple[AxisLine, ...]
    perimeter: tuple[PerimeterLine, ...]
    qualifications: tuple[str, ...]
    exposures: tuple[ExposureLine, ...]
    heat_header: tuple[str, ...]
    heat: tuple[HeatRow, ...]
    heat_legend: tuple[tuple[int, str, str], ...]
    profiles: tuple[RateLine, ...]
    families: tuple[RateLine, ...]
    well: tuple[MetierLine, ...]
    confirm: tuple[MetierLine, ...]
    reinforce: tuple[MetierLine, ...]
    priorities: tuple[MetierLine, ...]
    priority_rule: str
    range_note: str
    doubt_method: tuple[str, ...]
    doubtful: Table
    trials: Table
    variants_header: tuple[str, ...]
    variants: tuple[tuple[str, ...], ...]
    common_levers: tuple[LeverLine, ...]
    specific_levers: tuple[LeverLine, ...]
    counts: Mapping[str, tuple[CountLine, ...]]
    spreads: tuple[SpreadLine, ...]
    concentration: tuple[tuple[str, ...], ...]
    surplus: tuple[str, ...]
    findings: tuple[FindingLine, ...]
    charts: Mapping[str, BarChart]
    scatter: Scatter | None
    sheets: tuple[Sheet, ...]
    anomaly_totals: tuple[CountLine, ...]
    anomalies: tuple[AnomalyGroup, ...]
    questions: tuple[str, ...]
    decisions: Table
    offers: tuple[OfferLine, ...]
    rows: tuple[RowLine, ...]
    glossary: tuple[tuple[str, str], ...]
    settings: tuple[SettingLine, ...]
    inputs: tuple[InputLine, ...]
    versions: tuple[tuple[str, str], ...]
