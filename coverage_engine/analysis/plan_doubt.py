"""How far a purchase plan holds when the readings it rests on are drawn true or false (method §5 and §7)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from coverage_engine.analysis.draws import Flags, Whole, Worlds, draw_facts
from coverage_engine.analysis.facts import Evidence
from coverage_engine.analysis.ranges import range_of
from coverage_engine.analysis.verdicts import reaches
from coverage_engine.model.plan import DrawnRate, PlanDoubt, PlanReading
from coverage_engine.settings import Settings

Targets = Mapping[str, Fraction] | None


def weigh_plan(
    worlds: Worlds, evidence: Evidence, learners: Mapping[str, int], targets: Targets, settings: Settings
) -> PlanDoubt:
    """Draw the readings of the offers of a plan, and leave each one out in turn.

    Parameters
    ----------
    worlds, evidence:
        The needs of the métiers of the plan with the clues of the offers bought for each, and no other.
    learners:
        Learners of each métier (≥ 1): they weigh the mean rate.
    targets:
        Rate asked of each métier; None when none was.
    """
    states = draw_facts(evidence.facts, settings)
    drawn = _totals(worlds, states)
    reached = {m: reaches(drawn[m], worlds.metiers[m].total, bar) for m, bar in (targets or {}).items()}
    joint = np.logical_and.reduce([np.asarray(r, dtype=np.bool_) for r in reached.values()]) if reached else None
    rates = {
        m: _drawn(drawn[m], worlds.metiers[m].total, _share(reached[m]) if m in reached else None, settings)
        for m in learners
    }
    mean, scale = _mean(worlds, drawn, learners)
    whole = _drawn(mean, scale, _share(joint) if joint is not None else None, settings)
    return PlanDoubt(rates, whole, _readings(worlds, evidence, learners, targets))


def _totals(worlds: Worlds, states: Flags) -> dict[str, Whole]:
    return {m: np.asarray(worlds.weigh(worlds.numerators(m, states))) for m in worlds.metiers}


def _share(reached: Any) -> Fraction:
    return Fraction(int(np.count_nonzero(reached)), len(reached))


def _drawn(numerators: Whole, denominator: int, reached: Fraction | None, settings: Settings) -> DrawnRate:
    mean = Fraction(int(sum(numerators.tolist())), denominator * len(numerators))
    return DrawnRate(range_of(numerators, denominator, settings), mean, reached)


def _mean(worlds: Worlds, totals: Mapping[str, Whole], learners: Mapping[str, int]) -> tuple[Whole, int]:
    """Numerators of the mean rate of the learners, and their denominator: Python's integers, for it may be huge."""
    common = math.lcm(*(worlds.metiers[m].total for m in learners))
    parts = [totals[m].astype(object) * (n * (common // worlds.metiers[m].total)) for m, n in learners.items()]
    return np.asarray(sum(parts[1:], parts[0])), common * sum(learners.values())


def _readings(
    worlds: Worlds, evidence: Evidence, learners: Mapping[str, int], targets: Targets
) -> tuple[PlanReading, ...]:
    """Readings that count and that the plan would miss, the greatest expected loss first, ties by the fact."""
    likely = np.array(evidence.likely, dtype=np.bool_)
    doubtful = [i for i, f in enumerate(evidence.facts) if likely[i] and f.probability < 1]
    # The first column is the plan as it is counted; each of the others takes one reading for false.
    states = np.repeat(likely[:, None], len(doubtful) + 1, axis=1)
    for column, i in enumerate(doubtful, 1):
        states[i, column] = False
    totals = _totals(worlds, states)
    mean, scale = _mean(worlds, totals, learners)
    out = []
    for column, i in enumerate(doubtful, 1):
        lost = Fraction(int(mean[0] - mean[column]), scale)
        if not lost:
            continue
        own = {m: Fraction(int(t[0] - t[column]), worlds.metiers[m].total) for m, t in totals.items()}
        below = tuple(
            m
            for m, bar in (targets or {}).items()
            if reaches(int(totals[m][0]), worlds.metiers[m].total, bar)
            and not reaches(int(totals[m][column]), worlds.metiers[m].total, bar)
        )
        fact = evidence.facts[i]
        out.append(PlanReading(fact, {m: x for m, x in own.items() if x}, lost, (1 - fact.probability) * lost, below))
    return tuple(sorted(out, key=lambda r: (-r.risk, r.fact)))
