"""The facts the rates rest on: an axis read in an offer, a competency its text names (method §5).

A doubt on a title is one doubt: each fact is true or false once, for all it serves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from coverage_engine.analysis.graph import Worths, axis_strength
from coverage_engine.domain.model.doubt import AXE, COMPETENCE, Fact
from coverage_engine.domain.model.evidence import Candidate, Clue
from coverage_engine.domain.model.results import ATTESTEE, NAMING, OfferReading, TextLink
from coverage_engine.domain.settings import Settings


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
        From :func:`..graph.find_candidates`, before any link is dropped as unlikely.
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
