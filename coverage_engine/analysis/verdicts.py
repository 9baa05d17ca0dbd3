"""Verdict, reasons, variants, concentration and priority of each métier (method §5 and §6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Protocol, TypeVar

from coverage_engine.analysis.coverage import (
    Likely,
    LinksOf,
    counted,
    need_key,
    rate_of,
    rate_with,
    value_of,
)
from coverage_engine.domain.french import percent
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.branch import Axis, Need
from coverage_engine.domain.model.catalogue import Offer
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import (
    A_RENFORCER,
    BIEN_COUVERT,
    CIBLEE,
    DECLARE,
    FAMILLE,
    GAP_PHRASES,
    GENERALISTE,
    NAMING,
    NO_PROVIDER,
    ZERO,
    AxisCoverage,
    Concentration,
    Link,
    MetierCoverage,
    NeedCoverage,
    Rate,
    reaches,
)
from coverage_engine.domain.normalise import key
from coverage_engine.domain.settings import Settings

_Part = TypeVar("_Part", Need, NeedCoverage, AxisCoverage)
SCOPES = (CIBLEE, FAMILLE, GENERALISTE)


class Traits(Protocol):
    """What a variant of the rate looks at, in a link or in what would make one."""

    @property
    def offer(self) -> str: ...  # noqa: D102
    @property
    def scope(self) -> str: ...  # noqa: D102
    @property
    def tier(self) -> str: ...  # noqa: D102
    @property
    def strength(self) -> str: ...  # noqa: D102


def variant_filters(
    offers: Sequence[Offer], for_all: frozenset[str]
) -> dict[str, Callable[[Traits], bool]]:
    """Which links each variant keeps, by identifier of the variant."""
    certifying = {o.id for o in offers if o.certifying}
    return {
        "sans_transverses": lambda link: link.offer not in for_all,
        "sans_generalistes": lambda link: link.scope != GENERALISTE,
        "certifiantes": lambda link: link.offer in certifying,
        "declarees": lambda link: link.tier == DECLARE,
        "attestees": lambda link: link.strength in NAMING,
    }


def cover_metiers(
    referential: Referential,
    needs: Sequence[Need],
    covered: Sequence[NeedCoverage],
    axes: Sequence[AxisCoverage],
    links_of: LinksOf,
    offers: Sequence[Offer],
    for_all: frozenset[str],
) -> tuple[MetierCoverage, ...]:
    """Coverage of every métier of the perimeter, in its order, with the rule's verdict."""
    providers = Providers(offers)
    keeps = variant_filters(offers, for_all)
    weights = {a.id: a.weight for a in referential.axes}
    likely = {need: counted(links, referential.settings) for need, links in links_of.items()}
    needs_of, covered_of, axes_of = _by_metier(needs), _by_metier(covered), _by_metier(axes)
    out = []
    for entry in referential.perimeter:
        metier = entry.metier
        own = needs_of.get(metier, [])
        rate = rate_of(covered_of.get(metier, []), weights)
        verdict, reasons = judge(referential, rate, axes_of.get(metier, []))
        exposure = referential.exposure(metier)
        score = exposure.score if exposure else None
        value = rate.value
        out.append(
            MetierCoverage(
                metier=metier,
                family=referential.metier_by_label[metier].family,
                rate=rate,
                variants={
                    name: rate_with(referential, own, likely, keep) for name, keep in keeps.items()
                },
                by_scope=_by_scope(referential, own, likely),
                verdict=verdict,
                rule_verdict=verdict,
                reasons=reasons,
                profile=exposure.profile if exposure else "",
                exposure=score,
                priority=(1 - value) * score if value is not None and score is not None else None,
                concentration=concentration(referential, own, likely, providers),
            )
        )
    return tuple(out)


def _by_metier(parts: Iterable[_Part]) -> dict[str, list[_Part]]:
    return by_key((part.metier, part) for part in parts)


class Rules(Protocol):
    """What the rule looks at in a referential."""

    @property
    def axes(self) -> tuple[Axis, ...]: ...  # noqa: D102
    @property
    def settings(self) -> Settings: ...  # noqa: D102


def shortfalls(rules: Rules, rate: Rate, axis_rates: Mapping[str, Rate]) -> list[str]:
    """What keeps a métier from *bien couvert*: ``""`` for its rate, or the pivot axis.

    *Bien couvert* is a rule, not a mean: the rate and each pivot axis reach their thresholds
    (requirement C4). A pivot axis without any need asks for nothing; a métier without any need is
    not well covered.

    Parameters
    ----------
    rules:
        A referential, or whatever holds the same axes and settings.
    """
    settings = rules.settings
    low = []
    if not rate.denominator or not reaches(
        rate.numerator, rate.denominator, settings.seuil_bien_couvert
    ):
        low.append("")
    for axis in rules.axes:
        own = axis_rates.get(axis.id, ZERO)
        if axis.pivot and not reaches(own.numerator, own.denominator, settings.seuil_axe_pivot):
            low.append(axis.id)
    return low


