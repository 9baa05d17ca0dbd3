"""The purchase plan: what may be bought, what for, and what was chosen (method §7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from coverage_engine.domain.model.results import Rate

# Price cases: what a plan costs if unknown prices turn out low, as expected, or high.
LOW, LIKELY, HIGH = "bas", "probable", "haut"
CASES = (LOW, LIKELY, HIGH)
# Where a price comes from.
PRINTED, PRINTED_RANGE, ESTIMATED = "imprimé", "fourchette imprimée", "estimé"
CENTS = 100

# An offer followed by the learners of a métier.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedOffer:
    """What the price of an offer is read from.

    Attributes
    ----------
    low, high:
        Printed euros before tax, None when unknown; ``basis`` says what they are counted for.
    printed:
        The price cell as printed.
    hours:
        Hours for one learner, None when unknown.
    """

    id: str
    kind: str
    formats: tuple[str, ...]
    certifying: bool
    hours: Fraction | None
    low: Fraction | None
    high: Fraction | None
    basis: str
    printed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPrice:
    """Euros before tax, in three cases, whole cents: for one learner, or one group (``per_group``).

    ``origin`` is one of PRINTED, PRINTED_RANGE, ESTIMATED; ``method`` says in French how the cases
    were found; ``comparables`` is the number of known prices an estimate rests on, 0 for a printed
    price.
    """

    low: Fraction
    likely: Fraction
    high: Fraction
    per_group: bool = False
    origin: str
    method: str
    comparables: int = 0

    def of(self, case: str) -> Fraction:
        """Price in a case."""
        return {LOW: self.low, LIKELY: self.likely, HIGH: self.high}[case]


@dataclass(frozen=True, slots=True)
class PlanOffer:
    """An offer that may be bought; ``hours`` is None when unknown."""

    id: str
    price: PlanPrice
    hours: Fraction | None


@dataclass(frozen=True, slots=True)
class PlanNeed:
    """A need of a métier: its weight in the rate, and what each offer gives it (0 < value ≤ 1)."""

    metier: str
    competence: str
    weight: Fraction
    served: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProblem:
    """What a plan chooses from.

    Attributes
    ----------
    offers:
        Those that may be bought, in any order: the answer does not depend on it.
    needs:
        Every need of the chosen métiers; ``served`` may name offers that may not be bought.
    learners:
        Learners of each chosen métier (≥ 1).
    max_hours:
        Most hours of training for one learner of a métier; None: no limit. With one, all hours are
        known.
    forced:
        Offers bought for each chosen métier they serve.
    sureness:
        For each place, how sure what was read in the offer is (0 to 1); 0 when nothing says it. It
        tells equal plans apart and nothing else.
    """

    offers: tuple[PlanOffer, ...]
    needs: tuple[PlanNeed, ...]
    learners: Mapping[str, int]
    max_hours: Fraction | None = None
    forced: frozenset[str] = frozenset()
    sureness: Mapping[Place, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Goal:
    """What is asked of a plan: the cheapest reaching ``targets``, else the best in ``budget``.

    With both, the cheapest reaching the targets, if the budget allows it.
    """

    targets: Mapping[str, Fraction] | None
    budget: Fraction | None


@dataclass(frozen=True, slots=True)
class Proof:
    """How sure it is that no plan is better.

    ``gap`` is the share by which another might be (0 when proven). ``seconds`` is for the terminal
    alone: no file depends on it.
    """

    proven: bool
    gap: Fraction
    seconds: float = field(compare=False)


@dataclass(frozen=True, slots=True)
class Ties:
    """Other plans equal in what was asked for and in number of offers.

    ``others`` counts them, up to a limit when ``capped``; ``criteria`` names, in order, what told
    them apart. Capped without criteria: time ran out before they were looked for.
    """

    others: int
    capped: bool
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """A plan, re-counted exactly from its places.

    ``cost`` in euros; ``rates`` per métier; ``coverage`` is the mean rate of the learners (0 to 1).
    """

    places: tuple[Place, ...]
    cost: Fraction
    rates: Mapping[str, Rate]
    coverage: Fraction
    proof: Proof
    ties: Ties

    @property
    def offers(self) -> tuple[str, ...]:
        """Offers bought, by identifier."""
        return tuple(sorted({offer for offer, _ in self.places}))


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """The best coverage for a cost, and the fewest offers that give both."""

    cost: Fraction
    coverage: Fraction
    offers: int
    proven: bool


@dataclass(frozen=True, slots=True)
class Frontier:
    """Exact points from the cheapest to the best.

    ``step`` is the coverage below which points may be skipped, 0 if none is; ``complete`` is False
    when time ran out before the best.
    """

    points: tuple[FrontierPoint, ...]
    step: Fraction
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """An unknown price that could change the plan.

    ``coverage`` and ``cost`` (euros) are how far apart the plans are at the two ends of the price;
    ``at_low`` and ``at_high`` are their cost and coverage, None when no plan is left. ``leaving``
    and ``entering`` are the offers that leave and enter the plan; none enters when no plan is left.
    """

    offer: str
    chosen: bool
    tried: Fraction
    case: str
    coverage: Fraction
    cost: Fraction
    leaving: tuple[str, ...]
    entering: tuple[str, ...]
    at_low: tuple[Fraction, Fraction]
    at_high: tuple[Fraction, Fraction] | None

    @property
    def possible(self) -> bool:
        """Whether a plan is left whatever the price."""
        return self.at_high is not None


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotes worth asking, most at stake first, and the offers that time left untried."""

    ranked: tuple[Quote, ...]
    untried: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What an offer brings to a plan for one métier.

    ``cost`` is its share of the bill; ``lost`` the rate the métier loses without it; ``alone`` the
    competencies that no other offer of the plan serves as well.
    """

    offer: str
    metier: str
    cost: Fraction
    lost: Fraction
    alone: tuple[str, ...]
