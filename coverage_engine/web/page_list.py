"""Every page of the desk: where it is, the question it puts, what shows its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from coverage_engine.questions.about_purchases import changes
from coverage_engine.questions.parameters import Parameter
from coverage_engine.web.paging import Pairs
from coverage_engine.web.query_parameters import ONE_NEED, PAGE, Asked, one_need
from coverage_engine.web.questions import Served, served
from coverage_engine.web.views_method import glossary_view, method_view
from coverage_engine.web.views_metier import metier_view, need_view
from coverage_engine.web.views_offers import competence_view, offer_page, offers_view
from coverage_engine.web.views_overview import overview, search_view
from coverage_engine.web.views_plan import curve_view, plan_view, quotes_view
from coverage_engine.web.views_question import question_view
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
    served, beside:
        The question it puts to the run, and the one it puts besides.
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
    served: Served | None = None
    beside: Served | None = None
    more: tuple[Parameter, ...] = ()
    enough: Callable[[Asked], object] | None = None
    shorter: Callable[[Pairs, Asked], Pairs] | None = None

    @property
    def fields(self) -> tuple[Parameter, ...]:
        """What its address may give; a form that asks too little is no fault."""
        own = self.served.fields if self.served else ()
        if self.enough:
            own = tuple(replace(f, required=False) for f in own)
        return (*own, *self.more)


def _of(name: str, template: str, view: Callable[[Visit[Any]], object], **more: Any) -> PageOf:
    """The page of a question, by its name."""
    own = served(name)
    return PageOf(
        path=own.page,
        template=template,
        view=view,
        served=own,
        **{"title": own.question.title, **more},
    )


def plain_page(own: Served) -> PageOf:
    """The page of a question that has none of its own."""
    return PageOf(
        path=own.page,
        template="question",
        view=partial(question_view, own),
        title=own.question.title,
        served=own,
        enough=lambda asked: all(asked[f.name] for f in own.fields if f.required),
    )


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
    _of("metiers", "apercu", overview, title="Vue d’ensemble", menu="/", more=(PAGE,)),
    _of("metier", "metier", metier_view, title=lambda x: x.answer.metier.metier),
    _of(
        "offres_du_besoin",
        "besoin",
        need_view,
        title=lambda x: f"{x.answer.need.label} – {x.answer.metier.metier}",
        more=(PAGE,),
    ),
    _of("offres", "offres", offers_view, title="Offres", menu="/offres", more=(PAGE,)),
    _of("offre", "offre", offer_page, title=lambda x: x.answer.offer.title, more=(PAGE,)),
    _of(
        "competence",
        "competence",
        competence_view,
        title=lambda x: x.answer.competence.label,
        more=(PAGE,),
    ),
    _of(
        "comparer",
        "comparer",
        compare_view,
        title="Comparer des métiers",
        menu="/comparer",
        enough=lambda asked: len(asked["metier"]) > 1,
    ),
    _of(
        "fragilite",
        "fragilite",
        fragility_view,
        title="Fragilité",
        menu="/fragilite",
        more=(PAGE,),
        beside=served("echeances"),
    ),
    _of(
        "et_si",
        "et_si",
        what_if_view,
        title="Et si…",
        menu="/et-si",
        more=ONE_NEED,
        enough=changes,
        shorter=_what_matters,
    ),
    _of(
        "plan",
        "plan",
        plan_view,
        title="Plan d’achat",
        menu="/plan",
        enough=lambda asked: asked["metier"],
    ),
    _of("frontiere", "courbe", curve_view, menu="/plan"),
    _of("devis", "devis", quotes_view, menu="/plan"),
    _of("recherche", "recherche", search_view, title=_search_title),
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
