"""Range of each rate and stability of each verdict over the draws (method §5 and §6)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from coverage_engine.analysis.draws import Flags, Whole, Worlds, grouped
from coverage_engine.domain.model.doubt import Range
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import BIEN_COUVERT, MetierCoverage
from coverage_engine.domain.settings import Settings

NOTHING = Range(None, None)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the draws give each métier: numerators by axis (axes × draws), totals, rule's answer."""

    by_axis: Mapping[str, Whole]
    totals: Mapping[str, Whole]
    well: Mapping[str, Flags]


def draw_rates(worlds: Worlds, states: Flags) -> Drawn:
    """Rates of every métier in every draw."""
    by_axis = {metier: worlds.numerators(metier, states) for metier in worlds.metiers}
    totals = {metier: worlds.weigh(rows) for metier, rows in by_axis.items()}
    return Drawn(by_axis, totals, {m: worlds.well_covered(m, rows) for m, rows in by_axis.items()})


def totals_of(worlds: Worlds, states: Flags) -> dict[str, Whole]:
    """Numerator of every métier in every draw, all axes together."""
    return {metier: worlds.weigh(worlds.numerators(metier, states)) for metier in worlds.metiers}


def range_of(numerators: Whole, denominator: int, settings: Settings) -> Range:
    """The ``borne_basse`` and ``borne_haute`` order statistics of a rate, without interpolation.

    An end is the smallest rate that at least that share of the draws do not exceed.
    """
    if not denominator:
        return NOTHING
    ordered = np.sort(numerators)

    def at(share: Fraction) -> Fraction:
        rank = max(1, math.ceil(share * len(ordered)))
        return Fraction(int(ordered[rank - 1]), denominator)

    return Range(at(settings.borne_basse), at(settings.borne_haute))


def metier_ranges(
    worlds: Worlds, totals: Mapping[str, Whole], settings: Settings
) -> dict[str, Range]:
    """Range of each métier's rate, all axes together."""
    return {m: range_of(totals[m], own.total, settings) for m, own in worlds.metiers.items()}


def axis_ranges(
    worlds: Worlds, drawn: Drawn, referential: Referential
) -> dict[tuple[str, str], Range]:
    """Range of each métier on each axis."""
    return {
        (metier, axis.id): range_of(drawn.by_axis[metier][i], own.wanted[i], referential.settings)
        for metier, own in worlds.metiers.items()
        for i, axis in enumerate(referential.axes)
    }


def ranges_by_axis(worlds: Worlds, drawn: Drawn, referential: Referential) -> dict[str, Range]:
    """Range of each axis over the whole perimeter."""
    out = {}
    for i, axis in enumerate(referential.axes):
        numerators = sum(rows[i] for rows in drawn.by_axis.values())
        wanted = sum(own.wanted[i] for own in worlds.metiers.values())
        out[axis.id] = range_of(np.asarray(numerators), wanted, referential.settings)
    return out


def ranges_by(
    worlds: Worlds,
    drawn: Drawn,
    metiers: Sequence[MetierCoverage],
    group: Callable[[MetierCoverage], str],
    settings: Settings,
) -> dict[str, Range]:
    """Range of the rate of each group of métiers; a doubt they share moves them together."""
    group_of = {m.metier: group(m) for m in metiers}
    sums = grouped(drawn.totals, group_of)
    wanted = grouped({metier: own.total for metier, own in worlds.metiers.items()}, group_of)
    return {name: range_of(sums[name], wanted[name], settings) for name in sums}


def stability_of(well: Flags, verdict: str) -> Fraction:
    """Share of the draws that give the verdict of the rule, between 0 and 1."""
    good = int(np.count_nonzero(well))
    return Fraction(good if verdict == BIEN_COUVERT else len(well) - good, len(well))
