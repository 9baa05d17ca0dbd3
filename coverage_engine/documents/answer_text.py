"""Any answer as text for a terminal: tables that fit are drawn, others one paragraph a row."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from coverage_engine.documents.shown_cells import EMPTY, ShownTable, show_table, telling_columns
from coverage_engine.domain.french import NBSP, plural, typeset
from coverage_engine.tables.columns import DataTable
from coverage_engine.tables.published import Published

# Characters of a line, that any terminal and a printed page hold.
WIDTH = 100
# Rows of one table shown on a screen; the rest is counted, and whole in the other forms.
SHOWN_ROWS = 40
# Characters between two columns, and the fewest that a column of text needs to be read.
_GAP, _READABLE = 2, 18
# Columns that name the row, the first that is there.
_NAMES = ("intitule", "libelle", "metier")
_INDENT = "  "


def tables_text(
    published: Published,
    tables: Sequence[DataTable],
    notes: Sequence[str] = (),
    whole: str = "--form json",
) -> str:
    """Tables one under the other, then what to keep in mind; every line holds in ``WIDTH``
    characters.

    A column that says the same on every row is told once, above; an empty one is left out.

    Parameters
    ----------
    whole:
        What gives every row of a table too long to be shown.
    """
    parts = ["\n".join(_table_lines(published, table, whole)) for table in tables]
    parts += ["\n".join(_wrapped(typeset(note))) for note in notes]
    return "\n\n".join(parts) + "\n"


def _table_lines(published: Published, table: DataTable, whole: str) -> Iterator[str]:
    shown = show_table(published, table, SHOWN_ROWS)
    yield from _wrapped(f"{shown.title} ({plural(len(table.rows), 'ligne')})")
    if not shown.rows:
        yield "  rien."
        return
    same, kept = _sorted_columns(shown)
    for at in same:
        yield from _wrapped(f"{shown.header[at]}{NBSP}: {shown.rows[0][at]}", "  ")
    widths = _widths(shown, kept)
    yield from _drawn(shown, kept, widths) if widths else _told(shown, kept)
    rest = len(table.rows) - len(shown.rows)
    if rest:
        yield (
            f"  … et {plural(rest, 'autre ligne', 'autres lignes')}{NBSP}: {whole} les donne"
            " toutes."
        )


def _sorted_columns(shown: ShownTable) -> tuple[list[int], list[int]]:
    """Places of the columns that say one thing throughout, and of those that differ."""
    same: list[int] = []
    kept: list[int] = []
    for at in telling_columns(shown):
        alone = len({row[at] for row in shown.rows}) == 1 < len(shown.rows)
        (same if alone else kept).append(at)
    return same, kept


def _widths(shown: ShownTable, kept: Sequence[int]) -> list[int]:
    """Width of each column, texts folded where they still read; none when they do not fit."""
    widths = [_least(shown, at) for at in kept]
    room = WIDTH - len(_INDENT) - _GAP * (len(kept) - 1) - sum(widths)
    if len(shown.rows) == 1 or room < 0:
        return []
    # Texts share what is left, the shortest served first.
    longing = [
        (max(len(row[at]) for row in shown.rows) - widths[place], place)
        for place, at in enumerate(kept)
    ]
    texts = sorted((wanted, place) for wanted, place in longing if not shown.figures[kept[place]])
    for rank, (wanted, place) in enumerate(texts):
        more = max(0, min(wanted, room // (len(texts) - rank)))
        widths[place] += more
        room -= more
    return widths


def _least(shown: ShownTable, at: int) -> int:
    words = [
        word
        for text in (shown.header[at], *(row[at] for row in shown.rows))
        for word in text.split(" ")
    ]
    longest = max(map(len, words))
    if shown.figures[at]:
        return longest
    return max(longest, min(_READABLE, max(len(row[at]) for row in shown.rows)))


def _drawn(shown: ShownTable, kept: Sequence[int], widths: Sequence[int]) -> Iterator[str]:
    yield from _side_by_side([shown.header[at] for at in kept], shown, kept, widths)
    yield _INDENT + (" " * _GAP).join("─" * width for width in widths)
    for row in shown.rows:
        yield from _side_by_side([row[at] for at in kept], shown, kept, widths)


def _side_by_side(
    texts: Sequence[str], shown: ShownTable, kept: Sequence[int], widths: Sequence[int]
) -> Iterator[str]:
    folded = [
        textwrap.wrap(text, width, break_on_hyphens=False)
        for text, width in zip(texts, widths, strict=True)
    ]
    for line in zip_longest(*folded, fillvalue=""):
        cells = (
            text.rjust(width) if shown.figures[at] else text.ljust(width)
            for at, text, width in zip(kept, line, widths, strict=True)
        )
        yield (_INDENT + (" " * _GAP).join(cells)).rstrip()


def _told(shown: ShownTable, kept: Sequence[int]) -> Iterator[str]:
    """One paragraph a row: its name, then every cell that says something."""
    named = next(
        (at for name in _NAMES for at in kept if shown.names[at] == name), kept[0] if kept else 0
    )
    for rank, row in enumerate(shown.rows, 1):
        yield from _wrapped(f"{rank}. {row[named]}", "  ")
        said = (
            f"{shown.header[at]}{NBSP}: {row[at]}"
            for at in kept
            if at != named and row[at] not in EMPTY
        )
        yield from _wrapped(" · ".join(said), "     ")


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
