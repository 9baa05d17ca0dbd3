"""Rates of many worlds at once, in exact integers: in each column, facts are true or false.

The same arithmetic serves the seeded draws (§5) and the smallest change of a verdict.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.branch import Axis, Competence
from coverage_engine.domain.model.doubt import Fact
from coverage_engine.domain.model.evidence import Clue, Evidence
from coverage_engine.domain.model.results import reaches
from coverage_engine.domain.settings import Settings

Flags = NDArray[np.bool_]
Whole = NDArray[Any]
# Below this bound neither a comparison nor a sum over the draws overflows 64 bits; above it,
# Python's own integers serve.
_SAFE = 2**62
_STREAM_BITS = 64


def draw_facts(facts: Sequence[Fact], settings: Settings) -> Flags:
    """Draw each fact true or false, ``tirages`` times: an array of facts × draws.

    Each fact has its own stream, seeded by the setting ``graine`` and the fact's name alone: adding
    an offer changes no draw of the others, two editions share their chance, and raising a
    probability never turns a true draw false. Only the raw 64-bit words of PCG64 are used, which
    numpy guarantees never to change.
    """
    count = int(settings.tirages)
    drawn = np.zeros((len(facts), count), dtype=np.bool_)
    for row, fact in enumerate(facts):
        if fact.probability >= 1:
            drawn[row] = True
        elif fact.probability > 0:
            name = "\x1f".join((str(int(settings.graine)), fact.kind, fact.offer, fact.target))
            seed = int.from_bytes(blake2b(name.encode(), digest_size=16).digest(), "big")
            bar = (fact.probability.numerator << _STREAM_BITS) // fact.probability.denominator
            drawn[row] = np.random.PCG64(seed).random_raw(count) < np.uint64(bar)
    return drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class MetierWorlds:
    """The needs of one métier in integers: terms (fact, rank of value) by need, and weights.

    ``own`` are the facts that serve the métier, sorted; ``facts`` the one of each term, by its
    place in ``own``, and ``clues`` what it is there. ``weights`` is axes × needs reached by a fact,
    ``wanted`` the denominator of each axis, ``total`` that of the métier.
    """

    own: NDArray[np.int64]
    clues: tuple[Clue, ...]
    facts: NDArray[np.int64]
    ranks: NDArray[np.uint8]
    starts: NDArray[np.int64]
    weights: Whole
    wanted: tuple[int, ...]
    total: int


class Worlds:
    """Numerators of every rate for any states of the facts.

    Parameters
    ----------
    axes, competences:
        Every axis, and every competency that a need may name.
    evidence:
        What each fact is worth for each need.
    """

    def __init__(
        self,
        settings: Settings,
        axes: Sequence[Axis],
        competences: Iterable[Competence],
        evidence: Evidence,
    ) -> None:
        self._settings = settings
        values = sorted(
            {clue.value for own in evidence.clues.values() for clue in own.values()} | {Fraction(0)}
        )
        needs = [n for own in evidence.needs.values() for n in own]
        value_scale, weight_scale = _scale(values), _scale(n.weight for n in needs)
        axis_scale = _scale(a.weight for a in axes)
        self.scale = value_scale * weight_scale
        self._axis_weights = [int(a.weight * axis_scale) for a in axes]
        self._pivots = [i for i, a in enumerate(axes) if a.pivot]
        everything = (
            self.scale * sum((n.weight for n in needs), Fraction(0)) * max(1, *self._axis_weights)
        )
        bars = (self._settings.seuil_bien_couvert, self._settings.seuil_axe_pivot)
        safe = everything * max(int(self._settings.tirages), *(b.denominator for b in bars)) < _SAFE
        self.kind: Any = np.int64 if safe else object
        self._levels = np.array([int(v * value_scale) for v in values], dtype=self.kind)
        rank = {v: i for i, v in enumerate(values)}
        place = {a.id: i for i, a in enumerate(axes)}
        axis_of = {c.id: place[c.axis] for c in competences}
        self.metiers: dict[str, MetierWorlds] = {}
        for metier, own in evidence.needs.items():
            weights = [(axis_of[n.competence], int(n.weight * weight_scale)) for n in own]
            wanted = [0] * len(axes)
            for axis, weight in weights:
                wanted[axis] += weight * value_scale
            reached = [i for i, n in enumerate(own) if (metier, n.competence) in evidence.clues]
            terms = [sorted(evidence.clues[metier, own[i].competence].items()) for i in reached]
            matrix = np.zeros((len(wanted), len(reached)), dtype=self.kind)
            for column, i in enumerate(reached):
                matrix[weights[i][0], column] = weights[i][1]
            facts, places = np.unique(
                np.array([fact for group in terms for fact, _ in group], dtype=np.int64),
                return_inverse=True,
            )
            self.metiers[metier] = MetierWorlds(
                own=facts,
                clues=tuple(clue for group in terms for _, clue in group),
                facts=places.astype(np.int64),
                ranks=np.array(
                    [rank[clue.value] for group in terms for _, clue in group], dtype=np.uint8
                ),
                starts=np.cumsum([0, *(len(group) for group in terms[:-1])], dtype=np.int64),
                weights=matrix,
                wanted=tuple(wanted),
                total=self.weigh(wanted),
            )

    def keeping(self, keep: Callable[[Clue], bool]) -> Worlds:
        """The same needs if only the clues ``keep`` accepts existed; facts keep their places."""
        kept = copy(self)
        kept.metiers = {
            metier: replace(
                own,
                ranks=own.ranks
                * np.fromiter(map(keep, own.clues), dtype=np.bool_, count=len(own.clues)),
            )
            for metier, own in self.metiers.items()
        }
        return kept

    def weigh(self, by_axis: Iterable[Any]) -> Any:
        """Σ over axes, each with its weight: integers or arrays alike."""
        return sum(
            weight * value for weight, value in zip(self._axis_weights, by_axis, strict=True)
        )

    def numerators(self, metier: str, states: Flags) -> Whole:
        """A métier's numerator on each axis (axes × columns), for all facts (facts × columns)."""
        return self.own_numerators(metier, states[self.metiers[metier].own])

    def own_numerators(self, metier: str, states: Flags) -> Whole:
        """The same, for the states of the métier's own facts."""
        own = self.metiers[metier]
        if not own.facts.size:
            return np.zeros((len(own.wanted), states.shape[1]), dtype=self.kind)
        return np.asarray(own.weights @ self._levels[self._best(own, states)])

    @staticmethod
    def _best(own: MetierWorlds, states: Flags) -> NDArray[np.uint8]:
        """Rank of the value of each need that some fact reaches, in each column."""
        return np.maximum.reduceat(states[own.facts] * own.ranks[:, None], own.starts, axis=0)

    def gains(self, metier: str, states: Flags, kept: Worlds) -> dict[str, Whole]:
        """What each offer alone would add to a métier's numerator, all axes together, by column.

        Parameters
        ----------
        states:
            Of all the facts.
        kept:
            These worlds with the clues of some offers only: what the métier has already.
        """
        own = self.metiers[metier]
        out: dict[str, Whole] = {}
        if not own.facts.size:
            return out
        known = states[own.own]
        had = self._best(kept.metiers[metier], known)
        need_of = np.repeat(
            np.arange(len(own.starts)), np.diff(np.append(own.starts, len(own.facts)))
        )
        weights = self.weigh(own.weights)
        terms = by_key((clue.offer, term) for term, clue in enumerate(own.clues))
        for offer, places in terms.items():
            needs = np.unique(need_of[places])
            brought = had[needs]
            np.maximum.at(
                brought,
                np.searchsorted(needs, need_of[places]),
                known[own.facts[places]] * own.ranks[places, None],
            )
            out[offer] = np.asarray(
                weights[needs] @ (self._levels[brought] - self._levels[had[needs]])
            )
        return out

    def backing(self, metier: str, likely: Flags) -> NDArray[np.int64]:
        """For each own fact of a métier, how few facts, itself included, must be false to miss it.

        Facts not ``likely`` are false already; one that serves nothing has as many as facts.
        """
        own = self.metiers[metier]
        out = np.full(len(own.own), len(own.own), dtype=np.int64)
        ends = np.append(own.starts[1:], len(own.facts))
        for start, end in zip(own.starts.tolist(), ends.tolist(), strict=True):
            facts, ranks = own.facts[start:end], own.ranks[start:end]
            true = likely[facts]
            # Likely and worth as much or more: all must go before the need misses the fact.
            above = len(facts) - np.searchsorted(
                np.sort(np.where(true, ranks, 0)), ranks, side="left"
            )
            np.minimum.at(out, facts[true & (ranks > 0)], above[true & (ranks > 0)])
        return out

    def well_covered(self, metier: str, by_axis: Whole) -> Flags:
        """Whether the rule says *bien couvert* in each column, as :func:`..verdicts.shortfalls`."""
        own = self.metiers[metier]
        columns = by_axis.shape[1]
        good = np.full(columns, bool(own.total))
        good &= np.asarray(
            reaches(self.weigh(by_axis), own.total, self._settings.seuil_bien_couvert),
            dtype=np.bool_,
        )
        for axis in self._pivots:
            low = reaches(by_axis[axis], own.wanted[axis], self._settings.seuil_axe_pivot)
            good &= np.asarray(low, dtype=np.bool_)
        return good


def _scale(values: Iterable[Fraction]) -> int:
    return math.lcm(1, *(v.denominator for v in values))


def grouped(parts: Mapping[str, Any], group_of: Mapping[str, str]) -> dict[str, Any]:
    """Sums of the parts of each group, by name of the group."""
    out: dict[str, Any] = {}
    for name, part in parts.items():
        group = group_of[name]
        out[group] = part + out[group] if group in out else part
    return out
