"""Questions that only the pages ask: each against another way to the same answer."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from coverage_engine.analysis.run import Run
from coverage_engine.domain.errors import InputRefused, UnknownCompetence
from coverage_engine.questions.about_coverage import METIER_FILTERS
from coverage_engine.questions.changes import Changes
from coverage_engine.questions.competences import competence_sheet
from coverage_engine.questions.loss_of_offer import falls_without
from coverage_engine.questions.metiers import MetierFilter, find_metiers, metier_sheet
from coverage_engine.questions.offer_filter import OfferFilter
from coverage_engine.questions.parameters import (
    AMOUNT,
    HOURS,
    SHARE,
    WHOLE,
    Parameter,
    read_arguments,
)
from coverage_engine.questions.what_if import what_if
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import published_of
from coverage_engine.web.problems import Problem
from coverage_engine.web.query_parameters import read_query


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    return published_of(real_run)


def test_what_falls_without_an_offer_is_what_moves_when_it_is_withdrawn(
    published: Published,
) -> None:
    fallen = 0
    for offer in published.offers:
        moves = what_if(published, Changes(withdrawn_offers=(offer,))).moves
        wanted = {
            m.metier: (m.before.rate.value, m.after.rate.value, m.after.verdict) for m in moves
        }
        falls = falls_without(published, offer)
        assert {f.metier: (f.before, f.after, f.verdict_after) for f in falls} == wanted
        assert [f.lost for f in falls] == sorted((f.lost for f in falls), reverse=True)
        fallen += len(falls)
    assert fallen > 0


def test_a_sheet_lists_the_offers_that_the_run_counts(published: Published) -> None:
    for metier in published.metiers:
        for line in metier_sheet(published, metier.slug).needs:
            assert {o.id for o, _ in line.found} == set(line.need.offers)
            assert not line.left_out


def test_a_filter_leaves_out_what_it_says(published: Published) -> None:
    free = OfferFilter(max_price=Fraction(0))
    for line in metier_sheet(published, "assistant", free).needs:
        kept = {o for o in line.need.offers if published.offers[o].price_high == 0}
        assert {o.id for o, _ in line.found} == kept
        assert line.left_out == len(line.need.offers) - len(kept)


def test_metiers_by_family_and_verdict(published: Published) -> None:
    family, verdict = published.metiers[0].family, published.metiers[0].verdict
    found = find_metiers(published, MetierFilter((family,), (verdict,)))
    assert {m.metier for m in found.metiers} == {
        m.metier for m in published.metiers if m.family == family and m.verdict == verdict
    }
    rates = [m.rate or Fraction(0) for m in find_metiers(published).metiers]
    assert rates == sorted(rates)
    with pytest.raises(InputRefused, match="au choix"):
        read_arguments(METIER_FILTERS, [("verdict", "moyen")], published)


def test_who_needs_a_competency(published: Published) -> None:
    for competence in published.competences:
        needs = competence_sheet(published, competence).needs
        assert {n.metier for n in needs} == {
            m
            for m, own in published.needs_of.items()
            if any(n.competence == competence for n in own)
        }
        assert [n.value for n in needs] == sorted(n.value for n in needs)
    with pytest.raises(UnknownCompetence):
        competence_sheet(published, "XYZ")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (AMOUNT, "1500", Fraction(1500)),
        (AMOUNT, "1 500,50 €", Fraction(3001, 2)),
        (AMOUNT, "1\u202f500", Fraction(1500)),
        (AMOUNT, "0.5", Fraction(1, 2)),
        (AMOUNT, "1e3", None),
        (AMOUNT, "1e30", None),
        (AMOUNT, "1500,123", None),
        (AMOUNT, "-3", None),
        (AMOUNT, "abc", None),
        (AMOUNT, "1,2,3", None),
        (AMOUNT, "٣", None),
        (AMOUNT, "nan", None),
        (AMOUNT, "inf", None),
        (AMOUNT, "2000000000", None),
        (HOURS, "14 h", Fraction(14)),
        (HOURS, "1,5", Fraction(3, 2)),
        (HOURS, "2 j", Fraction(14)),
        (HOURS, "2 semaines", None),
        (SHARE, "0,8", Fraction(4, 5)),
        (SHARE, "80 %", Fraction(4, 5)),
        (SHARE, "80", Fraction(4, 5)),
        (SHARE, "1", Fraction(1)),
        (SHARE, "1,5", None),
        (SHARE, "150", None),
        (WHOLE, "2", 2),
        (WHOLE, "2,5", None),
        (WHOLE, "0", None),
    ],
)
def test_values_of_an_address(published: Published, kind: str, text: str, value: object) -> None:
    fields = (Parameter(name="x", label="X", help="aide", kind=kind),)
    if value is None:
        with pytest.raises(Problem, match=f"X : « {re.escape(text)} » refusé"):
            read_query([("x", text)], fields, published)
        with pytest.raises(Problem, match=f"x : « {re.escape(text)} » refusé"):
            read_query([("x", text)], fields, published, strict=True)
    else:
        assert read_query([("x", text)], fields, published) == {"x": value}
