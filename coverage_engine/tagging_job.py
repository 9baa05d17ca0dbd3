"""The ``tag`` job: a list of offers in, their axes out."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from coverage_engine.errors import InputRefused
from coverage_engine.ingest.annex import recognise_column
from coverage_engine.ingest.referential import read_referential
from coverage_engine.ingest.resources import REFERENTIALS, locate
from coverage_engine.ingest.spreadsheet import find_table, read_sheets
from coverage_engine.matching.tagging import make_tagger
from coverage_engine.query.tables import NUMBER, WHOLE, Cell, Column, DataTable
from coverage_engine.store.run_folder import csv_bytes

# Rows between two movements of the progress bar: about a tenth of a second.
_PROGRESS_STEP = 500
_TOLD_ROWS = 20


def tag_file(file: Path, referential: str, progress: Callable[[int, int], None]) -> tuple[bytes, int]:
    """Tag every row of a file, in order.

    Parameters
    ----------
    progress:
        Called from time to time with the rows done and their total.

    Returns
    -------
    (csv, rows):
        CSV with ``intitule, a_propos_ia`` then, for each axis of the referential, ``AXE`` (0/1) and ``p_AXE`` (0–1).

    Raises
    ------
    InputRefused
        If the file or the referential cannot be read.
    """
    ref = read_referential(locate(referential, REFERENTIALS, "Référentiel"))
    table = find_table(read_sheets(file), recognise_column, ("intitule",), file.name)
    cut = [n for n, cells in table.rows if any(c.strip() for c in cells[len(table.header) :])]
    if cut:
        told = ", ".join(map(str, cut[:_TOLD_ROWS]))
        fault = f"{table.source}, ligne(s) {told} : plus de cellules que de titres"
        raise InputRefused([f"{fault} → mettez entre guillemets les intitulés qui contiennent le séparateur"])
    tagger = make_tagger(ref)
    columns = [Column("intitule", "Intitulé"), Column("a_propos_ia", "À propos d’IA", WHOLE)]
    for axis in ref.axes:
        columns += [
            Column(axis.id, axis.label, WHOLE),
            Column(f"p_{axis.id}", f"Probabilité, {axis.label}", NUMBER),
        ]
    title_at, description_at = table.columns["intitule"], table.columns.get("description")
    rows: list[tuple[Cell, ...]] = []
    for done, (_, cells) in enumerate(table.rows):
        if done % _PROGRESS_STEP == 0:
            progress(done, len(table.rows))
        title = cells[title_at].strip() if title_at < len(cells) else ""
        extra = cells[description_at] if description_at is not None and description_at < len(cells) else ""
        tagging = tagger.tag(f"{title} {extra}".strip())
        row: list[Cell] = [title, int(tagging.on_theme)]
        for axis in ref.axes:
            found = tagging.axis(axis.id)
            absent = ref.settings.probabilite_non_lue if tagging.on_theme else Fraction(0)
            row += [int(found is not None), found.probability if found else absent]
        rows.append(tuple(row))
    return csv_bytes(DataTable("etiquettes", "Étiquettes", tuple(columns), tuple(rows))), len(rows)
