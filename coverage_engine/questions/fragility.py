"""What each rate becomes without an offer, a provider, a certification; when these end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import takewhile

from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.results import NO_PROVIDER
from coverage_engine.domain.normalise import key
from coverage_engine.questions.choices import CERTIFICATION, KINDS, OFFRE, ORGANISME
from coverage_engine.questions.names import find_metier
from coverage_engine.questions.supposed_rates import Supposed, as_published, moved
from coverage_engine.tables.columns import Column, DataTable, Table
from coverage_engine.tables.kinds import ID, LIST, RATE, TEXT, WHOLE
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import (
    CertificationLine,
    LinkLine,
    NeedLine,
    OfferLine,
)
from coverage_engine.tables.published_tables import CERTIFICATIONS

# Kind and stable name of what may disappear, and those that an offer bears.
_Name = tuple[str, str]
_Names = Callable[[str], frozenset[_Name]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """What a métier loses without a name.

    Attributes
    ----------
    kind, name, label:
        :data:`OFFRE`, :data:`ORGANISME` or :data:`CERTIFICATION`; its stable name; how it is
        printed.
    before, after:
        Rates between 0 and 1.
    verdict_before, verdict_after:
        What the rule says of them; the draws are not made again.
    needs:
        Needs whose value falls, each with what is left of it.
    """

    kind: str
    name: str
    label: str
    metier: str
    before: Fraction
    after: Fraction
    verdict_before: str
    verdict_after: str
    needs: tuple[tuple[NeedLine, Fraction], ...]

    @property
    def lost(self) -> Fraction:
        """Loss of rate, between 0 and 1."""
        return self.before - self.after

    @property
    def flips(self) -> bool:
        """Whether the verdict of the rule changes."""
        return self.verdict_before != self.verdict_after


FALLS = Table("fragilite", "Ce qui tombe si…", Fall, (
    Column("metier", "Métier", ID, "metier"),
    Column("nature", "Nature", TEXT, "kind"),
    Column("id", "Identifiant", ID, "name"),
    Column("libelle", "Libellé", TEXT, "label"),
    Column("taux", "Taux", RATE, "before"),
    Column("taux_sans", "Taux sans", RATE, "after"),
    Column("perte", "Perte", RATE, "lost"),
    Column("verdict_regle", "Verdict de la règle", TEXT, "verdict_before"),
    Column("verdict_sans", "Verdict sans", TEXT, "verdict_after"),
    Column("besoins", "Besoins qui baissent", WHOLE, lambda fall: len(fall.needs)),
    Column("competences", "Compétences", LIST, lambda fall: [n.label for n, _ in fall.needs]),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fragility:
    """Every fall of the métiers asked, the worst of each first, métiers in the order asked."""

    kinds: tuple[str, ...]
    metiers: tuple[str, ...]
    falls: tuple[Fall, ...]

    def tables(self) -> tuple[DataTable, ...]:
        """One line a fall."""
        return (FALLS.of(self.falls),)


def fragility(
    published: Published, asked: Sequence[str] = (), kinds: Sequence[str] = KINDS
) -> Fragility:
    """What métiers lose without each offer, provider or certification; every métier when none is
    asked.

    Raises
    ------
    UnknownMetier
        If a métier is unknown.
    """
    lines = [find_metier(published, name)[0] for name in asked] or published.metiers
    metiers = tuple(dict.fromkeys(m.metier for m in lines))
    spelled = {key(p): p for p in published.providers}
    names = cache(lambda offer: frozenset(_names(published.offers[offer], kinds)))
    falls = tuple(f for m in metiers for f in _falls(published, m, names, spelled))
    return Fragility(tuple(kinds), metiers, falls)


def _falls(published: Published, metier: str, names: _Names, spelled: dict[str, str]) -> list[Fall]:
    """Falls of one métier, the worst first."""
    before = as_published(published, metier)
    left = by_key(
        (named, (need, value))
        for need in published.needs_of[metier]
        for named, value in _what_is_left(published, need, names)
    )
    out = [
        fall_of(published, metier, (*name, _label(published, *name, spelled)), before, fallen)
        for name, fallen in left.items()
    ]
    return sorted(out, key=lambda f: (-f.lost, KINDS.index(f.kind), f.name))


def fall_of(
    published: Published,
    metier: str,
    lost: tuple[str, str, str],
    before: Supposed,
    needs: Sequence[tuple[NeedLine, Fraction]],
) -> Fall:
    """What a métier loses without a name: its kind, itself and its label (``lost``)."""
    kind, name, label = lost
    after = moved(published, before, ((n, value) for n, value in needs if n.applicable))
    return Fall(
        kind=kind,
        name=name,
        label=label,
        metier=metier,
        before=before.rate.value or Fraction(0),
        after=after.rate.value or Fraction(0),
        verdict_before=before.verdict,
        verdict_after=after.verdict,
        needs=tuple(needs),
    )


def _what_is_left(
    published: Published, need: NeedLine, names: _Names
) -> Iterator[tuple[_Name, Fraction]]:
    """Names without which a need falls, and the value that is left of it."""
    links = published.links_of_need.get((need.metier, need.competence), ())
    if not links or not _useful(published, links[0]):
        return
    # Links come best first. Only a name that every one of the best bears can be missed.
    shared = names(links[0].offer)
    for link in takewhile(lambda x: x.value == links[0].value and published.counts(x), links):
        shared &= names(link.offer)
        if not shared:
            return
    for name in sorted(shared):
        other = next((x for x in links if name not in names(x.offer)), None)
        yield name, other.value if other and _useful(published, other) else Fraction(0)


def _useful(published: Published, link: LinkLine) -> bool:
    return bool(link.value) and published.counts(link)


def _names(offer: OfferLine, kinds: Sequence[str]) -> Iterator[_Name]:
    if OFFRE in kinds:
        yield OFFRE, offer.id
    if ORGANISME in kinds:
        yield ORGANISME, key(offer.provider) or f"offre {offer.id}"
    if CERTIFICATION in kinds:
        yield from ((CERTIFICATION, code) for code in offer.codes)


def _label(published: Published, kind: str, name: str, spelled: dict[str, str]) -> str:
    if kind == OFFRE:
        return published.offers[name].title
    if kind == ORGANISME:
        return spelled.get(name, f"{NO_PROVIDER} ({name})")
    known = published.certifications.get(name)
    return f"{name}, {known.title}" if known else name


@dataclass(frozen=True, slots=True)
class Expiry:
    """A certification that some offer leads to, its end, the métiers whose rate then falls."""

    certification: CertificationLine
    offers: tuple[OfferLine, ...]
    falls: tuple[Fall, ...]

    @property
    def worst(self) -> Fraction:
        """Greatest loss of a rate, between 0 and 1."""
        return max((f.lost for f in self.falls), default=Fraction(0))


EXPIRIES = Table("echeances", "Échéances des certifications", Expiry, (
    *CERTIFICATIONS.only("fin_enregistrement code intitule active", "certification"),
    *CERTIFICATIONS.only("remplacee_par", "certification"),
    Column("offres", "Offres", LIST, lambda e: [o.title for o in e.offers]),
    Column("metiers", "Métiers dont le taux baisserait", LIST,
        lambda e: [f.metier for f in e.falls]),
    Column("perte_max", "Plus grande perte", RATE, "worst"),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expiries:
    """Certifications of the catalogue by their end; ``checked``: whether a register was read."""

    checked: bool
    expiries: tuple[Expiry, ...]

    def tables(self) -> tuple[DataTable, ...]:
        """One line a certification."""
        return (EXPIRIES.of(self.expiries),)


def expiries(published: Published) -> Expiries:
    """When the certifications of the catalogue end, the soonest first; unknown ends come last."""
    holders = by_key((code, offer) for offer in published.offers.values() for code in offer.codes)
    falls = by_key((f.name, f) for f in fragility(published, (), (CERTIFICATION,)).falls)
    known = [c for c in published.certifications.values() if c.code in holders]
    known.sort(key=lambda c: (not c.end, c.end, c.code))
    found = tuple(Expiry(c, tuple(holders[c.code]), tuple(falls.get(c.code, ()))) for c in known)
    return Expiries(bool(published.certifications), found)
