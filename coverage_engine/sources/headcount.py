"""A table of learners: one line per métier, «metier, effectif»."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coverage_engine.domain.cells.unsafe_cells import refused_because
from coverage_engine.domain.errors import CoverageError, InputRefused, UnknownMetier
from coverage_engine.domain.normalise import fold, key
from coverage_engine.domain.text_tables import named_lists
from coverage_engine.sources.formulas import formula_cells
from coverage_engine.sources.spreadsheet import MAX_FAULTS_SHOWN, Table, find_table, read_sheets

METIER, COUNT = "metier", "effectif"
_NAMES = named_lists("""
metier: metier, metiers, poste, postes, emploi, emplois, fonction
effectif: effectif, effectifs, apprenant, apprenants, nombre d apprenants, nombre, nb, stagiaires,
  personnes, nombre de personnes, postes nombre, nombre de postes
""")
_ID_OF = {name: column for column, names in _NAMES.items() for name in names}
_WHOLE = re.compile(r"\d{1,9}")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)")
_TOTAL = re.compile(r"(?:sous[ -]?)?tota(?:l|ux)\b|ensemble\b")
# A plan names métiers of a branch: hundreds at most.
MAX_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Headcount:
    """A table of learners that was found; its lines are judged by :meth:`learners`.

    ``separator`` is a text file's; ``formulas`` are a workbook's, by (row, column).
    """

    table: Table
    separator: str
    formulas: frozenset[tuple[int, int]]

    def learners(self, resolve: Callable[[str], str] = str) -> dict[str, int]:
        """Learners by printed métier, in file order; totals and lines of 0 are left out.

        Parameters
        ----------
        resolve:
            Gives the métier that a printed name means, or raises a CoverageError.

        Raises
        ------
        InputRefused
            With each fault: a figure that is no number, a métier unknown, repeated or missing.
        """
        out: dict[str, int] = {}
        seen: dict[str, int] = {}
        faults = []
        for row, cells in self.table.rows:
            label, printed = (_cell(cells, self.table.columns[c]) for c in (METIER, COUNT))
            if _TOTAL.match(fold(label)) or not (label or printed or self._formula(row)):
                continue
            # A workbook stores 12 as 12.0.
            figure = _THOUSANDS.sub("", printed).removesuffix(".0")
            if fault := self._wrong(row, cells, label, printed, figure):
                faults.append(fault)
                continue
            try:
                metier = key(resolve(label))
            except CoverageError as error:
                faults.append(_fault(self.table, row, METIER, label, _unknown(error)))
                continue
            if metier in seen:
                why = f"déjà à la ligne {seen[metier]} → gardez une seule ligne par métier"
                faults.append(_fault(self.table, row, METIER, label, why))
            else:
                seen[metier] = row
                if int(figure):
                    out[label] = int(figure)
        if not faults and not out:
            faults.append(
                f"{self.table.source} : aucun métier avec un effectif → ajoutez une ligne « métier,"
                " effectif »"
            )
        if faults:
            more = len(faults) - MAX_FAULTS_SHOWN
            raise InputRefused(
                [*faults[:MAX_FAULTS_SHOWN], *([f"et {more} autres lignes"] if more > 0 else [])]
            )
        return out

    def _formula(self, row: int) -> str:
        """Which of the two columns holds a formula on a line; empty when none does."""
        return next(
            (c for c in (METIER, COUNT) if (row, self.table.columns[c]) in self.formulas), ""
        )

    def _wrong(self, row: int, cells: Sequence[str], label: str, printed: str, figure: str) -> str:
        """What is wrong with a line by itself; empty when nothing is."""
        titles = len(self.table.header)
        if self.separator and any(map(str.strip, cells[titles:])):
            line = (
                f"« {self.separator.join(cells)[:40]} » — {len(cells)} cellules pour {titles}"
                " titres"
            )
            remedy = (
                "écrivez l’effectif en nombre entier, sans virgule, ou séparez les colonnes par des"
                " points-virgules"
            )
            return f"{self.table.source}, ligne {row} : {line} → {remedy}"
        if column := self._formula(row):
            return _fault(
                self.table,
                row,
                column,
                {METIER: label, COUNT: printed}[column],
                refused_because("="),
            )
        if not label:
            why = "un effectif sans métier → nommez le métier, ou supprimez la ligne"
            return _fault(self.table, row, METIER, "", why)
        if not _WHOLE.fullmatch(figure):
            why = "attendu, un nombre entier d’apprenants → corrigez la cellule"
            return _fault(self.table, row, COUNT, printed, why)
        return ""


def read_headcount(path: Path) -> Headcount:
    """Find the table of learners of a file.

    Raises
    ------
    InputRefused
        If the file cannot be read or has no such columns.
    """
    sheets = read_sheets(path, max_rows=MAX_ROWS)
    table = find_table(sheets, _ID_OF.get, (METIER, COUNT), path.name)
    separator = next(s.separator for s in sheets if s.source == table.source)
    title = table.source.removeprefix(f"{path.name} [").removesuffix("]")
    return Headcount(table, separator, frozenset() if separator else formula_cells(path, title))


def _cell(cells: Sequence[str], index: int) -> str:
    return cells[index].strip() if index < len(cells) else ""


def _unknown(error: CoverageError) -> str:
    near = error.near
    if isinstance(error, UnknownMetier):
        hint = f"proches : {' ; '.join(near)}" if near else "corrigez le nom, ou supprimez la ligne"
        return f"métier inconnu ou ambigu → {hint}"
    return f"{error} → supprimez la ligne"


def _fault(table: Table, row: int, column: str, value: str, why: str) -> str:
    title = table.header[table.columns[column]].strip()
    return f"{table.source}, ligne {row}, colonne « {title} » : « {value[:40]} » — {why}"
