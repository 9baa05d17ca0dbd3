"""Which métiers would enter or leave *bien couvert* if a setting had another value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from coverage_engine.analysis.coverage import counts, weighted
from coverage_engine.analysis.graph import Candidate, find_candidates, likeliest, worth
from coverage_engine.analysis.verdicts import shortfalls
from coverage_engine.cells.level import read_level
from coverage_engine.matching.scope import Scopes
from coverage_engine.model.catalogue import Offer
from coverage_engine.model.doubt import Trial
from coverage_engine.model.referential import Need, Referential
from coverage_engine.model.results import OfferReading, TextLink

# Settings that change which competencies a text names: the texts must be matched again.
REMATCHED = frozenset({"score_atteste"})
# Settings that change the level an offer aims at.
RELEVELLED = frozenset({"duree_sensibilisation", "duree_maitrise"})

Rematch = Callable[[Referential], Sequence[TextLink]]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a trial starts from: the run as it is, and how to match its texts again under other settings."""

    referential: Referential
    needs: Sequence[Need]
    offers: Sequence[Offer]
    readings: Sequence[OfferReading]
    scopes: Scopes
    candidates: Sequence[Candidate]
    rematch: Rematch


def try_settings(basis: Basis, well: Collection[str]) -> tuple[Trial, ...]:
    """Try the values around each setting that has some, one setting at a time, in table order.

    Parameters
    ----------
    well:
        Métiers that the rule calls *bien couvert* with the settings as they are.
    """
    out = []
    for row in basis.referential.settings.rows():
        for tried in row.trials:
            settings = basis.referential.settings.with_values({row.name: tried})
            now = _well_covered(replace(basis, referential=replace(basis.referential, settings=settings)), row.name)
            order = [p.metier for p in basis.referential.perimeter]
            entering = tuple(m for m in order if m in now and m not in well)
            leaving = tuple(m for m in order if m in well and m not in now)
            out.append(Trial(row.name, row.value, tried, row.unit, len(now), entering, leaving))
    return tuple(out)


def _well_covered(basis: Basis, changed: str) -> set[str]:
    """Métiers that the rule calls well covered once the setting ``changed`` has its new value."""
    ref, candidates, readings = basis.referential, basis.candidates, {r.offer: r for r in basis.readings}
    if changed in REMATCHED:
        candidates = find_candidates(basis.needs, ref, basis.readings, basis.rematch(ref), basis.scopes)
    if changed in RELEVELLED:
        levels = {o.id: read_level(o, ref.settings)[0] for o in basis.offers}
        candidates = [c._replace(offered=levels[c.text.offer]) for c in candidates]
    axis_of = {c.id: a for a in ref.axes for c in ref.competences if c.axis == a.id}
    best: dict[tuple[str, str], Fraction] = {}
    for candidate in candidates:
        text = likeliest(candidate.text, readings[candidate.text.offer], ref.settings.probabilite_minimale)
        if counts(text, ref.settings):
            need = (candidate.need.metier, candidate.need.competence)
            value = worth(candidate, text.strength, ref.settings.valeur_partielle).value
            best[need] = max(value, best.get(need, value))
    out = set()
    for metier in dict.fromkeys(n.metier for n in basis.needs):
        parts = [
            (axis_of[n.competence], n.weight, best.get((metier, n.competence), Fraction(0)))
            for n in basis.needs
            if n.metier == metier and n.applicable
        ]
        whole = weighted((weight * axis.weight, value) for axis, weight, value in parts)
        by_axis = {a.id: weighted((weight, value) for axis, weight, value in parts if axis is a) for a in ref.axes}
        if not shortfalls(ref, whole, by_axis):
            out.add(metier)
    return out
