"""Drawings of the staffing report: what is printed alone; a masked share is a hatched segment."""

from __future__ import annotations

from fractions import Fraction

from coverage_engine.documents import staffing_words as words
from coverage_engine.documents.staffing_shown import largest_metiers
from coverage_engine.documents.view_charts import Bar, BarChart, Segment, StackedBar, StackedChart
from coverage_engine.domain.french import number, percent, plural
from coverage_engine.domain.model.staffing import CountRow, CountTable
from coverage_engine.tables.staffing_tables import MASKED, StaffingRun, mixed

TOP_METIERS = 12
# A chart with more bars is no longer read; its table has them all.
MAX_BARS = 40
_LAST_SHADE, _HATCHED = 4, -1


def degree_chart(run: StaffingRun) -> BarChart:
    """Share of posts per degree."""
    s = run.staffing
    bars = tuple(
        Bar(
            label=c,
            value=n / s.posts,
            text=f"{percent(Fraction(n, s.posts))} ({plural(n, 'poste')})",
        )
        for c, n in zip(s.columns, s.overall, strict=True)
    )
    return _chart(run, "ensemble", "Part des postes par degré", "Une barre par degré.", bars)


def metier_chart(run: StaffingRun) -> BarChart | None:
    """Métiers with most posts among the concerned; None when they cannot be told."""
    concerned = run.concerned_posts
    if not concerned or mixed(run):
        return None
    bars = tuple(
        Bar(
            label=m.occupation.name,
            value=(m.posts or 0) / concerned,
            text=f"{number(m.posts)} ({percent(Fraction(m.posts or 0, concerned))})",
        )
        for m in largest_metiers(run)[:TOP_METIERS]
    )
    title = "Métiers qui comptent le plus de postes concernés"
    what = "Part de chaque métier dans les postes concernés."
    return _chart(run, "metiers", title, what, bars) if bars else None


def _chart(run: StaffingRun, name: str, title: str, what: str, bars: tuple[Bar, ...]) -> BarChart:
    values = " ; ".join(f"{b.label} {b.text}" for b in bars)
    return BarChart(
        id=f"graphique-{name}",
        title=f"{title}. {words.warning(run.is_branch)}",
        description=f"{what} {values}.",
        bars=bars,
    )


def dimension_chart(run: StaffingRun, table: CountTable) -> StackedChart:
    """Degrees of each value of a dimension."""
    columns, shown = run.staffing.columns, table.rows[:MAX_BARS]
    shades = [round(_LAST_SHADE * i / max(1, len(columns) - 1)) for i in range(len(columns))]
    bars = tuple(StackedBar(r.label, _segments(r, shades), plural(r.total, "poste")) for r in shown)
    legend = [*zip(shades, columns, strict=True)]
    if any(None in r.cells for r in shown):
        legend.append((_HATCHED, "degrés masqués, ensemble"))
    more = f" Les {MAX_BARS} premières valeurs." if len(table.rows) > MAX_BARS else ""
    told = " ; ".join(f"{r.label} : {_told(r, columns)}" for r in shown)
    return StackedChart(
        id=f"graphique-{table.dimension}",
        title=f"Degrés par {table.title}.{more} {words.warning(run.is_branch)}",
        description=f"{words.HOW_TO_READ_DEGREES} {told}.",
        legend=tuple(legend),
        bars=bars,
    )


def _segments(row: CountRow, shades: list[int]) -> tuple[Segment, ...]:
    parts = [(n, shade) for n, shade in zip(row.cells, shades, strict=True) if n]
    if row.hidden:
        parts.append((row.hidden, _HATCHED))
    return tuple(
        Segment(n / row.total, percent(Fraction(n, row.total)), shade) for n, shade in parts
    )


def _told(row: CountRow, columns: tuple[str, ...]) -> str:
    return ", ".join(
        f"{c} {MASKED if n is None else percent(Fraction(n, row.total))}"
        for c, n in zip(columns, row.cells, strict=True)
    )
