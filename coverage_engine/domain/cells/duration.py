"""Duration cells: «14h (2j)», «3h30», «2,5 j», «~5h / 3 sem.», «2 x 3h30», «24 mois»."""

from __future__ import annotations

import re
from fractions import Fraction

from coverage_engine.domain.model.catalogue import Duration
from coverage_engine.domain.normalise import fold
from coverage_engine.domain.text_tables import names

# A number that does not end another one («1e9h»), possibly grouped by three («1 200 h», «1.200 h»).
_NUMBER = r"(?<![\d.,⁄])(?<!\de)(\d{1,3}(?:[ .]\d{3})+(?!\d)|\d+(?:[.,]\d{1,2})?)\s*"
_TIMES = r"(?:(?<![\d.,])(\d{1,2})\s*[x×*]\s*)?"
_HOURS = re.compile(
    _TIMES
    + _NUMBER
    + r"(?:heures?|hrs?|h)(?![a-z])(?:\s*(\d{1,2})(?:\s*(?:minutes?|mins?|mn))?(?![\da-z]))?"
)
_MINUTES = re.compile(_TIMES + _NUMBER + r"(?:minutes?|mins?|mn)(?![a-z])")
_DAYS = re.compile(_TIMES + _NUMBER + r"(?:journees?|jours?|jrs?|j)(?![a-z])")
_HALF_DAYS = re.compile(
    r"(?:(\d{1,2})\s*)?(?:demi["
    r" -]?journees?|(?<![\d.,])1\s*[/⁄]\s*2\s*(?:journees?|jours?|jrs?|j)(?![a-z]))"
)
_LONG = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:mois|ans?|annees?|semestres?|semaines?|sem\.?)(?![a-z])"
)
# Hours by week or by day say a pace; «~5h / 3 sem.» is a volume over three weeks.
_PACE = re.compile(r"\d\s*(?:heures?|hrs?|h)\s*(?:/|par)\s*(?:semaine|sem|mois|jour|j|an)\b")
_RANGE = re.compile(
    r"\d\s*(?:heures?|hrs?|h|jours?|jrs?|j)?\s*(?:a|ou|-|–|—)\s*\d+(?:[.,]\d+)?\s*(?:heures?|hrs?|h|jours?|jrs?|j)(?![a-z])"
)
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::00)?")
_NEGATIVE = re.compile(r"^[~≈\s]*[-−–]\s*\d")
# No course is longer; a doctorate is counted for less than half of it.
_MAX_HOURS = 10_000

# Printed words that say, honestly, that the duration is not fixed or not given.
_UNKNOWN = {
    "selon edition": "dépend de l’édition",
    "variable": "variable",
    "auto-rythme": "au rythme de l’apprenant",
    "autorythme": "au rythme de l’apprenant",
    "webinaires": "suite de webinaires",
    "webinaire": "webinaire, durée non indiquée",
    "a definir": "à définir",
    "a preciser": "à préciser",
    "sur mesure": "sur mesure",
}
_NOT_GIVEN = names("""
non indique, non indiquee, non renseigne, non renseignee, non communique, non communiquee,
non precise, non precisee, nc, n.c., n/a, -, –, —, ?
""")


def _number(text: str) -> Fraction:
    grouped = re.fullmatch(r"\d{1,3}(?:[ .]\d{3})+", text)
    return Fraction(re.sub(r"\D", "", text) if grouped else text.replace(",", "."))


# Signs that something else in the cell multiplies, adds to or bounds the volume.
_LEFT = re.compile(
    r"\d|(?<![a-z])(?:x|fois|seances?|sessions?|demi|deux|trois|quatre|cinq)(?![a-z])|×"
)


def looks_like_duration(text: str) -> bool:
    """Whether a cell can only be a duration.

    >>> looks_like_duration("3h30"), looks_like_duration("Présentiel"), looks_like_duration("1590")
    (True, False, False)
    """
    folded = fold(text).strip()
    return folded in _UNKNOWN or any(
        p.search(folded) for p in (_HOURS, _MINUTES, _DAYS, _HALF_DAYS, _LONG)
    )


