"""A fault of the data: found, listed, never silently repaired."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a fault matters. Only ``ERREUR`` stops a report."""

    ERREUR = "erreur"
    AVERTISSEMENT = "avertissement"
    INFORMATION = "information"


_ORDER = {Severity.ERREUR: 0, Severity.AVERTISSEMENT: 1, Severity.INFORMATION: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """One fault with its coordinates, what was printed, what was expected, done, and to do.

    ``row`` is the row number a reader sees (the catalogue's own row number when it prints one, else
    the spreadsheet row); 0 when the fault concerns the whole file.
    """

    code: str
    severity: Severity
    source: str
    row: int
    column: str
    value: str
    expected: str
    done: str
    remedy: str

    def order(self) -> tuple[int, str, int, str, str, str]:
        """Sort key: severity first, then place."""
        return (_ORDER[self.severity], self.source, self.row, self.code, self.column, self.value)

    def sentence(self) -> str:
        """One French sentence with place, value, expectation and remedy."""
        place = self.source
        if self.row:
            place += f", ligne {self.row}"
        if self.column:
            place += f", colonne « {self.column} »"
        shown = self.value if len(self.value) <= 80 else self.value[:77] + "…"
        value = f" : « {shown} »" if shown else ""
        remedy = f" → {self.remedy}" if self.remedy else ""
        expected = f" — attendu\u00a0: {self.expected}" if self.expected else ""
        return f"{place}{value}{expected}{remedy} [{self.code}]"
