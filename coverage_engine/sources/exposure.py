"""Tables of the exposure study: schemes of profiles, claims, levels; every fault placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from coverage_engine.checks.claims import claim_faults
from coverage_engine.checks.measures import published
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.french import number
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.domain.model.branch import Qualification
from coverage_engine.domain.model.exposure import (
    HIGHEST_LEVEL,
    LOWEST_LEVEL,
    Band,
    Claim,
    CompetenceLevels,
    Scheme,
)
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.normalise import key
from coverage_engine.sources.resources import REFERENTIALS
from coverage_engine.sources.spreadsheet import HEADER_SEARCH_ROWS, read_sheets
from coverage_engine.sources.table_schema import Record, load_schemas, read_table

Tables = Mapping[str, tuple[Record, ...]]
_PROFILES = "profils.csv"
_LEVEL = "niveau_"


def read_schemes(tables: Tables) -> tuple[Scheme, ...]:
    """Schemes of ``profils.csv``, in order; a bound left empty is the next profile's."""
    groups = by_key((r.text("grille"), _band(r)) for r in tables["profils"])
    return tuple(Scheme(name, _completed(bands)) for name, bands in groups.items())


def _band(r: Record) -> Band:
    return Band(
        profile=r.text("profil"),
        label=r.text("libelle"),
        order=r.whole("ordre"),
        low=r.bound("borne_basse"),
        low_included=r.values.get("borne_basse_incluse") is not False,
        high=r.bound("borne_haute"),
        high_included=r.flag("borne_haute_incluse"),
        flag=r.flag("emergent"),
        definition=r.text("definition"),
        status=r.text("statut"),
        row=r.row,
    )


def _completed(bands: Sequence[Band]) -> tuple[Band, ...]:
    """Bands in their order, each upper bound that was left empty taken from the profile above."""
    rising = sorted((b for b in bands if b.low is not None), key=lambda b: (b.low or 0, b.order))
    filled = {}
    for band, above in zip(rising, [*rising[1:], None], strict=True):
        if band.high is None:
            end = (above.low, not above.low_included) if above else (Fraction(1), True)
            band = replace(band, high=end[0], high_included=end[1])
        filled[band.profile] = band
    return tuple(
        sorted((filled.get(b.profile, b) for b in bands), key=lambda b: (b.order, b.profile))
    )


def scheme_faults(tables: Tables, schemes: Sequence[Scheme]) -> list[str]:
    """Bounds that overlap or leave a hole, flags with bounds, profiles of another scheme."""
    faults = [fault for scheme in schemes for fault in _bound_faults(scheme)]
    known = {s.id: {b.profile for b in s.bands} for s in schemes}
    first = schemes[0].id if schemes else ""
    scheme_of = {}
    for r in tables["qualifications"]:
        scheme_of[r.text("qualification")] = r.text("grille") or first
        if r.text("grille") not in ("", *known):
            faults.append(
                f"qualifications.csv, ligne {r.row}, colonne « grille » : « {r.text('grille')} »"
                f" n’est pas une grille de {_PROFILES} → corrigez-la, ou laissez-la vide"
            )
    for r in tables["expositions"]:
        scheme = scheme_of.get(r.text("qualification"), first)
        if r.text("profil") and scheme in known and r.text("profil") not in known[scheme]:
            faults.append(
                f"expositions.csv, ligne {r.row}, colonne « profil » : « {r.text('profil')} » n’est"
                f" pas de la grille « {scheme} » → employez un de ses profils :"
                f" {', '.join(sorted(known[scheme]))}"
            )
    return faults


