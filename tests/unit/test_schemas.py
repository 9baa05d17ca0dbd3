"""Every table of the embedded folders is described by a Table Schema, and follows it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from coverage_engine.sources.resources import CATALOGUES, REFERENTIALS
from coverage_engine.sources.table_schema import load_schemas, read_tables

# Tables whose schema bears another name, because two folders hold the same kind of table.
SAME_KIND = {
    "titres-de-reference/controle": "titres",
    "titres-de-reference/epreuve": "titres",
    "titres-de-reference/controle-etiquettes": "etiquettes-titres",
    "titres-de-reference/epreuve-etiquettes": "etiquettes-titres",
    "titres-de-reference/etiquettes-axes": "etiquettes-titres",
    "titres-de-reference/etiquettes-competences": "etiquettes-paires",
}
FOLDERS = [
    REFERENTIALS / "assistance-2026",
    CATALOGUES / "annexe-a-2026",
    CATALOGUES / "titres-de-reference",
]


def tables() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted(folder.glob("*.csv"))]


@pytest.mark.parametrize("path", tables(), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_the_columns_of_a_table_are_described(path: Path) -> None:
    schemas = load_schemas(path.parent.parent / "table-schemas")
    fields = {
        f["name"]
        for f in schemas[SAME_KIND.get(f"{path.parent.name}/{path.stem}", path.stem)]["fields"]
    }
    with path.open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    described = fields | {"Colonne 8"}
    assert set(header) <= described


def test_the_labels_follow_their_schema() -> None:
    folder = CATALOGUES / "annexe-a-2026"
    schemas = load_schemas(CATALOGUES / "table-schemas")
    _, anomalies = read_tables(
        folder, schemas, ("decisions", "etiquettes-axes", "etiquettes-competences")
    )
    assert anomalies == []


@pytest.mark.parametrize("folder", [REFERENTIALS, CATALOGUES], ids=lambda p: p.name)
def test_schemas_are_whole(folder: Path) -> None:
    for name, schema in load_schemas(folder / "table-schemas").items():
        assert schema["title"], name
        assert {f["type"] for f in schema["fields"]} <= {"string", "integer", "number", "boolean"}
