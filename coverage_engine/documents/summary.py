"""The few lines a terminal shows when a report is done."""

from __future__ import annotations

from coverage_engine.checks.decisions import IDLE, ORPHAN
from coverage_engine.domain.french import plural
from coverage_engine.domain.model.anomaly import Severity
from coverage_engine.domain.model.results import A_CONFIRMER, BIEN_COUVERT
from coverage_engine.tables import report_tables
from coverage_engine.tables.phrases import rate_and_range
from coverage_engine.tables.published import Published


def summarise(published: Published) -> str:
    """Short French summary of a run: counts, rate, the two lists, priorities, anomalies."""
    about, anomalies = published.about, published.of(report_tables.ANOMALIES)
    whole = published.of(report_tables.AXIS_RATES)[-1]
    rate = rate_and_range(whole, [published.settings.seuil_bien_couvert])
    rows = sum(len(o.rows) for o in published.offers.values())
    counted = sum(o.counted for o in published.offers.values())
    warnings = sum(a.severity is not Severity.INFORMATION for a in anomalies)
    lines = [
        f"{about.referential} – {about.catalogue}",
        (
            f"{plural(rows, 'ligne')},"
            f" {plural(len(published.offers), 'offre')} dont {counted} comptées,"
            f" {plural(whole.metiers, 'métier')}, taux d’ensemble {rate}."
        ),
        *(
            f"{title} ({len(names)})\u00a0: {', '.join(names) or 'aucun'}."
            for title, verdict in (("Bien couverts", BIEN_COUVERT), ("À confirmer", A_CONFIRMER))
            for names in [[m.metier for m in published.metiers if m.verdict == verdict]]
        ),
        f"À renforcer\u00a0: {whole.metiers - whole.well - whole.unsettled}.",
    ]
    urgent = ", ".join(m.metier for m in published.by_priority[:3])
    if urgent:
        lines.append(f"Premières priorités\u00a0: {urgent}.")
    lines.append(
        f"Anomalies\u00a0: {len(anomalies)}, dont {warnings} à regarder (liste\u00a0:"
        " donnees/anomalies.csv)."
    )
    if lost := sum(a.code in (ORPHAN, IDLE) for a in anomalies):
        lines.append(
            f"{plural(lost, 'décision sans effet', 'décisions sans effet')}\u00a0: voir {ORPHAN} et"
            f" {IDLE} dans donnees/anomalies.csv."
        )
    return "\n".join(lines)
