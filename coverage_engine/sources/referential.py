"""A referential folder → :class:`Referential`, checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from coverage_engine.domain.errors import CoverageError, InputRefused
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.anomaly import errors
from coverage_engine.domain.model.branch import (
    Axis,
    Calibration,
    Competence,
    Exposure,
    Finding,
    Group,
    Lever,
    Metier,
    Need,
    PerimeterEntry,
    Profile,
    Qualification,
    Source,
    Term,
)
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.settings import Settings
from coverage_engine.sources.exposure import check_claims, read_claims, read_schemes, scheme_faults
from coverage_engine.sources.packages import read_aliases, read_credits, read_package
from coverage_engine.sources.resources import REFERENTIALS
from coverage_engine.sources.table_schema import Record, load_schemas, read_tables
from coverage_engine.sources.typology import is_typology

Tables = Mapping[str, tuple[Record, ...]]


def read_referential(folder: Path) -> Referential:
    """Read and check a referential folder.

    Raises
    ------
    InputRefused
        If any table has a fault of severity *erreur*; every fault is listed, with its coordinates.
    """
    if not folder.is_dir():
        raise InputRefused(
            f"{folder.name} : ce n’est pas un dossier de référentiel → donnez un dossier de"
            " tables CSV"
        )
    if is_typology(folder):
        fault = (
            "ce référentiel donne des degrés à des métiers, il ne porte pas de besoins de formation"
        )
        raise InputRefused(f"{folder.name} : {fault} → il sert à la commande « staffing »")
    schemas = load_schemas(REFERENTIALS / "table-schemas")
    tables, anomalies = read_tables(folder, schemas, tuple(schemas))
    if faults := errors(anomalies):
        raise InputRefused(faults)
    try:
        settings = Settings().with_values(
            {r.text("reglage"): r.number("valeur") for r in tables["reglages"]}
        )
    except CoverageError as error:
        raise InputRefused([f"reglages.csv : {line}" for line in str(error).splitlines()]) from None
    faults = [*_calibration_faults(tables), *scheme_faults(tables, read_schemes(tables))]
    if faults:
        raise InputRefused(faults)
    made = _build(folder.name, read_package(folder), tables, settings)
    if faults := check_claims(made):
        raise InputRefused(faults)
    return made


def _calibration_faults(tables: Tables) -> list[str]:
    """Rows of ``calibration.csv`` that contradict themselves or the axes, in French."""
    rows = tables["calibration"]
    axes = {r.text("axe") for r in tables["axes"]}
    first = (
        min(tables["axes"], key=lambda r: (r.whole("ordre"), r.text("axe"))).text("axe")
        if axes
        else ""
    )
    remedy = "recalculez la table, ou supprimez-la : les réglages provisoires serviront"
    faults = []
    for r in rows:
        where = f"calibration.csv, ligne {r.row}"
        axis = r.text("objet").removeprefix("axe:")
        if r.text("objet") != "competence" and axis not in axes:
            faults.append(
                f"{where}, colonne « objet » : « {axis} » n’est pas un axe d’axes.csv → {remedy}"
            )
        if (r.text("objet") == "competence") != (r.values.get("score_min") is not None):
            faults.append(
                f"{where}, colonne « score_min » : attendue pour une compétence, vide pour un axe →"
                f" {remedy}"
            )
        if r.whole("positifs") > r.whole("effectif"):
            faults.append(
                f"{where}, colonne « positifs » : plus de cas vrais que de cas → {remedy}"
            )
        if not r.number("bas") <= r.number("probabilite") <= r.number("haut"):
            faults.append(
                f"{where}, colonne « probabilite » : elle sort de ses bornes « bas » et « haut » →"
                f" {remedy}"
            )
    if any(r.text("objet") != "competence" for r in rows):
        known = {(r.text("objet"), r.text("preuve")) for r in rows}
        wanted = [(f"axe:{a}", e) for a in sorted(axes) for e in ("principal", "aborde", "non_lue")]
        for subject, evidence in [*wanted, (f"axe:{first}", "theme_seul")]:
            if (subject, evidence) not in known:
                faults.append(
                    f"calibration.csv : il manque {subject}, preuve {evidence} → {remedy}"
                )
    return faults


def _build(name: str, package: Mapping[str, object], t: Tables, settings: Settings) -> Referential:
    formulations = by_key((r.text("competence"), r.text("formulation")) for r in t["formulations"])
    members = by_key((r.text("groupe"), r.text("metier")) for r in t["groupes_membres"])
    return Referential(
        id=str(package.get("name", name)),
        title=str(package.get("title", name)),
        edition=str(package.get("version", "")),
        branch=str(package.get("branche", "")),
        credits=read_credits(package),
        axes=tuple(sorted((_axis(r) for r in t["axes"]), key=lambda a: (a.order, a.id))),
        families={r.text("famille"): r.text("libelle") for r in t["familles"]},
        metiers=tuple(
            Metier(r.text("metier"), r.text("famille"), r.flag("coeur")) for r in t["metiers"]
        ),
        perimeter=tuple(
            PerimeterEntry(
                metier=r.text("metier"),
                origin=r.text("origine"),
                printed=r.text("libelle_imprime"),
                status=r.text("statut"),
                note=r.text("note"),
            )
            for r in t["perimetre"]
        ),
        qualifications=tuple(
            sorted(
                (
                    Qualification(
                        id=r.text("qualification"),
                        label=r.text("libelle"),
                        order=r.whole("ordre"),
                        reference=r.flag("reference"),
                        scheme=r.text("grille"),
                    )
                    for r in t["qualifications"]
                ),
                key=lambda q: (q.order, q.id),
            )
        ),
        profiles=tuple(
            sorted((_profile(r) for r in _main_profiles(t)), key=lambda p: (p.order, p.id))
        ),
        exposures=tuple(_exposure(r) for r in t["expositions"]),
        groups=tuple(
            Group(
                r.text("groupe"),
                r.text("libelle"),
                r.text("nature"),
                tuple(members.get(r.text("groupe"), ())),
            )
            for r in t["groupes"]
        ),
        aliases=read_aliases(t["alias"]),
        levers=tuple(
            Lever(r.text("levier"), r.text("libelle"), r.text("nature"), r.text("definition"))
            for r in t["leviers"]
        ),
        competences=tuple(_competence(r, formulations) for r in t["competences"]),
        needs=tuple(_need(r) for r in t["besoins"]),
        lexicon=tuple(_term(r) for r in t["lexique"]),
        findings=tuple(_finding(r) for r in t["constats"]),
        glossary=tuple((r.text("terme"), r.text("definition")) for r in t["glossaire"]),
        sources=tuple(
            Source(r.text("source"), r.text("titre"), r.text("auteur"), r.text("annee"))
            for r in t["sources"]
        ),
        settings=settings,
        setting_reasons={r.text("reglage"): r.text("justification") for r in t["reglages"]},
        calibration=tuple(_calibration(r) for r in t["calibration"]),
        schemes=read_schemes(t),
        claims=read_claims(t),
    )


def _axis(r: Record) -> Axis:
    return Axis(
        id=r.text("axe"),
        label=r.text("libelle"),
        order=r.whole("ordre"),
        definition=r.text("definition"),
        pivot=r.flag("pivot"),
        weight=r.number("poids"),
        status=r.text("statut"),
    )


def _main_profiles(t: Tables) -> list[Record]:
    """Profiles of the scheme of the reference qualification; else of the first scheme."""
    first = t["profils"][0].text("grille") if t["profils"] else ""
    named = next((r.text("grille") for r in t["qualifications"] if r.flag("reference")), "")
    return [r for r in t["profils"] if r.text("grille") == (named or first)]


def _profile(r: Record) -> Profile:
    return Profile(
        id=r.text("profil"),
        label=r.text("libelle"),
        order=r.whole("ordre"),
        lower=r.bound("borne_basse"),
        emerging=r.flag("emergent"),
        definition=r.text("definition"),
    )


def _exposure(r: Record) -> Exposure:
    evolution = r.values.get("evolution")
    return Exposure(
        metier=r.text("metier"),
        qualification=r.text("qualification"),
        score=r.number("score"),
        rank=r.whole("rang"),
        evolution=evolution if isinstance(evolution, int) else None,
        profile=r.text("profil"),
        row=r.row,
    )


def _competence(r: Record, formulations: Mapping[str, list[str]]) -> Competence:
    name = r.text("competence")
    return Competence(
        id=name,
        axis=r.text("axe"),
        label=r.text("libelle"),
        definition=r.text("definition"),
        socle=r.flag("socle"),
        reach=r.text("portee"),
        lever=r.text("levier"),
        source=r.text("source"),
        passage=r.text("passage"),
        status=r.text("statut"),
        formulations=tuple(formulations.get(name, ())),
    )


def _need(r: Record) -> Need:
    return Need(
        metier=r.text("metier"),
        competence=r.text("competence"),
        applicable=r.text("objet") == "oui",
        level=r.whole("niveau"),
        priority=r.number("priorite"),
        reason=r.text("justification"),
        status=r.text("statut"),
    )


def _term(r: Record) -> Term:
    unless = tuple(part.strip() for part in r.text("sauf").split("|") if part.strip())
    return Term(
        subject=r.text("objet"),
        pattern=r.text("terme"),
        strength=r.text("force") or "principal",
        unless=unless,
        row=r.row,
    )


def _calibration(r: Record) -> Calibration:
    return Calibration(
        subject=r.text("objet"),
        evidence=r.text("preuve"),
        score_min=r.bound("score_min"),
        probability=r.number("probabilite"),
        count=r.whole("effectif"),
        positives=r.whole("positifs"),
        low=r.number("bas"),
        high=r.number("haut"),
    )


def _finding(r: Record) -> Finding:
    return Finding(
        id=r.text("constat"),
        label=r.text("libelle"),
        test=r.text("test"),
        parameters=r.pairs("parametres"),
        source=r.text("source"),
        passage=r.text("passage"),
    )
