"""Tables declared once: columns, what each takes from a record, rows made of records and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from coverage_engine.tables.definitions import DEFINITIONS
from coverage_engine.tables.kinds import (
    REPEATED,
    STRING,
    TEXT,
    Cell,
    Kind,
    TableRefused,
    csv_text,
    plain,
    read_cell,
    read_value,
)

if TYPE_CHECKING:
    import pandas as pd

R = TypeVar("R")
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: contract name, label shown, kind, and what it takes from a record.

    ``get`` is the name of an attribute (dots go through others), which is also the field that is
    read back, or a function of the record.
    """

    name: str
    label: str
    kind: Kind = TEXT
    get: str | Callable[[Any], Any] = field(default="", compare=False)

    @property
    def definition(self) -> str:
        """What the column means, in French; empty when its label says all."""
        return DEFINITIONS.get(self.name, "")

    def cells(self, records: Iterable[Any]) -> Iterator[Cell]:
        """The cell of each record."""
        get = attrgetter(self.get) if isinstance(self.get, str) else self.get
        values = map(get, records)
        return values if self.kind.cell is None else map(self.kind.cell, values)

    def under(self, attribute: str) -> Column:
        """The same column, of records that hold those it was declared for as an attribute."""
        inner, outer = self.get, attrgetter(attribute)
        if isinstance(inner, str):
            return replace(self, get=f"{attribute}.{inner}")
        return replace(self, get=lambda record: inner(outer(record)))


def if_any(path: str) -> Callable[[Any], Any]:
    """The attribute at the end of a path, None as soon as one on the way is None."""
    names = path.split(".")

    def get(record: Any) -> Any:
        for name in names:
            if record is not None:
                record = getattr(record, name)
        return record

    return get


@dataclass(frozen=True, slots=True)
class DataTable:
    """A named table; every row has one cell per column."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def records(self) -> Iterator[dict[str, Cell]]:
        """Rows as dictionaries, by column name."""
        names = [c.name for c in self.columns]
        return (dict(zip(names, row, strict=True)) for row in self.rows)

    def frame(self) -> pd.DataFrame:
        """The table as a data frame, figures as floats."""
        import pandas as pd

        return pd.DataFrame(
            [[plain(c) for c in row] for row in self.rows], columns=[c.name for c in self.columns]
        )


class _Texts(dict[str, Any]):
    """What each text of a column stands for: understood once, for most come back often."""

    def __init__(self, read: Callable[[str, Kind], Any], kind: Kind) -> None:
        super().__init__()
        self._read, self._kind = read, kind

    def __missing__(self, text: str) -> Any:
        value = self._read(text, self._kind)
        if len(text) <= REPEATED:
            self[text] = value
        return value


@dataclass(frozen=True, slots=True)
class TableStream:
    """A table whose rows are read once, as they come: a national table of links does not fit in
    memory twice.

    ``rows`` gives them from what each text of each column stands for.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[Sequence[Mapping[str, Any]]], Iterator[tuple[Any, ...]]]

    def whole(self) -> DataTable:
        """The table, every row read."""
        cells = [_Texts(read_cell, c.kind) for c in self.columns]
        return DataTable(self.name, self.title, self.columns, tuple(self.rows(cells)))


@dataclass(frozen=True)
class Table(Generic[R]):
    """A table as it is declared: a row is a record, a cell what its column takes from it.

    A table that is read back takes every field of its records from a column, but those that have a
    default.
    """

    name: str
    title: str
    record: type[R]
    columns: tuple[Column, ...]

    def of(self, records: Sequence[R], about: str = "") -> DataTable:
        """The table of some records; ``about`` ends its title."""
        rows = tuple(zip(*(c.cells(records) for c in self.columns), strict=True))
        title = f"{self.title} : {about}" if about else self.title
        return DataTable(self.name, title, self.columns, rows)

    def and_columns(self, columns: Iterable[Column]) -> Table[R]:
        """The same table with more columns, which only the data tell, after the others."""
        return replace(self, columns=(*self.columns, *columns))

    def only(self, names: str, under: str = "") -> tuple[Column, ...]:
        """Some of its columns, for the same records, or for those that hold one as an attribute."""
        named = {c.name: c for c in self.columns}
        own = (named[name] for name in names.split())
        return tuple(c.under(under) if under else c for c in own)

    def read(self, stream: TableStream) -> Iterator[R]:
        """The records of a table that was written.

        Raises
        ------
        KeyError
            If a column is missing.
        TableRefused
            If a column of texts holds figures, or the other way round.
        """
        held = {f.name for f in fields(self.record)}  # type: ignore[arg-type]
        taken = [c for c in self.columns if c.get in held]
        names = [str(c.get) for c in taken]
        make: Callable[..., R] = self.record
        return (make(**dict(zip(names, own, strict=True))) for own in self.values(stream, taken))

    def values(
        self, stream: TableStream, taken: Sequence[Column] = ()
    ) -> Iterator[tuple[Any, ...]]:
        """What records would hold in some columns of a table that was written; in all of them when
        none is asked.

        Raises
        ------
        KeyError, TableRefused
            As :meth:`read`.
        """
        place = {c.name: at for at, c in enumerate(stream.columns)}
        kinds = [c.kind for c in stream.columns]
        wanted = []
        for column in taken or self.columns:
            at = place[column.name]
            if (kinds[at].type == STRING) != (column.kind.type == STRING):
                raise TableRefused("une colonne n’est pas du genre attendu, texte ou nombre")
            kinds[at] = column.kind
            wanted.append(at)
        pick = itemgetter(*wanted)
        return map(pick, stream.rows([_Texts(read_value, kind) for kind in kinds]))


@dataclass(frozen=True, slots=True)
class Lines(Generic[R]):
    """The records of a table, and how they are laid out."""

    table: Table[R]
    records: tuple[R, ...]

    def made(self) -> DataTable:
        """The table itself."""
        return self.table.of(self.records)


def csv_bytes(table: DataTable) -> bytes:
    """A table as CSV: UTF-8, comma, one header line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([c.name for c in table.columns])
    writer.writerows([csv_text(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8")
