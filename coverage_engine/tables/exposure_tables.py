"""The exposure report as a whole, and its published tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from coverage_engine.domain.model import exposure_study as model
from coverage_engine.domain.model.exposure import LEVELS, Band, Change, Control
from coverage_engine.domain.model.provenance import Provenance
from coverage_engine.tables.columns import Column, DataTable, Table
from coverage_engine.tables.kinds import ID, LIST, NUMBER, RANK, RATE, TEXT, WHOLE, YES_NO

R = TypeVar("R")
# State of a printed figure once recomputed.
AGREES, DISAGREES, UNKNOWN = "retrouvé", "contredit", "non recalculable"


@dataclass(frozen=True)
class ExposureRun:
    """An exposure study and its origin; ``levels_source``: file of levels, empty without one."""

    study: model.ExposureStudy
    levels_source: str
    provenance: Provenance


def state(control: Control) -> str:
    """What became of a printed figure."""
    return {True: AGREES, False: DISAGREES, None: UNKNOWN}[control.agrees]


@dataclass(frozen=True, slots=True)
class _Placed(Generic[R]):
    """What a table tells of, and the label of its family or the scheme it is in."""

    group: str
    own: R


EXPOSURES = Table("exposition", "Exposition", _Placed[model.ExposureRow], (
    Column("metier", "Métier", ID, "own.metier.label"),
    Column("famille", "Famille", TEXT, "group"),
    Column("coeur", "Cœur", YES_NO, "own.metier.core"),
    Column("qualification", "Qualification", ID, "own.qualification"),
    Column("score_brut", "Score brut", NUMBER, "own.raw"),
    Column("score", "Score", NUMBER, "own.score"),
    Column("rang", "Rang", WHOLE, "own.rank"),
    Column("profil", "Profil", TEXT, "own.profile"),
    Column("evolution", "Évolution", WHOLE, "own.evolution"),
))  # fmt: skip
SWITCHES = Table("bascules", "Bascules", _Placed[model.Switch], (
    *EXPOSURES.columns[:3],
    Column("qualification_depart", "Qualification de départ", ID, "own.start"),
    Column("qualification_arrivee", "Qualification d’arrivée", ID, "own.end"),
    Column("de", "De", TEXT, "own.before"),
    Column("vers", "Vers", TEXT, "own.after"),
))  # fmt: skip
SHARES = Table("parts", "Parts par profil", model.ProfileShare, (
    Column("qualification", "Qualification", ID, "qualification"),
    Column("profil", "Profil", TEXT, "profile"),
    Column("nombre", "Nombre", WHOLE, "count"),
    Column("part", "Part", RATE, "share"),
))  # fmt: skip


def _profiles(family: _Placed[model.FamilyExposure]) -> tuple[str, ...]:
    return tuple(f"{p} : {n}" for p, n in family.own.profiles.items() if n)


FAMILIES = Table("familles", "Par famille", _Placed[model.FamilyExposure], (
    Column("famille", "Famille", TEXT, "group"),
    Column("qualification", "Qualification", ID, "own.qualification"),
    Column("metiers", "Métiers", WHOLE, "own.count"),
    Column("score_moyen", "Score moyen", NUMBER, "own.mean"),
    Column("score_bas", "Score le plus bas", NUMBER, "own.low"),
    Column("score_haut", "Score le plus haut", NUMBER, "own.high"),
    Column("profils", "Métiers par profil", LIST, _profiles),
))  # fmt: skip
PRINTED = Table("imprime", "Imprimé et calculé", model.ExposureRow, (
    Column("metier", "Métier", ID, "metier.label"),
    Column("qualification", "Qualification", ID, "qualification"),
    Column("score", "Score imprimé", NUMBER, "printed.score"),
    Column("rang_imprime", "Rang imprimé", WHOLE, "printed.rank"),
    Column("rang", "Rang calculé", WHOLE, "rank"),
    Column("profil_imprime", "Profil imprimé", TEXT, "printed.profile"),
    Column("profil", "Profil calculé", TEXT, "profile"),
    Column("evolution_imprimee", "Évolution imprimée", WHOLE, "printed.evolution"),
    Column("evolution", "Évolution calculée", WHOLE, "evolution"),
))  # fmt: skip
CONTROLS = Table("controles", "Chiffres vérifiés", Control, (
    Column("etat", "État", TEXT, state),
    Column("code", "Contrôle", ID, "code"),
    Column("objet", "Chiffre imprimé", TEXT, "subject"),
    Column("imprime", "Valeur imprimée", TEXT, "printed"),
    Column("calcule", "Valeur calculée", TEXT, "found"),
    Column("table", "Table", TEXT, "source"),
    Column("ligne", "Ligne", RANK, "row"),
    Column("colonne", "Colonne", TEXT, "column"),
))  # fmt: skip


def _told(change: Change, controls: Sequence[Control]) -> tuple[str, ...]:
    """Printed figures that a change would touch; those of its own table by their column."""
    return tuple(
        f"{k.column} de {k.subject}" if k.source == change.source else k.subject for k in controls
    )


CHANGES = Table("changements", "Changements proposés", Change, (
    Column("metier", "Métier", ID, "metier"),
    Column("qualification", "Qualification", ID, "qualification"),
    Column("table", "Table", TEXT, "source"),
    Column("ligne", "Ligne", RANK, "row"),
    Column("colonne", "Colonne", TEXT, "column"),
    Column("imprime", "Valeur imprimée", TEXT, "old"),
    Column("propose", "Valeur qui réconcilierait", TEXT, "new"),
    Column("reconcilie", "Chiffres réconciliés", LIST, lambda c: _told(c, c.reconciles)),
    Column("contredit", "Chiffres contredits", LIST, lambda c: _told(c, c.breaks)),
    Column("autres", "Même effet avec", LIST, "others"),
))  # fmt: skip


def _included(band: _Placed[Band], end: str) -> bool | None:
    bound = getattr(band.own, end)
    return None if bound is None else bool(getattr(band.own, f"{end}_included"))


SCHEMES = Table("grilles", "Grilles de profils", _Placed[Band], (
    Column("grille", "Grille", ID, "group"),
    Column("profil", "Profil", TEXT, "own.profile"),
    Column("borne_basse", "Borne basse", NUMBER, "own.low"),
    Column("borne_basse_incluse", "Incluse", YES_NO, lambda b: _included(b, "low")),
    Column("borne_haute", "Borne haute", NUMBER, "own.high"),
    Column("borne_haute_incluse", "Incluse", YES_NO, lambda b: _included(b, "high")),
    Column("drapeau", "Signalé à part", YES_NO, "own.flag"),
    Column("definition", "Définition", TEXT, "own.definition"),
    Column("statut", "Statut", TEXT, "own.status"),
))  # fmt: skip


def _at_level(at: int) -> Callable[[model.LevelCounts], int]:
    return lambda own: own.counts[at]


LEVEL_COUNTS = Table("niveaux", "Compétences par niveau", model.LevelCounts, (
    Column("metier", "Métier", ID, "metier"),
    Column("qualification", "Qualification", ID, "qualification"),
    Column("repris", "Niveaux repris", YES_NO, "carried"),
    *(
        Column(f"niveau_{n}", f"{n} {label}", WHOLE, _at_level(at))
        for at, (n, label) in enumerate(LEVELS)
    ),
))  # fmt: skip
LEVEL_GAPS = Table("ecarts_niveaux", "Écarts entre qualifications", model.LevelGap, (
    Column("metier", "Métier", ID, "competence.metier"),
    Column("competence", "Compétence", ID, "competence.competence"),
    Column("categorie", "Catégorie", TEXT, "competence.category"),
    Column("poids", "Poids", NUMBER, "competence.weight"),
    Column("qualification_depart", "Qualification de départ", ID, "start"),
    Column("niveau_depart", "Niveau", WHOLE, "before"),
    Column("qualification_arrivee", "Qualification d’arrivée", ID, "end"),
    Column("niveau_arrivee", "Niveau", WHOLE, "after"),
    Column("ecart", "Écart", WHOLE, "gap"),
))  # fmt: skip


def exposure_tables(run: ExposureRun) -> tuple[DataTable, ...]:
    """The three CSV files of the report: exposures, switches, shares."""
    study, families = run.study, run.study.referential.families
    return (
        EXPOSURES.of([_Placed(families[r.metier.family], r) for r in study.rows]),
        SWITCHES.of([_Placed(families[s.metier.family], s) for s in study.switches]),
        SHARES.of(study.shares),
    )


def exposure_sheets(run: ExposureRun) -> tuple[DataTable, ...]:
    """The sheets of the workbook: the CSV files, then what supports them."""
    study, families = run.study, run.study.referential.families
    bands = [_Placed(s.id, b) for s in study.referential.schemes for b in s.bands]
    sheets = (
        *exposure_tables(run),
        FAMILIES.of([_Placed(families[f.family], f) for f in study.families]),
        PRINTED.of([r for r in study.rows if r.printed]),
        CONTROLS.of(study.controls),
        CHANGES.of(study.changes),
        SCHEMES.of(bands),
        LEVEL_COUNTS.of(study.level_counts if study.levels else ()),
        LEVEL_GAPS.of(study.level_gaps if study.levels else ()),
    )
    # A table that must be there says by its titles alone that it has no row; the others are left
    # out.
    must = {t.name for t in exposure_tables(run)}
    return tuple(t for t in sheets if t.rows or t.name in must)
