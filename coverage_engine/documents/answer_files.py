"""Tables of an answer as files: CSV (the main table), JSON and a workbook (all of them)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from coverage_engine.documents.report_texts import NOTICE
from coverage_engine.domain.french import date
from coverage_engine.tables.columns import DataTable, csv_bytes
from coverage_engine.tables.kinds import plain
from coverage_engine.tables.published import Published

CSV, JSON, XLSX = "csv", "json", "xlsx"
# Label of a note that bears none, and characters of one at most.
_KEPT, _LABEL = "À garder en tête", 20


def tables_file(
    published: Published,
    tables: Sequence[DataTable],
    form: str,
    *,
    title: str,
    notes: Sequence[str] = (),
) -> bytes:
    """Tables as a file.

    Parameters
    ----------
    form:
        ``csv``, ``json`` or ``xlsx``.
    title:
        Title of the workbook.
    notes:
        What was asked and what to keep in mind: ``a_retenir`` in JSON, first sheet of the workbook.
    """
    if form == CSV:
        return csv_bytes(tables[0])
    if form == JSON:
        rows = {
            t.name: [{name: plain(cell) for name, cell in row.items()} for row in t.records()]
            for t in tables
        }
        content = {"a_retenir": list(notes), **rows}
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    from coverage_engine.documents.workbook import make_workbook

    about = published.about
    sources = [
        ("Référentiel", f"{about.referential} {about.edition}".strip()),
        ("Catalogue", about.catalogue),
        ("Date", date(about.date)),
        ("Avertissement", NOTICE),
    ]
    return make_workbook(
        title,
        about.referential,
        [*map(_labelled, notes), *sources],
        tables,
        0,
        published.axis_label,
    )


def _labelled(note: str) -> tuple[str, str]:
    """«Demandé : …» as a label and a text."""
    label, _, text = note.partition(" : ")
    return (label, text) if text and len(label) <= _LABEL else (_KEPT, note)
