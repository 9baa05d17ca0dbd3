"""Lines of the published tables: what they are made of, and what is read back from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from coverage_engine.domain.french import euros, hours
from coverage_engine.domain.model.branch import Need
from coverage_engine.domain.model.provenance import InputFile
from coverage_engine.domain.model.register import RegisterInfo
from coverage_engine.domain.model.results import SANS_OBJET

NeedId = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CountedPosts:
    """Posts joined to a métier that has a profile, and not (None below ``min_cell``)."""

    posts: int
    unmapped: int | None
    min_cell: int


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What was confronted with what, as the manifest tells it.

    Attributes
    ----------
    date:
        ISO day of the edition; empty when unknown.
    aliases:
        Other spellings of métiers: comparable form → printed label.
    outside:
        Métiers of the branch that the perimeter leaves out.
    credits, sources:
        Who made the referential, and the documents it rests on, one text each.
    versions:
        Of the program and of the libraries that may change a figure or a byte.
    register, posts:
        Register and staffing table that were given; None without.
    """

    referential_id: str
    referential: str
    edition: str
    catalogue_id: str
    catalogue: str
    date: str
    aliases: Mapping[str, str]
    outside: tuple[str, ...]
    inputs: tuple[InputFile, ...]
    branch: str = ""
    credits: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    register: RegisterInfo | None = None
    posts: CountedPosts | None = None


class Rated:
    """What has a numerator and a denominator."""

    __slots__ = ()
    numerator: Fraction
    denominator: Fraction

    @property
    def rate(self) -> Fraction | None:
        """Rate between 0 and 1; None when nothing is in the denominator."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLine(Rated):
    """Rate of a group of needs or of métiers, or of a métier by some of its offers only.

    Attributes
    ----------
    metier:
        Empty for a group.
    metiers, well, unsettled:
        Métiers of the group, those well covered and those to confirm; 0 for what is no group of
        métiers.
    """

    metier: str = ""
    id: str
    label: str
    numerator: Fraction
    denominator: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    metiers: int = 0
    well: int = 0
    unsettled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MetierLine(Rated):
    """Verdict line of a métier; ``low``, ``high`` and ``stability`` as published, ``flip`` a
    sentence.

    ``slug`` is its stable name in addresses; ``posts`` is None without a staffing table, or when
    masked; ``variants`` are its rates by some offers only, in the order of ``VARIANTS``.
    """

    metier: str
    slug: str = ""
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
    posts: int | None = None
    variants: tuple[RateLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisLine(Rated):
    """Rate line of a métier on an axis; ``redundancy`` is a mean number of offers per need."""

    metier: str
    axis: str
    numerator: Fraction
    denominator: Fraction
    gap: str
    redundancy: Fraction
    surplus: bool
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """A need as published; ``offers`` are those that count for it, best first."""

    metier: str
    axis: str
    competence: str
    label: str
    reach: str
    socle: bool
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
    """An offer as published. Prices in euros before tax, durations in hours, None when unknown.

    ``axes`` and ``words`` tell the axes that were read, and what in the text shows them; ``rows``
    are the printed rows that were merged.
    """

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
    on_theme: bool
    rows: tuple[int, ...]
    hours_printed: str
    hours_assumption: str
    formats: tuple[str, ...]
    level: int
    level_reason: str
    axes: str
    words: str
    counted: bool
    not_counted_reason: str
    merge_reason: str
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
    def in_clear(self) -> str:
        """Title, provider, price and duration, for a buyer."""
        return f"{self.title} ({self.provider}, {self.price}, {self.duration})"

    @property
    def approximate(self) -> bool:
        """Whether the printed duration is an approximation («env. 14 h»)."""
        # Only reports ask it, and the reader of durations is long to load.
        from coverage_engine.domain.cells.duration import is_approximate

        return is_approximate(self.hours_printed)

    @property
    def certifying(self) -> bool:
        """Whether the offer leads to a registered certification (RS or RNCP)."""
        return bool(self.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """Why an offer serves a need: ``value``, ``probability`` 0 to 1, ``sentence`` in French."""

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
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationLine:
    """A certification that the catalogue names, or one that replaces it; ``end``: ISO day."""

    code: str
    title: str
    active: bool | None
    end: str
    successors: tuple[str, ...]
