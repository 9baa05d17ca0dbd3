"""The facts the rates rest on: an axis read in an offer, a competency its text names (method §5).

A doubt on a title is one doubt: each fact is true or false once, for every métier and need it
serves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from coverage_engine.analysis.graph import Candidate, Worths, axis_strength
from coverage_engine.domain.model.doubt import AXE, COMPETENCE, Fact
from coverage_engine.domain.model.referential import Need
from coverage_engine.domain.model.results import ATTESTEE, NAMING, OfferReading, TextLink
from coverage_engine.domain.settings import Settings


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


def find_clues(
    candidates: Iterable[Candidate], readings: Sequence[OfferReading], settings: Settings
) -> tuple[Clue, ...]:
    """Turn candidates into facts and what they are worth.

    A need is worth the best of its facts that are true: what its text is worth when it names the
    competency, else what the axis read in it is worth, else nothing. A decided link is one fact of
    probability 1 or 0: the axis is not asked again.

    Parameters
    ----------
    candidates:
        From :func:`coverage_engine.analysis.graph.find_candidates`, before any link is dropped as
        unlikely.
    """
    worths, minimal = Worths(settings.valeur_partielle), settings.probabilite_minimale
    axes_of = {r.offer: r.axes for r in readings}
    # A fact serves many needs: the same object everywhere, so that it is compared and kept once.
    known: dict[tuple[str, str, str], Fact] = {}

    def fact_of(kind: str, text: TextLink, target: str, probability: Fraction) -> Fact:
        name = (text.offer, kind, target)
        if name not in known:
            known[name] = Fact(text.offer, kind, target, probability)
        return known[name]

    out = []
    for candidate in candidates:
        text, need = candidate.text, candidate.need
        tag = axes_of[text.offer].get(text.axis)
        read = []
        if text.named:
            named = text.strength in NAMING and text.named >= minimal
            strength = text.strength if text.strength in NAMING else ATTESTEE
            read.append((fact_of(COMPETENCE, text, text.competence, text.named), strength, named))
        if tag and tag[1] and not text.decision:
            read.append(
                (fact_of(AXE, text, text.axis, tag[1]), axis_strength(tag), tag[1] >= minimal)
            )
        for fact, strength, likely in read:
            value = worths.of(candidate, strength).value
            if value:
                out.append(
                    Clue(
                        need=need,
                        fact=fact,
                        value=value,
                        likely=likely,
                        strength=strength,
                        scope=candidate.scope,
                        tier=candidate.tier,
                    )
                )
    return tuple(out)


def gather_evidence(needs: Sequence[Need], clues: Sequence[Clue]) -> Evidence:
    """Join clues by need; a need that no clue reaches is kept, for it is in the denominator."""
    likely = {c.fact: c.likely for c in clues}
    facts = tuple(sorted(likely))
    index = {fact: i for i, fact in enumerate(facts)}
    found: dict[tuple[str, str], dict[int, Clue]] = {}
    for clue in clues:
        found.setdefault((clue.need.metier, clue.need.competence), {})[index[clue.fact]] = clue
    by_metier: dict[str, list[Need]] = {}
    for need in needs:
        if need.applicable:
            by_metier.setdefault(need.metier, []).append(need)
    return Evidence(
        facts,
        tuple(likely[f] for f in facts),
        {m: tuple(own) for m, own in by_metier.items()},
        found,
    )
