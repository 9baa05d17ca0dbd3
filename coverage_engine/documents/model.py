"""A document as a value: what a report says, without a word on how a format lays it out.

Sections are functions that return these values; HTML, PDF and any later format are renderers that
read them. A new section, table or chart touches no renderer; a new format touches no section.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from coverage_engine.documents.view_charts import Drawing

LEFT, CENTRE, RIGHT = "l", "c", "r"
# What a badge or a note says at a glance; its words say the same.
GOOD, OPEN, WARNING, PLAIN = "good", "open", "warn", "plain"


@dataclass(frozen=True, slots=True)
class Strong:
    """A text to be seen first."""

    text: str


@dataclass(frozen=True, slots=True)
class Soft:
    """A text to be read last: a detail, in small letters."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """An identifier, as a machine writes it."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a section or a place of the same document."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A text that links lead to."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A verdict: a mark, so that it does not hang on colour, a text, a tone (``GOOD``…)."""

    mark: str
    text: str
    tone: str


Inline = str | Strong | Soft | Code | Link | Place | Badge
Text = str | tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that is more than a text.

    Attributes
    ----------
    lines:
        One under the other.
    shade:
        0 to 4 in a heat-map, whose figures and marks say the same; None elsewhere.
    told:
        The whole sentence, for who points at the cell.
    """

    lines: tuple[Text, ...]
    shade: int | None = None
    told: str = ""


Content = Text | Cell


@dataclass(frozen=True, slots=True)
class Column:
    """Title and side (``LEFT``, ``CENTRE`` or ``RIGHT``) of a column."""

    title: str
    side: str = LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; the first cell of a row names the row.

    Attributes
    ----------
    empty:
        What is said when there is no row.
    groups:
        Titles above the columns, each with the number of columns under it; an empty title leaves
        its column alone. None when empty.
    wide:
        Whether it needs a page wider than high.

    Raises
    ------
    ValueError
        If a row, or the groups, do not have one cell per column.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Content, ...], ...]
    empty: str = "Aucune ligne."
    groups: tuple[tuple[str, int], ...] = ()
    wide: bool = False

    def __post_init__(self) -> None:
        sizes = {len(row) for row in self.rows}
        if self.groups:
            sizes.add(sum(size for _, size in self.groups))
        if sizes - {len(self.columns)}:
            raise ValueError(f"« {self.caption} » : des lignes n’ont pas une case par colonne")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: Text


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, numbered when its order matters."""

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms and what they mean, or facts and their values."""

    pairs: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure of the synthesis with what it counts and what it leaves out."""

    value: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The few figures that a reader keeps."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """Things too long for the rows of a table; each is a few lines, the first of which names it."""

    entries: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """Shades of a heat-map: shade, mark, what they say."""

    entries: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing under its title; its description says what it shows to those who do not see it."""

    drawing: Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Blocks set apart, under a title."""

    title: Text
    blocks: tuple[Block, ...]
    tone: str = WARNING


@dataclass(frozen=True, slots=True)
class Beside:
    """Blocks side by side where the page is wide enough."""

    parts: tuple[tuple[Block, ...], ...]


Block = (
    Paragraph
    | Bullets
    | Definitions
    | KeyFigures
    | Entries
    | Table
    | Legend
    | Chart
    | Note
    | Beside
)


@dataclass(frozen=True, slots=True)
class Section:
    """A section, and the sections inside it; only those of the first level need an anchor."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole document.

    Attributes
    ----------
    source:
        Label and name of what was read.
    notice:
        What must be known before any figure is read, told at both ends.
    keywords:
        For those who search the file.
    brief:
        A few pages: neither cover nor contents.

    Raises
    ------
    ValueError
        If a link leads nowhere, or two places have the same anchor.
    """

    title: str
    subtitle: str
    branch: str
    edition: str
    source: tuple[str, str]
    date: str
    version: str
    notice: Text
    keywords: tuple[str, ...]
    sections: tuple[Section, ...]
    credits: tuple[str, ...]
    brief: bool = False

    def __post_init__(self) -> None:
        parts = list(parts_of(self.sections))
        anchors = [p.anchor for p in parts if isinstance(p, Section | Place) and p.anchor]
        dead = {p.anchor for p in parts if isinstance(p, Link)} - set(anchors)
        if dead or len(set(anchors)) < len(anchors):
            raise ValueError(f"liens sans cible {sorted(dead)}, ou ancres répétées")


def parts_of(value: object) -> Iterator[object]:
    """Every part of a document inside a value, itself included."""
    if isinstance(value, tuple):
        for item in value:
            yield from parts_of(item)
    elif dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from parts_of(getattr(value, field.name))


def plain(content: Content) -> str:
    """The words of a cell or a text, without their marks, one line a line."""
    if isinstance(content, str):
        return content
    if isinstance(content, Cell):
        return "\n".join(map(plain, content.lines))
    return "".join(_told(part) for part in content)


def _told(part: Inline) -> str:
    if isinstance(part, str):
        return part
    return f"{part.mark} {part.text}" if isinstance(part, Badge) else part.text
