"""Which offers serve a need, which needs an offer serves, and the filters buyers put on offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from coverage_engine.domain.errors import InputRefused, UnknownNeed, UnknownOffer
from coverage_engine.domain.french import number
from coverage_engine.domain.model.results import ABORDE, ATTESTEE, PRINCIPAL, PROCHE, REGISTRE
from coverage_engine.domain.normalise import key
from coverage_engine.matching.targets import name_likeness
from coverage_engine.questions.gaps import SUGGEST, SUGGESTIONS, find_metier
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.kinds import JOIN, NUMBER, PRICE, RATE, WHOLE, Cell
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import LinkLine, MetierLine, NeedLine, OfferLine

# Strengths of evidence, the strongest first; ABORDE and what precedes it may cover, PROCHE only
# explains a gap.
STRENGTHS = (REGISTRE, ATTESTEE, PRINCIPAL, ABORDE, PROCHE)
_OFFER = (
    Column("offre_id", "Offre"),
    Column("intitule", "Intitulé"),
    Column("organisme", "Organisme"),
    Column("nature", "Nature"),
    Column("prix_min", "Prix min. (€ HT)", PRICE),
    Column("prix_max", "Prix max. (€ HT)", PRICE),
    Column("prix_motif_inconnu", "Prix inconnu : motif"),
    Column("duree_heures", "Durée (h)", NUMBER),
    Column("formats", "Formats"),
    Column("certification", "Certification"),
    Column("niveau", "Niveau", WHOLE),
)
_LINK = (
    Column("valeur", "Valeur", NUMBER),
    Column("compte", "Comptée", WHOLE),
    Column("niveau_de_preuve", "Niveau de preuve"),
    Column("probabilite", "Probabilité", NUMBER),
    Column("portee_offre", "Portée de l’offre"),
    Column("preuve", "Preuve"),
)


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


def check_filter(published: Published, wanted: OfferFilter) -> None:
    """Refuse values that no offer can have, so that a typing error is not taken for an empty
    answer.

    Raises
    ------
    InputRefused
        With what is accepted.
    """
    faults = []
    for name, bound in (("prix maximal", wanted.max_price), ("durée maximale", wanted.max_hours)):
        if bound is not None and bound < 0:
            faults.append(f"{name} : {number(bound)} est négatif → donnez un nombre positif ou nul")
    known = {
        "format": format_choices(published),
        "organisme": provider_choices(published),
        "niveau de preuve": STRENGTHS,
    }
    asked = {
        "format": wanted.formats,
        "organisme": wanted.providers,
        "niveau de preuve": wanted.strengths,
    }
    for name, values in asked.items():
        accepted = {key(k) for k in known[name]} if values else set()
        for value in values:
            if key(value) not in accepted:
                faults.append(f"{name} : « {value[:80]} » inconnu → {_choices(value, known[name])}")
    if faults:
        raise InputRefused(faults)


def _choices(value: str, known: tuple[str, ...]) -> str:
    if len(known) <= 2 * SUGGESTIONS:
        return f"au choix : {JOIN.join(known)}" if known else "aucune offre ne l’indique"
    near = nearest(value, known)
    return f"vouliez-vous dire : {JOIN.join(near)} ?" if near else "voyez la liste des offres"


def nearest(asked: str, labels: Iterable[str]) -> tuple[str, ...]:
    """Labels that look like a typed one, the nearest first; a few at most."""
    ranked = sorted(
        ((name_likeness(asked, label), label) for label in labels), key=lambda p: (-p[0], p[1])
    )
    return tuple(label for score, label in ranked[:SUGGESTIONS] if score >= SUGGEST)


def format_choices(published: Published) -> tuple[str, ...]:
    """Formats that some offer has, in alphabetical order."""
    return published.formats


def provider_choices(published: Published) -> tuple[str, ...]:
    """Providers that some offer names, one spelling each, in alphabetical order."""
    return published.providers


def offer_cells(o: OfferLine) -> tuple[Cell, ...]:
    """What tables say of an offer, in the order of their first columns."""
    return (
        o.id,
        o.title,
        o.provider,
        o.kind,
        o.price_low,
        o.price_high,
        o.price_unknown,
        o.hours,
        JOIN.join(o.formats),
        JOIN.join(o.codes),
        o.level or None,
    )


@dataclass(frozen=True, slots=True)
class OfferList:
    """Offers that pass a filter, by title; ``serves`` counts the needs each one serves, ``total``
    offers there are.
    """

    wanted: OfferFilter
    offers: tuple[OfferLine, ...]
    serves: tuple[int, ...]
    total: int

    def tables(self) -> tuple[DataTable, ...]:
        """One line an offer."""
        columns = (
            *_OFFER,
            Column("besoins_servis", "Besoins servis", WHOLE),
            Column("motif_non_comptee", "Non comptée : motif"),
        )
        rows = tuple(
            (*offer_cells(o), n, o.not_counted_reason)
            for o, n in zip(self.offers, self.serves, strict=True)
        )
        return (DataTable("offres", "Offres", columns, rows),)


def find_offers(published: Published, wanted: OfferFilter = NO_FILTER) -> OfferList:
    """Offers that pass a filter; with a level of evidence, those that one counting link shows at
    this level.

    Raises
    ------
    InputRefused
        If the filter names what no offer can have.
    """
    check_filter(published, wanted)
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
        columns: tuple[Column, ...] = (
            Column("metier", "Métier"),
            Column("competence", "Compétence"),
            *_OFFER,
            *_LINK,
        )
        rows = tuple(
            (
                self.metier.metier,
                self.need.competence,
                *offer_cells(o),
                x.value,
                int(x.offer in self.counting),
                x.strength,
                x.probability,
                x.scope,
                x.sentence,
            )
            for o, x in self.found
        )
        return (DataTable("offres_du_besoin", f"Offres pour : {self.need.label}", columns, rows),)


def offers_for_need(
    published: Published, metier: str, competence: str, wanted: OfferFilter = NO_FILTER
) -> NeedOffers:
    """Offers read for a need of a métier.

    Raises
    ------
    UnknownMetier, UnknownNeed, InputRefused
        If the métier, the need or a value of the filter is unknown.
    """
    line, _ = find_metier(published, metier)
    need = find_need(published, line, competence)
    check_filter(published, wanted)
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
    """Needs that one offer serves or comes near, by métier; ``rows`` pairs each need with its
    link.
    """

    offer: OfferLine
    found: tuple[tuple[NeedLine, LinkLine], ...]
    counting: frozenset[tuple[str, str]]
    metiers: int

    def tables(self) -> tuple[DataTable, ...]:
        """One line a need, with why the offer serves it, or why not."""
        columns: tuple[Column, ...] = (
            Column("offre_id", "Offre"),
            Column("metier", "Métier"),
            Column("axe", "Axe"),
            Column("competence", "Compétence"),
            Column("libelle", "Libellé"),
            Column("niveau", "Niveau requis", WHOLE),
            Column("valeur_besoin", "Valeur du besoin", RATE),
            *_LINK,
        )
        rows = tuple(
            (
                self.offer.id,
                n.metier,
                n.axis,
                n.competence,
                n.label,
                n.level or None,
                n.value,
                x.value,
                int((n.metier, n.competence) in self.counting),
                x.strength,
                x.probability,
                x.scope,
                x.sentence,
            )
            for n, x in self.found
        )
        return (
            DataTable("besoins_de_l_offre", f"Besoins servis : {self.offer.title}", columns, rows),
        )


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
