"""Parameters that several questions share: métiers, and what a buyer accepts of an offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coverage_engine.questions.parameters import AMOUNT, HOURS, TICK, Arguments, Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coverage_engine.questions.offer_filter import OfferFilter
    from coverage_engine.tables.published import Published


def _strengths(published: Published) -> Sequence[str]:
    from coverage_engine.questions.offer_filter import STRENGTHS

    return STRENGTHS


METIER = Parameter(name="metier", label="Métier", form="métier", subject=True, required=True,
    help="Identifiant du métier (champ « id »), ou son nom.")  # fmt: skip
METIERS = Parameter(name="metier", label="Métier", form="métier", subject=True, many=True,
    help="Nom ou identifiant d’un métier ; à répéter pour plusieurs.")  # fmt: skip
COMPETENCE = Parameter(name="competence", label="Compétence", form="compétence", subject=True,
    required=True, help="Identifiant de la compétence.")  # fmt: skip
OFFER = Parameter(name="offre", label="Offre", form="offre", subject=True, required=True,
    help="Identifiant de l’offre (champ « offre_id »).")  # fmt: skip
FORMAT = Parameter(name="format", label="Format", form="format", many=True,
    help="Un des formats de l’offre.", choices=lambda published: published.formats)  # fmt: skip
CERTIFYING = Parameter(name="certifiante", label="Certifiante seulement", kind=TICK,
    help="« oui » : offres qui mènent à une certification RS ou RNCP.")  # fmt: skip
MAX_HOURS = Parameter(name="duree_max", label="Durée maximale (h)", kind=HOURS, form="heures",
    help="Durée au plus, en heures ; une durée inconnue ne passe pas.")  # fmt: skip
# What a buyer accepts of an offer.
FILTERS = (
    Parameter(name="prix_max", label="Prix maximal (€ HT)", kind=AMOUNT, form="euros",
        help="Prix au plus, en euros hors taxes ; un prix inconnu ne passe pas."),
    MAX_HOURS,
    FORMAT,
    CERTIFYING,
    Parameter(name="organisme", label="Organisme", form="organisme", many=True,
        choices=lambda published: published.providers,
        help="Nom de l’organisme, sans égard aux majuscules."),
    Parameter(name="preuve", label="Niveau de preuve", form="niveau de preuve", many=True,
        choices=_strengths,
        help="Ce que vaut le lien entre l’offre et le besoin."),
)  # fmt: skip


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
