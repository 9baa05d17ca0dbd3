"""Catalogue files made for the tests of reading, and what a refusal must look like."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.settings import Settings
from coverage_engine.sources.annex import recognise_column
from coverage_engine.sources.catalogue import read_catalogue
from coverage_engine.sources.spreadsheet import Table, find_table, read_sheets

HEADER = (
    "Métier cible",
    "Nom de la formation",
    "Organisme",
    "Durée",
    "Format",
    "Prix (€ HT)",
    "Lien officiel",
)
ROW = (
    "Assistant",
    "L’IA, pas à pas",
    "Cegos",
    "14h",
    "Présentiel",
    "1590",
    "https://www.cegos.fr/a",
)
Sheet = list[tuple[str | float, ...]]


def text_of(*rows: tuple[str, ...], mark: str = ";") -> str:
    return (
        "\r\n".join(
            mark.join(f'"{c}"' if mark in c or "\n" in c else c for c in row) for row in rows
        )
        + "\r\n"
    )


def saved(tmp_path: Path, data: bytes | str, name: str = "catalogue.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def workbook(**sheets: Sheet) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
    book.close()
    return stream.getvalue()


def table_of(path: Path) -> Table:
    return find_table(read_sheets(path), recognise_column, ("intitule",), path.name)


def refused(path: Path) -> tuple[str, ...]:
    """Faults of a refusal: French, each with a remedy."""
    with pytest.raises(InputRefused) as caught:
        read_catalogue(path, Settings())
    faults = caught.value.faults
    assert faults
    assert all(path.name in fault or "autres cellules" in fault for fault in faults)
    assert all("→" in fault for fault in faults)
    assert len(str(caught.value)) < 20_000
    return faults


def altered(
    data: bytes, change: Callable[[bytes], bytes], member: str = "xl/worksheets/sheet1.xml"
) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == member else content)
    return stream.getvalue()
