"""From posts and what labels mean to the staffing tables; no small figure leaves this module."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from coverage_engine.analysis.suppression import ProtectedTable, group_columns, mask_list, protect
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.results import MetierCoverage
from coverage_engine.domain.model.staffing import (
    CountRow,
    CountTable,
    Degree,
    GapPosts,
    MetierPosts,
    Occupation,
    PostLine,
    Resolved,
    Staffing,
    StaffingTable,
    Typology,
    Unmapped,
)

# A usual threshold of official statistics on staff; the command may raise or lower it.
DEFAULT_MIN_CELL = 5
OTHERS = "Autres valeurs, regroupées"


def count_staffing(
    table: StaffingTable,
    resolved: Mapping[str, Resolved],
    typology: Typology,
    titles: Mapping[str, str],
    min_cell: int = DEFAULT_MIN_CELL,
) -> Staffing:
    """Count posts per degree, in all and per dimension (N3), small figures suppressed (N6).

    Parameters
    ----------
    resolved:
        Printed label → what it means; every label of ``table`` is there.
    titles:
        Dimension → its French name.
    min_cell:
        The smallest figure printed (≥ 1).

    Raises
    ------
    InputRefused
        If fewer than ``min_cell`` posts join a métier with a degree: nothing could be printed.
    """
    degrees = {d.id: i for i, d in enumerate(typology.degrees)}
    mapped = [
        (line, o)
        for line in table.lines
        if (o := resolved[line.label].occupation) and o.degree in degrees
    ]
    totals = [0] * len(degrees)
    for line, occupation in mapped:
        totals[degrees[occupation.degree]] += line.posts
    if sum(totals) < min_cell:
        fault = (
            f"{table.source} : moins de {min_cell} postes rapprochés d’un métier qui a un degré,"
            " rien ne peut être imprimé"
        )
        raise InputRefused(f"{fault} → vérifiez la colonne des métiers, ou complétez alias.csv")
    groups = group_columns(totals, [d.concerned for d in typology.degrees], min_cell)
    column_of = {typology.degrees[i].id: at for at, group in enumerate(groups) for i in group}
    unmapped = _unmapped(table.lines, resolved, degrees)
    lost = sum(u.posts for u in unmapped)
    told = lost if lost == 0 or lost >= min_cell else None
    masked = mask_list([u.posts for u in unmapped], min_cell)
    overall = tuple(sum(totals[i] for i in group) for group in groups)
    firsts = {line.label: line.row for line in reversed(table.lines)}
    return Staffing(
        columns=tuple(_column_label([typology.degrees[i] for i in group]) for group in groups),
        concerned=tuple(all(typology.degrees[i].concerned for i in group) for group in groups),
        overall=overall,
        tables=_tables(table, mapped, column_of, titles, min_cell),
        metiers=_metiers(mapped, column_of, min_cell),
        unmapped=tuple(
            (u, None if m or told is None else u.posts)
            for u, m in zip(unmapped, masked, strict=True)
        ),
        unmapped_posts=told,
        all_posts=None if told is None else sum(overall) + told,
        labels_by_method=dict(Counter(resolved[label].method for label in firsts)),
        resolved=tuple(
            (resolved[label], row) for label, row in sorted(firsts.items(), key=lambda f: f[1])
        ),
        min_cell=min_cell,
    )


def _column_label(degrees: Sequence[Degree]) -> str:
    first, *others = (d.label for d in degrees)
    return " ou ".join([first, *(o[:1].lower() + o[1:] for o in others)])


def _unmapped(
    lines: Sequence[PostLine], resolved: Mapping[str, Resolved], degrees: Mapping[str, int]
) -> list[Unmapped]:
    posts: Counter[str] = Counter()
    rows: dict[str, int] = {}
    for line in lines:
        occupation = resolved[line.label].occupation
        if occupation is None or occupation.degree not in degrees:
            posts[line.label] += line.posts
            rows[line.label] = min(line.row, rows.get(line.label, line.row))
    out = []
    for label, n in posts.items():
        found = resolved[label]
        reason = f"{found.occupation.metier} n’a pas de degré" if found.occupation else found.method
        out.append(Unmapped(label=label, row=rows[label], posts=n, reason=reason, near=found.note))
    return sorted(out, key=lambda u: (u.row, u.label))


def _tables(
    table: StaffingTable,
    mapped: Sequence[tuple[PostLine, Occupation]],
    column_of: Mapping[str, int],
    titles: Mapping[str, str],
    min_cell: int,
) -> tuple[CountTable, ...]:
    posts: Counter[tuple[tuple[str, ...], int]] = Counter()
    for line, occupation in mapped:
        posts[line.values, column_of[occupation.degree]] += line.posts
    protected = protect(posts, len(table.dimensions), max(column_of.values()) + 1, min_cell)
    return tuple(
        _table(dimension, titles[dimension], made)
        for dimension, made in zip(table.dimensions, protected, strict=True)
    )


def _table(dimension: str, title: str, made: ProtectedTable) -> CountTable:
    if not made.rows:
        why = (
            "Tableau non imprimé : à côté des autres tableaux, il ferait retrouver de petits"
            " effectifs par différence."
        )
        return CountTable(dimension, title, (), f"{why} Demandez-le seul, avec --by.")
    rows = []
    for values, cells, masked in zip(
        made.rows, made.cells.tolist(), made.masked.tolist(), strict=True
    ):
        shown = tuple(None if hidden else n for n, hidden in zip(cells, masked, strict=True))
        grouped = values if len(values) > 1 else ()
        rows.append(CountRow(OTHERS if grouped else values[0], shown, sum(cells), grouped))
    number = sum(len(r.grouped) > 1 for r in rows)
    if number > 1:
        groups = iter(range(1, number + 1))
        rows = [
            CountRow(f"{OTHERS} ({next(groups)})", r.cells, r.total, r.grouped) if r.grouped else r
            for r in rows
        ]
    return CountTable(dimension, title, tuple(rows))


def _metiers(
    mapped: Sequence[tuple[PostLine, Occupation]], column_of: Mapping[str, int], min_cell: int
) -> tuple[MetierPosts, ...]:
    """Posts per métier, most first, by falling degree; small figures masked."""
    posts: Counter[Occupation] = Counter()
    for line, occupation in mapped:
        posts[occupation] += line.posts
    out: list[MetierPosts] = []
    for column in sorted(set(column_of.values()), reverse=True):
        own = sorted(
            (o for o in posts if column_of[o.degree] == column), key=lambda o: (-posts[o], o.row)
        )
        masked = mask_list([posts[o] for o in own], min_cell)
        shown = [(o, None if hidden else posts[o]) for o, hidden in zip(own, masked, strict=True)]
        # Masked métiers in the order of the referential: their rank would tell their size.
        last = sorted((o for o, n in shown if n is None), key=lambda o: o.row)
        out += [MetierPosts(o, column, n) for o, n in shown if n is not None]
        out += [MetierPosts(o, column, None) for o in last]
    return tuple(out)


def weigh_priorities(
    metiers: Sequence[MetierCoverage], staffing: Staffing
) -> tuple[MetierCoverage, ...]:
    """The métiers with priority × posts (§6); None where posts are masked, 0 where none."""
    posts = {m.occupation.metier: m.posts for m in staffing.metiers}

    def weighed(m: MetierCoverage) -> Fraction | None:
        own = posts.get(m.metier, 0)
        return None if own is None or m.priority is None else m.priority * own

    return tuple(replace(m, priority=weighed(m)) for m in metiers)


def join_gaps(
    metiers: Sequence[MetierPosts],
    rates: Mapping[str, Fraction | None],
    exposures: Mapping[str, Fraction | None],
) -> tuple[GapPosts, ...]:
    """Posts × gap of each métier that has a rate (§6), heaviest first, unknown last.

    Parameters
    ----------
    rates, exposures:
        Métier → coverage rate, published exposure (0 to 1).
    """
    posts = {m.occupation.metier: m.posts for m in metiers}
    joined = [GapPosts(m, posts[m], rates[m], exposures.get(m)) for m in rates if m in posts]
    return tuple(sorted(joined, key=lambda g: (g.priority is None, -(g.priority or 0), g.metier)))
