"""Addresses of the pages: read what is asked, put the question, lay the view out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coverage_engine.questions.about_purchases import changes
from coverage_engine.questions.changes import Changes, WhatIf
from coverage_engine.questions.compare import Comparison
from coverage_engine.questions.competences import CompetenceSheet
from coverage_engine.questions.declared import Answer
from coverage_engine.questions.fragility import Expiries, Fragility
from coverage_engine.questions.loss_of_offer import falls_without
from coverage_engine.questions.metiers import MetierList, MetierSheet
from coverage_engine.questions.offers import NeedOffers, OfferList, OfferNeeds
from coverage_engine.questions.plan_answer import FrontierAnswer, PlanAnswer, QuotesAnswer
from coverage_engine.questions.search import Found
from coverage_engine.web.desk import Desk
from coverage_engine.web.exports import CSV, XLSX, export, sheet
from coverage_engine.web.form_errors import MENDABLE, Refusal, as_typed, refusal_of
from coverage_engine.web.pages import render
from coverage_engine.web.paging import Pairs, address
from coverage_engine.web.problems import Problem
from coverage_engine.web.query_parameters import ONE_NEED, PAGE, one_need
from coverage_engine.web.questions import Served, served
from coverage_engine.web.shell import shell_of
from coverage_engine.web.views_method import glossary_view, method_view
from coverage_engine.web.views_metier import metier_view, need_view, understood
from coverage_engine.web.views_offers import competence_view, offer_page, offers_view
from coverage_engine.web.views_overview import overview, search_view
from coverage_engine.web.views_plan import curve_view, empty_plan, plan_view, quotes_view
from coverage_engine.web.views_question import question_view
from coverage_engine.web.views_questions import compare_view, fragility_view, what_if_view

Handler = Callable[[Request], Awaitable[Response]]
HTML = "text/html; charset=utf-8"
OK = 200


METIER, NEED, COMPARE = served("metier"), served("offres_du_besoin"), served("comparer")
METIERS, OFFERS, OFFER = served("metiers"), served("offres"), served("offre")
FRAGILITY, SUPPOSE, PLAN = served("fragilite"), served("et_si"), served("plan")
FRONTIER, QUOTES, SEARCH = served("frontiere"), served("devis"), served("recherche")
COMPETENCE, EXPIRIES = served("competence"), served("echeances")


class Pages:
    """Handlers of the pages; each takes its run from its request."""

    def __init__(self, desk: Desk, questions: Sequence[Served]) -> None:
        self._desk = desk
        self._questions = questions

    def routes(self) -> list[Route]:
        """The exports of every question, then its page."""
        pages: dict[str, Handler] = {
            METIERS.page: self.overview,
            METIER.page: self.metier,
            NEED.page: self.need,
            OFFERS.page: self.offers,
            OFFER.page: self.offer,
            COMPETENCE.page: self.competence,
            COMPARE.page: self.compare,
            FRAGILITY.page: self.fragility,
            SUPPOSE.page: self.suppose,
            PLAN.page: self.plan,
            FRONTIER.page: self.curve,
            QUOTES.page: self.quotes,
            SEARCH.page: self.search,
            "/methode": self.method,
            "/glossaire": self.glossary,
        }
        # Files first: «export.csv» is no offer.
        out = [Route(f"{METIER.page}/fiche.pdf", self._sheet())]
        for x in self._questions:
            out += [Route(f"{x.files}.{form}", self._export(x, form)) for form in (CSV, XLSX)]
        pages = {x.page: self._plain(x) for x in self._questions} | pages
        return [*out, *(Route(path, _tidy(handler)) for path, handler in pages.items())]

    def _export(self, question: Served, form: str) -> Handler:
        async def handler(request: Request) -> Response:
            return await export(request, self._desk, question, form)

        return handler

    def _plain(self, asked_here: Served) -> Handler:
        async def handler(request: Request) -> Response:
            """The page of a question that has none of its own: its form, its tables, its notes."""
            question, pairs, published = asked_here.question, _pairs(request), _run(request)
            fields = tuple(replace(f, required=False) for f in asked_here.fields)
            status = OK
            try:
                asked = self._desk.read(request, fields)
                missing = any(f.required and not asked[f.name] for f in asked_here.fields)
                found = None if missing else await self._desk.answer(request, question, asked)
                view = question_view(published, asked_here, found, asked, request.url.path, pairs)
            except Problem as problem:
                status, said = _mendable(problem, request.url.path, pairs)
                typed = as_typed(fields, pairs)
                view = question_view(
                    published, asked_here, None, typed, request.url.path, pairs, said
                )
            return self.page(request, "question.html.jinja", view, question.title, status=status)

        return handler

    def _sheet(self) -> Handler:
        async def handler(request: Request) -> Response:
            return await sheet(request, self._desk, METIER)

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
        asked, found = await self._asked(request, METIERS, PAGE)
        view = overview(
            _run(request), cast(MetierList, found), asked, asked["page"] or 1, _pairs(request)
        )
        return self.page(request, "apercu.html.jinja", view, "Vue d’ensemble", "/")

    async def metier(self, request: Request) -> Response:
        """A métier; a name that is not its address leads to its address."""
        asked, found = await self._asked(request, METIER)
        made = cast(MetierSheet, found)
        if request.path_params["metier"] != made.metier.slug:
            return RedirectResponse(f"/metiers/{made.metier.slug}", 303)
        assert understood(made)
        view = metier_view(_run(request), made, asked, _pairs(request))
        return self.page(request, "metier.html.jinja", view, made.metier.metier)

    async def need(self, request: Request) -> Response:
        """A need of a métier."""
        asked, found = await self._asked(request, NEED, PAGE)
        made = cast(NeedOffers, found)
        view = need_view(_run(request), made, asked, asked["page"] or 1, _pairs(request))
        return self.page(
            request, "besoin.html.jinja", view, f"{made.need.label} – {made.metier.metier}"
        )

    async def offers(self, request: Request) -> Response:
        """The list of offers."""
        asked, found = await self._asked(request, OFFERS, PAGE)
        view = offers_view(
            _run(request), cast(OfferList, found), asked, asked["page"] or 1, _pairs(request)
        )
        return self.page(request, "offres.html.jinja", view, "Offres", "/offres")

    async def offer(self, request: Request) -> Response:
        """An offer."""
        asked, found = await self._asked(request, OFFER, PAGE)
        made, published = cast(OfferNeeds, found), _run(request)
        without = falls_without(published, made.offer.id)
        view = offer_page(published, made, without, asked["page"] or 1, _pairs(request))
        return self.page(request, "offre.html.jinja", view, made.offer.title)

    async def competence(self, request: Request) -> Response:
        """A competency."""
        asked, found = await self._asked(request, COMPETENCE, PAGE)
        made = cast(CompetenceSheet, found)
        view = competence_view(_run(request), made, asked["page"] or 1, _pairs(request))
        return self.page(request, "competence.html.jinja", view, made.competence.label)

    async def compare(self, request: Request) -> Response:
        """Métiers side by side; the form alone when none is asked."""
        pairs, published = _pairs(request), _run(request)
        status = OK
        try:
            asked = self._desk.read(request, COMPARE.fields)
            found = (
                await self._desk.answer(request, COMPARE.question, asked)
                if len(asked["metier"]) > 1
                else None
            )
            view = compare_view(published, cast("Comparison | None", found), asked, pairs)
        except Problem as problem:
            status, said = _mendable(problem, "/comparer", pairs)
            view = compare_view(published, None, as_typed(COMPARE.fields, pairs), pairs, said)
        return self.page(
            request, "comparer.html.jinja", view, "Comparer des métiers", "/comparer", status=status
        )

    async def fragility(self, request: Request) -> Response:
        """What falls without what."""
        asked, found = await self._asked(request, FRAGILITY, PAGE)
        ends = await self._desk.answer(request, EXPIRIES.question, {})
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
            asked = self._desk.read(request, (*SUPPOSE.fields, *ONE_NEED))
            if (shorter := _short(pairs, asked)) != pairs:
                return RedirectResponse(address("/et-si", shorter), 303)
            wanted = changes(asked)
            found = await self._desk.answer(request, SUPPOSE.question, asked) if wanted else None
            view = what_if_view(published, cast("WhatIf | None", found), wanted, asked, pairs)
        except Problem as problem:
            status, said = _mendable(problem, "/et-si", pairs)
            typed = as_typed((*SUPPOSE.fields, *ONE_NEED), pairs)
            view = what_if_view(published, None, wanted, typed, pairs, (said, problem.refused))
        return self.page(request, "et_si.html.jinja", view, "Et si…", "/et-si", status=status)

    async def plan(self, request: Request) -> Response:
        """What to buy; the form alone when no métier is asked."""
        fields = tuple(replace(f, required=False) for f in PLAN.fields)
        pairs, published = _pairs(request), _run(request)
        status = OK
        try:
            asked = self._desk.read(request, fields)
            if not asked["metier"]:
                view = empty_plan(published, asked, pairs)
            else:
                found = await self._desk.answer(request, PLAN.question, asked)
                view = plan_view(published, cast(PlanAnswer, found), asked, pairs)
        except Problem as problem:
            status, said = _mendable(problem, "/plan", pairs)
            view = empty_plan(published, as_typed(fields, pairs), pairs, said)
        return self.page(request, "plan.html.jinja", view, "Plan d’achat", "/plan", status=status)

    async def curve(self, request: Request) -> Response:
        """What each budget buys."""
        _, found = await self._asked(request, FRONTIER)
        view = curve_view(cast(FrontierAnswer, found), _pairs(request))
        return self.page(request, "courbe.html.jinja", view, FRONTIER.question.title, "/plan")

    async def quotes(self, request: Request) -> Response:
        """Which quotes to ask first."""
        _, found = await self._asked(request, QUOTES)
        view = quotes_view(_run(request), cast(QuotesAnswer, found), _pairs(request))
        return self.page(request, "devis.html.jinja", view, QUOTES.question.title, "/plan")

    async def search(self, request: Request) -> Response:
        """What a search finds."""
        asked, found = await self._asked(request, SEARCH)
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
        self, request: Request, served: Served, *more: Any
    ) -> tuple[dict[str, Any], Answer]:
        asked = self._desk.read(request, (*served.fields, *more))
        return asked, await self._desk.answer(request, served.question, asked)


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
