"""For whom an offer is: ciblée, famille, généraliste or autre (method §3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.catalogue import Offer, Target
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import (
    AUTRE,
    CIBLEE,
    DECLARE,
    FAMILLE,
    GENERALISTE,
    INFERE,
    OfferReading,
)

# For an offer: the competencies to look for, and whether its axis alone is worth something there.
Wanted = Callable[[str], Mapping[str, bool]]


class Scopes:
    """Scope of each offer for each métier.

    Parameters
    ----------
    targets:
        Resolved targets of the rows; an offer has those of all its rows.
    """

    def __init__(
        self,
        referential: Referential,
        offers: Sequence[Offer],
        readings: Sequence[OfferReading],
        targets: Sequence[Target],
    ) -> None:
        self._referential = referential
        by_row = {t.row: t for t in targets}
        self._declared: dict[str, frozenset[str]] = {}
        self._grouped: dict[str, frozenset[str]] = {}
        self.for_all: frozenset[str] = frozenset(
            offer.id for offer in offers if any(self._is_for_all(by_row[row]) for row in offer.rows)
        )
        for offer in offers:
            own = [by_row[row] for row in offer.rows]
            self._declared[offer.id] = frozenset(m for t in own for m in t.metiers)
            self._grouped[offer.id] = frozenset(
                m
                for t in own
                for g in t.groups
                if referential.group_by_id[g].nature != "tous"
                for m in referential.group_by_id[g].members
            )
        self._readings: Mapping[str, OfferReading] = {r.offer: r for r in readings}

    def _is_for_all(self, target: Target) -> bool:
        return any(self._referential.group_by_id[g].nature == "tous" for g in target.groups)

    def of(self, offer: str, metier: str) -> tuple[str, str]:
        """Scope of ``offer`` for ``metier`` and the tier of that link (declared or inferred)."""
        if metier in self._declared[offer]:
            return CIBLEE, DECLARE
        if metier in self._grouped[offer]:
            return FAMILLE, DECLARE
        if offer in self.for_all:
            return GENERALISTE, DECLARE
        reading = self._readings[offer]
        if not reading.trade_words:
            return GENERALISTE, INFERE
        if self._same_family(offer, metier) or self._shares_function(offer, metier, reading):
            return FAMILLE, INFERE
        return AUTRE, INFERE

    @cached_property
    def serving(self) -> Mapping[str, Mapping[str, tuple[str, str]]]:
        """For each métier, the offers that may serve it, with the scope and tier of each."""
        out: dict[str, dict[str, tuple[str, str]]] = {
            m.label: {} for m in self._referential.metiers
        }
        for offer, reading in self._readings.items():
            if reading.counted:
                for metier in self._near_metiers(offer, reading):
                    scope, tier = self.of(offer, metier)
                    if scope != AUTRE:
                        out[metier][offer] = (scope, tier)
        return out

    def _near_metiers(self, offer: str, reading: OfferReading) -> list[str]:
        """Every métier that an offer may serve, and few others: :meth:`of` says which it does."""
        if offer in self.for_all or not reading.trade_words:
            return [m.label for m in self._referential.metiers]
        declared = self._declared[offer]
        found = set(declared | self._grouped[offer])
        functions = set(reading.functions)
        for metier in declared:
            found.update(self._of_family[self._referential.metier_by_label[metier].family])
            functions.update(self._referential.functions_of[metier])
        for function in functions:
            if function in self._referential.group_by_id:
                found.update(self._referential.group_by_id[function].members)
        return sorted(found)

    @cached_property
    def _of_family(self) -> Mapping[str, list[str]]:
        return by_key((metier.family, metier.label) for metier in self._referential.metiers)

    def _same_family(self, offer: str, metier: str) -> bool:
        metiers = self._referential.metier_by_label
        family = metiers[metier].family
        return any(metiers[m].family == family for m in self._declared[offer])

    def _shares_function(self, offer: str, metier: str, reading: OfferReading) -> bool:
        functions = set(self._referential.functions_of[metier])
        declared = {f for m in self._declared[offer] for f in self._referential.functions_of[m]}
        return bool(functions & (declared | set(reading.functions)))
