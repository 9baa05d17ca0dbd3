"""The draws, held against the point estimate of worlds where every fact is decided, and against all
outcomes at once.
"""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from doubtful import (
    CERTAIN,
    columns_of,
    decided,
    doubt_of,
    doubtful_worlds,
    every_outcome,
    evidence_of_world,
    worlds_of,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from worlds import World, cover

from coverage_engine.analysis.draws import Worlds, draw_facts
from coverage_engine.analysis.flips import facts_to_reject, needs_to_cover
from coverage_engine.analysis.ranges import draw_rates, range_of, stability_of, totals_of
from coverage_engine.analysis.readings_to_confirm import links_to_confirm
from coverage_engine.domain.model.doubt import AXE, COMPETENCE, Fact, Range
from coverage_engine.domain.model.results import A_RENFORCER, BIEN_COUVERT, SANS_OBJET
from coverage_engine.domain.settings import Settings

# Standard errors allowed between the draws and the truth. The seed is fixed: a world passes or
# fails for ever.
SIGMAS = 5
DRAWS = 2_000


def more_draws(world: World) -> World:
    drawn = world.ref.settings.with_values({"tirages": Fraction(DRAWS)})
    return replace(world, ref=replace(world.ref, settings=drawn))


def total_of(columns: Worlds, metier: str, states: np.ndarray) -> list[Fraction | None]:
    own = columns.metiers[metier]
    rows = columns.weigh(columns.numerators(metier, states)).tolist()
    return [Fraction(n, own.total) if own.total else None for n in rows]


# --- One column is the point estimate of the same world, decided


@given(doubtful_worlds(), st.data())
def test_a_column_is_the_point_estimate_of_the_decided_world(
    world: World, data: st.DataObject
) -> None:
    evidence = evidence_of_world(world)
    columns = worlds_of(world.ref, evidence)
    answers = [f.probability == 1 or data.draw(st.booleans()) for f in evidence.facts]
    truth = decided(world, dict(zip(evidence.facts, answers, strict=True)))
    states = np.array(answers, dtype=np.bool_).reshape(-1, 1)
    for m in truth.metiers:
        if m.metier not in columns.metiers:
            assert m.rate.value is None
            continue
        rows = columns.numerators(m.metier, states)
        assert total_of(columns, m.metier, states) == [m.rate.value]
        assert columns.well_covered(m.metier, rows).tolist() == [m.rule_verdict == BIEN_COUVERT]
        for i, axis in enumerate(world.ref.axes):
            wanted = columns.metiers[m.metier].wanted[i]
            rate = Fraction(int(rows[i, 0]), wanted) if wanted else None
            assert rate == truth.rates["axe", m.metier, axis.id]


@given(doubtful_worlds())
def test_the_likely_facts_give_the_point_estimate(world: World) -> None:
    evidence = evidence_of_world(world)
    columns = worlds_of(world.ref, evidence)
    states = np.array(evidence.likely, dtype=np.bool_).reshape(-1, 1)
    for m in cover(world).metiers:
        if m.metier in columns.metiers:
            assert total_of(columns, m.metier, states) == [m.rate.value]


@given(doubtful_worlds())
def test_a_decided_link_leaves_its_axis_out_of_it(world: World) -> None:
    decided_texts = tuple(
        replace(t, decision="C. Levain", probability=Fraction(1), named=Fraction(1))
        for t in world.texts
    )
    facts = evidence_of_world(replace(world, texts=decided_texts)).facts
    assert all((f.kind, f.probability) == (COMPETENCE, 1) for f in facts)


@given(doubtful_worlds())
def test_big_integers_give_the_same_rates(world: World) -> None:
    """Priorities whose denominators have a huge common multiple leave 64 bits, and change nothing
    to the rule.
    """
    huge = tuple(
        replace(n, priority=n.priority * Fraction(1, p))
        for n, p in zip(world.ref.needs, (2**61 - 1, 2**31 - 1) * 10, strict=False)
    )
    heavy = replace(world, ref=replace(world.ref, needs=huge))
    evidence = evidence_of_world(heavy)
    columns = worlds_of(heavy.ref, evidence)
    assume(columns.kind is object)
    states = np.array(evidence.likely, dtype=np.bool_).reshape(-1, 1)
    for m in cover(heavy).metiers:
        if m.metier in columns.metiers:
            assert total_of(columns, m.metier, states) == [m.rate.value]
            rows = columns.numerators(m.metier, states)
            assert columns.well_covered(m.metier, rows).tolist() == [m.rule_verdict == BIEN_COUVERT]
    assert doubt_of(heavy).metiers.keys() == {m.metier for m in cover(heavy).metiers}


# --- Ranges and stability


@given(doubtful_worlds())
def test_ranges_are_ordered_rates(world: World) -> None:
    doubt = doubt_of(world)
    groups = [
        doubt.by_axis,
        doubt.by_family,
        doubt.by_profile,
        doubt.axes,
        *doubt.variants.values(),
    ]
    found = [
        doubt.whole,
        *(m.rates for m in doubt.metiers.values()),
        *(r for g in groups for r in g.values()),
    ]
    for r in found:
        assert (r.low is None) == (r.high is None)
        assert r.low is None or r.high is None or 0 <= r.low <= r.high <= 1
    assert all(0 <= m.stability <= 1 for m in doubt.metiers.values())


@given(doubtful_worlds(odds=CERTAIN))
def test_without_doubt_the_range_is_the_rate_and_every_draw_agrees(world: World) -> None:
    doubt, point = doubt_of(world), cover(world)
    for m in point.metiers:
        own = doubt.metiers[m.metier]
        assert (own.rates, own.stability) == (Range(m.rate.value, m.rate.value), 1)
        for name, rate in m.variants.items():
            assert doubt.variants[name].get(m.metier, Range(None, None)) == Range(
                rate.value, rate.value
            )
    for (metier, axis), r in doubt.axes.items():
        assert r.low == r.high == point.rates["axe", metier, axis]
    assert doubt.links == ()
    assert doubt.uncertain == 0


@given(doubtful_worlds(), st.data())
def test_raising_probabilities_lowers_no_rate_in_any_draw(
    world: World, data: st.DataObject
) -> None:
    evidence = evidence_of_world(world)
    raised = tuple(
        replace(
            f,
            probability=f.probability
            + (1 - f.probability) * Fraction(data.draw(st.integers(0, 4)), 4),
        )
        for f in evidence.facts
    )
    before, after = (
        draw_facts(evidence.facts, world.ref.settings),
        draw_facts(raised, world.ref.settings),
    )
    assert bool((after >= before).all())
    columns = worlds_of(world.ref, evidence)
    for metier in columns.metiers:
        assert bool((columns.numerators(metier, after) >= columns.numerators(metier, before)).all())


@given(doubtful_worlds(), st.data())
def test_the_order_of_offers_changes_nothing(world: World, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(world.offers))))
    shuffled = replace(
        world,
        offers=tuple(world.offers[i] for i in order),
        readings=tuple(world.readings[i] for i in order),
        texts=tuple(data.draw(st.permutations(world.texts))),
    )
    assert doubt_of(shuffled) == doubt_of(world)


