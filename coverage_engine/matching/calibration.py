"""From what was read to a probability: smoothed proportions for axes, isotonic for scores.

Fitted on labelled titles that the lexicon and the score were not written on. Exact fractions: the
same labels give the same table on any machine. Source: method §2.6, issue 3 §3.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.branch import Calibration
from coverage_engine.domain.model.results import TITLE_ABORDE, TITLE_PRINCIPAL
from coverage_engine.matching.measures import SEED, wilson
from coverage_engine.matching.tagging import NOT_READ, THEME_ONLY

# How many cases what was believed before weighs beside the cases seen. Ten: an axis seen 25 to 40
# times, as in the labelled titles, mostly speaks for itself; one seen once or twice mostly follows
# the others.
PRIOR_STRENGTH = Fraction(10)
# Parts of the cross-validation: nine tenths of the titles teach, the last is told.
FOLDS = 10
# Stronger evidence never gives a lower probability.
_CHAIN = (TITLE_PRINCIPAL, TITLE_ABORDE, NOT_READ)
SCORE = "score"
COMPETENCE = "competence"
# Digits of a shipped probability: a third is already beyond what 180 titles can tell.
_PLACES = 1_000


@dataclass(frozen=True, slots=True)
class Observation:
    """One axis of a labelled title: what the tagger read, and whether readers say it is covered."""

    title: str
    axis: str
    evidence: str
    true: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From ``score_min`` to the next step: the share of true pairs, and the pairs that say it."""

    score_min: Fraction
    probability: Fraction
    count: int
    positives: int
    weight: Fraction


@dataclass(frozen=True, slots=True)
class _Cell:
    """A proportion and how many cases it weighs, before and after pooling with its neighbours."""

    probability: Fraction
    weight: Fraction


def fit_axes(
    observations: Sequence[Observation], axes: Sequence[str], provisional: Mapping[str, Fraction]
) -> tuple[Calibration, ...]:
    """Probability that an axis is covered, for each axis and each evidence.

    A Beta prior in two steps, each of ``PRIOR_STRENGTH`` cases: the share of an evidence over all
    axes is drawn towards the provisional setting, and that of one axis towards the share over all
    axes. Then *principal* ≥ *abordé* ≥ *non lue* is enforced by pooling what contradicts it.
    *theme_seul* (the first axis, by default, so the first step alone) is kept between *non lue* and
    *principal*.

    Parameters
    ----------
    provisional:
        What was believed of each evidence before any measure (0–1): ``Tagger.provisional``.
    axes:
        Identifiers, in display order. An axis without any observation follows the others.

    Returns
    -------
    rows:
        By axis then evidence; ``low`` and ``high`` are a 95 % Wilson interval, prior included.
    """
    over_all = {
        e: _drawn([o for o in observations if o.evidence == e], provisional[e])
        for e in (*_CHAIN, THEME_ONLY)
    }
    rows = []
    for rank, axis in enumerate(axes):
        own = [o for o in observations if o.axis == axis]
        cells = [
            _drawn([o for o in own if o.evidence == e], over_all[e].probability) for e in _CHAIN
        ]
        pooled = dict(zip(_CHAIN, _decreasing(cells), strict=True))
        low, high = pooled[NOT_READ].probability, pooled[TITLE_PRINCIPAL].probability
        alone = over_all[THEME_ONLY]
        pooled[THEME_ONLY] = replace(alone, probability=min(max(alone.probability, low), high))
        for evidence in (TITLE_PRINCIPAL, TITLE_ABORDE, THEME_ONLY, NOT_READ):
            if evidence == THEME_ONLY and rank > 0:
                continue
            seen = [o.true for o in own if o.evidence == evidence]
            rows.append(_row(f"axe:{axis}", evidence, None, pooled[evidence], len(seen), sum(seen)))
    return tuple(rows)


def cross_validated(
    observations: Sequence[Observation], axes: Sequence[str], provisional: Mapping[str, Fraction]
) -> tuple[tuple[Fraction, bool], ...]:
    """What would be told of each title had it not been labelled: fitted on the nine other tenths.

    Returns
    -------
    pairs:
        (probability told, whether true), in the order of ``observations``.
    """
    fold = _folds([o.title for o in observations])
    told: dict[int, dict[tuple[str, str], Fraction]] = {}
    for number in range(FOLDS):
        rows = fit_axes([o for o in observations if fold[o.title] != number], axes, provisional)
        told[number] = {(r.subject.removeprefix("axe:"), r.evidence): r.probability for r in rows}
    return tuple((told[fold[o.title]][o.axis, o.evidence], o.true) for o in observations)


def fit_isotonic(
    scores: Sequence[Fraction | float], labels: Sequence[bool], weights: Sequence[Fraction | float]
) -> tuple[Step, ...]:
    """Isotonic regression of a label on a score by pool-adjacent-violators.

    Parameters
    ----------
    weights:
        How many pairs of the population each labelled pair stands for (> 0).

    Returns
    -------
    steps:
        Probabilities rise strictly from one step to the next; empty without any pair.
    """
    groups = by_key(
        (Fraction(value), (label, Fraction(weight)))
        for value, label, weight in zip(scores, labels, weights, strict=True)
    )
    steps: list[Step] = []
    for value in sorted(groups):
        pairs = groups[value]
        weight = sum((w for _, w in pairs), Fraction(0))
        share = sum((w for label, w in pairs if label), Fraction(0)) / weight
        steps.append(
            Step(
                score_min=value,
                probability=share,
                count=len(pairs),
                positives=sum(label for label, _ in pairs),
                weight=weight,
            )
        )
        while len(steps) > 1 and steps[-2].probability >= steps[-1].probability:
            steps[-2:] = [_joined(steps[-2], steps[-1])]
    return tuple(steps)


