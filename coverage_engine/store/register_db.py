"""An imported register: one SQLite file, read by code."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.anomaly import Anomaly, Severity
from coverage_engine.domain.model.register import Fiche, RegisterInfo

# «CEng»: marks the files that are ours.
APPLICATION = 0x43456E67
VERSION = 1
_SQLITE_START = b"SQLite format 3\0"
# A query takes this many codes at once: SQLite itself stops at 999 in its older versions.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Register:
    """An imported register, opened by :func:`open_register`."""

    path: Path
    info: RegisterInfo

    def fiches(self, codes: Collection[str]) -> dict[str, Fiche]:
        """Fiches of ``codes`` that the register holds, by code, in the order of the codes.

        Raises
        ------
        InputRefused
            If the file is damaged.
        """
        wanted = list(dict.fromkeys(codes))
        found: dict[str, Fiche] = {}
        with _reading(self.path) as base:
            for start in range(0, len(wanted), _BATCH):
                batch = wanted[start : start + _BATCH]
                marks = ",".join("?" * len(batch))
                for row in base.execute(f"SELECT * FROM fiches WHERE code IN ({marks})", batch):
                    found[row[0]] = _fiche(row)
        return {code: found[code] for code in wanted if code in found}

    def with_successors(self, codes: Collection[str]) -> dict[str, Fiche]:
        """Fiches of ``codes``, then those that replace them, and so on to the last ones."""
        found: dict[str, Fiche] = {}
        wanted = list(dict.fromkeys(codes))
        asked: set[str] = set()
        while wanted:
            asked.update(wanted)
            new = self.fiches(wanted)
            found |= new
            wanted = [
                c
                for c in dict.fromkeys(s for f in new.values() for s in f.replaced_by)
                if c not in asked
            ]
        return found

    def anomalies(self) -> tuple[Anomaly, ...]:
        """What the import found, in order: the file's rows and the fiches they made."""
        with _reading(self.path) as base:
            found = base.execute(
                "SELECT code, gravite, source, ligne, colonne, valeur, attendu, fait, remede"
                " FROM anomalies ORDER BY rang"
            )
            return tuple(
                Anomaly(
                    code=code,
                    severity=Severity(severity),
                    source=source,
                    row=row,
                    column=column,
                    value=value,
                    expected=expected,
                    done=done,
                    remedy=remedy,
                )
                for code, severity, source, row, column, value, expected, done, remedy in found
            )


def open_register(path: Path) -> Register:
    """Open an imported register.

    Raises
    ------
    InputRefused
        If the file is missing, is not an imported register, or was made by another version.
    """
    with _reading(path) as base:
        values = dict(base.execute("SELECT cle, valeur FROM registre"))
        info = RegisterInfo(
            label=values["source"],
            date=_day(values["date"]),
            size=int(values["octets"]),
            sha256=values["sha256"],
            rncp=int(values["fiches_rncp"]),
            rs=int(values["fiches_rs"]),
        )
    return Register(path, info)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Read a register; any damage is a plain refusal."""
    name = path.name
    advice = "donnez le fichier fait par « coverage-engine register import »"
    try:
        with path.open("rb") as stream:
            start = stream.read(len(_SQLITE_START))
    except OSError:
        raise InputRefused([f"{name} : registre introuvable ou illisible → {advice}"]) from None
    if start != _SQLITE_START:
        raise InputRefused([f"{name} : ce fichier n’est pas un registre importé → {advice}"])
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as base:
            base.execute("PRAGMA trusted_schema=OFF")
            if base.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
                raise InputRefused(
                    [f"{name} : ce fichier n’est pas un registre importé → {advice}"]
                )
            if base.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                again = "importez de nouveau le registre avec « coverage-engine register import »"
                raise InputRefused(
                    [f"{name} : registre importé par une autre version du programme → {again}"]
                )
            yield base
    except (sqlite3.Error, KeyError, ValueError, TypeError, AttributeError):
        raise InputRefused(
            [
                f"{name} : registre abîmé → importez-le de nouveau avec « coverage-engine register"
                " import »"
            ]
        ) from None


def _fiche(row: tuple[object, ...]) -> Fiche:
    """A fiche; a file that someone changed may hold anything, then ValueError is raised."""
    code, title, active, expires, successors, wording, printed_title, printed_expires = row
    return Fiche(
        code=_text(code),
        title=_text(title),
        active=None if active is None else bool(active),
        expires=_day(expires),
        replaced_by=_texts(successors),
        wording=_texts(wording),
        printed_title=_text(printed_title),
        printed_expires=_text(printed_expires),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("texte attendu")
    return value


def _texts(value: object) -> tuple[str, ...]:
    found = json.loads(_text(value))
    if not isinstance(found, list):
        raise ValueError("liste attendue")
    return tuple(map(_text, found))


def _day(value: object) -> str:
    day = _text(value)
    return dt.date.fromisoformat(day).isoformat() if day else ""
