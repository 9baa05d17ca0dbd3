"""Small worlds whose readings are doubtful, and the same worlds once every fact is decided: an
oracle of the draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product

from hypothesis import strategies as st
from worlds import ONE, Covered, World, cover, worlds

from coverage_engine.analysis.doubt import weigh_doubt
from coverage_engine.analysis.drawn_readings import find_clues
from coverage_engine.analysis.draws import Worlds
from coverage_engine.analysis.graph import useful_candidates
from coverage_engine.analysis.sensitivity import Basis
from coverage_engine.domain.model.doubt import AXE, COMPETENCE, Doubt, Fact
from coverage_engine.domain.model.evidence import Clue, Evidence, gather_evidence
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import ABORDE, ATTESTEE, PRINCIPAL, TextLink
from coverage_engine.domain.settings import Settings
from coverage_engine.matching.scope import Scopes

NONE = Fraction(0)
LABELS = {"principal": PRINCIPAL, "aborde": ABORDE}
ODDS = tuple(Fraction(n, 20) for n in (0, 6, 10, 16, 20))
CERTAIN = (NONE, ONE)


@st.composite
def doubtful_worlds(
    draw: st.DrawFn, odds: tuple[Fraction, ...] = ODDS, offers: int = 3, rate: str = "0.6"
) -> World:
    """A world where each offer may be read on each axis, and each of its texts may name its
    competency.

    The threshold is lower than usual in some worlds, so that both verdicts are met.
    """
    world = draw(worlds())
    keep = {o.id for o in world.offers[:offers]}
    readings, texts = [], []
    for reading in world.readings:
        if reading.offer not in keep:
            continue
        axes = {}
        for axis in ("gestes", "fours"):
            strength = draw(st.sampled_from(["", "principal", "aborde"]))
            if strength:
                axes[axis] = (strength, draw(st.sampled_from(odds)), ("mot",))
        readings.append(replace(reading, axes=axes, level=draw(st.integers(2, 3)), counted=True))
        for c in world.ref.competences:
            texts += _texts(draw, reading.offer, c.id, c.axis, axes, odds)
    bar = draw(st.sampled_from([Fraction(1, 5), Fraction(rate)]))
    settings = Settings().with_values(
        {"seuil_bien_couvert": bar, "seuil_axe_pivot": bar, "tirages": Fraction(200)}
    )
    return replace(
        world,
        ref=replace(world.ref, settings=settings),
        offers=tuple(o for o in world.offers if o.id in keep),
        readings=tuple(readings),
        texts=tuple(texts),
    )


def _texts(
    draw: st.DrawFn,
    offer: str,
    name: str,
    axis: str,
    axes: Mapping[str, tuple[str, Fraction, tuple[str, ...]]],
    odds: tuple[Fraction, ...],
) -> Iterator[TextLink]:
    if not draw(st.integers(0, 9)):
        p = draw(st.sampled_from(CERTAIN))
        yield TextLink(
            offer=offer,
            competence=name,
            axis=axis,
            strength=ATTESTEE,
            words=(),
            rule="décision",
            score=p,
            probability=p,
            decision="C. Levain",
            named=p,
        )
    elif axis in axes:
        strength, p, words = axes[axis]
        named = draw(st.sampled_from(odds))
        # Matching calls attested what is likely enough; the rates must hold even where it does not.
        attested = named >= Settings().probabilite_minimale
        if 0 < named < 1 and not draw(st.integers(0, 3)):
            attested = not attested
        if attested:
            yield TextLink(
                offer=offer,
                competence=name,
                axis=axis,
                strength=ATTESTEE,
                words=words,
                rule="proche",
                score=named,
                probability=named,
                decision="",
                named=named,
            )
        else:
            yield TextLink(
                offer=offer,
                competence=name,
                axis=axis,
                strength=LABELS[strength],
                words=words,
                rule="axe",
                score=p,
                probability=p,
                decision="",
                named=named,
            )


def basis_of(world: World) -> Basis:
    scopes = Scopes(world.ref, world.offers, world.readings, world.targets)
    candidates = useful_candidates(world.ref.needs, world.ref, world.readings, world.texts, scopes)
    return Basis(
        referential=world.ref,
        needs=world.ref.needs,
        offers=world.offers,
        readings=world.readings,
        scopes=scopes,
        candidates=candidates,
        rematch=lambda ref: world.texts,
    )


def clues_of(basis: Basis) -> tuple[Clue, ...]:
    return find_clues(basis.candidates, basis.readings, basis.referential.settings)


def evidence_of_world(world: World) -> Evidence:
    basis = basis_of(world)
    return gather_evidence(basis.needs, clues_of(basis))


def doubt_of(world: World) -> Doubt:
    covered, basis = cover(world), basis_of(world)
    return weigh_doubt(basis, clues_of(basis), covered.needs, covered.metiers, basis.scopes.for_all)


def worlds_of(ref: Referential, evidence: Evidence) -> Worlds:
    return Worlds(ref.settings, ref.axes, ref.competences, evidence)


def columns_of(world: World) -> Worlds:
    return worlds_of(world.ref, evidence_of_world(world))


def decided(world: World, true: Mapping[Fact, bool]) -> Covered:
    """The world through the point estimate, once each fact is known: nothing of the draws is
    used.
    """
    known = {(f.offer, f.kind, f.target): answer for f, answer in true.items()}
    axes = {r.offer: r.axes for r in world.readings}
    texts = []
    for text in world.texts:
        if text.decision:
            texts.append(text)
        elif known.get((text.offer, COMPETENCE, text.competence)):
            texts.append(replace(text, strength=ATTESTEE, probability=ONE))
        elif known.get((text.offer, AXE, text.axis)):
            texts.append(
                replace(text, strength=LABELS[axes[text.offer][text.axis][0]], probability=ONE)
            )
    return cover(replace(world, texts=tuple(texts)))


def every_outcome(
    world: World, facts: tuple[Fact, ...]
) -> Iterator[tuple[Fraction, dict[Fact, bool], Covered]]:
    """Every way the doubtful facts can turn, with its probability."""
    doubtful = [f for f in facts if 0 < f.probability < 1]
    sure = {f: f.probability == 1 for f in facts if f not in doubtful}
    for answers in product((False, True), repeat=len(doubtful)):
        states = {**sure, **dict(zip(doubtful, answers, strict=True))}
        odds = ONE
        for fact, answer in zip(doubtful, answers, strict=True):
            odds *= fact.probability if answer else 1 - fact.probability
        yield odds, states, decided(world, states)
