"""Each heading stands over its own column: a distinct value is planted in every field."""

from __future__ import annotations

import csv
import importlib
import io
import json
import pkgutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from itertools import count, pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_type_hints

import pytest
from python_calamine import CalamineWorkbook

from coverage_engine import questions
from coverage_engine.analysis.run import Run
from coverage_engine.documents.answer_files import tables_file
from coverage_engine.documents.answer_text import tables_text
from coverage_engine.documents.workbook import make_workbook
from coverage_engine.domain.normalise import key
from coverage_engine.store.tables import package_bytes
from coverage_engine.tables.columns import Column, Table, csv_bytes
from coverage_engine.tables.kinds import DECIMAL, INTEGER, KINDS, LIST, WHOLES, YES_NO
from coverage_engine.tables.load_published import as_written
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import MetierLine, RateLine
from coverage_engine.tables.published_tables import ASKED, CLUES, METIERS, OFFERS, POSTS
from coverage_engine.tables.report_tables import SHOWN
from coverage_engine.tables.run_tables import published_of
from coverage_engine.web.openapi import column_schema

MODULES = (
    *("tables.published_tables", "tables.report_tables", "tables.exposure_tables"),
    "tables.staffing_tables",
    *(f"questions.{m.name}" for m in pkgutil.iter_modules(questions.__path__)),
)
# What each contract name stands for: fields of records, whatever the table; one that is not there
# is the name of its field.
MEANT = {
    row["colonne"]: set(row["champs"].split())
    for row in csv.DictReader(
        (Path(__file__).resolve().parents[1] / "data" / "colonnes.csv").read_text().splitlines()
    )
}


def declared() -> Iterator[Table[Any]]:
    for name in MODULES:
        module = importlib.import_module(f"coverage_engine.{name}")
        yield from (x for x in vars(module).values() if isinstance(x, Table))


TABLES = tuple({(t.name, t.title): t for t in declared()}.values())
READ_BACK = tuple(t for t in (*ASKED, *SHOWN, METIERS.and_columns([POSTS])) if t is not CLUES)


def test_every_table_is_found() -> None:
    assert len(TABLES) > 60
    assert {t.name for t in (*ASKED, *SHOWN)} <= {t.name for t in TABLES}


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_a_name_stands_over_what_it_means(table: Table[Any]) -> None:
    names = [c.name for c in table.columns]
    assert len(names) == len(set(names))
    for c in table.columns:
        assert c.label and c.kind in KINDS.values()
        if isinstance(c.get, str):
            assert c.get.rpartition(".")[2] in MEANT.get(c.name, {c.name}), (
                table.name,
                c.name,
                c.get,
            )


def alike(name: str, label: str) -> int:
    """Words that a name and a label share, by how they begin."""
    first, second = ({w[:4] for w in key(x.replace("_", " ")).split()} for x in (name, label))
    return len(first & second)


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_neighbours_do_not_bear_the_label_of_one_another(table: Table[Any]) -> None:
    for one, two in pairwise(table.columns):
        own = alike(one.name, one.label) + alike(two.name, two.label)
        assert own >= alike(one.name, two.label) + alike(two.name, one.label), (one, two)


def planted(paths: list[tuple[str, Any]]) -> SimpleNamespace:
    """An object that has these values at the end of these paths."""
    root = SimpleNamespace()
    for path, value in paths:
        *way, last = path.split(".")
        at = root
        for name in way:
            if not hasattr(at, name):
                setattr(at, name, SimpleNamespace())
            at = getattr(at, name)
        setattr(at, last, value)
    return root


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_each_column_shows_its_own_field(table: Table[Any]) -> None:
    own = [c for c in table.columns if isinstance(c.get, str) and c.kind.cell is None]
    values = {c.get: f"valeur {at}" for at, c in enumerate(own)}
    record = planted([(str(get), value) for get, value in values.items()])
    made = Table(table.name, table.title, object, tuple(own)).of([record] if own else [])
    for row in made.rows:
        assert list(row) == [values[c.get] for c in own]


def value_of(kind: Any, at: int, *, yes: bool) -> Any:
    """A value that no other field has."""
    told = str(kind)
    if "bool" in told:
        return yes
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)[at % len(kind)]
    if "tuple[str" in told:
        return (f"a{at}", f"b{at}")
    if "tuple[int" in told:
        return (at, at + 1000)
    if "Fraction" in told:
        return Fraction(at, 64)
    return at if "int" in told else f"texte {at}"


