"""Pages already laid out, kept compressed for one run; entity tags, and «not modified» without any
work.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coverage_engine.web.live_run import RunHolder
from coverage_engine.web.pages import edition
from coverage_engine.web.replies import header
from coverage_engine.web.shell import LoadedRun

# A body shorter than this, in bytes, gains nothing from compression.
_WORTH_PACKING = 600
# A body longer than this, in bytes, is compressed in a thread: tens of milliseconds, during which
# others are answered.
_LONG = 500_000
_PACKED_TYPES = (b"text/", b"application/json", b"image/svg")
_LEVEL = 6
# What one kept page weighs beside its body, in bytes.
_OVERHEAD = 1_000

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A reply of status 200 as it is kept; ``packed`` tells that ``body`` is compressed with
    gzip.
    """

    headers: Headers
    body: bytes
    packed: bool


class PageCache:
    """Pages by key, the least recently used thrown away first; safe between threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Page | None:
        """A page, if it is kept."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Page) -> None:
        """Keep a page; one larger than an eighth of the cache is not."""
        weight = len(page.body) + _OVERHEAD
        if weight * 8 > self._limit:
            return
        with self._lock:
            if key in self._pages:
                return
            self._pages[key] = page
            self._size += weight
            while self._size > self._limit:
                _, old = self._pages.popitem(last=False)
                self._size -= len(old.body) + _OVERHEAD

    @property
    def size(self) -> int:
        """Bytes kept."""
        return self._size


class Cached:
    """ASGI middleware: gives each request its run (``scope["state"]["held"]``) and keeps what was
    answered.
    """

    def __init__(self, app: ASGIApp, holder: RunHolder, cache: PageCache) -> None:
        self._app = app
        self._holder = holder
        self._cache = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held = self._holder.held
        scope.setdefault("state", {})["held"] = held
        key = page_key(held, scope)
        page = self._cache.get(key)
        if page is None:
            page = await self._made(scope, receive, send)
            if page is None:
                return
            self._cache.put(key, page)
        await _send(page, key, scope, send)

    async def _made(self, scope: Scope, receive: Receive, send: Send) -> Page | None:
        """The page of a request, or None when it was a refusal, already sent as it is."""
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                if message["status"] != 200:
                    await send(message)
            elif start["status"] != 200:
                await send(message)
            else:
                body.extend(message.get("body", b""))

        await self._app({**scope, "method": "GET"}, receive, collect)
        if not start or start["status"] != 200:
            return None
        if len(body) > _LONG:
            return await asyncio.to_thread(packed_page, start["headers"], bytes(body))
        return packed_page(start["headers"], bytes(body))


def packed_page(headers: list[tuple[bytes, bytes]], body: bytes) -> Page:
    """A reply made ready to be kept: compressed when it is worth it."""
    kind = next((value for name, value in headers if name == b"content-type"), b"")
    kept = tuple((name, value) for name, value in headers if name != b"content-length")
    if len(body) < _WORTH_PACKING or not kind.startswith(_PACKED_TYPES):
        return Page(kept, body, False)
    return Page(kept, gzip.compress(body, _LEVEL, mtime=0), True)


def page_key(held: LoadedRun, scope: Scope) -> str:
    """Name of a reply: run, notice, edition of the pages, address."""
    parts = (
        held.published.stamp,
        held.notice,
        edition(),
        scope["path"],
        scope["query_string"].decode("latin-1"),
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


async def _send(page: Page, key: str, scope: Scope, send: Send) -> None:
    accepted = "gzip" in header(scope, "accept-encoding")
    packed = page.packed and accepted
    tag = f'"{key}-gz"' if packed else f'"{key}"'
    common = [(b"etag", tag.encode()), (b"vary", b"Accept-Encoding, Authorization")]
    if not any(name == b"cache-control" for name, _ in page.headers):
        common.append((b"cache-control", b"private, no-cache"))
    if _matches(header(scope, "if-none-match"), tag):
        await send({"type": "http.response.start", "status": 304, "headers": common})
        await send({"type": "http.response.body", "body": b""})
        return
    body = page.body if packed or not page.packed else gzip.decompress(page.body)
    headers = [*page.headers, *common, (b"content-length", str(len(body)).encode())]
    if packed:
        headers.append((b"content-encoding", b"gzip"))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _matches(asked: str, tag: str) -> bool:
    """Whether an ``If-None-Match`` names a tag; «*» and weak forms included."""
    given = {part.strip().removeprefix("W/") for part in asked.split(",")}
    return tag in given or "*" in given
