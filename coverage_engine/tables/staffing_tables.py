"""A staffing report and its published tables. No figure below the minimum is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from coverage_engine.analysis.isco_scores import Agreement
from coverage_engine.domain.model import staffing as model
from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.domain.model.provenance import Provenance
from coverage_engine.tables.columns import Column, DataTable, Table
from coverage_engine.tables.kinds import ID, LIST, NUMBER, RATE, TEXT, WHOLE
from coverage_engine.tables.report_tables import ANOMALIES as EVERY_ANOMALY

OVERALL, ALL_VALUES, ALL_DEGREES = "ensemble", "tous", "total"
PRINTED, MASKED = "imprimé", "masqué"


@dataclass(frozen=True, kw_only=True)
class StaffingRun:
    """Everything a staffing report is made from.

    ``gaps`` is empty when the referential has no coverage; ``checks`` when no score of tasks was
    given; ``out_of_perimeter`` are métiers of the branch with posts but without a rate.
    """

    staffing: model.Staffing
    table: model.StaffingTable
    typology: model.Typology
    anomalies: tuple[Anomaly, ...]
    checks: tuple[model.ScoreCheck, ...]
    by_code: Agreement
    by_title: Agreement
    score_notes: tuple[str, ...]
    gaps: tuple[model.GapPosts, ...]
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
    def concerned_metiers(self) -> tuple[model.MetierPosts, ...]:
        """Métiers of the concerned degrees, most posts first within a degree."""
        return tuple(m for m in self.staffing.metiers if self.staffing.concerned[m.column])


def mixed(run: StaffingRun) -> bool:
    """Whether a printed degree joins a concerned degree and one that is not."""
    return sum(run.staffing.concerned) == 0 and any(d.concerned for d in run.typology.degrees)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsLine:
    """Posts of one value of a dimension in one degree, None when too few to be printed."""

    dimension: str
    value: str
    degree: str
    posts: int | None
    share: Fraction | None
    grouped: tuple[str, ...] = ()


def _state(line: Any) -> str:
    return MASKED if line.posts is None else PRINTED


STATE = Column("etat", "État", TEXT, _state)
POSTS = Table("postes", "Postes par degré", PostsLine, (
    Column("dimension", "Dimension", TEXT, "dimension"),
    Column("valeur", "Valeur", TEXT, "value"),
    Column("degre", "Degré", TEXT, "degree"),
    Column("postes", "Postes", WHOLE, "posts"),
    Column("part", "Part de la valeur (pour un total : de l’ensemble)", RATE, "share"),
    STATE,
    Column("regroupe", "Valeurs regroupées", LIST, "grouped"),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class MetierPostsLine:
    """A métier of a concerned degree, its posts, and their share (None when masked)."""

    occupation: model.Occupation
    posts: int | None
    share: Fraction | None


METIER_POSTS = Table("metiers_concernes", "Métiers concernés", MetierPostsLine, (
    Column("metier", "Métier", ID, "occupation.metier"),
    Column("typologie", "Répertoire", TEXT, "occupation.typology"),
    Column("code_isco", "Code ISCO-08", ID, "occupation.code"),
    Column("titre_isco", "Titre ISCO-08 imprimé", TEXT, "occupation.title"),
    Column("degre", "Degré", TEXT, "occupation.degree"),
    Column("postes", "Postes", WHOLE, "posts"),
    Column("part", "Part des postes rapprochés", RATE, "share"),
    STATE,
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnmappedLine:
    """A label that was not joined to a métier, and its posts.

    No row number: in a sorted file, two of them tell how many posts stand between.
    """

    own: model.Unmapped
    posts: int | None

    @property
    def label(self) -> str:
        """The label as printed, or that there is none."""
        return self.own.label or "(vide)"


UNMAPPED = Table("non_rapproches", "Libellés non rapprochés", UnmappedLine, (
    Column("libelle", "Libellé imprimé", TEXT, "label"),
    Column("postes", "Postes", WHOLE, "posts"),
    Column("motif", "Motif", TEXT, "own.reason"),
    Column("proches", "Métiers proches", TEXT, "own.near"),
    STATE,
))  # fmt: skip
# No number of posts here: a label is often held by one person.
RESOLVED = Table("rapprochements", "Libellés rapprochés", model.Resolved, (
    Column("libelle", "Libellé imprimé", TEXT, "label"),
    Column("metier", "Métier", ID, "occupation.metier"),
    Column("code_isco", "Code ISCO-08", ID, "occupation.code"),
    Column("degre", "Degré", TEXT, "occupation.degree"),
    Column("methode", "Méthode", TEXT, "method"),
    Column("ressemblance", "Ressemblance (0 à 100)", WHOLE, "score"),
    Column("note", "Note", TEXT, "note"),
))  # fmt: skip
ANOMALIES = Table("anomalies", "Anomalies du référentiel", Anomaly, EVERY_ANOMALY.columns[:-1])
CHECKS = Table("accord_scores", "Degrés et scores des tâches", model.ScoreCheck, (
    Column("ligne", "Ligne imprimée", WHOLE, "occupation.row"),
    Column("metier", "Métier", ID, "occupation.metier"),
    Column("code_isco", "Code ISCO-08", ID, "occupation.code"),
    Column("titre_isco", "Titre imprimé", TEXT, "occupation.title"),
    Column("degre_imprime", "Degré imprimé", TEXT, "occupation.degree"),
    Column("score", "Moyenne des tâches du code", NUMBER, "mean"),
    Column("taches", "Tâches", WHOLE, "tasks"),
    Column("degre_calcule", "Degré calculé", TEXT, "computed"),
    Column("etat", "État", TEXT, "state"),
    Column("code_du_titre", "Code dont ce titre est l’officiel", ID, "title_code"),
    Column("score_du_titre", "Moyenne des tâches de ce code", NUMBER, "title_mean"),
    Column("degre_du_titre", "Degré calculé d’après le titre", TEXT, "title_degree"),
))  # fmt: skip


def _missing(gap: model.GapPosts) -> Fraction | None:
    return None if gap.rate is None else 1 - gap.rate


GAPS = Table("postes_ecart", "Postes × écart", model.GapPosts, (
    Column("metier", "Métier", ID, "metier"),
    Column("postes", "Postes", WHOLE, "posts"),
    Column("taux", "Taux de couverture", RATE, "rate"),
    Column("ecart", "Écart (1 − taux)", RATE, _missing),
    Column("exposition", "Exposition publiée", NUMBER, "exposure"),
    Column("priorite", "Postes × écart × exposition", NUMBER, "priority"),
    STATE,
))  # fmt: skip


def make_staffing_tables(run: StaffingRun) -> tuple[DataTable, ...]:
    """The CSV files of a staffing report, which are also the sheets of its workbook."""
    s = run.staffing
    return (
        POSTS.of(list(_posts(s))),
        METIER_POSTS.of(
            [
                MetierPostsLine(
                    m.occupation, m.posts, None if m.posts is None else Fraction(m.posts, s.posts)
                )
                for m in run.concerned_metiers
            ]
        ),
        UNMAPPED.of([UnmappedLine(u, n) for u, n in s.unmapped]),
        RESOLVED.of([r for r, _ in s.resolved if r.occupation]),
        ANOMALIES.of(run.anomalies),
        *([CHECKS.of(run.checks)] if run.checks else ()),
        *([GAPS.of(run.gaps)] if run.gaps else ()),
    )


def _posts(s: model.Staffing) -> Iterator[PostsLine]:
    overall = model.CountRow(ALL_VALUES, s.overall, s.posts)
    yield from _posts_of(s, OVERALL, overall)
    for table in s.tables:
        for row in table.rows:
            yield from _posts_of(s, table.dimension, row)


def _posts_of(s: model.Staffing, dimension: str, row: model.CountRow) -> Iterator[PostsLine]:
    """A value of a dimension: its posts in each degree, then in all."""
    for degree, cell in zip((*s.columns, ALL_DEGREES), (*row.cells, row.total), strict=True):
        of = s.posts if degree == ALL_DEGREES else row.total
        yield PostsLine(
            dimension=dimension,
            value=row.label,
            degree=degree,
            posts=cell,
            share=None if cell is None else Fraction(cell, of),
            grouped=row.grouped,
        )
