"""What a run has published, in the shape questions ask for; the same from its folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from coverage_engine.analysis.plan_prices import price_offers
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.branch import Axis, Competence
from coverage_engine.domain.model.plan import PlanPrice, PricedOffer
from coverage_engine.domain.normalise import key
from coverage_engine.domain.settings import Settings
from coverage_engine.tables.columns import DataTable, Lines, Table
from coverage_engine.tables.published_records import (
    About,
    AxisLine,
    CertificationLine,
    LinkLine,
    MetierLine,
    NeedId,
    NeedLine,
    OfferLine,
)
from coverage_engine.tables.reading_values import Clues
from coverage_engine.tables.word_index import WordIndex

if TYPE_CHECKING:
    from coverage_engine.analysis.run import Run

R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Published:
    """A run as its tables say it.

    ``lines`` holds the records of the tables that have no field of their own, by name of the table;
    ``stamp`` changes when the run does and takes no part in equality. ``source`` is the run itself,
    when it is in memory: its offers can then be read again.
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
    clues: Clues
    certifications: Mapping[str, CertificationLine]
    lines: Mapping[str, Lines[Any]]
    stamp: str = field(default="", compare=False)
    source: Run | None = field(default=None, compare=False, repr=False)

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
    def by_priority(self) -> tuple[MetierLine, ...]:
        """Métiers whose priority can be computed, the most urgent first, ties by label."""
        known = [(m.priority, m) for m in self.metiers if m.priority is not None]
        return tuple(m for _, m in sorted(known, key=lambda pair: (-pair[0], pair[1].metier)))

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
        """Needs of each métier that count, in published order; none when it has none."""
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
        return {need: self._best_first(links) for need, links in out.items()}

    @cached_property
    def links_of_offer(self) -> dict[str, tuple[LinkLine, ...]]:
        """Links of each offer that has some, in published order."""
        return self._links_by(attrgetter("offer"))

    @cached_property
    def links_of_metier(self) -> dict[str, tuple[LinkLine, ...]]:
        """Links of each métier that has some, in published order."""
        return self._links_by(attrgetter("metier"))

    @cached_property
    def links_of_competence(self) -> dict[str, tuple[LinkLine, ...]]:
        """Links of each competency that has some, in published order."""
        return self._links_by(attrgetter("competence"))

    def _links_by(self, name: Callable[[LinkLine], str]) -> dict[str, tuple[LinkLine, ...]]:
        out: dict[str, list[LinkLine]] = {}
        for link in self.links:
            out.setdefault(name(link), []).append(link)
        return {group: tuple(links) for group, links in out.items()}

    @cached_property
    def useful_of_offer(self) -> dict[str, tuple[LinkLine, ...]]:
        """Links of each offer that count and are worth something; no key for a useless offer."""
        found = {
            o: tuple(x for x in own if x.value and self.counts(x))
            for o, own in self.links_of_offer.items()
        }
        return {offer: links for offer, links in found.items() if links}

    @cached_property
    def offers_by_title(self) -> tuple[OfferLine, ...]:
        """Offers in alphabetical order of their titles."""
        return tuple(sorted(self.offers.values(), key=lambda o: (key(o.title), o.id)))

    @cached_property
    def offer_words(self) -> WordIndex:
        """Offers by the words of their titles and providers."""
        return WordIndex((o.id, f"{o.title} {o.provider}") for o in self.offers_by_title)

    @cached_property
    def metier_words(self) -> WordIndex:
        """Métiers by the words of their labels."""
        return WordIndex((m.metier, m.metier) for m in self.metiers)

    @cached_property
    def competence_words(self) -> WordIndex:
        """Competencies by the words of their labels and formulations."""
        return WordIndex(
            (c.id, " ".join((c.label, *c.formulations))) for c in self.competences.values()
        )

    @cached_property
    def plan_prices(self) -> Mapping[bool, Mapping[str, PlanPrice]]:
        """Price of each offer in a plan, for an option of certification left out or wanted."""
        offers = [
            PricedOffer(
                id=o.id,
                kind=o.kind,
                formats=o.formats,
                certifying=o.certifying,
                hours=o.hours,
                low=o.price_low,
                high=o.price_high,
                basis=o.price_basis,
                printed=o.price_printed,
            )
            for o in self.offers.values()
        ]
        return {
            wanted: price_offers(offers, self.settings, certified=wanted)
            for wanted in (False, True)
        }

    @cached_property
    def families(self) -> tuple[str, ...]:
        """Families of the métiers, in alphabetical order."""
        return tuple(sorted({m.family for m in self.metiers}, key=key))

    @cached_property
    def formats(self) -> tuple[str, ...]:
        """Formats that some offer has, in alphabetical order."""
        return tuple(sorted({f for o in self.offers.values() for f in o.formats}))

    @cached_property
    def providers(self) -> tuple[str, ...]:
        """Providers that some offer names, one spelling each, in alphabetical order."""
        printed: dict[str, str] = {}
        for name in sorted({o.provider for o in self.offers.values() if o.provider}):
            printed.setdefault(key(name), name)
        return tuple(name for _, name in sorted(printed.items()))

    @cached_property
    def apart_of(self) -> dict[str, tuple[NeedLine, ...]]:
        """Needs *sans objet* of each métier that has some."""
        apart = by_key((n.metier, n) for n in self.needs if not n.applicable)
        return {metier: tuple(needs) for metier, needs in apart.items()}

    def counts(self, link: LinkLine) -> bool:
        """Whether a link is likely enough to count."""
        return link.probability >= self.settings.probabilite_minimale

    def has(self, name: str) -> bool:
        """Whether the run published a table: earlier versions did not write them all."""
        return name in self.lines

    def of(self, table: Table[R]) -> tuple[R, ...]:
        """The records of a table that has no field of its own.

        Raises
        ------
        InputRefused
            If the run has no such table.
        """
        if not self.has(table.name):
            raise InputRefused(
                [f"table « {table.name} » : absente → relancez « coverage-engine report »"]
            )
        return self.lines[table.name].records

    def table(self, name: str) -> DataTable:
        """One of these tables, to be shown.

        Raises
        ------
        KeyError
            If no table has this name.
        """
        return self.lines[name].made()

    def _best_first(self, links: Sequence[LinkLine]) -> tuple[LinkLine, ...]:
        """Links that count first, then by value, probability and score; equals by offer."""
        # Two sorts rather than one on opposite figures: equal figures are one object, compared at
        # once.
        by_offer = sorted(links, key=attrgetter("offer"))
        return tuple(
            sorted(
                by_offer,
                key=lambda x: (self.counts(x), x.value, x.probability, x.score),
                reverse=True,
            )
        )