def _bound_faults(scheme: Scheme) -> list[str]:
    faults = []
    for b in scheme.bands:
        if b.flag and b.low is not None:
            faults.append(
                f"{_place(b)} : un profil signalé à part (emergent = oui) n’a pas de bornes →"
                " videz-les"
            )
    bands = [b for b in scheme.bands if not b.flag]
    if all(b.low is None for b in bands):
        return faults  # a scheme may be published without its bounds: nothing is then classed by it
    faults += [f"{_place(b)} : borne basse absente → complétez-la" for b in bands if b.low is None]
    rising = sorted(
        ((b.low, b.high, b.order, b) for b in bands if b.low is not None and b.high is not None),
        key=lambda t: t[:3],
    )
    for low, high, _, b in rising:
        if low > high or (low == high and not (b.low_included and b.high_included)):
            faults.append(
                f"{_place(b, 'borne_haute')} : bornes à l’envers ou profil vide → corrigez-les"
            )
    if faults:
        return faults
    (start, _, _, first), (_, end, _, last) = rising[0], rising[-1]
    if start or not first.low_included:
        faults.append(
            f"{_place(first)} : aucun profil pour les scores à partir de 0 → commencez la première"
            " borne à 0, incluse"
        )
    if end != 1 or not last.high_included:
        faults.append(
            f"{_place(last, 'borne_haute')} : aucun profil pour les scores jusqu’à 1 → finissez la"
            " dernière borne à 1, incluse"
        )
    for (_, end, _, below), (start, _, _, above) in pairwise(rising):
        faults += _joint_faults(below, end, above, start)
    return faults


def _joint_faults(below: Band, end: Fraction, above: Band, start: Fraction) -> list[str]:
    """What is wrong where ``below`` ends (``end``) and ``above`` starts (``start``)."""
    other, here = f"« {below.label} » (ligne {below.row})", _place(above)
    if end > start:
        return [
            f"{here} : chevauche {other}, de {number(start)} à {number(end)} → faites commencer"
            " l’un où l’autre finit"
        ]
    if end < start:
        return [
            f"{here} : trou après {other}, de {number(end)} à {number(start)} → faites commencer"
            " l’un où l’autre finit"
        ]
    if below.high_included and above.low_included:
        return [
            f"{here} : le score {number(start)} est dans ce profil et dans {other} → excluez-le de"
            " l’un des deux"
        ]
    if not below.high_included and not above.low_included:
        return [
            f"{here} : le score {number(start)} n’est ni dans ce profil ni dans {other} →"
            " incluez-le dans l’un des deux"
        ]
    return []


def _place(band: Band, column: str = "borne_basse") -> str:
    return f"{_PROFILES}, ligne {band.row}, colonne « {column} », « {band.label} »"


def read_claims(tables: Tables) -> tuple[Claim, ...]:
    """Claims of ``affirmations.csv``, in order."""
    out = []
    for r in tables["affirmations"]:
        out.append(
            Claim(
                id=r.text("affirmation"),
                label=r.text("libelle"),
                measure=r.text("mesure"),
                parameters=r.pairs("parametres"),
                printed=r.text("valeur"),
                unit=r.text("unite"),
                decimals=r.whole("decimales"),
                comparison=r.text("comparaison"),
                source=r.text("source"),
                passage=r.text("passage"),
                line=r.text("ligne_source"),
                note=r.text("note"),
                row=r.row,
            )
        )
    return tuple(out)


def check_claims(referential: Referential) -> list[str]:
    """Claims that cannot be recounted as they are written, in French, with their row."""
    table = published(referential)
    return [
        f"affirmations.csv, ligne {claim.row}, « {claim.id} » : {fault} → corrigez la ligne"
        for claim in referential.claims
        for fault in claim_faults(claim, table)
    ]


