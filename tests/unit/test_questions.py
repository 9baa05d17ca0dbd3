"""Questions on a run: offers and needs, filters, comparison, fragility, search; from memory and
from the folder alike.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from coverage_engine.analysis.run import Run
from coverage_engine.domain.errors import (
    CoverageError,
    InputRefused,
    UnknownMetier,
    UnknownNeed,
    UnknownOffer,
)
from coverage_engine.questions.choices import CERTIFICATION, MAX_COMPARED, OFFRE, ORGANISME
from coverage_engine.questions.compare import compare
from coverage_engine.questions.fragility import expiries, fragility
from coverage_engine.questions.offer_filter import STRENGTHS, OfferFilter
from coverage_engine.questions.offer_parameters import FILTERS
from coverage_engine.questions.offers import find_offers, needs_of_offer, offers_for_need
from coverage_engine.questions.parameters import read_arguments
from coverage_engine.questions.search import METIER, search
from coverage_engine.questions.search import OFFRE as HIT_OFFER
from coverage_engine.questions.supposed_rates import as_published
from coverage_engine.store.run_folder import read_published
from coverage_engine.tables.kinds import NUMBER, PRICE, TEXT, WHOLE, Cell, csv_text, read_cell
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import CertificationLine
from coverage_engine.tables.run_tables import published_of
from coverage_engine.tables.word_index import WordIndex


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    return published_of(real_run)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("", TEXT),
        ("=HYPERLINK(1)", TEXT),
        ("-5 °C", TEXT),
        ("@cmd|x!A1", TEXT),
        ("Éthique", TEXT),
        (None, WHOLE),
        (3, WHOLE),
        (None, PRICE),
        (Fraction(7, 2), NUMBER),
        (Fraction(0), NUMBER),
    ],
)
def test_a_cell_comes_back_as_it_was_written(cell: Cell, kind: str) -> None:
    assert read_cell(csv_text(cell), kind) == cell


def test_memory_and_folder_answer_alike(published: Published, real_folder: Path) -> None:
    stored = read_published(real_folder)
    assert stored == published
    assert stored.source is None and published.source is not None
    assert fragility(stored) == fragility(published)


def test_published_lines_give_back_every_rate_and_verdict(published: Published) -> None:
    for m in published.metiers:
        again = as_published(published, m.metier)
        assert (again.rate.value, again.verdict) == (m.rate, m.rule_verdict)
        assert {a: r.value for a, r in again.axes.items()} == {
            a: x.rate for a, x in published.axes_of[m.metier].items()
        }


def test_names_in_addresses_are_one_per_metier(published: Published) -> None:
    assert len(published.metier_by_slug) == len(published.metiers)
    assert all(
        set(s) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for s in published.metier_by_slug
    )


def test_offers_of_a_need_are_those_that_gave_its_value(published: Published) -> None:
    for need in (n for n in published.needs if n.applicable):
        answer = offers_for_need(published, need.metier, need.competence)
        useful = [x for o, x in answer.found if x.offer in answer.counting and x.value]
        assert sorted(x.offer for x in useful) == sorted(need.offers)
        assert max((x.value for x in useful), default=Fraction(0)) == need.value
        assert all(x.sentence for _, x in answer.found)


def test_needs_of_an_offer_and_offers_of_a_need_are_one_relation(published: Published) -> None:
    from_needs = {(n.metier, n.competence, o) for n in published.needs for o in n.offers}
    from_offers = {
        (m, c, o) for o in published.offers for m, c in needs_of_offer(published, o).counting
    }
    assert from_needs == from_offers


def test_filters_keep_what_a_buyer_accepts_and_nothing_unknown(published: Published) -> None:
    found = find_offers(
        published, OfferFilter(max_price=Fraction(1000), max_hours=Fraction(14))
    ).offers
    assert found
    assert all(
        o.price_high is not None and o.price_high <= 1000 and o.hours is not None and o.hours <= 14
        for o in found
    )
    missing = [o for o in published.offers.values() if o.price_high is None or o.hours is None]
    assert missing and not {o.id for o in missing} & {o.id for o in found}
    assert all(o.codes for o in find_offers(published, OfferFilter(certifying=True)).offers)
    distance = find_offers(published, OfferFilter(formats=("DISTANCIEL",))).offers
    assert distance and all("distanciel" in o.formats for o in distance)
    assert len(find_offers(published).offers) == len(published.offers)


def test_the_filter_of_evidence_reads_links(published: Published) -> None:
    for strength in STRENGTHS:
        found = {o.id for o in find_offers(published, OfferFilter(strengths=(strength,))).offers}
        expected = {
            x.offer
            for x in published.links
            if x.strength == strength and x.value and published.counts(x)
        }
        assert found == expected


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("format", "télépathie"), "au choix : distanciel"),
        (("organisme", "openclasroom"), "OpenClassrooms"),
        (("preuve", "foi"), "axe principal"),
        (("prix_max", "-1"), "montant positif ou nul"),
    ],
)
def test_a_filter_that_nothing_can_pass_is_refused(
    published: Published, asked: tuple[str, str], said: str
) -> None:
    with pytest.raises(InputRefused, match=said):
        read_arguments(FILTERS, [asked], published)


def test_unknown_needs_and_offers_come_with_near_names(published: Published) -> None:
    with pytest.raises(UnknownNeed) as need:
        offers_for_need(published, "formateur", "Expliquer ce qu'est l'IA génerative")
    assert need.value.near[0].startswith("ACC-01")
    with pytest.raises(UnknownOffer) as offer:
        needs_of_offer(published, "Objectif IA initiez-vous")
    assert any("Objectif IA" in near for near in offer.value.near)
    with pytest.raises(UnknownMetier):
        offers_for_need(published, "astronaute", "ACC-01")


def test_comparing_puts_published_figures_side_by_side(published: Published) -> None:
    answer = compare(published, ["formateur", "gestionaire de dossier"])
    assert [m.metier for m in answer.metiers] == [
        "Formateur d’assistance",
        "Gestionnaire de dossiers d’assistance",
    ]
    for axis, _, rates in answer.axes:
        assert rates == tuple(published.axes_of[m.metier][axis].rate for m in answer.metiers)
    for offer, counts in answer.shared:
        for m, count in zip(answer.metiers, counts, strict=True):
            assert count == sum(offer.id in n.offers for n in published.needs_of[m.metier])
    for asked in (
        ["formateur"],
        ["formateur", "Formateur d'assistance"],
        [m.metier for m in published.metiers[: MAX_COMPARED + 1]],
    ):
        with pytest.raises(InputRefused, match="de 2 à"):
            compare(published, asked)


def test_fragility_is_what_a_recount_without_the_name_gives(published: Published) -> None:
    """Oracle: drop the links of the name and count again, need by need."""
    answer = fragility(published)
    assert {f.kind for f in answer.falls} == {OFFRE, ORGANISME, CERTIFICATION}
    for fall in answer.falls:
        left = Fraction(0)
        for need in published.needs_of[fall.metier]:
            weight = need.weight * next(a.weight for a in published.axes if a.id == need.axis)
            values = [
                x.value
                for x in published.links
                if (x.metier, x.competence) == (need.metier, need.competence)
                and x.probability >= published.settings.probabilite_minimale
                and not _bears(published, x.offer, fall.kind, fall.label)
            ]
            left += weight * max(values, default=Fraction(0))
        assert fall.after == left / published.metier_by_label[fall.metier].denominator
        assert fall.lost > 0


def _bears(published: Published, offer: str, kind: str, label: str) -> bool:
    o = published.offers[offer]
    return {
        OFFRE: o.title == label,
        ORGANISME: o.provider.casefold() == label.casefold(),
        CERTIFICATION: label in o.codes,
    }[kind]


def test_the_worst_fall_is_the_concentration_of_the_report(published: Published) -> None:
    answer = fragility(published)
    for m in published.metiers:
        for kind, share in ((OFFRE, m.main_offer_share), (ORGANISME, m.provider_share)):
            worst = max(
                (f.lost for f in answer.falls if f.metier == m.metier and f.kind == kind),
                default=Fraction(0),
            )
            assert float(worst) == pytest.approx(float(share * (m.rate or 0)), abs=1e-6)


def test_expiries_come_soonest_first_and_say_who_falls(published: Published) -> None:
    assert not expiries(published).checked
    codes = sorted({c for o in published.offers.values() for c in o.codes})
    lines = {
        code: CertificationLine(
            code=code,
            title=f"Certification {code}",
            active=True,
            end=f"2027-{12 - i % 12:02d}-01" if i else "",
            successors=(),
        )
        for i, code in enumerate(codes)
    }
    answer = expiries(replace(published, certifications=lines))
    ends = [e.certification.end for e in answer.expiries]
    assert answer.checked and len(ends) == len(codes)
    assert ends[-1] == "" and ends[:-1] == sorted(ends[:-1])
    falls = fragility(published, (), (CERTIFICATION,)).falls
    assert sum(len(e.falls) for e in answer.expiries) == len(falls)
    assert all(
        code in o.codes
        for e in answer.expiries
        for o in e.offers
        for code in [e.certification.code]
    )


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("gestionaire de dossier", "Gestionnaire de dossiers d’assistance"),
        ("formatuer", "Formateur d’assistance"),
        ("compta", "Chargé de comptabilité"),
        ("data analist", "Statisticien / Data analyst"),
    ],
)
def test_a_search_with_a_slip_finds_the_metier_first(
    published: Published, typed: str, first: str
) -> None:
    hits = search(published, typed).hits
    assert hits[0].kind == METIER
    assert first in {h.label for h in hits[:3]}


def test_a_code_finds_its_offers(published: Published) -> None:
    hits = search(published, "rs 7177").hits
    assert {h.id for h in hits if h.kind == HIT_OFFER} == {
        o.id for o in published.offers.values() if "RS7177" in o.codes
    }


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "<script>alert(1)</script>",
        "x" * 10_000,
        "de la",
        "😀" * 500,
        "\x00\x01",
        "a b " * 3_000,
    ],
)
def test_a_hostile_search_is_answered(published: Published, typed: str) -> None:
    try:
        assert len(search(published, typed, 5).hits) <= 15
    except CoverageError:
        pytest.fail("a search never refuses")


def test_an_index_ranks_whole_words_over_slips_and_short_texts_over_long_ones() -> None:
    index = WordIndex(
        [
            ("long", "conduire un projet de formation numérique"),
            ("court", "formation"),
            ("autre", "information comptable"),
        ]
    )
    assert [name for name, _ in index.find("formation", 5)][:2] == ["court", "long"]
    assert index.find("formatoin", 1)[0][0] == "court"
    assert index.find("zzzz", 5) == ()
