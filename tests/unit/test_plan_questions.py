"""The plan asked of a run: what is read, left out, explained, and what to relax."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from coverage_engine.analysis.run import Run
from coverage_engine.documents.plan_chart import frontier_svg
from coverage_engine.documents.plan_words import bill, plan_text
from coverage_engine.domain.errors import CoverageError, InputRefused, UnknownMetier
from coverage_engine.domain.french import amount, percent, typeset
from coverage_engine.questions.about_purchases import PLAN
from coverage_engine.questions.parameters import read_arguments
from coverage_engine.questions.plan import frontier, plan, quotes_to_ask
from coverage_engine.questions.plan_answer import BY_BUDGET, BY_REACH, BY_TARGET
from coverage_engine.questions.plan_request import (
    BY_CERTIFICATION,
    BY_EXCLUSION,
    BY_FORMAT,
    BY_HOURS,
    PlanRequest,
)
from coverage_engine.questions.plan_why import NO_TIME, NOT_NEEDED, SET_ASIDE, TOO_DEAR
from coverage_engine.store.run_folder import read_published
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import published_of

pytestmark = pytest.mark.slow

METIER = "Chargé de comptabilité"
ALL = ("Chargé de comptabilité", "Formateur d’assistance", "Assistant administratif")


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    return published_of(real_run)


def ask(**options: Any) -> PlanRequest:
    return PlanRequest(metiers=options.pop("metiers", (METIER,)), **options)


def test_the_best_plan_reaches_the_published_rate(published: Published) -> None:
    """Same figures everywhere: what the whole catalogue covers is what the report prints."""
    for line in published.metiers:
        answer = plan(published, ask(metiers=(line.metier,)))
        assert answer.asked == BY_REACH
        assert answer.rates[0].rate is not None
        assert (
            answer.rates[0].rate.value
            == answer.rates[0].reachable
            == answer.rates[0].catalogue
            == line.rate
        )
        assert answer.rates[0].rate.numerator == line.numerator
        assert answer.rates[0].rate.denominator == line.denominator


def test_the_plan_is_the_same_from_memory_and_from_the_folder(
    published: Published, real_folder: Path
) -> None:
    stored = read_published(real_folder)
    for request in (
        ask(),
        ask(budget=Fraction(900), learners=3),
        ask(metiers=ALL, target=Fraction(1, 4)),
    ):
        assert plan(stored, request).tables() == plan(published, request).tables()
        assert frontier(stored, request).tables() == frontier(published, request).tables()


def test_a_target_is_reached_and_the_bill_adds_up(published: Published) -> None:
    answer = plan(
        published,
        ask(metiers=ALL, target=Fraction(1, 4), learners={m: n for n, m in enumerate(ALL, 2)}),
    )
    assert answer.asked == BY_TARGET
    assert answer.possible
    assert answer.cost == sum(x.cost for x in answer.lines)
    assert all(r.rate and r.rate.value and r.rate.value >= Fraction(1, 4) for r in answer.rates)
    assert [r.learners for r in answer.rates] == [2, 3, 4]
    assert answer.proof is not None
    assert answer.proof.proven


def test_a_budget_is_never_exceeded_and_what_is_left_cannot_buy_more(published: Published) -> None:
    answer = plan(published, ask(budget=Fraction(1000)))
    assert answer.asked == BY_BUDGET
    assert answer.cost is not None
    assert answer.cost <= 1000
    dear = [u for u in answer.uncovered if u.kind == TOO_DEAR]
    assert dear
    assert all("dépasse ce qui reste du budget" in u.reason for u in dear)


def test_uncovered_needs_say_why(published: Published) -> None:
    filtered = plan(published, ask(certifying=True, formats=("présentiel",)))
    assert {u.kind for u in filtered.uncovered} >= {SET_ASIDE, "insuffisante"}
    assert any("certification" in u.reason for u in filtered.uncovered)
    cheap = plan(published, ask(target=Fraction(3, 10)))
    assert any(u.kind == NOT_NEEDED for u in cheap.uncovered)
    short = plan(published, ask(max_hours=Fraction(7)))
    assert any(u.kind == NO_TIME for u in short.uncovered)
    for answer in (filtered, cheap, short):
        # Each need of the métier is either covered in full, or explained.
        served = sum(n.weight for n in published.needs_of[METIER]) - sum(
            u.need.weight for u in answer.uncovered
        )
        assert answer.rates[0].rate is not None
        partial = sum(u.need.weight * u.value for u in answer.uncovered)
        assert served + partial == answer.rates[0].rate.numerator
        assert all(u.reason and 0 <= u.value <= u.best <= 1 for u in answer.uncovered)


def test_criteria_leave_offers_out_and_say_which(published: Published) -> None:
    answer = plan(published, ask(certifying=True, exclude=("dfcg",)))
    apart = {o.provider: why for o, why in answer.apart}
    assert apart["DFCG"] == BY_EXCLUSION
    assert BY_CERTIFICATION in apart.values()
    assert all(x.offer.certifying for x in answer.lines)
    answer = plan(published, ask(formats=("présentiel",), max_hours=Fraction(10)))
    assert {why for _, why in answer.apart} >= {BY_FORMAT, BY_HOURS}
    assert all(
        "présentiel" in x.offer.formats and x.offer.hours <= 10
        for x in answer.lines
        if x.offer.hours
    )
    assert all(why == BY_HOURS for o, why in answer.apart if o.hours is None)


def test_a_forced_offer_is_bought_whatever_the_criteria(published: Published) -> None:
    wanted = "genia-academie-formation-ia-comptabilite-gagnez-en"
    answer = plan(published, ask(include=(wanted,), certifying=True, target=Fraction(0)))
    assert wanted in {x.offer.id for x in answer.lines}


def test_an_unknown_price_is_never_zero(published: Published) -> None:
    answer = plan(published, ask())
    assert answer.estimated
    for e in answer.estimated:
        assert 0 < e.price.low <= e.price.likely <= e.price.high
        assert e.price.comparables >= published.settings.plan_comparables
        assert "comparables" in e.price.method
    low, likely, high = (c.plan.cost if c.plan else None for c in answer.cases)
    assert low is not None and likely is not None and high is not None
    assert low <= likely <= high
    assert likely == answer.cost


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"target": Fraction(9, 10)}, ["n’atteint au mieux que", "abaissez l’objectif"]),
        (
            {"target": Fraction(1, 2), "certifying": True},
            ["ces critères", "Sans exiger de certification, au mieux"],
        ),
        (
            {"target": Fraction(3, 10), "formats": ("présentiel",), "certifying": True},
            ["Sans le choix de formats", "Sans aucun critère"],
        ),
        (
            {"target": Fraction(4, 10), "budget": Fraction(100)},
            ["coûte au moins", "il manque", "Avec ce budget"],
        ),
        (
            {
                "budget": Fraction(10),
                "include": ("genia-academie-formation-ia-comptabilite-gagnez-en",),
            },
            ["Les offres à inclure coûtent"],
        ),
    ],
)
def test_without_a_plan_a_sentence_says_what_to_relax(
    published: Published, options: Mapping[str, Any], said: list[str]
) -> None:
    answer = plan(published, ask(**options))
    assert not answer.possible
    assert answer.cost is None
    text = " ".join(answer.advice)
    assert all(s in text for s in said), text
    assert re.search(r"\d", text)


def test_the_advice_is_true(published: Published) -> None:
    """The target that the advice gives is reached; the price it gives is enough."""
    text = " ".join(plan(published, ask(target=Fraction(9, 10))).advice)
    found = re.search(r"abaissez l’objectif à (\d+)", text)
    assert found
    assert plan(published, ask(target=Fraction(int(found[1]), 100))).possible
    text = " ".join(plan(published, ask(target=Fraction(4, 10), budget=Fraction(100))).advice)
    found = re.search(r"coûte au moins ([\d\u202f]+)", text)
    assert found
    cost = Fraction(found[1].replace("\u202f", ""))
    assert plan(published, ask(target=Fraction(4, 10), budget=cost)).possible
    assert not plan(published, ask(target=Fraction(4, 10), budget=cost - 1)).possible


def test_nothing_left_to_buy_is_said(published: Published) -> None:
    answer = plan(published, ask(max_hours=Fraction(1)))
    assert not answer.lines
    assert "Vos critères écartent tout le catalogue" in answer.advice[0]


def test_nothing_within_the_budget_is_said(published: Published) -> None:
    answer = plan(published, ask(certifying=True, budget=Fraction(1)))
    assert answer.possible
    assert not answer.lines
    assert "Aucune offre utile ne tient dans le budget" in answer.advice[0]


def test_the_curve_agrees_with_the_plans(published: Published) -> None:
    request = ask(learners=4)
    points = frontier(published, request).frontier.points
    assert len(points) > 2
    for point in points:
        answer = plan(published, ask(learners=4, budget=point.cost))
        assert (answer.cost, answer.coverage) == (point.cost, point.coverage)
    svg = frontier_svg(points, plan=(points[1].cost, points[1].coverage))
    assert svg.count("<circle") == len(points)
    assert "<title" in svg and "<desc" in svg and "style=" not in svg
    assert frontier_svg(points) == frontier_svg(points)


def test_quotes_name_what_they_would_change(published: Published) -> None:
    request = ask(metiers=("Gestionnaire de dossiers d’assistance",), learners=12)
    quotes = quotes_to_ask(published, request).quotes
    answer = plan(published, request)
    bought = {x.offer.id for x in answer.lines}
    estimated = {e.offer.id for e in answer.estimated}
    assert quotes.ranked
    assert not quotes.untried
    for q in quotes.ranked:
        assert q.offer in estimated
        assert q.chosen == (q.offer in bought)
        assert q.leaving or q.entering


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"metiers": ()}, "aucun métier"),
        ({"learners": {"Formateur d’assistance": 3}}, "n’a pas d’effectif"),
        ({"exclude": ("Cegoss",)}, "Cegos"),
        ({"exclude": ("x" * 10_000,)}, "ni offre ni organisme"),
        (
            {"include": ("rs6776-creation-de-contenus",)},
            "rs6776-creation-de-contenus-redactionnels-et",
        ),
        ({"include": ("dns-ans-guide-ethique-ia-en-sante",)}, "ne compte pas"),
        (
            {"include": ("ehesp-ia-en-sante-comprendre-choisir-et-deployer",)},
            "ne sert aucun besoin",
        ),
        (
            {
                "include": ("rs6776-creation-de-contenus-redactionnels-et",),
                "max_hours": Fraction(14),
            },
            "durée maximale",
        ),
        (
            {
                "include": ("rs6776-creation-de-contenus-redactionnels-et",),
                "exclude": ("rs6776-creation-de-contenus-redactionnels-et",),
            },
            "à la fois",
        ),
    ],
)
def test_a_wrong_request_is_refused_in_words(
    published: Published, options: Mapping[str, Any], said: str
) -> None:
    with pytest.raises(InputRefused) as caught:
        plan(published, ask(**options))
    assert said in str(caught.value)
    assert len(str(caught.value)) < 2_000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("budget", Fraction(-1)),
        ("budget", Fraction(10**9 + 1)),
        ("objectif", Fraction(3, 2)),
        ("effectif", 0),
        ("effectif", {METIER: 10**9}),
        ("effectif", {}),
        ("duree_max", Fraction(-1)),
        ("format", "par pigeon"),
    ],
)
def test_a_figure_that_makes_no_sense_is_refused_with_its_name(
    published: Published, name: str, value: object
) -> None:
    with pytest.raises(InputRefused) as caught:
        read_arguments(PLAN, [("metier", METIER), (name, value)], published)
    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].startswith(f"{name} : « ")


def test_an_unknown_metier_is_refused_with_near_names(published: Published) -> None:
    with pytest.raises(UnknownMetier):
        plan(published, ask(metiers=("gestionnaire",)))
    with pytest.raises(CoverageError):
        plan(published, ask(metiers=("Astronaute",)))


def test_the_text_says_it_all_with_french_spaces(published: Published) -> None:
    request = ask(
        metiers=("comptable", "formateur"),
        budget=Fraction(9000),
        learners=10,
        formats=("distanciel",),
    )
    answer = plan(published, request)
    text = plan_text(
        published, answer, frontier(published, request), quotes_to_ask(published, request)
    )
    for said in (
        "lu comme",
        "Demandé",
        "Critères",
        "Prouvé optimal",
        "Offres à acheter",
        "Taux avec le plan",
        "Devis",
        "budget permet",
    ):
        assert said in text
    assert not re.search(r" [:;?!%€»](?:\s|$)|« ", text)
    assert "None" not in text
    lost = plan(published, ask(target=Fraction(1)))
    assert "Aucun plan ne répond" in plan_text(published, lost, frontier(published, ask()), None)


def test_a_repeated_metier_counts_once(published: Published) -> None:
    assert plan(published, ask(metiers=(METIER, "comptable"))).cost == plan(published, ask()).cost


def test_a_quote_says_what_the_plan_becomes_at_both_ends(published: Published) -> None:
    """Each end is the plan made anew with that price alone known, as a buyer who has the quote
    would make it.
    """
    request = ask(metiers=ALL, budget=Fraction(3000))
    answer, asked = plan(published, request), quotes_to_ask(published, request)
    assert asked.quotes.ranked
    bought = {x.offer.id for x in answer.lines}
    for q in asked.quotes.ranked:
        low, high = q.at_low, q.at_high
        assert high is not None
        assert low[1] >= high[1]
        # The end that changes nothing is the plan itself, unless it is bought and turns out
        # cheaper.
        if q.offer not in bought:
            assert high == (answer.cost, answer.coverage)
        assert q.coverage == abs(low[1] - high[1])
        assert q.cost == abs(low[0] - high[0])
    text = plan_text(published, answer, frontier(published, request), asked)
    assert "il sortirait" not in text
    shown = asked.quotes.ranked[0]
    low = asked.prices[shown.offer].low
    assert (
        typeset(
            f"à {amount(low)} : couverture {percent(shown.at_low[1])} pour"
            f" {amount(shown.at_low[0])}"
        )
        in text
    )


def test_the_bill_says_what_is_estimated_and_how_far_it_may_go(published: Published) -> None:
    answer = plan(published, ask(metiers=ALL, budget=Fraction(3000)))
    costs = {c.case: c.likely_cost for c in answer.cases}
    estimated = sum(x.cost for x in answer.lines if x.price.origin == "estimé")
    assert (
        bill(answer)
        == f"{amount(answer.cost or 0)} au prix probable (dont {amount(estimated)} estimés ; de"
        f" {amount(costs['bas'])} à {amount(costs['haut'])} selon les prix inconnus ou donnés en"
        " fourchette)"
    )
