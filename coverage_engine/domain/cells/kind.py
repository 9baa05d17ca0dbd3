"""What an offer is: formation, certification, diplôme, MOOC, ressource, événement, plateforme."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coverage_engine.domain.normalise import fold

# What a title says when the offer is not a course; first match wins.
_NOT_TRAINING_WORDS: tuple[tuple[str, str], ...] = (
    ("événement", r"^evenements?\b|\b(?:conferences?|meetup|forum|congres)\b|^webinaires?\b"),
    ("plateforme", r"^plateforme\b|\(plateforme\)|^portail\b|bibliotheque en ligne"),
    (
        "ressource",
        (
            r"^guide\b|\(ressources?\)|\bnote de cadrage\b|\blivre blanc\b|^fiches?"
            r" pratiques?\b|^tutoriels?\b|^podcast\b|^replay\b"
        ),
    ),
)
_DIPLOMA = (
    r"\b(?:master(?!\s?class)|diu|diplome|bachelor|mba|bts|mastere|doctorat|titre"
    r" professionnel)\b|^licence (?:pro|mention)"
)
_MOOC = r"\bmoocs?\b|\bcours en ligne ouvert"
# «DU» is a diploma in capitals only: in lower case it is an article.
_UNIVERSITY_DIPLOMA = re.compile(r"\bDU\b(?! [A-ZÉÈ]{2,} )")
NOT_TRAINING = frozenset({"ressource", "événement", "plateforme"})


def read_kind(title: str, fmt: str, link: str, codes: Sequence[str]) -> tuple[str, str]:
    """Kind of an offer and the printed words that say so.

    A registered code makes a certification, with a diploma word a diploma; else «formation».

    Parameters
    ----------
    title, fmt, link:
        Printed cells. The name of a linked document may say that it is a note, not a course.

    >>> read_kind("Guide éthique IA en santé", "Distanciel", "", ())
    ('ressource', 'guide')
    """
    folded = fold(title).strip()
    for kind, pattern in _NOT_TRAINING_WORDS if not codes else ():
        found = re.search(pattern, folded) or re.search(
            r"note de cadrage", fold(link).replace("_", " ")
        )
        if found and (kind == "ressource" or re.search(pattern, folded)):
            return kind, found.group(0)
    diploma = re.search(_DIPLOMA, folded)
    if diploma:
        return "diplôme", diploma.group(0)
    if _UNIVERSITY_DIPLOMA.search(title) and not title.isupper():
        return "diplôme", "DU"
    mooc = re.search(_MOOC, f"{folded} {fold(fmt)}")
    if mooc:
        return "MOOC", mooc.group(0)
    if codes:
        return "certification", codes[0]
    return "formation", ""
