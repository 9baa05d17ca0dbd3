"""The level an offer aims at: 1 sensibilisation, 2 application, 3 maîtrise avancée."""

from __future__ import annotations

import re

from coverage_engine.domain.model.catalogue import Offer
from coverage_engine.domain.normalise import fold
from coverage_engine.domain.settings import Settings

SENSIBILISATION, APPLICATION, MAITRISE = 1, 2, 3
LEVEL_LABELS = {
    SENSIBILISATION: "sensibilisation",
    APPLICATION: "application",
    MAITRISE: "maîtrise avancée",
}

_FIRST = re.compile(
    r"\b(?:initiation|initier|initiez|decouvr\w*|decouverte|sensibilis\w*|accultur\w*|fondamentaux|introduction|"
    r"premiers pas|enjeux|panorama|niveau 1|les bases|debutant\w*|debuter|comprendre)\b"
)
_ADVANCED = re.compile(
    r"\b(?:avancee?s?|perfectionnement|approfondi\w*|niveau (?:3|expert)|maitrise avancee|devenir"
    r" expert)\b|\bexpert$"
)


def read_level(offer: Offer, settings: Settings) -> tuple[int, str]:
    """Level of an offer and why: words of its title, else kind, else duration, else *application*.

    Parameters
    ----------
    offer:
        A merged offer; its duration is in hours.

    Returns
    -------
    (level, reason):
        ``level`` from 1 to 3; ``reason`` in French, with the assumption when nothing decides.
    """
    folded = fold(offer.title)
    for pattern, level in ((_ADVANCED, MAITRISE), (_FIRST, SENSIBILISATION)):
        found = pattern.search(folded)
        if found:
            return level, f"« {found.group(0)} » dans l’intitulé"
    if offer.kind == "diplôme":
        return MAITRISE, "diplôme"
    if offer.kind == "MOOC":
        return SENSIBILISATION, "MOOC"
    hours = offer.duration.hours
    if hours is not None and hours <= settings.duree_sensibilisation:
        return SENSIBILISATION, f"{float(hours):g} h"
    if hours is not None and hours >= settings.duree_maitrise:
        return MAITRISE, f"{float(hours):g} h"
    if hours is None:
        return APPLICATION, "hypothèse : durée inconnue, rien dans l’intitulé"
    return APPLICATION, f"{float(hours):g} h"
