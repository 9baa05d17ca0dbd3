"""Spreadsheets as people have them: xlsx, xls, ods, or CSV with any usual separator and encoding.

Everything is bounded before it is read. Cells come back as text, exactly as stored.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coverage_engine.domain.cells.unsafe_cells import refused_because
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.normalise import key
from coverage_engine.sources.extent import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TITLE_ROWS,
    broken,
    column_letter,
    refuse_extent,
    refuse_oversize,
    too_long,
)

# Refused above these: a national catalogue holds tens of thousands of offers.
MAX_FILE_BYTES = 60_000_000
MAX_FAULTS_SHOWN = 50
HEADER_SEARCH_ROWS = MAX_TITLE_ROWS

_WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods"}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_TEXTS = {".csv", ".tsv", ".txt"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as text: ``rows`` are ``(row number from 1, cells)``, blank rows left out."""

    source: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet whose header was recognised: ``columns`` maps a column id to its index in ``rows``.

    ``unread`` names other sheets with the required columns: a catalogue is one sheet.
    """

    source: str
    columns: Mapping[str, int]
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    unread: tuple[str, ...] = ()


def read_sheets(
    path: Path, *, max_rows: int = MAX_ROWS, check_cells: bool = True
) -> tuple[Sheet, ...]:
    """Read every sheet of a file.

    Parameters
    ----------
    max_rows:
        Refused above.
    check_cells:
        Refuse the cells that no catalogue holds: giant texts, formulas, active HTML.

    Raises
    ------
    InputRefused
        If the file is missing, too large, protected, broken, or of a kind that is not read.
    """
    name, suffix = path.name or str(path), path.suffix.lower()
    if path.is_dir():
        raise InputRefused(f"{name} : c’est un dossier → donnez un fichier")
    if not path.is_file():
        raise InputRefused(f"{name} : fichier introuvable → vérifiez le chemin")
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_FILE_BYTES else b""
    except OSError:
        raise InputRefused(
            f"{name} : lecture impossible → vérifiez les droits du fichier"
        ) from None
    if size == 0:
        raise InputRefused(
            f"{name} : le fichier est vide → enregistrez-le de nouveau avec ses données"
        )
    if size > MAX_FILE_BYTES:
        megabytes = f"{size // 1_000_000} Mo, au-delà de {MAX_FILE_BYTES // 1_000_000} Mo"
        raise InputRefused(f"{name} : {megabytes} → découpez le fichier")
    if suffix in _WORKBOOKS or data[:4] in (_ZIP, _OLE):
        sheets = _read_workbook(name, data, max_rows)
    elif suffix in _TEXTS:
        sheets = (_read_text(name, data, max_rows),)
    else:
        kind = suffix or "sans extension"
        raise InputRefused(f"{name} : format « {kind} » non lu → enregistrez en .xlsx ou .csv")
    return _checked(sheets, max_rows, check_cells)


def _read_workbook(name: str, data: bytes, max_rows: int) -> tuple[Sheet, ...]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if data[:4] != _OLE or zipfile.is_zipfile(
        io.BytesIO(data)
    ):  # an archive may hide behind another header
        refuse_oversize(name, data, max_rows)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            refuse_extent(
                f"{name} [{title}]", sheet.total_height + 1, sheet.total_width + 1, max_rows
            )
            cells = sheet.to_python(skip_empty_area=False)
            rows = ((number, tuple(map(_as_text, row))) for number, row in enumerate(cells, 1))
            sheets.append(
                Sheet(f"{name} [{title}]", tuple(r for r in rows if any(map(str.strip, r[1]))))
            )
    except PasswordError:
        raise InputRefused(_protected(name)) from None
    except (CalamineError, ValueError, OSError):
        raise InputRefused(_protected(name) if _is_encrypted(data) else broken(name)) from None
    except BaseException as error:
        if (
            type(error).__name__ != "PanicException"
        ):  # what the Rust reader raises on a file it did not expect
            raise
        raise InputRefused(broken(name)) from None
    return tuple(sheets)


def _protected(name: str) -> str:
    return f"{name} : classeur protégé par mot de passe → retirez la protection"


def _is_encrypted(data: bytes) -> bool:
    return data[:4] == _OLE and "EncryptedPackage".encode("utf-16-le") in data


def _as_text(value: object) -> str:
    if isinstance(value, str):  # nearly every cell
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return f"{int(value.total_seconds()) // 3600}:{int(value.total_seconds()) // 60 % 60:02d}"
    return str(value)


def decode(name: str, data: bytes) -> str:
    """Decode text: UTF-8 with or without BOM, UTF-16 with BOM, else the Windows code page.

    Raises
    ------
    InputRefused
        If the bytes are not text.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise InputRefused(
                f"{name} : encodage UTF-16 abîmé → enregistrez en « CSV UTF-8 »"
            ) from None
    if b"\x00" in data:
        raise InputRefused(
            f"{name} : le fichier n’est pas du texte → enregistrez en « CSV UTF-8 » ou .xlsx"
        )
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputRefused(f"{name} : encodage inconnu → enregistrez en « CSV UTF-8 »")


