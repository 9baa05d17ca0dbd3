"""Kept pages: entity tags, compression, bounds of the cache, slow work shared."""

from __future__ import annotations

import asyncio
import gzip
import threading

import pytest
from desk_client import reader_of
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from coverage_engine.analysis.run import Run
from coverage_engine.tables.run_tables import published_of
from coverage_engine.web.page_cache import Page, PageCache
from coverage_engine.web.problems import Problem
from coverage_engine.web.slow_lane import THREADS, WAITING, SlowLane


@pytest.fixture(scope="module")
def reader(real_run: Run) -> TestClient:
    return reader_of(published_of(real_run, "essai"))


PLAIN = {"accept-encoding": "identity"}


@pytest.mark.parametrize(
    "address", ["/", "/api/v1/metiers", "/offres?format=distanciel", "/offres/export.csv"]
)
def test_nothing_is_sent_again_while_nothing_changes(reader: TestClient, address: str) -> None:
    first = reader.get(address, headers=PLAIN)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    again = reader.get(address, headers={**PLAIN, "if-none-match": f'"autre", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["content-security-policy"]
    assert reader.get(address, headers={**PLAIN, "if-none-match": '"autre"'}).status_code == 200


def test_each_address_and_each_run_has_its_own_tag(real_run: Run, reader: TestClient) -> None:
    other = reader_of(published_of(real_run, "autre"))
    tags = [
        x.get(a, headers=PLAIN).headers["etag"]
        for x in (reader, other)
        for a in ("/", "/offres", "/offres?page=2")
    ]
    assert len(set(tags)) == len(tags)


def test_a_refusal_is_not_kept(reader: TestClient) -> None:
    reply = reader.get("/offres?page=900")
    assert "etag" not in reply.headers
    assert reply.headers["cache-control"] == "no-store"


def test_packed_and_plain_say_the_same(reader: TestClient) -> None:
    plain = reader.get("/offres", headers=PLAIN)
    with reader.stream("GET", "/offres", headers={"accept-encoding": "gzip"}) as packed:
        body = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert int(packed.headers["content-length"]) == len(body) < len(plain.content) / 3
    assert gzip.decompress(body) == plain.content


def test_head_has_the_headers_alone(reader: TestClient) -> None:
    whole, head = reader.get("/offres", headers=PLAIN), reader.head("/offres", headers=PLAIN)
    assert head.content == b""
    same = ("etag", "content-type", "content-length")
    assert [head.headers[n] for n in same] == [whole.headers[n] for n in same]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 3_000))))
def test_the_shelf_never_holds_more_than_allowed(puts: list[tuple[str, int]]) -> None:
    cache = PageCache(limit=20_000)
    kept: dict[str, Page] = {}
    for key, size in puts:
        page = Page((), b"x" * size, False)
        cache.put(key, page)
        kept.setdefault(key, page)
        assert cache.size <= 20_000
    for key in kept:
        found = cache.get(key)
        assert found is None or len(found.body) * 8 <= 20_000


def test_the_least_recently_used_page_goes_first() -> None:
    cache = PageCache(limit=9 * 1_100)
    for key in "abcdefghi":
        cache.put(key, Page((), b"x" * 100, False))
    assert cache.get("a")
    cache.put("j", Page((), b"x" * 100, False))
    assert cache.get("a")
    assert cache.get("b") is None


def test_the_same_slow_work_is_done_once_and_others_wait_their_turn() -> None:
    done: list[int] = []
    gate = threading.Event()

    def work() -> int:
        gate.wait(10)
        done.append(1)
        return 7

    async def ask() -> list[int]:
        lane = SlowLane()
        asked = [asyncio.create_task(lane.run("k", work)) for _ in range(20)]
        others = [asyncio.create_task(lane.run(i, work)) for i in range(WAITING - 1)]
        await asyncio.sleep(0)
        with pytest.raises(Problem) as refused:
            await lane.run("de trop", work)
        assert refused.value.status == 503
        gate.set()
        found = await asyncio.gather(*asked)
        await asyncio.gather(*others)
        lane.close()
        return list(found)

    assert asyncio.run(ask()) == [7] * 20
    assert len(done) == WAITING


def test_work_that_nobody_waits_for_is_given_up_before_it_begins() -> None:
    done: list[str] = []
    gate = threading.Event()

    def work(name: str) -> str:
        gate.wait(10)
        done.append(name)
        return name

    async def ask() -> str:
        lane = SlowLane()
        busy = [asyncio.create_task(lane.run(i, lambda: work("busy"))) for i in range(THREADS)]
        await asyncio.sleep(0)
        left = [asyncio.create_task(lane.run("k", lambda: work("left"))) for _ in range(2)]
        await asyncio.sleep(0)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        # Asked again by another reader, the same work is begun anew.
        again = asyncio.create_task(lane.run("k", lambda: work("again")))
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*busy)
        found = await again
        lane.close()
        return found

    assert asyncio.run(ask()) == "again"
    assert sorted(done) == ["again", *["busy"] * THREADS]


def test_twenty_buyers_who_compute_at_once_are_all_served() -> None:
    async def ask() -> list[int]:
        lane = SlowLane()
        found = await asyncio.gather(*(lane.run(i, lambda i=i: i) for i in range(60)))  # type: ignore[misc]
        lane.close()
        return list(found)

    assert asyncio.run(ask()) == list(range(60))
