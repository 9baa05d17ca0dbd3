"""The annex as people retype it, in Excel or in a Windows CSV, gives the offers of the printed
form.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.domain.model.catalogue import Offer
from coverage_engine.domain.settings import Settings
from coverage_engine.matching.duplicates import merge_rows
from coverage_engine.sources.catalogue import read_catalogue

FOLDER = Path(__file__).resolve().parents[2] / "catalogue" / "annexe-a-2026"


def printed_lines() -> list[list[str]]:
    """Title line then the 81 printed lines: seven columns, eight where the row is shifted or
    continued.
    """
    with (FOLDER / "lignes.csv").open(encoding="utf-8", newline="") as stream:
        lines = [line[2:] for line in csv.reader(stream)]
    return [lines[0][:7], *(line if line[7] else line[:7] for line in lines[1:])]


def as_workbook(lines: list[list[str]], *, numbers: bool) -> bytes:
    """``numbers``: prices that are plain digits are typed as numbers, as Excel does."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    book.add_worksheet("Lisez-moi").write(0, 0, "Annexe A")
    sheet = book.add_worksheet("Formations")
    sheet.write(0, 0, "Cartographie de formations référencées et certifiantes")
    for index, line in enumerate(lines, 2):
        for column, cell in enumerate(line):
            if numbers and cell.isdecimal():
                sheet.write_number(index, column, int(cell))
            elif cell:
                sheet.write_string(index, column, cell)
    book.close()
    return stream.getvalue()


def as_windows_csv(lines: list[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows(lines)
    return stream.getvalue().encode("cp1252")


def read(path: Path) -> tuple[tuple[Offer, ...], tuple[Anomaly, ...], dict[int, int]]:
    """Offers, anomalies, and the rank of each row number."""
    catalogue, _, anomalies = read_catalogue(path, Settings())
    ranks = {row.number: rank for rank, row in enumerate(catalogue.rows, 1)}
    return merge_rows(catalogue.rows, (), Settings()), anomalies, ranks


@pytest.mark.parametrize(
    "form", ["xlsx", "xlsx with numbers", "csv", "link continued in its own column"]
)
def test_the_same_offers(tmp_path: Path, form: str) -> None:
    lines = printed_lines()
    if form.startswith("link"):
        lines = [
            ["", "", "", "", "", "", line[7]] if len(line) == 8 and not line[1] else line
            for line in lines
        ]
    path = tmp_path / ("annexe.csv" if form == "csv" else "annexe.xlsx")
    path.write_bytes(
        as_windows_csv(lines) if form == "csv" else as_workbook(lines, numbers="numbers" in form)
    )
    offers, anomalies, ranks = read(path)
    wanted, wanted_anomalies, _ = read(FOLDER)
    assert len(ranks) == 80
    assert [replace(o, rows=tuple(ranks[n] for n in o.rows)) for o in offers] == list(wanted)
    assert Counter((a.code, a.severity, ranks[a.row], a.value) for a in anomalies) == Counter(
        (a.code, a.severity, a.row, a.value) for a in wanted_anomalies
    )
