"""Properties of printed rows, from merging to rates: order, repeats, disagreements."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import TITLES, cover, every_need, from_rows, never_lower, row, rows_drawn

from coverage_engine.domain.model.catalogue import PrintedRow, ReadRow
from coverage_engine.domain.model.results import NO_PROVIDER


@settings(max_examples=40)
@given(rows_drawn(), st.data())
def test_the_order_of_rows_changes_no_rate(rows: list[ReadRow], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))
    before, after = from_rows(rows, every_need()), from_rows(shuffled, every_need())
    assert cover(after).rates == cover(before).rates
    assert {frozenset(o.rows) for o in after.offers} == {frozenset(o.rows) for o in before.offers}


@settings(max_examples=40)
@given(rows_drawn(), st.data())
def test_printing_a_row_twice_changes_nothing_but_provenance(
    rows: list[ReadRow], data: st.DataObject
) -> None:
    again = data.draw(st.sampled_from(rows))
    number = len(rows) + 1
    copy = replace(again, printed=PrintedRow(number, f"ligne {number}", again.printed.cells))
    before, after = from_rows(rows, every_need()), from_rows([*rows, copy], every_need())
    assert cover(after).needs == cover(before).needs
    assert cover(after).rates == cover(before).rates
    assert [replace(o, rows=(), merge_reason="") for o in after.offers] == [
        replace(o, rows=(), merge_reason="") for o in before.offers
    ]
    home = next(o for o in after.offers if again.number in o.rows)
    assert number in home.rows


def test_adding_offers_that_do_not_count_changes_no_rate() -> None:
    one = row(1, "Énergie et vitrines éteintes", target="Fournier")
    guides = [row(n, "Guide : vitrines", f"Organisme {n}") for n in range(2, 10)]
    alone, among = from_rows([one], every_need()), from_rows([one, *guides], every_need())
    assert cover(alone).rates == cover(among).rates


@given(rows_drawn(), rows_drawn())
@settings(max_examples=20)
def test_an_offer_never_changes_how_another_is_read(
    rows: list[ReadRow], others: list[ReadRow]
) -> None:
    """Weights of words are those of the referential alone. Other providers, no code: nothing to
    merge with.
    """
    strangers = [
        replace(
            o, printed=PrintedRow(len(rows) + n, "", (o.title,)), provider=f"Autre {n}", codes=()
        )
        for n, o in enumerate(others, 1)
    ]
    alone, among = from_rows(rows, every_need()), from_rows([*rows, *strangers], every_need())
    own = {o.id for o in alone.offers}
    assert [t for t in among.texts if t.offer in own] == list(alone.texts)
    assert never_lower(cover(alone).rates, cover(among).rates)


# --- Rows that are one offer and disagree: the value printed most often, whatever the order

TWO_TITLES = (
    "RS4242 - Énergie : adopter les écogestes",
    "RS4242 - Énergie du four : récupérer la chaleur perdue",
)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(TWO_TITLES), st.sampled_from([3, 14, 40])), min_size=2, max_size=5
    ),
    st.data(),
)
def test_rows_that_disagree_in_any_order(drawn: list[tuple[str, int]], data: st.DataObject) -> None:
    rows = [row(n, title, hours=h) for n, (title, h) in enumerate(drawn, 1)]
    before = from_rows(rows, every_need())
    after = from_rows(data.draw(st.permutations(rows)), every_need())
    assert len(before.offers) == 1
    assert [(o.id, o.title, o.duration) for o in after.offers] == [
        (o.id, o.title, o.duration) for o in before.offers
    ]
    assert cover(after).rates == cover(before).rates


def test_the_title_and_the_duration_printed_most_often_are_kept() -> None:
    often, once = TWO_TITLES
    (offer,) = from_rows(
        [row(1, once, hours=40), row(2, often, hours=3), row(3, often, hours=3)], every_need()
    ).offers
    assert (offer.title, offer.duration.hours) == (often, 3)


def test_one_provider_in_two_spellings_is_one_concentration() -> None:
    rows = [row(1, TITLES[0], "Levain", "Fournier"), row(2, TITLES[2], "LEVAIN", "Fournier")]
    metier = cover(from_rows(rows, every_need())).metiers[0]
    assert metier.concentration.provider_share == 1


def test_offers_without_a_provider_are_no_concentration() -> None:
    rows = [row(1, TITLES[0], "", "Fournier"), row(2, TITLES[2], "", "Fournier")]
    metier = cover(from_rows(rows, every_need())).metiers[0]
    # The first offer gives 1 on G1 and ½ on G2, the second 1 on F1 and ½ on F2: half of the whole
    # each.
    assert (metier.concentration.provider, metier.concentration.provider_share) == (
        NO_PROVIDER,
        Fraction(1, 2),
    )


# --- Known faults of merging, reported: one more row, of an offer that exists, lowers a rate


def test_another_spelling_of_a_title_lowers_no_rate() -> None:
    one, other = row(1, "Écogestes, fours et énergie"), row(2, "Éco-gestes, fours et énergie")
    assert never_lower(
        cover(from_rows([one], every_need())).rates,
        cover(from_rows([one, other], every_need())).rates,
    )


def test_another_kind_of_one_offer_lowers_no_rate() -> None:
    one = row(1, TITLES[0])
    other = replace(row(2, TITLES[0]), kind="plateforme")
    assert never_lower(
        cover(from_rows([one], every_need())).rates,
        cover(from_rows([one, other], every_need())).rates,
    )
