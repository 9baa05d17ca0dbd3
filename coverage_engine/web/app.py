"""The desk as an ASGI application."""

from __future__ import annotations

import asyncio
import difflib
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coverage_engine.web.api import ROOT, api_routes
from coverage_engine.web.assets import assets
from coverage_engine.web.desk import Desk
from coverage_engine.web.guard import Guard
from coverage_engine.web.live_run import RunHolder
from coverage_engine.web.openapi import openapi
from coverage_engine.web.options import Options
from coverage_engine.web.page_cache import Cached, PageCache
from coverage_engine.web.page_list import every_page
from coverage_engine.web.preload_pages import BEFORE_OPENING, keep_warm, lay_out
from coverage_engine.web.problems import Choice, Problem
from coverage_engine.web.questions import SERVED
from coverage_engine.web.replies import json_reply, wants_json
from coverage_engine.web.routes import Pages
from coverage_engine.web.served import Served
from coverage_engine.web.shell import MENU
from coverage_engine.web.views_api import api_view

# Seconds between two looks at the folder of the run.
logger = logging.getLogger("uvicorn.error")
LOOK_EVERY = 2.0
# Assets change their address with their bytes: a browser may keep them a year.
_FOR_EVER = "public, max-age=31536000, immutable"
_NEAR = 3


def make_app(
    holder: RunHolder, *, options: Options | None = None, questions: Sequence[Served] = SERVED
) -> Starlette:
    """The desk over the run that ``holder`` shows.

    Parameters
    ----------
    options:
        What whoever starts it decided; a desk for one machine when not given.
    questions:
        What can be asked.
    """
    options = options or Options()
    desk = Desk(options)
    cache = PageCache(options.cache_bytes)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        with suppress(TimeoutError):
            async with asyncio.timeout(BEFORE_OPENING):
                await lay_out(app, holder.held.published, options)
        tasks = [asyncio.create_task(keep_warm(app, holder, options))]
        if holder.watched:
            tasks.append(asyncio.create_task(_watch(holder)))
        yield
        for task in tasks:
            task.cancel()
        desk.heavy.close()

    app = Starlette(
        routes=[
            *Pages(desk).routes(questions, every_page(questions)),
            *api_routes(desk, questions),
            *_static_routes(),
            *_contract_routes(desk, questions),
        ],
        middleware=[
            Middleware(Guard, holder=holder, options=options),
            Middleware(Cached, holder=holder, cache=cache),
        ],
        exception_handlers={HTTPException: _missing},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


async def _watch(holder: RunHolder) -> None:
    """Look at the folder now and then, in a thread: readers never wait for it."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            await asyncio.to_thread(holder.check)
        except Exception:
            # Nobody waits for this task: without a word, the folder would never be looked at again.
            logger.exception("Le dossier du rapport n’a pas pu être regardé")


def _static_routes() -> list[Route]:
    """One route a file, by exact address."""

    def route(address: str) -> Route:
        asset = assets()[address]

        async def handler(request: Request) -> Response:
            return Response(
                asset.body, media_type=asset.content_type, headers={"cache-control": _FOR_EVER}
            )

        return Route(address, handler)

    return [route(address) for address in assets()]


def _contract_routes(desk: Desk, questions: Sequence[Served]) -> list[Route]:
    secured = bool(desk.options.token)

    async def contract(request: Request) -> Response:
        published = request.state.held.published
        made = await desk.heavy.run(
            (published.stamp, "openapi"), lambda: openapi(questions, published, secured)
        )
        return json_reply(made)

    async def page(request: Request) -> Response:
        title = "Interface de programmation (API)"
        view = api_view(questions, request.state.held.published)
        return Pages(desk).page(request, "api", view, title)

    return [Route(f"{ROOT}/openapi.json", contract), Route("/api", page)]


async def _missing(request: Request, error: Exception) -> Response:
    """No such page: those of the menu that look like it."""
    assert isinstance(error, HTTPException)
    if error.status_code != 404:
        raise Problem(
            error.status_code,
            "Cette demande n’est pas comprise.",
            code="demande-refusee",
            headers=dict(error.headers or {}),
        )
    path = request.url.path
    known = (
        {f"{ROOT}{x.path}": x.question.title for x in SERVED if "{" not in x.path}
        if wants_json(request.scope)
        else dict(MENU)
    )
    near = difflib.get_close_matches(path, known, _NEAR) or (["/"] if "/" in known else [])
    raise Problem(
        404,
        "Il n’y a rien à cette adresse.",
        code="adresse-inconnue",
        choices=tuple(Choice(known[p], p) for p in near),
    )
