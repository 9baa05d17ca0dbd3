"""The JSON API on a running desk: its contract tried at random, entity tags, one shape of refusals,
pages walked.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import requests
import schemathesis
from desk_pages import METIER
from desk_support import API, PATIENCE, Server
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi import checks as known_checks

from coverage_engine.analysis.run import Run
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import published_of
from coverage_engine.web.questions import SERVED
from coverage_engine.web.served import Served
from coverage_engine.web.views_api import api_view

# Random requests per question and per nature (as the contract says, or against it); the same ones
# at each run.
EXAMPLES = 10
# Their texts name métiers, offers or needs in forms that no schema can say: what is well written
# may still be refused.
FREE = {"comparer", "plan", "frontiere", "devis", "et_si"}
QUICK = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
PROBLEM = {"type", "title", "status", "detail", "instance", "proches"}


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    return published_of(real_run, "essai")


@pytest.fixture(scope="module")
def examples(published: Published) -> dict[str, str]:
    """An address that answers, by question."""
    return {o.name: o.example for o in api_view(SERVED, published).operations}


@pytest.fixture(scope="module")
def contract(desk: Server) -> Any:
    load_all_checks()
    made = schemathesis.openapi.from_url(f"{desk.address}{API}/openapi.json")
    # Too long an address is one more way to refuse.
    made.config.checks.negative_data_rejection.expected_statuses = [400, 404, 405, 414]
    return made


@pytest.mark.parametrize("mode", list(GenerationMode), ids=["conforme", "contraire"])
@pytest.mark.parametrize("question", SERVED, ids=lambda q: q.name)
def test_random_requests_get_what_the_contract_says(
    contract: Any, question: Served, mode: GenerationMode
) -> None:
    operation = contract[API + question.path]["GET"]
    if mode.is_negative and not (
        question.fields or question.question.paged or "{" in question.path
    ):
        pytest.skip("rien à demander de travers")
    left_out = [known_checks.positive_data_acceptance] if question.name in FREE else []

    @given(operation.as_strategy(generation_mode=mode))
    @QUICK
    def tried(case: Any) -> None:
        case.call_and_validate(excluded_checks=left_out)

    tried()


@pytest.mark.parametrize("question", SERVED, ids=lambda q: q.name)
def test_each_example_gets_what_the_contract_says(
    desk: Server, contract: Any, examples: dict[str, str], question: Served
) -> None:
    came = requests.get(desk.address + examples[question.name], timeout=PATIENCE)
    assert came.status_code == 200
    contract[API + question.path]["GET"].validate_response(came)


@pytest.mark.parametrize("question", SERVED, ids=lambda q: q.name)
def test_every_answer_has_a_tag_and_is_not_sent_twice(
    desk: Server, examples: dict[str, str], question: Served
) -> None:
    came = desk.ask(examples[question.name])
    assert came.status == 200
    assert came.headers["content-type"] == "application/json"
    assert not [name for name in came.headers if name.startswith("access-control")]
    again = desk.ask(examples[question.name], {"If-None-Match": came.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    other = desk.ask(examples[question.name], {"If-None-Match": '"autre"'})
    assert (other.status, other.body) == (200, came.body)


def test_the_contract_and_pages_have_tags_too(desk: Server) -> None:
    for path in (
        "/",
        "/offres",
        f"/metiers/{METIER}",
        f"/metiers/{METIER}/fiche.pdf",
        "/api",
        f"{API}/openapi.json",
    ):
        tag = desk.ask(path).headers["etag"]
        assert desk.ask(path, {"If-None-Match": tag}).status == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/metiers/zzz", 404),
        (f"/metiers/{METIER}/besoins/ZZZ/offres", 404),
        ("/offres/zzz", 404),
        ("/competences/zzz", 404),
        ("/nulle-part", 404),
        ("/offres?page=1000", 404),
        ("/offres?page=0", 400),
        ("/offres?taille=201", 400),
        ("/offres?prix_max=-1", 400),
        ("/offres?couleur=bleu", 400),
        ("/plan", 400),
        (f"/plan?metier={METIER}&objectif=1.5", 400),
        ("/comparer", 400),
        ("/et-si?besoin=x", 400),
        ("/recherche?q=" + "a" * 10_000, 414),
    ],
)
def test_every_refusal_is_a_problem_in_one_shape(desk: Server, path: str, status: int) -> None:
    came = desk.ask(API + path)
    assert (came.status, came.headers["content-type"]) == (status, "application/problem+json")
    assert came.json.keys() == PROBLEM
    assert came.json["status"] == status
    assert came.json["detail"]
    assert came.json["instance"] == API + path.split("?")[0]
    assert came.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"])
@pytest.mark.parametrize("path", ["/", f"{API}/metiers"])
def test_nothing_but_reading_is_accepted(desk: Server, method: str, path: str) -> None:
    came = desk.ask(path, {"Origin": "http://ailleurs.example"}, method)
    assert (came.status, came.headers["allow"]) == (405, "GET, HEAD")
    assert not [name for name in came.headers if name.startswith("access-control")]


@pytest.mark.parametrize("question", [s for s in SERVED if s.question.paged], ids=lambda s: s.name)
def test_pages_walked_give_every_line_once(
    desk: Server, examples: dict[str, str], question: Served
) -> None:
    base = examples[question.name].removeprefix(API)
    joint = "&" if "?" in base else "?"
    whole = desk.lines(f"{base}{joint}taille=200")
    first = desk.api(f"{base}{joint}taille=7")["pagination"]
    assert first["total"] == len(whole)
    assert desk.lines(f"{base}{joint}taille=7") == whole
    last = desk.ask(first["derniere"]).json["pagination"]
    assert (last["suivante"], last["page"]) == (None, max(1, -(-len(whole) // 7)))


@pytest.mark.parametrize(
    "path",
    [
        "/export.csv",
        "/offres/export.csv",
        f"/metiers/{METIER}/export.csv",
        f"/comparer/export.csv?metier={METIER}&metier=assistant",
        "/fragilite/export.csv",
        "/methode/reglages.csv",
    ],
)
def test_no_two_columns_bear_the_same_name(desk: Server, path: str) -> None:
    header = next(csv.reader(io.StringIO(desk.ask(path).body.decode("utf-8-sig"))))
    assert len(set(header)) == len(header)


def test_no_two_columns_of_a_published_table_bear_the_same_name(
    real_files: dict[str, bytes],
) -> None:
    for name, data in real_files.items():
        if name.endswith(".csv"):
            header = next(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
            assert len(set(header)) == len(header), name
