"""Every page of the desk: the question it puts, what shows its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from coverage_engine.questions.about_purchases import changes
from coverage_engine.web.paging import Pairs
from coverage_engine.web.query_parameters import ONE_NEED, PAGE, Asked, one_need
from coverage_engine.web.served import Served
from coverage_engine.web.views_method import glossary_view, method_view
from coverage_engine.web.views_metier import metier_view, need_view
from coverage_engine.web.views_offers import competence_view, offer_page, offers_view
from coverage_engine.web.views_overview import overview, search_view
from coverage_engine.web.views_plan import curve_view, plan_view, quotes_view
from coverage_engine.web.views_question import question_view
from coverage_engine.web.views_questions import compare_view, fragility_view, what_if_view
from coverage_engine.web.visit import PageOf, Visit


def _what_matters(pairs: Pairs, asked: Asked) -> Pairs:
    """What is supposed, as an address shares it: a need in one name, and no level of an offer that
    is not supposed.
    """
    useless = {f.name for f in ONE_NEED}
    if not (asked["ajout_competence"] or asked["ajout_titre"]):
        useless.add("ajout_niveau")
    named = [(n, v) for n, v in pairs if n not in useless]
    need = one_need(asked)
    return [*named, need] if need else named


def _search_title(visit: Visit[Any]) -> str:
    return f"Recherche : {visit.asked['q']}" if visit.asked["q"] else "Recherche"


PAGES = (
    PageOf(
        name="metiers",
        template="apercu",
        view=overview,
        title="Vue d’ensemble",
        menu="/",
        more=(PAGE,),
    ),
    PageOf(
        name="metier", template="metier", view=metier_view, title=lambda x: x.answer.metier.metier
    ),
    PageOf(
        name="offres_du_besoin",
        template="besoin",
        view=need_view,
        title=lambda x: f"{x.answer.need.label} – {x.answer.metier.metier}",
        more=(PAGE,),
    ),
    PageOf(
        name="offres",
        template="offres",
        view=offers_view,
        title="Offres",
        menu="/offres",
        more=(PAGE,),
    ),
    PageOf(
        name="offre",
        template="offre",
        view=offer_page,
        title=lambda x: x.answer.offer.title,
        more=(PAGE,),
    ),
    PageOf(
        name="competence",
        template="competence",
        view=competence_view,
        title=lambda x: x.answer.competence.label,
        more=(PAGE,),
    ),
    PageOf(
        name="comparer",
        template="comparer",
        view=compare_view,
        title="Comparer des métiers",
        menu="/comparer",
        enough=lambda asked: len(asked["metier"]) > 1,
    ),
    PageOf(
        name="fragilite",
        template="fragilite",
        view=fragility_view,
        title="Fragilité",
        menu="/fragilite",
        more=(PAGE,),
        beside="echeances",
    ),
    PageOf(
        name="et_si",
        template="et_si",
        view=what_if_view,
        title="Et si…",
        menu="/et-si",
        more=ONE_NEED,
        enough=changes,
        shorter=_what_matters,
    ),
    PageOf(
        name="plan",
        template="plan",
        view=plan_view,
        title="Plan d’achat",
        menu="/plan",
        enough=lambda asked: asked["metier"],
    ),
    PageOf(name="frontiere", template="courbe", view=curve_view, menu="/plan"),
    PageOf(name="devis", template="devis", view=quotes_view, menu="/plan"),
    PageOf(name="recherche", template="recherche", view=search_view, title=_search_title),
    PageOf(
        path="/methode",
        template="methode",
        view=method_view,
        title="Méthode et données",
        menu="/methode",
    ),
    PageOf(
        path="/glossaire",
        template="glossaire",
        view=glossary_view,
        title="Glossaire",
        menu="/glossaire",
    ),
)


def every_page(questions: Sequence[Served]) -> dict[str, PageOf]:
    """The page at each address: that of each question, and those of no question."""
    known = {x.name: x for x in questions}
    pages = {x.page: _plain(x) for x in questions}
    for page in PAGES:
        own = known.get(page.name)
        if not page.name:
            pages[page.path] = page
        elif own is not None:
            title = page.title or own.question.title
            beside = known.get(page.beside)
            pages[own.page] = replace(page, path=own.page, title=title, served=own, second=beside)
    return pages


def _plain(own: Served) -> PageOf:
    """The page of a question that has none of its own."""
    return PageOf(
        path=own.page,
        template="question",
        view=partial(question_view, own),
        title=own.question.title,
        served=own,
        enough=lambda asked: all(asked[f.name] for f in own.fields if f.required),
    )
