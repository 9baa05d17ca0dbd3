"""What a typed name means: a métier, a need, an offer or a competency of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from coverage_engine.domain.errors import (
    OutOfPerimeter,
    UnknownCompetence,
    UnknownMetier,
    UnknownNeed,
    UnknownOffer,
)
from coverage_engine.domain.normalise import key, stems
from coverage_engine.matching.targets import SUGGESTIONS, by_likeness, nearest
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import MetierLine, NeedLine, OfferLine

# Typo tolerance of a typed name: likeness to accept it alone (0 to 100), lead on the second.
ACCEPT, LEAD = 80, 6
# Labels of métiers remembered in the form that is compared; more than a country has.
_LABELS = 1 << 12
# How a name was read when nothing had to be guessed.
EXACT = "exact"


def find_metier(published: Published, asked: str) -> tuple[MetierLine, str]:
    """Métier meant by a typed name or by its name in addresses, and how it was read.

    Raises
    ------
    UnknownMetier
        If nothing is near enough or two names are equally near.
    OutOfPerimeter
        If it is a métier of the branch that the study leaves out.
    """
    if asked in published.metier_by_slug:
        return published.metier_by_slug[asked], EXACT
    if key(asked) in {key(label) for label in published.about.outside}:
        raise OutOfPerimeter(asked)
    label, read_as = resolve_metier(
        [m.metier for m in published.metiers], published.about.aliases, asked
    )
    return published.metier_by_label[label], read_as


def resolve_metier(
    labels: Sequence[str], aliases: Mapping[str, str], asked: str
) -> tuple[str, str]:
    """Métier meant by a typed name, and how it was read: exact, alias, words, or approached.

    Raises
    ------
    UnknownMetier
        If nothing is near enough or two names are equally near.
    """
    exact = {_label_key(label): label for label in labels}
    folded = key(asked)
    if folded in exact:
        return exact[folded], EXACT
    if folded in aliases and aliases[folded] in labels:
        return aliases[folded], "alias"
    wanted = _meaningful(asked)
    if not wanted:
        raise UnknownMetier(asked, (), labels)
    holding = [label for label in labels if wanted <= _label_meaning(label)]
    if len(holding) == 1:
        return holding[0], "mots du libellé"
    ranked = by_likeness(asked, labels)
    if (
        ranked
        and ranked[0][0] >= ACCEPT
        and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= LEAD)
        and len(holding) < 2
    ):
        return ranked[0][1], "approché"
    raise UnknownMetier(asked, nearest(asked, labels), labels)


def _meaningful(label: str) -> frozenset[str]:
    return frozenset(stems(label))


# Every typed name is compared with every métier: the labels of a national run are read once.
_label_key = lru_cache(maxsize=_LABELS)(key)
_label_meaning = lru_cache(maxsize=_LABELS)(_meaningful)


def find_need(published: Published, metier: MetierLine, competence: str) -> NeedLine:
    """Need of a métier, by identifier of its competency or by its label.

    Raises
    ------
    UnknownNeed
        With the needs of the métier that look like it.
    """
    if (metier.metier, competence) in published.need_by_id:
        return published.need_by_id[metier.metier, competence]
    own = {n.label: n for n in published.needs if n.metier == metier.metier}
    for need in own.values():
        if key(competence) in (key(need.competence), key(need.label)):
            return need
    near = [own[label] for label in nearest(competence, own)]
    raise UnknownNeed(metier.metier, competence, [f"{n.competence} ({n.label})" for n in near])


def find_offer(published: Published, asked: str) -> OfferLine:
    """Offer by identifier, or by its exact title, alone or as «Title (Provider)», when only one
    bears it.

    Raises
    ------
    UnknownOffer
        With the offers whose title looks like it.
    """
    if asked in published.offers:
        return published.offers[asked]
    folded = key(asked)
    same = [o for o in published.offers.values() if key(o.title) == folded]
    same = same or [
        o for o in published.offers.values() if key(f"{o.title} ({o.provider})") == folded
    ]
    if len(same) == 1:
        return same[0]
    near = same or [
        published.offers[hit] for hit, _ in published.offer_words.find(asked, SUGGESTIONS)
    ]
    raise UnknownOffer(asked, [f"{o.id} ({o.title})" for o in near[:SUGGESTIONS]])


def find_competence(published: Published, asked: str) -> str:
    """Identifier of a competency, by identifier or label.

    Raises
    ------
    UnknownCompetence
        With those that look like what was written.
    """
    if asked in published.competences:
        return asked
    for c in published.competences.values():
        if key(asked) in (key(c.id), key(c.label)):
            return c.id
    labels = {c.label: c for c in published.competences.values()}
    raise UnknownCompetence(asked, [f"{labels[x].id} ({x})" for x in nearest(asked, labels)])