def is_approximate(printed: str) -> bool:
    """Whether a printed duration is an approximation or a range: «~6h», «1j (typique)»."""
    folded = fold(printed)
    return bool(re.search(r"~|environ|typique|≈|\+", folded) or _RANGE.search(folded))


def read_duration(text: str, hours_per_day: Fraction, unit: str = "") -> tuple[Duration, str]:
    """Read a duration cell.

    Parameters
    ----------
    hours_per_day:
        Hours counted for a printed day.
    unit:
        ``"h"`` or ``"j"`` when the title of the column says it: a bare number is then read in it.

    Returns
    -------
    (duration, fault):
        ``fault`` is empty, ``"illisible"``, ``"contradiction"`` when hours and days disagree, or
        ``"douteuse"`` when the cell says more than what was read («4 séances de 2 h»): the volume
        is kept and must be checked.
    """
    printed = text.strip()
    folded = fold(printed).strip()
    if not folded or folded in _NOT_GIVEN:
        return (Duration(printed=printed, unknown="non indiquée"), "")
    if folded in _UNKNOWN:
        return (Duration(printed=printed, unknown=_UNKNOWN[folded]), "")
    if unit and re.fullmatch(r"[~≈]?\s*[\d.,]+", folded):
        folded += unit
    if _PACE.search(folded):
        return (
            Duration(
                printed=printed, unknown=f"« {printed} » : rythme, volume horaire non indiqué"
            ),
            "",
        )
    hours, days = _in_hours(folded), _in_days(folded)
    from_days = days * hours_per_day if days is not None else None
    volume = from_days if hours is None else hours
    unreadable = (Duration(printed=printed, unknown="illisible"), "illisible")
    if _NEGATIVE.search(folded) or (volume is not None and not 0 < volume <= _MAX_HOURS):
        return unreadable
    doubt = "douteuse" if _LEFT.search(_without_volumes(folded)) else ""
    approximate = is_approximate(printed)
    if hours is not None:
        fault = "contradiction" if from_days is not None and from_days != hours else ""
        return (Duration(printed=printed, hours=hours, approximate=approximate), fault or doubt)
    if from_days is not None:
        assumption = f"1 jour = {float(hours_per_day):g} h"
        return (
            Duration(
                printed=printed, hours=from_days, approximate=approximate, assumption=assumption
            ),
            doubt,
        )
    if _LONG.search(folded):
        return (
            Duration(printed=printed, unknown=f"« {printed} » : volume horaire non indiqué"),
            "",
        )
    return unreadable


def _without_volumes(folded: str) -> str:
    """What a cell says besides the volume that was read in it, and besides weeks or months."""
    for pattern in (_CLOCK, _HALF_DAYS, _HOURS, _MINUTES, _DAYS, _LONG):
        folded = pattern.sub(" ", folded, count=1)
    return folded


def _in_hours(folded: str) -> Fraction | None:
    clock = _CLOCK.fullmatch(folded)
    if clock:
        return int(clock.group(1)) + Fraction(int(clock.group(2)), 60)
    match = _HOURS.search(folded)
    if match:
        minutes = int(match.group(3) or 0)
        hours = _number(match.group(2)) + Fraction(minutes, 60)
        # No ninety minutes are printed after hours: an impossible volume makes the cell unreadable.
        return int(match.group(1) or 1) * hours if minutes < 60 else Fraction(0)
    match = _MINUTES.search(folded)
    return int(match.group(1) or 1) * _number(match.group(2)) / 60 if match else None


def _in_days(folded: str) -> Fraction | None:
    half = _HALF_DAYS.search(folded)
    if half:
        return Fraction(int(half.group(1) or 1), 2)
    match = _DAYS.search(folded)
    return int(match.group(1) or 1) * _number(match.group(2)) if match else None