def test_a_fact_is_drawn_alike_whatever_the_others() -> None:
    facts = [
        Fact(f"o{i}", kind, "x", Fraction(7, 10)) for i in range(20) for kind in (AXE, COMPETENCE)
    ]
    whole = draw_facts(facts, Settings())
    for row in (0, 7, 39):
        assert (draw_facts([facts[row]], Settings())[0] == whole[row]).all()
    assert len({row.tobytes() for row in whole}) == len(facts)
    other = Settings().with_values({"graine": Fraction(1)})
    assert not (draw_facts(facts, other) == whole).all(axis=1).any()


def test_the_draws_of_a_fact_are_fixed_for_ever() -> None:
    """Two editions share their chance: these draws must never change, whatever the version of
    numpy.
    """
    first = draw_facts([Fact("offre", AXE, "outils", Fraction(1, 2))], Settings())[0, :24]
    assert "".join("01"[int(d)] for d in first) == FIRST_DRAWS


FIRST_DRAWS = "001111010101011100000111"


@pytest.mark.parametrize("p", [Fraction(1, 100), Fraction(1, 3), Fraction(17, 20)])
def test_facts_are_true_as_often_as_their_probability(p: Fraction) -> None:
    many = draw_facts([Fact(f"o{i}", AXE, "outils", p) for i in range(50)], Settings())
    error = math.sqrt(float(p * (1 - p)) / many.size)
    assert abs(many.mean() - float(p)) < SIGMAS * error


