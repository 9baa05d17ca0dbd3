"""Printed degrees confronted with the scores of tasks, and faults of the printed table."""

from __future__ import annotations

from collections import Counter

from coverage_engine.analysis.isco_scores import AGREES, Agreement
from coverage_engine.documents import staffing_words as words
from coverage_engine.documents.model import Block, Bullets, Section, Table
from coverage_engine.documents.table_of import Figures, table_of
from coverage_engine.domain.french import number, percent, plural
from coverage_engine.tables.staffing_tables import StaffingRun


def verification(run: StaffingRun) -> tuple[Section, ...]:
    """The section, when there is something to say."""
    said = _sentences(run)
    blocks: list[Block] = [Bullets(said)] if said else []
    if any(c.state != AGREES for c in run.checks):
        blocks.append(_disagreements(run))
    if run.anomalies:
        blocks.append(_anomalies(run))
    title = "Vérification des degrés imprimés"
    return (Section("verification", title, tuple(blocks)),) if blocks else ()


def _agreement(found: Agreement, what: str) -> str:
    return (
        f"{what} : {number(found.agree)} accords sur"
        f" {plural(found.compared, 'ligne comparable', 'lignes comparables')}, soit"
        f" {percent(found.rate)}."
    )


def _sentences(run: StaffingRun) -> tuple[str, ...]:
    """How many printed degrees agree with the scores of tasks, or that no score was given."""
    if not run.checks:
        return () if run.is_branch else (words.NO_SCORES,)
    states = Counter(c.state for c in run.checks)
    return (
        words.SCORE,
        _agreement(run.by_code, "En suivant le code imprimé"),
        _agreement(
            run.by_title,
            "En suivant le titre imprimé quand il est le titre officiel d’un autre code",
        ),
        f"Lignes par état – {' ; '.join(f'{state} : {n}' for state, n in sorted(states.items()))}.",
        *run.score_notes,
    )


def _disagreements(run: StaffingRun) -> Table:
    """The rows that do not agree, with both degrees."""
    apart = [c for c in run.checks if c.state != AGREES]
    return table_of(
        f"Désaccords et codes sans score ({len(apart)})",
        apart,
        ("Ligne", lambda c: str(c.occupation.row)),
        ("Métier", lambda c: c.occupation.metier),
        ("Code et titre imprimés", lambda c: f"{c.occupation.code} {c.occupation.title}"),
        ("Degré imprimé", lambda c: c.occupation.degree),
        (
            "Degré calculé",
            lambda c: (
                c.state
                if c.mean is None
                else f"{c.computed} ({number(c.mean, 2)}, {plural(c.tasks, 'tâche')})"
            ),
        ),
        (
            "D’après le titre",
            lambda c: (
                "–"
                if c.title_mean is None
                else f"{c.title_code} : {c.title_degree} ({number(c.title_mean, 2)})"
            ),
        ),
    )


def _anomalies(run: StaffingRun) -> Table:
    return table_of(
        f"Anomalies du tableau imprimé ({len(run.anomalies)})",
        run.anomalies,
        ("Code", lambda a: a.code),
        Figures("Ligne", lambda a: str(a.row or "")),
        ("Valeur imprimée", lambda a: a.value),
        ("Attendu", lambda a: a.expected),
    )
