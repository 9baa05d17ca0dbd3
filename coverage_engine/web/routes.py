"""Addresses of the pages: read what is asked, put the question, lay the view out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coverage_engine.questions.metiers import MetierSheet
from coverage_engine.web.desk import Desk
from coverage_engine.web.exports import CSV, XLSX, export, sheet
from coverage_engine.web.form_errors import MENDABLE, as_typed, refusal_of
from coverage_engine.web.pages import render
from coverage_engine.web.paging import Pairs, address
from coverage_engine.web.problems import Problem
from coverage_engine.web.served import Served
from coverage_engine.web.shell import Shell
from coverage_engine.web.visit import PageOf, Visit

Handler = Callable[[Request], Awaitable[Response]]
HTML = "text/html; charset=utf-8"
OK = 200
# Name of what the search box sends.
SEARCHED = "q"


class Pages:
    """Handlers of the pages; each takes its run from its request."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self, questions: Sequence[Served], pages: Mapping[str, PageOf]) -> list[Route]:
        """The files of every question, then every page by its address."""
        # Files first: «export.csv» is no offer.
        return [
            *(
                Route(f"{x.files}.{form}", self._export(x, form))
                for x in questions
                for form in (CSV, XLSX)
            ),
            *(
                Route(f"{x.page}/fiche.pdf", self._sheet(x))
                for x in questions
                if x.name == "metier"
            ),
            *(Route(path, self._page(page)) for path, page in pages.items()),
        ]

    def _sheet(self, question: Served) -> Handler:
        async def handler(request: Request) -> Response:
            return await sheet(request, self._desk, question)

        return handler

    def _export(self, question: Served, form: str) -> Handler:
        async def handler(request: Request) -> Response:
            return await export(request, self._desk, question, form)

        return handler

    def _page(self, page: PageOf) -> Handler:
        async def handler(request: Request) -> Response:
            path, pairs = request.url.path, request.query_params.multi_items()
            # What is shared stays short: no address carries the blank fields of a form.
            kept: Pairs = [(n, v) for n, v in pairs if v.strip()]
            if kept != pairs:
                return RedirectResponse(address(path, kept), 303)
            run = request.state.held.published
            visit: Visit[Any] = Visit(run=run, answer=None, asked={}, path=path, pairs=pairs)
            status = OK
            try:
                asked = self._desk.read(request, page.fields)
                if page.shorter and (kept := page.shorter(pairs, asked)) != pairs:
                    return RedirectResponse(address(path, kept), 303)
                enough = page.enough is None or page.enough(asked)
                visit = replace(visit, asked=asked, read=asked)
                if enough:
                    visit = await self._answered(request, page, visit)
            except Problem as problem:
                status, visit = problem.status, _given_back(page, visit, problem)
            if isinstance(visit.answer, MetierSheet):
                slug = visit.answer.metier.slug
                if visit.asked["metier"] != slug:
                    return RedirectResponse(f"/metiers/{slug}", 303)
            title = page.title if isinstance(page.title, str) else page.title(visit)
            searched = visit.asked.get(SEARCHED) or ""
            return self.page(
                request, page.template, page.view(visit), title, page.menu, searched, status
            )

        return handler

    async def _answered(self, request: Request, page: PageOf, visit: Visit[Any]) -> Visit[Any]:
        """The same visit with the answers of its page."""
        if page.served:
            answer = await self._desk.answer(request, page.served.question, visit.asked)
            visit = replace(visit, answer=answer)
        if page.second:
            visit = replace(
                visit, beside=await self._desk.answer(request, page.second.question, {})
            )
        return visit

    def page(
        self,
        request: Request,
        template: str,
        view: object,
        title: str,
        current: str = "",
        searched: str = "",
        status: int = OK,
    ) -> Response:
        """A page laid out; one that is a refusal is kept by nobody."""
        shell = Shell(
            loaded=request.state.held,
            options=self._desk.options,
            title=title,
            current=current,
            searched=searched,
        )
        headers = {"cache-control": "no-store"} if status != OK else {}
        return Response(render(template, view, shell).encode(), status, headers, HTML)


def _given_back(page: PageOf, visit: Visit[Any], problem: Problem) -> Visit[Any]:
    """A form as it was filled in, for what its reader can mend; any other problem is raised
    again.
    """
    if page.enough is None or problem.status not in MENDABLE:
        raise problem
    return replace(
        visit,
        asked=as_typed(page.fields, visit.pairs),
        refusal=refusal_of(problem, visit.path, visit.pairs),
        refused=problem.refused,
    )
