"""One offer listed several times is one offer; two offers of one provider stay two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage_engine.analysis.run import Run
from coverage_engine.checks.catalogue import check_catalogue
from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.domain.model.catalogue import Decision, Offer, ReadRow
from coverage_engine.domain.settings import Settings
from coverage_engine.matching.duplicates import comparable_title, merge_rows
from coverage_engine.sources.annex import read_rows, recognise_column
from coverage_engine.sources.spreadsheet import Sheet, find_table

HEADER = ("Formation", "Organisme", "Durée", "Prix", "Lien")
Row = tuple[str, str, str, str, str]


def row(
    title: str, provider: str = "Cegos", duration: str = "14h", price: str = "1590", link: str = ""
) -> Row:
    return title, provider, duration, price, link


def read(*rows: Row) -> tuple[ReadRow, ...]:
    """Rows numbered from 2, as a spreadsheet numbers them."""
    sheet = Sheet("essai.csv", ((1, HEADER), *((n, r) for n, r in enumerate(rows, 2))))
    return read_rows(find_table([sheet], recognise_column, ("intitule",), "essai.csv"), Settings())[
        0
    ]


def merge(*rows: Row, decisions: Sequence[Decision] = ()) -> tuple[Offer, ...]:
    return merge_rows(read(*rows), decisions, Settings())


def fusion(left: int, right: int, verdict: str) -> Decision:
    return Decision(
        subject="fusion",
        left=str(left),
        right=str(right),
        verdict=verdict,
        who="A. Martin",
        when="2026-01-15",
        why="vu avec l’organisme",
    )


def test_sixty_offers_on_the_annex(real_run: Run) -> None:
    rows = real_run.catalogue.rows
    offers = merge_rows(rows, (), Settings())
    assert (len(rows), len(offers), len({o.id for o in offers})) == (80, 60, 60)
    assert sorted(n for o in offers for n in o.rows) == list(range(1, 81))
    merged = {o.rows: o.merge_reason for o in offers if len(o.rows) > 1}
    assert len(merged) == 17
    assert all(merged.values())
    assert merged[(12, 40)] == "même certification RS7064, imprimée sous deux organismes"
    assert (
        merged[(11, 26)]
        == merged[(53, 57)].replace("RS7424", "RS7288")
        == "même certification RS7288"
    )
    assert (
        2,
        10,
        24,
        36,
        37,
    ) in merged  # «IA» and «intelligence artificielle», 14h and 2j (14h), egos.fr
    assert (9,) in {o.rows for o in offers}  # the same title, another provider


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Masterclass IA – INeS", "Masterclass IA - INeS"),
        ("L'IA au service du manager", "L’intelligence artificielle au service du manager"),
        ("L'IA au service du manager", "L'IA AU SERVICE DU MANAGER"),
        ("L'IA de l'assistant-e", "L'IA de l'assistant.e"),
        ("L'IA  au service\ndu manager", "L'IA au service du manager"),
        ("Maîtriser l'IA générative au quotidien", "Maitriser l'IA génerative au quotidien"),
        (
            "Managers : gagner en performance avec l'IA",
            "Managers : gagner en performances avec l'IA",
        ),
    ],
)
def test_one_title_written_twice(left: str, right: str) -> None:
    (offer,) = merge(row(left), row(right))
    assert offer.rows == (2, 3)
    assert offer.merge_reason


@pytest.mark.parametrize(
    ("left", "right"), [("14h", "2j (14h)"), ("7h (1j)", "7h"), ("14h (2j)", "2j"), ("14h", "21h")]
)
def test_the_duration_keeps_no_one_apart(left: str, right: str) -> None:
    (offer,) = merge(
        row("L'IA au service du manager", duration=left),
        row("L'IA au service du manager", duration=right),
    )
    assert offer.rows == (2, 3)
    assert offer.duration.hours is not None


def test_the_same_link_joins_near_titles() -> None:
    near = (
        "Prendre en main Copilot pour Microsoft 365",
        "Prise en main de Copilot pour Microsoft 365",
    )
    assert len(merge(*(row(t) for t in near))) == 2
    (offer,) = merge(*(row(t, link="https://www.cegos.fr/copilot") for t in near))
    assert "même lien" in offer.merge_reason


def test_one_certification_under_two_providers() -> None:
    (offer,) = merge(
        row("RS7064 - Réseaux sociaux", "La WAB"),
        row("Certification RS7064 : IA et réseaux", "13 organismes"),
    )
    assert offer.codes == ("RS7064",)
    assert offer.provider == "La WAB ; 13 organismes"
    assert offer.merge_reason == "même certification RS7064, imprimée sous deux organismes"
    assert len(merge(row("RS7064 - Réseaux sociaux"), row("RS7065 - Réseaux sociaux"))) == 2


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (row("L'IA au service du manager"), row("L'IA au service du commercial")),
        (row("IA niveau 1"), row("IA niveau 2")),
        (row("Excel et IA : initiation"), row("Excel et IA : perfectionnement")),
        (
            row("IA pour la finance", link="https://a.fr/x"),
            row("IA pour la paie", link="https://a.fr/x"),
        ),
        (row("L'IA au service du manager", "Cegos"), row("L'IA au service du manager", "Orsys")),
        (row("RS7064 - L'IA au service du manager"), row("L'IA au service du manager")),
    ],
)
def test_different_offers_stay_apart(left: Row, right: Row) -> None:
    offers = merge(left, right)
    assert [o.rows for o in offers] == [(2,), (3,)]
    assert len({o.id for o in offers}) == 2


def test_prices_that_disagree_are_all_kept() -> None:
    title = "L'IA au service du manager"
    (offer,) = merge(
        row(title, price="990"), row(title, price="1590"), row(title, price="Sur devis")
    )
    assert (offer.price.low, offer.price.high) == (990, 1590)


def test_a_decision_undoes_a_merge() -> None:
    same = [row("L'IA au service du manager")] * 3
    assert [o.rows for o in merge(*same)] == [(2, 3, 4)]
    apart = merge(*same, decisions=[fusion(2, 3, "rejeter")])
    assert [o.rows for o in apart] == [(2, 4), (3,)]
    assert len({o.id for o in apart}) == 2


def test_a_decision_forces_a_merge() -> None:
    rows = [row("L'IA au service du manager"), row("Manager avec l'IA")]
    (offer,) = merge(*rows, decisions=[fusion(2, 3, "accepter")])
    assert offer.rows == (2, 3)
    assert "décision de A. Martin (2026-01-15) : vu avec l’organisme" in offer.merge_reason


def test_a_decision_about_nothing_changes_nothing_and_is_told() -> None:
    rows = read(row("L'IA"), row("L'IA"))
    lost = [
        fusion(2, 99, "accepter"),
        replace(fusion(1, 2, "rejeter"), subject="theme", left="inconnue", right=""),
    ]
    offers = merge_rows(rows, lost, Settings())
    assert offers == merge_rows(rows, (), Settings())
    found = check_catalogue("essai.csv", rows, offers, (), {}, {}, lost)
    assert [(a.code, a.row, a.value) for a in found if a.code.startswith("DECISION")] == [
        ("DECISION-ORPHELINE", 2, "99"),
        ("DECISION-ORPHELINE", 3, "inconnue"),
    ]


def anomalies_of(*rows: Row) -> list[Anomaly]:
    understood = read(*rows)
    return check_catalogue(
        "essai.csv", understood, merge_rows(understood, (), Settings()), (), {}, {}, ()
    )


def test_duplicates_and_what_they_disagree_on_are_told() -> None:
    title = "L'IA au service du manager"
    found = anomalies_of(row(title), row(title, duration="2j", price="1600"))
    assert [(a.code, a.row, a.column) for a in found] == [
        ("DOUBLON", 3, "Nom de la formation"),
        ("DOUBLON-DESACCORD", 3, "Prix (€ HT)"),
    ]
    assert found[1].value == "1590 ≠ 1600"
    assert all(a.expected and a.done and a.remedy for a in found)


def test_one_code_with_two_titles_is_told() -> None:
    found = anomalies_of(row("RS7064 - Gérer les réseaux sociaux"), row("RS7064 - Piloter la paie"))
    assert "CODE-DEUX-TITRES" in [a.code for a in found]


def test_a_misspelt_host_is_told_with_the_host_of_its_provider() -> None:
    usual = [row(f"Titre {t}", link="https://www.cegos.fr/x") for t in ("un", "deux", "trois")]
    other = [
        row(f"Autre {t}", "Egis", link="https://www.egis.fr/x")
        for t in ("un", "deux", "trois", "quatre")
    ]
    found = [
        a
        for a in anomalies_of(*usual, *other, row("Fin", link="https://www.egos.fr/x"))
        if a.code == "HOTE-DOUTEUX"
    ]
    assert [(a.row, a.expected) for a in found] == [(9, "sans doute cegos.fr")]


def test_the_annex_has_two_misspelt_hosts(real_run: Run) -> None:
    assert [a.row for a in real_run.anomalies if a.code == "HOTE-DOUTEUX"] == [36, 37]


def test_identifiers_are_readable_and_hold_no_row_number() -> None:
    first = merge(row("L'IA au service du manager"))[0]
    second = merge(row("Autre"), row("L'IA au service du manager"))[1]
    assert first.id == second.id == "cegos-ia-au-service-du-manager"
    assert merge(row("???", ""))[0].id == "offre"
    assert merge(row("RS7064 - Gérer les réseaux"))[0].id == "rs7064-gerer-les-reseaux"


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_identifiers_do_not_hang_on_the_order_of_rows(real_run: Run, data: st.DataObject) -> None:
    rows = data.draw(st.permutations(real_run.catalogue.rows))
    wanted = {o.id: frozenset(o.rows) for o in merge_rows(real_run.catalogue.rows, (), Settings())}
    assert {o.id: frozenset(o.rows) for o in merge_rows(rows, (), Settings())} == wanted


def test_the_only_identifiers_that_hang_on_order_are_homonyms() -> None:
    """Two offers whose provider and first words are the same are numbered in the order of the
    rows.
    """
    long = "Utiliser l'intelligence artificielle dans toutes les missions quotidiennes du service "
    offers = merge(row(long + "comptabilité générale"), row(long + "juridique et conformité"))
    assert [o.id.endswith("-2") for o in offers] == [False, True]
    assert offers[1].id == offers[0].id + "-2"


@pytest.mark.parametrize("unit", [" ", "(", "a-", "RS1 - ", "é"])
def test_titles_of_any_length_are_compared_quickly(unit: str) -> None:
    assert len(comparable_title("x" + unit * (30_000 // len(unit)) + "y")) <= 2_000


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 0, 1)])
def test_the_second_of_a_name_and_the_name_of_another_are_two_identifiers(
    order: tuple[int, int, int],
) -> None:
    """Two offers kept apart share a name; a third is called like the second of them."""
    titles = ("Gestion de la paie", "Gestion de la paie", "Gestion de la paie 2")
    rows = [row(titles[i]) for i in order]
    left, right = (2 + place for place, i in enumerate(order) if i < 2)
    apart = [fusion(left, right, "rejeter"), *(fusion(2, n, "rejeter") for n in (3, 4))]
    offers = merge(*rows, decisions=apart)
    assert len(offers) == 3
    assert len({o.id for o in offers}) == 3
