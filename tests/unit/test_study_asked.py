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
from coverage_engine.domain.user_numbers import Misread, read_amount, read_share
from coverage_engine.questions.parse_learners import read_learners

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
    lambda s: s.plan(M, objectif="2"),
    lambda s: s.plan(M, objectif="130 %"),
    lambda s: s.plan(M, objectif="-1"),
    lambda s: s.plan(M, objectif=30),
    lambda s: s.plan(M, effectif=2.5),
    lambda s: s.plan(M, effectif="cinq"),
    lambda s: s.plan(M, effectif=[3]),
    lambda s: s.plan(M, effectif=True),
    lambda s: s.plan(M, effectif=0),
    lambda s: s.plan(M, effectif=-3),
    lambda s: s.plan(M, effectif=10**9000),
    lambda s: s.plan(M, effectif={M: 2.5}),
    lambda s: s.plan(M, effectif={M: None}),
    lambda s: s.plan(M, effectif={3: 2}),
    lambda s: s.plan(M, effectif={}),
    lambda s: s.plan(M, certifiante="peut-être"),
    lambda s: s.plan(M, exclure=3),
    lambda s: s.plan(M, inclure=[None]),
    lambda s: s.plan(M, format=3),
    lambda s: s.plan(M, duree_max=-1),
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
    lambda s: s.offers(M, "ACC-01", prix_max=-10),
    lambda s: s.offers(M, "ACC-01", prix_max=10**400),
    lambda s: s.offers(M, "ACC-01", preuve="a"),
    lambda s: s.fragility(nature="offres"),
    lambda s: s.fragility(nature=3),
    lambda s: s.search(None),
    lambda s: s.search("x", limite="trois"),
    lambda s: s.search("x", limite=-1),
    lambda s: s.frame(None),
    lambda s: s.frame([]),
    lambda s: s.gaps(M).frame(3),
    lambda s: s.what_if(),
    lambda s: s.what_if(retirer=3),
    lambda s: s.what_if(ajouter="x"),
    lambda s: s.what_if(ajouter=[3]),
    lambda s: s.what_if(ajouter=ce.AddedOffer("x", 3)),  # type: ignore[arg-type]
    lambda s: s.what_if(ajouter=ce.AddedOffer("x", ("ACC-01",), level=2.5)),  # type: ignore[arg-type]
    lambda s: s.what_if(ajouter=ce.AddedOffer("x", ("ACC-01",), level=7)),
    lambda s: s.what_if(retirer_besoin="x"),
    lambda s: s.what_if(retirer_besoin=[(M,)]),
    lambda s: s.what_if(retirer_besoin=[3]),
    lambda s: s.what_if(besoin=[(M, "ACC-01", "deux")]),
    lambda s: s.what_if(besoin=[(M, "ACC-01")]),
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
    with pytest.raises(ce.InputRefused, match="budget : « -1 » refusé, montant positif ou nul"):
        study.plan(M, budget=-1)
    with pytest.raises(ce.InputRefused, match="prix_max : « -10 » refusé"):
        study.offers(M, "ACC-01", prix_max=-10)


def test_a_text_where_several_are_expected_is_one_of_them(study: ce.Study) -> None:
    offer = study.published.needs_of[M][0].offers[0]
    need = study.gaps(M).data.missing[0]
    assert study.what_if(retirer=offer).data == study.what_if(retirer=[offer]).data
    assert study.fragility(M, nature="offre").data == study.fragility(M, nature=["offre"]).data
    assert (
        study.offers(M, "ACC-01", format="distanciel").data
        == study.offers(M, "ACC-01", format=["distanciel"]).data
    )
    added = ce.AddedOffer("Atelier", need.competence)  # type: ignore[arg-type]
    assert (
        study.what_if(ajouter=added).data
        == study.what_if(ajouter=[ce.AddedOffer("Atelier", (need.competence,))]).data
    )
    both = study.fragility(M, nature=(n for n in ("offre", "organisme"))).data  # type: ignore[arg-type]
    assert both == study.fragility(M, nature=["offre", "organisme"]).data


@pytest.mark.parametrize(
    "typed", ["0,3", "0.3", "30 %", "30%", "30", "30\u202f%", 0.3, Decimal("0.3"), Fraction(3, 10)]
)
def test_a_rate_is_read_as_the_command_does(typed: Any) -> None:
    assert read_share(typed) == Fraction(3, 10)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("0", 0), ("1", 1), ("5", Fraction(1, 20)), ("100 %", 1), ("2 %", Fraction(1, 50))],
)
def test_a_rate_at_its_bounds(typed: str, read: Any) -> None:
    assert read_share(typed) == read


@pytest.mark.parametrize("typed", ["2", "1,5", "4.99"])
def test_a_rate_that_could_be_two_is_asked_again(typed: str) -> None:
    with pytest.raises(Misread, match=f"écrivez {typed} %"):
        read_share(typed)


def test_figures_of_data_frames_are_figures() -> None:
    assert read_amount(np.float64(0.1)) == read_amount(np.float32(0.1)) == Fraction(1, 10)
    assert read_amount(np.int64(3)) == 3
    assert read_learners({M: np.int64(3)}) == {M: 3}
    assert read_amount("1 500,50 €") == Fraction(3001, 2)
