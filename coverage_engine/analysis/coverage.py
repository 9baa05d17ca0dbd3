"""Coverage of needs, axes and métiers (method §4 and §5). One place computes every rate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.branch import Need
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import (
    AUCUN_ECART,
    COUVERT,
    GENERALISTE,
    INSUFFISANTE,
    NIVEAU_INSUFFISANT,
    NON_TROUVE,
    PARTIEL,
    PROCHE,
    SANS_OBJET,
    TROP_GENERALISTE,
    AxisCoverage,
    Link,
    NeedCoverage,
    NeedKey,
    Rate,
    TextLink,
)
from coverage_engine.domain.settings import Settings

# Links of each need, best first: all of them, or those that are likely enough to count.
LinksOf = Mapping[NeedKey, tuple[Link, ...]]
Likely = Mapping[NeedKey, Sequence[Link]]
# When several types of gap weigh the same on an axis, the one to act on first.
_GAP_ORDER = (INSUFFISANTE, TROP_GENERALISTE, NIVEAU_INSUFFISANT)


def need_key(need: Need) -> NeedKey:
    """Key of a need in the graph."""
    return ("besoin", need.metier, need.competence)


def counts(link: Link | TextLink, settings: Settings) -> bool:
    """Whether a link is likely enough to count (probability ≥ ``probabilite_minimale``)."""
    return link.probability >= settings.probabilite_minimale


def counted(links: Iterable[Link], settings: Settings) -> list[Link]:
    """Links likely enough to count."""
    return [link for link in links if counts(link, settings)]


def weighted(parts: Iterable[tuple[Fraction, Fraction]]) -> Rate:
    """Σ weight · value / Σ weight of pairs (weight, value): the formula of every rate (§5)."""
    numerator = denominator = Fraction(0)
    for weight, value in parts:
        numerator += weight * value
        denominator += weight
    return Rate(numerator, denominator)


def value_of(links: Iterable[Link]) -> Fraction:
    """Value of a need: the best of its links; 0 without any."""
    return max((link.value for link in links), default=Fraction(0))


def cover_needs(
    referential: Referential, needs: Sequence[Need], links_of: LinksOf
) -> tuple[NeedCoverage, ...]:
    """Coverage of every need, *sans objet* ones included, in the order given."""
    return tuple(_cover(referential, need, links_of.get(need_key(need), ())) for need in needs)


def _cover(referential: Referential, need: Need, links: Sequence[Link]) -> NeedCoverage:
    competence = referential.competence_by_id[need.competence]
    likely = counted(links, referential.settings)
    value = value_of(likely)
    useful = [link for link in likely if link.value]
    if not need.applicable:
        state, gap = SANS_OBJET, AUCUN_ECART
    else:
        state = COUVERT if value == 1 else PARTIEL if value else NON_TROUVE
        gap = _gap(value, likely)
    return NeedCoverage(
        metier=need.metier,
        competence=competence.id,
        label=competence.label,
        axis=competence.axis,
        reach=competence.reach,
        socle=competence.socle,
        level=need.level,
        weight=need.weight if need.applicable else Fraction(0),
        value=value,
        state=state,
        gap=gap,
        offers=tuple(link.offer for link in useful),
        full_offers=sum(link.value == 1 for link in useful),
        generalist_offers=tuple(link.offer for link in likely if _too_general(link)),
        reason=need.reason,
        status=need.status,
    )


def _too_general(link: Link) -> bool:
    """Whether an offer reaches the competency without being applied to the métier."""
    return not link.after_scope and (link.scope == GENERALISTE or link.strength == PROCHE)


def _gap(value: Fraction, likely: Sequence[Link]) -> str:
    """What is missing for the need to be covered: depth, specialisation, or the offer itself."""
    if value == 1:
        return AUCUN_ECART
    if any(link.after_scope > value and link.level_factor < link.after_scope for link in likely):
        return NIVEAU_INSUFFISANT
    if any(_too_general(link) and link.evidence > value for link in likely):
        return TROP_GENERALISTE
    return INSUFFISANTE


def rate_of(needs: Iterable[NeedCoverage], axis_weights: Mapping[str, Fraction]) -> Rate:
    """Σ axis weight · weight · value / Σ axis weight · weight, *sans objet* left out (§5)."""
    return weighted(
        (n.weight * axis_weights[n.axis], n.value) for n in needs if n.state != SANS_OBJET
    )


def rate_with(
    referential: Referential, needs: Sequence[Need], likely: Likely, keep: Callable[[Link], bool]
) -> Rate:
    """Rate of ``needs`` if, of the links that count, only those that ``keep`` accepts existed."""
    weights = {a.id: a.weight for a in referential.axes}
    parts = []
    for need in needs:
        if need.applicable:
            value = next((x.value for x in likely.get(need_key(need), ()) if keep(x)), Fraction(0))
            parts.append(
                (need.weight * weights[referential.competence_by_id[need.competence].axis], value)
            )
    return weighted(parts)


def cover_axes(
    referential: Referential, needs: Sequence[NeedCoverage], profile_of: Mapping[str, str]
) -> tuple[AxisCoverage, ...]:
    """Coverage of each métier on each axis, with its type of gap and over-coverage (C7)."""
    settings = referential.settings
    lowest = min((p.order for p in referential.profiles), default=0)
    low_profiles = {p.id for p in referential.profiles if p.order == lowest}
    flat = {a.id: Fraction(1) for a in referential.axes}
    out = []
    own_of = by_key(((n.metier, n.axis), n) for n in needs if n.state != SANS_OBJET)
    for metier in dict.fromkeys(n.metier for n in needs):
        for axis in referential.axes:
            own = own_of.get((metier, axis.id), [])
            rate = rate_of(own, flat)
            redundancy = Fraction(sum(n.full_offers for n in own), len(own)) if own else Fraction(0)
            surplus = (
                rate.value == 1
                and redundancy >= settings.redondance_forte
                and profile_of.get(metier) in low_profiles
            )
            out.append(
                AxisCoverage(
                    metier=metier,
                    axis=axis.id,
                    rate=rate,
                    gap=axis_gap(own),
                    redundancy=redundancy,
                    surplus=surplus,
                )
            )
    return tuple(out)


def axis_gap(needs: Iterable[NeedCoverage]) -> str:
    """Type of gap that weighs most in the missing parts of an axis; empty when none is."""
    missing: dict[str, Fraction] = {}
    for need in needs:
        if need.gap:
            missing[need.gap] = missing.get(need.gap, Fraction(0)) + need.weight * (1 - need.value)
    if not missing:
        return AUCUN_ECART
    return min(_GAP_ORDER, key=lambda gap: (-missing.get(gap, Fraction(0)), _GAP_ORDER.index(gap)))
