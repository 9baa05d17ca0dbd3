"""Writing an imported register: records go to disk as they come, the file in place at the end."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from coverage_engine.checks.fiches import merge_parts
from coverage_engine.domain.cells.fiche import DateEvidence
from coverage_engine.domain.errors import InputRefused, OutputRefused
from coverage_engine.domain.model.anomaly import Anomaly, Severity
from coverage_engine.domain.model.register import RNCP, RS, FichePart, RegisterFile, RegisterInfo
from coverage_engine.store.register_db import APPLICATION, VERSION, Register, open_register

# More would be no register: the genuine one holds 30 475 fiches and 55 761 blocs, and few faults.
MAX_PARTS, MAX_FAULTS = 3_000_000, 100_000

_STAGING = """
CREATE TABLE parts (nature TEXT, numero INTEGER, rang INTEGER, fichier TEXT, ligne INTEGER,
    entiere INTEGER, titre TEXT, actif INTEGER, echeance TEXT, remplacee_par TEXT,
    formulations TEXT);
"""
_SCHEMA = """
CREATE TABLE registre (cle TEXT PRIMARY KEY, valeur TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE fiches (code TEXT PRIMARY KEY, titre TEXT NOT NULL, actif INTEGER,
    echeance TEXT NOT NULL, remplacee_par TEXT NOT NULL, formulations TEXT NOT NULL,
    titre_imprime TEXT NOT NULL, echeance_imprimee TEXT NOT NULL);
CREATE TABLE anomalies (rang INTEGER PRIMARY KEY, code TEXT, gravite TEXT, source TEXT,
    ligne INTEGER, colonne TEXT, valeur TEXT, attendu TEXT, fait TEXT, remede TEXT);
"""


def check_place(path: Path) -> None:
    """Refuse early a place where a register cannot be put: a folder, or someone else's file.

    Raises
    ------
    OutputRefused
        If ``path`` is not free nor a register of ours.
    """
    if path.is_dir():
        raise OutputRefused(f"« {path.name} » est un dossier : donnez un nom de fichier à --out.")
    if path.exists():
        try:
            open_register(path)
        except InputRefused:
            raise OutputRefused(
                f"« {path.name} » existe et n’est pas un registre importé : choisissez un autre nom"
                " avec --out."
            ) from None


def write_register(
    path: Path, info: RegisterInfo, records: Iterable[RegisterFile | FichePart | Anomaly]
) -> Register:
    """Write a register. Records are put on disk as they come: memory does not grow with the
    register.

    Parameters
    ----------
    info:
        Where the records come from; the numbers of fiches are counted here.

    Raises
    ------
    OutputRefused
        If the file cannot be written.
    InputRefused
        If ``records`` refuses its source, or holds no fiche.
    """
    check_place(path)
    aside: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
        with (
            closing(_created(aside / "parts", _STAGING)) as staging,
            closing(_created(aside / "registre", _SCHEMA)) as base,
        ):
            files, orders, faults = _stage(staging, info.label, records)
            counts = _fill(base, staging, files, orders, faults)
            if not sum(counts.values()):
                raise InputRefused(
                    [
                        f"{info.label} : aucune fiche RS ou RNCP lisible → téléchargez de nouveau"
                        " l’export"
                    ]
                )
            info = replace(info, rncp=counts[RNCP], rs=counts[RS])
            values = {
                "source": info.label,
                "date": info.date,
                "octets": str(info.size),
                "sha256": info.sha256,
                "fiches_rncp": str(info.rncp),
                "fiches_rs": str(info.rs),
            }
            base.executemany("INSERT INTO registre VALUES (?, ?)", sorted(values.items()))
            base.commit()
        (aside / "registre").replace(path)
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or "disque plein ou protégé"
        raise OutputRefused(
            f"Impossible d’écrire {path.name} ({why}). Fermez-le s’il est ouvert, ou changez --out."
        ) from None
    finally:
        if aside:
            shutil.rmtree(aside, ignore_errors=True)
    return Register(path, info)


def _created(path: Path, schema: str) -> sqlite3.Connection:
    base = sqlite3.connect(path)
    # Nothing to restore after a failure: the whole folder is then thrown away.
    base.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {schema}")
    base.execute(f"PRAGMA application_id={APPLICATION}")
    base.execute(f"PRAGMA user_version={VERSION}")
    return base


def _stage(
    staging: sqlite3.Connection, label: str, records: Iterable[RegisterFile | FichePart | Anomaly]
) -> tuple[dict[str, RegisterFile], dict[str, str], list[Anomaly]]:
    """Put all parts on disk; keep files, the order of their dates, what could not be read."""
    files: dict[str, RegisterFile] = {}
    evidence: dict[str, DateEvidence] = {}
    faults: list[Anomaly] = []

    def rows() -> Iterator[tuple[object, ...]]:
        for rank, record in enumerate(records):
            if rank >= MAX_PARTS:
                raise InputRefused(
                    [f"{label} : plus de {MAX_PARTS} lignes → ce n’est pas un export du registre"]
                )
            if len(faults) >= MAX_FAULTS:
                raise InputRefused(
                    [f"{label} : plus de {MAX_FAULTS} défauts → téléchargez de nouveau l’export"]
                )
            if isinstance(record, RegisterFile):
                files[record.name] = record
                evidence.setdefault(record.name, DateEvidence(record.order))
            elif isinstance(record, Anomaly):
                faults.append(record)
            else:
                evidence[record.file].see(record.expires)
                nature = RS if record.code.startswith(RS) else RNCP
                yield (
                    nature,
                    int(record.code[len(nature) :]),
                    rank,
                    record.file,
                    record.row,
                    record.whole,
                    record.title,
                    record.active,
                    record.expires,
                    _json(record.replaced_by),
                    _json(record.wording),
                )

    staging.executemany("INSERT INTO parts VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows())
    staging.commit()
    for name, seen in evidence.items():
        if seen.order != files[name].order and (seen.day_first or seen.month_first):
            faults.append(_order_fault(files[name], seen))
    return files, {name: seen.order for name, seen in evidence.items()}, faults


def _order_fault(file: RegisterFile, seen: DateEvidence) -> Anomaly:
    if seen.order:
        done = (
            f"dates lues dans l’ordre {seen.order}, que {max(seen.day_first, seen.month_first)}"
            " d’entre elles prouvent"
        )
    else:
        done = "lues seulement les dates qui n’ont qu’un sens"
    return Anomaly(
        code="REGISTRE-ORDRE-DES-DATES",
        severity=Severity.AVERTISSEMENT,
        source=file.name,
        row=0,
        column=file.expires_column,
        value="",
        expected=f"des dates {file.order} comme dans tout export de cette forme",
        done=done,
        remedy="téléchargez de nouveau l’export",
    )


def _fill(
    base: sqlite3.Connection,
    staging: sqlite3.Connection,
    files: dict[str, RegisterFile],
    orders: dict[str, str],
    faults: list[Anomaly],
) -> dict[str, int]:
    """Merge the parts of each code, in their order; return the number of fiches of each kind."""
    counts = {RNCP: 0, RS: 0}
    merged: list[Anomaly] = []

    def rows() -> Iterator[tuple[object, ...]]:
        ordered = staging.execute("SELECT * FROM parts ORDER BY nature, numero, rang")
        for (nature, number), group in groupby(ordered, key=lambda row: (row[0], row[1])):
            fiche, found = merge_parts(
                [_part(f"{nature}{number}", row) for row in group], files, orders
            )
            merged.extend(found)
            if fiche is not None:
                counts[nature] += 1
                yield (
                    fiche.code,
                    fiche.title,
                    fiche.active,
                    fiche.expires,
                    _json(fiche.replaced_by),
                    _json(fiche.wording),
                    fiche.printed_title,
                    fiche.printed_expires,
                )

    base.executemany("INSERT INTO fiches VALUES (?,?,?,?,?,?,?,?)", rows())
    base.executemany(
        "INSERT INTO anomalies (code, gravite, source, ligne, colonne, valeur, attendu, fait,"
        " remede) VALUES (?,?,?,?,?,?,?,?,?)",
        (
            (
                a.code,
                a.severity.value,
                a.source,
                a.row,
                a.column,
                a.value,
                a.expected,
                a.done,
                a.remedy,
            )
            for a in (*faults, *merged)
        ),
    )
    return counts


def _part(
    code: str, row: tuple[str, int, int, str, int, int, str, int | None, str, str, str]
) -> FichePart:
    _, _, _, file, line, whole, title, active, expires, successors, wording = row
    return FichePart(
        file=file,
        row=line,
        code=code,
        whole=bool(whole),
        title=title,
        active=None if active is None else bool(active),
        expires=expires,
        replaced_by=tuple(json.loads(successors)),
        wording=tuple(json.loads(wording)),
    )


def _json(values: tuple[str, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)
