"""What stands before the pages: names, token, sizes, time, headers, faults."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import logging
from collections.abc import Awaitable, Callable

import pytest
from desk_client import ANY_HOST, reader_of
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from coverage_engine.analysis.run import Run
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import published_of
from coverage_engine.web.guard import Guard
from coverage_engine.web.live_run import RunHolder
from coverage_engine.web.options import MAX_ADDRESS, Options
from coverage_engine.web.replies import SECURITY

TOKEN = "un-jeton-assez-long"


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    return published_of(real_run, "essai")


@pytest.mark.parametrize(
    "address", ["/", "/rien", "/api/v1/metiers", "/api/v1/rien", "/offres?x=1"]
)
def test_every_reply_bears_the_security_headers(published: Published, address: str) -> None:
    reply = reader_of(published).get(address)
    for name, value in SECURITY.items():
        assert reply.headers[name] == value
    assert "set-cookie" not in reply.headers
    assert "access-control-allow-origin" not in reply.headers
    assert "unsafe" not in reply.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("[::1]:8000", 200),
        ("LOCALHOST:1", 200),
        ("voleur.example", 421),
        ("127.0.0.1.voleur.example", 421),
        ("[", 421),
        ("", 421),
    ],
)
def test_another_name_is_refused(published: Published, host: str, status: int) -> None:
    reply = reader_of(published, Options()).get("/glossaire", headers={"host": host})
    assert reply.status_code == status


def basic(password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"bureau:{password}".encode()).decode()}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        (basic(TOKEN), 200),
        (basic("autre"), 401),
        ({"authorization": f"Bearer {TOKEN}"}, 200),
        ({"authorization": f"bearer  {TOKEN} "}, 200),
        ({"authorization": TOKEN}, 401),
        ({"authorization": "Basic %%%"}, 401),
        ({"authorization": f"Digest {TOKEN}"}, 401),
    ],
)
def test_the_token_opens(published: Published, headers: dict[str, str], status: int) -> None:
    reader = reader_of(published, dataclasses.replace(ANY_HOST, token=TOKEN))
    for address, scheme in (("/glossaire", "Basic"), ("/api/v1/glossaire", "Bearer")):
        reply = reader.get(address, headers=headers)
        assert reply.status_code == status
        if status == 401:
            assert reply.headers["www-authenticate"].startswith(scheme)
            assert TOKEN not in reply.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_can_be_changed(published: Published, method: str) -> None:
    reply = reader_of(published).request(method, "/")
    assert (reply.status_code, reply.headers["allow"]) == (405, "GET, HEAD")


def test_long_addresses_and_contents_are_refused(published: Published) -> None:
    reader = reader_of(published)
    assert reader.get("/recherche?q=" + "a" * MAX_ADDRESS).status_code == 414
    assert reader.request("GET", "/", content=b"x" * 10_000).status_code == 413
    assert reader.get("/", headers={"content-length": "-1"}).status_code == 413


def test_an_open_desk_says_so_on_every_page(published: Published) -> None:
    said = "Ce bureau est ouvert"
    assert (
        said
        in reader_of(published, dataclasses.replace(ANY_HOST, open_to_network=True))
        .get("/offres")
        .text
    )
    assert said not in reader_of(published).get("/offres").text


App = Callable[[Scope, Receive, Send], Awaitable[None]]


def guarded(app: App, published: Published, seconds: float = 30) -> TestClient:
    options = dataclasses.replace(ANY_HOST, request_seconds=seconds)
    return TestClient(Guard(app, RunHolder(published), options), raise_server_exceptions=False)


def test_a_fault_is_logged_and_never_shown(
    published: Published, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("mot de passe de la base")

    reader = guarded(broken, published)
    with caplog.at_level(logging.ERROR):
        replies = [reader.get("/"), reader.get("/api/v1/metiers")]
    for reply in replies:
        assert reply.status_code == 500
        assert "mot de passe" not in reply.text
        assert "Traceback" not in reply.text
        assert reply.headers["x-frame-options"] == "DENY"
    assert replies[1].json()["type"] == "/api#erreur-interne"
    assert "mot de passe" in caplog.text


def test_a_reply_that_takes_too_long_is_given_up(published: Published) -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.Event().wait()

    reply = guarded(slow, published, seconds=0.01).get("/")
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "10")
