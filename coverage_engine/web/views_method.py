"""Method and data quality: tables of the run as they are, in words."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.documents.plan_words import plan_method
from coverage_engine.documents.report_texts import (
    CAVEATS,
    METHOD,
    METHOD_TABLES,
    NOTICE,
    verdict_sentence,
)
from coverage_engine.tables.columns import DataTable
from coverage_engine.web.visit import Visit

_SECTIONS = (
    ("constats", "Les constats publiés, éprouvés"),
    ("liens_a_confirmer", "Lectures à confirmer d’abord"),
    ("sensibilite", "Ce que changerait un autre réglage"),
    ("anomalies", "Qualité des données : anomalies relevées"),
    ("decisions", "Décisions humaines"),
    ("reglages", "Réglages, raisons et sources"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """Context of ``methode.html.jinja``: texts, then tables with their titles."""

    verdict: str
    plan: tuple[str, ...]
    tables: tuple[tuple[str, DataTable], ...]
    notice: str = NOTICE
    caveats: tuple[str, ...] = CAVEATS
    method: tuple[str, ...] = METHOD
    rules: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]], ...] = METHOD_TABLES


def method_view(visit: Visit[None]) -> MethodView:
    """The method and the data."""
    run = visit.run
    tables = tuple((title, run.table(name)) for name, title in _SECTIONS if run.has(name))
    return MethodView(
        verdict=verdict_sentence(run.settings), plan=plan_method(run.settings), tables=tables
    )


def glossary_view(visit: Visit[None]) -> DataTable:
    """The words: ``glossaire.html.jinja`` shows their table."""
    return visit.run.table("glossaire")
