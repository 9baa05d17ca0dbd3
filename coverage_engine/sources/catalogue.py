"""A catalogue folder, workbook or CSV → :class:`Catalogue`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.anomaly import Anomaly, errors
from coverage_engine.domain.model.branch import Alias
from coverage_engine.domain.model.catalogue import Catalogue, Decision, ReadRow
from coverage_engine.domain.settings import Settings
from coverage_engine.sources.annex import read_rows, recognise_column
from coverage_engine.sources.packages import read_aliases, read_package
from coverage_engine.sources.resources import CATALOGUES
from coverage_engine.sources.spreadsheet import find_table, read_sheets
from coverage_engine.sources.table_schema import load_schemas, read_tables

# The rows of a folder: one of these names, so that an Excel annex can stand beside its decisions.
ROWS_FILES = ("lignes.csv", "lignes.xlsx")
# Tables beside them, and what people would save them as.
_TABLES, _WORKBOOKS = ("decisions", "alias"), (".xlsx", ".xlsm", ".xls", ".ods")


def read_catalogue(
    path: Path, settings: Settings
) -> tuple[Catalogue, tuple[Alias, ...], tuple[Anomaly, ...]]:
    """Read a catalogue: a spreadsheet, or a folder with ``decisions.csv`` and ``alias.csv``.

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
    rows, anomalies, source = _read_sheet(path, settings)
    return (
        Catalogue(id=path.stem, title=path.name, source=source, rows=rows, decisions=()),
        (),
        anomalies,
    )


def _read_sheet(
    path: Path, settings: Settings, source: str = ""
) -> tuple[tuple[ReadRow, ...], tuple[Anomaly, ...], str]:
    table = find_table(read_sheets(path), recognise_column, ("intitule",), path.name)
    table = replace(table, source=source or table.source)
    return (*read_rows(table, settings), table.source)


def _read_folder(
    folder: Path, settings: Settings
) -> tuple[Catalogue, tuple[Alias, ...], tuple[Anomaly, ...]]:
    files = [name for name in ROWS_FILES if (folder / name).is_file()]
    if len(files) != 1:
        found = "deux fichiers de lignes" if files else "pas de fichier de lignes"
        raise InputRefused(
            f"{folder.resolve().name} : {found} dans ce dossier → gardez"
            f" {' ou '.join(ROWS_FILES)}, un seul"
        )
    if aside := [
        f"{name}{end}"
        for name in _TABLES
        for end in _WORKBOOKS
        if (folder / f"{name}{end}").exists()
    ]:
        raise InputRefused(
            [
                f"{folder.resolve().name}/{name} : ce classeur n’est pas lu → enregistrez-le en"
                f" CSV, {Path(name).stem}.csv"
                for name in aside
            ]
        )
    schemas = load_schemas(CATALOGUES / "table-schemas")
    tables, faults = read_tables(folder, schemas, _TABLES)
    if told := errors(faults):
        raise InputRefused(told)
    package, name = read_package(folder), folder.resolve().name
    rows, anomalies, source = _read_sheet(folder / files[0], settings, f"{name}/{files[0]}")
    decisions = tuple(
        Decision(
            subject=r.text("objet"),
            left=r.text("gauche"),
            right=r.text("droite"),
            verdict=r.text("decision"),
            who=r.text("qui"),
            when=r.text("quand"),
            why=r.text("pourquoi"),
        )
        for r in tables["decisions"]
    )
    return (
        Catalogue(
            id=str(package.get("name", name)),
            title=str(package.get("title", name)),
            source=source,
            rows=rows,
            decisions=decisions,
        ),
        read_aliases(tables["alias"]),
        anomalies,
    )
