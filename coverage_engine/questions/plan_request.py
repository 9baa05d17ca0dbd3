"""What a buyer asks of a plan, turned into a problem: who learns, what, at which price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.errors import CoverageError, InputRefused, shortened
from coverage_engine.domain.french import hours
from coverage_engine.domain.model.plan import Place, PlanNeed, PlanOffer, PlanPrice, PlanProblem
from coverage_engine.domain.normalise import key
from coverage_engine.matching.targets import nearest
from coverage_engine.questions.names import EXACT, find_metier, find_offer
from coverage_engine.questions.offer_filter import OfferFilter
from coverage_engine.tables.kinds import JOIN
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import NeedLine, OfferLine

# Why an offer that would serve may not be bought: criteria that a buyer may relax, or its price.
BY_FORMAT, BY_CERTIFICATION, BY_HOURS = "format", "certification", "durée"
BY_EXCLUSION, BY_PRICE = "exclusion", "prix sans comparable"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What is asked of a plan.

    Attributes
    ----------
    metiers:
        Names of métiers, typing errors allowed, or their names in addresses.
    budget:
        Euros before tax; alone, the best coverage within it is sought.
    target:
        Rate to reach by each métier, 0 to 1; without target nor budget, the best that the catalogue
        allows.
    learners:
        Learners of every métier, or of each by name (≥ 1).
    formats, certifying, max_hours:
        What may be bought: one of these formats, only certifying offers, at most so many hours for
        one learner of a métier.
    exclude, include:
        Offers (identifier or title) or, to exclude, providers that may not be bought; offers that
        must be.
    """

    metiers: tuple[str, ...]
    budget: Fraction | None = None
    target: Fraction | None = None
    learners: Mapping[str, int] | int = 1
    formats: tuple[str, ...] = ()
    certifying: bool = False
    max_hours: Fraction | None = None
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A request understood.

    Attributes
    ----------
    read_as:
        (typed name, métier) of each name that was not written exactly.
    needs:
        Published lines of the needs of ``problem``, in the same order.
    prices:
        Price of every offer of the catalogue that has one, even estimated.
    apart:
        Useful offers that may not be bought → why (BY_FORMAT…, or BY_PRICE).
    """

    request: PlanRequest
    read_as: tuple[tuple[str, str], ...]
    needs: tuple[NeedLine, ...]
    problem: PlanProblem
    prices: Mapping[str, PlanPrice]
    apart: Mapping[str, str]


def prepare(published: Published, request: PlanRequest) -> Prepared:
    """Turn a request into a problem.

    Raises
    ------
    UnknownMetier, OutOfPerimeter, InputRefused
        With everything that is wrong in the request.
    """
    if not request.metiers:
        raise InputRefused(["aucun métier → nommez-en au moins un"])
    found = [(asked, *find_metier(published, asked)) for asked in request.metiers]
    metiers = tuple(dict.fromkeys(line.metier for _, line, _ in found))
    counted = {a.id for a in published.axes if a.weight}
    needs = tuple(
        n for m in metiers for n in published.needs_of[m] if n.weight and n.axis in counted
    )
    if empty := [m for m in metiers if m not in {n.metier for n in needs}]:
        raise InputRefused(
            [f"« {m} » n’a aucun besoin évalué : rien à couvrir → retirez-le" for m in empty]
        )
    plan_needs = _plan_needs(published, needs)
    useful = {o for n in plan_needs for o in n.served}
    excluded, forced = _named(published, request, useful)
    prices = published.plan_prices[request.certifying]
    apart = {
        o: why
        for o in sorted(useful)
        if (why := _why_not(published.offers[o], request, prices, excluded, forced))
    }
    offers = tuple(
        PlanOffer(o, prices[o], published.offers[o].hours) for o in sorted(useful - apart.keys())
    )
    problem = PlanProblem(
        offers=offers,
        needs=plan_needs,
        learners=_learners(published, request, metiers),
        max_hours=request.max_hours,
        forced=forced,
        sureness=_sureness(published, plan_needs),
    )
    _check_forced(published, problem, apart)
    read_as = tuple((asked, line.metier) for asked, line, how in found if how != EXACT)
    return Prepared(
        request=request, read_as=read_as, needs=needs, problem=problem, prices=prices, apart=apart
    )


def _plan_needs(published: Published, needs: Sequence[NeedLine]) -> tuple[PlanNeed, ...]:
    """Needs weighed as in the rates, with what each counting link would give them."""
    weights = {a.id: a.weight for a in published.axes}
    served: dict[tuple[str, str], dict[str, Fraction]] = {}
    for metier in dict.fromkeys(n.metier for n in needs):
        for x in published.links_of_metier.get(metier, ()):
            if x.value and published.counts(x):
                served.setdefault((metier, x.competence), {})[x.offer] = x.value
    return tuple(
        PlanNeed(
            n.metier,
            n.competence,
            n.weight * weights[n.axis],
            served.get((n.metier, n.competence), {}),
        )
        for n in needs
    )


def _sureness(published: Published, needs: Sequence[PlanNeed]) -> Mapping[Place, Fraction]:
    """Mean probability of the links of each offer with each métier, weighed by what they give."""
    given: dict[Place, Fraction] = {}
    sure: dict[Place, Fraction] = {}
    weights = {(n.metier, n.competence): n.weight for n in needs}
    for metier in dict.fromkeys(n.metier for n in needs):
        for x in published.links_of_metier.get(metier, ()):
            if (
                not (weight := weights.get((metier, x.competence)))
                or not x.value
                or not published.counts(x)
            ):
                continue
            place = x.offer, metier
            given[place] = given.get(place, Fraction(0)) + weight * x.value
            sure[place] = sure.get(place, Fraction(0)) + weight * x.value * x.probability
    return {place: sure[place] / whole for place, whole in given.items()}


def _named(
    published: Published, request: PlanRequest, useful: set[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Offers excluded and offers forced, by identifier."""
    faults: list[str] = []
    excluded: set[str] = set()
    for asked in request.exclude:
        own = {
            o.id for o in published.offers.values() if o.provider and key(o.provider) == key(asked)
        }
        try:
            excluded |= own or {find_offer(published, asked).id}
        except CoverageError:
            near = [*nearest(asked, published.providers), *_near_offers(published, asked)]
            hint = (
                f"proches : {JOIN.join(near)}"
                if near
                else "donnez l’identifiant d’une offre ou le nom d’un organisme"
            )
            faults.append(
                f"à exclure, « {shortened(asked)} » : ni offre ni organisme du catalogue → {hint}"
            )
    forced: set[str] = set()
    for asked in request.include:
        try:
            offer = find_offer(published, asked)
        except CoverageError:
            near = _near_offers(published, asked)
            hint = f"proches : {JOIN.join(near)}" if near else "donnez l’identifiant d’une offre"
            faults.append(f"à inclure, « {shortened(asked)} » : offre inconnue → {hint}")
            continue
        forced.add(offer.id)
        if not offer.counted:
            faults.append(
                f"à inclure, « {offer.title} » ne compte pas : {offer.not_counted_reason} →"
                " retirez-la"
            )
        elif offer.id not in useful:
            faults.append(
                f"à inclure, « {offer.title} » ne sert aucun besoin des métiers choisis →"
                " retirez-la"
            )
        elif offer.id in excluded:
            faults.append(f"« {offer.title} » est à la fois à inclure et à exclure → choisissez")
    if faults:
        raise InputRefused(faults)
    return frozenset(excluded), frozenset(forced)


