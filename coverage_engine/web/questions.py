"""Every question of the desk: where it is asked, what it may be given, who answers. Pages, exports
and API share them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from coverage_engine.analysis.run import InputFile
from coverage_engine.domain.version import __version__
from coverage_engine.questions.compare import MAX_COMPARED, compare
from coverage_engine.questions.competences import competence_sheet
from coverage_engine.questions.fragility import KINDS, expiries, fragility
from coverage_engine.questions.gaps import gaps
from coverage_engine.questions.metiers import find_metiers, metier_sheet
from coverage_engine.questions.offers import find_offers, needs_of_offer, offers_for_need
from coverage_engine.questions.plan import frontier, plan, quotes_to_ask
from coverage_engine.questions.search import search
from coverage_engine.questions.what_if import what_if
from coverage_engine.tables.columns import Column, DataTable, Table
from coverage_engine.tables.kinds import ID, TEXT
from coverage_engine.tables.published import Published
from coverage_engine.web.fields import (
    FILTERS,
    METIER_FILTERS,
    METIERS,
    PLAN,
    QUERY,
    WHAT_IF,
    changes,
    metier_filter,
    offer_filter,
    plan_request,
)
from coverage_engine.web.query_parameters import Asked, Field


class Answer(Protocol):
    """What a question gives: an object whose figures are also tables."""

    def tables(self) -> tuple[DataTable, ...]:
        """Tables of the answer, the main one first."""
        ...


@dataclass(frozen=True, slots=True)
class Tables:
    """An answer that is only tables."""

    shown: tuple[DataTable, ...]

    def tables(self) -> tuple[DataTable, ...]:
        """The tables."""
        return self.shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question.

    Attributes
    ----------
    name:
        Stable name, that of the operation in the API.
    path:
        Address under ``/api/v1``; ``{metier}``, ``{competence}``, ``{offre}`` are given to ``ask``
        with the fields.
    page:
        Address of the page that shows the same thing; its exports are below it.
    sample:
        Values with which a run can answer: parts of the address and fields.
    paged:
        Whether the main table is given page by page.
    heavy:
        Whether it is worked out away from the readers.
    open_ended:
        Whether its tables have columns that depend on what is asked.
    """

    name: str
    path: str
    page: str
    title: str
    summary: str
    fields: tuple[Field, ...]
    ask: Callable[[Published, Asked], Answer]
    sample: Callable[[Published], Asked] = lambda p: {}
    paged: bool = False
    heavy: bool = False
    open_ended: bool = False


def _metier(p: Published) -> Asked:
    return {"metier": p.metiers[0].slug}


def _need(p: Published) -> Asked:
    need = p.needs[0]
    return {"metier": p.metier_by_label[need.metier].slug, "competence": need.competence}


def _one(p: Published) -> Asked:
    return {"metier": (p.metiers[0].slug,)}


def _two(p: Published) -> Asked:
    return {"metier": tuple(m.slug for m in p.metiers[:2])}


def _offer(p: Published) -> Asked:
    return {"offre": next(iter(p.offers), "")}


def _shown(name: str) -> Callable[[Published, Asked], Answer]:
    return lambda p, asked: Tables((p.table(name),))


INPUTS = Table(
    "entrees",
    "Fichiers lus",
    InputFile,
    (
        Column("role", "Rôle", TEXT, "role"),
        Column("fichier", "Fichier", TEXT, "name"),
        Column("sha256", "SHA-256", ID, "sha256"),
    ),
)


def execution(p: Published) -> Answer:
    """What is being read: identity of the run, then each input with its SHA-256."""
    a = p.about
    lines = (
        ("empreinte", p.stamp),
        ("date", a.date),
        ("referentiel", a.referential),
        ("referentiel_id", a.referential_id),
        ("edition", a.edition),
        ("catalogue", a.catalogue),
        ("catalogue_id", a.catalogue_id),
        ("version", __version__),
        ("metiers", str(len(p.metiers))),
        ("besoins", str(len(p.needs))),
        ("offres", str(len(p.offers))),
        ("liens", str(len(p.links))),
    )
    return Tables(
        (
            DataTable(
                "execution", "Exécution", (Column("nom", "Nom"), Column("valeur", "Valeur")), lines
            ),
            INPUTS.of(a.inputs),
        )
    )


