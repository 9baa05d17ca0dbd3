"""The ``tag`` job: a list of offers in, their axes out."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.referential import Referential
from coverage_engine.matching.tagging import NOT_READ, Tagger, Tagging, make_tagger
from coverage_engine.sources.annex import recognise_column
from coverage_engine.sources.referential import read_referential
from coverage_engine.sources.resources import REFERENTIALS, locate
from coverage_engine.sources.spreadsheet import find_table, read_sheets
from coverage_engine.tables.columns import Column, DataTable, csv_bytes
from coverage_engine.tables.kinds import JOIN, NUMBER, WHOLE, Cell

# Rows between two movements of the progress bar: about a tenth of a second.
_PROGRESS_STEP = 500
_TOLD_ROWS = 20
_OFF_THEME = "aucun mot du thème dans ce texte"


def tag_file(
    file: Path, referential: str, progress: Callable[[int, int], None]
) -> tuple[bytes, int]:
    """Tag every row of a file, in order.

    Parameters
    ----------
    progress:
        Called from time to time with the rows done and their total.

    Returns
    -------
    (csv, rows):
        CSV with ``intitule, a_propos_ia`` then, for each axis of the referential, ``AXE`` (1 when
        the probability reaches the setting ``probabilite_minimale``, else 0) and ``p_AXE`` (0–1),
        then ``explication``.

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
        raise InputRefused(
            f"{fault} → mettez entre guillemets les intitulés qui contiennent le séparateur"
        )
    tagger = make_tagger(ref)
    columns = [Column("intitule", "Intitulé"), Column("a_propos_ia", "À propos d’IA", WHOLE)]
    for axis in ref.axes:
        columns += [
            Column(axis.id, axis.label, WHOLE),
            Column(f"p_{axis.id}", f"Probabilité, {axis.label}", NUMBER),
        ]
    columns.append(Column("explication", "Explication"))
    title_at, description_at = table.columns["intitule"], table.columns.get("description")
    rows: list[tuple[Cell, ...]] = []
    for done, (_, cells) in enumerate(table.rows):
        if done % _PROGRESS_STEP == 0:
            progress(done, len(table.rows))
        title = cells[title_at].strip() if title_at < len(cells) else ""
        extra = (
            cells[description_at]
            if description_at is not None and description_at < len(cells)
            else ""
        )
        tagging = tagger.tag(f"{title} {extra}".strip())
        rows.append((title, int(tagging.on_theme), *_axis_cells(tagger, tagging, ref)))
    return csv_bytes(DataTable("etiquettes", "Étiquettes", tuple(columns), tuple(rows))), len(rows)


def _axis_cells(tagger: Tagger, tagging: Tagging, referential: Referential) -> list[Cell]:
    """Flag and probability of each axis, then the words that show those that were read."""
    cells: list[Cell] = []
    reasons = []
    for axis in referential.axes:
        found = tagging.axis(axis.id)
        odds = tagger.probability(axis.id, NOT_READ) if tagging.on_theme else Fraction(0)
        if found:
            odds = found.probability
            reasons.append(found.explanation(axis.label))
        # Off the theme a text covers nothing, even where the smallest probability asked for is 0.
        cells += [int(tagging.on_theme and odds >= referential.settings.probabilite_minimale), odds]
    return [*cells, JOIN.join(reasons) if tagging.on_theme else _OFF_THEME]
