"""How far a plan holds when the readings it rests on are drawn true or false (§5, §7)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from coverage_engine.analysis.draws import Flags, Whole, Worlds, draw_facts
from coverage_engine.analysis.plan_parts import followed
from coverage_engine.analysis.ranges import range_of
from coverage_engine.domain.model.evidence import Evidence
from coverage_engine.domain.model.plan import LIKELY, Place, PlanOffer, PlanProblem
from coverage_engine.domain.model.plan_doubt import (
    MOST_METIERS,
    DrawnRate,
    PlanDoubt,
    PlanReading,
    Reinforcement,
)
from coverage_engine.domain.model.results import reaches
from coverage_engine.domain.settings import Settings


@dataclass(frozen=True, kw_only=True)
class DrawnPlan:
    """A plan under the draws.

    Attributes
    ----------
    problem:
        What the plan was chosen from.
    places:
        What was chosen.
    targets:
        Rate asked of each métier; None when none was.
    worlds, evidence:
        The needs of the problem with the clues of every offer that may be bought.
    """

    problem: PlanProblem
    places: frozenset[Place]
    targets: Mapping[str, Fraction] | None
    worlds: Worlds
    evidence: Evidence
    settings: Settings

    @cached_property
    def kept(self) -> Worlds:
        """The same needs with what the plan buys alone."""
        return self.worlds.keeping(lambda clue: (clue.offer, clue.need.metier) in self.places)

    @cached_property
    def states(self) -> Flags:
        """The draws, those of the published ranges."""
        return draw_facts(self.evidence.facts, self.settings)

    @cached_property
    def drawn(self) -> dict[str, Whole]:
        """Numerator of each métier in each draw."""
        return self.totals(self.states)

    @cached_property
    def _common(self) -> int:
        return math.lcm(*(self.total(m) for m in self.problem.learners))

    def total(self, metier: str) -> int:
        """Denominator of a métier."""
        return self.worlds.metiers[metier].total

    def totals(self, states: Flags) -> dict[str, Whole]:
        """Numerator of each métier with the plan, for any states of the facts."""
        return {
            m: np.asarray(self.worlds.weigh(self.kept.numerators(m, states)))
            for m in self.problem.learners
        }

    def mean(self, totals: Mapping[str, Whole]) -> Whole:
        """Numerators of the learners' mean rate, in Python's integers: their scale may be huge."""
        learners = self.problem.learners
        return np.asarray(
            sum(
                totals[m].astype(object) * (n * (self._common // self.total(m)))
                for m, n in learners.items()
            )
        )

    @property
    def scale(self) -> int:
        """Denominator of the mean rate of the learners."""
        return self._common * sum(self.problem.learners.values())

    def reached(self, totals: Mapping[str, Whole], metiers: Collection[str]) -> Any:
        """Whether these métiers all reach their target, in each column; None without target."""
        if self.targets is None:
            return None
        each = [
            np.asarray(reaches(totals[m], self.total(m), self.targets[m]), dtype=np.bool_)
            for m in metiers
        ]
        return np.logical_and.reduce(each)

    def rate(self, metier: str) -> DrawnRate:
        """Rate of a métier over the draws."""
        return self._rate(
            self.drawn[metier], self.total(metier), self.reached(self.drawn, [metier])
        )

    def whole(self, totals: Mapping[str, Whole]) -> DrawnRate:
        """Mean rate of the learners over the draws."""
        return self._rate(
            self.mean(totals), self.scale, self.reached(totals, self.problem.learners)
        )

    def _rate(self, numerators: Whole, denominator: int, reached: Any) -> DrawnRate:
        count = len(numerators)
        mean = Fraction(int(sum(numerators.tolist())), denominator * count)
        share = None if reached is None else Fraction(int(np.count_nonzero(reached)), count)
        return DrawnRate(range_of(numerators, denominator, self.settings), mean, share)


def weigh_plan(plan: DrawnPlan, budget: Fraction | None) -> PlanDoubt:
    """Range of each rate of a plan, readings to check first, offers that would make it surer.

    Parameters
    ----------
    budget:
        Euros that may be spent in all; None for no limit.
    """
    return PlanDoubt(
        {m: plan.rate(m) for m in plan.problem.learners},
        plan.whole(plan.drawn),
        tuple(sorted(_readings(plan), key=lambda r: (-r.risk, r.fact))),
        tuple(sorted(_reinforcements(plan, budget), key=_surest_first)),
    )


def _readings(plan: DrawnPlan) -> Iterator[PlanReading]:
    """Readings that count and that the plan would miss."""
    facts, likely = plan.evidence.facts, np.array(plan.evidence.likely, dtype=np.bool_)
    bought = {offer for offer, _ in plan.places}
    doubtful = [
        i for i, f in enumerate(facts) if likely[i] and f.probability < 1 and f.offer in bought
    ]
    # The first column is the plan as it is counted; each of the others takes one reading for false.
    states = np.repeat(likely[:, None], len(doubtful) + 1, axis=1)
    for column, i in enumerate(doubtful, 1):
        states[i, column] = False
    totals = plan.totals(states)
    mean = plan.mean(totals)
    good = {m: plan.reached(totals, [m]) for m in plan.problem.learners}
    for column, i in enumerate(doubtful, 1):
        lost = Fraction(int(mean[0] - mean[column]), plan.scale)
        if lost:
            own = {m: Fraction(int(t[0] - t[column]), plan.total(m)) for m, t in totals.items()}
            below = tuple(
                m
                for m, reached in good.items()
                if reached is not None and reached[0] and not reached[column]
            )
            yield PlanReading(
                fact=facts[i],
                own={m: x for m, x in own.items() if x},
                lost=lost,
                risk=(1 - facts[i].probability) * lost,
                below=below,
            )


def _reinforcements(plan: DrawnPlan, budget: Fraction | None) -> Iterator[Reinforcement]:
    """Offers that would make the plan surer, each alone, within the budget and the hours.

    An offer that costs nothing more for several métiers is tried for all of them at once, another
    one métier by métier. Surer is: reaching the target in more draws, or, without a target, a
    higher mean.
    """
    now = plan.whole(plan.drawn)
    if len(plan.problem.learners) > MOST_METIERS or now.reached == 1:
        return
    gains = {m: plan.worlds.gains(m, plan.states, plan.kept) for m in plan.problem.learners}
    hours = {o.id: o.hours or Fraction(0) for o in plan.problem.offers}
    spent = {
        m: sum((hours[o] for o in own), Fraction(0)) for m, own in followed(plan.places).items()
    }
    left = (
        None
        if budget is None
        else budget - sum(_bill(plan, o, plan.places) for o in plan.problem.offers)
    )
    most = plan.problem.max_hours
    for offer in plan.problem.offers:
        helped = [
            m
            for m, own in gains.items()
            if offer.id in own
            and own[offer.id].any()
            and (offer.id, m) not in plan.places
            and (most is None or spent.get(m, Fraction(0)) + hours[offer.id] <= most)
        ]
        together = offer.price.per_group or not offer.price.likely
        for metiers in filter(None, [helped] if together else [[m] for m in helped]):
            new = plan.places | {(offer.id, m) for m in metiers}
            cost = _bill(plan, offer, new) - _bill(plan, offer, plan.places)
            if left is not None and cost > left:
                continue
            drawn = plan.whole(
                {m: t + gains[m][offer.id] if m in metiers else t for m, t in plan.drawn.items()}
            )
            if now.reached is None or (drawn.reached or 0) > now.reached:
                yield Reinforcement(
                    offer=offer.id,
                    metiers=tuple(metiers),
                    cost=cost,
                    gain=drawn.mean - now.mean,
                    drawn=drawn,
                )


def _surest_first(r: Reinforcement) -> tuple[Fraction, Fraction, Fraction, str, tuple[str, ...]]:
    return (-(r.drawn.reached or Fraction(0)), -r.gain, r.cost, r.offer, r.metiers)


def _bill(plan: DrawnPlan, offer: PlanOffer, places: Collection[Place]) -> Fraction:
    """Euros that an offer costs in the likely case, for those of the places that are its own."""
    learners = sum(n for m, n in plan.problem.learners.items() if (offer.id, m) in places)
    return offer.price.of(LIKELY) * (min(learners, 1) if offer.price.per_group else learners)
