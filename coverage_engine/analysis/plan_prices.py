"""Prices of a plan in three cases: as printed, else estimated from comparable offers.

An unknown price is never zero, nor compared with free offers: those say so.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction

from coverage_engine.domain.french import euros, number, percent, plural
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.plan import (
    ESTIMATED,
    PRINTED,
    PRINTED_RANGE,
    PlanPrice,
    PricedOffer,
)
from coverage_engine.domain.settings import Settings

# Amounts that say nothing of what one learner costs before tax: shown, then treated as unknown.
_NOT_COMPARABLE = ("TTC", "par jour", "par heure")
# Amounts paid once, whatever the number of learners.
_PER_GROUP, _PER_PERSON = ("par session", "par groupe"), "par personne"
_OPTION, _MEMBERS = "option", "adhérent"
_HALF = Fraction(1, 2)

# Known prices of a class: how many, then low, likely and high.
_Summary = tuple[int, Fraction, Fraction, Fraction]
# Words that say a class of comparable offers, and what offers of one class share.
_Class = tuple[str, Callable[[PricedOffer], Hashable]]


def price_offers(
    offers: Sequence[PricedOffer], settings: Settings, *, certified: bool
) -> Mapping[str, PlanPrice]:
    """Price of each offer in the three cases; an offer that none lets estimate is left out.

    Parameters
    ----------
    offers:
        The whole catalogue: those whose price is known serve to estimate the others.
    settings:
        ``plan_comparables``, ``plan_prix_bas``, ``plan_prix_haut``, and the bounds of durations.
    certified:
        Whether the certification is wanted: its printed price is then in the likely one.
    """
    printed = {o.id: _printed(o, certified=certified) for o in offers}
    paid = [
        (o, price.likely)
        for o in offers
        if (price := printed[o.id]) and price.high and not price.per_group
    ]
    comparables = _Comparables(paid, settings)
    priced = {o.id: printed[o.id] or comparables.estimate(o) for o in offers}
    return {offer: price for offer, price in priced.items() if price}


def _printed(offer: PricedOffer, *, certified: bool) -> PlanPrice | None:
    """A printed amount in the three cases; None when it cannot be one of a plan."""
    if (
        offer.low is None
        or offer.high is None
        or any(word in offer.basis for word in _NOT_COMPARABLE)
    ):
        return None
    low, high = offer.low, offer.high
    per_group = _PER_PERSON not in offer.basis and any(word in offer.basis for word in _PER_GROUP)
    paid_once = (
        " ; payé une fois pour le groupe, sans limite d’effectif connue" if per_group else ""
    )
    if low == high:
        return PlanPrice(
            low=low,
            likely=low,
            high=high,
            per_group=per_group,
            origin=PRINTED,
            method=f"prix imprimé{paid_once}",
        )
    if _OPTION in offer.basis:
        # The buyer decides on an option: it is no doubt on the price.
        likely, why = (
            (high, "avec l’option de certification")
            if certified
            else (low, "sans l’option de certification")
        )
        return PlanPrice(
            low=likely,
            likely=likely,
            high=likely,
            per_group=per_group,
            origin=PRINTED_RANGE,
            method=f"prix imprimé {why}{paid_once}",
        )
    likely, why = (
        (high, "le prix des non-adhérents")
        if _MEMBERS in offer.basis
        else (whole_euros((low + high) / 2), "le milieu")
    )
    return PlanPrice(
        low=low,
        likely=likely,
        high=high,
        per_group=per_group,
        origin=PRINTED_RANGE,
        method=f"fourchette imprimée ; probable : {why}{paid_once}",
    )


class _Comparables:
    """Known prices of paid offers, by ever wider classes."""

    def __init__(self, paid: Sequence[tuple[PricedOffer, Fraction]], settings: Settings) -> None:
        self._settings = settings
        self._paid = paid
        self._timed, self._untimed = _classes(settings)
        self._known: dict[str, Mapping[Hashable, _Summary]] = {}

    def estimate(self, offer: PricedOffer) -> PlanPrice | None:
        """Median and outer deciles of comparable prices, in a class wide enough; None without any.

        Without a known duration, durations are not compared.
        """
        classes = self._untimed if offer.hours is None else self._timed
        for label, kind_of in classes:
            found = self._summaries(label, kind_of).get(kind_of(offer))
            if found and (found[0] >= self._settings.plan_comparables or label == classes[-1][0]):
                return self._price(offer, label, *found)
        return None

    def _price(
        self,
        offer: PricedOffer,
        label: str,
        count: int,
        low: Fraction,
        likely: Fraction,
        high: Fraction,
    ) -> PlanPrice:
        start = (
            f"prix imprimé « {offer.printed} », non comparable ; " if offer.low is not None else ""
        )
        method = (
            f"{start}médiane de"
            f" {plural(count, 'offre payante comparable', 'offres payantes comparables')}"
            f" ({label}), de {euros(low, low, '')} à {euros(high, high, '')}"
        )
        return PlanPrice(
            low=low, likely=likely, high=high, origin=ESTIMATED, method=method, comparables=count
        )

    def _summaries(
        self, label: str, kind_of: Callable[[PricedOffer], Hashable]
    ) -> Mapping[Hashable, _Summary]:
        """Number of known prices, then low, likely and high, of every class of a width."""
        if label not in self._known:
            groups = by_key((kind_of(offer), price) for offer, price in self._paid)
            shares = (self._settings.plan_prix_bas, _HALF, self._settings.plan_prix_haut)
            self._known[label] = {
                kind: _summary(sorted(prices), shares) for kind, prices in groups.items()
            }
        return self._known[label]


def _summary(prices: Sequence[Fraction], shares: Sequence[Fraction]) -> _Summary:
    low, likely, high = (whole_euros(quantile(prices, share)) for share in shares)
    return len(prices), low, likely, high


def _classes(settings: Settings) -> tuple[tuple[_Class, ...], tuple[_Class, ...]]:
    """Ever wider classes of comparable offers, for known durations, then for the others."""
    band = _bands(settings)
    same, whatever = "certifiante ou non de même", "toutes les offres payantes"
    timed: tuple[_Class, ...] = (
        (
            f"même nature, mêmes formats, {same}, durée voisine",
            lambda o: (o.kind, o.formats, o.certifying, band(o)),
        ),
        (f"même nature, {same}, durée voisine", lambda o: (o.kind, o.certifying, band(o))),
        ("durée voisine", band),
        (whatever, lambda o: True),
    )
    untimed: tuple[_Class, ...] = (
        (f"même nature, mêmes formats, {same}", lambda o: (o.kind, o.formats, o.certifying)),
        (f"même nature, {same}", lambda o: (o.kind, o.certifying)),
        (whatever, lambda o: True),
    )
    return timed, untimed


def _bands(settings: Settings) -> Callable[[PricedOffer], int | None]:
    """Durations that compare: half a day, a day, less than a week, a week or more; else None."""
    bounds = (settings.duree_sensibilisation, settings.heures_par_jour)

    def band(offer: PricedOffer) -> int | None:
        if offer.hours is None:
            return None
        return sum(offer.hours > bound for bound in bounds) + (
            offer.hours >= settings.duree_maitrise
        )

    return band


def quantile(values: Sequence[Fraction], share: Fraction) -> Fraction:
    """Value below which ``share`` (0 to 1) of sorted ``values`` lie, interpolated.

    >>> quantile([Fraction(0), Fraction(10)], Fraction(1, 4))
    Fraction(5, 2)
    """
    place = (len(values) - 1) * share
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def whole_euros(amount: Fraction) -> Fraction:
    """An estimate has no cents: the nearest euro, halves up."""
    return Fraction(int(amount + _HALF))


def class_sentence(settings: Settings) -> str:
    """How unknown prices are estimated, in French."""
    return (
        "Un prix inconnu n’est pas zéro : il est estimé d’après les offres payantes comparables du"
        " catalogue (même nature, mêmes formats, certifiante ou non, durée voisine), la"
        f" comparaison étant élargie jusqu’à en trouver {number(settings.plan_comparables)}. Le"
        f" prix probable est leur médiane ; {percent(settings.plan_prix_bas)} de ces prix sont sous"
        f" le prix bas, {percent(settings.plan_prix_haut)} sous le prix haut."
    )
