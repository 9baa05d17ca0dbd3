"""The heat-map métier × axe: its cells, for documents and for drawings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.documents.marks import VERDICT_SIGNS, metier_anchor
from coverage_engine.documents.model import (
    CENTRE,
    LEFT,
    Cell,
    Column,
    Link,
    Soft,
    Strong,
    Table,
    Text,
)
from coverage_engine.documents.shown_cells import thresholds_of
from coverage_engine.domain.french import NOT_ASSESSED, percent, ratio
from coverage_engine.domain.model.results import GAP_PHRASES
from coverage_engine.tables.kinds import RATE
from coverage_engine.tables.phrases import bounds
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import AxisLine, MetierLine

LEGEND = (
    (0, "○", "0 %"),
    (1, "◔", "plus de 0 % et moins de 40 %"),
    (2, "◑", "de 40 % à moins de 60 %"),
    (3, "◕", "de 60 % à moins de 100 %"),
    (4, "●", "100 %"),
)
_SHADES = ((Fraction(1), 4, "●"), (Fraction(60, 100), 3, "◕"), (Fraction(40, 100), 2, "◑"))
WHOLE = "Ensemble"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """A cell: number, range, shade 0–4, a mark that does not rely on colour, a sentence."""

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


def heat_rows(published: Published) -> tuple[HeatRow, ...]:
    """Lines of the heat-map, from the best to the least covered."""
    return tuple(_heat_row(published, m) for m in published.by_rate)


def heat_table(published: Published) -> Table:
    """The heat-map, as documents lay it out."""
    titles = ("Métier et verdict", *(a.label for a in published.axes), WHOLE)
    sides = (LEFT, *(CENTRE for _ in titles[1:]))
    return Table(
        caption="Taux de couverture par métier et par axe, du métier le mieux couvert au moins"
        " couvert",
        columns=tuple(map(Column, titles, sides)),
        rows=tuple(
            (
                Cell(lines=((Link(row.anchor, row.metier),), (Soft(verdict(row)),))),
                *(_shown(cell, f"{cell.mark} {cell.text}") for cell in row.cells),
                _shown(row.total, (Strong(f"{row.total.mark} {row.total.text}"),)),
            )
            for row in heat_rows(published)
        ),
    )


def verdict(row: HeatRow) -> str:
    """The verdict of a métier, after its sign."""
    return f"{VERDICT_SIGNS[row.verdict]} {row.verdict}"


def _shown(cell: HeatCell, first: Text) -> Cell:
    lines = (first, cell.interval) if cell.interval else (first,)
    return Cell(lines=lines, shade=cell.shade, told=cell.sentence)


def _heat_row(published: Published, m: MetierLine) -> HeatRow:
    own = published.axes_of[m.metier]
    return HeatRow(
        metier=m.metier,
        anchor=metier_anchor(m),
        verdict=m.verdict,
        cells=tuple(_cell(published, a.label, own.get(a.id), a.id) for a in published.axes),
        total=_cell(published, WHOLE.lower(), m, ""),
    )


def _cell(
    published: Published, label: str, line: AxisLine | MetierLine | None, axis: str
) -> HeatCell:
    if line is None or line.rate is None:
        told = f"{line.metier}, {label} : {NOT_ASSESSED}" if line else NOT_ASSESSED
        return HeatCell(text="n. é.", interval="", shade=0, mark="–", sentence=told)
    thresholds = thresholds_of(published, RATE, axis)
    text, interval = percent(line.rate, thresholds), bounds(line.low, line.high, thresholds)
    least = (1, "◔") if line.rate else (0, "○")
    shade, mark = next(((s, m) for low, s, m in _SHADES if line.rate >= low), least)
    gap = GAP_PHRASES[line.gap] if isinstance(line, AxisLine) else ""
    tail = f" ; {gap}" if gap else ""
    fraction = ratio(line.numerator, line.denominator)
    sentence = f"{line.metier}, {label} : {text} {interval}, {fraction}{tail}"
    return HeatCell(text=text, interval=interval, shade=shade, mark=mark, sentence=sentence)
