"""What each offer of a plan brings, counted by leaving it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.plan import LIKELY, Part, Place, PlanNeed, PlanProblem


def value_within(need: PlanNeed, offers: Iterable[str]) -> Fraction:
    """Value of a need when only these offers are followed (0 to 1)."""
    return max((need.served[o] for o in offers if o in need.served), default=Fraction(0))


def followed(places: Iterable[Place]) -> dict[str, list[str]]:
    """Offers that the learners of each métier follow."""
    return by_key((metier, offer) for offer, metier in places)


def weigh_parts(problem: PlanProblem, places: tuple[Place, ...]) -> tuple[Part, ...]:
    """What each place of a plan costs, what its métier loses without it, what it alone serves.

    A price for a group is shared between its métiers by their learners.
    """
    needs: dict[str, list[PlanNeed]] = {m: [] for m in problem.learners}
    for need in problem.needs:
        needs[need.metier].append(need)
    required = {m: sum((n.weight for n in own), Fraction(0)) for m, own in needs.items()}
    own_offers = followed(places)
    costs = _costs(problem, places)
    out = []
    for offer, metier in places:
        others = [o for o in own_offers[metier] if o != offer]
        lost, alone = Fraction(0), []
        for need in needs[metier]:
            less = value_within(need, own_offers[metier]) - value_within(need, others)
            if less:
                lost += need.weight * less
                alone.append(need.competence)
        out.append(
            Part(
                offer=offer,
                metier=metier,
                cost=costs[offer, metier],
                lost=lost / required[metier],
                alone=tuple(alone),
            )
        )
    return tuple(out)


def _costs(problem: PlanProblem, places: tuple[Place, ...]) -> Mapping[Place, Fraction]:
    """Euros of each place in the likely case."""
    offers = {o.id: o for o in problem.offers}
    learners: dict[str, int] = {}
    for offer, metier in places:
        learners[offer] = learners.get(offer, 0) + problem.learners[metier]
    out = {}
    for offer, metier in places:
        price, own = offers[offer].price, problem.learners[metier]
        share = Fraction(own, learners[offer]) if price.per_group else Fraction(own)
        out[offer, metier] = price.of(LIKELY) * share
    return out
