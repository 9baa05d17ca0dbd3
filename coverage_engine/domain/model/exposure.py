"""Objects of the exposure study: schemes of profiles, published claims, levels of competencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

# Levels of exposure of one competency, S1: from négligeable to majeur (requirement D8).
LEVELS: tuple[tuple[int, str], ...] = (
    (1, "négligeable"),
    (2, "léger"),
    (3, "modéré"),
    (4, "important"),
    (5, "majeur"),
)
LOWEST_LEVEL, HIGHEST_LEVEL = 1, 5
# Unit of the claims whose value is a share; all the others are counts, scores or lists of names.
PERCENT = "%"
# Separates the names of a claim that quotes a list.
NAMES = " | "


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One profile of a scheme and its scores (0 to 1); ``low`` and ``high`` are None for a flag.

    A flag (such as *émergent*) is set on a métier, whatever its score.
    """

    profile: str
    label: str
    order: int
    low: Fraction | None
    low_included: bool
    high: Fraction | None
    high_included: bool
    flag: bool
    definition: str
    status: str
    row: int = 0

    def holds(self, score: Fraction) -> bool:
        """Whether a score falls in this band; never in a flag.

        >>> half = Band(
        ...     profile="p", label="p", order=1, low=Fraction(0), low_included=True,
        ...     high=Fraction(1, 2), high_included=False, flag=False, definition="",
        ...     status="proposé",
        ... )
        >>> half.holds(Fraction(1, 2)), half.holds(Fraction(0))
        (False, True)
        """
        if self.low is None or self.high is None:
            return False
        above = score >= self.low if self.low_included else score > self.low
        below = score <= self.high if self.high_included else score < self.high
        return above and below


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to class scores into profiles; its bands, flags aside, cover 0 to 1 once each."""

    id: str
    bands: tuple[Band, ...]

    def profile_of(self, score: Fraction) -> str | None:
        """Profile of a score between 0 and 1; None when the scheme has no bounds."""
        return next((b.profile for b in self.bands if b.holds(score)), None)

    def is_flag(self, profile: str) -> bool:
        """Whether a profile is a flag of this scheme."""
        return any(b.flag and b.profile == profile for b in self.bands)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A figure that a document prints in its prose, and the measure that recounts it (E6).

    ``printed`` is the figure as printed, or names between ``NAMES``; ``decimals`` those printed,
    hence the tolerance; ``comparison`` is ``égal``, ``au_moins``, ``au_plus`` or ``plus_de``.
    """

    id: str
    label: str
    measure: str
    parameters: Mapping[str, str]
    printed: str
    unit: str
    decimals: int
    comparison: str
    source: str
    passage: str
    line: str
    note: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetenceLevels:
    """One competency of a métier: category, kept and by whom, weight, levels 1–5."""

    metier: str
    competence: str
    category: str
    kept: bool
    decided_by: str
    weight: Fraction
    levels: Mapping[str, int]
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One printed figure recomputed: where it is printed, both values, and whether they agree.

    ``agrees`` is None when nothing published allows to recompute it.
    """

    code: str
    subject: str
    source: str
    row: int
    column: str
    printed: str
    found: str
    agrees: bool | None
    remedy: str = ""

    @property
    def place(self) -> tuple[str, str, int, str]:
        """What the control is about, whatever its result."""
        return (self.code, self.source, self.row, self.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One cell that, changed, would reconcile several printed figures; proposed, never applied.

    ``others`` are métiers that nothing published tells apart, for the same change.
    """

    source: str
    row: int
    column: str
    metier: str
    qualification: str
    old: str
    new: str
    reconciles: tuple[Control, ...] = ()
    breaks: tuple[Control, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def gain(self) -> int:
        """Figures reconciled, less those that the change would contradict."""
        return len(self.reconciles) - len(self.breaks)
