"""Tables of texts of any origin: which columns hold the texts and the identifiers, and their rows.

Nothing is executed and nothing is guessed in silence: what was read is told, and a doubt is refused
with the names of the columns that were found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coverage_engine.domain.cells.unsafe_cells import MAX_CELL_CHARS
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.french import plural
from coverage_engine.domain.normalise import key
from coverage_engine.sources.extent import column_letter
from coverage_engine.sources.spreadsheet import HEADER_SEARCH_ROWS, Sheet, find_table, read_sheets
from coverage_engine.sources.text_columns import (
    ROW_NUMBER,
    Asked,
    Columns,
    Rows,
    cell_at,
    choose,
    has_usual_text,
)

# A national register with all its synonyms holds 200 000 rows; a bound keeps memory known.
MAX_TEXT_ROWS = 500_000
MAX_TOLD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRows:
    """Texts of a table, row by row.

    Attributes
    ----------
    source:
        File, and sheet of a workbook.
    id_column:
        Printed name; empty when the row numbers are the identifiers.
    text_columns, weights:
        Printed name and weight (> 0) of each column of text.
    numbers, ids, texts:
        Spreadsheet row number, identifier and texts of each row.
    unread:
        Other sheets of the workbook that hold something.
    """

    source: str
    id_column: str
    text_columns: tuple[str, ...]
    weights: tuple[float, ...]
    numbers: tuple[int, ...]
    ids: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    unread: tuple[str, ...]


def read_text_rows(asked: Asked) -> TextRows:
    """Read the texts and identifiers of a table (CSV of any usual form, or workbook).

    Raises
    ------
    InputRefused
        If the table cannot be read, a column is unknown or in doubt, a weight is no number, or
        cells are unfit: more cells than titles, no identifier, giant text, nothing in the columns
        of text.
    """
    sheets = [
        s for s in read_sheets(asked.path, max_rows=MAX_TEXT_ROWS, check_cells=False) if s.rows
    ]
    if not sheets:
        raise InputRefused(f"{asked.path.name} : aucune ligne → complétez le fichier")
    sheet, position, columns = _locate(sheets, asked)
    header = sheet.rows[position][1]
    rows: Rows = sheet.rows[position + 1 :]
    if not rows:
        raise InputRefused(
            f"{sheet.source} : des titres de colonnes mais aucune ligne de données → complétez-la"
        )
    header, rows = _one_column(sheet, header, rows)
    _refuse_cells(sheet.source, header, rows, columns, asked.side)
    texts = tuple(tuple(cell_at(cells, at) for at, _ in columns.texts) for _, cells in rows)
    names = tuple(header[at].strip() for at, _ in columns.texts)
    if not any(text.strip() for row in texts for text in row):
        fault = f"aucun texte dans « {' », « '.join(names)} »"
        raise InputRefused(
            f"{sheet.source} : {fault} → choisissez une autre colonne avec --{asked.side}-text"
        )
    return TextRows(
        source=sheet.source,
        id_column="" if columns.ident is None else header[columns.ident].strip(),
        text_columns=names,
        weights=tuple(weight for _, weight in columns.texts),
        numbers=tuple(number for number, _ in rows),
        ids=tuple(
            str(n) if columns.ident is None else cell_at(cells, columns.ident).strip()
            for n, cells in rows
        ),
        texts=texts,
        unread=tuple(s.source for s in sheets if s is not sheet),
    )


def read_known(path: Path) -> list[tuple[int, str, str]]:
    """Rows ``(row number, source_text, target_id)`` of a table of established links.

    Raises
    ------
    InputRefused
        If the table cannot be read, lacks a column, or has an empty cell in one of the two.
    """
    names = {"source text": "source_text", "target id": "target_id"}
    sheets = read_sheets(path, max_rows=MAX_TEXT_ROWS, check_cells=False)
    table = find_table(sheets, names.get, tuple(names.values()), path.name)
    at = [table.columns[name] for name in names.values()]
    rows = [
        (number, cell_at(cells, at[0]).strip(), cell_at(cells, at[1]).strip())
        for number, cells in table.rows
    ]
    faults = []
    for name, place in (("source_text", 1), ("target_id", 2)):
        empty = [row[0] for row in rows if not row[place]]
        if empty:
            faults.append(
                f"{table.source}, {told_rows(empty)} : « {name} » vide → complétez ou supprimez ces"
                " lignes"
            )
    faults += _giant(table.source, table.rows, at)
    if faults:
        raise InputRefused(faults)
    return rows


def told_rows(numbers: Sequence[int]) -> str:
    """Row numbers in French, the first ones and how many more."""
    shown = ", ".join(map(str, numbers[:MAX_TOLD]))
    more = f" et {plural(len(numbers) - MAX_TOLD, 'autre')}" if len(numbers) > MAX_TOLD else ""
    return f"ligne{'s' if len(numbers) > 1 else ''} {shown}{more}"


def _one_column(sheet: Sheet, header: tuple[str, ...], rows: Rows) -> tuple[tuple[str, ...], Rows]:
    """One column only: what looks like a separator is part of the texts («IA, RGPD et éthique»)."""
    if len(header) > 1 or not sheet.separator:
        return header, rows
    return header, [(number, (sheet.separator.join(cells),)) for number, cells in rows]


def _locate(sheets: Sequence[Sheet], asked: Asked) -> tuple[Sheet, int, Columns]:
    """The sheet, the place of its header and the columns; titles may stand above the header.

    The header is the first line with the columns asked for, else a usual name, else the first.
    """
    for sheet in sheets:
        for position, (_, cells) in enumerate(sheet.rows[:HEADER_SEARCH_ROWS]):
            if asked.texts or has_usual_text(cells):
                columns, faults = choose(cells, sheet.rows[position + 1 :], asked)
                if not faults:
                    return sheet, position, columns
    first = sheets[0]
    usual = (
        p for p, (_, cells) in enumerate(first.rows[:HEADER_SEARCH_ROWS]) if has_usual_text(cells)
    )
    position = 0 if asked.texts else next(usual, 0)
    columns, faults = choose(first.rows[position][1], first.rows[position + 1 :], asked)
    if faults:
        raise InputRefused(
            [f"{first.source}, ligne {first.rows[position][0]} : {fault}" for fault in faults]
        )
    return first, position, columns


def _refuse_cells(
    source: str, header: Sequence[str], rows: Rows, columns: Columns, side: str
) -> None:
    faults = []
    beyond = [number for number, cells in rows if any(map(str.strip, cells[len(header) :]))]
    if beyond:
        remedy = "mettez entre guillemets les textes qui contiennent le séparateur"
        faults.append(f"{source}, {told_rows(beyond)} : plus de cellules que de titres → {remedy}")
    if columns.ident is not None:
        at = columns.ident
        if empty := [number for number, cells in rows if not cell_at(cells, at).strip()]:
            numbered = (
                ""
                if key(header[at]) == ROW_NUMBER
                else f", ou le numéro de ligne : « --{side}-id {ROW_NUMBER} »"
            )
            remedy = f"complétez, ou choisissez une autre colonne{numbered}"
            faults.append(
                f"{source}, {told_rows(empty)} : identifiant « {header[at].strip()} » vide →"
                f" {remedy}"
            )
    faults += _giant(source, rows, [at for at, _ in columns.texts])
    if faults:
        raise InputRefused(faults)


def _giant(source: str, rows: Rows, columns: Sequence[int]) -> list[str]:
    found = [
        (n, at, len(cells[at]))
        for n, cells in rows
        for at in columns
        if len(cell_at(cells, at)) > MAX_CELL_CHARS
    ]
    faults = [
        f"{source}, ligne {number}, colonne {column_letter(at + 1)} : texte de {size} caractères →"
        f" {MAX_CELL_CHARS} au plus"
        for number, at, size in found[:MAX_TOLD]
    ]
    more = (
        f"{source} : et {len(found) - MAX_TOLD} autres textes trop longs → corrigez d’abord les"
        " premiers"
    )
    return [*faults, more] if len(found) > MAX_TOLD else faults
