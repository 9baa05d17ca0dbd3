"""What the offer is made of: kinds, formats, certifying share, prices, durations, unknowns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from statistics import median

from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.model.catalogue import Offer, ReadRow, Target
from coverage_engine.domain.model.portrait import Portrait, Share, Spread
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import OfferReading


def draw_portrait(
    referential: Referential,
    rows: Sequence[ReadRow],
    offers: Sequence[Offer],
    readings: Sequence[OfferReading],
    targets: Sequence[Target],
    for_all: frozenset[str],
) -> Portrait:
    """Describe a catalogue; shares are over all offers, those that do not count included."""
    total = len(offers)
    reading_of = {r.offer: r for r in readings}
    formats = Counter(f for o in offers for f in o.formats)
    formats["non indiqué"] = sum(not o.formats for o in offers)
    free = sum(o.price.low == 0 for o in offers)
    prices = _spread(
        "Prix par personne (hors offres gratuites)",
        "€ HT",
        [_price(o) for o in offers if o.price.low != 0],
    )
    certifying = Share("offres certifiantes (RS ou RNCP)", sum(o.certifying for o in offers), total)
    return Portrait(
        rows=len(rows),
        offers=total,
        counted=sum(r.counted for r in readings),
        kinds=_shares(Counter(o.kind for o in offers), total),
        formats=_shares(formats, total),
        levels=tuple(
            Share(label, sum(r.level == n for r in readings), total)
            for n, label in LEVEL_LABELS.items()
        ),
        specialisation=_specialisation(referential, offers, reading_of, targets, for_all),
        certifying=certifying,
        codes=tuple(
            sorted(
                {c for o in offers for c in o.codes},
                key=lambda c: (c.rstrip("0123456789"), len(c), c),
            )
        ),
        coded_rows=sum(bool(r.codes) for r in rows),
        price=replace(prices, unknown=(*prices.unknown, ("gratuit, à part", free))),
        duration=_spread(
            "Durée", "heures", [(o.duration.hours, o.duration.unknown) for o in offers]
        ),
        providers=_shares(Counter(o.provider for o in offers), total)[:10],
    )


def _shares(counts: Counter[str], total: int) -> tuple[Share, ...]:
    ordered = sorted(((n, label) for label, n in counts.items() if n), key=lambda p: (-p[0], p[1]))
    return tuple(Share(label, n, total) for n, label in ordered)


def _price(offer: Offer) -> tuple[Fraction | None, str]:
    """Lowest price of an offer, or why it is left out of the statistics."""
    price = offer.price
    return (price.low, price.unknown) if price.comparable else (None, f"autre base : {price.basis}")


def _spread(label: str, unit: str, values: Sequence[tuple[Fraction | None, str]]) -> Spread:
    known = sorted(v for v, _ in values if v is not None)
    unknown = Counter(reason for v, reason in values if v is None)
    reasons = tuple(sorted(unknown.items(), key=lambda item: (-item[1], item[0])))
    spread = Spread(label=label, unit=unit, known=len(known), total=len(values), unknown=reasons)
    if not known:
        return spread
    return replace(spread, low=known[0], middle=Fraction(median(known)), high=known[-1])


def _specialisation(
    referential: Referential,
    offers: Sequence[Offer],
    reading_of: dict[str, OfferReading],
    targets: Sequence[Target],
    for_all: frozenset[str],
) -> tuple[Share, ...]:
    """Degree of specialisation of each counted offer (requirement C3)."""
    metiers_of: dict[int, tuple[str, ...]] = {t.row: t.metiers for t in targets}
    counts: Counter[str] = Counter()
    counted_offers = [o for o in offers if reading_of[o.id].counted]
    for offer in counted_offers:
        declared = {m for row in offer.rows for m in metiers_of[row]}
        if offer.id in for_all or not reading_of[offer.id].trade_words:
            counts["généraliste : rien dans l’intitulé ne l’attache à un métier"] += 1
        elif len(declared) == 1:
            counts["spécifique à un métier du périmètre"] += 1
        else:
            counts["propre à une fonction ou une famille"] += 1
    return _shares(counts, len(counted_offers))
