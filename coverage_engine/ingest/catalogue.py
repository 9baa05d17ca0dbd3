"""A catalogue folder, workbook or CSV → :class:`Catalogue`."""

from __future__ import annotations

import json
from pathlib import Path

from coverage_engine.errors import InputRefused
from coverage_engine.ingest.annex import read_rows, recognise_column
from coverage_engine.ingest.resources import CATALOGUES
from coverage_engine.ingest.spreadsheet import find_table, read_sheets
from coverage_engine.ingest.table_schema import load_schemas, read_tables
from coverage_engine.model.anomaly import Anomaly, Severity
from coverage_engine.model.catalogue import Catalogue, Decision, ReadRow
from coverage_engine.model.referential import Alias
from coverage_engine.settings import Settings

ROWS_FILE = "lignes.csv"


def read_catalogue(path: Path, settings: Settings) -> tuple[Catalogue, tuple[Alias, ...], tuple[Anomaly, ...]]:
    """Read a catalogue: a folder with ``lignes.csv`` (and ``decisions.csv``, ``alias.csv``), or one spreadsheet.

    Returns
    -------
    (catalogue, aliases, anomalies):
        ``aliases`` are the folder's own; ``anomalies`` those of single rows.

    Raises
    ------
    InputRefused
        If nothing usable can be read.
    """
    if path.is_dir():
        return _read_folder(path, settings)
    rows, anomalies = _read_sheet(path, settings)
    return Catalogue(path.stem, path.name, rows, ()), (), anomalies


def _read_sheet(path: Path, settings: Settings) -> tuple[tuple[ReadRow, ...], tuple[Anomaly, ...]]:
    table = find_table(read_sheets(path), recognise_column, ("intitule",), path.name)
    return read_rows(table, settings)


def _read_folder(folder: Path, settings: Settings) -> tuple[Catalogue, tuple[Alias, ...], tuple[Anomaly, ...]]:
    if not (folder / ROWS_FILE).is_file():
        raise InputRefused(
            [f"{folder.name} : il n’y a pas de {ROWS_FILE} dans ce dossier → ajoutez-le, ou donnez un fichier"]
        )
    schemas = load_schemas(CATALOGUES / "table-schemas")
    tables, faults = read_tables(folder, schemas, ("decisions", "alias"))
    errors = [a.sentence() for a in faults if a.severity is Severity.ERREUR]
    if errors:
        raise InputRefused(errors)
    rows, anomalies = _read_sheet(folder / ROWS_FILE, settings)
    decisions = tuple(
        Decision(
            r.text("objet"),
            r.text("gauche"),
            r.text("droite"),
            r.text("decision"),
            r.text("qui"),
            r.text("quand"),
            r.text("pourquoi"),
        )
        for r in tables["decisions"]
    )
    aliases = tuple(
        Alias(r.text("libelle"), r.text("nature"), r.text("cible"), r.text("statut"), r.text("justification"))
        for r in tables["alias"]
    )
    name, title = folder.name, folder.name
    package = folder / "datapackage.json"
    if package.is_file():
        try:
            content = json.loads(package.read_text(encoding="utf-8"))
            name, title = str(content.get("name", name)), str(content.get("title", title))
        except (ValueError, AttributeError):
            raise InputRefused(
                [f"{folder.name}/datapackage.json : JSON illisible → corrigez-le ou supprimez-le"]
            ) from None
    return Catalogue(name, title, rows, decisions), aliases, anomalies
