"""Spreadsheets as people have them: xlsx, xls, ods, or CSV with any usual separator and encoding.

Everything is bounded before it is read. Cells come back as text, exactly as stored.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coverage_engine.errors import InputRefused
from coverage_engine.normalise import key

# Refused above these: an annual catalogue holds hundreds of offers, a national one tens of thousands.
MAX_FILE_BYTES = 60_000_000
MAX_INFLATED_BYTES = 400_000_000
MAX_ROWS = 100_000
MAX_CELL_CHARS = 32_767  # Excel's own limit for one cell
MAX_FAULTS_SHOWN = 50
HEADER_SEARCH_ROWS = 20

_WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods", ".xlsb"}
_TEXTS = {".csv", ".tsv", ".txt"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as text: ``rows`` are ``(spreadsheet row number from 1, cells)``, blank rows left out."""

    source: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose header was recognised: ``columns`` maps a column id to its index in ``rows``."""

    source: str
    columns: Mapping[str, int]
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Read every sheet of a file.

    Raises
    ------
    InputRefused
        If the file is missing, too large, protected, broken, or of a kind that is not read.
    """
    name = path.name
    if not path.is_file():
        raise InputRefused([f"{name} : fichier introuvable → vérifiez le chemin"])
    size = path.stat().st_size
    if size == 0:
        raise InputRefused([f"{name} : le fichier est vide → enregistrez-le de nouveau avec ses données"])
    if size > MAX_FILE_BYTES:
        raise InputRefused(
            [f"{name} : {size // 1_000_000} Mo, au-delà de {MAX_FILE_BYTES // 1_000_000} Mo → découpez le fichier"]
        )
    data = path.read_bytes()
    suffix = path.suffix.lower()
    if suffix in _WORKBOOKS or data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        sheets = _read_workbook(name, data)
    elif suffix in _TEXTS:
        sheets = (_read_text(name, data),)
    else:
        raise InputRefused(
            [f"{name} : format « {suffix or 'sans extension'} » non lu → enregistrez en .xlsx ou .csv"]
        )
    return tuple(_checked(sheet) for sheet in sheets)


