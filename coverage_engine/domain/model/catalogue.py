"""A catalogue of training offers: rows as printed, what was read in them, offers once merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row exactly as printed.

    Attributes
    ----------
    number:
        The row number a reader sees: the catalogue's own, else the spreadsheet row.
    position:
        Where it stands in the source (line numbers of the document, or spreadsheet rows).
    cells:
        Printed cells, in printed order, empty ones included.
    """

    number: int
    position: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Hours of a course (≥ 0), or why they are unknown."""

    printed: str
    hours: Fraction | None = None
    approximate: bool = False
    assumption: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Euros before tax, low and high (high includes printed options), or why unknown."""

    printed: str
    low: Fraction | None = None
    high: Fraction | None = None
    basis: str = ""
    approximate: bool = False
    unknown: str = ""

    @property
    def comparable(self) -> bool:
        """Whether it is one amount before tax and per person: others enter no statistic."""
        return not any(
            word in self.basis
            for word in ("TTC", "par jour", "par heure", "par session", "par groupe")
        )


@dataclass(frozen=True, slots=True)
class Link:
    """An address as printed and the part of it that can be opened."""

    printed: str
    url: str
    host: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """What was read in one printed row; ``as_printed``: cells nobody interprets, by column."""

    printed: PrintedRow
    target: str
    title: str
    provider: str
    duration: Duration
    formats: tuple[str, ...]
    price: Price
    codes: tuple[str, ...]
    link: Link
    kind: str
    description: str
    as_printed: Mapping[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The row number a reader sees."""
        return self.printed.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """To whom a row is addressed: métiers, groups, and how the printed label was understood."""

    row: int
    printed: str
    metiers: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    method: str
    score: Fraction = Fraction(0)
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One training offer after merging, with all its rows.

    ``title`` is the one printed most often; ``titles`` one of each wording, all read;
    ``as_printed`` what its rows print and nothing interprets, by column.
    """

    id: str
    title: str
    provider: str
    kind: str
    rows: tuple[int, ...]
    duration: Duration
    price: Price
    formats: tuple[str, ...]
    codes: tuple[str, ...]
    links: tuple[str, ...]
    description: str
    merge_reason: str
    titles: tuple[str, ...] = ()
    as_printed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def certifying(self) -> bool:
        """Whether the offer leads to a registered certification (RS or RNCP)."""
        return bool(self.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's decision, never overwritten by a recompute."""

    subject: str
    left: str
    right: str
    verdict: str
    who: str
    when: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything read from one catalogue, before matching."""

    id: str
    title: str
    source: str
    rows: tuple[ReadRow, ...]
    decisions: tuple[Decision, ...]