def _delimiter(text: str) -> str:
    """Return the usual separator found the same number of times, outside quotes, on most lines."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:HEADER_SEARCH_ROWS]
    bare = ["".join(line.split('"')[::2]) for line in lines]

    def regularity(mark: str) -> tuple[int, int]:
        counts = Counter(n for line in bare if (n := line.count(mark)))
        return max(((lines_with, n) for n, lines_with in counts.items()), default=(0, 0))

    return max(";,\t|", key=regularity)


def _read_text(name: str, data: bytes, max_rows: int) -> Sheet:
    text = decode(name, data)
    rows: list[tuple[int, tuple[str, ...]]] = []
    # Strict, so that a quote never closed is told instead of swallowing the lines that follow.
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if len(rows) > max_rows + HEADER_SEARCH_ROWS:
                raise InputRefused(too_long(name, max_rows))
            if len(cells) > MAX_COLUMNS and any(map(str.strip, cells[MAX_COLUMNS:])):
                fault = f"plus de {MAX_COLUMNS} colonnes → vérifiez les séparateurs"
                raise InputRefused(f"{name}, ligne {number} : {fault}")
            if any(map(str.strip, cells)):
                rows.append((number, tuple(cells[:MAX_COLUMNS])))
    except csv.Error:
        fault = "cellule démesurée, ou guillemet mal placé ou jamais refermé"
        remedy = "corrigez cette ligne ; dans un texte entre guillemets, doublez les guillemets"
        raise InputRefused(f"{name}, ligne {number + 1} : {fault} → {remedy}") from None
    return Sheet(name, tuple(rows), delimiter)


def _checked(sheets: Sequence[Sheet], max_rows: int, check_cells: bool) -> tuple[Sheet, ...]:
    """Refuse what no catalogue holds: too many rows, giant cells, formulas, active HTML."""
    faults = [too_long(sheet.source, max_rows) for sheet in sheets if len(sheet.rows) > max_rows]
    if faults:
        raise InputRefused(faults)
    for sheet in sheets if check_cells else ():
        for number, cells in sheet.rows:
            for index, cell in enumerate(cells, 1):
                if cell and (fault := refused_because(cell)):
                    place = f"{sheet.source}, ligne {number}, colonne {column_letter(index)}"
                    faults.append(f"{place} : « {cell.strip()[:40]} » — {fault}")
    if len(faults) > MAX_FAULTS_SHOWN:
        more = (
            f"et {len(faults) - MAX_FAULTS_SHOWN} autres cellules → corrigez d’abord les premières"
        )
        faults = [*faults[:MAX_FAULTS_SHOWN], more]
    if faults:
        raise InputRefused(faults)
    return tuple(sheets)


def find_table(
    sheets: Sequence[Sheet],
    recognise: Callable[[str], str | None],
    required: Iterable[str],
    what: str,
) -> Table:
    """Find the sheet and the header line that hold the ``required`` columns.

    A header may stand below title lines and may be written over two lines (merged cells).

    Parameters
    ----------
    recognise:
        Maps a printed column name to a column id, or None.

    Raises
    ------
    InputRefused
        Naming, for each sheet, what was found and which columns are missing.
    """
    wanted = tuple(required)
    whole: dict[str, None] = {}
    best: tuple[int, int, int, Sheet, dict[str, int], int, tuple[str, ...]] | None = None
    for order, sheet in enumerate(sheets):
        for position in range(min(len(sheet.rows), HEADER_SEARCH_ROWS)):
            for height in (1, 2):
                header = _joined([cells for _, cells in sheet.rows[position : position + height]])
                columns = _recognised(header, recognise)
                found = sum(name in columns for name in wanted)
                rank = (found, len(columns) - height, -order)
                if found == len(wanted):
                    whole[sheet.source] = None
                if columns and (best is None or rank > best[:3]):
                    best = (*rank, sheet, columns, position + height, header)
    if best is None or best[0] < len(wanted):
        raise InputRefused(_missing_columns(sheets, best[4] if best else {}, wanted, what))
    _, _, _, sheet, columns, start, header = best
    if start >= len(sheet.rows):
        fault = "des titres de colonnes mais aucune ligne de données"
        raise InputRefused(f"{sheet.source} : {fault} → complétez la feuille")
    rows = sheet.rows[start:]
    if len(header) == 1 and sheet.separator:
        # One column: its separator is part of the texts («IA, RGPD et éthique»).
        rows = tuple((number, (sheet.separator.join(cells),)) for number, cells in rows)
    return Table(
        source=sheet.source,
        columns=columns,
        header=header,
        rows=rows,
        unread=tuple(name for name in whole if name != sheet.source),
    )


def _joined(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    width = max((len(r) for r in rows), default=0)
    return tuple(
        " ".join(r[i].strip() for r in rows if i < len(r) and r[i].strip()) for i in range(width)
    )


def _recognised(header: Sequence[str], recognise: Callable[[str], str | None]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, printed in enumerate(header):
        name = recognise(key(printed)) if len(printed) < 200 else None
        if name and name not in columns:
            columns[name] = index
    return columns


def _missing_columns(
    sheets: Sequence[Sheet], found: Mapping[str, int], wanted: Sequence[str], what: str
) -> list[str]:
    """One fault per sheet, with what its first line holds."""
    missing = (
        "colonne(s) obligatoire(s) introuvable(s) :"
        f" {', '.join(name for name in wanted if name not in found)}"
    )
    remedy = "ajoutez une ligne de titres avec ces noms, ou choisissez la bonne feuille"
    faults = []
    for sheet in sheets:
        first = (
            " | ".join(c.strip()[:30] for c in sheet.rows[0][1] if c.strip())[:160]
            if sheet.rows
            else ""
        )
        seen = f"première ligne lue : {first}" if first else "feuille vide"
        faults.append(f"{sheet.source} : {missing} ({seen}) → {remedy}")
    return faults or [f"{what} : {missing} (aucune feuille) → {remedy}"]