def _read_workbook(name: str, data: bytes) -> tuple[Sheet, ...]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if data[:4] == b"PK\x03\x04":
        _refuse_bomb(name, data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for title in book.sheet_names:
            rows = []
            for number, cells in enumerate(book.get_sheet_by_name(title).to_python(skip_empty_area=False), 1):
                if number > MAX_ROWS + HEADER_SEARCH_ROWS:
                    break
                texts = tuple(map(_as_text, cells))
                if any(t.strip() for t in texts):
                    rows.append((number, texts))
            sheets.append(Sheet(f"{name} [{title}]", tuple(rows)))
    except PasswordError:
        raise InputRefused([f"{name} : classeur protégé par mot de passe → retirez la protection"]) from None
    except (CalamineError, ValueError, OSError) as error:
        raise InputRefused(
            [f"{name} : classeur illisible ({type(error).__name__}) → ouvrez-le et enregistrez-le en .xlsx"]
        ) from None
    return tuple(sheets)


def _refuse_bomb(name: str, data: bytes) -> None:
    """Inflate every member with a bound, whatever sizes the archive declares."""
    refused = InputRefused([f"{name} : une fois décompressé, le classeur dépasse {MAX_INFLATED_BYTES // 1_000_000} Mo → refusé"])
    left = MAX_INFLATED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.file_size > left:
                    raise refused
                with archive.open(info) as member:
                    while chunk := member.read(1 << 20):
                        left -= len(chunk)
                        if left < 0:
                            raise refused
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise InputRefused([f"{name} : classeur illisible (archive abîmée) → ouvrez-le et enregistrez-le en .xlsx"]) from None
    except Exception as error:
        if type(error).__name__ == "error":  # zlib.error: damaged stream
            raise InputRefused([f"{name} : classeur illisible (archive abîmée) → enregistrez-le de nouveau"]) from None
        raise


def _as_text(value: object) -> str:
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
            raise InputRefused([f"{name} : encodage UTF-16 abîmé → enregistrez en « CSV UTF-8 »"]) from None
    if b"\x00" in data:
        raise InputRefused([f"{name} : le fichier n’est pas du texte → enregistrez en « CSV UTF-8 » ou .xlsx"])
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputRefused([f"{name} : encodage inconnu → enregistrez en « CSV UTF-8 »"])


def _read_text(name: str, data: bytes) -> Sheet:
    text = decode(name, data)
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:HEADER_SEARCH_ROWS]
    delimiter = max(";,\t|", key=lambda mark: sorted(line.count(mark) for line in lines)[len(lines) // 2] if lines else 0)
    rows: list[tuple[int, tuple[str, ...]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number > MAX_ROWS + HEADER_SEARCH_ROWS:
                break
            if any(cell.strip() for cell in cells):
                rows.append((number, tuple(cells)))
    except csv.Error:
        raise InputRefused(
            [f"{name}, ligne {number + 1} : cellule démesurée ou guillemet jamais refermé → corrigez cette ligne"]
        ) from None
    return Sheet(name, tuple(rows))


def _checked(sheet: Sheet) -> Sheet:
    """Refuse what no catalogue holds: too many rows, a giant cell, a formula, active HTML. All faults at once."""
    faults: list[str] = []
    if len(sheet.rows) > MAX_ROWS:
        faults.append(f"{sheet.source} : plus de {MAX_ROWS} lignes → découpez le fichier")
    for number, cells in sheet.rows:
        for index, cell in enumerate(cells, 1):
            fault = _cell_fault(cell)
            if fault and len(faults) < MAX_FAULTS_SHOWN:
                shown = cell.strip()[:40]
                faults.append(f"{sheet.source}, ligne {number}, colonne {column_letter(index)} : « {shown} » — {fault}")
    if faults:
        raise InputRefused(faults)
    return sheet


def _cell_fault(cell: str) -> str:
    if len(cell) > MAX_CELL_CHARS:
        return f"cellule de {len(cell)} caractères → {MAX_CELL_CHARS} au plus"
    bare = cell.lstrip()
    if bare.startswith("=") or (bare[:1] in "+-@" and ("|" in bare or "(" in bare) and bare[1:2].isalnum() and "!" in bare):
        return "formule refusée, jamais exécutée → remplacez-la par sa valeur"
    if "<" in bare:
        low = bare.casefold()
        if any(f"<{mark}" in low for mark in ("script", "iframe", "img", "svg", "object", "a ", "style", "/")):
            return "balise HTML refusée, jamais exécutée → gardez le texte seul"
    return ""


def column_letter(index: int) -> str:
    """Spreadsheet letter of a column counted from 1.

    >>> column_letter(1), column_letter(28)
    ('A', 'AB')
    """
    out = ""
    while index:
        index, rest = divmod(index - 1, 26)
        out = chr(65 + rest) + out
    return out


def find_table(
    sheets: Sequence[Sheet], recognise: Callable[[str], str | None], required: Iterable[str], what: str
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
    best: tuple[int, int, int, Sheet, dict[str, int], int, tuple[str, ...]] | None = None
    for order, sheet in enumerate(sheets):
        for position in range(min(len(sheet.rows), HEADER_SEARCH_ROWS)):
            for height in (1, 2):
                header = _joined([cells for _, cells in sheet.rows[position : position + height]])
                columns = _recognised(header, recognise)
                found = sum(name in columns for name in wanted)
                rank = (found, len(columns) - height, -order)
                if columns and (best is None or rank > best[:3]):
                    best = (*rank, sheet, columns, position + height, header)
    if best is None or best[0] < len(wanted):
        raise InputRefused(_missing_columns(sheets, best[4] if best else {}, wanted, what))
    _, _, _, sheet, columns, start, header = best
    if start >= len(sheet.rows):
        raise InputRefused([f"{sheet.source} : des titres de colonnes mais aucune ligne de données → complétez la feuille"])
    return Table(sheet.source, columns, header, sheet.rows[start:])


def _joined(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    width = max((len(r) for r in rows), default=0)
    return tuple(" ".join(r[i].strip() for r in rows if i < len(r) and r[i].strip()) for i in range(width))


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
    missing = [name for name in wanted if name not in found]
    faults = [f"{what} : colonne(s) obligatoire(s) introuvable(s) : {', '.join(missing)}"]
    for sheet in sheets:
        first = " | ".join(c.strip()[:30] for c in sheet.rows[0][1] if c.strip())[:160] if sheet.rows else "(feuille vide)"
        faults.append(f"{sheet.source} : première ligne lue : {first}")
    faults.append("→ ajoutez une ligne de titres avec ces noms, ou choisissez la bonne feuille")
    return faults