def test_order_statistics_are_drawn_values_without_interpolation() -> None:
    values = np.array([4, 1, 3, 2, 5, 6, 7, 8, 9, 10])
    ends = {"borne_basse": Fraction(1, 10), "borne_haute": Fraction(85, 100)}
    assert range_of(values, 10, Settings().with_values(ends)) == Range(
        Fraction(1, 10), Fraction(9, 10)
    )
    whole = {"borne_basse": Fraction(0), "borne_haute": Fraction(1)}
    assert range_of(values, 10, Settings().with_values(whole)) == Range(
        Fraction(1, 10), Fraction(1)
    )
    assert range_of(values, 0, Settings()) == Range(None, None)


def test_stability_counts_the_verdict_of_the_rule() -> None:
    well = np.array([True, False, False, False])
    assert stability_of(well, A_RENFORCER) == Fraction(3, 4)
    assert stability_of(well, BIEN_COUVERT) == Fraction(1, 4)


# --- Against all outcomes


def few_facts(world: World) -> tuple[Fact, ...]:
    facts = evidence_of_world(world).facts
    assume(1 <= sum(0 < f.probability < 1 for f in facts) <= 6)
    return facts


@settings(max_examples=40, deadline=None)
@given(doubtful_worlds(offers=2))
def test_mean_rate_stability_and_ranges_against_all_outcomes(world: World) -> None:
    world = more_draws(world)
    facts = few_facts(world)
    outcomes = list(every_outcome(world, facts))
    assert sum(odds for odds, _, _ in outcomes) == 1
    columns = columns_of(world)
    drawn = draw_rates(columns, draw_facts(facts, world.ref.settings))
    doubt = doubt_of(world)
    for m in cover(world).metiers:
        if m.rate.value is None:
            continue
        own = [
            (odds, next(x for x in c.metiers if x.metier == m.metier)) for odds, _, c in outcomes
        ]
        mean = sum(odds * x.rate.value for odds, x in own)
        spread = sum(odds * (x.rate.value - mean) ** 2 for odds, x in own)
        shown = Fraction(int(drawn.totals[m.metier].sum()), DRAWS * columns.metiers[m.metier].total)
        assert abs(float(shown - mean)) <= SIGMAS * math.sqrt(spread / DRAWS) + 1e-12
        same = sum(odds for odds, x in own if x.rule_verdict == m.rule_verdict)
        found = doubt.metiers[m.metier]
        assert (
            abs(float(found.stability - same))
            <= SIGMAS * math.sqrt(same * (1 - same) / DRAWS) + 1e-12
        )
        # An end of a range is a rate whose true share of outcomes is the wanted one, give or take
        # the error.
        margin = Fraction(SIGMAS) * Fraction(math.sqrt(0.05 * 0.95 / DRAWS))
        for end, share in (
            (found.rates.low, Fraction(1, 20)),
            (found.rates.high, Fraction(19, 20)),
        ):
            assert end is not None
            assert sum(odds for odds, x in own if x.rate.value <= end) >= share - margin
            assert sum(odds for odds, x in own if x.rate.value < end) <= share + margin


@settings(max_examples=40, deadline=None)
@given(doubtful_worlds(offers=2))
def test_links_to_confirm_against_all_outcomes(world: World) -> None:
    """Expected reduction of variance, and effect of each fact, from every outcome with its
    probability.
    """
    world = more_draws(world)
    facts = few_facts(world)
    outcomes = list(every_outcome(world, facts))
    columns = columns_of(world)
    states = draw_facts(facts, world.ref.settings)
    evidence = evidence_of_world(world)
    found = {
        d.fact: d
        for d in links_to_confirm(columns, evidence, states, totals_of(columns, states), ())
    }
    rates = [
        (odds, known, {m.metier: m.rate.value for m in c.metiers if m.rate.value is not None})
        for odds, known, c in outcomes
    ]
    metiers = list(rates[0][2])
    mean = {m: sum(odds * r[m] for odds, _, r in rates) for m in metiers}
    variance = sum(odds * (r[m] - mean[m]) ** 2 for odds, _, r in rates for m in metiers)
    for fact in (f for f in facts if 0 < f.probability < 1):
        p, removed, effects = fact.probability, Fraction(0), {}
        for m in metiers:
            covariance = sum(odds * (known[fact] - p) * r[m] for odds, known, r in rates)
            removed += covariance**2 / (p * (1 - p))
            if covariance:
                effects[m] = covariance / (p * (1 - p))
        if not effects:
            assert not found[fact].effects if fact in found else True
            continue
        shown = found[fact]
        assert abs(float(shown.share - removed / variance)) < 0.12
        for m, effect in effects.items():
            assert abs(float(dict(shown.effects).get(m, Fraction(0)) - effect)) < 0.12
        assert set(dict(shown.effects)) <= set(effects)
    assert [d.share for d in found.values()] == sorted(
        (d.share for d in found.values()), reverse=True
    )


