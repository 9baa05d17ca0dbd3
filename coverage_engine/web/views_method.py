"""Method, data quality and glossary: tables of the run as they are, in words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.documents.plan_words import plan_method
from coverage_engine.documents.report_texts import (
    CAVEATS,
    METHOD,
    METHOD_TABLES,
    NOTICE,
    verdict_sentence,
)
from coverage_engine.domain.french import number, percent, plural
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.kinds import RATE, STRING, Cell
from coverage_engine.tables.published import Published
from coverage_engine.web.views_common import Link

# Lines of a table shown on the page; the API and the exports of the report have them all.
SHOWN_LINES = 200
_SECTIONS = (
    ("constats", "Les constats publiés, éprouvés"),
    ("liens_a_confirmer", "Lectures à confirmer d’abord"),
    ("sensibilite", "Ce que changerait un autre réglage"),
    ("anomalies", "Qualité des données : anomalies relevées"),
    ("decisions", "Décisions humaines"),
    ("reglages", "Réglages, raisons et sources"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table as printed; ``more`` says how many lines are not shown, ``api`` where they are."""

    anchor: str
    title: str
    header: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str
    exports: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """Context of ``methode.html.jinja``."""

    notice: str
    caveats: tuple[str, ...]
    method: tuple[str, ...]
    verdict: str
    plan: tuple[str, ...]
    rules: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]], ...]
    tables: tuple[TableView, ...]
    inputs: tuple[tuple[str, str, str], ...]
    stamp: str


@dataclass(frozen=True, slots=True)
class GlossaryView:
    """Context of ``glossaire.html.jinja``."""

    terms: tuple[tuple[str, str], ...]


def table_view(table: DataTable, title: str) -> TableView:
    """A table of the run for a page."""
    rows = tuple(tuple(map(_printed, row, table.columns)) for row in table.rows[:SHOWN_LINES])
    hidden = len(table.rows) - len(rows)
    return TableView(
        anchor=table.name,
        title=title,
        header=tuple(c.label for c in table.columns),
        numeric=tuple(c.kind.type != STRING for c in table.columns),
        rows=rows,
        more=(
            f"{plural(hidden, 'autre ligne', 'autres lignes')} dans les exports"
            if hidden > 0
            else ""
        ),
        exports=(
            Link("Excel", f"/methode/{table.name}.xlsx"),
            Link("CSV", f"/methode/{table.name}.csv"),
        ),
    )


def _printed(cell: Cell, column: Column) -> str:
    if cell is None or cell == "":
        return "—"
    if column.kind is RATE and isinstance(cell, (int, Fraction)):
        return percent(Fraction(cell))
    if isinstance(cell, (int, Fraction)):
        return number(cell)
    return cell


def method_view(published: Published) -> MethodView:
    """The method and the data."""
    tables = tuple(
        table_view(published.table(name), title) for name, title in _SECTIONS if published.has(name)
    )
    return MethodView(
        notice=NOTICE,
        caveats=CAVEATS,
        method=METHOD,
        verdict=verdict_sentence(published.settings),
        plan=plan_method(published.settings),
        rules=METHOD_TABLES,
        tables=tables,
        inputs=tuple((f.role, f.name, f.sha256) for f in published.about.inputs),
        stamp=published.stamp,
    )


def glossary_view(published: Published) -> GlossaryView:
    """The words."""
    return GlossaryView(
        tuple((str(term), str(text)) for term, text in published.table("glossaire").rows)
    )
