"""What the offer is made of, as a run tells it: shares, prices and durations, unknowns included."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """A count among a total."""

    label: str
    count: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Low, median and high of a known quantity, and how many are unknown and why."""

    label: str
    unit: str
    known: int
    total: int
    low: Fraction | None = None
    middle: Fraction | None = None
    high: Fraction | None = None
    unknown: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """The catalogue as a whole."""

    rows: int
    offers: int
    counted: int
    kinds: tuple[Share, ...]
    formats: tuple[Share, ...]
    levels: tuple[Share, ...]
    specialisation: tuple[Share, ...]
    certifying: Share
    codes: tuple[str, ...]
    coded_rows: int
    price: Spread
    duration: Spread
    providers: tuple[Share, ...]
