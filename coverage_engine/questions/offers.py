"""Which offers serve a need, which needs an offer serves, and the filters buyers put on offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from coverage_engine.questions.names import find_metier, find_need, find_offer
from coverage_engine.questions.offer_filter import NO_FILTER, OfferFilter
from coverage_engine.tables.columns import Column, DataTable, Table
from coverage_engine.tables.kinds import RANK, RATE, WHOLE, YES_NO
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import LinkLine, MetierLine, NeedLine, OfferLine
from coverage_engine.tables.published_tables import AS_PRINTED, LINKS, NEEDS, OFFERS

_OFFER = (
    *OFFERS.only(
        "offre_id intitule organisme nature prix_min prix_max prix_motif_inconnu", "offer"
    ),
    *OFFERS.only("duree_heures formats certification", "offer"),
    Column("niveau", "Niveau", RANK, "offer.level"),
    *(c.under("offer") for c in AS_PRINTED),
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
