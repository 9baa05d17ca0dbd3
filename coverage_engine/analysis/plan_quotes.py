"""Which quotes to ask first: the unknown prices that could change what is bought."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from fractions import Fraction

from coverage_engine.analysis.plan_milp import TimeIsUp
from coverage_engine.analysis.plan_solve import may_change, recount, solve
from coverage_engine.domain.announce import Count, silent
from coverage_engine.domain.model.plan import (
    ESTIMATED,
    HIGH,
    LIKELY,
    LOW,
    Goal,
    PlanOffer,
    PlanProblem,
    Quote,
    Quotes,
    Solution,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A plan and what it answers, to be solved again at other prices."""

    problem: PlanProblem
    goal: Goal
    plan: Solution
    counted_ties: int
    end: float

    @property
    def seconds(self) -> float:
        """Seconds left."""
        return self.end - time.perf_counter()

    def again(self, problem: PlanProblem) -> Solution | None:
        """The plan at other prices; one left unproven would say nothing sure of a quote."""
        found = solve(problem, self.goal, seconds=self.seconds, counted_ties=self.counted_ties)
        if found is not None and not found.proof.proven:
            raise TimeIsUp
        return found


def rank_quotes(
    problem: PlanProblem,
    goal: Goal,
    plan: Solution,
    *,
    seconds: float,
    counted_ties: int,
    progress: Count = silent,
) -> Quotes:
    """Unknown prices that change the plan when they turn out low or high, the most at stake first.

    Each price is tried alone, the others at their likely value; each trial is a plan solved anew.

    Parameters
    ----------
    plan:
        The plan of ``problem`` and ``goal`` in the likely case.
    seconds:
        Time for all the trials; offers left untried are named.
    """
    asked = _Asked(
        problem=problem,
        goal=goal,
        plan=plan,
        counted_ties=counted_ties,
        end=time.perf_counter() + seconds,
    )
    useful = {o for n in problem.needs for o in n.served}
    unknown = [o for o in problem.offers if o.price.origin == ESTIMATED and o.id in useful]
    ranked, untried = [], []
    for rank, offer in enumerate(sorted(unknown, key=lambda o: o.id), 1):
        try:
            quote = _quote(asked, offer) if asked.seconds > 0 else None
        except TimeIsUp:
            quote = None
        if quote:
            ranked.append(quote)
        elif asked.seconds <= 0:
            untried.append(offer.id)
        progress(rank, len(unknown))
    by_budget = goal.targets is None
    ranked.sort(
        key=lambda q: (
            (-q.coverage, -q.cost, q.offer) if by_budget else (-q.cost, -q.coverage, q.offer)
        )
    )
    return Quotes(tuple(ranked), tuple(untried))


def _quote(asked: _Asked, offer: PlanOffer) -> Quote | None:
    """What the quote of one offer may change; None when the plan stays the same."""
    plan, chosen = asked.plan, offer.id in asked.plan.offers
    case = HIGH if chosen else LOW
    tried = offer.price.of(case)
    changed = _at(asked.problem, offer, tried)
    if tried == offer.price.likely or not may_change(
        changed, asked.goal, plan, offer.id, seconds=asked.seconds
    ):
        return None
    other = asked.again(changed)
    if other is not None and other.places == plan.places:
        return None
    # A chosen offer that turns out cheaper is the other end of what is at stake.
    opposite = (asked.again(_at(asked.problem, offer, offer.price.low)) if chosen else plan) or plan
    before, after = set(plan.offers), set(other.offers) if other else set()
    # Without another plan, all that the plan buys is at stake, and its own cost at the price tried.
    coverage = other.coverage if other else Fraction(0)
    cost = other.cost if other else recount(changed, plan.places, LIKELY)[0]
    ends = (opposite.cost, opposite.coverage), (other.cost, other.coverage) if other else None
    low, high = ends if chosen else reversed(ends)
    assert low
    return Quote(
        offer=offer.id,
        chosen=chosen,
        tried=tried,
        case=case,
        coverage=abs(opposite.coverage - coverage),
        cost=abs(opposite.cost - cost),
        leaving=tuple(sorted(before - after)),
        entering=tuple(sorted(after - before)),
        at_low=low,
        at_high=high,
    )


def _at(problem: PlanProblem, offer: PlanOffer, amount: Fraction) -> PlanProblem:
    """The same problem, one offer at a known price."""
    known = replace(offer, price=replace(offer.price, low=amount, likely=amount, high=amount))
    return replace(problem, offers=tuple(known if o.id == offer.id else o for o in problem.offers))
