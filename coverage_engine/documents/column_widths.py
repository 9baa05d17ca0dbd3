"""How wide each column of a table is on paper, from what its cells say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coverage_engine.documents.model import Table, plain

# Characters of a line of small print, on a page higher than wide and the other way round; those
# that margins take from a column; the longest word, and the longest cell, that a column makes room
# for.
_LINE, _WIDE_LINE, _MARGIN, _WORD, _CELL = 112, 170, 3, 22, 180
# A long run of signs may be cut after a sign that separates, an imprint anywhere.
_LONG, _SIGN, _IMPRINT = re.compile(r"\S{13,}"), re.compile(r"[/_.?=&]"), re.compile("[0-9a-f]{64}")
_CUT, _PART = "\u200b", 16
# Where a line may end: not at a no-break space.
_ENDS = re.compile(f"[ \n{_CUT}]+")


def with_cuts(text: str) -> str:
    """The text, its long words marked where a narrow column may cut them."""
    return _LONG.sub(_marked, text)


def _marked(match: re.Match[str]) -> str:
    word = match.group()
    if _IMPRINT.fullmatch(word):
        return _CUT.join(word[i : i + _PART] for i in range(0, len(word), _PART))
    return _SIGN.sub(lambda sign: sign.group() + _CUT, word)


def column_shares(table: Table) -> tuple[float, ...]:
    """Shares of the width: room for the longest word of each column, then for its longest cell."""
    least, most = [], []
    for place, column in enumerate(table.columns):
        texts = [plain(row[place]) for row in table.rows]
        words = (w for text in (column.title, *texts) for w in _ENDS.split(with_cuts(text)))
        lines = (line for text in texts for line in text.split("\n"))
        least.append(min(_WORD, max(map(len, words))) + _MARGIN)
        most.append(max(least[-1], min(_CELL, max(map(len, lines), default=0)) + _MARGIN))
    return _spread(least, most, _WIDE_LINE if table.wide else _LINE)


def _spread(least: Sequence[int], most: Sequence[int], line: int) -> tuple[float, ...]:
    """Widths between the two, as near to the most as a line allows.

    >>> _spread([10, 10], [10, 200], 112)
    (10.0, 102.0)
    """
    rest, wanted = line - sum(least), sum(most) - sum(least)
    part = max(0.0, min(1.0, rest / wanted)) if wanted else 1.0
    return tuple(round(a + (b - a) * part, 2) for a, b in zip(least, most, strict=True))
