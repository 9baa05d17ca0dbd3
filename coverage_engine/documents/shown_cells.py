"""Cells of any answer as people read them: the same figures as the report, each on its side of its
threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.french import NBSP, euros, number, percent, typeset
from coverage_engine.tables.columns import MONEY, RATE, TEXT, Cell, Column, DataTable
from coverage_engine.tables.published import Published

NOTHING = "—"
EMPTY = frozenset({"", NOTHING})
# Columns that hold 1 or 0 for yes or no.
_YES_NO = frozenset(
    {
        "compte",
        "comptee",
        "active",
        "a_propos_ia",
        "socle",
        "pivot",
        "surabondance",
        "coeur",
        "achetee",
        "certifiantes",
        "pour_le_groupe",
        "possible",
        "plan_possible",
        "prouve",
    }
)
# Columns whose figure is compared with a setting that is not the threshold of a rate.
_STABILITY, _LIKELY = "stabilite", "probabilite"
_AXIS, _LABEL, _PRICE = "axe", "libelle", "prix"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table ready to be laid out: names and titles of the columns, whether each holds figures,
    texts of the cells.
    """

    name: str
    title: str
    names: tuple[str, ...]
    header: tuple[str, ...]
    figures: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


def show_table(published: Published, table: DataTable, limit: int | None = None) -> ShownTable:
    """The texts of a table.

    Parameters
    ----------
    limit:
        Rows that are shown; all of them when None.
    """
    names = [c.name for c in table.columns]
    axis_at = names.index(_AXIS) if _AXIS in names else None
    rows = []
    for row in table.rows[:limit]:
        axis = "" if axis_at is None else str(row[axis_at])
        cells = (
            _shown(published, c, cell, axis) for c, cell in zip(table.columns, row, strict=True)
        )
        rows.append(tuple(map(typeset, cells)))
    figures = tuple(c.kind != TEXT and c.name not in _YES_NO for c in table.columns)
    return ShownTable(
        name=table.name,
        title=typeset(table.title),
        names=tuple(names),
        header=tuple(c.label for c in table.columns),
        figures=figures,
        rows=tuple(rows),
    )


def telling_columns(shown: ShownTable) -> list[int]:
    """Places of the columns that say something: not empty, and no axis that the next labels say
    already.
    """
    label = shown.names.index(_LABEL) if _LABEL in shown.names else None
    out = []
    for at, name in enumerate(shown.names):
        repeated = (
            name == _AXIS
            and label is not None
            and all(r[at] in (*EMPTY, r[label]) for r in shown.rows)
        )
        if not repeated and any(row[at] not in EMPTY for row in shown.rows):
            out.append(at)
    return out


def _shown(published: Published, column: Column, cell: Cell, axis: str) -> str:
    if cell is None or cell == "":
        return NOTHING
    if isinstance(cell, str):
        return published.axis_label.get(cell, cell) if column.name == _AXIS else cell
    if column.name in _YES_NO:
        return "oui" if cell else "non"
    value = Fraction(cell)
    if column.kind == RATE or column.name == _LIKELY:
        return percent(value, thresholds_of(published, column.name, axis))
    if column.kind != MONEY:
        return number(value)
    # A price of nothing is a gift; a bill of nothing is a figure.
    return euros(value, value, "") if column.name.startswith(_PRICE) else f"{number(value)}{NBSP}€"


def thresholds_of(published: Published, column: str, axis: str) -> Sequence[Fraction]:
    """What the figure of a column is compared with: its display stays on the same side.

    Parameters
    ----------
    axis:
        Identifier of the axis that the row speaks of; anything else for a whole métier. A column
        may bear it too.
    """
    settings = published.settings
    if column in (_STABILITY, _LIKELY):
        return [
            settings.stabilite_minimale if column == _STABILITY else settings.probabilite_minimale
        ]
    for a in published.axes:
        if a.id in (axis, column):
            return [settings.seuil_axe_pivot] if a.pivot else []
    return [settings.seuil_bien_couvert]
