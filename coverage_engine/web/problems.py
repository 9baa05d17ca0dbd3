"""Refusals: one class, one JSON shape (RFC 9457), one page."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.domain.errors import CoverageError, TookTooLong, UnknownName

# What a person reads first, by HTTP status.
TITLES = {
    400: "Demande refusée",
    401: "Jeton demandé",
    404: "Introuvable",
    405: "Méthode refusée",
    413: "Demande trop lourde",
    414: "Adresse trop longue",
    421: "Nom de serveur inconnu",
    500: "Erreur du serveur",
    503: "Pas de réponse à temps",
}


# Every stable name of a refusal, and what it means; the page of the API lists them.
CODES = {
    "metier-inconnu": "Aucun métier, ou plusieurs, ne ressemblent assez à ce nom.",
    "metier-hors-perimetre": "Métier de la branche que l’étude laisse de côté.",
    "besoin-inconnu": "Le métier n’a pas ce besoin.",
    "offre-inconnue": "Le catalogue n’a pas cette offre.",
    "competence-inconnue": "Le référentiel n’a pas cette compétence.",
    "adresse-inconnue": "Il n’y a rien à cette adresse.",
    "page-au-dela": "Page au-delà de la dernière.",
    "filtre-refuse": "Nom ou valeur de l’adresse refusés.",
    "demande-refusee": "La question n’a pas de sens telle qu’elle est posée.",
    "adresse-trop-longue": "Adresse de plus de 8 192 octets.",
    "demande-trop-lourde": "Demande qui porte un contenu.",
    "methode-refusee": "Seules GET et HEAD sont acceptées.",
    "hote-inconnu": "Le bureau a été demandé sous un autre nom que le sien.",
    "jeton-demande": "Jeton absent ou faux.",
    "trop-long": "La réponse demande plus de temps que permis.",
    "calculs-en-attente": "Trop de calculs sont en attente.",
    "erreur-interne": "Défaut du serveur, noté dans son journal.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to try instead: a text, its address on the pages, and what a form takes in place of
    the refused value.
    """

    label: str
    href: str
    value: str = ""


class Problem(Exception):
    """A request that gets a refusal.

    Parameters
    ----------
    status:
        HTTP status, 400 or more.
    detail:
        French sentences: what, where, what to do.
    code:
        Stable name of the kind of refusal.
    choices:
        What could be asked instead, nearest first.
    refused:
        The name that is unknown, as it was typed; empty for any other refusal.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        code: str,
        choices: tuple[Choice, ...] = (),
        refused: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.code = code
        self.choices = choices
        self.refused = refused
        self.headers = headers or {}

    @property
    def title(self) -> str:
        """Title by status."""
        return TITLES.get(self.status, TITLES[400 if self.status < 500 else 500])


def problem_of(error: CoverageError) -> Problem:
    """A refusal of the engine as one of the desk: 404 for an unknown name, 503 for a computation
    given up, 400 for anything else.
    """
    status = 404 if isinstance(error, UnknownName) else 400
    if isinstance(error, TookTooLong):
        status = 503
    return Problem(status, str(error), code=error.code, refused=error.asked)
