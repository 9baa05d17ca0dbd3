"""Method of the coverage report, its perimeter, the published exposure of its métiers."""

from __future__ import annotations

from collections.abc import Iterable

from coverage_engine.documents import report_texts as words
from coverage_engine.documents.marks import metier_link
from coverage_engine.documents.model import (
    LEFT,
    RIGHT,
    Bullets,
    Cell,
    Column,
    Content,
    Note,
    Paragraph,
    Section,
    Soft,
    Table,
)
from coverage_engine.documents.register_words import register_caveats
from coverage_engine.documents.table_of import columns, table_of
from coverage_engine.domain.french import number
from coverage_engine.tables import report_tables
from coverage_engine.tables.phrases import priority_rule, staffing_caveats
from coverage_engine.tables.published import Published
from coverage_engine.tables.report_records import ExposureLine

_NONE = "—"


def caveats(published: Published) -> tuple[str, ...]:
    """What to keep in mind of every figure."""
    about = published.about
    codes = {code for o in published.offers.values() for code in o.codes}
    register = register_caveats(codes, about.register, published.certifications, about.date)
    return (*words.CAVEATS, *register, *staffing_caveats(about.posts))


def method(published: Published) -> Section:
    """How everything is computed, for whom, from what."""
    settings, sources = published.settings, published.about.sources
    texts = (
        *words.METHOD,
        f"{priority_rule(published.about.posts)} Les facteurs sont imprimés, pas seulement leur"
        " produit.",
        words.verdict_sentence(settings),
        *words.doubt_method(settings, published.clues.uncertain),
    )
    rules = (
        Table(caption=title, columns=columns(header, LEFT), rows=rows)
        for title, header, rows in words.METHOD_TABLES
    )
    kept = Note(title=words.KEEP_IN_MIND, blocks=(Bullets(caveats(published)),))
    parts = [
        Section("", "Les axes", (_axes(published),)),
        Section("", "Le périmètre", (_perimeter(published),)),
    ]
    if sources:
        parts.append(Section("", "Les sources", (Bullets(sources),)))
    return Section(
        "methode",
        "Méthode, périmètre et mises en garde",
        (kept, *map(Paragraph, texts), *rules),
        tuple(parts),
    )


def _axes(published: Published) -> Table:
    return table_of(
        "Axes de compétences ; les axes pivots sont exigés pour dire un métier bien couvert",
        published.axes,
        ("Axe", lambda a: a.label),
        ("Définition", lambda a: a.definition),
        ("Pivot", lambda a: yes_no(a.pivot)),
    )


def yes_no(told: bool) -> str:
    """A fact in one word."""
    return "oui" if told else "non"


def origin(printed: str) -> str:
    """Why a métier is studied, in readable French."""
    return printed.replace("_", " ").replace("coeur", "cœur")


def _perimeter(published: Published) -> Table:
    return table_of(
        "Métiers du périmètre, d’où ils viennent et statut",
        published.of(report_tables.PERIMETER),
        ("Métier", lambda p: metier_link(published.metier_by_label[p.metier])),
        ("Famille", lambda p: published.metier_by_label[p.metier].family),
        ("Origine", lambda p: origin(p.origin)),
        ("Libellé imprimé, s’il diffère", lambda p: p.printed if p.printed != p.metier else ""),
        ("Statut", lambda p: p.status),
    )


def exposures(published: Published) -> Section:
    """Published exposure of every métier that has one, by qualification."""
    by_metier: dict[str, dict[str, ExposureLine]] = {}
    for line in published.of(report_tables.EXPOSURES):
        by_metier.setdefault(line.metier, {})[line.qualification] = line
    qualifications = published.of(report_tables.QUALIFICATIONS)
    inside = {p.metier for p in published.of(report_tables.PERIMETER)}
    heads = [Column("Métier et famille"), Column("Cœur")]
    for _ in qualifications:
        heads += [Column("Score", RIGHT), Column("Rang (évolution)", RIGHT), Column("Profil")]
    rows = [
        (
            Cell(lines=(metier, (Soft(any_line.family),))),
            yes_no(any_line.core),
            *(c for q in qualifications for c in _exposure(own.get(q.id))),
            yes_no(metier in inside),
        )
        for metier, own in by_metier.items()
        for any_line in [next(iter(own.values()))]
    ]
    shown = Table(
        caption="Score, rang, évolution de rang et profil, par qualification",
        columns=(*heads, Column("Périmètre")),
        rows=tuple(rows),
        groups=(("", 2), *((q.label, 3) for q in qualifications), ("", 1)),
    )
    return Section(
        "exposition", "Exposition publiée des métiers", (Paragraph(words.EXPOSURE_PRINTED), shown)
    )


def _exposure(line: ExposureLine | None) -> Iterable[Content]:
    if line is None:
        return (_NONE, _NONE, _NONE)
    rank = str(line.rank)
    if line.evolution is not None:
        moved = f"{line.evolution:+d}".replace("-", "−").replace("+0", "0")
        rank = f"{rank} ({moved})"
    return (number(line.score, 2), rank, line.profile)