def judge(
    referential: Referential, rate: Rate, axes: Sequence[AxisCoverage]
) -> tuple[str, tuple[str, ...]]:
    """Verdict of the rule for a métier, and reasons that name the rule and the figures."""
    settings = referential.settings
    labels = {a.id: a.label for a in referential.axes}
    by_axis = {a.axis: a for a in axes}
    reasons = []
    for low in shortfalls(referential, rate, {a.axis: a.rate for a in axes}):
        if not low:
            reasons.append(_below("taux", rate, settings.seuil_bien_couvert))
            continue
        axis = by_axis[low]
        gap = f" ({GAP_PHRASES[axis.gap]})" if axis.gap else ""
        reasons.append(_below(labels[low], axis.rate, settings.seuil_axe_pivot) + gap)
    if reasons:
        return A_RENFORCER, tuple(reasons)
    bar, pivot = percent(settings.seuil_bien_couvert), percent(settings.seuil_axe_pivot)
    shown = percent(rate.value, [settings.seuil_bien_couvert])
    return BIEN_COUVERT, (f"taux de {shown} (seuil {bar}) et chaque axe pivot à {pivot} au moins",)


def _below(what: str, rate: Rate, threshold: Fraction) -> str:
    if rate.value is None:
        return f"{what} : aucun besoin évalué"
    return f"{what} à {percent(rate.value, [threshold])}, sous {percent(threshold)}"


def _by_scope(
    referential: Referential, needs: Sequence[Need], likely: Likely
) -> dict[str, Fraction]:
    """Weight of covered needs by the most specialised scope that reaches their value (C3)."""
    out = dict.fromkeys(SCOPES, Fraction(0))
    weights = _weights(referential)
    for need in needs:
        links = likely.get(need_key(need), ())
        value = value_of(links[:1])
        if need.applicable and value:
            best = min((x for x in links if x.value == value), key=lambda x: SCOPES.index(x.scope))
            out[best.scope] += weights[need.competence] * need.weight * value
    return out


class Providers:
    """Who provides each offer, whatever the letters; one without a printed name stands alone."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self.of = {o.id: key(o.provider) or f"offre {o.id}" for o in offers}
        self._printed: dict[str, str] = {}
        for offer in offers:
            name = self.of[offer.id]
            self._printed[name] = min(offer.provider, self._printed.get(name, offer.provider))

    def printed(self, name: str) -> str:
        """The provider as printed."""
        return (self._printed[name] or NO_PROVIDER) if name in self._printed else ""


def concentration(
    referential: Referential, needs: Sequence[Need], likely: Likely, providers: Providers
) -> Concentration:
    """Share of the covered weight lost without one provider, or one offer: the worst (C12)."""
    weights = _weights(referential)
    useful: list[tuple[Fraction, list[Link]]] = []
    for need in needs:
        links = [x for x in likely.get(need_key(need), ()) if x.value]
        if need.applicable and links:
            useful.append((weights[need.competence] * need.weight, links))
    total = sum((weight * links[0].value for weight, links in useful), Fraction(0))
    if not total:
        return Concentration("", Fraction(0), "", Fraction(0))
    provider, provider_loss = _worst(_losses(useful, lambda x: providers.of[x.offer]))
    offer, offer_loss = _worst(_losses(useful, lambda x: x.offer))
    return Concentration(
        providers.printed(provider), provider_loss / total, offer, offer_loss / total
    )


def _losses(
    useful: Sequence[tuple[Fraction, list[Link]]], name_of: Callable[[Link], str]
) -> dict[str, Fraction]:
    """Weight lost without each name: what no other name's links, best first, would cover."""
    lost: dict[str, Fraction] = {}
    for weight, links in useful:
        # Only a name that is alone at the top can be missed, and only down to the second.
        name = name_of(links[0])
        second = next((x.value for x in links if name_of(x) != name), Fraction(0))
        if second < links[0].value:
            lost[name] = lost.get(name, Fraction(0)) + weight * (links[0].value - second)
    return lost


def _weights(referential: Referential) -> dict[str, Fraction]:
    """Weight of the axis of each competency."""
    by_axis = {a.id: a.weight for a in referential.axes}
    return {c.id: by_axis[c.axis] for c in referential.competences}


def _worst(lost: Mapping[str, Fraction]) -> tuple[str, Fraction]:
    return min(lost.items(), key=lambda item: (-item[1], item[0])) if lost else ("", Fraction(0))