def read_levels(path: Path, referential: Referential) -> tuple[CompetenceLevels, ...]:
    """Read a table of levels (``.csv`` or ``.xlsx``), one row per métier and competency.

    Raises
    ------
    InputRefused
        With every fault: level outside 1–5, negative weight or all weights nil, métier without
        level or unknown, two rows for one competency, level missing for a competency that is kept.
    """
    schema = _level_schema(referential.qualifications)
    records, anomalies = read_table(path, schema)
    faults = [
        *_unknown_levels(path, referential.qualifications),
        *(a.sentence() for a in sorted(anomalies, key=Anomaly.order)),
    ]
    out = []
    for r in records:
        metier = referential.label_by_key.get(key(r.text("metier")))
        if metier is None:
            if r.text("metier"):
                faults.append(
                    f"{path.name}, ligne {r.row}, colonne « metier » : « {r.text('metier')[:80]} »"
                    " n’est pas un métier du référentiel → reprenez le libellé de metiers.csv"
                )
            continue
        levels = {
            q.id: r.whole(_LEVEL + q.id)
            for q in referential.qualifications
            if r.values.get(_LEVEL + q.id) is not None
        }
        out.append(
            CompetenceLevels(
                metier=metier,
                competence=r.text("competence"),
                category=r.text("categorie"),
                kept=r.flag("retenue"),
                decided_by=r.text("decide_par"),
                weight=r.number("poids", Fraction(0)),
                levels=levels,
                row=r.row,
            )
        )
    if not faults:
        faults = _level_faults(path.name, out, referential.qualifications)
    if faults:
        raise InputRefused(faults)
    return tuple(out)


def _unknown_levels(path: Path, qualifications: Sequence[Qualification]) -> list[str]:
    """Columns of levels whose qualification is unknown: misspelt, they would go unread."""
    known = {key(_LEVEL + q.id) for q in qualifications}
    titles = {
        c.strip()
        for sheet in read_sheets(path)
        for _, cells in sheet.rows[:HEADER_SEARCH_ROWS]
        for c in cells
    }
    return [
        f"{path.name}, colonne « {title} » : aucune qualification de ce nom → employez"
        f" {', '.join(_LEVEL + q.id for q in qualifications)}"
        for title in sorted(titles)
        if title.casefold().startswith(_LEVEL) and key(title) not in known
    ]


def _level_schema(qualifications: Sequence[Qualification]) -> dict[str, Any]:
    """The schema of the levels, with one column per qualification."""
    schema = dict(load_schemas(REFERENTIALS / "table-schemas" / "exposition")["niveaux"])
    bounds = {"minimum": LOWEST_LEVEL, "maximum": HIGHEST_LEVEL}
    schema["fields"] = [
        *schema["fields"],
        *(
            {"name": _LEVEL + q.id, "type": "integer", "constraints": bounds}
            for q in qualifications
        ),
    ]
    return schema


def _level_faults(
    name: str, rows: Sequence[CompetenceLevels], qualifications: Sequence[Qualification]
) -> list[str]:
    by_metier = by_key((row.metier, row) for row in rows)
    if not qualifications:
        return [f"{name} : ce référentiel n’a pas de qualification → ajoutez qualifications.csv"]
    faults = []
    for metier, every in by_metier.items():
        kept = [r for r in every if r.kept]
        place = f"{name}, ligne {every[0].row}, « {metier} »"
        if not any(r.levels for r in kept):
            faults.append(
                f"{place} : aucun niveau pour une compétence retenue → remplissez la colonne «"
                f" {_LEVEL}{qualifications[0].id} »"
            )
            continue
        if not any(r.weight for r in kept):
            faults.append(
                f"{place} : tous les poids des compétences retenues sont nuls → donnez un poids à"
                " une au moins"
            )
        for order, q in enumerate(qualifications):
            missing = [r for r in kept if q.id not in r.levels]
            if len(missing) == len(kept) and order:
                continue  # not qualified again: the first qualification holds
            faults += [
                f"{name}, ligne {r.row}, colonne « {_LEVEL}{q.id} », « {metier} » : niveau absent"
                " d’une compétence retenue → donnez un niveau de 1 à 5, ou écartez la compétence"
                for r in missing
            ]
    return faults or ([] if rows else [f"{name} : aucune ligne → complétez la table"])
