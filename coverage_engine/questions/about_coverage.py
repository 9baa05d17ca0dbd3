"""Questions about what is published: métiers, needs, offers, competencies, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from coverage_engine.domain.version import __version__
from coverage_engine.questions.choices import MAX_COMPARED
from coverage_engine.questions.declared import Answer, Question, Tables
from coverage_engine.questions.notes import need_notes, search_notes
from coverage_engine.questions.offer_parameters import (
    COMPETENCE,
    FILTERS,
    METIER,
    METIERS,
    OFFER,
    offer_filter,
    one_metier,
    several_metiers,
)
from coverage_engine.questions.parameters import MAX_TEXT, WHOLE, Arguments, Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coverage_engine.tables.published import Published

# Results of each kind that a search gives unless told.
_RESULTS = 10


def _verdicts(published: Published) -> Sequence[str]:
    from coverage_engine.questions.metiers import VERDICTS

    return VERDICTS


METIER_FILTERS = (
    Parameter(name="famille", label="Famille", many=True, help="Famille de métiers.",
        choices=lambda published: published.families),
    Parameter(name="verdict", label="Verdict", many=True, help="Verdict publié.",
        choices=_verdicts),
)  # fmt: skip
_COMPARED = (
    replace(METIERS, help=f"De 2 à {MAX_COMPARED} métiers différents : noms ou identifiants."),
)
_SEARCHED = (
    Parameter(name="q", label="Recherche", form="texte", subject=True,
        help=f"Ce que vous cherchez, fautes comprises ; {MAX_TEXT} caractères au plus."),
    Parameter(name="limite", label="Résultats", kind=WHOLE, high=100,
        help=f"Résultats de chaque sorte, au plus ; {_RESULTS} si rien n’est dit."),
)  # fmt: skip


def _metiers(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.metiers import MetierFilter, find_metiers

    return find_metiers(published, MetierFilter(asked["famille"], asked["verdict"]))


def _sheet(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.metiers import metier_sheet

    return metier_sheet(published, asked["metier"], offer_filter(asked))


def _gaps(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.gaps import gaps

    return gaps(published, asked["metier"])


def _offers_of_need(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.offers import offers_for_need

    return offers_for_need(published, asked["metier"], asked["competence"], offer_filter(asked))


def _offers(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.offers import find_offers

    return find_offers(published, offer_filter(asked))


def _needs_of_offer(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.offers import needs_of_offer

    return needs_of_offer(published, asked["offre"])


def _competence(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.competences import competence_sheet

    return competence_sheet(published, asked["competence"])


def _compare(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.compare import compare

    return compare(published, asked["metier"])


def _search(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.search import search

    return search(published, asked["q"] or "", asked["limite"] or _RESULTS)


def _need_sample(published: Published) -> dict[str, Any]:
    need = published.needs[0]
    slug = published.metier_by_label[need.metier].slug
    return {"metier": slug, "competence": need.competence}


METIER_LIST = Question(name="metiers", title="Métiers et taux de couverture", paged=True,
    summary="Les métiers, du moins au mieux couvert, avec leur taux, sa fourchette, leur verdict et"
    " un taux par axe.",
    parameters=METIER_FILTERS, ask=_metiers)  # fmt: skip
METIER_SHEET = Question(name="metier", title="Un métier",
    summary="Ses besoins et les offres qui comptent pour chacun, ses axes, son verdict et ce qui"
    " l’inverserait.",
    parameters=(METIER, *FILTERS), ask=_sheet, sample=one_metier)  # fmt: skip
GAPS = Question(name="manques", verb="gaps", title="Ce qui manque à un métier", links=False,
    summary="Les besoins qui ne sont pas couverts en entier, le plus lourd d’abord.",
    parameters=(METIER,), ask=_gaps, sample=one_metier)  # fmt: skip
NEEDS = Question(name="besoins", title="Besoins d’un métier", paged=True,
    summary="Les besoins d’un métier et les offres qui comptent pour chacun.",
    parameters=(METIER, *FILTERS), ask=_sheet, sample=one_metier)  # fmt: skip
NEED = Question(name="offres_du_besoin", verb="offers", title="Offres lues pour un besoin",
    paged=True,
    summary="Toutes les offres lues pour un besoin, la plus utile d’abord, avec pourquoi.",
    parameters=(METIER, COMPETENCE, *FILTERS), ask=_offers_of_need, notes=need_notes,
    sample=_need_sample)  # fmt: skip
OFFERS = Question(name="offres", title="Offres", paged=True,
    summary="Les offres du catalogue qui passent les filtres, par intitulé.",
    parameters=FILTERS, ask=_offers)  # fmt: skip
OFFER_SHEET = Question(name="offre", title="Une offre", paged=True,
    summary="Les besoins qu’une offre sert, métier par métier, et pourquoi.",
    parameters=(OFFER,), ask=_needs_of_offer,
    sample=lambda published: {"offre": next(iter(published.offers), "")})  # fmt: skip
COMPETENCE_SHEET = Question(name="competence", title="Une compétence", paged=True,
    summary="Les métiers qui demandent une compétence, le moins bien couvert d’abord.",
    parameters=(COMPETENCE,), ask=_competence,
    sample=lambda published: {"competence": next(iter(published.competences), "")})  # fmt: skip
COMPARE = Question(name="comparer", verb="compare", title="Comparer des métiers", open_ended=True,
    summary="Plusieurs métiers côte à côte : taux, besoins, offres communes.",
    parameters=_COMPARED, ask=_compare,
    sample=lambda published: several_metiers(2, published))  # fmt: skip
SEARCH = Question(name="recherche", verb="search", title="Recherche",
    summary="Métiers, compétences et offres qui ressemblent à ce qui est tapé.",
    parameters=_SEARCHED, ask=_search, notes=search_notes)  # fmt: skip


def _shown(name: str, title: str, summary: str) -> Question:
    """A published table, as it is."""
    return Question(
        name=name,
        title=title,
        summary=summary,
        ask=lambda published, asked: Tables((published.table(name),)),
        paged=True,
    )


SHOWN = (
    _shown("constats", "Constats éprouvés", "Chaque constat publié, éprouvé sur ces données."),
    _shown("reglages", "Réglages", "Chaque constante de la méthode, sa raison et sa source."),
    _shown("anomalies", "Anomalies", "Chaque défaut relevé dans les données, et son remède."),
    _shown("decisions", "Décisions", "Chaque décision humaine prise sur le catalogue."),
    _shown("liens_a_confirmer", "Lectures à confirmer",
        "Les lectures dont la confirmation lèverait le plus de doute."),
    _shown("sensibilite", "Sensibilité", "Ce que changerait un autre réglage."),
    _shown("glossaire", "Glossaire", "Les mots employés ici."),
)  # fmt: skip


def _execution(published: Published, asked: Arguments) -> Answer:
    """What is being read: identity of the run, then each input with its SHA-256."""
    from coverage_engine.domain.model.provenance import InputFile
    from coverage_engine.tables.columns import Column, DataTable, Table
    from coverage_engine.tables.kinds import ID, TEXT

    about = published.about
    lines = (
        ("empreinte", published.stamp),
        ("date", about.date),
        ("referentiel", about.referential),
        ("referentiel_id", about.referential_id),
        ("edition", about.edition),
        ("catalogue", about.catalogue),
        ("catalogue_id", about.catalogue_id),
        ("version", __version__),
        ("metiers", str(len(published.metiers))),
        ("besoins", str(len(published.needs))),
        ("offres", str(len(published.offers))),
        ("liens", str(len(published.links))),
    )
    inputs = Table("entrees", "Fichiers lus", InputFile, (
        Column("role", "Rôle", TEXT, "role"),
        Column("fichier", "Fichier", TEXT, "name"),
        Column("sha256", "SHA-256", ID, "sha256"),
    ))  # fmt: skip
    return Tables(
        (
            DataTable(
                "execution", "Exécution", (Column("nom", "Nom"), Column("valeur", "Valeur")), lines
            ),
            inputs.of(about.inputs),
        )
    )


EXECUTION = Question(name="execution", title="Exécution", ask=_execution,
    summary="De quels fichiers viennent les chiffres affichés.")  # fmt: skip
