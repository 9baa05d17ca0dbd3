"""Published tables on disk: CSV files, and one description of them all that any reader can open."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coverage_engine.query.columns import TEXT, WHOLE, Column, DataTable, csv_bytes, read_cell

DATA = "donnees"
# Tabular Data Package (Frictionless): names, titles and kinds of every column.
PACKAGE = f"{DATA}/datapackage.json"
_PROFILE = "tabular-data-package"
_TYPES = {TEXT: "string", WHOLE: "integer"}
_NUMBER = "number"


def table_files(tables: Sequence[DataTable]) -> dict[str, bytes]:
    """CSV files of a run, by path inside its folder: UTF-8, comma, one header line."""
    return {f"{DATA}/{t.name}.csv": csv_bytes(t) for t in tables}


def package_bytes(tables: Sequence[DataTable]) -> bytes:
    """Description of the tables; ``genre`` says how a figure is shown: *nombre*, *taux* (0 to 1) or *prix* (euros)."""
    resources = [
        {
            "name": t.name,
            "title": t.title,
            "path": f"{t.name}.csv",
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": {"fields": [_field(c) for c in t.columns]},
        }
        for t in tables
    ]
    whole = {"profile": _PROFILE, "resources": resources}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _field(c: Column) -> dict[str, str]:
    return {"name": c.name, "title": c.label, "type": _TYPES.get(c.kind, _NUMBER), "genre": c.kind}


@dataclass(frozen=True)
class TableFiles:
    """Tables of a run folder, read one by one.

    Parameters
    ----------
    digests:
        SHA-256 of each file of the folder, as its manifest says.
    """

    folder: Path
    digests: Mapping[str, str]

    def read(self, name: str) -> DataTable | None:
        """A table by name; None when the run has none of this name.

        Raises
        ------
        ValueError
            If the file is not the one the manifest speaks of, or cannot be read.
        OSError
            If it is missing.
        """
        path = f"{DATA}/{name}.csv"
        if path not in self.digests:
            return None
        described = json.loads(self._bytes(PACKAGE))["resources"]
        resource = next(r for r in described if r["name"] == name)
        columns = tuple(Column(f["name"], f["title"], f["genre"]) for f in resource["schema"]["fields"])
        reader = csv.reader(io.StringIO(self._bytes(path).decode("utf-8"), newline=""))
        if next(reader, []) != [c.name for c in columns]:
            raise ValueError(f"{path}, titres inattendus")
        kinds = [c.kind for c in columns]
        rows = tuple(tuple(map(read_cell, row, kinds)) for row in reader if _whole(row, kinds, path))
        return DataTable(name, resource["title"], columns, rows)

    def _bytes(self, path: str) -> bytes:
        data = (self.folder / path).read_bytes()
        if hashlib.sha256(data).hexdigest() != self.digests[path]:
            raise ValueError(f"{path} a été modifié depuis le calcul")
        return data


def _whole(row: Sequence[str], kinds: Sequence[str], path: str) -> bool:
    if len(row) != len(kinds):
        raise ValueError(f"{path}, ligne incomplète")
    return True
