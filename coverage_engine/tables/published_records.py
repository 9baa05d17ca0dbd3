"""Lines of the published tables, as questions read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.french import euros, hours
from coverage_engine.domain.model.branch import Need
from coverage_engine.domain.model.results import SANS_OBJET

NeedId = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What was confronted with what.

    Attributes
    ----------
    date:
        ISO day of the edition; empty when unknown.
    aliases:
        Other spellings of métiers: comparable form → printed label.
    outside:
        Métiers of the branch that the perimeter leaves out.
    inputs:
        Name and SHA-256 of each file that was read.
    """

    referential_id: str
    referential: str
    edition: str
    catalogue_id: str
    catalogue: str
    date: str
    aliases: Mapping[str, str]
    outside: tuple[str, ...]
    inputs: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetierLine:
    """Verdict line of a métier; ``low``, ``high`` and ``stability`` as published, ``flip`` a
    sentence.

    ``slug`` is its stable name in addresses; ``posts`` is None without a staffing table, or when
    masked.
    """

    metier: str
    slug: str
    family: str
    verdict: str
    rule_verdict: str
    reason: str
    profile: str
    exposure: Fraction | None
    priority: Fraction | None
    numerator: Fraction
    denominator: Fraction
    low: Fraction | None
    high: Fraction | None
    stability: Fraction
    flip: str
    provider: str
    provider_share: Fraction
    main_offer: str
    main_offer_share: Fraction
    posts: int | None

    @property
    def rate(self) -> Fraction | None:
        """Rate between 0 and 1; None when no need is evaluated."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisLine:
    """Rate line of a métier on an axis."""

    metier: str
    axis: str
    numerator: Fraction
    denominator: Fraction
    gap: str
    low: Fraction | None
    high: Fraction | None

    @property
    def rate(self) -> Fraction | None:
        """Rate between 0 and 1; None when the axis asks for nothing."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """A need as published; ``offers`` are those that count for it, best first."""

    metier: str
    axis: str
    competence: str
    label: str
    level: int
    weight: Fraction
    value: Fraction
    state: str
    gap: str
    offers: tuple[str, ...]
    generalist_offers: tuple[str, ...]
    reason: str
    status: str

    @property
    def applicable(self) -> bool:
        """Whether the need counts: it is not *sans objet*."""
        return self.state != SANS_OBJET

    def as_need(self) -> Need:
        """The need itself, when it counts."""
        return Need(
            metier=self.metier,
            competence=self.competence,
            applicable=True,
            level=self.level,
            priority=self.weight / self.level,
            reason=self.reason,
            status=self.status,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """An offer as published. Prices in euros before tax, durations in hours, None when unknown."""

    id: str
    title: str
    provider: str
    kind: str
    hours: Fraction | None
    hours_unknown: str
    price_low: Fraction | None
    price_high: Fraction | None
    price_unknown: str
    price_basis: str
    price_printed: str
    codes: tuple[str, ...]
    formats: tuple[str, ...]
    level: int
    axes: str
    counted: bool
    not_counted_reason: str
    links: tuple[str, ...]

    @property
    def price(self) -> str:
        """Price as a buyer reads it."""
        return euros(self.price_low, self.price_high, self.price_unknown)

    @property
    def duration(self) -> str:
        """Duration as a buyer reads it."""
        return hours(self.hours, self.hours_unknown)

    @property
    def certifying(self) -> bool:
        """Whether the offer leads to a registered certification (RS or RNCP)."""
        return bool(self.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """Why an offer serves a need: ``value`` and ``probability`` from 0 to 1, ``sentence`` in
    French.
    """

    offer: str
    metier: str
    axis: str
    competence: str
    value: Fraction
    score: Fraction
    probability: Fraction
    sentence: str
    strength: str
    scope: str
    tier: str
    level_factor: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationLine:
    """A certification of the register that the catalogue names, or one that replaces it; ``end`` is
    an ISO day.
    """

    code: str
    title: str
    active: bool | None
    end: str
    successors: tuple[str, ...]
