"""What the doubt on the readings makes of rates: ranges, stability, changes, links to confirm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

# What a fact is about: the axis read in an offer, or the competency its text names.
AXE, COMPETENCE = "axe", "compétence"
# Subject of the decision that settles a fact.
DECISION_ON = {AXE: "axe", COMPETENCE: "lien"}


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One thing read in an offer that may be right or wrong, once for every métier it serves.

    ``kind`` is :data:`AXE` or :data:`COMPETENCE`, ``target`` the axis or competency;
    ``probability`` is between 0 and 1 and comes last so that facts sort by offer, kind and target.
    """

    offer: str
    kind: str
    target: str
    probability: Fraction

    def __hash__(self) -> int:
        # A run asks it millions of times, and the fraction is what costs.
        return hash((self.offer, self.kind, self.target))


@dataclass(frozen=True, slots=True)
class Range:
    """Where a rate falls in most draws (0 to 1); None when nothing is in the denominator."""

    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest change after which the rule would say ``verdict``.

    Either ``needs`` to cover in full (competencies), or ``facts`` to reject. Without any, at least
    ``at_least`` facts would have to be rejected; 0 when no rejection would do.
    """

    verdict: str
    needs: tuple[str, ...]
    facts: tuple[Fact, ...]
    at_least: int


@dataclass(frozen=True, slots=True)
class MetierDoubt:
    """Doubt on one métier: range of its rate, stability of the rule's verdict, smallest change."""

    rates: Range
    stability: Fraction
    flip: Flip


@dataclass(frozen=True, slots=True)
class DoubtfulLink:
    """A fact whose confirmation would reduce the doubt.

    ``share`` is the part of the métiers' total variance that knowing the fact would remove;
    ``effects`` are the métiers whose rate depends on it and by how much (0 to 1), the largest
    first; ``unsettled`` those to confirm.
    """

    fact: Fact
    share: Fraction
    effects: tuple[tuple[str, Fraction], ...]
    unsettled: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Another value of a setting: métiers well covered then, those that come in and go out."""

    setting: str
    current: Fraction
    tried: Fraction
    unit: str
    well: int
    entering: tuple[str, ...]
    leaving: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Everything the draws say.

    ``axes`` is keyed by métier and axis, ``by_…`` by identifier of the group, ``variants`` by
    identifier of the variant then métier; a métier without any need to evaluate has no range.
    ``uncertain`` counts the facts that were drawn.
    """

    metiers: Mapping[str, MetierDoubt]
    axes: Mapping[tuple[str, str], Range]
    by_axis: Mapping[str, Range]
    by_family: Mapping[str, Range]
    by_profile: Mapping[str, Range]
    whole: Range
    variants: Mapping[str, Mapping[str, Range]]
    uncertain: int
    links: tuple[DoubtfulLink, ...]
    trials: tuple[Trial, ...]
