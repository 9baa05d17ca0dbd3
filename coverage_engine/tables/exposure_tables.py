"""The exposure report as a whole, and its published tables."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.analysis.run import Provenance
from coverage_engine.domain.model.exposure import LEVELS, Control
from coverage_engine.domain.model.exposure_study import ExposureStudy
from coverage_engine.tables.columns import JOIN, NUMBER, RATE, WHOLE, Cell, DataTable, column

# Tables that are always there.
_CSV = ("exposition", "bascules", "parts")
# State of a printed figure once recomputed.
AGREES, DISAGREES, UNKNOWN = "retrouvé", "contredit", "non recalculable"


@dataclass(frozen=True)
class ExposureRun:
    """An exposure study and where it comes from; ``levels_source`` is the file of levels, empty
    without one.
    """

    study: ExposureStudy
    levels_source: str
    provenance: Provenance


def state(control: Control) -> str:
    """What became of a printed figure."""
    return {True: AGREES, False: DISAGREES, None: UNKNOWN}[control.agrees]


def exposure_tables(run: ExposureRun) -> tuple[DataTable, ...]:
    """The three CSV files of the report: exposures, switches, shares."""
    return (_exposures(run), _switches(run), _shares(run))


def exposure_sheets(run: ExposureRun) -> tuple[DataTable, ...]:
    """The sheets of the workbook: the CSV files, then what supports them."""
    sheets = [
        *exposure_tables(run),
        _families(run),
        _printed(run),
        _controls(run),
        _changes(run),
        _schemes(run),
    ]
    if run.study.levels:
        sheets += [_levels(run), _level_gaps(run)]
    # A table that must be there says by its titles alone that it has no row; the others are left
    # out.
    return tuple(t for t in sheets if t.rows or t.name in _CSV)


def _exposures(run: ExposureRun) -> DataTable:
    columns = (
        column("metier", "Métier"),
        column("famille", "Famille"),
        column("coeur", "Cœur", WHOLE),
        column("qualification", "Qualification"),
        column("score_brut", "Score brut", NUMBER),
        column("score", "Score", NUMBER),
        column("rang", "Rang", WHOLE),
        column("profil", "Profil"),
        column("evolution", "Évolution", WHOLE),
    )
    families = run.study.referential.families
    rows = tuple(
        (
            r.metier.label,
            families[r.metier.family],
            int(r.metier.core),
            r.qualification,
            r.raw,
            r.score,
            r.rank,
            r.profile,
            r.evolution,
        )
        for r in run.study.rows
    )
    return DataTable("exposition", "Exposition", columns, rows)


def _switches(run: ExposureRun) -> DataTable:
    columns = (
        column("metier", "Métier"),
        column("famille", "Famille"),
        column("coeur", "Cœur", WHOLE),
        column("qualification_depart", "Qualification de départ"),
        column("qualification_arrivee", "Qualification d’arrivée"),
        column("de", "De"),
        column("vers", "Vers"),
    )
    families = run.study.referential.families
    rows = tuple(
        (
            s.metier.label,
            families[s.metier.family],
            int(s.metier.core),
            s.start,
            s.end,
            s.before,
            s.after,
        )
        for s in run.study.switches
    )
    return DataTable("bascules", "Bascules", columns, rows)


def _shares(run: ExposureRun) -> DataTable:
    columns = (
        column("qualification", "Qualification"),
        column("profil", "Profil"),
        column("nombre", "Nombre", WHOLE),
        column("part", "Part", RATE),
    )
    rows = tuple((s.qualification, s.profile, s.count, s.share) for s in run.study.shares)
    return DataTable("parts", "Parts par profil", columns, rows)


def _families(run: ExposureRun) -> DataTable:
    columns = (
        column("famille", "Famille"),
        column("qualification", "Qualification"),
        column("metiers", "Métiers", WHOLE),
        column("score_moyen", "Score moyen", NUMBER),
        column("score_bas", "Score le plus bas", NUMBER),
        column("score_haut", "Score le plus haut", NUMBER),
        column("profils", "Métiers par profil"),
    )
    labels = run.study.referential.families
    rows = tuple(
        (
            labels[f.family],
            f.qualification,
            f.count,
            f.mean,
            f.low,
            f.high,
            JOIN.join(f"{p} : {n}" for p, n in f.profiles.items() if n),
        )
        for f in run.study.families
    )
    return DataTable("familles", "Par famille", columns, rows)


def _printed(run: ExposureRun) -> DataTable:
    columns = (
        column("metier", "Métier"),
        column("qualification", "Qualification"),
        column("score", "Score imprimé", NUMBER),
        column("rang_imprime", "Rang imprimé", WHOLE),
        column("rang", "Rang calculé", WHOLE),
        column("profil_imprime", "Profil imprimé"),
        column("profil", "Profil calculé"),
        column("evolution_imprimee", "Évolution imprimée", WHOLE),
        column("evolution", "Évolution calculée", WHOLE),
    )
    rows = tuple(
        (
            r.metier.label,
            r.qualification,
            r.printed.score,
            r.printed.rank,
            r.rank,
            r.printed.profile,
            r.profile,
            r.printed.evolution,
            r.evolution,
        )
        for r in run.study.rows
        if r.printed
    )
    return DataTable("imprime", "Imprimé et calculé", columns, rows)


def _controls(run: ExposureRun) -> DataTable:
    columns = (
        column("etat", "État"),
        column("code", "Contrôle"),
        column("objet", "Chiffre imprimé"),
        column("imprime", "Valeur imprimée"),
        column("calcule", "Valeur calculée"),
        column("table", "Table"),
        column("ligne", "Ligne", WHOLE),
        column("colonne", "Colonne"),
    )
    rows = tuple(
        (state(c), c.code, c.subject, c.printed, c.found, c.source, c.row or None, c.column)
        for c in run.study.controls
    )
    return DataTable("controles", "Chiffres vérifiés", columns, rows)


def _changes(run: ExposureRun) -> DataTable:
    columns = (
        column("metier", "Métier"),
        column("qualification", "Qualification"),
        column("table", "Table"),
        column("ligne", "Ligne", WHOLE),
        column("colonne", "Colonne"),
        column("imprime", "Valeur imprimée"),
        column("propose", "Valeur qui réconcilierait"),
        column("reconcilie", "Chiffres réconciliés"),
        column("contredit", "Chiffres contredits"),
        column("autres", "Même effet avec"),
    )
    rows = tuple(
        (
            c.metier,
            c.qualification,
            c.source,
            c.row or None,
            c.column,
            c.old,
            c.new,
            JOIN.join(
                f"{k.column} de {k.subject}" if k.source == c.source else k.subject
                for k in c.reconciles
            ),
            JOIN.join(
                f"{k.column} de {k.subject}" if k.source == c.source else k.subject
                for k in c.breaks
            ),
            JOIN.join(c.others),
        )
        for c in run.study.changes
    )
    return DataTable("changements", "Changements proposés", columns, rows)


def _schemes(run: ExposureRun) -> DataTable:
    columns = (
        column("grille", "Grille"),
        column("profil", "Profil"),
        column("borne_basse", "Borne basse", NUMBER),
        column("borne_basse_incluse", "Incluse", WHOLE),
        column("borne_haute", "Borne haute", NUMBER),
        column("borne_haute_incluse", "Incluse", WHOLE),
        column("drapeau", "Signalé à part", WHOLE),
        column("definition", "Définition"),
        column("statut", "Statut"),
    )
    rows = tuple(
        (
            s.id,
            b.profile,
            b.low,
            int(b.low_included) if b.low is not None else None,
            b.high,
            int(b.high_included) if b.high is not None else None,
            int(b.flag),
            b.definition,
            b.status,
        )
        for s in run.study.referential.schemes
        for b in s.bands
    )
    return DataTable("grilles", "Grilles de profils", columns, rows)


def _levels(run: ExposureRun) -> DataTable:
    columns = (
        column("metier", "Métier"),
        column("qualification", "Qualification"),
        column("repris", "Niveaux repris", WHOLE),
        *(column(f"niveau_{n}", f"{n} {label}", WHOLE) for n, label in LEVELS),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (c.metier, c.qualification, int(c.carried), *c.counts) for c in run.study.level_counts
    )
    return DataTable("niveaux", "Compétences par niveau", columns, rows)


def _level_gaps(run: ExposureRun) -> DataTable:
    columns = (
        column("metier", "Métier"),
        column("competence", "Compétence"),
        column("categorie", "Catégorie"),
        column("poids", "Poids", NUMBER),
        column("qualification_depart", "Qualification de départ"),
        column("niveau_depart", "Niveau", WHOLE),
        column("qualification_arrivee", "Qualification d’arrivée"),
        column("niveau_arrivee", "Niveau", WHOLE),
        column("ecart", "Écart", WHOLE),
    )
    rows = tuple(
        (
            g.competence.metier,
            g.competence.competence,
            g.competence.category,
            g.competence.weight,
            g.start,
            g.before,
            g.end,
            g.after,
            g.gap,
        )
        for g in run.study.level_gaps
    )
    return DataTable("ecarts_niveaux", "Écarts entre qualifications", columns, rows)
