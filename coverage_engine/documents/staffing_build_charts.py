"""Data of the staffing charts. Nothing is drawn that is not printed: a masked share is one hatched
segment.
"""

from __future__ import annotations

from fractions import Fraction

from coverage_engine.documents.view_charts import Bar, BarChart, Segment, StackedBar, StackedChart
from coverage_engine.domain.french import number, percent, plural
from coverage_engine.domain.model.staffing import CountRow, CountTable
from coverage_engine.tables.staffing_tables import StaffingRun, mixed

TOP_METIERS = 12
# A chart with more bars is no longer read; its table has them all.
MAX_BARS = 40
_LAST_SHADE, _MASKED = 4, -1


def make_bars(run: StaffingRun, warning: str) -> dict[str, BarChart]:
    """Share of posts per degree; métiers with most posts among the concerned."""
    s = run.staffing
    overall = tuple(
        Bar(
            label=c,
            value=n / s.posts,
            text=f"{percent(Fraction(n, s.posts))} ({plural(n, 'poste')})",
        )
        for c, n in zip(s.columns, s.overall, strict=True)
    )
    out = {
        "ensemble": _chart(
            "ensemble", "Part des postes par degré", "Une barre par degré.", overall, warning
        )
    }
    concerned = run.concerned_posts
    if concerned and not mixed(run):
        shown = [m for m in run.concerned_metiers if m.posts is not None]
        top = sorted(shown, key=lambda m: (-(m.posts or 0), m.occupation.row))[:TOP_METIERS]
        bars = tuple(
            Bar(
                label=m.occupation.name,
                value=(m.posts or 0) / concerned,
                text=f"{number(m.posts)} ({percent(Fraction(m.posts or 0, concerned))})",
            )
            for m in top
        )
        if bars:
            title = "Métiers qui comptent le plus de postes concernés"
            out["metiers"] = _chart(
                "metiers", title, "Part de chaque métier dans les postes concernés.", bars, warning
            )
    return out


def _chart(name: str, title: str, what: str, bars: tuple[Bar, ...], warning: str) -> BarChart:
    values = " ; ".join(f"{b.label} {b.text}" for b in bars)
    return BarChart(
        id=f"graphique-{name}",
        title=f"{title}. {warning}",
        description=f"{what} {values}.",
        bars=bars,
    )


def make_stacks(run: StaffingRun, warning: str) -> dict[str, StackedChart]:
    """One chart of stacked bars per dimension that has a table."""
    return {t.dimension: _stack(run, t, warning) for t in run.staffing.tables if t.rows}


def _stack(run: StaffingRun, table: CountTable, warning: str) -> StackedChart:
    s = run.staffing
    shades = [round(_LAST_SHADE * i / max(1, len(s.columns) - 1)) for i in range(len(s.columns))]
    bars = tuple(
        StackedBar(r.label, _segments(r, shades), plural(r.total, "poste"))
        for r in table.rows[:MAX_BARS]
    )
    legend = [*zip(shades, s.columns, strict=True)]
    if any(None in r.cells for r in table.rows[:MAX_BARS]):
        legend.append((_MASKED, "degrés masqués, ensemble"))
    more = f" Les {MAX_BARS} premières valeurs." if len(table.rows) > MAX_BARS else ""
    return StackedChart(
        id=f"graphique-{table.dimension}",
        title=f"Degrés par {table.title}.{more} {warning}",
        description=(
            "Une barre par ligne du tableau qui suit, découpée selon les degrés, du moins au plus"
            " concerné ; les degrés masqués font un seul segment hachuré."
            f" {_told(table, s.columns)}"
        ),
        legend=tuple(legend),
        bars=bars,
    )


def _segments(row: CountRow, shades: list[int]) -> tuple[Segment, ...]:
    parts = [(n, shade) for n, shade in zip(row.cells, shades, strict=True) if n]
    if row.hidden:
        parts.append((row.hidden, _MASKED))
    return tuple(
        Segment(n / row.total, percent(Fraction(n, row.total)), shade) for n, shade in parts
    )


def _told(table: CountTable, columns: tuple[str, ...]) -> str:
    lines = (
        f"{r.label} : "
        + ", ".join(
            f"{c} {'masqué' if n is None else percent(Fraction(n, r.total))}"
            for c, n in zip(columns, r.cells, strict=True)
        )
        for r in table.rows[:MAX_BARS]
    )
    return " ; ".join(lines) + "."
