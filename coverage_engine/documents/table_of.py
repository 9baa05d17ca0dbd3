"""Tables of a document from the things they show, each heading beside what stands under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from coverage_engine.documents.model import LEFT, RIGHT, Column, Content, Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figures(Generic[T]):
    """A column of figures, for :func:`table_of`."""

    title: str
    content: Callable[[T], Content]


def table_of(
    caption: str,
    things: Iterable[T],
    *columns: tuple[str, Callable[[T], Content]] | Figures[T],
    empty: str = "Aucune ligne.",
    wide: bool = False,
) -> Table:
    """A table of things, one a row; each column says its title and what it shows of a thing.

    >>> words = ["un", "deux"]
    >>> table_of("Mots", words, ("Mot", str), Figures("Signes", lambda w: str(len(w)))).rows
    (('un', '2'), ('deux', '4'))
    """
    heads, contents = [], []
    for c in columns:
        title, content = (c.title, c.content) if isinstance(c, Figures) else c
        heads.append(Column(title, RIGHT if isinstance(c, Figures) else LEFT))
        contents.append(content)
    rows = tuple(tuple(content(thing) for content in contents) for thing in things)
    return Table(caption=caption, columns=tuple(heads), rows=rows, empty=empty, wide=wide)


def columns(titles: Iterable[str], sides: str) -> tuple[Column, ...]:
    """Columns of the given sides, one letter each; the last letter holds for those that follow.

    >>> [c.side for c in columns(("Profil", "Métiers", "Part"), "lr")]
    ['l', 'r', 'r']
    """
    return tuple(Column(t, (sides + sides[-1] * n)[n]) for n, t in enumerate(titles))
