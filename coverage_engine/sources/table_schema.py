"""Tables described by Table Schema (Frictionless): read, typed, checked, every fault at once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.anomaly import Anomaly, Severity
from coverage_engine.domain.normalise import fold, key
from coverage_engine.sources.spreadsheet import find_table, read_sheets

Value = str | int | Fraction | bool | None
Schema = Mapping[str, Any]
_SIGNS = "*?@"
_TRUE, _FALSE = ("oui", "Oui", "OUI"), ("non", "Non", "NON")


@dataclass(frozen=True, slots=True)
class Record:
    """One typed row and the row number its editor sees."""

    row: int
    values: Mapping[str, Value]

    def text(self, name: str) -> str:
        """A string field; empty when absent."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def whole(self, name: str, default: int = 0) -> int:
        """An integer field."""
        value = self.values.get(name)
        return value if isinstance(value, int) else default

    def number(self, name: str, default: Fraction = Fraction(1)) -> Fraction:
        """A number field, exact."""
        value = self.values.get(name)
        return Fraction(value) if isinstance(value, int | Fraction) else default

    def bound(self, name: str) -> Fraction | None:
        """A number field; None when empty."""
        value = self.values.get(name)
        return Fraction(value) if isinstance(value, int | Fraction) else None

    def pairs(self, name: str) -> dict[str, str]:
        """A string field of ``name=value`` set apart by semicolons."""
        parts = (part.partition("=") for part in self.text(name).split(";") if part.strip())
        return {left.strip(): right.strip() for left, _, right in parts}

    def flag(self, name: str) -> bool:
        """A boolean field; False when empty."""
        return self.values.get(name) is True


def load_schemas(folder: Path) -> dict[str, Schema]:
    """Read every descriptor of a folder, by table name, in name order."""
    return {
        p.stem: json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json"))
    }


def read_tables(
    folder: Path, schemas: Mapping[str, Schema], names: Sequence[str]
) -> tuple[dict[str, tuple[Record, ...]], list[Anomaly]]:
    """Read the tables ``names`` of ``folder`` (``NAME.csv``), check types, keys and references.

    Returns
    -------
    (tables, anomalies):
        A missing optional table is empty; a required one is an anomaly *erreur*.
    """
    tables: dict[str, tuple[Record, ...]] = {}
    anomalies: list[Anomaly] = []
    for name in names:
        path = folder / f"{name}.csv"
        if not path.is_file():
            tables[name] = ()
            if schemas[name].get("obligatoire"):
                anomalies.append(
                    _fault(
                        f"{name}.csv", 0, "", "", "table obligatoire absente", "ajoutez ce fichier"
                    )
                )
            continue
        try:
            tables[name] = _read_table(path, schemas[name], anomalies)
        except InputRefused as refusal:
            tables[name] = ()
            anomalies.extend(_fault(f"{name}.csv", 0, "", "", text, "") for text in refusal.faults)
    for name in names:
        _check_primary_key(f"{name}.csv", schemas[name], tables[name], anomalies)
        tables[name] = _resolve_references(name, schemas[name], tables, anomalies)
    return tables, anomalies


def read_table(path: Path, schema: Schema) -> tuple[tuple[Record, ...], list[Anomaly]]:
    """Read one table, whatever its file is called, and check its types and keys.

    Raises
    ------
    InputRefused
        If the file cannot be read, or lacks a required column.
    """
    anomalies: list[Anomaly] = []
    records = _read_table(path, schema, anomalies)
    _check_primary_key(path.name, schema, records, anomalies)
    return records, anomalies


def _fault(source: str, row: int, column: str, value: str, expected: str, remedy: str) -> Anomaly:
    return Anomaly(
        code="TABLE",
        severity=Severity.ERREUR,
        source=source,
        row=row,
        column=column,
        value=value,
        expected=expected,
        done="aucune",
        remedy=remedy,
    )


def _read_table(path: Path, schema: Schema, anomalies: list[Anomaly]) -> tuple[Record, ...]:
    fields = {f["name"]: f for f in schema["fields"]}
    by_key = {key(name): name for name in fields}
    required = [n for n, f in fields.items() if f.get("constraints", {}).get("required")]
    sheets = read_sheets(path)
    if len(sheets[0].rows) == 1 and set(required) <= {
        by_key.get(key(title)) for title in sheets[0].rows[0][1]
    }:
        return ()  # a table with titles and no row yet
    table = find_table(sheets, by_key.get, required, path.name)
    records = []
    width = len(table.header)
    for row, cells in table.rows:
        values: dict[str, Value] = {}
        for name, field in fields.items():
            index = table.columns.get(name)
            printed = cells[index].strip() if index is not None and index < len(cells) else ""
            value, problem = _typed(printed, field)
            if problem:
                anomalies.append(
                    _fault(path.name, row, name, printed, problem, "corrigez la cellule")
                )
            values[name] = value
        for cell in filter(str.strip, cells[width:]):
            expected = f"{width} cellules au plus, comme la ligne de titres"
            anomalies.append(
                _fault(
                    path.name, row, "", cell.strip(), expected, "mettez le texte entre guillemets"
                )
            )
        records.append(Record(row, values))
    return tuple(records)


