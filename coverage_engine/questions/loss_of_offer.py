"""What every métier loses without one offer, for the page of an offer: not the whole run."""

from __future__ import annotations

from fractions import Fraction

from coverage_engine.questions.choices import OFFRE
from coverage_engine.questions.fragility import Fall
from coverage_engine.questions.names import find_offer
from coverage_engine.questions.supposed_rates import as_published, moved
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import LinkLine, NeedLine


def falls_without(published: Published, offer: str) -> tuple[Fall, ...]:
    """Métiers whose rate falls without an offer, the greatest loss first.

    Raises
    ------
    UnknownOffer
        If there is no such offer.
    """
    line = find_offer(published, offer)
    fallen: dict[str, list[tuple[NeedLine, Fraction]]] = {}
    for link in published.useful_of_offer.get(line.id, ()):
        need = published.need_by_id[link.metier, link.competence]
        left = _left(published, link)
        if left < need.value:
            fallen.setdefault(need.metier, []).append((need, left))
    falls = (
        _fall(published, line.id, line.title, metier, needs) for metier, needs in fallen.items()
    )
    return tuple(sorted(falls, key=lambda f: (-f.lost, f.metier)))


def _left(published: Published, link: LinkLine) -> Fraction:
    """Value of a need without one of its offers: links come best first."""
    for other in published.links_of_need[link.metier, link.competence]:
        if other.offer != link.offer:
            return other.value if published.counts(other) else Fraction(0)
    return Fraction(0)


def _fall(
    published: Published,
    offer: str,
    title: str,
    metier: str,
    needs: list[tuple[NeedLine, Fraction]],
) -> Fall:
    before = as_published(published, metier)
    after = moved(published, before, ((n, value) for n, value in needs if n.applicable))
    return Fall(
        kind=OFFRE,
        name=offer,
        label=title,
        metier=metier,
        before=before.rate.value or Fraction(0),
        after=after.rate.value or Fraction(0),
        verdict_before=before.verdict,
        verdict_after=after.verdict,
        needs=tuple(needs),
    )
