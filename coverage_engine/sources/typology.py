"""A folder of métiers with degrees → :class:`Typology`; or a branch, its profiles as degrees."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.anomaly import errors
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.staffing import (
    CONCERNED_FROM,
    Degree,
    NameAlias,
    Occupation,
    OccupationGroup,
    Task,
    Typology,
)
from coverage_engine.domain.normalise import key
from coverage_engine.sources.packages import read_credits, read_package
from coverage_engine.sources.resources import REFERENTIALS
from coverage_engine.sources.table_schema import Record, load_schemas, read_tables

DEFAULT_TYPOLOGY = "collectivites-2024"
# The table that tells such a folder from the referential of a branch.
_OWN_TABLE = "degres.csv"


def is_typology(folder: Path) -> bool:
    """Whether a folder holds métiers with degrees of their own."""
    return (folder / _OWN_TABLE).is_file()


def read_typology(folder: Path) -> Typology:
    """Read and check a folder of métiers with their degrees.

    Raises
    ------
    InputRefused
        If any table has a fault of severity *erreur*; every fault is listed, with its coordinates.
    """
    schemas = load_schemas(REFERENTIALS / "table-schemas" / "collectivites")
    t, anomalies = read_tables(folder, schemas, tuple(schemas))
    if faults := errors(anomalies):
        raise InputRefused(faults)
    package = read_package(folder)
    return Typology(
        id=str(package.get("name", folder.name)),
        title=str(package.get("title", folder.name)),
        edition=str(package.get("version", "")),
        branch=str(package.get("branche", "")),
        credits=read_credits(package),
        degrees=tuple(sorted((_degree(r) for r in t["degres"]), key=lambda d: (d.order, d.id))),
        occupations=tuple(_occupation(r) for r in t["metiers"]),
        aliases=tuple(
            NameAlias(
                r.text("libelle"), r.text("metier"), r.text("statut"), r.text("justification")
            )
            for r in t["alias"]
        ),
        abbreviations={
            key(r.text("abreviation")): r.text("signification") for r in t["abreviations"]
        },
        tasks=tuple(
            Task(
                id=r.text("tache"),
                theme=r.text("theme"),
                label=r.text("libelle"),
                index=r.number("indice"),
                passage=r.text("passage"),
            )
            for r in t["taches"]
        ),
        groups=tuple(
            OccupationGroup(
                r.text("groupe"), r.text("libelle"), r.text("definition"), r.text("passage")
            )
            for r in t["groupes"]
        ),
        prefixes={r.text("typologie"): r.text("libelle") for r in t["typologies"]},
        isco={r.text("code"): r.text("titre") for r in t["isco08"]},
        sources=tuple(_source(r) for r in t["sources"]),
    )


def typology_of_branch(ref: Referential) -> Typology:
    """The métiers of a branch, with the profile of their published exposure as degree.

    A profile that is a flag (*émergent*) has no lower bound and is not counted among the concerned.
    """
    degrees = tuple(
        Degree(
            id=p.label,
            label=p.label,
            order=p.order,
            lower=None if p.emerging else p.lower,
            concerned=not p.emerging and p.lower is not None and p.lower >= CONCERNED_FROM,
            definition=p.definition,
        )
        for p in ref.profiles
    )
    labels = {p.id: p.label for p in ref.profiles}
    exposures = {m.label: ref.exposure(m.label) for m in ref.metiers}
    return Typology(
        id=ref.id,
        title=ref.title,
        edition=ref.edition,
        branch=ref.branch,
        credits=ref.credits,
        degrees=degrees,
        occupations=tuple(
            Occupation(
                row=i,
                metier=m,
                typology="",
                name=m,
                code="",
                title="",
                degree=labels.get(e.profile, e.profile) if e else "",
            )
            for i, (m, e) in enumerate(exposures.items(), 1)
        ),
        aliases=tuple(
            NameAlias(a.label, a.target, a.status, a.reason)
            for a in ref.aliases
            if a.nature == "metier"
        ),
        sources=tuple(f"{s.id} – {s.title}" for s in ref.sources),
    )


def _degree(r: Record) -> Degree:
    return Degree(
        id=r.text("degre"),
        label=r.text("libelle"),
        order=r.whole("ordre"),
        lower=r.number("borne_basse", Fraction(0)),
        concerned=r.flag("concerne"),
        definition=r.text("definition"),
    )


def _occupation(r: Record) -> Occupation:
    return Occupation(
        row=r.whole("ligne"),
        metier=r.text("metier"),
        typology=r.text("typologie"),
        name=r.text("nom"),
        code=r.text("code_isco"),
        title=r.text("titre_isco"),
        degree=r.text("degre"),
        passage=r.text("passage"),
    )


def _source(r: Record) -> str:
    about = ", ".join(part for part in (r.text("auteur"), r.text("annee")) if part)
    return f"{r.text('source')} – {r.text('titre')}{f' ({about})' if about else ''}"
