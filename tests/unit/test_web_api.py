"""The JSON API: its contract, and the same figures as pages, files and questions."""

from __future__ import annotations

import csv
import io
import re
from fractions import Fraction
from typing import Any

import jsonschema
import pytest
from desk_client import reader_of
from starlette.testclient import TestClient

from coverage_engine.analysis.run import Run
from coverage_engine.questions.gaps import gaps
from coverage_engine.questions.plan import plan
from coverage_engine.questions.plan_request import PlanRequest
from coverage_engine.tables.kinds import csv_text
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import published_of
from coverage_engine.web.problems import CODES
from coverage_engine.web.questions import SERVED
from coverage_engine.web.served import Served
from coverage_engine.web.views_api import api_view

FORMATEUR = "formateur-d-assistance"


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    return published_of(real_run, "essai")


@pytest.fixture(scope="module")
def reader(published: Published) -> TestClient:
    return reader_of(published)


@pytest.fixture(scope="module")
def contract(reader: TestClient) -> dict[str, Any]:
    return dict(reader.get("/api/v1/openapi.json").json())


@pytest.mark.parametrize("served", SERVED, ids=lambda s: s.name)
def test_each_example_answers_as_the_contract_says(
    reader: TestClient, published: Published, contract: dict[str, Any], served: Served
) -> None:
    example = next(
        o for o in api_view(SERVED, published).operations if o.name == served.name
    ).example
    reply = reader.get(example)
    assert reply.status_code == 200, reply.text
    schema = {"$ref": f"#/components/schemas/{served.name}__reponse", **contract}
    jsonschema.Draft202012Validator(schema).validate(reply.json())
    assert (reply.json()["pagination"] is not None) == served.question.paged


def test_the_contract_names_every_question_and_parameter(contract: dict[str, Any]) -> None:
    assert contract["openapi"].startswith("3.1")
    assert set(contract["paths"]) == {f"/api/v1{q.path}" for q in SERVED}
    for q in SERVED:
        operation = contract["paths"][f"/api/v1{q.path}"]["get"]
        named = {p["name"] for p in operation["parameters"]}
        assert named == {f.name for f in q.fields} | set(re.findall(r"\{(\w+)\}", q.path)) | (
            {"page", "taille"} if q.question.paged else set()
        )
        assert all(p["description"] for p in operation["parameters"])
    text = str(contract)
    refs = set(re.findall(r"'#/components/schemas/([^']+)'", text))
    assert refs <= set(contract["components"]["schemas"])


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("page", "api"),
    [
        ("", "/metiers"),
        ("/offres", "/offres"),
        (f"/metiers/{FORMATEUR}", f"/metiers/{FORMATEUR}"),
        (f"/metiers/{FORMATEUR}/besoins/ACC-01", f"/metiers/{FORMATEUR}/besoins/ACC-01/offres"),
        ("/competences/ACC-01", "/competences/ACC-01"),
        (f"/plan@metier={FORMATEUR}&budget=2000", f"/plan@metier={FORMATEUR}&budget=2000"),
        ("/offres@format=distanciel&prix_max=1000", "/offres@format=distanciel&prix_max=1000"),
        (f"/fragilite@metier={FORMATEUR}", f"/fragilite@metier={FORMATEUR}"),
    ],
)
def test_files_and_api_give_the_same_lines(reader: TestClient, page: str, api: str) -> None:
    path, _, query = page.partition("@")
    printed = records(reader.get(f"{path}/export.csv?{query}").text)
    path, _, query = api.partition("@")
    lines, address = [], f"/api/v1{path}?{query}"
    while address:
        told = reader.get(address).json()
        lines += told["lignes"]
        address = (told["pagination"] or {}).get("suivante")
    assert len(lines) == len(printed) > 0
    for line, row in zip(lines, printed, strict=True):
        assert {
            name: csv_text(Fraction(v) if isinstance(v, float) else v) for name, v in line.items()
        } == {
            name: csv_text(Fraction(float(v))) if isinstance(line[name], float) else v
            for name, v in row.items()
        }


def test_gaps_and_plan_are_those_of_the_questions(reader: TestClient, published: Published) -> None:
    told = reader.get(f"/api/v1/metiers/{FORMATEUR}/manques").json()["lignes"]
    assert [x["competence"] for x in told] == [
        n.competence for n in gaps(published, FORMATEUR).missing
    ]
    answer = plan(published, PlanRequest(metiers=(FORMATEUR,), budget=Fraction(2000)))
    told = reader.get(f"/api/v1/plan?metier={FORMATEUR}&budget=2000").json()
    assert {x["offre_id"] for x in told["lignes"]} == {x.offer.id for x in answer.lines}
    assert told["autres"]["demande"][0]["cout"] == float(answer.cost or 0)


def test_learners_may_differ_by_metier(reader: TestClient, published: Published) -> None:
    asked = {
        "metier": [FORMATEUR, "assistant"],
        "effectif": "3",
        "effectif_metier": "assistant;12",
        "budget": "9000",
    }
    told = reader.get("/api/v1/plan", params=asked).json()
    assert [x["apprenants"] for x in told["autres"]["taux_du_plan"]] == [3, 12]
    for both in ("assistant;12, formateur;5", "formateur : 5,assistant: 12"):
        told = reader.get("/api/v1/plan", params=asked | {"effectif_metier": both}).json()
        assert [x["apprenants"] for x in told["autres"]["taux_du_plan"]] == [5, 12]


def test_pages_follow_one_another_without_loss(reader: TestClient, published: Published) -> None:
    address, seen = "/api/v1/offres?taille=7", []
    while address:
        told = reader.get(address).json()
        assert told["pagination"]["total"] == len(published.offers)
        assert len(told["lignes"]) <= 7
        seen += [x["offre_id"] for x in told["lignes"]]
        address = told["pagination"]["suivante"]
    assert sorted(seen) == sorted(published.offers)


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/metiers?page=9", 404, "page-au-dela"),
        ("/metiers?taille=201", 400, "filtre-refuse"),
        ("/metiers?taille=", 400, "filtre-refuse"),
        ("/metiers?verdict=moyen", 400, "filtre-refuse"),
        ("/metiers/gestionnaire", 404, "metier-inconnu"),
        ("/metiers/juriste", 404, "metier-hors-perimetre"),
        (f"/metiers/{FORMATEUR}/besoins/X/offres", 404, "besoin-inconnu"),
        ("/offres/x", 404, "offre-inconnue"),
        ("/competences/x", 404, "competence-inconnue"),
        ("/comparer", 400, "demande-refusee"),
        ("/rien", 404, "adresse-inconnue"),
        ("/plan", 400, "filtre-refuse"),
    ],
)
def test_every_refusal_has_one_shape(
    reader: TestClient, address: str, status: int, code: str
) -> None:
    reply = reader.get(f"/api/v1{address}")
    assert (reply.status_code, reply.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    told = reply.json()
    assert set(told) == {"type", "title", "status", "detail", "instance", "proches"}
    assert (told["type"], told["status"]) == (f"/api#{code}", status)
    assert code in CODES
    assert told["detail"]


def test_near_names_are_links_that_answer(reader: TestClient) -> None:
    told = reader.get("/api/v1/metiers/gestionnaire").json()["proches"]
    assert told
    assert all(reader.get(near["href"]).status_code == 200 for near in told)


def test_the_page_of_the_api_explains_each_refusal(reader: TestClient) -> None:
    page = reader.get("/api").text
    assert all(f'id="{code}"' in page for code in CODES)
