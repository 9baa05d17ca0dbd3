"""A purchase plan as an integer programme: whole coefficients, so that answers check exactly.

Three sorts of variables, in this order: *places* (the learners of a métier follow an offer),
*offers* bought for several métiers, and *steps* of coverage (a need reaches a value as soon as one
of some places is taken).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm

from coverage_engine.domain.model.plan import CENTS, Goal, Place, PlanProblem
from coverage_engine.domain.model.results import Rate

# Variable → whole coefficient.
Line = Mapping[int, int]
# Above this, coefficients of the mean coverage are rounded: a unit would be hidden.
MAX_COVERAGE = 10**6
# Whole units of a reading that is certain.
SURE = 1000


@dataclass(frozen=True, slots=True)
class Limit:
    """What a plan must respect: a line at least ``low`` or at most ``high``."""

    terms: Line
    low: int | None = None
    high: int | None = None

    def holds(self, chosen: frozenset[int]) -> bool:
        """Whether the variables at 1 respect it; exact."""
        total = total_of(self.terms, chosen)
        return (self.low is None or total >= self.low) and (self.high is None or total <= self.high)


def total_of(line: Line, chosen: Iterable[int]) -> int:
    """Value of a line when the ``chosen`` variables are at 1 and the others at 0."""
    return sum(line.get(i, 0) for i in chosen)


@dataclass(frozen=True, kw_only=True)
class Program:
    """A problem in a price case.

    Attributes
    ----------
    places:
        Variables 0 to n − 1, by identifier of the offer then in the order of the métiers.
    shared:
        Offers with several places → their own variable.
    steps:
        For each step of coverage: métier, whole weight, places of which one is enough.
    unit:
        Whole weight of one unit of a need's weight; the same for every métier.
    """

    problem: PlanProblem
    case: str
    places: tuple[Place, ...]
    shared: Mapping[str, int]
    steps: tuple[tuple[str, int, tuple[int, ...]], ...]
    unit: int

    @cached_property
    def metiers(self) -> tuple[str, ...]:
        """Chosen métiers."""
        return tuple(self.problem.learners)

    @cached_property
    def size(self) -> int:
        """Number of variables."""
        return self.first_step + len(self.steps)

    @cached_property
    def first_step(self) -> int:
        """First variable of a step of coverage."""
        return len(self.places) + len(self.shared)

    @cached_property
    def required(self) -> Mapping[str, Fraction]:
        """Denominator of each rate."""
        out = dict.fromkeys(self.metiers, Fraction(0))
        for need in self.problem.needs:
            out[need.metier] += need.weight
        return out

    def variables(self, places: Iterable[int]) -> frozenset[int]:
        """Every variable at 1 when ``places`` are taken."""
        taken = set(places)
        offers = {self.shared[o] for i in taken if (o := self.places[i][0]) in self.shared}
        steps = {
            self.first_step + i
            for i, (_, _, enough) in enumerate(self.steps)
            if not taken.isdisjoint(enough)
        }
        return frozenset(taken | offers | steps)

    @cached_property
    def cost(self) -> Line:
        """Cents: a price for one learner as often as there are learners, for a group once."""
        prices = {o.id: o.price for o in self.problem.offers}
        out = {}
        for i, (offer, metier) in enumerate(self.places):
            price = prices[offer]
            if not price.per_group:
                out[i] = cents(price.of(self.case)) * self.problem.learners[metier]
            elif offer in self.shared:
                out[self.shared[offer]] = cents(price.of(self.case))
            else:
                out[i] = cents(price.of(self.case))
        return out

    @cached_property
    def count(self) -> Line:
        """Offers bought first, then places taken."""
        heavy = len(self.places) + 1
        out = {
            i: 1 if offer in self.shared else 1 + heavy for i, (offer, _) in enumerate(self.places)
        }
        return {**out, **dict.fromkeys(self.shared.values(), heavy)}

    @cached_property
    def sureness(self) -> Line:
        """How sure each place's readings are, in thousandths: the solver would hide finer."""
        known = self.problem.sureness
        return {
            i: round(known[place] * SURE) for i, place in enumerate(self.places) if place in known
        }

    @cached_property
    def unknown_hours(self) -> Line:
        """Places whose duration is unknown."""
        known = {o.id for o in self.problem.offers if o.hours is not None}
        return {i: 1 for i, (offer, _) in enumerate(self.places) if offer not in known}

    @cached_property
    def hours(self) -> Line:
        """Known hours of all learners, in a whole unit."""
        return {i: n * self.problem.learners[self.places[i][1]] for i, n in self._hours.items()}

    @cached_property
    def _hours(self) -> Line:
        """Known hours of one learner of each place, in a whole unit."""
        hours = {o.id: o.hours for o in self.problem.offers}
        return {
            i: int(h * self._hour)
            for i, (offer, _) in enumerate(self.places)
            if (h := hours[offer]) is not None
        }

    @cached_property
    def _hour(self) -> int:
        """Whole units of an hour."""
        return lcm(1, *(o.hours.denominator for o in self.problem.offers if o.hours is not None))

    def covered(self, metier: str) -> Line:
        """Covered weight of a métier, in units."""
        return {
            self.first_step + i: weight
            for i, (m, weight, _) in enumerate(self.steps)
            if m == metier
        }

    @cached_property
    def exact(self) -> bool:
        """Whether ``coverage`` is the mean rate of the learners without rounding."""
        return sum(self._exact_coverage.values()) <= MAX_COVERAGE

    @cached_property
    def coverage(self) -> Line:
        """Mean rate of the learners in a whole unit, at the finest a millionth."""
        exact = self._exact_coverage
        if self.exact:
            return exact
        total = sum(exact.values())
        return {i: n * MAX_COVERAGE // total for i, n in exact.items()}

    @cached_property
    def _exact_coverage(self) -> Line:
        rates = {
            m: Fraction(n) / (self.required[m] * self.unit)
            for m, n in self.problem.learners.items()
        }
        parts = {
            self.first_step + i: weight * rates[m] for i, (m, weight, _) in enumerate(self.steps)
        }
        unit = lcm(1, *(part.denominator for part in parts.values()))
        return {i: int(part * unit) for i, part in parts.items()}

    @cached_property
    def always(self) -> tuple[Limit, ...]:
        """Limits of every plan: most hours for one learner, offers that must be bought."""
        forced = [
            Limit({i: 1}, low=1)
            for i, (offer, _) in enumerate(self.places)
            if offer in self.problem.forced
        ]
        if self.problem.max_hours is None:
            return tuple(forced)
        most = int(self.problem.max_hours * self._hour)
        for metier in self.metiers:
            own = {i: n for i, n in self._hours.items() if self.places[i][1] == metier}
            forced.append(Limit(own, high=most))
        return tuple(forced)

    def reaching(self, targets: Mapping[str, Fraction]) -> tuple[Limit, ...]:
        """Limits that each métier's rate reaches its target."""
        return tuple(
            Limit(self.covered(m), low=_ceiling(target * self.required[m] * self.unit))
            for m, target in targets.items()
        )

    def limits(self, goal: Goal) -> tuple[Limit, ...]:
        """Every limit of a goal."""
        reached = self.reaching(goal.targets) if goal.targets is not None else ()
        affordable = (
            (Limit(self.cost, high=int(goal.budget * CENTS)),) if goal.budget is not None else ()
        )
        return (*self.always, *reached, *affordable)

    def rates(self, chosen: frozenset[int]) -> dict[str, Rate]:
        """Exact rate of each métier when the ``chosen`` variables are at 1."""
        return {
            m: Rate(Fraction(total_of(self.covered(m), chosen), self.unit), required)
            for m, required in self.required.items()
        }

    def mean(self, rates: Mapping[str, Rate]) -> Fraction:
        """Mean rate of the learners."""
        learners = self.problem.learners
        whole = sum((n * (rates[m].value or Fraction(0)) for m, n in learners.items()), Fraction(0))
        return whole / sum(learners.values())


def make_program(problem: PlanProblem, case: str) -> Program:
    """Write a problem as a programme; steps that the same places reach are one.

    Raises
    ------
    ValueError
        If a métier has no need to cover, or an offer has no known hours though hours are limited.
    """
    buyable = {o.id for o in problem.offers}
    if problem.max_hours is not None and any(o.hours is None for o in problem.offers):
        raise ValueError(
            "une offre de durée inconnue ne peut pas être comptée dans une durée maximale"
        )
    order = {m: rank for rank, m in enumerate(problem.learners)}
    taken = {(o, n.metier) for n in problem.needs for o in n.served if o in buyable}
    places = tuple(sorted(taken, key=lambda p: (p[0], order[p[1]])))
    offers = [offer for offer, _ in places]
    several = sorted({a for a, b in pairwise(offers) if a == b})
    shared = {offer: len(places) + rank for rank, offer in enumerate(several)}
    index = {place: i for i, place in enumerate(places)}
    weights: dict[tuple[str, tuple[int, ...]], Fraction] = {}
    for need in problem.needs:
        own = {index[o, need.metier]: v for o, v in need.served.items() if o in buyable}
        reached = Fraction(0)
        for value in sorted(set(own.values())):
            step = need.metier, tuple(sorted(i for i, v in own.items() if v >= value))
            weights[step] = weights.get(step, Fraction(0)) + need.weight * (value - reached)
            reached = value
    # A denominator in the same unit: a target is a whole number of units, or the next.
    unit = lcm(1, *(w.denominator for w in weights.values()))
    steps = tuple((m, int(w * unit), enough) for (m, enough), w in weights.items() if w)
    made = Program(problem=problem, case=case, places=places, shared=shared, steps=steps, unit=unit)
    if not all(made.required.values()):
        raise ValueError("un métier sans besoin n’a pas de taux")
    return made


def cents(amount: Fraction) -> int:
    """Whole cents of an amount in euros.

    Raises
    ------
    ValueError
        If it has a part of a cent.
    """
    whole = amount * CENTS
    if whole.denominator != 1:
        raise ValueError(f"{amount} € n’est pas un nombre entier de centimes")
    return int(whole)


def _ceiling(amount: Fraction) -> int:
    return -(-amount.numerator // amount.denominator)
