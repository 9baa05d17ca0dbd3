"""Prices of a plan: printed, estimated from comparable offers, never zero when unknown."""

from __future__ import annotations

from fractions import Fraction

import pytest

from coverage_engine.analysis.plan_prices import price_offers, quantile
from coverage_engine.domain.cells.price import read_price
from coverage_engine.domain.model.plan import CASES, ESTIMATED, PRINTED, PRINTED_RANGE, PricedOffer
from coverage_engine.domain.settings import Settings


def offer(
    name: str,
    printed: str,
    hours: int | None = 14,
    *,
    kind: str = "formation",
    certifying: bool = False,
) -> PricedOffer:
    price = read_price(printed)[0]
    known = None if hours is None else Fraction(hours)
    return PricedOffer(
        id=name,
        kind=kind,
        formats=("présentiel",),
        certifying=certifying,
        hours=known,
        low=price.low,
        high=price.high,
        basis=price.basis,
        printed=printed,
    )


KNOWN = [offer(f"c{n}", str(n)) for n in (800, 1000, 1200, 1400, 1600)]
SETTINGS = Settings()


def priced(one: PricedOffer, *, certified: bool = False) -> tuple[str, list[int], bool]:
    price = price_offers([*KNOWN, one], SETTINGS, certified=certified)[one.id]
    return price.origin, [int(price.of(c)) for c in CASES], price.per_group


@pytest.mark.parametrize(
    ("printed", "certified", "expected"),
    [
        ("1450", False, (PRINTED, [1450, 1450, 1450], False)),
        ("Gratuit", False, (PRINTED, [0, 0, 0], False)),
        ("340 (adh.) / 490 (non-adh.)", False, (PRINTED_RANGE, [340, 490, 490], False)),
        ("1550 (+500 certif.)", False, (PRINTED_RANGE, [1550, 1550, 1550], False)),
        ("1550 (+500 certif.)", True, (PRINTED_RANGE, [2050, 2050, 2050], False)),
        ("1000 - 1501", False, (PRINTED_RANGE, [1000, 1251, 1501], False)),
        ("2500 / groupe", False, (PRINTED, [2500, 2500, 2500], True)),
        ("2500 / session", False, (PRINTED, [2500, 2500, 2500], True)),
        ("800 / pers / session", False, (PRINTED, [800, 800, 800], False)),
        # Not comparable: shown, then estimated like an unknown price.
        ("1200 TTC", False, (ESTIMATED, [880, 1200, 1520], False)),
        ("800 / jour", False, (ESTIMATED, [880, 1200, 1520], False)),
        ("Sur devis", False, (ESTIMATED, [880, 1200, 1520], False)),
        ("", False, (ESTIMATED, [880, 1200, 1520], False)),
    ],
)
def test_a_price_in_three_cases(
    printed: str, certified: bool, expected: tuple[str, list[int], bool]
) -> None:
    assert priced(offer("x", printed), certified=certified) == expected


def test_the_class_is_widened_until_it_holds_enough_prices() -> None:
    others = [offer("long", "9000", 70), offer("diplome", "5000", 14, kind="diplôme")]
    prices = price_offers(
        [*KNOWN, *others, offer("x", "Sur devis", 70), offer("y", "Sur devis", None)],
        SETTINGS,
        certified=False,
    )
    # One price of a long course is not enough: every paid offer is compared.
    assert prices["x"].comparables == 7
    assert "toutes les offres payantes" in prices["x"].method
    # Without a duration, offers of the same kind and format are compared whatever theirs.
    assert prices["y"].comparables == 6


def test_free_group_and_incomparable_prices_are_compared_with_nothing() -> None:
    others = [offer("g", "Gratuit"), offer("s", "9000 / session"), offer("t", "9000 TTC")]
    alone = price_offers([*KNOWN, offer("x", "Sur devis")], SETTINGS, certified=False)["x"]
    assert (
        price_offers([*KNOWN, *others, offer("x", "Sur devis")], SETTINGS, certified=False)["x"]
        == alone
    )


def test_without_any_known_price_an_offer_has_none() -> None:
    assert price_offers(
        [offer("x", "Sur devis"), offer("g", "Gratuit")], SETTINGS, certified=False
    ).keys() == {"g"}


def test_the_printed_amount_that_cannot_serve_is_shown() -> None:
    method = price_offers([*KNOWN, offer("x", "1200 TTC")], SETTINGS, certified=False)["x"].method
    assert "« 1200 TTC », non comparable" in method


def test_the_order_of_the_catalogue_changes_no_price() -> None:
    offers = [*KNOWN, offer("x", "Sur devis"), offer("z", "Sur devis", None, certifying=True)]
    assert price_offers(offers, SETTINGS, certified=False) == price_offers(
        offers[::-1], SETTINGS, certified=False
    )


def test_quantiles_are_between_their_neighbours() -> None:
    values = [Fraction(n) for n in (1, 2, 4)]
    assert [quantile(values, Fraction(s)) for s in ("0", "1/4", "1/2", "3/4", "1")] == [
        1,
        Fraction(3, 2),
        2,
        3,
        4,
    ]
