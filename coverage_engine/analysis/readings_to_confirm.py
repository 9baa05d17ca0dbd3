"""Which readings would most reduce the doubt if a person confirmed them (they feed the review)."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from fractions import Fraction

from coverage_engine.analysis.draws import Flags, Whole, Worlds
from coverage_engine.domain.model.doubt import DoubtfulLink
from coverage_engine.domain.model.evidence import Evidence

# Length of the table: few enough for one person to settle between two reports.
SHOWN_DOUBTS = 10


def links_to_confirm(
    worlds: Worlds,
    evidence: Evidence,
    states: Flags,
    totals: Mapping[str, Whole],
    unsettled: Collection[str],
) -> tuple[DoubtfulLink, ...]:
    """The facts whose confirmation removes most variance from the rates, most useful first.

    Knowing a fact u of probability p removes, on average, cov(1_u, R_m)² / (p (1 − p)) from the
    variance of the rate R_m; the sum over métiers ranks the facts, ties by their name. A fact that
    serves no need of a métier has nothing to tell it: its covariance is zero, not what chance makes
    of it.

    Parameters
    ----------
    states, totals:
        The draws and the numerators they give each métier, all axes together.
    unsettled:
        Métiers to confirm.
    """
    uncertain = [i for i, f in enumerate(evidence.facts) if 0 < f.probability < 1]
    place = {i: k for k, i in enumerate(uncertain)}
    trues = [int(t) for t in states[uncertain].sum(axis=1)]
    count, wide = (
        states.shape[1],
        math.lcm(1, *(m.total for m in worlds.metiers.values() if m.total)),
    )
    # Integers throughout: covariances are times count² · wide, variances times count² · wide².
    covariances: list[dict[str, int]] = [{} for _ in uncertain]
    variance = 0
    for metier, own in worlds.metiers.items():
        if not own.total:
            continue
        rates, unit = totals[metier], wide // own.total
        summed = int(rates.sum())
        variance += (count * sum(r * r for r in rates.tolist()) - summed**2) * unit**2
        rows = [place[i] for i in own.own.tolist() if i in place]
        joints = states[[uncertain[k] for k in rows]] @ rates
        for k, joint in zip(rows, joints.tolist(), strict=True):
            covariances[k][metier] = (count * joint - trues[k] * summed) * unit
    removed = []
    for found, i in zip(covariances, uncertain, strict=True):
        p = evidence.facts[i].probability
        removed.append(Fraction(sum(c * c for c in found.values())) / (p * (1 - p)))
    order = sorted(
        (k for k, r in enumerate(removed) if r), key=lambda k: (-removed[k], uncertain[k])
    )
    out = []
    for k in order[:SHOWN_DOUBTS]:
        effects = _effects(worlds, states, uncertain[k])
        concerned = tuple(m for m, _ in effects if m in unsettled)
        out.append(
            DoubtfulLink(
                evidence.facts[uncertain[k]], removed[k] / (count**2 * variance), effects, concerned
            )
        )
    return tuple(out)


def _effects(worlds: Worlds, states: Flags, row: int) -> tuple[tuple[str, Fraction], ...]:
    """What each rate gains on average when a fact is true rather than false, largest first.

    Both answers are tried on every draw: the rest of the chance blurs no difference.
    """
    answers = []
    for answer in (True, False):
        states = states.copy()
        states[row] = answer
        answers.append(states)
    out = []
    for metier, own in worlds.metiers.items():
        if own.total and row in own.own:
            gains = worlds.weigh(
                worlds.numerators(metier, answers[0]) - worlds.numerators(metier, answers[1])
            )
            if gain := int(gains.sum()):
                out.append((metier, Fraction(gain, len(gains) * own.total)))
    return tuple(sorted(out, key=lambda effect: (-effect[1], effect[0])))
