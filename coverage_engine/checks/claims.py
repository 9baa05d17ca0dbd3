"""Figures quoted in the prose, confronted with what the published table gives (requirement E6).

A claim agrees when the recounted figure, at the precision printed, is the printed one.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from coverage_engine.checks.measures import (
    CORE_COLUMN,
    MEASURES,
    NOT_RECOMPUTED,
    TWO,
    Found,
    Published,
)
from coverage_engine.domain.french import number
from coverage_engine.domain.model.exposure import NAMES, PERCENT, Claim, Control

CLAIM = "RECONCILIATION-AFFIRMATION"
SOURCE = "affirmations.csv"
# A score is a bare number.
_SCORE = "score"
# Names shown after a count: more would hide the figure.
_SHOWN_NAMES = 8


def printed_value(claim: Claim) -> Fraction:
    """The printed figure of a claim that is not a list of names."""
    return Fraction(claim.printed.replace(",", ".").replace("\u202f", "").replace(" ", ""))


def claim_agrees(claim: Claim, found: Found) -> bool | None:
    """Whether the recounted figure, at the printed precision, is the printed one; None if none."""
    if claim.measure == NOT_RECOMPUTED:
        return None
    if MEASURES[claim.measure].names:
        return set(claim.printed.split(NAMES)) == set(found.names)
    if found.value is None:
        return None
    wanted, tolerance = printed_value(claim), Fraction(1, 2 * 10**claim.decimals)
    return {
        "égal": abs(found.value - wanted) <= tolerance,
        "au_moins": found.value >= wanted - tolerance,
        "au_plus": found.value <= wanted + tolerance,
        "plus_de": found.value > wanted,
    }[claim.comparison]


def recount(claim: Claim, table: Published) -> tuple[Found, bool | None]:
    """A claim recounted, and whether it agrees."""
    found = MEASURES[claim.measure].run(table, claim.parameters)
    return found, claim_agrees(claim, found)


def claim_controls(claims: Iterable[Claim], table: Published) -> list[Control]:
    """Every claim recounted, in order."""
    return [_control(claim, table) for claim in claims]


def _control(claim: Claim, table: Published) -> Control:
    found, agrees = recount(claim, table)
    shown = claim.note if agrees is None else _shown(claim, found)
    if agrees is False:
        shown += _difference(claim, found) + _core_only(claim, table)
    lines = f", ligne{'s' if '-' in claim.line else ''} {claim.line}" if claim.line else ""
    return Control(
        code=CLAIM,
        subject=f"{claim.id}. {claim.label} ({claim.source}{lines})",
        source=SOURCE,
        row=claim.row,
        column="valeur",
        printed=_printed(claim),
        found=shown,
        agrees=agrees,
        remedy="vérifier dans la source : le tableau ou le texte est à corriger",
    )


_WORDS = {"égal": "", "au_moins": "au moins ", "au_plus": "au plus ", "plus_de": "plus de "}


def _printed(claim: Claim) -> str:
    if claim.measure == NOT_RECOMPUTED:
        return f"{claim.printed} {claim.unit}"
    if MEASURES[claim.measure].names:
        return claim.printed.replace(NAMES, " ; ")
    return f"{_WORDS[claim.comparison]}{_with_unit(printed_value(claim), claim.unit)}"


def _with_unit(value: Fraction, unit: str, decimals: int | None = None) -> str:
    if unit == _SCORE:
        return number(value, decimals)
    return f"{number(value, decimals)} {unit.removesuffix('s') if value < 2 else unit}"


def _shown(claim: Claim, found: Found) -> str:
    if MEASURES[claim.measure].names or found.value is None:
        return " ; ".join(found.names) or "aucun"
    if claim.unit == PERCENT:
        return (
            f"{_with_unit(found.value, PERCENT, claim.decimals + 1)} ({len(found.names)} sur"
            f" {found.of})"
        )
    return _with_unit(found.value, claim.unit)


def _difference(claim: Claim, found: Found) -> str:
    """Names that one side has and the other has not; for a short count, the names counted."""
    if MEASURES[claim.measure].names:
        printed = claim.printed.split(NAMES)
        more = [n for n in found.names if n not in printed]
        less = [n for n in printed if n not in found.names]
        sides = (("en plus dans le tableau : ", more), ("absents du tableau : ", less))
        return "".join(f" — {label}{' ; '.join(names)}" for label, names in sides if names)
    if found.of or not 0 < len(found.names) <= _SHOWN_NAMES:
        return ""
    return f" : {' ; '.join(found.names)}"


def _core_only(claim: Claim, table: Published) -> str:
    """Say when the claim would hold for the métiers at the heart of the branch alone."""
    measure = MEASURES[claim.measure]
    if CORE_COLUMN in claim.parameters or CORE_COLUMN not in measure.may:
        return ""
    found = measure.run(table, {**claim.parameters, CORE_COLUMN: "oui"})
    return " — exact si l’on ne compte que les métiers cœur" if claim_agrees(claim, found) else ""


def claim_faults(claim: Claim, table: Published) -> list[str]:
    """What makes a claim impossible to recount, in French, without its place."""
    measure, p = MEASURES[claim.measure], claim.parameters
    faults = [
        f"paramètre « {n} » manquant pour la mesure {claim.measure}"
        for n in sorted(measure.needs - p.keys())
    ]
    faults += [
        f"paramètre « {n} » inconnu de la mesure {claim.measure}"
        for n in sorted(p.keys() - measure.needs - measure.may)
    ]
    profiles = {b.profile for s in table.schemes.values() for b in s.bands}
    known: dict[str, Iterable[str]] = {
        "qualification": table.qualifications,
        "depart": table.qualifications,
        "arrivee": table.qualifications,
        "profil": profiles,
        "de": profiles,
        "vers": profiles,
        "grille": table.schemes,
        "sens": ("hausse", "baisse"),
        CORE_COLUMN: ("oui", "non"),
        "famille": {m.family for m in table.metiers.values()},
    }
    for name, value in p.items():
        if name in known and value not in known[name]:
            faults.append(f"paramètre {name} : « {value} » est inconnu")
    if measure.names:
        faults += [
            f"« {n} » n’est pas un métier de metiers.csv"
            for n in claim.printed.split(NAMES)
            if n not in table.metiers
        ]
    elif claim.measure != NOT_RECOMPUTED:
        try:
            printed_value(claim)
        except ValueError:
            faults.append(f"« {claim.printed} » n’est pas un nombre")
    if not table.qualifications and (measure.needs | measure.may) & (TWO | {"qualification"}):
        faults.append(f"la mesure {claim.measure} demande une table des qualifications")
    return faults
