"""What every métier loses without one offer, for the page of an offer: not the whole run."""

from __future__ import annotations

from fractions import Fraction

from coverage_engine.domain.grouping import by_key
from coverage_engine.questions.choices import OFFRE
from coverage_engine.questions.fragility import Fall, fall_of
from coverage_engine.questions.names import find_offer
from coverage_engine.questions.supposed_rates import as_published
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import LinkLine


def falls_without(published: Published, offer: str) -> tuple[Fall, ...]:
    """Métiers whose rate falls without an offer, the greatest loss first.

    Raises
    ------
    UnknownOffer
        If there is no such offer.
    """
    line = find_offer(published, offer)
    fallen = by_key(
        (link.metier, (published.need_by_id[link.metier, link.competence], _left(published, link)))
        for link in published.useful_of_offer.get(line.id, ())
    )
    lost = (OFFRE, line.id, line.title)
    falls = (
        fall_of(published, metier, lost, as_published(published, metier), fewer)
        for metier, needs in fallen.items()
        if (fewer := [(need, left) for need, left in needs if left < need.value])
    )
    return tuple(sorted(falls, key=lambda f: (-f.lost, f.metier)))


def _left(published: Published, link: LinkLine) -> Fraction:
    """Value of a need without one of its offers: links come best first."""
    for other in published.links_of_need[link.metier, link.competence]:
        if other.offer != link.offer:
            return other.value if published.counts(other) else Fraction(0)
    return Fraction(0)
