"""The few lines a terminal shows when a report is done."""

from __future__ import annotations

from coverage_engine.analysis.run import Run
from coverage_engine.checks.decisions import IDLE, ORPHAN
from coverage_engine.domain.french import plural
from coverage_engine.domain.model.anomaly import Severity
from coverage_engine.domain.model.results import A_CONFIRMER, A_RENFORCER, BIEN_COUVERT
from coverage_engine.tables.phrases import with_range


def summarise(run: Run) -> str:
    """Short French summary of a run: counts, rate, the two lists, priorities, anomalies."""
    settings = run.referential.settings
    named = {
        v: [m.metier for m in run.metiers if m.verdict == v]
        for v in (BIEN_COUVERT, A_CONFIRMER, A_RENFORCER)
    }
    urgent = run.by_priority[:3]
    warnings = sum(a.severity is not Severity.INFORMATION for a in run.anomalies)
    lines = [
        f"{run.referential.title} – {run.catalogue.title}",
        (
            f"{plural(len(run.catalogue.rows), 'ligne')}, {plural(len(run.offers), 'offre')} dont"
            f" {run.portrait.counted} comptées, {plural(len(run.metiers), 'métier')}, taux"
            " d’ensemble"
            f" {with_range(run.whole.value, run.doubt.whole, [settings.seuil_bien_couvert])}."
        ),
        (
            f"Bien couverts ({len(named[BIEN_COUVERT])})\u00a0:"
            f" {', '.join(named[BIEN_COUVERT]) or 'aucun'}."
        ),
        (
            f"À confirmer ({len(named[A_CONFIRMER])})\u00a0:"
            f" {', '.join(named[A_CONFIRMER]) or 'aucun'}."
        ),
        f"À renforcer\u00a0: {len(named[A_RENFORCER])}.",
    ]
    if urgent:
        lines.append("Premières priorités\u00a0: " + ", ".join(m.metier for m in urgent) + ".")
    lines.append(
        f"Anomalies\u00a0: {len(run.anomalies)}, dont {warnings} à regarder (liste\u00a0:"
        " donnees/anomalies.csv)."
    )
    if lost := sum(a.code in (ORPHAN, IDLE) for a in run.anomalies):
        lines.append(
            f"{plural(lost, 'décision sans effet', 'décisions sans effet')}\u00a0: voir {ORPHAN} et"
            f" {IDLE} dans donnees/anomalies.csv."
        )
    return "\n".join(lines)
