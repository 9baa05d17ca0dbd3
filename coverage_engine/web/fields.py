"""The names that addresses may give, described once for pages, exports and API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from coverage_engine.questions.changes import AddedOffer, Changes
from coverage_engine.questions.gaps import find_metier
from coverage_engine.questions.metiers import VERDICTS, MetierFilter, family_choices
from coverage_engine.questions.offers import (
    STRENGTHS,
    OfferFilter,
    format_choices,
    provider_choices,
)
from coverage_engine.questions.parse_changes import PART
from coverage_engine.questions.plan_request import MAX_LEARNERS, PlanRequest
from coverage_engine.questions.what_if import LEVELS
from coverage_engine.tables.published import Published
from coverage_engine.web.problems import Problem
from coverage_engine.web.query_parameters import AMOUNT, MAX_TEXT, SHARE, TICK, WHOLE, Asked, Field

# Lines of a page of the API, and the most that may be asked.
PAGE_SIZE, MAX_PAGE_SIZE = 50, 200
# A métier and its number of learners; what stands between two of them.
_PAIR = re.compile(r"\s*([^;:]*[^;:\s])\s*[;:]\s*(\d{1,6})\s*\Z", re.ASCII)
_BETWEEN = re.compile(r",(?=[^,]*[;:])")


def _families(published: Published) -> tuple[str, ...]:
    return family_choices(published)


FILTERS = (
    Field(
        name="prix_max",
        label="Prix maximal (€ HT)",
        help="Prix au plus, en euros hors taxes ; un prix inconnu ne passe pas.",
        kind=AMOUNT,
    ),
    Field(
        name="duree_max",
        label="Durée maximale (h)",
        help="Durée au plus, en heures ; une durée inconnue ne passe pas.",
        kind=AMOUNT,
    ),
    Field(
        name="format",
        label="Format",
        help="Un des formats de l’offre.",
        choices=format_choices,
        many=True,
    ),
    Field(
        name="certifiante",
        label="Certifiante seulement",
        help="« oui » : offres qui mènent à une certification RS ou RNCP.",
        kind=TICK,
    ),
    Field(
        name="organisme",
        label="Organisme",
        help="Nom de l’organisme, sans égard aux majuscules.",
        choices=provider_choices,
        many=True,
    ),
    Field(
        name="preuve",
        label="Niveau de preuve",
        help="Ce que vaut le lien entre l’offre et le besoin.",
        choices=lambda p: STRENGTHS,
        many=True,
    ),
)
METIER_FILTERS = (
    Field(
        name="famille", label="Famille", help="Famille de métiers.", choices=_families, many=True
    ),
    Field(
        name="verdict",
        label="Verdict",
        help="Verdict publié.",
        choices=lambda p: VERDICTS,
        many=True,
    ),
)
PAGE = Field(name="page", label="Page", help="Numéro de page, à partir de 1.", kind=WHOLE)
SIZE = Field(
    name="taille",
    label="Lignes par page",
    help=f"Lignes par page, {MAX_PAGE_SIZE} au plus.",
    kind=WHOLE,
    high=MAX_PAGE_SIZE,
)
METIERS = Field(
    name="metier",
    label="Métier",
    help="Nom ou identifiant d’un métier ; à répéter pour plusieurs.",
    many=True,
)
QUERY = Field(
    name="q",
    label="Recherche",
    help=f"Ce que vous cherchez, fautes comprises ; {MAX_TEXT} caractères au plus.",
)
WHAT_IF = (
    Field(
        name="retirer",
        label="Offre retirée",
        help="Identifiant ou intitulé exact d’une offre supposée disparue.",
        many=True,
    ),
    Field(name="ajout_titre", label="Offre ajoutée", help="Intitulé d’une offre supposée."),
    Field(
        name="ajout_competence",
        label="Compétences enseignées",
        help="Compétence que l’offre ajoutée enseigne en entier.",
        choices=lambda p: tuple(p.competences),
        many=True,
    ),
    Field(
        name="ajout_niveau",
        label="Niveau de l’offre ajoutée",
        help="1 sensibilisation, 2 application, 3 maîtrise avancée.",
        kind=WHOLE,
        high=max(LEVELS),
    ),
    Field(
        name="ajout_metier",
        label="Métiers visés",
        help="Métier pour qui l’offre ajoutée est faite ; aucun : pour tous.",
        many=True,
    ),
    Field(
        name="retirer_besoin",
        label="Besoin retiré",
        help="« métier;compétence » d’un besoin supposé disparu.",
        many=True,
    ),
    Field(
        name="besoin",
        label="Besoin ajouté ou changé",
        help="« métier;compétence;niveau » d’un besoin supposé.",
        many=True,
    ),
)
# What the form of the page asks of one need; the page then leads to the address that says it in one
# name.
REMOVED = "retirer"
ONE_NEED = (
    Field(name="besoin_metier", label="Métier", help="Métier du besoin."),
    Field(
        name="besoin_competence",
        label="Compétence",
        help="Compétence du besoin.",
        choices=lambda p: tuple(p.competences),
    ),
    Field(
        name="besoin_niveau",
        label="Niveau",
        help="Niveau supposé.",
        choices=lambda p: (*map(str, LEVELS), REMOVED),
    ),
)
_UNNAMED = "Offre supposée"
_EACH = Field(
    name="effectif_metier",
    label="Apprenants, métier par métier",
    help="Quand ils diffèrent : « métier;1, autre métier;2 ».",
    many=True,
)
PLAN = (
    Field(
        name="metier",
        label="Métiers",
        help="Nom ou identifiant d’un métier ; à répéter pour plusieurs.",
        many=True,
        required=True,
    ),
    Field(
        name="budget",
        label="Budget (€ HT)",
        help="Euros hors taxes ; seul : la meilleure couverture qu’il permet.",
        kind=AMOUNT,
    ),
    Field(
        name="objectif",
        label="Objectif",
        help="Taux que chaque métier doit atteindre, au moindre coût : 0,8 ou 80\u00a0%.",
        kind=SHARE,
    ),
    Field(
        name="effectif",
        label="Apprenants par métier",
        help="Nombre d’apprenants de chaque métier ; un seul si rien n’est dit.",
        kind=WHOLE,
        high=MAX_LEARNERS,
    ),
    _EACH,
    Field(
        name="format", label="Format", help="Formats acceptés.", choices=format_choices, many=True
    ),
    Field(
        name="certifiante",
        label="Certifiantes seulement",
        help="« oui » : offres qui mènent à une certification RS ou RNCP.",
        kind=TICK,
    ),
    Field(
        name="duree_max",
        label="Heures par apprenant, au plus",
        help="Durée totale pour un apprenant d’un métier, en heures.",
        kind=AMOUNT,
    ),
    Field(
        name="exclure",
        label="À ne pas acheter",
        help="Offre (identifiant ou intitulé) ou organisme à écarter.",
        many=True,
    ),
    Field(
        name="inclure",
        label="À acheter en tout cas",
        help="Offre (identifiant ou intitulé) à prendre.",
        many=True,
    ),
)


def offer_filter(asked: Asked) -> OfferFilter:
    """What a buyer accepts of an offer."""
    return OfferFilter(
        max_price=asked["prix_max"],
        max_hours=asked["duree_max"],
        formats=asked["format"],
        certifying=bool(asked["certifiante"]),
        providers=asked["organisme"],
        strengths=asked["preuve"],
    )


def metier_filter(asked: Asked) -> MetierFilter:
    """Which métiers are listed."""
    return MetierFilter(asked["famille"], asked["verdict"])


def changes(asked: Asked) -> Changes:
    """What is supposed.

    Raises
    ------
    Problem
        400 when a need is not written as it must be.
    """
    added: tuple[AddedOffer, ...] = ()
    if asked["ajout_competence"] or asked["ajout_titre"]:
        level = asked["ajout_niveau"] or max(LEVELS)
        added = (
            AddedOffer(
                asked["ajout_titre"] or _UNNAMED,
                asked["ajout_competence"],
                level,
                asked["ajout_metier"],
            ),
        )
    gone = tuple(
        _parts(text, 2, "retirer_besoin", "métier;compétence") for text in asked["retirer_besoin"]
    )
    come = tuple(_parts(text, 3, "besoin", "métier;compétence;niveau") for text in asked["besoin"])
    return Changes(
        asked["retirer"],
        added,
        tuple((m, c) for m, c in gone),
        tuple((m, c, _level(level)) for m, c, level in come),
    )


def plan_request(published: Published, asked: Asked) -> PlanRequest:
    """What is asked of a plan.

    Raises
    ------
    Problem
        400 when learners are not written as they must be.
    UnknownMetier
        If a métier is unknown.
    """
    learners: dict[str, int] | int = asked["effectif"] or 1
    if asked["effectif_metier"]:
        each = dict.fromkeys(
            (find_metier(published, m)[0].metier for m in asked["metier"]), asked["effectif"] or 1
        )
        for name, count in _learners(asked["effectif_metier"]):
            metier = find_metier(published, name)[0].metier
            if metier not in each:
                raise Problem(
                    400,
                    f"{_EACH.label} : « {metier} » n’est pas parmi les métiers choisis →"
                    " choisissez-le aussi",
                    code="filtre-refuse",
                )
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


def _learners(given: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Métier and number of each pair: «métier;1, autre métier;2»."""
    for pair in (pair for text in given for pair in _BETWEEN.split(text)):
        found = _PAIR.match(pair)
        if not found or not 1 <= int(found[2]) <= MAX_LEARNERS:
            raise Problem(
                400,
                f"{_EACH.label} : « {pair[:60]} » → « métier;nombre », un nombre de 1 à"
                f" {MAX_LEARNERS}, par exemple « 2 » ; une virgule entre deux métiers",
                code="filtre-refuse",
            )
        yield found[1], int(found[2])


