"""Which texts hold words like those typed, slips included: for search boxes and near names."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from itertools import takewhile

from rapidfuzz import fuzz, process

from coverage_engine.domain.normalise import STOP_WORDS, words

# Words of a question that are read: a longer one is a pasted text.
MAX_WORDS = 12
# Likeness of two words from which one may be a slip for the other, 0 to 100; short words must be
# the same but one letter.
_SAME_WORD = 75.0
# Indexed words that one typed word may stand for.
_NEAR_WORDS = 12
# Part of the weight of the typed words that a text must hold.
_ENOUGH = 0.4
# A typed word of this length or more also finds the words that it begins: what is typed as one
# goes.
_PREFIX = 3
# What a word is worth when it only begins the indexed one.
_BEGUN = 0.9


class WordIndex:
    """Texts by their words.

    Parameters
    ----------
    texts:
        Identifier and text of each; at equal likeness the first given comes first.
    """

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._ids: list[str] = []
        self._lengths: list[int] = []
        self._holders: dict[str, list[int]] = {}
        for place, (name, text) in enumerate(texts):
            own = dict.fromkeys(w for w in words(text) if w not in STOP_WORDS)
            self._ids.append(name)
            self._lengths.append(len(own))
            for word in own:
                self._holders.setdefault(word, []).append(place)
        self._vocabulary = list(self._holders)
        self._sorted = sorted(self._vocabulary)

    def find(self, typed: str, limit: int) -> tuple[tuple[str, float], ...]:
        """Texts that hold most of the typed words, with their likeness (0 to 1), best first."""
        asked = [w for w in dict.fromkeys(words(typed)) if w not in STOP_WORDS][:MAX_WORDS]
        near = [self._near(word) for word in asked]
        weights = [max((self._weight(w) for w in found), default=self._rarest) for found in near]
        total = sum(weights)
        scores: dict[int, float] = {}
        for found, weight in zip(near, weights, strict=True):
            best: dict[int, float] = {}
            for word, likeness in found.items():
                for place in self._holders[word]:
                    best[place] = max(best.get(place, 0.0), likeness)
            for place, likeness in best.items():
                scores[place] = scores.get(place, 0.0) + weight * likeness
        kept = [
            (score / total, place) for place, score in scores.items() if score >= _ENOUGH * total
        ]
        # Of two texts that hold the same words, the shorter one is nearer.
        kept.sort(key=lambda pair: (-round(pair[0], 6), self._lengths[pair[1]], pair[1]))
        return tuple((self._ids[place], score) for score, place in kept[:limit])

    @property
    def _rarest(self) -> float:
        return math.log(2 + len(self._ids))

    def _weight(self, word: str) -> float:
        return math.log((2 + len(self._ids)) / (1 + len(self._holders[word])))

    def _near(self, word: str) -> dict[str, float]:
        """Indexed words that a typed one may stand for, with their likeness (0 to 1)."""
        if len(word) > _PREFIX:
            ranked = process.extract(
                word,
                self._vocabulary,
                scorer=fuzz.ratio,
                limit=_NEAR_WORDS,
                score_cutoff=_SAME_WORD,
            )
            found = {w: score / 100 for w, score, _ in ranked}
        else:
            found = {word: 1.0} if word in self._holders else {}
        if len(word) >= _PREFIX:
            first = bisect_left(self._sorted, word)
            begun = takewhile(
                lambda w: w.startswith(word), self._sorted[first : first + _NEAR_WORDS]
            )
            found |= {w: max(found.get(w, 0.0), _BEGUN) for w in begun}
        return found
