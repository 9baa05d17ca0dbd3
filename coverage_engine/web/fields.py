"""The names that addresses may give, described once for pages, exports and API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from coverage_engine.questions.changes import AddedOffer, Changes
from coverage_engine.questions.gaps import find_metier
from coverage_engine.questions.metiers import VERDICTS, MetierFilter, family_choices
from coverage_engine.questions.offers import STRENGTHS, OfferFilter, format_choices, provider_choices
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
        "prix_max", "Prix maximal (€ HT)", "Prix au plus, en euros hors taxes ; un prix inconnu ne passe pas.", AMOUNT
    ),
    Field("duree_max", "Durée maximale (h)", "Durée au plus, en heures ; une durée inconnue ne passe pas.", AMOUNT),
    Field("format", "Format", "Un des formats de l’offre.", choices=format_choices, many=True),
    Field("certifiante", "Certifiante seulement", "« oui » : offres qui mènent à une certification RS ou RNCP.", TICK),
    Field(
        "organisme", "Organisme", "Nom de l’organisme, sans égard aux majuscules.", choices=provider_choices, many=True
    ),
    Field(
        "preuve",
        "Niveau de preuve",
        "Ce que vaut le lien entre l’offre et le besoin.",
        choices=lambda p: STRENGTHS,
        many=True,
    ),
)
METIER_FILTERS = (
    Field("famille", "Famille", "Famille de métiers.", choices=_families, many=True),
    Field("verdict", "Verdict", "Verdict publié.", choices=lambda p: VERDICTS, many=True),
)
PAGE = Field("page", "Page", "Numéro de page, à partir de 1.", WHOLE)
SIZE = Field("taille", "Lignes par page", f"Lignes par page, {MAX_PAGE_SIZE} au plus.", WHOLE, high=MAX_PAGE_SIZE)
METIERS = Field("metier", "Métier", "Nom ou identifiant d’un métier ; à répéter pour plusieurs.", many=True)
QUERY = Field("q", "Recherche", f"Ce que vous cherchez, fautes comprises ; {MAX_TEXT} caractères au plus.")
WHAT_IF = (
    Field("retirer", "Offre retirée", "Identifiant ou intitulé exact d’une offre supposée disparue.", many=True),
    Field("ajout_titre", "Offre ajoutée", "Intitulé d’une offre supposée."),
    Field(
        "ajout_competence", "Compétences enseignées", "Compétence que l’offre ajoutée enseigne en entier.",
        choices=lambda p: tuple(p.competences), many=True,
    ),
    Field("ajout_niveau", "Niveau de l’offre ajoutée", "1 sensibilisation, 2 application, 3 maîtrise avancée.", WHOLE, high=max(LEVELS)),
    Field("ajout_metier", "Métiers visés", "Métier pour qui l’offre ajoutée est faite ; aucun : pour tous.", many=True),
    Field("retirer_besoin", "Besoin retiré", "« métier;compétence » d’un besoin supposé disparu.", many=True),
    Field("besoin", "Besoin ajouté ou changé", "« métier;compétence;niveau » d’un besoin supposé.", many=True),
)  # fmt: skip
# What the form of the page asks of one need; the page then leads to the address that says it in one name.
REMOVED = "retirer"
ONE_NEED = (
    Field("besoin_metier", "Métier", "Métier du besoin."),
    Field("besoin_competence", "Compétence", "Compétence du besoin.", choices=lambda p: tuple(p.competences)),
    Field("besoin_niveau", "Niveau", "Niveau supposé.", choices=lambda p: (*map(str, LEVELS), REMOVED)),
)
_UNNAMED = "Offre supposée"
_EACH = Field(
    "effectif_metier", "Apprenants, métier par métier", "Quand ils diffèrent : « métier;1, autre métier;2 ».", many=True
)
PLAN = (
    Field("metier", "Métiers", "Nom ou identifiant d’un métier ; à répéter pour plusieurs.", many=True, required=True),
    Field("budget", "Budget (€ HT)", "Euros hors taxes ; seul : la meilleure couverture qu’il permet.", AMOUNT),
    Field("objectif", "Objectif", "Taux que chaque métier doit atteindre, au moindre coût : 0,8 ou 80\u00a0%.", SHARE),
    Field("effectif", "Apprenants par métier", "Nombre d’apprenants de chaque métier ; un seul si rien n’est dit.", WHOLE, high=MAX_LEARNERS),
    _EACH,
    Field("format", "Format", "Formats acceptés.", choices=format_choices, many=True),
    Field("certifiante", "Certifiantes seulement", "« oui » : offres qui mènent à une certification RS ou RNCP.", TICK),
    Field("duree_max", "Heures par apprenant, au plus", "Durée totale pour un apprenant d’un métier, en heures.", AMOUNT),
    Field("exclure", "À ne pas acheter", "Offre (identifiant ou intitulé) ou organisme à écarter.", many=True),
    Field("inclure", "À acheter en tout cas", "Offre (identifiant ou intitulé) à prendre.", many=True),
)  # fmt: skip


def offer_filter(asked: Asked) -> OfferFilter:
    """What a buyer accepts of an offer."""
    return OfferFilter(
        asked["prix_max"], asked["duree_max"], asked["format"], bool(asked["certifiante"]), asked["organisme"], asked["preuve"]
    )  # fmt: skip


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
        added = (AddedOffer(asked["ajout_titre"] or _UNNAMED, asked["ajout_competence"], level, asked["ajout_metier"]),)
    gone = tuple(_parts(text, 2, "retirer_besoin", "métier;compétence") for text in asked["retirer_besoin"])
    come = tuple(_parts(text, 3, "besoin", "métier;compétence;niveau") for text in asked["besoin"])
    return Changes(
        asked["retirer"], added, tuple((m, c) for m, c in gone), tuple((m, c, _level(level)) for m, c, level in come)
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
        each = dict.fromkeys((find_metier(published, m)[0].metier for m in asked["metier"]), asked["effectif"] or 1)
        for name, count in _learners(asked["effectif_metier"]):
            metier = find_metier(published, name)[0].metier
            if metier not in each:
                raise Problem(
                    400, f"{_EACH.label} : « {metier} » n’est pas parmi les métiers choisis → choisissez-le aussi", code="filtre-refuse"
                )  # fmt: skip
            each[metier] = count
        learners = each
    return PlanRequest(
        asked["metier"], asked["budget"], asked["objectif"], learners, asked["format"], bool(asked["certifiante"]), asked["duree_max"],
        asked["exclure"], asked["inclure"],
    )  # fmt: skip


def _learners(given: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Métier and number of each pair: «métier;1, autre métier;2»."""
    for pair in (pair for text in given for pair in _BETWEEN.split(text)):
        found = _PAIR.match(pair)
        if not found or not 1 <= int(found[2]) <= MAX_LEARNERS:
            raise Problem(
                400, f"{_EACH.label} : « {pair[:60]} » → « métier;nombre », un nombre de 1 à {MAX_LEARNERS}, par exemple « 2 » ; "
                "une virgule entre deux métiers", code="filtre-refuse",
            )  # fmt: skip
        yield found[1], int(found[2])


def one_need(asked: Asked) -> tuple[str, str] | None:
    """The need that the form of the page supposes, as the name and value of an address; None when it asks none.

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
