"""Addresses of the pages: read what is asked, put the question, lay the view out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coverage_engine.questions.changes import Changes, WhatIf
from coverage_engine.questions.compare import Comparison
from coverage_engine.questions.competences import CompetenceSheet
from coverage_engine.questions.fragility import Expiries, Fragility
from coverage_engine.questions.loss_of_offer import falls_without
from coverage_engine.questions.metiers import MetierList, MetierSheet
from coverage_engine.questions.offers import NeedOffers, OfferList, OfferNeeds
from coverage_engine.questions.plan_answer import FrontierAnswer, PlanAnswer, QuotesAnswer
from coverage_engine.questions.search import Found
from coverage_engine.web import questions as q
from coverage_engine.web.desk import Desk
from coverage_engine.web.exports import CSV, XLSX, export, sheet
from coverage_engine.web.fields import ONE_NEED, PAGE, changes, one_need
from coverage_engine.web.form_errors import MENDABLE, Refusal, as_typed, refusal_of
from coverage_engine.web.pages import render
from coverage_engine.web.paging import Pairs, address
from coverage_engine.web.problems import Problem
from coverage_engine.web.shell import shell_of
from coverage_engine.web.views_method import glossary_view, method_view
from coverage_engine.web.views_metier import metier_view, need_view, understood
from coverage_engine.web.views_offers import competence_view, offer_page, offers_view
from coverage_engine.web.views_overview import overview, search_view
from coverage_engine.web.views_plan import curve_view, empty_plan, plan_view, quotes_view
from coverage_engine.web.views_questions import compare_view, fragility_view, what_if_view

Handler = Callable[[Request], Awaitable[Response]]
HTML = "text/html; charset=utf-8"
OK = 200


# Questions whose page has exports below its address.
_EXPORTED = (
    q.METIER_LIST,
    q.METIER,
    q.NEED,
    q.OFFERS,
    q.OFFER,
    q.COMPETENCE,
    q.COMPARE,
    q.FRAGILITY,
    q.PLAN_QUESTION,
    q.FRONTIER,
    q.QUOTES,
    q.SUPPOSE,
    q.SEARCH,
)


class Pages:
    """Handlers of the pages; each takes its run from its request."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """The exports of the questions that have a page, then every page."""
        pages: dict[str, Handler] = {
            q.METIER_LIST.page: self.overview,
            q.METIER.page: self.metier,
            q.NEED.page: self.need,
            q.OFFERS.page: self.offers,
            q.OFFER.page: self.offer,
            q.COMPETENCE.page: self.competence,
            q.COMPARE.page: self.compare,
            q.FRAGILITY.page: self.fragility,
            q.SUPPOSE.page: self.suppose,
            q.PLAN_QUESTION.page: self.plan,
            q.FRONTIER.page: self.curve,
            q.QUOTES.page: self.quotes,
            q.SEARCH.page: self.search,
            "/methode": self.method,
            "/glossaire": self.glossary,
        }
        # Files first: «export.csv» is no offer.
        out = [Route(f"{q.METIER.page}/fiche.pdf", self._sheet())]
        for question in _EXPORTED:
            base = question.page.rstrip("/")
            out += [
                Route(f"{base}/export.{form}", self._export(question, form)) for form in (CSV, XLSX)
            ]
        out += [Route(f"{q.GAPS.page}.{form}", self._export(q.GAPS, form)) for form in (CSV, XLSX)]
        for question in q.SHOWN:
            out += [
                Route(f"/methode/{question.name}.{form}", self._export(question, form))
                for form in (CSV, XLSX)
            ]
        out += [Route(path, _tidy(handler)) for path, handler in pages.items()]
        return out

    def _export(self, question: q.Question, form: str) -> Handler:
        async def handler(request: Request) -> Response:
            return await export(request, self._desk, question, form)

        return handler

    def _sheet(self) -> Handler:
        async def handler(request: Request) -> Response:
            return await sheet(request, self._desk, q.METIER)

        return handler

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
        shell = shell_of(
            request.state.held, self._desk.options, title=title, current=current, searched=searched
        )
        headers = {"cache-control": "no-store"} if status != OK else {}
        return Response(render(template, view, shell).encode(), status, headers, HTML)

    async def overview(self, request: Request) -> Response:
        """First page."""
        asked, found = await self._asked(request, q.METIER_LIST, PAGE)
        view = overview(
            _run(request), cast(MetierList, found), asked, asked["page"] or 1, _pairs(request)
        )
        return self.page(request, "apercu.html.jinja", view, "Vue d’ensemble", "/")

    async def metier(self, request: Request) -> Response:
        """A métier; a name that is not its address leads to its address."""
        asked, found = await self._asked(request, q.METIER)
        made = cast(MetierSheet, found)
        if request.path_params["metier"] != made.metier.slug:
            return RedirectResponse(f"/metiers/{made.metier.slug}", 303)
        assert understood(made)
        view = metier_view(_run(request), made, asked, _pairs(request))
        return self.page(request, "metier.html.jinja", view, made.metier.metier)

    async def need(self, request: Request) -> Response:
        """A need of a métier."""
        asked, found = await self._asked(request, q.NEED, PAGE)
        made = cast(NeedOffers, found)
        view = need_view(_run(request), made, asked, asked["page"] or 1, _pairs(request))
        return self.page(
            request, "besoin.html.jinja", view, f"{made.need.label} – {made.metier.metier}"
        )

    async def offers(self, request: Request) -> Response:
        """The list of offers."""
        asked, found = await self._asked(request, q.OFFERS, PAGE)
        view = offers_view(
            _run(request), cast(OfferList, found), asked, asked["page"] or 1, _pairs(request)
        )
        return self.page(request, "offres.html.jinja", view, "Offres", "/offres")

    async def offer(self, request: Request) -> Response:
        """An offer."""
        asked, found = await self._asked(request, q.OFFER, PAGE)
        made, published = cast(OfferNeeds, found), _run(request)
        without = falls_without(published, made.offer.id)
        view = offer_page(published, made, without, asked["page"] or 1, _pairs(request))
        return self.page(request, "offre.html.jinja", view, made.offer.title)

    async def competence(self, request: Request) -> Response:
        """A competency."""
        asked, found = await self._asked(request, q.COMPETENCE, PAGE)
        made = cast(CompetenceSheet, found)
        view = competence_view(_run(request), made, asked["page"] or 1, _pairs(request))
        return self.page(request, "competence.html.jinja", view, made.competence.label)

    async def compare(self, request: Request) -> Response:
        """Métiers side by side; the form alone when none is asked."""
        pairs, published = _pairs(request), _run(request)
        status = OK
        try:
            asked = self._desk.read(request, q.COMPARE.fields)
            found = (
                await self._desk.answer(request, q.COMPARE, asked)
                if len(asked["metier"]) > 1
                else None
            )
            view = compare_view(published, cast("Comparison | None", found), asked, pairs)
        except Problem as problem:
            status, said = _mendable(problem, "/comparer", pairs)
            view = compare_view(published, None, as_typed(q.COMPARE.fields, pairs), pairs, said)
        return self.page(
            request, "comparer.html.jinja", view, "Comparer des métiers", "/comparer", status=status
        )

    async def fragility(self, request: Request) -> Response:
        """What falls without what."""
        asked, found = await self._asked(request, q.FRAGILITY, PAGE)
        ends = await self._desk.answer(request, q.EXPIRIES, {})
        view = fragility_view(
            _run(request),
            cast(Fragility, found),
            cast(Expiries, ends),
            asked,
            asked["page"] or 1,
            _pairs(request),
        )
        return self.page(request, "fragilite.html.jinja", view, "Fragilité", "/fragilite")

    async def suppose(self, request: Request) -> Response:
        """What would move; the form alone when nothing is supposed."""
        pairs, published = _pairs(request), _run(request)
        status, wanted = OK, Changes()
        try:
            asked = self._desk.read(request, (*q.SUPPOSE.fields, *ONE_NEED))
            if (shorter := _short(pairs, asked)) != pairs:
                return RedirectResponse(address("/et-si", shorter), 303)
            wanted = changes(asked)
            found = await self._desk.answer(request, q.SUPPOSE, asked) if wanted else None
            view = what_if_view(published, cast("WhatIf | None", found), wanted, asked, pairs)
        except Problem as problem:
            status, said = _mendable(problem, "/et-si", pairs)
            typed = as_typed((*q.SUPPOSE.fields, *ONE_NEED), pairs)
            view = what_if_view(published, None, wanted, typed, pairs, (said, problem.refused))
        return self.page(request, "et_si.html.jinja", view, "Et si…", "/et-si", status=status)

    async def plan(self, request: Request) -> Response:
        """What to buy; the form alone when no métier is asked."""
        fields = tuple(replace(f, required=False) for f in q.PLAN_QUESTION.fields)
        pairs, published = _pairs(request), _run(request)
        status = OK
        try:
            asked = self._desk.read(request, fields)
            if not asked["metier"]:
                view = empty_plan(published, asked, pairs)
            else:
                found = await self._desk.answer(request, q.PLAN_QUESTION, asked)
                view = plan_view(published, cast(PlanAnswer, found), asked, pairs)
        except Problem as problem:
            status, said = _mendable(problem, "/plan", pairs)
            view = empty_plan(published, as_typed(fields, pairs), pairs, said)
        return self.page(request, "plan.html.jinja", view, "Plan d’achat", "/plan", status=status)

    async def curve(self, request: Request) -> Response:
        """What each budget buys."""
        _, found = await self._asked(request, q.FRONTIER)
        view = curve_view(cast(FrontierAnswer, found), _pairs(request))
        return self.page(request, "courbe.html.jinja", view, q.FRONTIER.title, "/plan")

    async def quotes(self, request: Request) -> Response:
        """Which quotes to ask first."""
        _, found = await self._asked(request, q.QUOTES)
        view = quotes_view(_run(request), cast(QuotesAnswer, found), _pairs(request))
        return self.page(request, "devis.html.jinja", view, q.QUOTES.title, "/plan")

    async def search(self, request: Request) -> Response:
        """What a search finds."""
        asked, found = await self._asked(request, q.SEARCH)
        view = search_view(_run(request), cast(Found, found), _pairs(request))
        title = f"Recherche : {asked['q']}" if asked["q"] else "Recherche"
        return self.page(request, "recherche.html.jinja", view, title, searched=asked["q"] or "")

    async def method(self, request: Request) -> Response:
        """Method and data quality."""
        self._desk.read(request, ())
        return self.page(
            request,
            "methode.html.jinja",
            method_view(_run(request)),
            "Méthode et données",
            "/methode",
        )

    async def glossary(self, request: Request) -> Response:
        """The words."""
        self._desk.read(request, ())
        return self.page(
            request, "glossaire.html.jinja", glossary_view(_run(request)), "Glossaire", "/glossaire"
        )

    async def _asked(
        self, request: Request, question: q.Question, *more: Any
    ) -> tuple[dict[str, Any], q.Answer]:
        asked = self._desk.read(request, (*question.fields, *more))
        return asked, await self._desk.answer(request, question, asked)


def _tidy(handler: Handler) -> Handler:
    """A handler whose address never carries the blank fields of a form: what is shared stays
    short.
    """

    async def tidy(request: Request) -> Response:
        pairs = _pairs(request)
        kept = [(n, v) for n, v in pairs if v.strip()]
        return (
            await handler(request)
            if kept == pairs
            else RedirectResponse(address(request.url.path, kept), 303)
        )

    return tidy


_FORM_ONLY = tuple(f.name for f in ONE_NEED)


def _short(pairs: Pairs, asked: dict[str, Any]) -> list[tuple[str, str]]:
    """What is supposed, as an address shares it: a need in one name, and no level of an offer that
    is not supposed.
    """
    added = asked["ajout_competence"] or asked["ajout_titre"]
    useless = _FORM_ONLY if added else (*_FORM_ONLY, "ajout_niveau")
    named = [(n, v) for n, v in pairs if n not in useless and v.strip()]
    need = one_need(asked)
    return [*named, need] if need else named


def _mendable(problem: Problem, path: str, pairs: Pairs) -> tuple[int, Refusal]:
    """Status and words of a refusal that a form can be given back with; any other is raised
    again.
    """
    if problem.status not in MENDABLE:
        raise problem
    return problem.status, refusal_of(problem, path, pairs)


def _run(request: Request) -> Any:
    return request.state.held.published


def _pairs(request: Request) -> list[tuple[str, str]]:
    return request.query_params.multi_items()
