"""A staffing table as town halls export it → posts, with every row that is none told apart.

Names, numbers of persons… are refused from titles alone: no such cell is looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from coverage_engine.domain.cells.unsafe_cells import refused_because
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.staffing import LeftOut, PostLine, StaffingTable
from coverage_engine.domain.normalise import fold, key
from coverage_engine.domain.text_tables import named_lists
from coverage_engine.sources.extent import MAX_TITLE_ROWS, column_letter
from coverage_engine.sources.spreadsheet import (
    MAX_FAULTS_SHOWN,
    Sheet,
    Table,
    find_table,
    read_sheets,
)
from coverage_engine.sources.staffing_columns import (
    best_columns,
    choose_dimensions,
    recognise,
    refuse_personal,
    refuse_several_counts,
)

# «Sous-total direction X», «s/total», «Ensemble de la filière»: how a row of sums begins.
_TOTAL = re.compile(
    r"(?:(?:sous|s)\s?[-/]?\s?)?tota(?:l|ux)\b|ensemble\b(?!\w)|cumul\b|recapitulatif\b|somme\b|effectif"
    r" total\b"
)
_NUMBER, _DECIMAL = re.compile(r"\d{1,7}"), re.compile(r"\d{1,7}(?:\.\d{1,9})?")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)")
_DIGITS, _LETTER = re.compile(r"\d+"), re.compile(r"[^\W\d]")
MAX_TEXT_CHARS = 200
# A large region employs tens of thousands; its export may repeat each post for each assignment.
MAX_ROWS = 200_000
UNKNOWN_VALUE = "Non renseigné"
# Ways of writing the same sex.
_SEX_NAMES = named_lists("""
Femmes: f, femme, femmes, feminin, mme, madame
Hommes: h, homme, hommes, masculin, m, monsieur, mr
""")
_SEX = {written: sex for sex, own in _SEX_NAMES.items() for written in own}
_CATEGORY = re.compile(r"(?:categorie|cat)?\.?\s*([abc])\+?")


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What one table gave so far."""

    table: Table
    dimensions: tuple[str, ...]
    faults: list[tuple[int, str]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    posts: Counter[tuple[str, tuple[str, ...]]] = field(default_factory=Counter)
    first: dict[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)
    spelling: dict[tuple[str, str], str] = field(default_factory=dict)

    def refuse(self, row: int, column: str, value: str, why: str) -> None:
        index = self.table.columns[column]
        title = self.table.header[index].strip() or f"colonne {column_letter(index + 1)}"
        self.faults.append(
            (
                row,
                f"{self.table.source}, ligne {row}, colonne « {title} » : « {value[:40]} » — {why}",
            )
        )


def read_staffing(path: Path, wanted: Sequence[str] = ()) -> StaffingTable:
    """Read a staffing table: one row per post, or rows with a number of posts.

    Parameters
    ----------
    wanted:
        Identifiers or names of the dimensions to keep; none for :data:`DEFAULT_DIMENSIONS`.

    Raises
    ------
    InputRefused
        With every fault: no métier, columns about persons, a number of posts that is none.
    """
    # Cells are checked once no title speaks of persons: a message may print a cell.
    sheets = read_sheets(path, max_rows=MAX_ROWS, check_cells=False)
    refuse_personal(sheets)
    table = _find(path.name, sheets)
    refuse_several_counts(table)
    table = replace(table, columns=best_columns(table))
    dimensions = choose_dimensions(table, wanted)
    reading = _Reading(table=table, dimensions=dimensions)
    _check_cells(reading)
    for (cells, alone), rows in _alike(reading).items():
        _read_alike(cells, alone, rows, reading)
    reading.faults.sort(key=lambda f: f[0])
    if reading.faults:
        more = len(reading.faults) - MAX_FAULTS_SHOWN
        shown = [text for _, text in reading.faults[:MAX_FAULTS_SHOWN]]
        raise InputRefused(
            [*shown, f"et {more} autres cellules → corrigez d’abord les premières"]
            if more > 0
            else shown
        )
    if not reading.posts:
        raise InputRefused(
            f"{table.source} : aucun poste → vérifiez que les lignes de données ne sont pas des"
            " totaux"
        )
    return StaffingTable(
        source=table.source,
        dimensions={d: _title(table, d) for d in dimensions},
        metier_title=_title(table, "metier"),
        count_title=_title(table, "effectif") if "effectif" in table.columns else "",
        lines=tuple(
            PostLine(label, values, n, reading.first[label, values])
            for (label, values), n in reading.posts.items()
        ),
        left_out=tuple(sorted(reading.left_out, key=lambda r: r.row)),
        blank_rows=table.rows[-1][0] - table.rows[0][0] + 1 - len(table.rows),
        unread=_unread(table, dimensions),
        has_sex="sexe" in table.columns,
    )


def _find(name: str, sheets: Sequence[Sheet]) -> Table:
    """The sheet of posts. The usual message prints a first row: here it might be about persons."""
    try:
        table = find_table(sheets, recognise, ("metier",), name)
    except InputRefused:
        known = "métier, poste, emploi, fonction, intitulé du poste"
        if not any(
            recognise(key(c)) == "metier"
            for s in sheets
            for _, row in s.rows[:MAX_TITLE_ROWS]
            for c in row
        ):
            fault = (
                f"{name} : aucune colonne de métier → ajoutez une ligne de titres avec une colonne"
                " « métier »"
            )
            raise InputRefused(f"{fault} (autres noms lus : {known})") from None
        raise
    if table.unread:
        others = " ; ".join(table.unread)
        raise InputRefused(
            f"{table.source} : d’autres feuilles ont aussi une colonne de métier ({others}) →"
            " gardez-en une seule"
        )
    return table


def _check_cells(reading: _Reading) -> None:
    """Refuse formulas, active HTML and giant texts in the columns read; each text once."""
    for column in _read(reading):
        index = reading.table.columns[column]
        first = {
            cells[index]: row for row, cells in reversed(reading.table.rows) if index < len(cells)
        }
        for text, row in sorted(first.items(), key=lambda f: f[1]):
            if fault := refused_because(text):
                reading.refuse(row, column, text, fault)


def _title(table: Table, column: str) -> str:
    return table.header[table.columns[column]].strip()


def _unread(table: Table, dimensions: Sequence[str]) -> tuple[str, ...]:
    """Titles that nobody reads; a number of posts makes full-time equivalents useless."""
    read = {
        table.columns[c] for c in ("metier", "effectif", "etp", *dimensions) if c in table.columns
    }
    return tuple(t.strip() for i, t in enumerate(table.header) if i not in read and t.strip())


def _read(reading: _Reading) -> tuple[str, ...]:
    """Columns that are read."""
    names = ("metier", "effectif", "etp", *reading.dimensions)
    return tuple(name for name in names if name in reading.table.columns)


def _alike(reading: _Reading) -> dict[tuple[tuple[str, ...], bool], list[int]]:
    """Rows with the same cells, understood once: (cells that are read, nothing else) → rows."""
    indices = [reading.table.columns[name] for name in _read(reading)]
    width = max(indices) + 1
    out: dict[tuple[tuple[str, ...], bool], list[int]] = {}
    for row, cells in reading.table.rows:
        whole = cells if len(cells) >= width else (*cells, *[""] * (width - len(cells)))
        read = tuple([whole[i] for i in indices])
        # Told apart only where it matters: a row without a métier may be a subheading.
        alone = not read[0].strip() and sum(bool(c.strip()) for c in cells) == 1
        out.setdefault((read, alone), []).append(row)
    return out


def _read_alike(cells: tuple[str, ...], alone: bool, rows: list[int], reading: _Reading) -> None:
    own = {name: " ".join(cell.split()) for name, cell in zip(_read(reading), cells, strict=True)}
    label = own["metier"]
    texts = [text for name, text in own.items() if name not in ("effectif", "etp") and text]
    if reason := _why_no_post(
        label, texts, any(own.values()), alone, _title(reading.table, "metier")
    ):
        # Without the figures: a subtotal might tell what the report masks.
        shown = " | ".join(_DIGITS.sub("…", t) for t in texts if _LETTER.search(t))
        reading.left_out += [LeftOut(row, reason, shown[:MAX_TEXT_CHARS]) for row in rows]
        return
    fault, posts = _posts(own)
    if len(label) > MAX_TEXT_CHARS:
        fault = ("metier", f"plus de {MAX_TEXT_CHARS} caractères → donnez le seul nom du métier")
    if fault:
        for row in rows:
            reading.refuse(row, fault[0], own[fault[0]], fault[1])
    elif posts:
        values = tuple(_value(d, own[d], reading) for d in reading.dimensions)
        reading.posts[label, values] += posts * len(rows)
        reading.first[label, values] = min(rows[0], reading.first.get((label, values), rows[0]))


def _why_no_post(label: str, texts: Sequence[str], filled: bool, alone: bool, title: str) -> str:
    """Why a row is no post; empty when it is one."""
    # A subtotal prints its sum in any column, that of the métier included.
    if _TOTAL.match(fold(label)) or (
        not _LETTER.search(label) and any(_TOTAL.match(fold(t)) for t in texts)
    ):
        return "ligne de total"
    if label and key(label) == key(title):
        return "ligne de titres répétée"
    if alone and texts:
        return "intertitre"
    return "" if filled else "aucune colonne lue n’est remplie"


def _posts(own: Mapping[str, str]) -> tuple[tuple[str, str] | None, int]:
    """What is wrong with a row (column, why), and its posts: 1, or its number."""
    if "effectif" not in own:
        time = own.get("etp", "").replace(",", ".")
        if _DECIMAL.fullmatch(time) and float(time) > 1:
            return (
                "etp",
                (
                    "plus d’un équivalent temps plein : la ligne n’est pas un poste → ajoutez une"
                    " colonne « effectif »"
                ),
            ), 0
        return None, 1
    printed = _THOUSANDS.sub("", own["effectif"])
    if not own["metier"]:
        why = (
            "effectif sans métier : total ou oubli → nommez le métier, écrivez « Total », ou"
            " supprimez la ligne"
        )
        return ("metier", why), 0
    if not _NUMBER.fullmatch(printed):
        more = (
            " : un équivalent temps plein n’est pas un poste"
            if _DECIMAL.fullmatch(printed.replace(",", "."))
            else ""
        )
        return ("effectif", f"attendu : un nombre entier de postes{more} → corrigez la cellule"), 0
    return None, int(printed)


def _value(dimension: str, printed: str, reading: _Reading) -> str:
    """A value as first written; accents, case and usual variants make no other value."""
    bare = printed[:MAX_TEXT_CHARS]
    if not key(bare):
        return UNKNOWN_VALUE
    if dimension == "sexe":
        return _SEX.get(key(bare), UNKNOWN_VALUE)
    if dimension == "categorie" and (found := _CATEGORY.fullmatch(fold(bare).strip())):
        return found[1].upper()
    return reading.spelling.setdefault((dimension, key(bare)), bare)
