"""Scores of tasks per ISCO-08 occupation: the file of the ILO, or one of the same kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.staffing import TaskScore
from coverage_engine.sources.spreadsheet import MAX_FAULTS_SHOWN, Table, find_table, read_sheets

# Column id → printed names, folded by ``normalise.key``; the first are those of the ILO's file.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("isco 08", "isco08", "code isco", "code isco 08", "code", "isco"),
    "titre": ("title", "titre", "titre isco", "intitule"),
    "tache": ("taskid", "task id", "tache", "task", "id tache", "numero de tache"),
    # The study rests on the scores of 2023, which the file of 2025 still carries.
    "score": ("score 2023", "score23", "score", "score tache"),
}
_ID_OF = {name: column for column, names in _COLUMNS.items() for name in names}
_CODE, _SCORE = (
    re.compile(r"\d{3,4}"),
    re.compile(r"[01]?(?:[.,]\d{1,17})?|[1-9](?:[.,]\d{1,17})?e-\d{1,2}"),
)


def read_task_scores(path: Path) -> tuple[tuple[TaskScore, ...], tuple[str, ...]]:
    """Read scores between 0 and 1, one row per task.

    Returns
    -------
    (scores, notes):
        A task without a score is told in ``notes``; a code of three digits lost its zero.

    Raises
    ------
    InputRefused
        If a column is missing, a code or score is not one, or a task comes twice.
    """
    table = find_table(read_sheets(path), _ID_OF.get, ("code", "tache", "score"), path.name)
    faults: list[str] = []
    without: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    scores = []
    for row, cells in table.rows:
        code, title, task, printed = (
            _cell(cells, table, name) for name in ("code", "titre", "tache", "score")
        )
        place = f"{table.source}, ligne {row}"
        if not _CODE.fullmatch(code):
            faults.append(
                f"{place} : « {code[:40]} » — attendu : un code ISCO-08 de quatre chiffres →"
                " corrigez la cellule"
            )
            continue
        code = code.zfill(4)
        if not printed:
            without.append(f"{code} tâche {task}")
            continue
        score = _score(printed)
        if score is None:
            faults.append(
                f"{place} : « {printed[:40]} » — attendu : un score entre 0 et 1 → corrigez la"
                " cellule"
            )
        elif (code, task) in seen:
            faults.append(
                f"{place} : tâche {task[:40]} du code {code} déjà à la ligne {seen[code, task]} →"
                " gardez-en une"
            )
        else:
            seen[code, task] = row
            scores.append(TaskScore(code, title, task, score))
    if not scores and not faults:
        faults = [f"{table.source} : aucun score → vérifiez la colonne des scores"]
    if faults:
        more = len(faults) - MAX_FAULTS_SHOWN
        raise InputRefused(
            [*faults[:MAX_FAULTS_SHOWN], f"et {more} autres → corrigez d’abord les premières"]
            if more > 0
            else faults
        )
    notes = (
        (f"Tâches sans score, laissées hors des moyennes : {' ; '.join(without)}.",)
        if without
        else ()
    )
    return tuple(scores), notes


def _cell(cells: Sequence[str], table: Table, name: str) -> str:
    index = table.columns.get(name)
    return cells[index].strip() if index is not None and index < len(cells) else ""


def _score(printed: str) -> Fraction | None:
    """An exact score; a spreadsheet may hold 0.1 as 0.1000000000000000055."""
    if not _SCORE.fullmatch(printed):
        return None
    value = Fraction(printed.replace(",", ".")).limit_denominator(1_000_000)
    return value if 0 <= value <= 1 else None