def _typed(printed: str, field: Mapping[str, Any]) -> tuple[Value, str]:
    """Value of a cell, and what was expected when it does not fit."""
    rules = field.get("constraints", {})
    if not printed:
        return (None if field["type"] != "string" else ""), (
            "valeur obligatoire" if rules.get("required") else ""
        )
    value: Value = printed
    if field["type"] == "boolean":
        if printed in field.get("trueValues", _TRUE):
            return True, ""
        return (False, "") if printed in field.get("falseValues", _FALSE) else (None, "oui ou non")
    if field["type"] in ("integer", "number"):
        number = _number(printed, field["type"])
        if number is None:
            return None, "un nombre entier" if field["type"] == "integer" else "un nombre"
        value = number
        low, high = rules.get("minimum"), rules.get("maximum")
        if (low is not None and number < low) or (high is not None and number > high):
            return (
                value,
                (
                    f"une valeur entre {low if low is not None else '−∞'} et"
                    f" {high if high is not None else '+∞'}"
                ),
            )
    if "enum" in rules and value not in rules["enum"] and printed not in rules["enum"]:
        folded = {fold(str(v)): v for v in rules["enum"]}
        if fold(printed) in folded:
            return folded[fold(printed)], ""
        return value, "une valeur parmi : " + ", ".join(str(v) for v in rules["enum"] if v != "")
    if "pattern" in rules and not re.fullmatch(rules["pattern"], printed):
        return value, field.get("description") or f"une valeur de la forme {rules['pattern']}"
    return value, ""


def _number(printed: str, kind: str) -> int | Fraction | None:
    text = (
        re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", "", printed)
        .replace("−", "-")
        .replace(",", ".")
    )
    if not re.fullmatch(r"[+-]?\d{1,12}(\.\d{1,9})?", text):
        return None
    number = Fraction(text)
    if kind == "integer":
        return int(number) if number.denominator == 1 else None
    return number


def _identity(text: str) -> str:
    """Case, accents and punctuation aside; signs that tell two terms apart are kept."""
    return key(text) + "".join(sign for sign in text if sign in _SIGNS)


def _shown(value: Value) -> str:
    return "" if value is None else str(value)


def _columns(name: str | Sequence[str]) -> tuple[str, ...]:
    return (name,) if isinstance(name, str) else tuple(name)


def _check_primary_key(
    source: str, schema: Schema, records: Sequence[Record], anomalies: list[Anomaly]
) -> None:
    columns = _columns(schema.get("primaryKey", ()))
    if not columns:
        return
    seen: dict[tuple[str, ...], int] = {}
    for record in records:
        identity = tuple(_identity(_shown(record.values.get(c))) for c in columns)
        if not any(identity):
            continue  # the missing value is already told
        if identity in seen:
            shown = " + ".join(_shown(record.values.get(c)) for c in columns)
            expected = f"un identifiant unique (déjà à la ligne {seen[identity]})"
            anomalies.append(
                _fault(
                    source,
                    record.row,
                    ", ".join(columns),
                    shown,
                    expected,
                    "supprimez ou renommez l’une des lignes",
                )
            )
        seen.setdefault(identity, record.row)


def _resolve_references(
    name: str, schema: Schema, tables: Mapping[str, tuple[Record, ...]], anomalies: list[Anomaly]
) -> tuple[Record, ...]:
    """Replace each reference by the label it names (case, accents, apostrophes aside)."""
    records = tables[name]
    for foreign in schema.get("foreignKeys", ()):
        target = foreign["reference"]
        (column,), (wanted,) = _columns(foreign["fields"]), _columns(target["fields"])
        # The first row that bears a label names it; a second one is told as a duplicate.
        labels = [r.text(wanted) for r in tables[target["resource"]]]
        if not labels:
            continue  # a missing table is told once, not at every row that names it
        known = {key(label): label for label in reversed(labels)}
        resolved = []
        for record in records:
            printed = record.text(column)
            canonical = known.get(key(printed))
            if printed and canonical is None:
                expected = f"une valeur de {target['resource']}.csv"
                remedy = "corrigez-la, ou ajoutez-la à cette table"
                anomalies.append(
                    _fault(f"{name}.csv", record.row, column, printed, expected, remedy)
                )
            resolved.append(
                Record(
                    record.row,
                    {**record.values, column: canonical if printed and canonical else printed},
                )
            )
        records = tuple(resolved)
    return records
