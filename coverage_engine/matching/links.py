"""From what is read in an offer to its links with competencies, before asking for whom."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, partial

import numpy as np

from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.branch import Competence
from coverage_engine.domain.model.catalogue import Decision, Offer
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import (
    ABORDE,
    ATTESTEE,
    PRINCIPAL,
    PROCHE,
    REGISTRE,
    TITLE_PRINCIPAL,
    OfferReading,
    TextLink,
)
from coverage_engine.matching.join import Ints
from coverage_engine.matching.nearness import Nearness, nearest_competences
from coverage_engine.matching.odds import Odds
from coverage_engine.matching.offer_texts import (
    ACCEPTED,
    NO_FICHES,
    Fiches,
    certified_wordings,
    offer_texts,
    said,
)
from coverage_engine.matching.scope import Wanted

_Near = dict[tuple[int, str], Nearness]


class CompetenceLinks:
    """Links between offers and competencies (§2.4): texts compared once for all thresholds.

    A competency is named, by the title (*compétence attestée*) or by the register (*registre*),
    when its axis is read there and one of its formulations is near enough; otherwise the offer is
    linked to the whole axis, as *axe principal* or *axe abordé*.

    Parameters
    ----------
    wanted:
        For an offer, the competencies that some métier within its reach needs, and whether the axis
        alone is worth something there; a link to another would serve nobody. None: every
        competency, its axis included.
    """

    def __init__(
        self,
        offers: Sequence[Offer],
        readings: Sequence[OfferReading],
        referential: Referential,
        decisions: Sequence[Decision],
        fiches: Fiches = NO_FICHES,
        wanted: Wanted | None = None,
    ) -> None:
        self._offers, self._readings, self._fiches = offers, readings, fiches
        self._competences = referential.competences
        self._decided = {(d.left, d.right): d for d in decisions if d.subject == "lien"}
        titles = [
            (index, text) for index, offer in enumerate(offers) for text in offer_texts(offer)
        ]
        texts_of = by_key((index, place) for place, (index, _) in enumerate(titles))
        # Millions of pairs: offer, competency (their places), whether the axis alone makes a link.
        self._pairs = array("l"), array("l"), array("b")
        asked = array("l"), array("l")
        every = dict.fromkeys((c.id for c in referential.competences), True)
        for index, offer in enumerate(offers):
            for place, axis_alone in self._asked(
                index, every if wanted is None else wanted(offer.id)
            ):
                for column, value in zip(self._pairs, (index, place, axis_alone), strict=True):
                    column.append(value)
                for text in texts_of[index]:
                    asked[0].append(text)
                    asked[1].append(place)
        floor = referential.settings.score_generaliste
        self._near = _nearest(
            titles, referential, floor, (np.asarray(asked[0]), np.asarray(asked[1]))
        )
        self._told = _certified(offers, referential, fiches).keys()

    def _asked(self, index: int, wanted: Mapping[str, bool]) -> Iterator[tuple[int, bool]]:
        """Competencies, by place, that an offer may be linked to: axis read, decided, or near."""
        reading = self._readings[index]
        general = reading.counted and not reading.trade_words
        for place in sorted(self._places[name] for name in wanted):
            c = self._competences[place]
            decided = (reading.offer, c.id) in self._decided
            if decided or c.axis in reading.axes or (general and c.reach == "metier"):
                yield place, decided or (wanted[c.id] and c.axis in reading.axes)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {c.id: place for place, c in enumerate(self._competences)}

    def under(self, referential: Referential, *, near: bool = False) -> tuple[TextLink, ...]:
        """The links, in offer then competency order, under a referential of other thresholds alone.

        Parameters
        ----------
        near:
            Only those whose wording comes near the competency, or came near it as the settings
            were: they alone may hang on a threshold.
        """
        certified = _certified(self._offers, referential, self._fiches)
        odds = Odds(referential.calibration, referential.settings)
        links: list[TextLink] = []
        for index, place, axis_alone in zip(*self._pairs, strict=True):
            competence = self._competences[place]
            pair = (index, competence.id)
            found, told = self._near.get(pair), certified.get(pair)
            if not (found or told or (pair in self._told if near else axis_alone)):
                continue
            reading = self._readings[index]
            decision = self._decided.get((reading.offer, competence.id))
            if decision:
                links.append(_decided(reading.offer, competence, decision))
            elif competence.axis in reading.axes:
                links.append(_read(reading, competence, found, told, odds))
            elif found:
                probability = referential.settings.probabilite_aborde
                links.append(_approached(reading.offer, competence, found, probability))
        return tuple(links)


def _nearest(
    texts: Sequence[tuple[int, str]],
    referential: Referential,
    floor: Fraction,
    asked: tuple[Ints, Ints] | None = None,
) -> _Near:
    """Nearest formulation of each competency for each offer, over all the texts of it.

    ``asked`` are the places of the texts and competencies to compare, pair by pair; all by default.
    """
    formulations = [(c.id, f) for c in referential.competences for f in (c.label, *c.formulations)]
    near: _Near = {}
    for found in nearest_competences([text for _, text in texts], formulations, floor, asked):
        key = (texts[found.text_index][0], found.competence)
        if key not in near or (found.score, found.formulation) > (
            near[key].score,
            near[key].formulation,
        ):
            near[key] = found
    return near


def _certified(
    offers: Sequence[Offer], referential: Referential, fiches: Fiches
) -> dict[tuple[int, str], tuple[Nearness, str]]:
    """Competencies that certified wordings name, with the code and the wording that says so."""
    wordings = [
        (i, code, text)
        for i, offer in enumerate(offers)
        for code, text in certified_wordings(offer, fiches)
    ]
    if not wordings:
        return {}
    # Each wording stands alone, so that the one that names a competency can be quoted.
    texts = [(place, text) for place, (_, _, text) in enumerate(wordings)]
    out: dict[tuple[int, str], tuple[Nearness, str]] = {}
    for (place, competence), found in _nearest(
        texts, referential, referential.settings.score_atteste
    ).items():
        offer, code, text = wordings[place]
        known = out.get((offer, competence))
        if known is None or found.score > known[0].score:
            out[offer, competence] = (found, f"{code}, « {text} »")
    return out


def _read(
    reading: OfferReading,
    competence: Competence,
    found: Nearness | None,
    certified: tuple[Nearness, str] | None,
    odds: Odds,
) -> TextLink:
    strength, probability, words = reading.axes[competence.axis]
    named = odds.named(found.score) if found else Fraction(0)
    link = _linking(reading.offer, competence)
    if certified and odds.named(certified[0].score) > named:
        near, place = certified
        told = odds.named(near.score)
        rule = f"le registre nomme « {near.formulation} » : {place}"
        return link(
            strength=REGISTRE,
            words=near.words,
            rule=rule,
            score=near.score,
            probability=told,
            named=told,
        )
    if found and odds.attests(found.score):
        rule = f"proche de « {found.formulation} »"
        return link(
            strength=ATTESTEE,
            words=found.words,
            rule=rule,
            score=found.score,
            probability=named,
            named=named,
        )
    return link(
        strength=PRINCIPAL if strength == TITLE_PRINCIPAL else ABORDE,
        words=words,
        rule=reading.decided.get(competence.axis, "lexique de l’axe"),
        score=probability,
        probability=probability,
        named=named,
    )


def _linking(offer: str, competence: Competence) -> Callable[..., TextLink]:
    """Makes links of an offer and a competency."""
    return partial(TextLink, offer=offer, competence=competence.id, axis=competence.axis)


def _approached(
    offer: str, competence: Competence, found: Nearness, probability: Fraction
) -> TextLink:
    """No word of a trade: its scope gives no value, and the gap is said «trop généraliste»."""
    rule = f"proche de « {found.formulation} », sans être appliquée à un métier"
    return _linking(offer, competence)(
        strength=PROCHE, words=found.words, rule=rule, score=found.score, probability=probability
    )


def _decided(offer: str, competence: Competence, decision: Decision) -> TextLink:
    """A person's word: probability 1 or 0, and who says so."""
    sure = Fraction(1 if decision.verdict == ACCEPTED else 0)
    return _linking(offer, competence)(
        strength=ATTESTEE,
        words=(),
        rule=said(decision),
        score=sure,
        probability=sure,
        decision=f"{decision.who}, {decision.when}",
        named=sure,
    )
