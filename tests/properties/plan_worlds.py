"""Small purchase problems, and the oracle: every set of places tried, the best kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, combinations

from hypothesis import strategies as st

from coverage_engine.domain.model.plan import (
    CASES,
    ESTIMATED,
    LIKELY,
    PRINTED,
    Goal,
    Place,
    PlanNeed,
    PlanOffer,
    PlanPrice,
    PlanProblem,
)

METIERS = ("Fournier", "Pétrisseur")
OFFERS = ("a", "b", "c", "d", "e")
SECONDS = 60.0


def price(
    low: int, likely: int | None = None, high: int | None = None, *, per_group: bool = False
) -> PlanPrice:
    likely = low if likely is None else likely
    high = likely if high is None else high
    origin = PRINTED if low == high else ESTIMATED
    return PlanPrice(
        low=Fraction(low),
        likely=Fraction(likely),
        high=Fraction(high),
        per_group=per_group,
        origin=origin,
        method="",
        comparables=0,
    )


# Few distinct prices and hours, so that equal plans are frequent.
PRICES = st.tuples(
    st.lists(st.sampled_from([0, 5, 10, 15, 40]), min_size=3, max_size=3).map(sorted), st.booleans()
).map(lambda p: price(*p[0], per_group=p[1] and p[0][2] > 0))
HOURS = st.sampled_from([Fraction(1), Fraction(7, 2), Fraction(7)])
VALUES = st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(1, 3)])
SURE = st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(9, 10), Fraction(1)])
WEIGHTS = st.sampled_from([Fraction(1), Fraction(2), Fraction(9, 2)])


@st.composite
def problems(draw: st.DrawFn) -> PlanProblem:
    limited = draw(st.booleans())
    hours = HOURS if limited else st.one_of(st.none(), HOURS)
    offers = tuple(
        PlanOffer(o, draw(PRICES), draw(hours))
        for o in draw(st.permutations(OFFERS))[: draw(st.integers(1, 5))]
    )
    metiers = METIERS[: draw(st.integers(1, 2))]
    needs = tuple(
        PlanNeed(
            m,
            f"{m}-{n}",
            draw(WEIGHTS),
            draw(st.dictionaries(st.sampled_from(OFFERS), VALUES, max_size=4)),
        )
        for m in metiers
        for n in range(draw(st.integers(1, 3)))
    )
    learners = {m: draw(st.integers(1, 3)) for m in metiers}
    most = draw(st.sampled_from([Fraction(2), Fraction(7), Fraction(21, 2)])) if limited else None
    forced = (
        frozenset()
        if limited or draw(st.booleans())
        else frozenset({draw(st.sampled_from(OFFERS))})
    )
    places = sorted({(o, n.metier) for n in needs for o in n.served})
    sureness = {p: draw(SURE) for p in places if draw(st.booleans())}
    return PlanProblem(
        offers=offers,
        needs=needs,
        learners=learners,
        max_hours=most,
        forced=forced,
        sureness=sureness,
    )


def goals(problem: PlanProblem) -> st.SearchStrategy[Goal]:
    rate = st.sampled_from(
        [Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(7, 10), Fraction(1)]
    )
    targets = st.fixed_dictionaries(dict.fromkeys(problem.learners, rate))
    budget = st.sampled_from([0, 5, 12, 30, 200]).map(Fraction)
    return st.one_of(
        targets.map(lambda t: Goal(t, None)),
        budget.map(lambda b: Goal(None, b)),
        st.tuples(targets, budget).map(lambda p: Goal(*p)),
    )


# --- The oracle, written from the definitions alone


def open_places(problem: PlanProblem) -> list[Place]:
    sold = {o.id for o in problem.offers}
    return sorted({(o, n.metier) for n in problem.needs for o in n.served if o in sold})


def rate(problem: PlanProblem, metier: str, taken: Iterable[Place]) -> Fraction:
    own = [n for n in problem.needs if n.metier == metier]
    followed = {o for o, m in taken if m == metier}
    covered = sum(
        (
            n.weight * max([n.served[o] for o in followed & n.served.keys()], default=Fraction(0))
            for n in own
        ),
        Fraction(0),
    )
    return covered / sum(n.weight for n in own)


def mean(problem: PlanProblem, taken: Iterable[Place]) -> Fraction:
    total = sum((n * rate(problem, m, taken) for m, n in problem.learners.items()), Fraction(0))
    return total / sum(problem.learners.values())


def cost(problem: PlanProblem, taken: Iterable[Place], case: str = LIKELY) -> Fraction:
    total = Fraction(0)
    for offer in problem.offers:
        learners = sum(problem.learners[m] for o, m in taken if o == offer.id)
        if learners:
            total += offer.price.of(case) * (1 if offer.price.per_group else learners)
    return total


def allowed(problem: PlanProblem, taken: set[Place]) -> bool:
    hours = {o.id: o.hours for o in problem.offers}
    if any(p[0] in problem.forced and p not in taken for p in open_places(problem)):
        return False
    if problem.max_hours is None:
        return True
    return all(
        sum((hours[o] or 0 for o, m in taken if m == metier), Fraction(0)) <= problem.max_hours
        for metier in problem.learners
    )


def every_plan(problem: PlanProblem) -> Iterator[tuple[Place, ...]]:
    places = open_places(problem)
    for taken in chain.from_iterable(combinations(places, n) for n in range(len(places) + 1)):
        if allowed(problem, set(taken)):
            yield taken


def best_plan(problem: PlanProblem, goal: Goal, case: str = LIKELY) -> tuple[Place, ...] | None:
    """The plan to expect: all of them tried, ranked as the method says."""
    hours = {o.id: o.hours for o in problem.offers}

    def ranked(taken: tuple[Place, ...]) -> tuple[object, ...]:
        price, covered = cost(problem, taken, case), mean(problem, taken)
        number = (len({o for o, _ in taken}), len(taken))
        sure = sum((problem.sureness.get(place, Fraction(0)) for place in taken), Fraction(0))
        unknown = sum(hours[o] is None for o, _ in taken)
        long = sum((problem.learners[m] * (hours[o] or 0) for o, m in taken), Fraction(0))
        asked = (price, number, -covered) if goal.targets is not None else (-covered, price, number)
        return (*asked, -sure, unknown, long, taken)

    reaching = [
        taken
        for taken in every_plan(problem)
        if (goal.budget is None or cost(problem, taken, case) <= goal.budget)
        and (
            goal.targets is None
            or all(rate(problem, m, taken) >= t for m, t in goal.targets.items())
        )
    ]
    return min(reaching, key=ranked, default=None)  # type: ignore[arg-type]


__all__ = [
    "CASES",
    "best_plan",
    "cost",
    "every_plan",
    "goals",
    "mean",
    "open_places",
    "price",
    "problems",
    "rate",
]