def records_of(table: Table[Any]) -> list[Any]:
    """Records whose fields all differ; yes or no, each alone is yes in one of them."""
    assert is_dataclass(table.record)
    hints = get_type_hints(table.record)
    read = {c.get for c in table.columns}
    names = [f.name for f in fields(table.record) if f.name in read]
    truths = [n for n in names if "bool" in str(hints[n])]
    made = []
    for true in truths or [""]:
        number = count(1)
        values = {n: value_of(hints[n], next(number), yes=n == true) for n in names}
        made.append(table.record(**values, **more(table, number)))
    return made


def more(table: Table[Any], number: Iterator[int]) -> dict[str, Any]:
    """Rates by some of the offers, that a métier shows without being read back from them."""
    if table.record is not MetierLine:
        return {}
    lines = [
        RateLine(
            id="v",
            label="V",
            numerator=Fraction(next(number)),
            denominator=Fraction(997),
            low=Fraction(next(number), 64),
            high=Fraction(next(number), 64),
        )
        for _ in range(5)
    ]
    return {"variants": tuple(lines)}


@pytest.mark.parametrize("table", READ_BACK, ids=lambda t: f"{t.name}-{len(t.columns)}")
def test_what_is_written_is_read_back(table: Table[Any]) -> None:
    records = records_of(table)
    made = table.of(records)
    for record, row in zip(records, made.rows, strict=True):
        for c, cell in zip(table.columns, row, strict=True):
            if isinstance(c.get, str):
                value = getattr(record, c.get)
                assert cell == (c.kind.cell(value) if c.kind.cell else value)
        figures = [x for x, c in zip(row, table.columns, strict=True) if c.kind is not YES_NO]
        assert len(set(map(str, figures))) == len(figures)
    again = list(table.read(as_written(made)))
    for before, after in zip(records, again, strict=True):
        for f in fields(before):
            if f.name != "variants":
                assert getattr(after, f.name) == getattr(before, f.name), f.name


def test_every_column_of_a_run_holds_its_kind(real_run: Run) -> None:
    """No cell of a real run is of another type than its column says."""
    types = {INTEGER: int, DECIMAL: (int, Fraction)}
    from coverage_engine.tables.run_tables import make_tables

    for table in make_tables(real_run):
        for row in table.rows:
            for c, cell in zip(table.columns, row, strict=True):
                assert cell is None or isinstance(cell, types.get(c.kind.type, str)), c
                assert c.kind is not YES_NO or cell in (None, 0, 1)


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    return published_of(real_run)


def test_a_new_column_goes_everywhere(published: Published) -> None:
    """Declared once, here: file, workbook, text, JSON, description and contract have it."""
    place = Column("lieu", "Lieu de formation", get=lambda offer: f"à {offer.provider}")
    table = OFFERS.and_columns([place]).of(list(published.offers.values()))
    said = [f"à {o.provider}" for o in published.offers.values()]
    rows = list(csv.DictReader(io.StringIO(csv_bytes(table).decode())))
    assert [r["lieu"] for r in rows] == said
    book = CalamineWorkbook.from_filelike(io.BytesIO(make_workbook("t", "s", (), [table], 0)))
    sheet = book.get_sheet_by_name("Offres").to_python()
    assert [row[-1] for row in sheet] == ["Lieu de formation", *said]
    assert "Lieu de formation" in tables_text(published, [table])
    told = json.loads(tables_file(published, [table], "json", title="t"))
    assert [r["lieu"] for r in told["offres"]] == said
    (resource,) = json.loads(package_bytes([table]))["resources"]
    assert resource["schema"]["fields"][-1] == {
        "name": "lieu",
        "title": "Lieu de formation",
        "type": "string",
        "genre": "texte",
    }
    assert column_schema(place) == {
        "title": "Lieu de formation",
        "type": "string",
        "x-genre": "texte",
    }


def test_kinds_go_back_and_forth() -> None:
    assert {name: kind.name for name, kind in KINDS.items()} == {name: name for name in KINDS}
    for kind, value in ((LIST, ("a", "b")), (WHOLES, (1, 2)), (YES_NO, None), (YES_NO, True)):
        assert kind.cell and kind.value
        assert kind.value(kind.cell(value)) == value
