"""From published tables to what questions read: the same for a run in memory or its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from operator import getitem
from typing import TYPE_CHECKING, Any, TypeVar

from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.normalise import key, slug
from coverage_engine.domain.settings import Settings
from coverage_engine.tables import published_tables as declared
from coverage_engine.tables.columns import DataTable, Lines, Table, TableStream
from coverage_engine.tables.kinds import csv_text
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import About, CountedPosts, MetierLine, RateLine
from coverage_engine.tables.reading_values import Clues

if TYPE_CHECKING:
    from coverage_engine.analysis.run import Run

R = TypeVar("R")
Source = Callable[[str], TableStream | None]
# Table whose lines complete those of métiers.
_VARIANT_RATES = "variantes"
# Characters of a métier's name in an address.
_SLUG = 80


def published_from_tables(
    run: Run, made: Sequence[DataTable], stamp: str = "", *, links: bool = True
) -> Published:
    """What a run publishes, from its tables, equal to what is read back from its folder: figures as
    the CSV files print them; ``links`` as :func:`published_from`.
    """
    tables = {t.name: t for t in made}

    def source(name: str) -> TableStream | None:
        return as_written(tables[name]) if name in tables else None

    return published_from(source, about_of(run), stamp, run, links=links)


def about_of(run: Run) -> About:
    """What the manifest tells of a run."""
    ref, posts = run.referential, run.staffing
    inside = {p.metier for p in ref.perimeter}
    return About(
        referential_id=ref.id,
        referential=ref.title,
        edition=ref.edition,
        catalogue_id=run.catalogue.id,
        catalogue=run.catalogue.title,
        date=run.provenance.date,
        aliases={key(a.label): a.target for a in ref.aliases if a.nature == "metier"},
        outside=tuple(m.label for m in ref.metiers if m.label not in inside),
        inputs=run.provenance.inputs,
        branch=ref.branch,
        credits=ref.credits,
        sources=tuple(
            ", ".join(p for p in (s.id, s.title, s.author, s.year) if p) for s in ref.sources
        ),
        versions={name: version for name, version in run.provenance.versions.items() if version},
        register=run.register,
        posts=CountedPosts(posts.posts, posts.unmapped_posts, posts.min_cell) if posts else None,
    )


def as_written(table: DataTable) -> TableStream:
    """A table as its CSV file says it: figures rounded, texts as they are."""

    def rows(texts: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
        return (tuple(map(getitem, texts, map(csv_text, row))) for row in table.rows)

    return TableStream(table.name, table.title, table.columns, rows)


def published_from(
    source: Source, about: About, stamp: str, run: Run | None = None, *, links: bool = True
) -> Published:
    """Assemble what was published.

    Parameters
    ----------
    source:
        Gives a table by name, None when the run has no such table.
    links:
        False leaves out the links and the clues, most of what a national run publishes, and, of a
        folder, the tables that are only shown.

    Raises
    ------
    KeyError
        If a table or a column is missing.
    TableRefused
        If a table is not what a run writes.
    """
    lines: dict[str, Lines[Any]] = {}
    settings = Settings()
    for table in declared.ASKED:
        if table is declared.CLUES or (table is declared.LINKS and not links):
            continue
        stream = source(table.name)
        if stream is not None:
            lines[table.name] = _lines(_declaration(table, stream), stream)
        elif table is not declared.CERTIFICATIONS:
            raise KeyError(table.name)
        if table is declared.SETTINGS:
            settings = settings.with_values({s.name: s.value for s in lines[table.name].records})
    if links or run is not None:
        lines |= _shown(source)

    def own(table: Table[R]) -> tuple[R, ...]:
        return lines.pop(table.name).records if table.name in lines else ()

    variants = lines[_VARIANT_RATES].records if _VARIANT_RATES in lines else ()
    metiers = _metiers(own(declared.METIERS), variants)
    return Published(
        about=about,
        settings=settings,
        axes=own(declared.AXES),
        competences={c.id: c for c in own(declared.COMPETENCES)},
        metiers=metiers,
        axis_lines=own(declared.METIER_AXES),
        needs=own(declared.NEEDS),
        offers={o.id: o for o in own(declared.OFFERS)},
        links=own(declared.LINKS),
        clues=_clues(source) if links else Clues(),
        certifications={c.code: c for c in own(declared.CERTIFICATIONS)},
        lines=lines,
        stamp=stamp,
        source=run,
    )


def _lines(table: Table[R], stream: TableStream) -> Lines[R]:
    return Lines(table, tuple(table.read(stream)))


def _shown(source: Source) -> dict[str, Lines[Any]]:
    """Records of the tables that are only shown; earlier versions did not write them all."""
    # A question that needs no link needs none of them, and does not wait for them.
    from coverage_engine.tables.report_tables import SHOWN

    streams = ((table, source(table.name)) for table in SHOWN)
    return {t.name: _lines(t, stream) for t, stream in streams if stream is not None}


def _clues(source: Source) -> Clues:
    stream = source(declared.CLUES.name)
    if stream is None:
        raise KeyError(declared.CLUES.name)
    return Clues.read(declared.CLUES.values(stream))


def _declaration(table: Table[Any], stream: TableStream) -> Table[Any]:
    """What a table was written with: posts when a staffing table was given."""
    posts = table is declared.METIERS and declared.POSTS in stream.columns
    return table.and_columns([declared.POSTS]) if posts else table


def _metiers(read: Sequence[MetierLine], variants: Sequence[RateLine]) -> tuple[MetierLine, ...]:
    """Métiers with a name for addresses each, the same for the same label, and their variants."""
    own = by_key((line.metier, line) for line in variants)
    taken: set[str] = set()
    out = []
    for m in read:
        name = slug(m.metier, _SLUG) or "metier"
        names = chain([name], (f"{name}-{i}" for i in count(2)))
        free = next(n for n in names if n not in taken)
        taken.add(free)
        out.append(replace(m, slug=free, variants=tuple(own.get(m.metier, ()))))
    return tuple(out)
