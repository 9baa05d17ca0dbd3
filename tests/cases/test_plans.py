"""Purchase plans that a buyer can check by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from coverage_engine.analysis.plan_quotes import rank_quotes
from coverage_engine.analysis.plan_solve import solve
from coverage_engine.domain.model.plan import (
    ESTIMATED,
    PRINTED,
    Goal,
    PlanNeed,
    PlanOffer,
    PlanPrice,
    PlanProblem,
    Solution,
)

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "plans" / "plans.yaml").read_text(encoding="utf-8")
)
KEYS = {"achats", "cout", "taux", "egaux", "departage", "devis", "enjeu"}
SECONDS = 60.0


def price_of(printed: dict[str, Any]) -> PlanPrice:
    cases = printed["prix"] if isinstance(printed["prix"], list) else [printed["prix"]] * 3
    low, likely, high = (Fraction(str(c)) for c in cases)
    origin = PRINTED if low == high else ESTIMATED
    return PlanPrice(
        low=low,
        likely=likely,
        high=high,
        per_group=printed.get("groupe") == "oui",
        origin=origin,
        method="",
        comparables=0,
    )


def problem_of(case: dict[str, Any]) -> PlanProblem:
    offers = tuple(
        PlanOffer(
            name, price_of(o), None if o["heures"] == "inconnue" else Fraction(str(o["heures"]))
        )
        for name, o in case["offres"].items()
    )
    needs = tuple(
        PlanNeed(
            n["metier"],
            f"besoin {i}",
            Fraction(str(n["poids"])),
            {o: Fraction(str(v)) for o, v in n["offres"].items()},
        )
        for i, n in enumerate(case["besoins"])
    )
    asked = case["demande"]
    most = Fraction(asked["duree_max"]) if "duree_max" in asked else None
    return PlanProblem(
        offers=offers,
        needs=needs,
        learners=case["apprenants"],
        max_hours=most,
        forced=frozenset(asked.get("incluses", ())),
    )


def goal_of(case: dict[str, Any]) -> Goal:
    asked = case["demande"]
    target = Fraction(str(asked["objectif"])) if "objectif" in asked else None
    budget = Fraction(asked["budget"]) if "budget" in asked else None
    return Goal(dict.fromkeys(case["apprenants"], target) if target is not None else None, budget)


def bought(plan: Solution) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for offer, metier in plan.places:
        out.setdefault(metier, []).append(offer)
    return out


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["cas"])
def test_a_plan_is_the_one_a_buyer_expects(case: dict[str, Any]) -> None:
    problem, goal, expected = problem_of(case), goal_of(case), case["attendu"]
    plan = solve(problem, goal, seconds=SECONDS, counted_ties=20)
    if expected == "aucun":
        assert plan is None
        return
    assert set(expected) <= KEYS
    assert plan is not None
    assert bought(plan) == expected["achats"]
    # Equals are settled in the same way when there are too many to be counted one by one.
    hasty = solve(problem, goal, seconds=SECONDS, counted_ties=1)
    assert hasty is not None
    assert hasty.places == plan.places
    assert plan.cost == expected["cout"]
    assert {m: r.value for m, r in plan.rates.items()} == {
        m: Fraction(str(r)) for m, r in expected["taux"].items()
    }
    if "egaux" in expected:
        assert plan.ties.others == expected["egaux"]
        assert list(plan.ties.criteria) == expected["departage"]
    if "devis" in expected:
        ranked = rank_quotes(problem, goal, plan, seconds=SECONDS, counted_ties=20).ranked
        assert [q.offer for q in ranked] == expected["devis"]
        assert {
            q.offer: q.cost for q in ranked if q.offer in expected.get("enjeu", {})
        } == expected.get("enjeu", {})
