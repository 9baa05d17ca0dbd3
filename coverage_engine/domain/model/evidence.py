"""What each reading of an offer is worth for each need, if it is true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.branch import Competence, Need
from coverage_engine.domain.model.doubt import Fact
from coverage_engine.domain.model.results import TextLink


class Candidate(NamedTuple):
    """A need and a reading that may serve it: for whom, at which level, if a person said no."""

    need: Need
    competence: Competence
    text: TextLink
    scope: str
    tier: str
    offered: int
    rejected: bool


class Worth(NamedTuple):
    """Worth of a strength of evidence for a need: before scope, after it, by level, in the end."""

    evidence: Fraction
    after_scope: Fraction
    level_factor: Fraction
    value: Fraction


class Clue(NamedTuple):
    """A fact seen from one need: what it is worth there, above 0 and up to 1, if it is true.

    ``likely`` tells whether the point estimate takes the fact as true; ``strength``, ``scope`` and
    ``tier`` are those of the link it would make, empty when a run is read back from its folder.
    """

    need: Need
    fact: Fact
    value: Fraction
    likely: bool
    strength: str = ""
    scope: str = ""
    tier: str = ""

    @property
    def offer(self) -> str:
        """Offer that the fact was read in."""
        return self.fact.offer


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each fact is worth for each need.

    Parameters
    ----------
    facts:
        Sorted by offer, kind and target, so that the order of the offers changes nothing.
    likely:
        Whether the point estimate takes the fact at the same index as true.
    needs:
        Applicable needs by métier, in the referential's order.
    clues:
        For each need (métier, competency) that a fact reaches, what it is worth there, by index of
        fact.
    """

    facts: tuple[Fact, ...]
    likely: tuple[bool, ...]
    needs: Mapping[str, tuple[Need, ...]]
    clues: Mapping[tuple[str, str], Mapping[int, Clue]]


def gather_evidence(needs: Sequence[Need], clues: Sequence[Clue]) -> Evidence:
    """Join clues by need; a need that no clue reaches is kept, for it is in the denominator."""
    likely = {c.fact: c.likely for c in clues}
    facts = tuple(sorted(likely))
    index = {fact: i for i, fact in enumerate(facts)}
    found: dict[tuple[str, str], dict[int, Clue]] = {}
    for clue in clues:
        found.setdefault((clue.need.metier, clue.need.competence), {})[index[clue.fact]] = clue
    by_metier = by_key((need.metier, need) for need in needs if need.applicable)
    return Evidence(
        facts,
        tuple(likely[f] for f in facts),
        {m: tuple(own) for m, own in by_metier.items()},
        found,
    )
