"""The smallest change that would flip the verdict of the rule (method §6)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, islice

import numpy as np

from coverage_engine.analysis.draws import Flags, Worlds
from coverage_engine.domain.model.doubt import Flip
from coverage_engine.domain.model.evidence import Evidence
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import A_RENFORCER, BIEN_COUVERT, SANS_OBJET, NeedCoverage

# Rejections tried together. Beyond three, a reader has lost the thread and the search its speed.
_MOST_FACTS = 3
# Combinations of three tried at most; with more, the answer is «au moins trois».
_MOST_COMBINATIONS = 20_000
# Combinations tried at a time, to bound memory.
_BATCH = 2_000


def needs_to_cover(referential: Referential, needs: Sequence[NeedCoverage]) -> Flip:
    """Fewest needs to cover in full for the rule to say *bien couvert*, most useful first.

    Exact: a pivot axis cannot reach its threshold with fewer needs than its largest gains, and
    taking those leaves the total no worse than any other choice of as many; the remaining largest
    gains then lift the total fastest.

    Parameters
    ----------
    needs:
        Needs of one métier that the rule calls *à renforcer*.
    """
    settings = referential.settings
    own = [n for n in needs if n.state != SANS_OBJET]
    weight_of = {a.id: a.weight for a in referential.axes}

    def gain(need: NeedCoverage) -> Fraction:
        return weight_of[need.axis] * need.weight * (1 - need.value)

    def order(need: NeedCoverage) -> tuple[Fraction, str]:
        return (-gain(need), need.competence)

    chosen: list[NeedCoverage] = []
    for axis in referential.axes:
        if axis.pivot:
            inside = [n for n in own if n.axis == axis.id]
            wanted = settings.seuil_axe_pivot * sum((n.weight for n in inside), Fraction(0))
            missing = wanted - sum((n.weight * n.value for n in inside), Fraction(0))
            # Within an axis its weight is the same for all: the order holds, even for zero.
            for need in sorted(inside, key=lambda n: (-n.weight * (1 - n.value), n.competence)):
                if missing <= 0:
                    break
                chosen.append(need)
                missing -= need.weight * (1 - need.value)
    total = sum((weight_of[n.axis] * n.weight for n in own), Fraction(0))
    missing = settings.seuil_bien_couvert * total
    missing -= sum((weight_of[n.axis] * n.weight * n.value for n in own), Fraction(0)) + sum(
        map(gain, chosen), Fraction(0)
    )
    for need in sorted((n for n in own if n not in chosen), key=order):
        if missing <= 0:
            break
        chosen.append(need)
        missing -= gain(need)
    return Flip(BIEN_COUVERT, tuple(n.competence for n in sorted(chosen, key=order)), (), 0)


def facts_to_reject(worlds: Worlds, evidence: Evidence, metier: str) -> Flip:
    """Fewest facts whose rejection would make the rule say *à renforcer*, the least probable first.

    Exact up to two facts, three when few enough to try; a decided fact stands.
    """
    likely = np.array([evidence.likely[i] for i in worlds.metiers[metier].own], dtype=np.bool_)
    facts = [evidence.facts[i] for i in worlds.metiers[metier].own]
    rows = sorted(
        (i for i, fact in enumerate(facts) if likely[i] and fact.probability < 1),
        key=lambda i: (facts[i].probability, facts[i]),
    )
    if not rows or not _breaks(worlds, metier, likely, [tuple(rows)])[0]:
        return Flip(A_RENFORCER, (), (), 0)
    backing = worlds.backing(metier, likely)
    for count in range(1, _MOST_FACTS + 1):
        if count == _MOST_FACTS and math.comb(len(rows), count) > _MOST_COMBINATIONS:
            return Flip(A_RENFORCER, (), (), count)
        # A fact that more others back for every need would not be missed.
        missed = [i for i in rows if backing[i] <= count]
        for batch in _batches(combinations(missed, count)):
            broken = _breaks(worlds, metier, likely, batch)
            if broken.any():
                rejected = batch[int(broken.argmax())]
                return Flip(A_RENFORCER, (), tuple(facts[i] for i in rejected), count)
    return Flip(A_RENFORCER, (), (), _MOST_FACTS + 1)


def _batches(tried: Iterator[tuple[int, ...]]) -> Iterator[list[tuple[int, ...]]]:
    while batch := list(islice(tried, _BATCH)):
        yield batch


def _breaks(
    worlds: Worlds, metier: str, likely: Flags, rejected: Sequence[tuple[int, ...]]
) -> Flags:
    """Whether the rule stops saying *bien couvert* when the facts of each combination are rejected.

    ``likely`` and the combinations are about the métier's own facts, by their place among them.
    """
    states = np.repeat(likely[:, None], len(rejected), axis=1)
    for column, rows in enumerate(rejected):
        states[list(rows), column] = False
    return ~worlds.well_covered(metier, worlds.own_numerators(metier, states))
