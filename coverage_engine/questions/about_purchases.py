"""Questions that suppose: what would fall, what would move, what to buy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from coverage_engine.questions.choices import HIGHEST, KINDS, MAX_LEARNERS
from coverage_engine.questions.declared import Answer, Question
from coverage_engine.questions.notes import expiry_notes, fragility_notes, what_if_notes
from coverage_engine.questions.offer_parameters import (
    CERTIFYING,
    FORMAT,
    MAX_HOURS,
    METIERS,
    several_metiers,
)
from coverage_engine.questions.parameters import AMOUNT, SHARE, WHOLE, Arguments, Parameter, refused
from coverage_engine.questions.parse_changes import (
    ADDED,
    NEED,
    NEED_AT,
    named,
    read_added,
    read_need,
    read_need_at,
)
from coverage_engine.questions.parse_learners import read_learners, read_pairs

if TYPE_CHECKING:
    from coverage_engine.questions.changes import Changes
    from coverage_engine.questions.plan_answer import FrontierAnswer, PlanAnswer
    from coverage_engine.questions.plan_request import PlanRequest
    from coverage_engine.tables.published import Published

_UNNAMED = "Offre supposée"
KIND = Parameter(name="nature", label="Ce qui disparaît", form="|".join(KINDS), many=True,
    choices=lambda published: KINDS,
    help="Ce qui est supposé disparaître.")  # fmt: skip
WHAT_IF = (
    Parameter(name="retirer", label="Offre retirée", form="offre", many=True,
        help="Identifiant ou intitulé exact d’une offre supposée disparue."),
    Parameter(name="ajouter", label="Offre ajoutée, en une ligne", form="offre", many=True,
        read=read_added,
        help=f"« {ADDED} » (niveau 3 et tous les métiers sinon)."),
    Parameter(name="ajout_titre", label="Offre ajoutée", help="Intitulé d’une offre supposée."),
    Parameter(name="ajout_competence", label="Compétences enseignées", many=True,
        choices=lambda published: tuple(published.competences),
        help="Compétence que l’offre ajoutée enseigne en entier."),
    Parameter(name="ajout_niveau", label="Niveau de l’offre ajoutée", kind=WHOLE, high=HIGHEST,
        help="1 sensibilisation, 2 application, 3 maîtrise avancée."),
    Parameter(name="ajout_metier", label="Métiers visés", many=True,
        help="Métier pour qui l’offre ajoutée est faite ; aucun : pour tous."),
    Parameter(name="retirer_besoin", label="Besoin retiré", form=NEED, many=True, read=read_need,
        help=f"« {NEED} » d’un besoin supposé disparu."),
    Parameter(name="besoin", label="Besoin ajouté ou changé", form=NEED_AT, many=True,
        read=read_need_at,
        help=f"« {NEED_AT} » d’un besoin supposé."),
)  # fmt: skip
_EACH = Parameter(name="effectif_metier", label="Apprenants, métier par métier",
    form="métier;nombre", many=True, read=read_pairs,
    help="Quand ils diffèrent : « métier;1, autre métier;2 ».")  # fmt: skip
PLAN = (
    replace(METIERS, label="Métiers", required=True),
    Parameter(name="budget", label="Budget (€ HT)", kind=AMOUNT, form="euros",
        help="Euros hors taxes ; seul : la meilleure couverture qu’il permet."),
    Parameter(name="objectif", label="Objectif", kind=SHARE, form="taux",
        help="Taux que chaque métier doit atteindre, au moindre coût : 0,8 ou 80\u00a0%."),
    Parameter(name="effectif", label="Apprenants par métier", kind=WHOLE, form="nombre",
        high=MAX_LEARNERS, read=read_learners,
        help="Nombre d’apprenants de chaque métier ; un seul si rien n’est dit."),
    _EACH,
    replace(FORMAT, help="Formats acceptés."),
    replace(CERTIFYING, label="Certifiantes seulement"),
    replace(MAX_HOURS, label="Heures par apprenant, au plus",
        help="Durée totale pour un apprenant d’un métier, en heures."),
    Parameter(name="exclure", label="À ne pas acheter", form="offre|organisme", many=True,
        help="Offre (identifiant ou intitulé) ou organisme à écarter."),
    Parameter(name="inclure", label="À acheter en tout cas", form="offre", many=True,
        help="Offre (identifiant ou intitulé) à prendre."),
)  # fmt: skip


def changes(asked: Arguments) -> Changes:
    """What is supposed, as it was written."""
    from coverage_engine.questions.changes import AddedOffer, Changes

    added = asked["ajouter"]
    if asked["ajout_competence"] or asked["ajout_titre"]:
        offer = AddedOffer(
            asked["ajout_titre"] or _UNNAMED,
            asked["ajout_competence"],
            asked["ajout_niveau"] or HIGHEST,
            asked["ajout_metier"],
        )
        added = (*added, offer)
    return Changes(asked["retirer"], added, asked["retirer_besoin"], asked["besoin"])


def plan_request(published: Published, asked: Arguments) -> PlanRequest:
    """What is asked of a plan.

    Raises
    ------
    ArgumentsRefused
        If learners are given of a métier that is not asked.
    UnknownMetier
        If a métier is unknown.
    """
    from coverage_engine.questions.names import find_metier
    from coverage_engine.questions.plan_request import PlanRequest

    learners = asked["effectif"] or 1
    if asked["effectif_metier"]:
        each = dict.fromkeys(
            (find_metier(published, m)[0].metier for m in asked["metier"]), learners
        )
        for name, count in (pair for pairs in asked["effectif_metier"] for pair in pairs):
            metier = find_metier(published, name)[0].metier
            if metier not in each:
                why = "n’est pas parmi les métiers choisis → choisissez-le aussi"
                raise refused(_EACH, metier, why)
            each[metier] = count
        learners = each
    return PlanRequest(
        metiers=asked["metier"],
        budget=asked["budget"],
        target=asked["objectif"],
        learners=learners,
        formats=asked["format"],
        certifying=bool(asked["certifiante"]),
        max_hours=asked["duree_max"],
        exclude=asked["exclure"],
        include=asked["inclure"],
    )


def _fragility(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.fragility import fragility

    return fragility(published, asked["metier"], asked["nature"] or KINDS)


def _expiries(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.fragility import expiries

    return expiries(published)


def _what_if(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.what_if import what_if

    return what_if(published, named(published, changes(asked)))


def _plan(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.plan import plan

    return plan(published, plan_request(published, asked))


def _frontier(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.plan import frontier

    return frontier(published, plan_request(published, asked))


def _quotes(published: Published, asked: Arguments) -> Answer:
    from coverage_engine.questions.plan import quotes_to_ask

    return quotes_to_ask(published, plan_request(published, asked))


def _plan_notes(found: PlanAnswer) -> tuple[str, ...]:
    from coverage_engine.questions.plan_sentences import plan_notes

    return plan_notes(found)


def _frontier_notes(found: FrontierAnswer) -> tuple[str, ...]:
    from coverage_engine.questions.plan_sentences import frontier_note

    return (frontier_note(found),)


def _one(published: Published) -> dict[str, Any]:
    return several_metiers(1, published)


FRAGILITY = Question(name="fragilite", verb="fragility", title="Fragilité", paged=True, heavy=True,
    summary="Ce que perd chaque métier si une offre, un organisme ou une certification disparaît.",
    parameters=(METIERS, KIND), ask=_fragility, notes=fragility_notes, sample=_one)  # fmt: skip
EXPIRIES = Question(name="echeances", title="Échéances des certifications", paged=True, heavy=True,
    summary="Fin d’enregistrement de chaque certification du catalogue ; vide sans registre.",
    ask=_expiries, notes=expiry_notes)  # fmt: skip
SUPPOSE = Question(name="et_si", verb="what_if", title="Et si", heavy=True,
    summary="Chaque chiffre qui bouge quand une offre ou un besoin vient ou s’en va ; rien n’est"
    " enregistré.",
    parameters=WHAT_IF, ask=_what_if, notes=what_if_notes,
    sample=lambda published: {"retirer": tuple(published.offers)[:1]})  # fmt: skip
PURCHASE = Question(name="plan", verb="plan", title="Plan d’achat", heavy=True,
    summary="Les offres les moins chères qui atteignent l’objectif, ou la meilleure couverture d’un"
    " budget ; prouvé optimal.",
    parameters=PLAN, ask=_plan, notes=_plan_notes, sample=_one)  # fmt: skip
FRONTIER = Question(name="frontiere", title="Ce que chaque budget permet", heavy=True,
    summary="La meilleure couverture pour chaque budget ; le budget et l’objectif de la demande"
    " sont laissés de côté.",
    parameters=PLAN, ask=_frontier, notes=_frontier_notes, sample=_one)  # fmt: skip
QUOTES = Question(name="devis", title="Devis à demander d’abord", heavy=True,
    summary="Les prix inconnus dont le devis pourrait changer le plan, celui qui compte le plus"
    " d’abord.",
    parameters=PLAN, ask=_quotes, sample=_one)  # fmt: skip
