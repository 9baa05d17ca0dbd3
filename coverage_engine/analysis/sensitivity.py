"""Which métiers would enter or leave *bien couvert* if a setting had another value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from coverage_engine.analysis.coverage import counts, weighted
from coverage_engine.analysis.graph import ONE, Worths, likeliest, useful_candidates
from coverage_engine.analysis.verdicts import shortfalls
from coverage_engine.domain.cells.level import read_level
from coverage_engine.domain.model.branch import Axis, Need
from coverage_engine.domain.model.catalogue import Offer
from coverage_engine.domain.model.doubt import Trial
from coverage_engine.domain.model.evidence import Candidate
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import OfferReading, TextLink
from coverage_engine.domain.settings import Settings
from coverage_engine.matching.scope import Scopes

# Settings that change which competencies a text names: the texts must be matched again.
REMATCHED = frozenset({"score_atteste"})
# Settings that change the level an offer aims at.
RELEVELLED = frozenset({"duree_sensibilisation", "duree_maitrise"})

Rematch = Callable[[Referential], Sequence[TextLink]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a trial starts from: the run as it is, and its near texts under other settings."""

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
    rows = basis.referential.settings.rows()
    tried_settings = [
        (row, tried, basis.referential.settings.with_values({row.name: tried}))
        for row in rows
        for tried in row.trials
    ]
    relevelled = [settings for row, _, settings in tried_settings if row.name in RELEVELLED]
    rematched = [
        replace(basis.referential, settings=s)
        for row, _, s in tried_settings
        if row.name in REMATCHED
    ]
    near = {
        (t.offer, t.competence) for referential in rematched for t in basis.rematch(referential)
    }
    alike = replace(basis, candidates=_told_apart(basis, relevelled, near))
    order = [p.metier for p in basis.referential.perimeter]
    out = []
    for row, tried, settings in tried_settings:
        now = _well_covered(
            replace(alike, referential=replace(basis.referential, settings=settings)), row.name
        )
        entering = tuple(m for m in order if m in now and m not in well)
        leaving = tuple(m for m in order if m in well and m not in now)
        out.append(
            Trial(
                setting=row.name,
                current=row.value,
                tried=tried,
                unit=row.unit,
                well=len(now),
                entering=entering,
                leaving=leaving,
            )
        )
    return tuple(out)


def _told_apart(
    basis: Basis, relevelled: Sequence[Settings], near: Collection[tuple[str, str]]
) -> tuple[Candidate, ...]:
    """One of the candidates of each need that have the same value in every trial.

    Parameters
    ----------
    relevelled:
        The settings of the trials that change the level an offer aims at.
    near:
        Offers and competencies that some trial matches again: each stays on its own.
    """
    tags_of = {r.offer: r.axes for r in basis.readings}
    levels_of = {
        o.id: tuple(read_level(o, settings)[0] for settings in relevelled) for o in basis.offers
    }
    kept: dict[tuple[object, ...], Candidate] = {}
    for candidate in basis.candidates:
        need, _, text, scope, _, offered, rejected = candidate
        tag = tags_of[text.offer].get(text.axis, ("", ONE, ()))[:2]
        again = text.offer if (text.offer, text.competence) in near else ""
        shown = (
            again,
            text.strength,
            bool(text.decision),
            text.probability,
            tag,
            offered,
            levels_of[text.offer],
        )
        kept.setdefault((need.metier, need.competence, scope, rejected, shown), candidate)
    return tuple(kept.values())


def _best_values(basis: Basis, changed: str) -> dict[tuple[str, str], Fraction]:
    """Value of each need that a likely text reaches, once ``changed`` has its new value."""
    ref, candidates, readings = (
        basis.referential,
        basis.candidates,
        {r.offer: r for r in basis.readings},
    )
    if changed in REMATCHED:
        texts = basis.rematch(ref)
        again = {(t.offer, t.competence) for t in texts}
        kept = [c for c in candidates if (c.text.offer, c.text.competence) not in again]
        candidates = [
            *kept,
            *useful_candidates(basis.needs, ref, basis.readings, texts, basis.scopes),
        ]
    if changed in RELEVELLED:
        levels = {o.id: read_level(o, ref.settings)[0] for o in basis.offers}
        candidates = tuple(c._replace(offered=levels[c.text.offer]) for c in candidates)
    worths = Worths(ref.settings.valeur_partielle)
    best: dict[tuple[str, str], Fraction] = {}
    for candidate in candidates:
        text = likeliest(
            candidate.text, readings[candidate.text.offer], ref.settings.probabilite_minimale
        )
        if counts(text, ref.settings):
            need = (candidate.need.metier, candidate.need.competence)
            value = worths.of(candidate, text.strength).value
            best[need] = max(value, best.get(need, value))
    return best


def _well_covered(basis: Basis, changed: str) -> set[str]:
    """Métiers that the rule calls well covered once the setting ``changed`` has its new value."""
    ref, best = basis.referential, _best_values(basis, changed)
    axes = {a.id: a for a in ref.axes}
    axis_of = {c.id: axes[c.axis] for c in ref.competences}
    parts_of: dict[str, list[tuple[Axis, Fraction, Fraction]]] = {}
    for n in basis.needs:
        own = parts_of.setdefault(n.metier, [])
        if n.applicable:
            own.append(
                (axis_of[n.competence], n.weight, best.get((n.metier, n.competence), Fraction(0)))
            )
    out = set()
    for metier, parts in parts_of.items():
        whole = weighted((weight * axis.weight, value) for axis, weight, value in parts)
        by_axis = {
            a.id: weighted((weight, value) for axis, weight, value in parts if axis is a)
            for a in ref.axes
        }
        if not shortfalls(ref, whole, by_axis):
            out.add(metier)
    return out
