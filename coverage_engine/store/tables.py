"""Published tables on disk: CSV files, and one description of them all that any reader can open."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from operator import getitem
from pathlib import Path
from typing import Any, BinaryIO

from coverage_engine.store.manifest_check import NAME, Damaged, is_text, parse
from coverage_engine.tables.columns import Column, DataTable, TableStream, csv_bytes
from coverage_engine.tables.kinds import KINDS

DATA = "donnees"
# Tabular Data Package (Frictionless): names, titles and kinds of every column.
PACKAGE = f"{DATA}/datapackage.json"
_PROFILE = "tabular-data-package"


def table_files(tables: Sequence[DataTable]) -> dict[str, bytes]:
    """CSV files of a run, by path inside its folder: UTF-8, comma, one header line."""
    return {f"{DATA}/{t.name}.csv": csv_bytes(t) for t in tables}


def package_bytes(tables: Sequence[DataTable]) -> bytes:
    """Description of the tables: ``genre`` is the kind of a column, ``unite`` its unit."""
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
    own = {"name": c.name, "title": c.label, "type": c.kind.type, "genre": c.kind.name}
    more = {"unite": c.kind.unit, "description": c.definition}
    return own | {name: text for name, text in more.items() if text}


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

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tables that the run has, in alphabetical order."""
        paths = (Path(path) for path in self.digests)
        return tuple(sorted(p.stem for p in paths if p.parent.name == DATA and p.suffix == ".csv"))

    def read(self, name: str) -> DataTable | None:
        """A table by name, whole; None when the run has none of this name.

        Raises
        ------
        Damaged
            As :meth:`stream`.
        """
        opened = self.stream(name)
        return opened.whole() if opened else None

    def stream(self, name: str) -> TableStream | None:
        """A table by name, row after row; None when the run has none of this name.

        Raises
        ------
        Damaged
            If a file is missing, is not the one the manifest speaks of, or cannot be read; some
            faults show as rows are read.
        """
        path = f"{DATA}/{name}.csv"
        if path not in self.digests:
            return None
        described = next((r for r in self._described if r["name"] == name), None)
        if described is None:
            raise Damaged(f"{PACKAGE} : la table « {name} » n’y est pas décrite")
        columns = tuple(
            Column(f["name"], f["title"], KINDS[f["genre"]]) for f in described["schema"]["fields"]
        )
        return TableStream(name, described["title"], columns, partial(self._rows, path, columns))

    @cached_property
    def _described(self) -> list[dict[str, Any]]:
        with self._opened(PACKAGE) as stream:
            package = parse(PACKAGE, stream.read())
        if not _is_package(package):
            raise Damaged(
                f"{PACKAGE} : une liste de tables décrites colonne par colonne est attendue"
            )
        return list(package["resources"])

    def _rows(
        self, path: str, columns: Sequence[Column], texts: Sequence[Mapping[str, Any]]
    ) -> Iterator[tuple[Any, ...]]:
        with self._opened(path) as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as text:
            reader = csv.reader(text)
            if next(reader, []) != [c.name for c in columns]:
                raise Damaged(f"{path} : les titres des colonnes ne sont pas ceux de {PACKAGE}")
            try:
                for row in reader:
                    if len(row) != len(texts):
                        raise Damaged(
                            f"{path}, ligne {reader.line_num} : cellules en trop ou en moins"
                        )
                    yield tuple(map(getitem, texts, row))
            except Damaged:
                raise
            except (ValueError, ZeroDivisionError, csv.Error):
                raise Damaged(
                    f"{path}, ligne {reader.line_num} : une cellule est illisible"
                ) from None

    @contextmanager
    def _opened(self, path: str) -> Iterator[BinaryIO]:
        """A file of the run, once it is known to be the one the manifest speaks of."""
        if path not in self.digests:
            raise Damaged(f"{path} : fichier absent de {NAME}, « sorties »")
        try:
            stream = (self.folder / path).open("rb")
        except FileNotFoundError:
            raise Damaged(f"{path} : fichier absent") from None
        except (OSError, ValueError):
            raise Damaged(f"{path} : lecture impossible, vérifiez les droits du fichier") from None
        with stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != self.digests[path]:
                raise Damaged(f"{path} a été modifié depuis le calcul")
            stream.seek(0)
            yield stream


def _is_package(package: object) -> bool:
    """Whether every table is described with its name, its title and its columns."""
    resources = package.get("resources") if isinstance(package, dict) else None
    return isinstance(resources, list) and all(map(_is_described, resources))


def _is_described(table: object) -> bool:
    if not isinstance(table, dict) or not (
        is_text(table.get("name")) and is_text(table.get("title"))
    ):
        return False
    schema = table.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    return isinstance(fields, list) and all(
        isinstance(f, dict)
        and is_text(f.get("name"))
        and is_text(f.get("title"))
        and f.get("genre") in KINDS
        for f in fields
    )
