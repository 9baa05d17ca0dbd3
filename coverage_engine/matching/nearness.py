"""How near an offer's text is to each competency: the matching core, weighed for short titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from coverage_engine.matching.fusion import Fusion
from coverage_engine.matching.join import DECIMALS, Ints
from coverage_engine.matching.table import TargetTable, TextTable

# Chosen on 619 labelled pairs (docs/measures.md): a title names a competency by a word that is
# the competency's own more than by looking like one of its formulations.
WEIGHTS: Mapping[str, float] = {"caracteres": 0.5, "ensemble": 3.0, "vocabulaire": 0.5}
# Words shown for one link: enough to judge it at a glance.
_SHOWN_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """A text and a competency: the nearest formulation, and the words they share, as printed."""

    text_index: int
    competence: str
    formulation: str
    score: Fraction
    words: tuple[str, ...]


def nearest_competences(
    texts: Sequence[str],
    formulations: Sequence[tuple[str, str]],
    floor: Fraction,
    asked: tuple[Ints, Ints] | None = None,
) -> tuple[Nearness, ...]:
    """Every competency near each text, when the score reaches ``floor``.

    Parameters
    ----------
    texts:
        Offer texts; order gives ``text_index``.
    formulations:
        ``(competence, formulation)`` pairs. The weight of words is learned on them alone: an offer
        never changes what another is worth.
    floor:
        Scores below it are left out (0 to 1).
    asked:
        Pairs to compare: places in ``texts``, and among the competencies in their order of first
        appearance; all by default. Others may be answered too: those that say the same as a pair
        that was asked. The score of a pair never depends on which others are.

    Returns
    -------
    tuple of Nearness
        Ordered by text, then score descending, then competency: the same on every machine.
    """
    table = TextTable.of(texts, (1.0,))
    targets = TargetTable.of(
        [f for _, f in formulations], [c for c, _ in formulations], (1.0,), apart=frozenset()
    )
    if not formulations or not texts:
        return ()
    none = TextTable.of([], (1.0,))
    every = len(targets)
    fusion = Fusion(
        targets, none, [], none, WEIGHTS, top=every, candidates=every, neighbours=1, threads=1
    )
    scored = (
        fusion.candidates(table)
        if asked is None
        else fusion.score(table, *_distinct(table, targets, formulations, *asked))
    )
    near: list[list[Nearness]] = [[] for _ in range(len(table))]
    # Most pairs are far below: only those that may reach the floor are looked at one by one.
    high = np.flatnonzero(scored.score > float(floor) - 10**-DECIMALS)
    shared_of = fusion.shared_with_targets(table, scored.source[high], scored.target[high])
    for at, shared in zip(high.tolist(), shared_of, strict=True):
        exact = Fraction(round(float(scored.score[at]) * 10**DECIMALS), 10**DECIMALS)
        if exact >= floor:
            source, target = int(scored.source[at]), int(scored.target[at])
            words = tuple(
                dict.fromkeys(table.printed(source, stem) for stem, _ in shared[:_SHOWN_WORDS])
            )
            wording = targets.rows.texts[int(targets.text_of[scored.row[at]])][0]
            near[source] += [
                Nearness(
                    text_index=source,
                    competence=name,
                    formulation=wording,
                    score=exact,
                    words=words,
                )
                for name in targets.ids[target]
            ]
    return tuple(
        Nearness(
            text_index=index,
            competence=n.competence,
            formulation=n.formulation,
            score=n.score,
            words=n.words,
        )
        for index, row in enumerate(table.origin.tolist())
        for n in sorted(near[row], key=lambda n: (-n.score, n.competence))
    )


def _distinct(
    table: TextTable,
    targets: TargetTable,
    formulations: Sequence[tuple[str, str]],
    texts: Ints,
    competences: Ints,
) -> tuple[Ints, Ints]:
    """The pairs asked, as distinct texts and targets, sorted, each once."""
    place = {name: target for target, names in enumerate(targets.ids) for name in names}
    target_of = np.array(
        [place[name] for name in dict.fromkeys(name for name, _ in formulations)], dtype=np.int64
    )
    pairs = np.unique(table.origin[texts] * len(targets) + target_of[competences])
    return pairs // len(targets), pairs % len(targets)