def probability(steps: Sequence[Step], score: Fraction | float) -> Fraction:
    """Probability at a score: that of the last step reached, of the first below all; 0 without."""
    if not steps:
        return Fraction(0)
    reached = bisect_right([s.score_min for s in steps], Fraction(score))
    return steps[max(reached, 1) - 1].probability


def fit_competences(
    scores: Sequence[Fraction | float], labels: Sequence[bool], weights: Sequence[Fraction | float]
) -> tuple[Calibration, ...]:
    """Rows of the calibration of competency scores, one a step.

    One case that says the contrary is added at each end, so that no score ever gives a certainty, 0
    or 1: only a person's decision does. It counts neither in ``count`` nor in ``positives``.
    """
    if not scores:
        return ()
    least, most = (
        pick(range(len(scores)), key=lambda i: Fraction(scores[i])) for pick in (min, max)
    )
    guarded = fit_isotonic(
        [scores[least], *scores, scores[most]],
        [True, *labels, False],
        [weights[least], *weights, weights[most]],
    )
    rows = []
    for position, step in enumerate(guarded):
        first, last = position == 0, position == len(guarded) - 1
        # Weights stand for a population; what is known is the number of pairs that were read.
        cell = _Cell(step.probability, Fraction(step.count))
        count, positives = step.count - first - last, step.positives - first
        rows.append(_row(COMPETENCE, SCORE, step.score_min, cell, count, positives))
    return tuple(rows)


def cross_validated_scores(
    titles: Sequence[str],
    scores: Sequence[Fraction | float],
    labels: Sequence[bool],
    weights: Sequence[Fraction | float],
) -> tuple[tuple[Fraction, bool, Fraction], ...]:
    """What would be told of a title's pairs had it not been labelled: see ``cross_validated``.

    Returns
    -------
    triples:
        (probability told, whether true, weight), in the order given.
    """
    fold = _folds(titles)
    tables = {}
    for number in range(FOLDS):
        kept = [i for i, title in enumerate(titles) if fold[title] != number]
        rows = fit_competences(
            [scores[i] for i in kept], [labels[i] for i in kept], [weights[i] for i in kept]
        )
        tables[number] = [
            Step(
                score_min=r.score_min or Fraction(0),
                probability=r.probability,
                count=0,
                positives=0,
                weight=Fraction(1),
            )
            for r in rows
        ]
    return tuple(
        (probability(tables[fold[title]], value), label, Fraction(weight))
        for title, value, label, weight in zip(titles, scores, labels, weights, strict=True)
    )


def _folds(titles: Iterable[str]) -> dict[str, int]:
    """Part of each title, drawn by a fixed seed: all that is said of a title falls in one part."""
    distinct = sorted(set(titles))
    order = np.random.default_rng(SEED).permutation(len(distinct))
    return {distinct[t]: position % FOLDS for position, t in enumerate(order.tolist())}


def _drawn(observations: Sequence[Observation], prior: Fraction) -> _Cell:
    """Share of true cases, with ``PRIOR_STRENGTH`` more of which the share ``prior`` is true."""
    weight = len(observations) + PRIOR_STRENGTH
    return _Cell((sum(o.true for o in observations) + PRIOR_STRENGTH * prior) / weight, weight)


def _decreasing(cells: Iterable[_Cell]) -> list[_Cell]:
    """Pool neighbours until none exceeds the one before; each cell gets its pool's proportion."""
    pools: list[list[_Cell]] = []
    for cell in cells:
        pools.append([cell])
        while len(pools) > 1 and _level(pools[-1]) > _level(pools[-2]):
            pools[-2:] = [pools[-2] + pools[-1]]
    return [
        _Cell(_level(pool), sum((c.weight for c in pool), Fraction(0)))
        for pool in pools
        for _ in pool
    ]


def _level(pool: Sequence[_Cell]) -> Fraction:
    weight = sum((c.weight for c in pool), Fraction(0))
    return sum((c.probability * c.weight for c in pool), Fraction(0)) / weight


def _joined(left: Step, right: Step) -> Step:
    weight = left.weight + right.weight
    share = (left.probability * left.weight + right.probability * right.weight) / weight
    return Step(
        score_min=left.score_min,
        probability=share,
        count=left.count + right.count,
        positives=left.positives + right.positives,
        weight=weight,
    )


def _row(
    subject: str, evidence: str, score_min: Fraction | None, cell: _Cell, count: int, positives: int
) -> Calibration:
    low, high = wilson(float(cell.probability * cell.weight), float(cell.weight))
    told = _rounded(cell.probability)
    return Calibration(
        subject=subject,
        evidence=evidence,
        score_min=score_min,
        probability=told,
        count=count,
        positives=positives,
        low=min(told, _rounded(low)),
        high=max(told, _rounded(high)),
    )


def _rounded(value: Fraction | float) -> Fraction:
    """Three decimals, half up."""
    return Fraction(int(Fraction(value) * _PLACES + Fraction(1, 2)), _PLACES)
