"""What is read in an offer: theme, axes, functions, level, and whether it counts (method §2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from coverage_engine.domain.cells.kind import NOT_TRAINING
from coverage_engine.domain.cells.level import read_level
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.catalogue import Decision, Offer
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import TITLE_ABORDE, TITLE_PRINCIPAL, OfferReading
from coverage_engine.matching.offer_texts import (
    ACCEPTED,
    NO_FICHES,
    REJECTED,
    Fiches,
    certified_wordings,
    offer_texts,
    said,
)
from coverage_engine.matching.tagging import Tagger, Tagging, join_taggings, make_tagger


def read_offers(
    offers: Sequence[Offer],
    referential: Referential,
    decisions: Sequence[Decision],
    fiches: Fiches = NO_FICHES,
) -> tuple[OfferReading, ...]:
    """Read theme, axes, functions and level in each offer, and say whether it counts.

    An offer off the theme, or that is not training, counts for nothing until a person accepts it
    (decision of subject ``theme``). The certified wording adds axes, as touched: a title says what
    an offer is about. A decision of subject ``axe`` confirms or rejects the reading of an axis.
    """
    tagger = make_tagger(referential)
    verdicts = {d.left: d for d in decisions if d.subject == "theme"}
    of_axes = by_key((d.left, d) for d in decisions if d.subject == "axe")
    read = (
        _read_offer(offer, tagger, verdicts.get(offer.id), referential, fiches) for offer in offers
    )
    return tuple(_settled(reading, of_axes.get(reading.offer, ()), referential) for reading in read)


def _settled(
    reading: OfferReading, decisions: Sequence[Decision], referential: Referential
) -> OfferReading:
    """A reading once people have settled some of its axes: confirmed as they were read, or gone.

    An axis that nothing showed is what the offer is about, since a person said so.
    """
    if not decisions:
        return reading
    known = {a.id for a in referential.axes}
    axes, decided = dict(reading.axes), {}
    for d in decisions:
        if d.verdict == REJECTED:
            axes.pop(d.right, None)
        elif d.right in known:
            strength, _, words = axes.get(d.right, (TITLE_PRINCIPAL, None, ()))
            axes[d.right] = (strength, Fraction(1), words)
            decided[d.right] = said(d)
    order = [a.id for a in referential.axes]
    return replace(
        reading, axes={a: axes[a] for a in sorted(axes, key=order.index)}, decided=decided
    )


def _read_offer(
    offer: Offer,
    tagger: Tagger,
    decision: Decision | None,
    referential: Referential,
    fiches: Fiches,
) -> OfferReading:
    accepted = decision is not None and decision.verdict == ACCEPTED
    tagging = join_taggings([tagger.tag(text, accepted=accepted) for text in offer_texts(offer)])
    level, level_reason = read_level(offer, referential.settings)
    certified = _certified_taggings(offer, tagger, fiches, accepted=accepted or tagging.on_theme)
    on_theme = tagging.on_theme or any(t.on_theme for _, t in certified)
    reason = ""
    if decision and decision.verdict == REJECTED:
        reason = f"écartée par {decision.who} le {decision.when} : {decision.why}"
    elif not decision and not on_theme:
        reason = "rien dans l’intitulé ne montre le thème" + _axis_words(tagger, offer)
    elif not decision and offer.kind in NOT_TRAINING:
        reason = f"{offer.kind} : ce n’est pas une formation"
    axes = {t.axis: (t.strength, t.probability, t.words) for t in tagging.axes}
    for code, found in certified:
        for tag in found.axes:
            words = (*tag.words, f"registre {code}")
            axes.setdefault(
                tag.axis, (TITLE_ABORDE, tagger.probability(tag.axis, TITLE_ABORDE), words)
            )
    theme_words = dict.fromkeys(
        (*tagging.theme_words, *(w for _, t in certified for w in t.theme_words))
    )
    return OfferReading(
        offer=offer.id,
        on_theme=on_theme,
        theme_words=tuple(theme_words),
        axes=axes,
        functions=tagging.functions,
        trade_words=tagging.trade_words,
        level=level,
        level_reason=level_reason,
        counted=not reason,
        not_counted_reason=reason,
    )


def _certified_taggings(
    offer: Offer, tagger: Tagger, fiches: Fiches, *, accepted: bool
) -> tuple[tuple[str, Tagging], ...]:
    return tuple(
        (code, tagger.tag(text, accepted=accepted))
        for code, text in certified_wordings(offer, fiches)
    )


def _axis_words(tagger: Tagger, offer: Offer) -> str:
    """Words of an axis in an offer off the theme: what a person should look at first."""
    tags = join_taggings([tagger.tag(text, accepted=True) for text in offer_texts(offer)]).axes
    words = [w for tag in tags for w in tag.words]
    return f" ; mots d’un axe à regarder : {', '.join(words)}" if words else ""
