"""Tables of an answer in the forms of files: CSV (the main table), JSON and a workbook (all of them)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from coverage_engine.french import date
from coverage_engine.query.columns import DataTable, csv_bytes, plain
from coverage_engine.query.published import Published
from coverage_engine.render.words import NOTICE

CSV, JSON, XLSX = "csv", "json", "xlsx"


def tables_file(
    published: Published, tables: Sequence[DataTable], form: str, *, title: str, lines: Sequence[tuple[str, str]] = ()
) -> bytes:
    """Tables as a file.

    Parameters
    ----------
    form:
        ``csv``, ``json`` or ``xlsx``.
    title, lines:
        First sheet of the workbook: its title, and what was asked as (label, text).
    """
    if form == CSV:
        return csv_bytes(tables[0])
    if form == JSON:
        content = {t.name: [{name: plain(cell) for name, cell in row.items()} for row in t.records()] for t in tables}
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    from coverage_engine.render.workbook import make_workbook

    about = published.about
    sources = [
        ("Référentiel", f"{about.referential} {about.edition}".strip()), ("Catalogue", about.catalogue), ("Date", date(about.date)),
        ("Avertissement", NOTICE),
    ]  # fmt: skip
    return make_workbook(title, about.referential, [*lines, *sources], tables, 0, published.axis_label)
