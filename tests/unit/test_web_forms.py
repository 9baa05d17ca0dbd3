"""Forms of the desk as a buyer uses them: given back when refused, and what the answers say
plainly.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from fractions import Fraction

import pytest
from desk_client import Seen, page, reader_of
from pypdf import PdfReader
from starlette.testclient import TestClient

from coverage_engine.analysis.run import Run
from coverage_engine.documents.metier_pdf import metier_pdf
from coverage_engine.domain.french import amount, percent
from coverage_engine.questions.changes import Changes
from coverage_engine.questions.gaps import gaps
from coverage_engine.questions.metiers import metier_sheet
from coverage_engine.questions.plan import frontier
from coverage_engine.questions.plan_request import PlanRequest
from coverage_engine.questions.what_if import what_if
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import published_of

DOSSIERS = "/metiers/gestionnaire-de-dossiers-d-assistance"


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    return published_of(real_run, "essai")


@pytest.fixture(scope="module")
def reader(published: Published) -> Iterator[TestClient]:
    with reader_of(published) as made:
        yield made


@pytest.mark.parametrize(
    ("address", "status", "typed"),
    [
        (
            "/plan?metier=assistant&budget=abc&exclure=Cegos&certifiante=oui",
            400,
            {("budget", "abc"), ("exclure", "Cegos"), ("certifiante", "oui")},
        ),
        ("/plan?metier=zzzzzz&budget=2000", 404, {("budget", "2000")}),
        ("/plan?metier=assistant&couleur=bleu&objectif=0,8", 400, {("objectif", "0,8")}),
        (
            "/et-si?retirer=inconnue&ajout_titre=Atelier&ajout_competence=ACC-01",
            404,
            {("retirer", "inconnue"), ("ajout_titre", "Atelier")},
        ),
        ("/plan?budget=2000", 200, {("budget", "2000")}),
    ],
)
def test_a_refused_form_comes_back_with_what_was_typed(
    reader: TestClient, address: str, status: int, typed: set[tuple[str, str]]
) -> None:
    seen = page(reader, address, status)
    assert ("role", "alert") in [pair for _, a in seen.tags for pair in a.items()]
    inputs = [a for tag, a in seen.tags if tag == "input"]
    shown = [
        a
        for a in inputs
        if a.get("type") != "hidden" and ("checked" in a or a.get("type") != "checkbox")
    ]
    assert typed <= {(a.get("name"), a.get("value")) for a in shown}
    # What is refused is not sent again unseen.
    assert "inconnue" not in [a.get("value") for a in inputs if a.get("type") == "hidden"]


def test_a_refused_comparison_keeps_its_metiers(reader: TestClient) -> None:
    seen = page(reader, "/comparer?metier=zzzzzz&metier=assistant", 404)
    assert [a["value"] for tag, a in seen.tags if tag == "option" and "selected" in a] == [
        "assistant"
    ]
    assert "choisissez-en au moins un autre" in page(reader, "/comparer?metier=assistant").text
    assert "Choisissez au moins un métier" in page(reader, "/plan?budget=2000").text
    for untouched in ("/comparer", "/plan", "/et-si"):
        assert ("role", "alert") not in [
            pair for _, a in page(reader, untouched).tags for pair in a.items()
        ]


def test_a_suggestion_asks_the_same_with_the_right_name(reader: TestClient) -> None:
    seen = page(reader, "/plan?metier=gestionnaire&budget=2000", 404)
    mended = [h for h in seen.attributes("href") if h.startswith("/plan?metier=gestionnaire-")]
    assert f"/plan?metier={DOSSIERS[9:]}&budget=2000" in mended
    assert "Offres à acheter" in page(reader, mended[0]).text
    offers = [
        h
        for h in page(reader, "/et-si?retirer=formation ia", 404).attributes("href")
        if "retirer=" in h
    ]
    assert offers
    assert "Ensemble des métiers" in page(reader, offers[0]).text


def test_an_offer_is_understood_as_the_list_shows_it(
    reader: TestClient, published: Published
) -> None:
    offer = published.offers[next(iter(published.useful_of_offer))]
    reply = reader.get("/et-si", params={"retirer": f"{offer.title} ({offer.provider})"})
    assert "Ensemble des métiers" in Seen(reply.text).text


def test_a_shared_address_has_no_noise(reader: TestClient) -> None:
    offer = "cegos-ia-au-service-de-efficacite-de-assistant"
    reply = reader.get(
        "/et-si", params={"retirer": offer, "ajout_niveau": "3", "besoin_niveau": "1"}
    )
    assert (reply.status_code, reply.headers["location"]) == (303, f"/et-si?retirer={offer}")


def test_what_is_missing_comes_by_the_column_shown(
    reader: TestClient, published: Published
) -> None:
    for m in published.metiers:
        text = reader.get(f"/metiers/{m.slug}").text
        shown = text[text.index('id="manque"') : text.index('id="besoins"')]
        # Two columns of figures: the weight, then the weight that is missing.
        figures = re.findall(r'<td class="n">([\d,]+)</td>', shown)
        lacks = [Fraction(x.replace(",", ".")) for x in figures[1::2]]
        assert len(lacks) == len(gaps(published, m.metier).missing)
        assert lacks == sorted(lacks, reverse=True)
    assert "Poids manquant" in page(reader, DOSSIERS).text


def test_every_offer_below_one_says_why(reader: TestClient, published: Published) -> None:
    seen = page(reader, DOSSIERS)
    assert "Vaut 0,5 : " in seen.text.replace("\xa0", " ")
    assert "/methode#compte" in seen.attributes("href")
    assert "compte" in page(reader, "/methode").attributes("id")


def test_a_plan_says_what_it_leaves_and_what_the_next_step_costs(
    reader: TestClient, published: Published
) -> None:
    metier = published.metier_by_slug[DOSSIERS[9:]]
    points = frontier(published, PlanRequest(metiers=(metier.slug,))).frontier.points
    assert len(points) > 2
    budget = points[1].cost + 1
    asked = f"metier={metier.slug}&budget={budget}"
    plan = page(reader, f"/plan?{asked}").text.replace("\xa0", " ")
    assert "1 € du budget n’est pas dépensé" in plan
    assert "Un plan ne compte que ce qu’il achète" in plan
    assert "lien faible : " in plan
    curve = page(reader, f"/plan/courbe?{asked}").text
    wanted = (
        f"la couverture suivante ({percent(points[2].coverage)}) demande {amount(points[2].cost)}."
    )
    assert " ".join(wanted.split()) in curve
    most = page(reader, f"/plan/courbe?metier={metier.slug}&budget={points[-1].cost}").text
    assert "n’y ajouterait rien" in most
    assert "couverture suivante" not in page(reader, f"/plan/courbe?metier={metier.slug}").text


def test_half_a_supposed_need_says_what_to_choose(reader: TestClient) -> None:
    seen = page(reader, "/et-si?besoin_metier=assistant&besoin_niveau=2", 400)
    assert "choisissez aussi la compétence" in seen.text
    chosen = [a["value"] for tag, a in seen.tags if tag == "option" and "selected" in a]
    assert {"assistant", "2"} <= set(chosen)


def test_suppositions_come_by_the_largest_loss(reader: TestClient, published: Published) -> None:
    offer = max(published.links_of_offer, key=lambda o: len(published.links_of_offer[o]))
    moves = what_if(published, Changes(withdrawn_offers=(offer,))).moves
    lost = {f"/metiers/{published.metier_by_label[m.metier].slug}": m for m in moves}
    shown = [h for h in page(reader, f"/et-si?retirer={offer}").attributes("href") if h in lost]
    changes = [(lost[h].after.rate.value or 0) - (lost[h].before.rate.value or 0) for h in shown]
    assert len(changes) == len(moves) > 1
    assert changes == sorted(changes)


def test_the_printed_sheet_has_the_order_of_the_page(published: Published) -> None:
    for m in published.metiers[:3]:
        sheet = metier_sheet(published, m.slug)
        pdf = PdfReader(io.BytesIO(metier_pdf(published, sheet, 0)))
        text = " ".join(" ".join(part.extract_text() for part in pdf.pages).split())
        printed = [
            Fraction(x.replace(",", ".")) for x in re.findall(r"poids manquant ([\d,]+\d|\d)", text)
        ]
        assert printed == [n.weight * (1 - n.value) for n in gaps(published, m.metier).missing]


def test_an_offer_added_in_one_line_is_supposed_and_given_up_alone(reader: TestClient) -> None:
    asked = {
        "ajouter": ["Atelier;ACC-01", "Cours;ACC-02;2;assistant"],
        "retirer_besoin": "assistant;ACC-01",
    }
    seen = Seen(reader.get("/et-si", params=asked).text)
    assert "avec l’offre « Atelier »" in seen.text.replace("\xa0", " ")
    kept = [(a.get("name"), a.get("value")) for tag, a in seen.tags if a.get("type") == "hidden"]
    assert {("ajouter", x) for x in asked["ajouter"]} <= set(kept)
    gone = [
        h
        for h in seen.attributes("href")
        if "Cours" in h and "Atelier" not in h and "export" not in h
    ]
    assert any("retirer_besoin" in h for h in gone)
