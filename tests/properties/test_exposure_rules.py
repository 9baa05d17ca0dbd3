"""Exposure and reconciliation on random tables: a table that agrees with itself, then one cell made
wrong.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coverage_engine.analysis.exposure import raw_score, study_exposure
from coverage_engine.checks.claims import printed_value, recount
from coverage_engine.checks.measures import common_factor, published
from coverage_engine.checks.one_change import one_changes
from coverage_engine.checks.reconciliation import ranks, reconcile
from coverage_engine.domain.model.branch import Exposure, Metier, Qualification
from coverage_engine.domain.model.exposure import Band, Claim, CompetenceLevels, Scheme
from coverage_engine.domain.model.referential import Referential
from coverage_engine.sources.referential import read_referential
from coverage_engine.sources.resources import REFERENTIALS

BASE = read_referential(REFERENTIALS / "assistance-2026")
PANDAS_METHODS = {"min": "min", "max": "max", "dense": "dense", "ordre": "first"}
CUTS = (Fraction(0), Fraction(3, 10), Fraction(7, 10))
SCHEME = Scheme(
    "essai",
    tuple(
        Band(
            profile=f"p{i}",
            label=f"p{i}",
            order=i,
            low=low,
            low_included=True,
            high=high,
            high_included=high == 1,
            flag=False,
            definition="",
            status="proposé",
            row=i,
        )
        for i, (low, high) in enumerate(zip(CUTS, (*CUTS[1:], Fraction(1)), strict=True))
    ),
)


@pytest.mark.parametrize("rule", sorted(PANDAS_METHODS))
@given(scores=st.lists(st.integers(0, 8), max_size=20))
def test_ranks_are_those_of_pandas(rule: str, scores: list[int]) -> None:
    wanted = (
        pd.Series(scores, dtype=float)
        .rank(method=PANDAS_METHODS[rule], ascending=False)
        .astype(int)
        .tolist()
    )
    assert ranks([Fraction(s) for s in scores], rule) == wanted


@given(score=st.fractions(0, 1))
def test_every_score_has_one_profile(score: Fraction) -> None:
    for scheme in (SCHEME, *BASE.schemes):
        assert sum(b.holds(score) for b in scheme.bands) == 1


@given(
    levels=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 6)), min_size=1, max_size=8),
    scale=st.integers(1, 9),
)
def test_raw_score_is_a_weighted_mean(levels: list[tuple[int, int]], scale: int) -> None:
    assume(any(w for _, w in levels))

    def score(factor: int, up: int = 0) -> Fraction:
        rows = [
            CompetenceLevels(
                metier="m",
                competence=str(i),
                category="savoir",
                kept=True,
                decided_by="",
                weight=Fraction(w * factor),
                levels={"q": min(5, n + up)},
                row=i,
            )
            for i, (n, w) in enumerate(levels)
        ]
        return raw_score(rows, "q")

    assert score(1) == score(scale)
    assert 0 <= score(1) <= score(1, up=1) <= 1
    kept = [n for n, w in levels if w]
    assert Fraction(min(kept) - 1, 4) <= score(1) <= Fraction(max(kept) - 1, 4)


@st.composite
def agreeing(draw: st.DrawFn) -> Referential:
    """A referential whose ranks, evolutions, profiles and claims all follow from its scores."""
    count = draw(st.integers(4, 12))
    metiers = tuple(
        Metier(f"Métier numéro {i}", draw(st.sampled_from(["01", "02"])), draw(st.booleans()))
        for i in range(count)
    )
    exposures: list[Exposure] = []
    first: dict[str, int] = {}
    for q in ("a", "b"):
        scores = [Fraction(draw(st.integers(0, 100)), 100) for _ in metiers]
        for n, (m, score, rank) in enumerate(zip(metiers, scores, ranks(scores), strict=True)):
            profile = SCHEME.profile_of(score)
            assert profile is not None
            evolution = None if q == "a" else first[m.label] - rank
            exposures.append(
                Exposure(
                    metier=m.label,
                    qualification=q,
                    score=score,
                    rank=rank,
                    evolution=evolution,
                    profile=profile,
                    row=len(exposures) + 2,
                )
            )
            if q == "a":
                first[m.label] = rank
            assert n < count
    ref = replace(
        BASE,
        metiers=metiers,
        exposures=tuple(exposures),
        schemes=(SCHEME,),
        claims=(),
        perimeter=(),
        qualifications=(
            Qualification(id="a", label="A", order=1, reference=True),
            Qualification(id="b", label="B", order=2, reference=False),
        ),
        families={"01": "Une", "02": "Deux"},
    )
    return replace(ref, claims=_claims(ref))


def _claims(ref: Referential) -> tuple[Claim, ...]:
    """Shares of each profile, and number of each switch, printed as whole numbers."""
    asked = [
        ("part_profil", {"qualification": q, "profil": b.profile}, "%")
        for q in "ab"
        for b in SCHEME.bands
    ]
    asked += [
        ("bascules", {"de": x.profile, "vers": y.profile}, "métiers")
        for x in SCHEME.bands
        for y in SCHEME.bands
        if x != y
    ]
    table, out = published(ref), []
    for n, (measure, parameters, unit) in enumerate(asked):
        claim = Claim(
            id=f"A{n}",
            label="essai",
            measure=measure,
            parameters=parameters,
            printed="0",
            unit=unit,
            decimals=0,
            comparison="égal",
            source="S1",
            passage="",
            line="",
            note="",
            row=n + 2,
        )
        value = recount(claim, table)[0].value
        assert value is not None
        out.append(replace(claim, printed=str(round(value))))
        assert printed_value(out[-1]) == round(value)
    return tuple(out)


@settings(max_examples=40, deadline=None)
@given(ref=agreeing())
def test_a_table_that_agrees_has_no_disagreement(ref: Referential) -> None:
    controls, _ = reconcile(ref)
    assert [c for c in controls if c.agrees is False] == []
    assert one_changes(ref) == []


@settings(max_examples=60, deadline=None)
@given(ref=agreeing(), data=st.data())
def test_one_profile_made_wrong_is_found_and_its_mending_proposed(
    ref: Referential, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(ref.exposures) - 1))
    right = ref.exposures[index]
    other = data.draw(
        st.sampled_from([b.profile for b in SCHEME.bands if b.profile != right.profile])
    )
    spoilt = replace(
        ref,
        exposures=(
            *ref.exposures[:index],
            replace(right, profile=other),
            *ref.exposures[index + 1 :],
        ),
    )
    wrong = {c.place for c in reconcile(spoilt)[0] if c.agrees is False}
    assert any(row == right.row and column == "profil" for _, _, row, column in wrong)
    assume(len(wrong) >= 2)
    best = one_changes(spoilt)[0]
    assert best.breaks == ()
    assert {c.place for c in best.reconciles} == wrong
    mending = [(c.row, c.new) for c in one_changes(spoilt) if not c.breaks]
    assert (right.row, right.profile) in mending


@settings(max_examples=30, deadline=None)
@given(ref=agreeing(), data=st.data())
def test_figures_do_not_depend_on_the_order_of_the_rows(
    ref: Referential, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(ref.exposures))
    once, again = study_exposure(ref), study_exposure(replace(ref, exposures=tuple(order)))
    assert (once.rows, once.shares, once.switches, once.families) == (
        again.rows,
        again.shares,
        again.switches,
        again.families,
    )


@given(
    scores=st.lists(st.integers(5, 100), min_size=5, max_size=30),
    factor=st.integers(50, 130),
    redone=st.lists(st.integers(5, 100), max_size=2),
)
def test_the_common_factor_explains_the_rounded_scores(
    scores: list[int], factor: int, redone: list[int]
) -> None:
    """Scores all multiplied by one number then rounded; the factor found explains as many pairs as
    the true one.
    """
    half, true = Fraction(1, 200), Fraction(factor, 100)
    pairs = [(Fraction(s, 100), Fraction(round(s * true), 100)) for s in scores]
    pairs += [(Fraction(1, 2), Fraction(r, 100)) for r in redone]
    found = common_factor(pairs, half)
    assert found is not None

    def explained(ratio: Fraction) -> int:
        return sum((b - half) / (a + half) <= ratio <= (b + half) / (a - half) for a, b in pairs)

    assert explained(found[0]) == explained(found[1]) >= explained(true) >= len(scores)
