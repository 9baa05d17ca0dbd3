"""A staffing report as a whole, and its published tables. No figure below the minimum is in
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.analysis.isco_scores import Agreement
from coverage_engine.analysis.run import Provenance
from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.domain.model.staffing import (
    GapPosts,
    MetierPosts,
    ScoreCheck,
    Staffing,
    StaffingTable,
    Typology,
)
from coverage_engine.tables.columns import NUMBER, RATE, WHOLE, Cell, DataTable, column

OVERALL, ALL_VALUES, ALL_DEGREES = "ensemble", "tous", "total"
PRINTED, MASKED = "imprimé", "masqué"


@dataclass(frozen=True, kw_only=True)
class StaffingRun:
    """Everything a staffing report is made from.

    ``gaps`` is empty when the referential has no coverage; ``checks`` when no score of tasks was
    given; ``out_of_perimeter`` are métiers of the branch with posts but without a rate.
    """

    staffing: Staffing
    table: StaffingTable
    typology: Typology
    anomalies: tuple[Anomaly, ...]
    checks: tuple[ScoreCheck, ...]
    by_code: Agreement
    by_title: Agreement
    score_notes: tuple[str, ...]
    gaps: tuple[GapPosts, ...]
    is_branch: bool
    provenance: Provenance

    @property
    def concerned_posts(self) -> int | None:
        """Posts of the concerned degrees; None when one was joined to a degree that is not."""
        s = self.staffing
        return (
            None
            if mixed(self)
            else sum(n for n, yes in zip(s.overall, s.concerned, strict=True) if yes)
        )

    @property
    def concerned_metiers(self) -> tuple[MetierPosts, ...]:
        """Métiers of the concerned degrees, most posts first within a degree."""
        return tuple(m for m in self.staffing.metiers if self.staffing.concerned[m.column])


def mixed(run: StaffingRun) -> bool:
    """Whether a printed degree joins a concerned degree and one that is not."""
    return sum(run.staffing.concerned) == 0 and any(d.concerned for d in run.typology.degrees)


def make_staffing_tables(run: StaffingRun) -> tuple[DataTable, ...]:
    """The CSV files of a staffing report, which are also the sheets of its workbook."""
    tables = [_posts(run), _metiers(run), _unmapped(run), _resolved(run), _anomalies(run.anomalies)]
    if run.checks:
        tables.append(_checks(run.checks))
    if run.gaps:
        tables.append(_gaps(run.gaps))
    return tuple(tables)


def _posts(run: StaffingRun) -> DataTable:
    return DataTable(
        "postes",
        "Postes par degré",
        (
            column("dimension", "Dimension"),
            column("valeur", "Valeur"),
            column("degre", "Degré"),
            column("postes", "Postes", WHOLE),
            column("part", "Part de la valeur (pour un total : de l’ensemble)", RATE),
            column("etat", "État"),
            column("regroupe", "Valeurs regroupées"),
        ),
        tuple(_post_rows(run)),
    )


def _post_rows(run: StaffingRun) -> Iterator[tuple[Cell, ...]]:
    s = run.staffing
    for degree, n in zip(s.columns, s.overall, strict=True):
        yield (OVERALL, ALL_VALUES, degree, n, Fraction(n, s.posts), PRINTED, "")
    yield (OVERALL, ALL_VALUES, ALL_DEGREES, s.posts, Fraction(1), PRINTED, "")
    for table in s.tables:
        for row in table.rows:
            grouped = " ; ".join(row.grouped)
            for degree, cell in zip(s.columns, row.cells, strict=True):
                part = None if cell is None else Fraction(cell, row.total)
                yield (
                    table.dimension,
                    row.label,
                    degree,
                    cell,
                    part,
                    MASKED if cell is None else PRINTED,
                    grouped,
                )
            yield (
                table.dimension,
                row.label,
                ALL_DEGREES,
                row.total,
                Fraction(row.total, s.posts),
                PRINTED,
                grouped,
            )


def _metiers(run: StaffingRun) -> DataTable:
    rows = tuple(
        (
            m.occupation.metier,
            m.occupation.typology,
            m.occupation.code,
            m.occupation.title,
            m.occupation.degree,
            m.posts,
            None if m.posts is None else Fraction(m.posts, run.staffing.posts),
            MASKED if m.posts is None else PRINTED,
        )
        for m in run.concerned_metiers
    )
    return DataTable(
        "metiers_concernes",
        "Métiers concernés",
        (
            column("metier", "Métier"),
            column("typologie", "Répertoire"),
            column("code_isco", "Code ISCO-08"),
            column("titre_isco", "Titre ISCO-08 imprimé"),
            column("degre", "Degré"),
            column("postes", "Postes", WHOLE),
            column("part", "Part des postes rapprochés", RATE),
            column("etat", "État"),
        ),
        rows,
    )


def _unmapped(run: StaffingRun) -> DataTable:
    """No row numbers: in a sorted file, two of them tell how many posts stand between."""
    rows = tuple(
        (u.label or "(vide)", n, u.reason, u.near, MASKED if n is None else PRINTED)
        for u, n in run.staffing.unmapped
    )
    return DataTable(
        "non_rapproches",
        "Libellés non rapprochés",
        (
            column("libelle", "Libellé imprimé"),
            column("postes", "Postes", WHOLE),
            column("motif", "Motif"),
            column("proches", "Métiers proches"),
            column("etat", "État"),
        ),
        rows,
    )


def _resolved(run: StaffingRun) -> DataTable:
    """No number of posts here: a label is often held by one person."""
    rows = tuple(
        (
            r.label,
            r.occupation.metier,
            r.occupation.code,
            r.occupation.degree,
            r.method,
            r.score,
            r.note,
        )
        for r, _ in run.staffing.resolved
        if r.occupation
    )
    return DataTable(
        "rapprochements",
        "Libellés rapprochés",
        (
            column("libelle", "Libellé imprimé"),
            column("metier", "Métier"),
            column("code_isco", "Code ISCO-08"),
            column("degre", "Degré"),
            column("methode", "Méthode"),
            column("ressemblance", "Ressemblance (0 à 100)", WHOLE),
            column("note", "Note"),
        ),
        rows,
    )


def _anomalies(anomalies: Sequence[Anomaly]) -> DataTable:
    rows = tuple(
        (a.code, a.severity.value, a.source, a.row or None, a.column, a.value, a.expected, a.remedy)
        for a in anomalies
    )
    return DataTable(
        "anomalies",
        "Anomalies du référentiel",
        (
            column("code", "Code"),
            column("gravite", "Gravité"),
            column("source", "Source"),
            column("ligne", "Ligne", WHOLE),
            column("colonne", "Colonne"),
            column("valeur", "Valeur imprimée"),
            column("attendu", "Attendu"),
            column("remede", "Remède"),
        ),
        rows,
    )


def _checks(checks: Sequence[ScoreCheck]) -> DataTable:
    rows = tuple(
        (
            c.occupation.row,
            c.occupation.metier,
            c.occupation.code,
            c.occupation.title,
            c.occupation.degree,
            c.mean,
            c.tasks,
            c.computed,
            c.state,
            c.title_code,
            c.title_mean,
            c.title_degree,
        )
        for c in checks
    )
    return DataTable(
        "accord_scores",
        "Degrés et scores des tâches",
        (
            column("ligne", "Ligne imprimée", WHOLE),
            column("metier", "Métier"),
            column("code_isco", "Code ISCO-08"),
            column("titre_isco", "Titre imprimé"),
            column("degre_imprime", "Degré imprimé"),
            column("score", "Moyenne des tâches du code", NUMBER),
            column("taches", "Tâches", WHOLE),
            column("degre_calcule", "Degré calculé"),
            column("etat", "État"),
            column("code_du_titre", "Code dont ce titre est l’officiel"),
            column("score_du_titre", "Moyenne des tâches de ce code", NUMBER),
            column("degre_du_titre", "Degré calculé d’après le titre"),
        ),
        rows,
    )


def _gaps(gaps: Sequence[GapPosts]) -> DataTable:
    rows = tuple(
        (
            g.metier,
            g.posts,
            g.rate,
            None if g.rate is None else 1 - g.rate,
            g.exposure,
            g.priority,
            MASKED if g.posts is None else PRINTED,
        )
        for g in gaps
    )
    return DataTable(
        "postes_ecart",
        "Postes × écart",
        (
            column("metier", "Métier"),
            column("postes", "Postes", WHOLE),
            column("taux", "Taux de couverture", RATE),
            column("ecart", "Écart (1 − taux)", RATE),
            column("exposition", "Exposition publiée", NUMBER),
            column("priorite", "Postes × écart × exposition", NUMBER),
            column("etat", "État"),
        ),
        rows,
    )
