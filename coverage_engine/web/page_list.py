"""Every page of the desk: where it is, the question it puts, what shows its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from coverage_engine.web import questions as q
from coverage_engine.web.fields import ONE_NEED, PAGE, changes, one_need
from coverage_engine.web.paging import Pairs
from coverage_engine.web.query_parameters import Asked, Field
from coverage_engine.web.views_method import glossary_view, method_view
from coverage_engine.web.views_metier import metier_view, need_view
from coverage_engine.web.views_offers import competence_view, offer_page, offers_view
from coverage_engine.web.views_overview import overview, search_view
from coverage_engine.web.views_plan import curve_view, plan_view, quotes_view
from coverage_engine.web.views_questions import compare_view, fragility_view, what_if_view
from coverage_engine.web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOf:
    """A page.

    Attributes
    ----------
    path, template:
        Address, and name of the template.
    title:
        Its title, or what makes it.
    menu:
        Address of its entry in the menu; empty when it has none.
    question, beside:
        What it asks the run, and what it asks besides.
    more:
        What its address may give besides the fields of the question.
    enough:
        Whether a form asks enough for an answer. A page that has one is given back, when it is
        refused, as it was filled in.
    shorter:
        What its address needs to say: a longer one leads to it.
    """

    path: str
    template: str
    view: Callable[[Visit[Any]], object]
    title: str | Callable[[Visit[Any]], str]
    menu: str = ""
    question: q.Question | None = None
    beside: q.Question | None = None
    more: tuple[Field, ...] = ()
    enough: Callable[[Asked], object] | None = None
    shorter: Callable[[Pairs, Asked], Pairs] | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """What its address may give; a form that asks too little is no fault."""
        own = self.question.fields if self.question else ()
        if self.enough:
            own = tuple(replace(f, required=False) for f in own)
        return (*own, *self.more)


def _of(
    question: q.Question, template: str, view: Callable[[Visit[Any]], object], **more: Any
) -> PageOf:
    """The page of a question."""
    return PageOf(path=question.page, template=template, view=view, question=question, **more)


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
    _of(q.METIER_LIST, "apercu", overview, title="Vue d’ensemble", menu="/", more=(PAGE,)),
    _of(q.METIER, "metier", metier_view, title=lambda x: x.answer.metier.metier),
    _of(
        q.NEED,
        "besoin",
        need_view,
        title=lambda x: f"{x.answer.need.label} – {x.answer.metier.metier}",
        more=(PAGE,),
    ),
    _of(q.OFFERS, "offres", offers_view, title="Offres", menu="/offres", more=(PAGE,)),
    _of(q.OFFER, "offre", offer_page, title=lambda x: x.answer.offer.title, more=(PAGE,)),
    _of(
        q.COMPETENCE,
        "competence",
        competence_view,
        title=lambda x: x.answer.competence.label,
        more=(PAGE,),
    ),
    _of(
        q.COMPARE,
        "comparer",
        compare_view,
        title="Comparer des métiers",
        menu="/comparer",
        enough=lambda asked: len(asked["metier"]) > 1,
    ),
    _of(
        q.FRAGILITY,
        "fragilite",
        fragility_view,
        title="Fragilité",
        menu="/fragilite",
        more=(PAGE,),
        beside=q.EXPIRIES,
    ),
    _of(
        q.SUPPOSE,
        "et_si",
        what_if_view,
        title="Et si…",
        menu="/et-si",
        more=ONE_NEED,
        enough=changes,
        shorter=_what_matters,
    ),
    _of(
        q.PLAN_QUESTION,
        "plan",
        plan_view,
        title="Plan d’achat",
        menu="/plan",
        enough=lambda asked: asked["metier"],
    ),
    _of(q.FRONTIER, "courbe", curve_view, title=q.FRONTIER.title, menu="/plan"),
    _of(q.QUOTES, "devis", quotes_view, title=q.QUOTES.title, menu="/plan"),
    _of(q.SEARCH, "recherche", search_view, title=_search_title),
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
