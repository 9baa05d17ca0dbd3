"""The facts of a run in memory, in the shape questions ask for."""

from __future__ import annotations

from fractions import Fraction

from coverage_engine.french import euros, hours
from coverage_engine.model.catalogue import Offer
from coverage_engine.model.doubt import Range
from coverage_engine.model.results import MetierCoverage
from coverage_engine.normalise import key
from coverage_engine.query.columns import JOIN, csv_text
from coverage_engine.query.gaps import Bars, FactAxis, FactMetier, FactNeed, FactOffer, Facts
from coverage_engine.query.phrases import axis_range, flip_sentence
from coverage_engine.query.run import Run
from coverage_engine.query.tables import certification


def facts_of(run: Run) -> Facts:
    """Facts of a run, equal to those read back from its folder."""
    settings = run.referential.settings
    return Facts(
        tuple(_metier(run, m) for m in run.metiers),
        tuple(
            FactAxis(a.metier, a.axis, a.rate.numerator, a.rate.denominator, a.gap, *published_range(axis_range(run, a.metier, a.axis)))
            for a in run.axes
        ),
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
        Bars(
            settings.seuil_bien_couvert, settings.seuil_axe_pivot, settings.stabilite_minimale,
            frozenset(a.id for a in run.referential.axes if a.pivot), settings.borne_haute - settings.borne_basse,
        ),
    )  # fmt: skip


def _metier(run: Run, m: MetierCoverage) -> FactMetier:
    doubt = run.doubt.metiers[m.metier]
    return FactMetier(
        m.metier, m.verdict, JOIN.join(m.reasons), m.profile, m.rate.numerator, m.rate.denominator, *published_range(doubt.rates),
        Fraction(csv_text(doubt.stability)), m.rule_verdict, flip_sentence(run, doubt.flip),
    )  # fmt: skip


def published_range(rates: Range) -> tuple[Fraction | None, Fraction | None]:
    """Both ends of a range as the CSV files print them: a few decimals, enough for any display."""
    if rates.low is None or rates.high is None:
        return None, None
    return Fraction(csv_text(rates.low)), Fraction(csv_text(rates.high))


def outside(run: Run) -> tuple[str, ...]:
    """Métiers of the branch that the perimeter leaves out, in table order."""
    inside = {p.metier for p in run.referential.perimeter}
    return tuple(m.label for m in run.referential.metiers if m.label not in inside)


def _offer(o: Offer) -> FactOffer:
    price = euros(o.price.low, o.price.high, o.price.unknown)
    return FactOffer(o.id, o.title, o.provider, price, hours(o.duration.hours, o.duration.unknown), certification(o))
