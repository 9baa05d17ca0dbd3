"""Rates and verdicts of métiers whose needs or offers are supposed, not those published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.analysis.coverage import weighted
from coverage_engine.analysis.verdicts import shortfalls
from coverage_engine.domain.model.results import A_RENFORCER, BIEN_COUVERT, Rate
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import LinkLine, NeedLine


@dataclass(frozen=True, slots=True)
class Supposed:
    """What a métier would be: its rate, its rate on each axis, and what the rule would say."""

    rate: Rate
    axes: Mapping[str, Rate]
    verdict: str


def suppose(published: Published, needs: Iterable[tuple[NeedLine, Fraction]]) -> Supposed:
    """Figures of a métier whose needs have these values (method §5 and §6).

    Parameters
    ----------
    needs:
        Applicable needs of one métier, each with its value from 0 to 1.
    """
    by_axis: dict[str, list[tuple[Fraction, Fraction]]] = {a.id: [] for a in published.axes}
    for need, value in needs:
        by_axis[need.axis].append((need.weight, value))
    weights = {a.id: a.weight for a in published.axes}
    axes = {axis: weighted(parts) for axis, parts in by_axis.items()}
    rate = weighted(
        (weights[axis] * weight, value)
        for axis, parts in by_axis.items()
        for weight, value in parts
    )
    return _judged(published, rate, axes)


def as_published(published: Published, metier: str) -> Supposed:
    """Figures of a métier as published, by the same arithmetic."""
    return suppose(published, ((n, n.value) for n in published.needs_of[metier]))


def moved(
    published: Published, before: Supposed, changed: Iterable[tuple[NeedLine, Fraction]]
) -> Supposed:
    """Figures of a métier as published (``before``) but for some needs: those that keep their value
    are not added again.

    Parameters
    ----------
    changed:
        Applicable needs of the métier, each with its new value from 0 to 1.
    """
    weights = {a.id: a.weight for a in published.axes}
    axes, whole = dict(before.axes), before.rate.numerator
    for need, value in changed:
        more = need.weight * (value - need.value)
        own = axes[need.axis]
        axes[need.axis] = Rate(own.numerator + more, own.denominator)
        whole += weights[need.axis] * more
    return _judged(published, Rate(whole, before.rate.denominator), axes)


def _judged(published: Published, rate: Rate, axes: Mapping[str, Rate]) -> Supposed:
    return Supposed(rate, axes, A_RENFORCER if shortfalls(published, rate, axes) else BIEN_COUVERT)


def best_value(published: Published, links: Iterable[LinkLine]) -> Fraction:
    """Value of a need that these links serve: the best of those that count; 0 without any."""
    return max((x.value for x in links if published.counts(x)), default=Fraction(0))
