"""Duration cells: «14h (2j)», «3h30», «2,5 j», «~5h / 3 sem.», «Selon édition», «24 mois»."""

from __future__ import annotations

import re
from fractions import Fraction

from coverage_engine.model.catalogue import Duration
from coverage_engine.normalise import fold

_HOURS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:heures?|hrs?|h)\s*(\d{1,2})?(?![a-z])")
_MINUTES = re.compile(r"(\d+)\s*(?:minutes?|mins?|mn)(?![a-z])")
_DAYS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:jours?|jrs?|j)(?![a-z])")
_LONG = re.compile(r"(\d+(?:[.,]\d+)?)\s*(mois|ans?|annees?|semestres?|semaines?|sem\.?)")

# Printed words that say, honestly, that the duration is not fixed or not given.
_UNKNOWN = {
    "selon edition": "dépend de l’édition",
    "variable": "variable",
    "auto-rythme": "au rythme de l’apprenant",
    "autorythme": "au rythme de l’apprenant",
    "webinaires": "suite de webinaires",
    "webinaire": "webinaire, durée non indiquée",
    "non indique": "non indiquée",
    "non renseigne": "non indiquée",
    "nc": "non indiquée",
    "n/a": "non indiquée",
    "a definir": "à définir",
    "sur mesure": "sur mesure",
}


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


def looks_like_duration(text: str) -> bool:
    """Whether a cell can only be a duration.

    >>> looks_like_duration("3h30"), looks_like_duration("Présentiel"), looks_like_duration("1590")
    (True, False, False)
    """
    folded = fold(text).strip()
    return folded in _UNKNOWN or any(p.search(folded) for p in (_HOURS, _MINUTES, _DAYS, _LONG))


def read_duration(text: str, hours_per_day: Fraction) -> tuple[Duration, str]:
    """Read a duration cell.

    Returns
    -------
    (duration, fault):
        ``fault`` is empty, ``"illisible"``, or ``"contradiction"`` when hours and days disagree.
    """
    printed = text.strip()
    folded = fold(printed).strip()
    if not folded:
        return Duration(printed, None, False, "", "non indiquée"), ""
    approximate = bool(re.search(r"~|environ|typique|≈|\+", folded))
    if folded in _UNKNOWN:
        return Duration(printed, None, False, "", _UNKNOWN[folded]), ""
    hours = _in_hours(folded)
    days = _DAYS.search(folded)
    from_days = _number(days.group(1)) * hours_per_day if days else None
    if hours is not None:
        fault = "contradiction" if from_days is not None and from_days != hours else ""
        return Duration(printed, hours, approximate, "", ""), fault
    if from_days is not None:
        assumption = f"1 jour = {float(hours_per_day):g} h"
        return Duration(printed, from_days, approximate, assumption, ""), ""
    if _LONG.search(folded):
        return Duration(printed, None, False, "", f"« {printed} » : volume horaire non indiqué"), ""
    return Duration(printed, None, False, "", "illisible"), "illisible"


def _in_hours(folded: str) -> Fraction | None:
    match = _HOURS.search(folded)
    minutes = _MINUTES.search(folded)
    if match:
        return _number(match.group(1)) + Fraction(int(match.group(2) or 0), 60)
    return Fraction(int(minutes.group(1)), 60) if minutes else None
