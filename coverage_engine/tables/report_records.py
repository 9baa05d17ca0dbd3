"""Lines of the tables that reports and pages show beside those that questions read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.tables.published_records import Rated


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverLine(Rated):
    """A support lever and the rate of the needs that it carries."""

    id: str
    label: str
    nature: str
    definition: str
    numerator: Fraction
    denominator: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLine:
    """A printed row: its offer, its target as printed and as understood, its place, its cells."""

    row: int
    offer: str
    target: str
    resolved: str
    method: str
    position: str
    note: str
    printed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtLine:
    """A reading whose confirmation would lift much of the doubt.

    ``effects`` tells each métier whose rate depends on it and by how much, ``largest`` being the
    first of these (0 to 1); ``decision`` is the subject of the decision that would settle it.
    """

    rank: int
    offer: str
    title: str
    kind: str
    target: str
    said: str
    probability: Fraction
    share: Fraction
    largest: Fraction | None
    effects: tuple[str, ...]
    unsettled: tuple[str, ...]
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipLine:
    """The smallest change after which the rule would say ``verdict`` of a métier.

    Either ``needs`` to cover in full (competencies), or readings to reject, in three columns of one
    length; without any, at least ``at_least`` readings, 0 when none would do.
    """

    metier: str
    verdict: str
    needs: tuple[str, ...]
    offers: tuple[str, ...]
    kinds: tuple[str, ...]
    targets: tuple[str, ...]
    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureLine:
    """Published exposure of a métier under one qualification; ``evolution`` in places gained."""

    metier: str
    family: str
    core: bool
    qualification: str
    score: Fraction
    rank: int
    evolution: int | None
    profile: str


@dataclass(frozen=True, slots=True)
class CountLine:
    """A count among a total, under a heading."""

    heading: str
    label: str
    count: int
    total: int

    @property
    def share(self) -> Fraction | None:
        """Between 0 and 1; None of nothing."""
        return Fraction(self.count, self.total) if self.total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadLine:
    """Low, median and high of what is known of the offers, and why the rest is not."""

    label: str
    unit: str
    known: int
    total: int
    low: Fraction | None
    middle: Fraction | None
    high: Fraction | None
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlossaryLine:
    """A word of the field and what it means here."""

    term: str
    definition: str
