"""A table of learners: one line per métier, «metier, effectif»."""

from __future__ import annotations

import re
from pathlib import Path

from coverage_engine.errors import InputRefused
from coverage_engine.ingest.spreadsheet import MAX_FAULTS_SHOWN, Table, find_table, read_sheets
from coverage_engine.normalise import fold, key

METIER, COUNT = "metier", "effectif"
_NAMES = {
    METIER: ("metier", "metiers", "poste", "postes", "emploi", "emplois", "fonction"),
    COUNT: (
        "effectif", "effectifs", "apprenant", "apprenants", "nombre d apprenants", "nombre", "nb", "stagiaires", "personnes",
        "nombre de personnes", "postes nombre", "nombre de postes",
    ),
}  # fmt: skip
_ID_OF = {name: column for column, names in _NAMES.items() for name in names}
_WHOLE = re.compile(r"\d{1,9}")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)")
_TOTAL = re.compile(r"(?:sous[ -]?)?tota(?:l|ux)\b|ensemble\b")
# A plan names métiers of a branch: hundreds at most.
MAX_ROWS = 5_000


def read_headcount(path: Path) -> dict[str, int]:
    """Learners by printed name of métier, in file order; lines of totals and lines of 0 are left out.

    Raises
    ------
    InputRefused
        With each fault: no such columns, a figure that is no number of learners, a métier written twice or missing.
    """
    table = find_table(read_sheets(path, max_rows=MAX_ROWS), _ID_OF.get, (METIER, COUNT), path.name)
    out: dict[str, int] = {}
    seen: dict[str, int] = {}
    faults = []
    for row, cells in table.rows:
        label, printed = (
            cells[i].strip() if i < len(cells) else "" for i in (table.columns[METIER], table.columns[COUNT])
        )
        figure = _THOUSANDS.sub("", printed)
        # A workbook stores 12 as 12.0.
        figure = figure.removesuffix(".0")
        if _TOTAL.match(fold(label)) or not (label or printed):
            continue
        if not label:
            faults.append(
                _fault(table, row, METIER, "", "un effectif sans métier → nommez le métier, ou supprimez la ligne")
            )
        elif not _WHOLE.fullmatch(figure):
            faults.append(
                _fault(table, row, COUNT, printed, "attendu, un nombre entier d’apprenants → corrigez la cellule")
            )
        elif key(label) in seen:
            faults.append(
                _fault(
                    table, row, METIER, label, f"déjà à la ligne {seen[key(label)]} → gardez une seule ligne par métier"
                )
            )
        else:
            seen[key(label)] = row
            if int(figure):
                out[label] = int(figure)
    if not faults and not out:
        faults.append(f"{table.source} : aucun métier avec un effectif → ajoutez une ligne « métier, effectif »")
    if faults:
        more = len(faults) - MAX_FAULTS_SHOWN
        raise InputRefused([*faults[:MAX_FAULTS_SHOWN], *([f"et {more} autres lignes"] if more > 0 else [])])
    return out


def _fault(table: Table, row: int, column: str, value: str, why: str) -> str:
    title = table.header[table.columns[column]].strip()
    return f"{table.source}, ligne {row}, colonne « {title} » : « {value[:40]} » — {why}"
