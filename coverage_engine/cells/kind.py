"""What an offer is: formation, certification, diplôme, MOOC, ressource, événement, plateforme."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coverage_engine.normalise import fold

# First match wins; read in title, then format, then duration.
_KINDS: tuple[tuple[str, str], ...] = (
    ("événement", r"\b(?:evenements?|conferences?|salon|webinaires?|meetup|forum|congres)\b"),
    ("plateforme", r"\b(?:plateforme|portail|bibliotheque en ligne|catalogue)\b"),
    ("ressource", r"\b(?:guide|ressources?|note de cadrage|livre blanc|fiche|kit|tutoriels?|article|bon usage|replay|podcast)\b"),
    ("diplôme", r"\b(?:master|licence|diu|diplome|bachelor|mba|bts|but|mastere|doctorat|titre professionnel)\b"),
    ("MOOC", r"\bmoocs?\b|\bcours en ligne ouvert"),
)
# «DU» is a diploma in capitals only: in lower case it is an article.
_UNIVERSITY_DIPLOMA = re.compile(r"\bDU\b(?! [A-ZÉÈ]{2,} )")
NOT_TRAINING = frozenset({"ressource", "événement", "plateforme"})


def read_kind(title: str, fmt: str, duration: str, codes: Sequence[str]) -> tuple[str, str]:
    """Kind of an offer and the printed words that say so.

    A registered code makes a certification, an RNCP code with a diploma word a diploma; «formation» otherwise.

    >>> read_kind("Guide éthique IA en santé", "Distanciel", "", ())
    ('ressource', 'guide')
    """
    for text in (title, fmt, duration):
        folded = fold(text)
        for kind, pattern in _KINDS:
            found = re.search(pattern, folded)
            if found and not (kind in NOT_TRAINING and (codes or re.match(r"\s*(?:formation|module)\b", folded))):
                return kind, found.group(0)
    if _UNIVERSITY_DIPLOMA.search(title) and not title.isupper():
        return "diplôme", "DU"
    if codes:
        return "certification", codes[0]
    return "formation", ""
