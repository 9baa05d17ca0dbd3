"""The few lines a terminal shows when a report is done."""

from __future__ import annotations

from coverage_engine.french import percent, plural
from coverage_engine.model.anomaly import Severity
from coverage_engine.model.results import BIEN_COUVERT
from coverage_engine.query.run import Run


def summarise(run: Run) -> str:
    """Short French summary of a run: counts, rate, the two lists, priorities, anomalies."""
    settings = run.referential.settings
    well = [m.metier for m in run.metiers if m.verdict == BIEN_COUVERT]
    other = [m for m in run.metiers if m.verdict != BIEN_COUVERT]
    urgent = run.by_priority[:3]
    warnings = sum(a.severity is not Severity.INFORMATION for a in run.anomalies)
    lines = [
        f"{run.referential.title} – {run.catalogue.title}",
        f"{plural(len(run.catalogue.rows), 'ligne')}, {plural(len(run.offers), 'offre')} dont {run.portrait.counted} comptées, "
        f"{plural(len(run.metiers), 'métier')}, taux d’ensemble {percent(run.whole.value, [settings.seuil_bien_couvert])}.",
        f"Bien couverts ({len(well)})\u00a0: {', '.join(well) or 'aucun'}.",
        f"À renforcer\u00a0: {len(other)}.",
    ]
    if urgent:
        lines.append("Premières priorités\u00a0: " + ", ".join(m.metier for m in urgent) + ".")
    lines.append(
        f"Anomalies\u00a0: {len(run.anomalies)}, dont {warnings} à regarder (liste\u00a0: donnees/anomalies.csv)."
    )
    return "\n".join(lines)
