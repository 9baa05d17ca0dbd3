"""Cells of any answer as people read them, each figure on its side of its threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.french import typeset
from coverage_engine.tables.columns import DataTable
from coverage_engine.tables.kinds import AXIS, RATE, Cell, Kind
from coverage_engine.tables.published import Published

NOTHING = "—"
EMPTY = frozenset({"", NOTHING})
# The column that says the label of an identifier.
_LABEL = "libelle"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table ready to be laid out: names, titles and kinds of the columns, texts of the cells."""

    name: str
    title: str
    names: tuple[str, ...]
    header: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def figures(self) -> tuple[bool, ...]:
        """Whether each column holds figures."""
        return tuple(kind.figure for kind in self.kinds)


def show_table(published: Published, table: DataTable, limit: int | None = None) -> ShownTable:
    """The texts of a table.

    Parameters
    ----------
    limit:
        Rows that are shown; all of them when None.
    """
    axis_at = next((at for at, c in enumerate(table.columns) if c.kind is AXIS), None)
    rows = []
    for row in table.rows[:limit]:
        axis = "" if axis_at is None else str(row[axis_at])
        cells = (
            _shown(published, c.kind, cell, axis)
            for c, cell in zip(table.columns, row, strict=True)
        )
        rows.append(tuple(map(typeset, cells)))
    return ShownTable(
        name=table.name,
        title=typeset(table.title),
        names=tuple(c.name for c in table.columns),
        header=tuple(c.label for c in table.columns),
        kinds=tuple(c.kind for c in table.columns),
        rows=tuple(rows),
    )


def telling_columns(shown: ShownTable) -> list[int]:
    """Places of the columns that say something: not empty, no axis that the next labels say."""
    label = shown.names.index(_LABEL) if _LABEL in shown.names else None
    out = []
    for at, kind in enumerate(shown.kinds):
        repeated = (
            kind is AXIS
            and label is not None
            and all(r[at] in (*EMPTY, r[label]) for r in shown.rows)
        )
        if not repeated and any(row[at] not in EMPTY for row in shown.rows):
            out.append(at)
    return out


def _shown(published: Published, kind: Kind, cell: Cell, axis: str) -> str:
    if cell is None or cell == "":
        return NOTHING
    if kind is AXIS:
        return published.axis_label.get(str(cell), str(cell))
    return kind.show(cell, thresholds_of(published, kind, axis) if kind.bar else ())


def thresholds_of(published: Published, kind: Kind, axis: str) -> Sequence[Fraction]:
    """What a figure is compared with: its display stays on the same side.

    Parameters
    ----------
    axis:
        Identifier of the axis that a rate speaks of; anything else for a whole métier.
    """
    settings = published.settings
    if kind is RATE:
        for a in published.axes:
            if a.id == axis:
                return [settings.seuil_axe_pivot] if a.pivot else []
    return [getattr(settings, kind.bar)]