def _near_offers(published: Published, asked: str) -> list[str]:
    by_id = nearest(asked.replace("-", " "), [o.replace("-", " ") for o in published.offers])
    found = {o.replace("-", " "): o for o in published.offers}
    titles = {o.title: o.id for o in published.offers.values()}
    return list(
        dict.fromkeys([*(found[o] for o in by_id), *(titles[t] for t in nearest(asked, titles))])
    )


def _why_not(
    offer: OfferLine,
    request: PlanRequest,
    prices: Mapping[str, PlanPrice],
    excluded: frozenset[str],
    forced: frozenset[str],
) -> str:
    """Why an offer may not be bought, or nothing. A forced one passes formats, certification."""
    if offer.id in excluded:
        return BY_EXCLUSION
    if request.max_hours is not None and (offer.hours is None or offer.hours > request.max_hours):
        return BY_HOURS
    if offer.id not in prices:
        return BY_PRICE
    if offer.id in forced:
        return ""
    if request.certifying and not offer.certifying:
        return BY_CERTIFICATION
    return "" if OfferFilter(formats=request.formats).accepts(offer) else BY_FORMAT


def _learners(
    published: Published, request: PlanRequest, metiers: Sequence[str]
) -> Mapping[str, int]:
    if isinstance(request.learners, int):
        return dict.fromkeys(metiers, request.learners)
    given = {find_metier(published, name)[0].metier: n for name, n in request.learners.items()}
    if missing := [m for m in metiers if m not in given]:
        raise InputRefused(
            [f"« {m} » n’a pas d’effectif → donnez son nombre d’apprenants" for m in missing]
        )
    return {m: given[m] for m in metiers}


def _check_forced(published: Published, problem: PlanProblem, apart: Mapping[str, str]) -> None:
    """Refuse forced offers that may not be bought, or that alone exceed the hours allowed."""
    faults = []
    for offer in sorted(problem.forced & apart.keys()):
        line = published.offers[offer]
        why = (
            f"sa durée, {line.duration}, ne tient pas dans la durée maximale"
            if apart[offer] == BY_HOURS
            else apart[offer]
        )
        faults.append(
            f"à inclure, « {line.title} » : {why} → retirez-la, ou changez la durée maximale"
        )
    for metier in problem.learners:
        own = {
            o for n in problem.needs if n.metier == metier for o in n.served
        } & problem.forced - apart.keys()
        total = sum((published.offers[o].hours or Fraction(0) for o in own), Fraction(0))
        if problem.max_hours is not None and total > problem.max_hours:
            faults.append(
                f"« {metier} » : les offres à inclure durent {hours(total, '')}, plus que la durée"
                f" maximale ({hours(problem.max_hours, '')}) → retirez-en une, ou augmentez la"
                " durée maximale"
            )
    if faults:
        raise InputRefused(faults)
