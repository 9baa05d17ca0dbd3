"""Parameters that several questions share: métiers, and what a buyer accepts of an offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from coverage_engine.questions.choices import STRENGTHS
from coverage_engine.questions.parameters import AMOUNT, HOURS, TICK, Arguments, Parameter

if TYPE_CHECKING:
    from coverage_engine.questions.offer_filter import OfferFilter
    from coverage_engine.tables.published import Published


def _formats(published: Published) -> Sequence[str]:
    return published.formats


METIER = Parameter(
    name="metier",
    label="Métier",
    help="Identifiant du métier (champ « id »), ou son nom.",
    form="métier",
    subject=True,
    required=True,
)
METIERS = Parameter(
    name="metier",
    label="Métier",
    help="Nom ou identifiant d’un métier ; à répéter pour plusieurs.",
    form="métier",
    subject=True,
    many=True,
)
COMPETENCE = Parameter(
    name="competence",
    label="Compétence",
    help="Identifiant de la compétence.",
    form="compétence",
    subject=True,
    required=True,
)
OFFER = Parameter(
    name="offre",
    label="Offre",
    help="Identifiant de l’offre (champ « offre_id »).",
    form="offre",
    subject=True,
    required=True,
)
FORMAT = Parameter(
    name="format",
    label="Format",
    help="Un des formats de l’offre.",
    form="format",
    choices=_formats,
    many=True,
)
CERTIFYING = Parameter(
    name="certifiante",
    label="Certifiante seulement",
    help="« oui » : offres qui mènent à une certification RS ou RNCP.",
    kind=TICK,
)
MAX_HOURS = Parameter(
    name="duree_max",
    label="Durée maximale (h)",
    help="Durée au plus, en heures ; une durée inconnue ne passe pas.",
    kind=HOURS,
    form="heures",
)
# What a buyer accepts of an offer.
FILTERS = (
    Parameter(
        name="prix_max",
        label="Prix maximal (€ HT)",
        help="Prix au plus, en euros hors taxes ; un prix inconnu ne passe pas.",
        kind=AMOUNT,
        form="euros",
    ),
    MAX_HOURS,
    FORMAT,
    CERTIFYING,
    Parameter(
        name="organisme",
        label="Organisme",
        help="Nom de l’organisme, sans égard aux majuscules.",
        form="organisme",
        choices=lambda published: published.providers,
        many=True,
    ),
    Parameter(
        name="preuve",
        label="Niveau de preuve",
        help="Ce que vaut le lien entre l’offre et le besoin.",
        form="niveau de preuve",
        choices=lambda published: STRENGTHS,
        many=True,
    ),
)


def offer_filter(arguments: Arguments) -> OfferFilter:
    """What a buyer accepts of an offer."""
    from coverage_engine.questions.offer_filter import OfferFilter

    return OfferFilter(
        max_price=arguments["prix_max"],
        max_hours=arguments["duree_max"],
        formats=arguments["format"],
        certifying=bool(arguments["certifiante"]),
        providers=arguments["organisme"],
        strengths=arguments["preuve"],
    )


def one_metier(published: Published) -> dict[str, Any]:
    """A métier of a run, as the sample of a question about one."""
    return {"metier": published.metiers[0].slug}


def several_metiers(count: int, published: Published) -> dict[str, Any]:
    """Métiers of a run, as the sample of a question about several."""
    return {"metier": tuple(m.slug for m in published.metiers[:count])}