# --- Smallest changes


def _covered_in_full(world: World, metier: str, chosen: tuple[str, ...]) -> bool:
    """Whether the rule says *bien couvert* once the chosen needs are worth 1, reckoned by hand."""
    settings = world.ref.settings
    own = [n for n in cover(world).needs if n.metier == metier and n.state != SANS_OBJET]
    worth = {n.competence: Fraction(1) if n.competence in chosen else n.value for n in own}

    def rate(axis: str | None) -> tuple[Fraction, Fraction]:
        weights = {a.id: a.weight if axis is None else Fraction(1) for a in world.ref.axes}
        inside = [n for n in own if axis in (None, n.axis)]
        top = sum((weights[n.axis] * n.weight * worth[n.competence] for n in inside), Fraction(0))
        return top, sum((weights[n.axis] * n.weight for n in inside), Fraction(0))

    top, bottom = rate(None)
    if not bottom or top < settings.seuil_bien_couvert * bottom:
        return False
    return all(
        t >= settings.seuil_axe_pivot * b
        for t, b in (rate(a.id) for a in world.ref.axes if a.pivot)
    )


@given(doubtful_worlds(rate="0.9"))
def test_needs_to_cover_are_the_fewest(world: World) -> None:
    covered = cover(world)
    for m in covered.metiers:
        own = [n for n in covered.needs if n.metier == m.metier]
        open_needs = [n.competence for n in own if n.state != SANS_OBJET]
        if m.rule_verdict == BIEN_COUVERT or not m.rate.denominator:
            continue
        flip = needs_to_cover(world.ref, own)
        assert _covered_in_full(world, m.metier, flip.needs)
        fewer = [c for k in range(len(flip.needs)) for c in combinations(open_needs, k)]
        assert not any(_covered_in_full(world, m.metier, c) for c in fewer)


@settings(max_examples=60, deadline=None)
@given(doubtful_worlds(offers=3))
def test_facts_to_reject_are_the_fewest(world: World) -> None:
    covered = cover(world)
    assume(any(m.rule_verdict == BIEN_COUVERT for m in covered.metiers))
    evidence = evidence_of_world(world)
    columns = worlds_of(world.ref, evidence)
    likely = dict(zip(evidence.facts, evidence.likely, strict=True))
    doubtful = [f for f in evidence.facts if likely[f] and f.probability < 1]

    def breaks(metier: str, rejected: tuple[Fact, ...]) -> bool:
        known = {f: answer and f not in rejected for f, answer in likely.items()}
        return (
            next(m for m in decided(world, known).metiers if m.metier == metier).rule_verdict
            == A_RENFORCER
        )

    for m in covered.metiers:
        if m.rule_verdict != BIEN_COUVERT:
            continue
        flip = facts_to_reject(columns, evidence, m.metier)
        if flip.facts:
            assert breaks(m.metier, flip.facts)
            assert len(flip.facts) == flip.at_least
        for k in range(1, flip.at_least or 3):
            assert not any(breaks(m.metier, c) for c in combinations(doubtful, k))
        if not flip.at_least:
            assert not breaks(m.metier, tuple(doubtful))


# --- Sensitivity


@settings(max_examples=40, deadline=None)
@given(doubtful_worlds(rate="0.5"))
def test_trials_are_the_lists_of_a_run_with_the_other_setting(world: World) -> None:
    def well(which: World) -> set[str]:
        return {m.metier for m in cover(which).metiers if m.rule_verdict == BIEN_COUVERT}

    now = well(world)
    trials = doubt_of(world).trials
    tried = {r.name: r.trials for r in world.ref.settings.rows() if r.trials}
    assert [(t.setting, t.tried) for t in trials] == [
        (name, value) for name, values in tried.items() for value in values
    ]
    for t in trials:
        if t.setting.startswith(
            "duree"
        ):  # levels of these worlds are given, not read from a duration
            continue
        other = world.ref.settings.with_values({t.setting: t.tried})
        then = well(replace(world, ref=replace(world.ref, settings=other)))
        assert (t.well, set(t.entering), set(t.leaving)) == (len(then), then - now, now - then)