KIND = Field(
    name="nature",
    label="Ce qui disparaît",
    help="Ce qui est supposé disparaître.",
    choices=lambda p: KINDS,
    many=True,
)

METIER_LIST = Question(
    name="metiers",
    path="/metiers",
    page="/",
    title="Métiers et taux de couverture",
    summary=(
        "Les métiers, du moins au mieux couvert, avec leur taux, sa fourchette, leur verdict et un"
        " taux par axe."
    ),
    fields=METIER_FILTERS,
    ask=lambda p, a: find_metiers(p, metier_filter(a)),
    paged=True,
)
METIER = Question(
    name="metier",
    path="/metiers/{metier}",
    page="/metiers/{metier}",
    title="Un métier",
    summary=(
        "Ses besoins et les offres qui comptent pour chacun, ses axes, son verdict et ce qui"
        " l’inverserait."
    ),
    fields=FILTERS,
    ask=lambda p, a: metier_sheet(p, a["metier"], offer_filter(a)),
    sample=_metier,
)
GAPS = Question(
    name="manques",
    path="/metiers/{metier}/manques",
    page="/metiers/{metier}/manques",
    title="Ce qui manque à un métier",
    summary="Les besoins qui ne sont pas couverts en entier, le plus lourd d’abord.",
    fields=(),
    ask=lambda p, a: gaps(p, a["metier"]),
    sample=_metier,
)
NEEDS = Question(
    name="besoins",
    path="/metiers/{metier}/besoins",
    page="/metiers/{metier}",
    title="Besoins d’un métier",
    summary="Les besoins d’un métier et les offres qui comptent pour chacun.",
    fields=FILTERS,
    ask=lambda p, a: metier_sheet(p, a["metier"], offer_filter(a)),
    sample=_metier,
    paged=True,
)
NEED = Question(
    name="offres_du_besoin",
    path="/metiers/{metier}/besoins/{competence}/offres",
    page="/metiers/{metier}/besoins/{competence}",
    title="Offres lues pour un besoin",
    summary="Toutes les offres lues pour un besoin, la plus utile d’abord, avec pourquoi.",
    fields=FILTERS,
    ask=lambda p, a: offers_for_need(p, a["metier"], a["competence"], offer_filter(a)),
    sample=_need,
    paged=True,
)
OFFERS = Question(
    name="offres",
    path="/offres",
    page="/offres",
    title="Offres",
    summary="Les offres du catalogue qui passent les filtres, par intitulé.",
    fields=FILTERS,
    ask=lambda p, a: find_offers(p, offer_filter(a)),
    paged=True,
)
OFFER = Question(
    name="offre",
    path="/offres/{offre}",
    page="/offres/{offre}",
    title="Une offre",
    summary="Les besoins qu’une offre sert, métier par métier, et pourquoi.",
    fields=(),
    ask=lambda p, a: needs_of_offer(p, a["offre"]),
    sample=_offer,
    paged=True,
)
COMPARE = Question(
    name="comparer",
    path="/comparer",
    page="/comparer",
    title="Comparer des métiers",
    summary="Plusieurs métiers côte à côte : taux, besoins, offres communes.",
    fields=(
        replace(METIERS, help=f"De 2 à {MAX_COMPARED} métiers différents : noms ou identifiants."),
    ),
    ask=lambda p, a: compare(p, a["metier"]),
    sample=_two,
    open_ended=True,
)
FRAGILITY = Question(
    name="fragilite",
    path="/fragilite",
    page="/fragilite",
    title="Fragilité",
    summary="Ce que perd chaque métier si une offre, un organisme ou une certification disparaît.",
    fields=(METIERS, KIND),
    ask=lambda p, a: fragility(p, a["metier"], a["nature"] or KINDS),
    sample=_one,
    paged=True,
    heavy=True,
)
EXPIRIES = Question(
    name="echeances",
    path="/echeances",
    page="/fragilite",
    title="Échéances des certifications",
    summary="Fin d’enregistrement de chaque certification du catalogue ; vide sans registre.",
    fields=(),
    ask=lambda p, a: expiries(p),
    paged=True,
    heavy=True,
)
COMPETENCE = Question(
    name="competence",
    path="/competences/{competence}",
    page="/competences/{competence}",
    title="Une compétence",
    summary="Les métiers qui demandent une compétence, le moins bien couvert d’abord.",
    fields=(),
    ask=lambda p, a: competence_sheet(p, a["competence"]),
    sample=lambda p: {"competence": next(iter(p.competences), "")},
    paged=True,
)
SUPPOSE = Question(
    name="et_si",
    path="/et-si",
    page="/et-si",
    title="Et si",
    summary=(
        "Chaque chiffre qui bouge quand une offre ou un besoin vient ou s’en va ; rien n’est"
        " enregistré."
    ),
    fields=WHAT_IF,
    ask=lambda p, a: what_if(p, changes(a)),
    sample=lambda p: {"retirer": tuple(p.offers)[:1]},
    heavy=True,
)
PLAN_QUESTION = Question(
    name="plan",
    path="/plan",
    page="/plan",
    title="Plan d’achat",
    summary=(
        "Les offres les moins chères qui atteignent l’objectif, ou la meilleure couverture d’un"
        " budget ; prouvé optimal."
    ),
    fields=PLAN,
    ask=lambda p, a: plan(p, plan_request(p, a)),
    sample=_one,
    heavy=True,
)
FRONTIER = Question(
    name="frontiere",
    path="/frontiere",
    page="/plan/courbe",
    title="Ce que chaque budget permet",
    summary=(
        "La meilleure couverture pour chaque budget ; le budget et l’objectif de la demande sont"
        " laissés de côté."
    ),
    fields=PLAN,
    ask=lambda p, a: frontier(p, plan_request(p, a)),
    sample=_one,
    heavy=True,
)
QUOTES = Question(
    name="devis",
    path="/devis",
    page="/plan/devis",
    title="Devis à demander d’abord",
    summary=(
        "Les prix inconnus dont le devis pourrait changer le plan, celui qui compte le plus"
        " d’abord."
    ),
    fields=PLAN,
    ask=lambda p, a: quotes_to_ask(p, plan_request(p, a)),
    sample=_one,
    heavy=True,
)
SEARCH = Question(
    name="recherche",
    path="/recherche",
    page="/recherche",
    title="Recherche",
    summary="Métiers, compétences et offres qui ressemblent à ce qui est tapé.",
    fields=(QUERY,),
    ask=lambda p, a: search(p, a["q"] or ""),
)
SHOWN = tuple(
    Question(
        name=name,
        path=f"/{path}",
        page=page,
        title=title,
        summary=summary,
        fields=(),
        ask=_shown(name),
        paged=True,
    )
    for name, path, page, title, summary in (
        (
            "constats",
            "constats",
            "/methode",
            "Constats éprouvés",
            "Chaque constat publié, éprouvé sur ces données.",
        ),
        (
            "reglages",
            "reglages",
            "/methode",
            "Réglages",
            "Chaque constante de la méthode, sa raison et sa source.",
        ),
        (
            "anomalies",
            "anomalies",
            "/methode",
            "Anomalies",
            "Chaque défaut relevé dans les données, et son remède.",
        ),
        (
            "decisions",
            "decisions",
            "/methode",
            "Décisions",
            "Chaque décision humaine prise sur le catalogue.",
        ),
        (
            "liens_a_confirmer",
            "lectures-a-confirmer",
            "/methode",
            "Lectures à confirmer",
            "Les lectures dont la confirmation lèverait le plus de doute.",
        ),
        (
            "sensibilite",
            "sensibilite",
            "/methode",
            "Sensibilité",
            "Ce que changerait un autre réglage.",
        ),
        ("glossaire", "glossaire", "/glossaire", "Glossaire", "Les mots employés ici."),
    )
)
EXECUTION = Question(
    name="execution",
    path="/execution",
    page="/methode",
    title="Exécution",
    summary="De quels fichiers viennent les chiffres affichés.",
    fields=(),
    ask=lambda p, a: execution(p),
)