def one_need(asked: Asked) -> tuple[str, str] | None:
    """The need that the form of the page supposes, as the name and value of an address; None when
    it asks none.

    Raises
    ------
    Problem
        400 when its métier or its competency is left out.
    """
    metier, competence = asked["besoin_metier"], asked["besoin_competence"]
    if not metier and not competence:
        return None
    if not metier or not competence:
        left = "la compétence" if metier else "le métier"
        raise Problem(400, f"Besoin supposé : choisissez aussi {left}.", code="filtre-refuse")
    level = asked["besoin_niveau"] or str(max(LEVELS))
    if level == REMOVED:
        return "retirer_besoin", PART.join((metier, competence))
    return "besoin", PART.join((metier, competence, level))


def _parts(text: str, count: int, name: str, form: str) -> list[str]:
    parts = [part.strip() for part in text.split(PART)]
    if len(parts) != count or not all(parts):
        raise Problem(400, f"{name}={text[:60]} : « {form} » attendu", code="filtre-refuse")
    return parts


def _level(text: str) -> int:
    if text not in map(str, LEVELS):
        raise Problem(400, f"besoin : niveau « {text[:20]} » → 1, 2 ou 3", code="filtre-refuse")
    return int(text)


def euros_in_address(value: Fraction) -> str:
    """A figure as an address carries it: decimal comma, no space."""
    return f"{float(value):g}".replace(".", ",") if value.denominator != 1 else str(value.numerator)
