"""Which offers serve a need, which needs an offer serves, and the filters buyers put on offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from coverage_engine.domain.errors import UnknownNeed, UnknownOffer
from coverage_engine.domain.normalise import key
from coverage_engine.matching.targets import name_likeness
from coverage_engine.questions.gaps import SUGGEST, SUGGESTIONS, find_metier
from coverage_engine.tables.columns import Column, DataTable, Table
from coverage_engine.tables.kinds import RANK, RATE, WHOLE, YES_NO
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import LinkLine, MetierLine, NeedLine, OfferLine
from coverage_engine.tables.published_tables import LINKS, NEEDS, OFFERS

_OFFER = (
    *OFFERS.only(
        "offre_id intitule organisme nature prix_min prix_max prix_motif_inconnu", "offer"
    ),
    *OFFERS.only("duree_heures formats certification", "offer"),
    Column("niveau", "Niveau", RANK, "offer.level"),
)
_LINK = (
    *LINKS.only("valeur", "link"),
    Column("compte", "Comptée", YES_NO, "counts"),
    *LINKS.only("niveau_de_preuve probabilite portee_offre preuve", "link"),
)


class _ListedOffer(NamedTuple):
    """An offer and the number of needs that it serves."""

    offer: OfferLine
    serves: int


class _ReadNeed(NamedTuple):
    """A need and an offer that was read for it, and whether their link counts."""

    need: NeedLine
    offer: OfferLine
    link: LinkLine
    counts: bool


OFFER_LIST = Table("offres", "Offres", _ListedOffer, (
    *_OFFER,
    Column("besoins_servis", "Besoins servis", WHOLE, "serves"),
    *OFFERS.only("motif_non_comptee", "offer"),
))  # fmt: skip
OFFERS_OF_NEED = Table("offres_du_besoin", "Offres pour", _ReadNeed, (
    *NEEDS.only("metier competence", "need"),
    *_OFFER,
    *_LINK,
))  # fmt: skip
NEEDS_OF_OFFER = Table("besoins_de_l_offre", "Besoins servis", _ReadNeed, (
    *OFFERS.only("offre_id", "offer"),
    *NEEDS.only("metier axe competence libelle niveau", "need"),
    Column("valeur_besoin", "Valeur du besoin", RATE, "need.value"),
    *_LINK,
))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFilter:
    """What a buyer accepts. An offer whose price or duration is unknown does not pass a bound on
    it.

    Attributes
    ----------
    max_price, max_hours:
        Euros before tax, hours; the printed maximum must not exceed them.
    formats, providers, strengths:
        Accepted values; empty means any. Formats and providers are compared whatever their letters;
        an offer passes when one of its formats is accepted.
    certifying:
        True: only offers that lead to a registered certification.
    """

    max_price: Fraction | None = None
    max_hours: Fraction | None = None
    formats: tuple[str, ...] = ()
    certifying: bool = False
    providers: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()

    def accepts(self, offer: OfferLine) -> bool:
        """Whether an offer passes, its evidence left aside."""
        return (
            _within(offer.price_high, self.max_price)
            and _within(offer.hours, self.max_hours)
            and (not self.certifying or offer.certifying)
            and _one_of(offer.formats, self.formats)
            and _one_of((offer.provider,), self.providers)
        )

    def accepts_link(self, link: LinkLine) -> bool:
        """Whether the evidence of a link passes."""
        return not self.strengths or link.strength in self.strengths


def _within(value: Fraction | None, bound: Fraction | None) -> bool:
    return bound is None or (value is not None and value <= bound)


def _one_of(values: Iterable[str], accepted: tuple[str, ...]) -> bool:
    return not accepted or bool({_key(v) for v in values} & {_key(a) for a in accepted})


# A catalogue names few formats and providers, many times each.
_key = lru_cache(maxsize=1 << 15)(key)


NO_FILTER = OfferFilter()


def nearest(asked: str, labels: Iterable[str]) -> tuple[str, ...]:
    """Labels that look like a typed one, the nearest first; a few at most."""
    ranked = sorted(
        ((name_likeness(asked, label), label) for label in labels), key=lambda p: (-p[0], p[1])
    )
    return tuple(label for score, label in ranked[:SUGGESTIONS] if score >= SUGGEST)


@dataclass(frozen=True, slots=True)
class OfferList:
    """Offers that pass, by title; ``serves``: needs each serves; ``total``: offers there are."""

    wanted: OfferFilter
    offers: tuple[OfferLine, ...]
    serves: tuple[int, ...]
    total: int

    def tables(self) -> tuple[DataTable, ...]:
        """One line an offer."""
        return (OFFER_LIST.of(list(map(_ListedOffer, self.offers, self.serves))),)


def find_offers(published: Published, wanted: OfferFilter = NO_FILTER) -> OfferList:
    """Offers that pass a filter; with a level of evidence, those that a counting link shows."""
    found, useful = published.offers_by_title, published.useful_of_offer
    if wanted != NO_FILTER:
        found = tuple(
            o
            for o in found
            if wanted.accepts(o)
            and (not wanted.strengths or any(map(wanted.accepts_link, useful.get(o.id, ()))))
        )
    return OfferList(
        wanted, found, tuple(len(useful.get(o.id, ())) for o in found), len(published.offers)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedOffers:
    """Offers read for one need, the most useful first, and how many a filter left out."""

    metier: MetierLine
    need: NeedLine
    found: tuple[tuple[OfferLine, LinkLine], ...]
    counting: frozenset[str]
    left_out: int

    def tables(self) -> tuple[DataTable, ...]:
        """One line an offer, with why it serves the need, or why not."""
        read = [_ReadNeed(self.need, o, x, x.offer in self.counting) for o, x in self.found]
        return (OFFERS_OF_NEED.of(read, self.need.label),)


def offers_for_need(
    published: Published, metier: str, competence: str, wanted: OfferFilter = NO_FILTER
) -> NeedOffers:
    """Offers read for a need of a métier.

    Raises
    ------
    UnknownMetier, UnknownNeed
        If the métier or the need is unknown.
    """
    line, _ = find_metier(published, metier)
    need = find_need(published, line, competence)
    links = published.links_of_need.get((line.metier, need.competence), ())
    found = tuple((published.offers[x.offer], x) for x in links)
    kept = tuple((o, x) for o, x in found if wanted.accepts(o) and wanted.accepts_link(x))
    counting = frozenset(x.offer for x in links if published.counts(x))
    return NeedOffers(
        metier=line, need=need, found=kept, counting=counting, left_out=len(found) - len(kept)
    )


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


@dataclass(frozen=True, slots=True)
class OfferNeeds:
    """Needs that an offer serves or comes near, by métier; ``found`` pairs each with its link."""

    offer: OfferLine
    found: tuple[tuple[NeedLine, LinkLine], ...]
    counting: frozenset[tuple[str, str]]
    metiers: int

    def tables(self) -> tuple[DataTable, ...]:
        """One line a need, with why the offer serves it, or why not."""
        read = [
            _ReadNeed(n, self.offer, x, (n.metier, n.competence) in self.counting)
            for n, x in self.found
        ]
        return (NEEDS_OF_OFFER.of(read, self.offer.title),)


def needs_of_offer(published: Published, offer: str) -> OfferNeeds:
    """Needs that an offer serves or comes near, in the order of the métiers.

    Raises
    ------
    UnknownOffer
        With the offers whose title looks like it.
    """
    line = find_offer(published, offer)
    links = published.links_of_offer.get(line.id, ())
    found = tuple((published.need_by_id[x.metier, x.competence], x) for x in links)
    useful = published.useful_of_offer.get(line.id, ())
    counting = frozenset((x.metier, x.competence) for x in useful)
    return OfferNeeds(line, found, counting, len({x.metier for x in useful}))


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
