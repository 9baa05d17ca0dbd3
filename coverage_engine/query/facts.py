"""The facts of a run in memory, in the shape questions ask for."""

from __future__ import annotations

from coverage_engine.french import euros, hours
from coverage_engine.model.catalogue import Offer
from coverage_engine.normalise import key
from coverage_engine.query.gaps import FactAxis, FactMetier, FactNeed, FactOffer, Facts
from coverage_engine.query.run import Run
from coverage_engine.query.tables import JOIN, certification


def facts_of(run: Run) -> Facts:
    """Facts of a run, equal to those read back from its folder."""
    return Facts(
        tuple(FactMetier(m.metier, m.verdict, JOIN.join(m.reasons), m.profile, m.rate.numerator, m.rate.denominator) for m in run.metiers),
        tuple(FactAxis(a.metier, a.axis, a.rate.numerator, a.rate.denominator, a.gap) for a in run.axes),
        tuple(
            FactNeed(
                n.metier, n.axis, n.competence, n.label, n.level, n.weight, n.value, n.state, n.gap, n.offers, n.generalist_offers, n.reason
            )
            for n in run.needs
        ),
        {o.id: _offer(o) for o in run.offers},
        {key(a.label): a.target for a in run.referential.aliases if a.nature == "metier"},
        {a.id: a.label for a in run.referential.axes},
        outside(run),
        run.catalogue.title,
    )  # fmt: skip


def outside(run: Run) -> tuple[str, ...]:
    """Métiers of the branch that the perimeter leaves out, in table order."""
    inside = {p.metier for p in run.referential.perimeter}
    return tuple(m.label for m in run.referential.metiers if m.label not in inside)


def _offer(o: Offer) -> FactOffer:
    price = euros(o.price.low, o.price.high, o.price.unknown)
    return FactOffer(o.id, o.title, o.provider, price, hours(o.duration.hours, o.duration.unknown), certification(o))
