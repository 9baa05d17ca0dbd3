"""Pages laid out before they are asked: nobody waits behind the first reader of each."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator

from starlette.types import ASGIApp, Message, Scope

from coverage_engine.tables.published import Published
from coverage_engine.web.live_run import RunHolder
from coverage_engine.web.options import Options

# Longest time spent before the desk opens, in seconds: enough for the métiers of a branch, and most
# of the country's.
BEFORE_OPENING = 8.0
# Rest between two pages of a new run, in seconds: readers come first.
_REST = 0.02
# Seconds between two looks at the run that is shown.
_LOOK = 1.0
# Métiers whose page is laid out ahead; more would push others out of the cache.
_AHEAD = 600


async def lay_out(
    app: ASGIApp, published: Published, options: Options, *, rest: float = 0.0
) -> None:
    """Ask the pages most read of a run, so that they are kept."""
    try:
        for path in _pages(published):
            await app(_scope(path, options), _nothing, _forget)
            await asyncio.sleep(rest)
    finally:
        # The run and its indexes stay as long as it is shown: looking for garbage among them would
        # stop every reader, for half a second with a national run.
        gc.freeze()


async def keep_warm(app: ASGIApp, holder: RunHolder, options: Options) -> None:
    """Lay out the pages of each new run that ``holder`` shows."""
    done = holder.held.published
    while True:
        await asyncio.sleep(_LOOK)
        if holder.held.published is not done:
            done = holder.held.published
            await lay_out(app, done, options, rest=_REST)


def _pages(published: Published) -> Iterator[str]:
    yield from ("/", "/offres", "/plan", "/comparer", "/methode")
    yield from (f"/metiers/{m.slug}" for m in published.by_rate[::-1][:_AHEAD])


def _scope(path: str, options: Options) -> Scope:
    """A reader's request for a page, as the server would make it."""
    host = options.hosts[0] if options.hosts else "localhost"
    headers = {"host": host, "accept-encoding": "gzip", "authorization": f"Bearer {options.token}"}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": None,
        "client": None,
    }


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _forget(message: Message) -> None:
    """Nobody reads the reply: the cache keeps it."""
