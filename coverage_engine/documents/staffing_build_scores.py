"""What the staffing report says of printed degrees confronted with the scores of tasks."""

from __future__ import annotations

from coverage_engine.analysis.isco_scores import AGREES, Agreement
from coverage_engine.documents import staffing_words as words
from coverage_engine.documents.coverage_report import Table
from coverage_engine.domain.french import number, percent, plural
from coverage_engine.tables.staffing_tables import StaffingRun


def _agreement(found: Agreement, what: str) -> str:
    return (
        f"{what} : {number(found.agree)} accords sur"
        f" {plural(found.compared, 'ligne comparable', 'lignes comparables')}, soit"
        f" {percent(found.rate)}."
    )


def score_sentences(run: StaffingRun) -> tuple[str, ...]:
    """How many printed degrees agree with the scores of tasks, or that no score was given."""
    if not run.checks:
        return () if run.is_branch else (words.NO_SCORES,)
    states: dict[str, int] = {}
    for c in run.checks:
        states[c.state] = states.get(c.state, 0) + 1
    return (
        (
            "Le score d’un métier est la moyenne des scores de ses tâches ; les bornes des degrés"
            " sont appliquées à cette moyenne."
        ),
        _agreement(run.by_code, "En suivant le code imprimé"),
        _agreement(
            run.by_title,
            "En suivant le titre imprimé quand il est le titre officiel d’un autre code",
        ),
        "Lignes par état – "
        + " ; ".join(f"{state} : {n}" for state, n in sorted(states.items()))
        + ".",
        *run.score_notes,
    )


def disagreements(run: StaffingRun) -> Table | None:
    """The rows that do not agree, with both degrees; None when all do."""
    apart = [c for c in run.checks if c.state != AGREES]
    if not apart:
        return None
    rows = tuple(
        (
            str(c.occupation.row),
            c.occupation.metier,
            f"{c.occupation.code} {c.occupation.title}",
            c.occupation.degree,
            (
                f"{c.computed} ({number(c.mean, 2)}, {plural(c.tasks, 'tâche')})"
                if c.mean is not None
                else c.state
            ),
            (
                f"{c.title_code} : {c.title_degree} ({number(c.title_mean, 2)})"
                if c.title_mean is not None
                else "–"
            ),
        )
        for c in apart
    )
    return Table(
        f"Désaccords et codes sans score ({len(apart)})",
        (
            "Ligne",
            "Métier",
            "Code et titre imprimés",
            "Degré imprimé",
            "Degré calculé",
            "D’après le titre",
        ),
        rows,
    )
