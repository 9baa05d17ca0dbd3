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
KIND = Parameter(
    name="nature",
    label="Ce qui disparaît",
    help="Ce qui est supposé disparaître.",
    form="|".join(KINDS),
    choices=lambda published: KINDS,
    many=True,
)
WHAT_IF = (
    Parameter(
        name="retirer",
        label="Offre retirée",
        help="Identifiant ou intitulé exact d’une offre supposée disparue.",
        form="offre",
        many=True,
    ),
    Parameter(
        name="ajouter",
        label="Offre ajoutée, en une ligne",
        help=f"« {ADDED} » (niveau 3 et tous les métiers sinon).",
        form="offre",
        read=read_added,
        many=True,
    ),
    Parameter(name="ajout_titre", label="Offre ajoutée", help="Intitulé d’une offre supposée."),
    Parameter(
        name="ajout_competence",
        label="Compétences enseignées",
        help="Compétence que l’offre ajoutée enseigne en entier.",
        choices=lambda published: tuple(published.competences),
        many=True,
    ),
    Parameter(
        name="ajout_niveau",
        label="Niveau de l’offre ajoutée",
        help="1 sensibilisation, 2 application, 3 maîtrise avancée.",
        kind=WHOLE,
        high=HIGHEST,
    ),
    Parameter(
        name="ajout_metier",
        label="Métiers visés",
        help="Métier pour qui l’offre ajoutée est faite ; aucun : pour tous.",
        many=True,
    ),
    Parameter(
        name="retirer_besoin",
        label="Besoin retiré",
        help=f"« {NEED} » d’un besoin supposé disparu.",
        form=NEED,
        read=read_need,
        many=True,
    ),
    Parameter(
        name="besoin",
        label="Besoin ajouté ou changé",
        help=f"« {NEED_AT} » d’un besoin supposé.",
        form=NEED_AT,
        read=read_need_at,
        many=True,
    ),
)
_EACH = Parameter(
    name="effectif_metier",
    label="Apprenants, métier par métier",
    help="Quand ils diffèrent : « métier;1, autre métier;2 ».",
    form="métier;nombre",
    read=read_pairs,
    many=True,
)
PLAN = (
    replace(METIERS, label="Métiers", required=True),
    Parameter(
        name="budget",
        label="Budget (€ HT)",
        help="Euros hors taxes ; seul : la meilleure couverture qu’il permet.",
        kind=AMOUNT,
        form="euros",
    ),
    Parameter(
        name="objectif",
        label="Objectif",
        help="Taux que chaque métier doit atteindre, au moindre coût : 0,8 ou 80\u00a0%.",
        kind=SHARE,
        form="taux",
    ),
    Parameter(
        name="effectif",
        label="Apprenants par métier",
        help="Nombre d’apprenants de chaque métier ; un seul si rien n’est dit.",
        kind=WHOLE,
        form="nombre",
        read=read_learners,
        high=MAX_LEARNERS,
    ),
    _EACH,
    replace(FORMAT, help="Formats acceptés."),
    replace(CERTIFYING, label="Certifiantes seulement"),
    replace(
        MAX_HOURS,
        label="Heures par apprenant, au plus",
        help="Durée totale pour un apprenant d’un métier, en heures.",
    ),
    Parameter(
        name="exclure",
        label="À ne pas acheter",
        help="Offre (identifiant ou intitulé) ou organisme à écarter.",
        form="offre|organisme",
        many=True,
    ),
    Parameter(
        name="inclure",
        label="À acheter en tout cas",
        help="Offre (identifiant ou intitulé) à prendre.",
        form="offre",
        many=True,
    ),
)


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


FRAGILITY = Question(
    name="fragilite",
    verb="fragility",
    title="Fragilité",
    summary="Ce que perd chaque métier si une offre, un organisme ou une certification disparaît.",
    parameters=(METIERS, KIND),
    ask=_fragility,
    notes=fragility_notes,
    sample=_one,
    paged=True,
    heavy=True,
)
EXPIRIES = Question(
    name="echeances",
    title="Échéances des certifications",
    summary="Fin d’enregistrement de chaque certification du catalogue ; vide sans registre.",
    ask=_expiries,
    notes=expiry_notes,
    paged=True,
    heavy=True,
)
SUPPOSE = Question(
    name="et_si",
    verb="what_if",
    title="Et si",
    summary=(
        "Chaque chiffre qui bouge quand une offre ou un besoin vient ou s’en va ; rien n’est"
        " enregistré."
    ),
    parameters=WHAT_IF,
    ask=_what_if,
    notes=what_if_notes,
    sample=lambda published: {"retirer": tuple(published.offers)[:1]},
    heavy=True,
)
PURCHASE = Question(
    name="plan",
    verb="plan",
    title="Plan d’achat",
    summary=(
        "Les offres les moins chères qui atteignent l’objectif, ou la meilleure couverture d’un"
        " budget ; prouvé optimal."
    ),
    parameters=PLAN,
    ask=_plan,
    notes=_plan_notes,
    sample=_one,
    heavy=True,
)
FRONTIER = Question(
    name="frontiere",
    title="Ce que chaque budget permet",
    summary=(
        "La meilleure couverture pour chaque budget ; le budget et l’objectif de la demande sont"
        " laissés de côté."
    ),
    parameters=PLAN,
    ask=_frontier,
    notes=_frontier_notes,
    sample=_one,
    heavy=True,
)
QUOTES = Question(
    name="devis",
    title="Devis à demander d’abord",
    summary=(
        "Les prix inconnus dont le devis pourrait changer le plan, celui qui compte le plus"
        " d’abord."
    ),
    parameters=PLAN,
    ask=_quotes,
    sample=_one,
    heavy=True,
)
