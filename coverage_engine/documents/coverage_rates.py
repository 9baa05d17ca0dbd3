"""Rates of the coverage report: the heat-map, axes, profiles, families, métiers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from coverage_engine.documents import report_texts as words
from coverage_engine.documents.coverage_charts import axis_chart, exposure_scatter, metier_chart
from coverage_engine.documents.heat_map import LEGEND, heat_table
from coverage_engine.documents.marks import verdict_badge
from coverage_engine.documents.model import Block, Chart, Legend, Paragraph, Section, Soft, Table
from coverage_engine.documents.table_of import Figures, table_of
from coverage_engine.documents.view_charts import Scatter
from coverage_engine.domain.french import plural, ratio
from coverage_engine.tables import report_tables
from coverage_engine.tables.phrases import rate_and_range
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import RateLine


def heat_map(published: Published) -> Section:
    """Rate of every métier on every axis."""
    said = f"{words.HEAT_MAP} {words.range_note(published.settings)} {words.HEAT_MAP_FRACTIONS}"
    blocks = (Paragraph(said), Legend(LEGEND), heat_table(published))
    return Section("carte", "Carte métier × axe", blocks)


def rates(published: Published) -> Section:
    """Rates by axis, by profile, by family and by métier."""
    axes = published.of(report_tables.AXIS_RATES)[:-1]
    profiles = published.of(report_tables.PROFILES)
    pivots = {a.id for a in published.axes if a.pivot}

    def pivot(line: RateLine) -> str:
        return "axe pivot" if line.id in pivots else ""

    blocks: list[Block] = [Chart(axis_chart(axes)), _rates("Taux par axe", "Axe", axes, pivot)]
    if profiles:
        blocks.append(_rates("Taux par profil d’exposition", "Profil", profiles, _verdicts))
    families = published.of(report_tables.FAMILIES)
    blocks += [
        _rates("Taux par famille de métiers", "Famille", families, _verdicts),
        Chart(metier_chart(published)),
        Paragraph((Soft(words.BARS),)),
    ]
    scatter = exposure_scatter(published)
    if scatter:
        blocks += [Chart(scatter), Paragraph((Soft(words.POINTS),)), _points(scatter)]
    return Section("taux", "Taux par axe, par profil, par famille", tuple(blocks))


def _rates(
    caption: str, first: str, lines: Sequence[RateLine], note: Callable[[RateLine], str]
) -> Table:
    return table_of(
        caption,
        lines,
        (first, lambda x: x.label),
        Figures("Taux", rate_and_range),
        Figures("Couvert / requis (poids)", lambda x: ratio(x.numerator, x.denominator)),
        ("Précision", note),
    )


def _verdicts(line: RateLine) -> str:
    """Métiers well covered or to confirm: «2 métiers, dont 1 bien couvert et 1 à confirmer»."""
    tail = f" et {line.unsettled} à confirmer" if line.unsettled else ""
    well = plural(line.well, "bien couvert", "bien couverts")
    return f"{plural(line.metiers, 'métier')}, dont {well}{tail}"


def _points(scatter: Scatter) -> Table:
    return table_of(
        "Exposition et couverture, données du graphique",
        scatter.points,
        Figures("N°", lambda p: str(p.number)),
        ("Métier", lambda p: p.label),
        Figures("Exposition", lambda p: p.x_text),
        Figures("Taux", lambda p: p.y_text),
        ("Verdict", lambda p: (verdict_badge(p.verdict),)),
    )
