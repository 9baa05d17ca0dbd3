"""What a match finds: links in order, and why each is there."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.matching.join import Floats, Ints


@dataclass(frozen=True)
class Explanation:
    """Why a link: never a bare score.

    Attributes
    ----------
    wording:
        The target's wording that is nearest.
    terms:
        Words of the text that it shares, as printed, and what each adds to ``mots``, most first.
    rankers:
        ``(ranker, value, weight)``: the score is the sum of value × weight.
    neighbour:
        The nearest known text that votes for the target; empty when none does.
    """

    wording: str
    terms: tuple[tuple[str, float], ...]
    rankers: tuple[tuple[str, float, float], ...]
    neighbour: str


@dataclass(frozen=True, kw_only=True)
class Links:
    """Best targets of each text, by text then rank.

    Attributes
    ----------
    source:
        Index of the text (n,).
    target:
        Identifier of the target (n,).
    rank:
        From 1 (n,).
    score:
        Between 0 and 1, 6 decimals (n,).
    why:
        One explanation per link when asked for, else nothing.
    """

    source: Ints
    target: tuple[str, ...]
    rank: Ints
    score: Floats
    why: tuple[Explanation, ...] = ()
