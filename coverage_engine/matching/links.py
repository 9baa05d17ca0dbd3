"""From what is read in an offer to its links with competencies, before asking for whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from coverage_engine.cells.codes import without_codes
from coverage_engine.cells.kind import NOT_TRAINING
from coverage_engine.cells.level import read_level
from coverage_engine.matching.similarity import Nearness, nearest_competences
from coverage_engine.matching.tagging import PRINCIPAL as TAG_PRINCIPAL
from coverage_engine.matching.tagging import Tagger, join_taggings, make_tagger
from coverage_engine.model.catalogue import Decision, Offer
from coverage_engine.model.referential import Referential
from coverage_engine.model.results import ABORDE, ATTESTEE, DECISION, PRINCIPAL, PROCHE, OfferReading, TextLink

# «Formation IA Comptabilité» is not about training trades: the first word says what the object is, not its subject.
_LEADING = re.compile(
    r"^(?:formation|stage|atelier|parcours|webinaire)\s+(?!d['’e]|professionnelle|continue|des\b|aux?\b)",
    re.I,
)
_ACCEPTED, _REJECTED = "accepter", "rejeter"


def offer_texts(offer: Offer) -> tuple[str, ...]:
    """The texts of an offer that matching reads: each wording of its title without its code, with the description."""
    return tuple(
        f"{_LEADING.sub('', without_codes(t))} {offer.description}".strip() for t in offer.titles or (offer.title,)
    )


def read_offers(
    offers: Sequence[Offer], referential: Referential, decisions: Sequence[Decision]
) -> tuple[OfferReading, ...]:
    """Read theme, axes, functions and level in each offer, and say whether it counts.

    An offer off the theme, or that is not training, counts for nothing until a person accepts it
    (decision of subject ``theme``).
    """
    tagger = make_tagger(referential)
    verdicts = {d.left: d for d in decisions if d.subject == "theme"}
    readings = []
    for offer in offers:
        decision = verdicts.get(offer.id)
        accepted = decision is not None and decision.verdict == _ACCEPTED
        tagging = join_taggings([tagger.tag(text, accepted=accepted) for text in offer_texts(offer)])
        level, level_reason = read_level(offer, referential.settings)
        reason = ""
        if decision and decision.verdict == _REJECTED:
            reason = f"écartée par {decision.who} le {decision.when} : {decision.why}"
        elif not decision and not tagging.on_theme:
            reason = "rien dans l’intitulé ne montre le thème" + _axis_words(tagger, offer)
        elif not decision and offer.kind in NOT_TRAINING:
            reason = f"{offer.kind} : ce n’est pas une formation"
        axes = {t.axis: (t.strength, t.probability, t.words) for t in tagging.axes}
        readings.append(
            OfferReading(
                offer.id,
                tagging.on_theme,
                tagging.theme_words,
                axes,
                tagging.functions,
                tagging.trade_words,
                level,
                level_reason,
                not reason,
                reason,
            )
        )
    return tuple(readings)


def _axis_words(tagger: Tagger, offer: Offer) -> str:
    """Words of an axis in an offer off the theme: what a person should look at first."""
    tags = join_taggings([tagger.tag(text, accepted=True) for text in offer_texts(offer)]).axes
    words = [w for tag in tags for w in tag.words]
    return f" ; mots d’un axe à regarder : {', '.join(words)}" if words else ""


def link_competences(
    offers: Sequence[Offer],
    readings: Sequence[OfferReading],
    referential: Referential,
    decisions: Sequence[Decision],
) -> tuple[TextLink, ...]:
    """Links between offers and competencies (method §2.4), in offer then competency order.

    A competency is *attestée* when its axis is read in the text and one of its formulations is near enough;
    otherwise the offer is linked to the whole axis, as *axe principal* or *axe abordé*.
    """
    formulations = [(c.id, f) for c in referential.competences for f in (c.label, *c.formulations)]
    settings = referential.settings
    near = _nearest(offers, formulations, settings.score_generaliste)
    decided = {(d.left, d.right): d for d in decisions if d.subject == "lien"}
    links: list[TextLink] = []
    for index, (offer, reading) in enumerate(zip(offers, readings, strict=True)):
        for competence in referential.competences:
            decision = decided.get((offer.id, competence.id))
            tag = reading.axes.get(competence.axis)
            if decision:
                links.append(_decided(offer.id, competence.id, competence.axis, decision))
            elif tag:
                found = near.get((index, competence.id))
                attested = found if found and found.score >= settings.score_atteste else None
                links.append(
                    _read(offer.id, competence.id, competence.axis, tag, attested, settings.probabilite_attestee)
                )
            elif (
                competence.reach == "metier"
                and reading.counted
                and not reading.trade_words
                and (index, competence.id) in near
            ):
                # No word of a trade: the scope table gives it no value, and the gap is said «trop généraliste».
                found = near[index, competence.id]
                rule = f"proche de « {found.formulation} », sans être appliquée à un métier"
                links.append(
                    TextLink(
                        offer.id,
                        competence.id,
                        competence.axis,
                        PROCHE,
                        found.words,
                        rule,
                        found.score,
                        settings.probabilite_aborde,
                        "",
                    )
                )
    return tuple(links)


def _nearest(
    offers: Sequence[Offer], formulations: Sequence[tuple[str, str]], floor: Fraction
) -> dict[tuple[int, str], Nearness]:
    """Nearest formulation of each competency for each offer, over all the wordings of its title."""
    texts = [(index, text) for index, offer in enumerate(offers) for text in offer_texts(offer)]
    near: dict[tuple[int, str], Nearness] = {}
    for found in nearest_competences([text for _, text in texts], formulations, floor):
        key = (texts[found.text_index][0], found.competence)
        if key not in near or (found.score, found.formulation) > (near[key].score, near[key].formulation):
            near[key] = found
    return near


def _read(
    offer: str,
    competence: str,
    axis: str,
    tag: tuple[str, Fraction, tuple[str, ...]],
    found: Nearness | None,
    attested_probability: Fraction,
) -> TextLink:
    strength, probability, words = tag
    if found:
        rule = f"proche de « {found.formulation} »"
        return TextLink(offer, competence, axis, ATTESTEE, found.words, rule, found.score, attested_probability, "")
    label = PRINCIPAL if strength == TAG_PRINCIPAL else ABORDE
    return TextLink(offer, competence, axis, label, words, "lexique de l’axe", probability, probability, "")


def _decided(offer: str, competence: str, axis: str, decision: Decision) -> TextLink:
    """A person's word: probability 1 or 0, and who says so."""
    probability = Fraction(1 if decision.verdict == _ACCEPTED else 0)
    who = f"{decision.who}, {decision.when}"
    rule = f"{DECISION} {who} : {decision.why}"
    return TextLink(offer, competence, axis, ATTESTEE, (), rule, probability, probability, who)
