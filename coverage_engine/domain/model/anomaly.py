"""A fault of the data: found, listed, never silently repaired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coverage_engine.domain.text_tables import lines


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A kind of fault: all that its anomalies share, save their place and value.

    ``expected``, ``done`` and ``remedy`` may hold ``{names}``, which :meth:`at` fills.
    """

    code: str
    severity: Severity
    column: str
    expected: str
    done: str
    remedy: str

    def at(self, source: str, row: int, value: str, *, column: str = "", **told: object) -> Anomaly:
        """The anomaly of this kind at one place; ``column`` when the kind has none of its own."""
        return Anomaly(
            code=self.code,
            severity=self.severity,
            source=source,
            row=row,
            column=column or self.column,
            value=value,
            expected=self.expected.format(**told),
            done=self.done.format(**told),
            remedy=self.remedy.format(**told),
        )


_SEVERITIES = {severity.name[0]: severity for severity in Severity}


def fault_table(text: str) -> dict[str, Fault]:
    """Kinds of faults by code, from a table that a person can read.

    Parameters
    ----------
    text:
        One kind a line: first letter of its severity, code, column, expected, done, remedy, set
        apart by ``|``; an indented line continues the one above.
    """
    out = {}
    for line in lines(text):
        letter, code, column, expected, done, remedy = (part.strip() for part in line.split("|"))
        out[code] = Fault(
            code=code,
            severity=_SEVERITIES[letter],
            column=column,
            expected=expected,
            done=done,
            remedy=remedy,
        )
    return out


def errors(anomalies: Iterable[Anomaly]) -> list[str]:
    """What stops a report: the faults of severity *erreur*, in order, as sentences."""
    return [
        a.sentence() for a in sorted(anomalies, key=Anomaly.order) if a.severity is Severity.ERREUR
    ]
