"""What a script passes: taken as the commands take it, or refused in French, never a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import coverage_engine as ce
from coverage_engine.study.argument_checks import exact, exact_rate, learners_of, names

M = "Formateur d’assistance"
PYTHON = re.compile(r"Error|NoneType|\bobject\b|integer|float|<class")


@pytest.fixture(scope="module")
def study() -> ce.Study:
    return ce.run()


ASKED: list[Callable[[Any], Any]] = [
    lambda s: s.plan(M, budget=-1),
    lambda s: s.plan(M, budget=10**400),
    lambda s: s.plan(M, budget=10**9000),
    lambda s: s.plan(M, budget=Fraction(1, 10**9000) + 10**400),
    lambda s: s.plan(M, budget=Decimal("1e999999999")),
    lambda s: s.plan(M, budget=float("inf")),
    lambda s: s.plan(M, budget="beaucoup"),
    lambda s: s.plan(M, budget=True),
    lambda s: s.plan(M, budget=[3]),
    lambda s: s.plan(M, target="2"),
    lambda s: s.plan(M, target="130 %"),
    lambda s: s.plan(M, target="-1"),
    lambda s: s.plan(M, target=30),
    lambda s: s.plan(M, learners=2.5),
    lambda s: s.plan(M, learners="5"),
    lambda s: s.plan(M, learners=None),
    lambda s: s.plan(M, learners=True),
    lambda s: s.plan(M, learners=0),
    lambda s: s.plan(M, learners=-3),
    lambda s: s.plan(M, learners=10**9000),
    lambda s: s.plan(M, learners={M: 2.5}),
    lambda s: s.plan(M, learners={M: None}),
    lambda s: s.plan(M, learners={3: 2}),
    lambda s: s.plan(M, learners={}),
    lambda s: s.plan(M, certifying="non"),
    lambda s: s.plan(M, exclude=3),
    lambda s: s.plan(M, include=[None]),
    lambda s: s.plan(M, formats=3),
    lambda s: s.plan(M, max_hours=-1),
    lambda s: s.plan(3),
    lambda s: s.plan([M]),
    lambda s: s.plan(),
    lambda s: s.frontier(None),
    lambda s: s.quotes(M, budget=-1),
    lambda s: s.gaps(None),
    lambda s: s.gaps(3),
    lambda s: s.metier(None),
    lambda s: s.compare(M, 3),
    lambda s: s.needs_of(None),
    lambda s: s.offers(M, None),
    lambda s: s.offers(M, "ACC-01", max_price=-10),
    lambda s: s.offers(M, "ACC-01", max_price=10**400),
    lambda s: s.offers(M, "ACC-01", strengths="a"),
    lambda s: s.fragility(kinds="offres"),
    lambda s: s.fragility(kinds=3),
    lambda s: s.search(None),
    lambda s: s.search("x", limit="3"),
    lambda s: s.search("x", limit=-1),
    lambda s: s.frame(None),
    lambda s: s.frame([]),
    lambda s: s.gaps(M).frame(3),
    lambda s: s.what_if(),
    lambda s: s.what_if(withdraw=3),
    lambda s: s.what_if(add="x"),
    lambda s: s.what_if(add=[3]),
    lambda s: s.what_if(add=ce.AddedOffer("x", 3)),  # type: ignore[arg-type]
    lambda s: s.what_if(add=ce.AddedOffer("x", ("ACC-01",), level=2.5)),  # type: ignore[arg-type]
    lambda s: s.what_if(add=ce.AddedOffer("x", ("ACC-01",), level=7)),
    lambda s: s.what_if(withdraw_needs="x"),
    lambda s: s.what_if(withdraw_needs=[(M,)]),
    lambda s: s.what_if(withdraw_needs=[3]),
    lambda s: s.what_if(set_needs=[(M, "ACC-01", "deux")]),
    lambda s: s.what_if(set_needs=[(M, "ACC-01")]),
]


@pytest.mark.parametrize("ask", ASKED, ids=range(len(ASKED)))
def test_what_makes_no_sense_is_refused_in_french(
    study: ce.Study, ask: Callable[[Any], Any]
) -> None:
    with pytest.raises(ce.InputRefused) as caught:
        ask(study)
    told = str(caught.value)
    assert told
    assert not PYTHON.search(told), told


def test_a_negative_figure_is_shown_as_it_is(study: ce.Study) -> None:
    with pytest.raises(ce.InputRefused, match="−1 €"):
        study.plan(M, budget=-1)
    with pytest.raises(ce.InputRefused, match="−10 est négatif"):
        study.offers(M, "ACC-01", max_price=-10)


def test_a_text_where_several_are_expected_is_one_of_them(study: ce.Study) -> None:
    offer = study.published.needs_of[M][0].offers[0]
    need = study.gaps(M).data.missing[0]
    assert study.what_if(withdraw=offer).data == study.what_if(withdraw=[offer]).data
    assert study.fragility(M, kinds="offre").data == study.fragility(M, kinds=["offre"]).data
    assert (
        study.offers(M, "ACC-01", formats="distanciel").data
        == study.offers(M, "ACC-01", formats=["distanciel"]).data
    )
    added = ce.AddedOffer("Atelier", need.competence)  # type: ignore[arg-type]
    assert (
        study.what_if(add=added).data
        == study.what_if(add=[ce.AddedOffer("Atelier", (need.competence,))]).data
    )
    assert names("Trailhead", "x") == ("Trailhead",)
    assert names((n for n in ("a", "b")), "x") == ("a", "b")


@pytest.mark.parametrize(
    "typed", ["0,3", "0.3", "30 %", "30%", "30", "30\u202f%", 0.3, Decimal("0.3"), Fraction(3, 10)]
)
def test_a_rate_is_read_as_the_command_does(typed: Any) -> None:
    assert exact_rate(typed, "objectif") == Fraction(3, 10)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("0", 0), ("1", 1), ("5", Fraction(1, 20)), ("100 %", 1), ("2 %", Fraction(1, 50))],
)
def test_a_rate_at_its_bounds(typed: str, read: Any) -> None:
    assert exact_rate(typed, "objectif") == read


@pytest.mark.parametrize("typed", ["2", "1,5", "4.99"])
def test_a_rate_that_could_be_two_is_asked_again(typed: str) -> None:
    with pytest.raises(ce.InputRefused, match=f"écrivez {typed} %"):
        exact_rate(typed, "objectif")


def test_figures_of_data_frames_are_figures() -> None:
    assert exact(np.float64(0.1), "x") == exact(np.float32(0.1), "x") == Fraction(1, 10)
    assert exact(np.int64(3), "x") == 3
    assert learners_of({M: np.int64(3)}) == {M: 3}  # type: ignore[dict-item]
    assert exact("1 500,50 €", "x") == Fraction(3001, 2)
