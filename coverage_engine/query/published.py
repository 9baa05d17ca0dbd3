"""What a run has published, in the shape questions ask for: the same from memory and from its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from coverage_engine.french import euros, hours
from coverage_engine.model.referential import Axis, Competence
from coverage_engine.model.results import SANS_OBJET
from coverage_engine.query.columns import DataTable
from coverage_engine.settings import Settings

NeedId = tuple[str, str]


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class MetierLine:
    """Verdict line of a métier; ``low``, ``high`` and ``stability`` as published, ``flip`` a sentence.

    ``slug`` is its stable name in addresses; ``posts`` is None without a staffing table, or when masked.
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class LinkLine:
    """Why an offer serves a need: ``value`` and ``probability`` from 0 to 1, ``sentence`` in French."""

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


@dataclass(frozen=True, slots=True)
class CertificationLine:
    """A certification of the register that the catalogue names, or one that replaces it; ``end`` is an ISO day."""

    code: str
    title: str
    active: bool | None
    end: str
    successors: tuple[str, ...]


@dataclass(frozen=True)
class Published:
    """A run as its tables say it.

    ``shown`` holds the tables that are only displayed, by name; ``stamp`` changes when the run does and takes no part
    in equality.
    """

    about: About
    settings: Settings
    axes: tuple[Axis, ...]
    competences: Mapping[str, Competence]
    metiers: tuple[MetierLine, ...]
    axis_lines: tuple[AxisLine, ...]
    needs: tuple[NeedLine, ...]
    offers: Mapping[str, OfferLine]
    links: tuple[LinkLine, ...]
    certifications: Mapping[str, CertificationLine]
    shown: Mapping[str, DataTable]
    stamp: str = field(default="", compare=False)

    @cached_property
    def metier_by_label(self) -> dict[str, MetierLine]:
        """Métiers by label."""
        return {m.metier: m for m in self.metiers}

    @cached_property
    def metier_by_slug(self) -> dict[str, MetierLine]:
        """Métiers by their name in addresses."""
        return {m.slug: m for m in self.metiers}

    @cached_property
    def by_rate(self) -> tuple[MetierLine, ...]:
        """Métiers from the best to the least covered, ties by label."""
        return tuple(sorted(self.metiers, key=lambda m: (-(m.rate or Fraction(0)), m.metier)))

    @cached_property
    def axis_label(self) -> dict[str, str]:
        """Labels of the axes by identifier."""
        return {a.id: a.label for a in self.axes}

    @cached_property
    def axes_of(self) -> dict[str, dict[str, AxisLine]]:
        """Rate lines of each métier, by axis."""
        out: dict[str, dict[str, AxisLine]] = {m.metier: {} for m in self.metiers}
        for line in self.axis_lines:
            out[line.metier][line.axis] = line
        return out

    @cached_property
    def needs_of(self) -> dict[str, tuple[NeedLine, ...]]:
        """Needs of each métier that count, in published order; none when it has no need to evaluate."""
        out: dict[str, list[NeedLine]] = {m.metier: [] for m in self.metiers}
        for need in self.needs:
            if need.applicable:
                out[need.metier].append(need)
        return {metier: tuple(needs) for metier, needs in out.items()}

    @cached_property
    def need_by_id(self) -> dict[NeedId, NeedLine]:
        """Every need, *sans objet* ones included, by métier and competency."""
        return {(n.metier, n.competence): n for n in self.needs}

    @cached_property
    def links_of_need(self) -> dict[NeedId, tuple[LinkLine, ...]]:
        """Links of each need that has some, the most useful first."""
        out: dict[NeedId, list[LinkLine]] = {}
        for link in self.links:
            out.setdefault((link.metier, link.competence), []).append(link)
        return {need: tuple(sorted(links, key=self._best_first)) for need, links in out.items()}

    @cached_property
    def links_of_offer(self) -> dict[str, tuple[LinkLine, ...]]:
        """Links of each offer that has some, in published order."""
        out: dict[str, list[LinkLine]] = {}
        for link in self.links:
            out.setdefault(link.offer, []).append(link)
        return {offer: tuple(links) for offer, links in out.items()}

    def counts(self, link: LinkLine) -> bool:
        """Whether a link is likely enough to count."""
        return link.probability >= self.settings.probabilite_minimale

    def table(self, name: str) -> DataTable:
        """One of the tables that are only displayed.

        Raises
        ------
        KeyError
            If no table has this name.
        """
        return self.shown[name]

    def _best_first(self, link: LinkLine) -> tuple[bool, Fraction, Fraction, Fraction, str]:
        return (not self.counts(link), -link.value, -link.probability, -link.score, link.offer)
