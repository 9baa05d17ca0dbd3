"""Why a first answer is wrong, by rules that anyone can check: the error analysis of ``evaluate``.
Issue 3 §2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log

from coverage_engine.domain.normalise import stems
from coverage_engine.matching.evaluation import TOP, first_ranks

# Kinds of miss, the first that applies; each is a phrase that ends «la bonne réponse …».
LOOSE = "la première réponse est juste, mais par une autre relation que celle qui est demandée"
TIED = "à égalité avec la première"
NOTHING_SHARED = "sans aucun mot commun avec le texte, dans aucun de ses libellés"
LESS_SHARED = "avec moins de mots communs, ou de moins rares, que la première réponse"
FAR = "avec autant de mots communs que la première, mais au-delà du dixième rang"
BELOW = "avec autant de mots communs que la première, un peu plus bas"
KINDS = (LOOSE, TIED, NOTHING_SHARED, LESS_SHARED, FAR, BELOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A text whose first answer is wrong.

    Attributes
    ----------
    kind:
        One of :data:`KINDS`.
    text:
        The text, as printed.
    answered, expected:
        First wording of the first answer (empty when there is none) and of a right answer.
    rank:
        Rank of the first right answer; 0 beyond the tenth.
    """

    kind: str
    text: str
    answered: str
    expected: str
    rank: int


def explain_misses(
    texts: Sequence[str],
    found: Sequence[Sequence[str]],
    scores: Sequence[Sequence[float]],
    right: Sequence[Collection[str]],
    loose: Sequence[Collection[str]],
    wordings: Sequence[tuple[str, str]],
) -> tuple[Miss, ...]:
    """Classify every text whose first answer is not right; texts without right answer are left out.

    Parameters
    ----------
    found, scores:
        Answers of each text, best first, and their scores.
    right, loose:
        Right answers of each text, and those that would be right if less were asked.
    wordings:
        ``(target, wording)``, the first of a target being its main one.

    Returns
    -------
    In the order of the texts. Words are compared by their stems and weigh ln((1 + n) / (1 + n with
    it)) + 1 over the n wordings; a target is worth the wording that shares most.
    """
    stemmed = [(target, frozenset(stems(wording))) for target, wording in wordings]
    holding = Counter(stem for _, own in stemmed for stem in own)
    weight = {stem: log((1 + len(stemmed)) / (1 + n)) + 1 for stem, n in holding.items()}
    by_target: dict[str, list[frozenset[str]]] = {}
    for target, own in stemmed:
        by_target.setdefault(target, []).append(own)
    label = dict(reversed([*wordings]))
    ranks = first_ranks([list(a)[:TOP] for a in found], right).tolist()
    out = []
    for text, answers, values, wanted, near, rank in zip(
        texts, found, scores, right, loose, ranks, strict=True
    ):
        if not wanted or rank == 1:
            continue
        said = frozenset(stems(text))
        shared = _shared(said, [w for target in wanted for w in by_target[target]], weight)
        first = _shared(said, by_target[answers[0]], weight) if answers else 0.0
        tied = any(v == values[0] and a in wanted for a, v in zip(answers, values, strict=True))
        tests: Mapping[str, bool] = {
            LOOSE: bool(answers) and answers[0] in near,
            TIED: tied,
            NOTHING_SHARED: shared == 0,
            LESS_SHARED: first > shared,
            FAR: rank == 0,
            BELOW: True,
        }
        kind = next(name for name in KINDS if tests[name])
        expected = answers[rank - 1] if rank else min(wanted)
        out.append(
            Miss(
                kind=kind,
                text=text,
                answered=label[answers[0]] if answers else "",
                expected=label[expected],
                rank=rank,
            )
        )
    return tuple(out)


def _shared(
    said: Collection[str], wordings: Sequence[frozenset[str]], weight: Mapping[str, float]
) -> float:
    """Weight of the stems that a text shares with the wording that shares most; equal sums print
    equal.
    """
    return round(max(sum(sorted(weight[s] for s in own.intersection(said))) for own in wordings), 9)


def counts(misses: Sequence[Miss]) -> dict[str, int]:
    """Misses of each kind, in the order of :data:`KINDS`, those never met left out."""
    number = Counter(m.kind for m in misses)
    return {kind: number[kind] for kind in KINDS if number[kind]}


def examples(misses: Sequence[Miss], number: int) -> tuple[Miss, ...]:
    """A few misses, spread evenly over all of them, kinds together: no choice of ours."""
    order = sorted(misses, key=lambda m: (KINDS.index(m.kind), m.text))
    size = min(number, len(order))
    return tuple(order[(2 * i + 1) * len(order) // (2 * size)] for i in range(size))
