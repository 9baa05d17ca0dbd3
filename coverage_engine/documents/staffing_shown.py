"""Tables of the staffing report, as French readers see them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

from coverage_engine.documents import staffing_words as words
from coverage_engine.documents.model import Table
from coverage_engine.documents.table_of import Figures, columns, table_of
from coverage_engine.domain.french import number, percent, plural
from coverage_engine.domain.model.staffing import CountRow, CountTable, MetierPosts
from coverage_engine.matching.occupations import FORM
from coverage_engine.matching.targets import EXACT
from coverage_engine.tables.staffing_tables import MASKED, StaffingRun, mixed

T = TypeVar("T")
# Long lists stay whole in the workbook and in the CSV files; a page shows their beginning.
SHOWN_LABELS = 200
_SURE = (EXACT, FORM)


def concerned_bounds(run: StaffingRun, row: CountRow) -> tuple[Fraction, Fraction]:
    """What the printed cells say of the concerned share of a row: at least, at most (0 to 1)."""
    pairs = list(zip(row.cells, run.staffing.concerned, strict=True))
    low = Fraction(sum(n for n, yes in pairs if yes and n is not None), row.total)
    high = 1 - Fraction(sum(n for n, yes in pairs if not yes and n is not None), row.total)
    if all(n is not None for n, yes in pairs if yes):
        return low, low
    if all(n is not None for n, yes in pairs if not yes):
        return high, high
    return low, high


def concerned_share(run: StaffingRun, row: CountRow) -> str:
    """The concerned share of a row, or its bounds, or that it is masked."""
    low, high = concerned_bounds(run, row)
    if mixed(run) or (low == 0 and high == 1):
        return MASKED
    if low == high:
        return percent(low)
    return f"{percent(low)} au moins" if high == 1 else f"de {percent(low)} à {percent(high)}"


def largest_metiers(run: StaffingRun) -> list[MetierPosts]:
    """Concerned métiers whose posts are printed, those with most posts first."""
    printed = [m for m in run.concerned_metiers if m.posts is not None]
    return sorted(printed, key=lambda m: (-(m.posts or 0), m.occupation.row))


def _posts(n: int | None) -> str:
    return MASKED if n is None else number(n)


def _part(n: int | None, total: int) -> str:
    return MASKED if n is None else percent(Fraction(n, total))


def _beginning(items: Sequence[T]) -> tuple[Sequence[T], str]:
    """What a page shows of a long list, and how its title counts it."""
    more = f", les {SHOWN_LABELS} premiers ici" if len(items) > SHOWN_LABELS else ""
    return items[:SHOWN_LABELS], f"{len(items)}{more}"


def overall(run: StaffingRun) -> Table:
    """Posts per degree."""
    s = run.staffing
    return table_of(
        f"Postes par degré. {words.warning(run.is_branch)}",
        [*zip(s.columns, s.overall, strict=True), ("Total", s.posts)],
        ("Degré", lambda d: d[0]),
        Figures("Postes", lambda d: number(d[1])),
        Figures("Part", lambda d: _part(d[1], s.posts)),
    )


def degrees(run: StaffingRun) -> Table:
    """The degrees and their bounds."""
    return table_of(
        "Les degrés et leurs bornes",
        run.typology.degrees,
        ("Degré", lambda d: d.label),
        (
            "Score",
            lambda d: "signalé à part" if d.lower is None else f"à partir de {number(d.lower)}",
        ),
        ("Compté comme concerné", lambda d: "oui" if d.concerned else "non"),
        ("Sens", lambda d: d.definition),
    )


def dimension(run: StaffingRun, counts: CountTable) -> Table:
    """Posts per value of a dimension and per degree."""

    def cell(n: int | None, total: int) -> str:
        return MASKED if n is None else f"{number(n)} ({_part(n, total)})"

    titles = (counts.title.capitalize(), *run.staffing.columns, "Total", "Part concernée")
    return Table(
        caption=f"Postes par {counts.title} et par degré. {words.warning(run.is_branch)}",
        columns=columns(titles, "lr"),
        rows=tuple(
            (
                row.label,
                *(cell(n, row.total) for n in row.cells),
                number(row.total),
                concerned_share(run, row),
            )
            for row in counts.rows
        ),
    )


def metiers(run: StaffingRun) -> Table:
    """Métiers of the concerned degrees, unless the list would tell who they are."""
    if mixed(run):
        return table_of(words.TOO_FEW, [], ("Métier", str))
    found = run.concerned_metiers
    return table_of(
        f"Liste des métiers les plus concernés ({len(found)}). {words.warning(run.is_branch)}",
        found,
        ("Métier", lambda m: m.occupation.metier),
        ("Code ISCO-08", lambda m: m.occupation.code),
        ("Degré", lambda m: m.occupation.degree),
        Figures("Postes", lambda m: _posts(m.posts)),
        Figures("Part des postes rapprochés", lambda m: _part(m.posts, run.staffing.posts)),
    )


def unmapped(run: StaffingRun) -> Table:
    """Labels that were not understood, and why."""
    s = run.staffing
    lost = s.unmapped_posts
    total = f"moins de {s.min_cell} postes" if lost is None else plural(lost, "poste")
    beginning, counted = _beginning(s.unmapped)
    return table_of(
        f"Libellés non rapprochés ({counted}) : {total}, dans aucun autre tableau",
        beginning,
        ("Libellé imprimé", lambda u: u[0].label or "(vide)"),
        Figures("Postes", lambda u: _posts(u[1])),
        ("Motif", lambda u: u[0].reason),
        ("À savoir", lambda u: u[0].near),
    )


def left_out(run: StaffingRun) -> Table:
    """Rows that are not posts."""
    found = run.table.left_out
    return table_of(
        f"Lignes écartées, qui ne sont pas des postes ({len(found)})",
        found[:SHOWN_LABELS],
        ("Motif", lambda r: r.reason),
        ("Texte", lambda r: r.text),
    )


def resolved(run: StaffingRun) -> Table:
    """Readings that a person may contest: another name, a near spelling. Tables have the others."""
    doubtful = [
        (r, r.occupation)
        for r, _ in run.staffing.resolved
        if r.occupation and r.method not in _SURE
    ]
    beginning, counted = _beginning(doubtful)
    return table_of(
        f"Libellés rapprochés par un autre nom ou une orthographe proche ({counted}) ; les autres"
        " sont dans la table « rapprochements »",
        beginning,
        ("Libellé imprimé", lambda r: r[0].label),
        ("Métier", lambda r: r[1].metier),
        ("Méthode", lambda r: r[0].method),
        ("Note", lambda r: r[0].note),
    )


def gaps(run: StaffingRun) -> Table:
    """Posts, gap of coverage and exposure of each métier, with their product."""
    return table_of(
        f"Postes × écart de couverture × exposition. {words.warning(run.is_branch)}",
        run.gaps,
        ("Métier", lambda g: g.metier),
        Figures("Postes", lambda g: _posts(g.posts)),
        Figures("Taux de couverture", lambda g: percent(g.rate)),
        Figures("Écart (1 − taux)", lambda g: percent(None if g.rate is None else 1 - g.rate)),
        Figures("Exposition publiée", lambda g: number(g.exposure, 2)),
        Figures("Produit", lambda g: MASKED if g.posts is None else number(g.priority)),
    )


def tasks(run: StaffingRun) -> Table:
    """Tasks of high potential, with their passage."""
    found = run.typology.tasks
    return table_of(
        f"Tâches à haut potentiel ({len(found)}), dites dans nos mots",
        found,
        ("Thème", lambda t: t.theme),
        ("Tâche", lambda t: t.label),
        Figures("Indice imprimé", lambda t: percent(t.index)),
        ("Passage", lambda t: t.passage),
    )
