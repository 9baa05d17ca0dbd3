"""What the doubt on the readings makes of a run: draws and all that follows (§5 and §6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from coverage_engine.analysis.draws import Worlds, draw_facts
from coverage_engine.analysis.flips import facts_to_reject, needs_to_cover
from coverage_engine.analysis.ranges import (
    NOTHING,
    Drawn,
    axis_ranges,
    draw_rates,
    metier_ranges,
    ranges_by,
    ranges_by_axis,
    stability_of,
    totals_of,
)
from coverage_engine.analysis.readings_to_confirm import links_to_confirm
from coverage_engine.analysis.sensitivity import Basis, try_settings
from coverage_engine.analysis.verdicts import variant_filters
from coverage_engine.domain.model.doubt import Doubt, Flip, MetierDoubt
from coverage_engine.domain.model.evidence import Clue, Evidence, gather_evidence
from coverage_engine.domain.model.results import (
    A_CONFIRMER,
    A_RENFORCER,
    BIEN_COUVERT,
    MetierCoverage,
    NeedCoverage,
)


def weigh_doubt(
    basis: Basis,
    clues: Sequence[Clue],
    covered: Sequence[NeedCoverage],
    metiers: Sequence[MetierCoverage],
    for_all: frozenset[str],
) -> Doubt:
    """Draw the facts and say how far each rate and verdict hold.

    Parameters
    ----------
    basis:
        The run as it is; its candidates are those of the needs of the perimeter.
    clues:
        What those candidates are worth, from :func:`..facts.find_clues`.
    covered, metiers:
        The point estimate, with the rule's verdicts.
    for_all:
        Offers declared for everyone.
    """
    ref = basis.referential
    evidence = gather_evidence(basis.needs, clues)
    worlds = Worlds(ref.settings, ref.axes, ref.competences, evidence)
    states = draw_facts(evidence.facts, ref.settings)
    drawn = draw_rates(worlds, states)
    doubts = _metier_doubts(basis, evidence, worlds, drawn, covered, metiers)
    unsettled = {
        m.metier
        for m in settle(metiers, doubts, ref.settings.stabilite_minimale)
        if m.verdict == A_CONFIRMER
    }
    filters = variant_filters(basis.offers, for_all)
    whole = ranges_by(worlds, drawn, metiers, lambda m: "", ref.settings)
    return Doubt(
        metiers=doubts,
        axes=axis_ranges(worlds, drawn, ref),
        by_axis=ranges_by_axis(worlds, drawn, ref),
        by_family=ranges_by(worlds, drawn, metiers, lambda m: m.family, ref.settings),
        by_profile=ranges_by(worlds, drawn, metiers, lambda m: m.profile, ref.settings),
        whole=whole.get("", NOTHING),
        variants={
            name: metier_ranges(kept := worlds.keeping(keep), totals_of(kept, states), ref.settings)
            for name, keep in filters.items()
        },
        uncertain=sum(0 < f.probability < 1 for f in evidence.facts),
        links=links_to_confirm(worlds, evidence, states, drawn.totals, unsettled),
        trials=try_settings(basis, {m.metier for m in metiers if m.rule_verdict == BIEN_COUVERT}),
    )


def _metier_doubts(
    basis: Basis,
    evidence: Evidence,
    worlds: Worlds,
    drawn: Drawn,
    covered: Sequence[NeedCoverage],
    metiers: Sequence[MetierCoverage],
) -> dict[str, MetierDoubt]:
    ranges = metier_ranges(worlds, drawn.totals, basis.referential.settings)
    out = {}
    for m in metiers:
        if m.metier not in ranges:
            # No need to evaluate: nothing is drawn, and nothing can change the verdict.
            out[m.metier] = MetierDoubt(NOTHING, Fraction(1), Flip(BIEN_COUVERT, (), (), 0))
            continue
        stability = stability_of(drawn.well[m.metier], m.rule_verdict)
        if m.rule_verdict == A_RENFORCER:
            flip = needs_to_cover(basis.referential, [n for n in covered if n.metier == m.metier])
        else:
            flip = facts_to_reject(worlds, evidence, m.metier)
        out[m.metier] = MetierDoubt(ranges[m.metier], stability, flip)
    return out


def settle(
    metiers: Sequence[MetierCoverage], doubts: Mapping[str, MetierDoubt], minimal: Fraction
) -> tuple[MetierCoverage, ...]:
    """Verdicts once the doubt is known: *à confirmer* when stability is below ``minimal``."""
    return tuple(
        (
            replace(m, verdict=A_CONFIRMER)
            if doubts[m.metier].stability < minimal
            else replace(m, verdict=m.rule_verdict)
        )
        for m in metiers
    )
