"""A run: everything read and computed once, for every reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.domain.model.catalogue import Catalogue, Offer, Target
from coverage_engine.domain.model.doubt import Doubt
from coverage_engine.domain.model.portrait import Portrait
from coverage_engine.domain.model.provenance import Provenance
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.register import Fiche, RegisterInfo
from coverage_engine.domain.model.results import (
    AxisCoverage,
    FindingResult,
    Link,
    MetierCoverage,
    NeedCoverage,
    OfferReading,
    Rate,
)
from coverage_engine.domain.model.staffing import Staffing

if TYPE_CHECKING:
    import networkx as nx

    from coverage_engine.domain.model.evidence import Clue


@dataclass(frozen=True, kw_only=True)
class Run:
    """One catalogue confronted with one referential.

    ``clues`` say what each reading is worth for each need. ``fiches`` holds those of the register
    for the codes of the catalogue, and those that replace them, by code; empty without a
    ``register``. With a ``staffing``, priorities count posts.
    """

    referential: Referential
    catalogue: Catalogue
    offers: tuple[Offer, ...]
    readings: tuple[OfferReading, ...]
    targets: tuple[Target, ...]
    links: tuple[Link, ...]
    graph: nx.Graph[tuple[str, ...]]
    needs: tuple[NeedCoverage, ...]
    axes: tuple[AxisCoverage, ...]
    metiers: tuple[MetierCoverage, ...]
    findings: tuple[FindingResult, ...]
    portrait: Portrait
    anomalies: tuple[Anomaly, ...]
    provenance: Provenance
    whole: Rate
    doubt: Doubt
    clues: tuple[Clue, ...]
    register: RegisterInfo | None = None
    fiches: Mapping[str, Fiche] = field(default_factory=dict)
    staffing: Staffing | None = None

    @cached_property
    def posts(self) -> dict[str, int | None]:
        """Posts of each métier, None when too few to be printed; empty without a staffing table."""
        if self.staffing is None:
            return {}
        return {m.metier: 0 for m in self.metiers} | {
            m.occupation.metier: m.posts for m in self.staffing.metiers
        }

    @cached_property
    def offer_by_id(self) -> dict[str, Offer]:
        """Offers by identifier."""
        return {o.id: o for o in self.offers}

    @cached_property
    def reading_by_offer(self) -> dict[str, OfferReading]:
        """Readings by offer identifier."""
        return {r.offer: r for r in self.readings}

    @cached_property
    def by_rate(self) -> tuple[MetierCoverage, ...]:
        """Métiers from the best to the least covered, ties by label."""
        return tuple(sorted(self.metiers, key=lambda m: (-(m.rate.value or Fraction(0)), m.metier)))
