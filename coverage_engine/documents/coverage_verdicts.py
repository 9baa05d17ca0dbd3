"""Verdicts of the coverage report: the three lists, priorities, variants, how solid they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coverage_engine.documents import report_texts as words
from coverage_engine.documents.coverage_synthesis import with_verdict
from coverage_engine.documents.marks import metier_link, profile_label
from coverage_engine.documents.model import Block, Cell, Content, Paragraph, Section, Soft, Table
from coverage_engine.documents.table_of import Figures, columns, table_of
from coverage_engine.domain.french import number, percent, ratio
from coverage_engine.domain.model.doubt import Trial
from coverage_engine.domain.model.results import A_CONFIRMER, A_RENFORCER, BIEN_COUVERT
from coverage_engine.tables import phrases, report_tables
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import MetierLine
from coverage_engine.tables.report_records import FlipLine

_SHOWN_PRIORITIES = 8
# Names shown in a cell; the rest is counted here and listed in the workbook.
_SHOWN_NAMES, _SHOWN_NEEDS = 3, 3
_NO_CHANGE, _NONE = "aucun changement", "—"
_LISTS = (
    (BIEN_COUVERT, "Métiers bien couverts, du taux le plus haut au plus bas"),
    (
        A_CONFIRMER,
        "Métiers à confirmer : le doute sur les lectures peut inverser le verdict de la règle",
    ),
    (A_RENFORCER, "Métiers à renforcer, du taux le plus bas au plus haut"),
)


def lists(published: Published) -> Section:
    """The three lists and their reasons, priorities, rates with part of the offers."""
    flips = {f.metier: f for f in published.of(report_tables.FLIPS)}

    def named(m: MetierLine) -> Cell:
        return Cell(lines=(metier_link(m), (Soft(profile_label(published, m)),)))

    tables = tuple(
        table_of(
            caption,
            with_verdict(published, verdict),
            ("Métier et profil d’exposition", named),
            Figures("Taux et fourchette", lambda m: phrases.metier_rate(m, published.settings)),
            Figures("Couvert / requis", lambda m: ratio(m.numerator, m.denominator)),
            ("Motif selon la règle", lambda m: m.reason),
            ("Solidité du verdict", lambda m: phrases.metier_holding(m, published.settings)),
            ("Pour qu’il change", lambda m: _flip(published, m, flips[m.metier])),
            empty="Aucun métier.",
        )
        for verdict, caption in _LISTS
    )
    parts = (
        Section("", "Priorités", _priorities(published)),
        Section("", "Ce que devient le taux si l’on restreint l’offre", (_variants(published),)),
    )
    said = Paragraph(words.range_note(published.settings))
    return Section("listes", "Les trois listes et leurs motifs", (said, *tables), parts)


def _flip(published: Published, m: MetierLine, flip: FlipLine) -> str:
    """The smallest change that would turn a verdict, its first needs named."""
    labels = [published.competences[c].label for c in flip.needs]
    return phrases.to_cover(labels, _SHOWN_NEEDS) if labels else m.flip


def _priorities(published: Published) -> tuple[Block, ...]:
    posts = published.about.posts
    first = table_of(
        "Premières priorités",
        published.by_priority[:_SHOWN_PRIORITIES],
        ("Métier", metier_link),
        Figures("Priorité", lambda m: number(m.priority, 2)),
        ("Facteurs", lambda m: phrases.priority_factors(m, posts)),
        Figures("Taux et fourchette", lambda m: phrases.metier_rate(m, published.settings)),
        Figures("Couvert / requis", lambda m: ratio(m.numerator, m.denominator)),
        ("Motif", lambda m: m.reason),
        empty="Aucun métier.",
    )
    return (Paragraph(f"{phrases.priority_rule(posts)} {words.PRIORITY_MEANING}"), first)


def _variants(published: Published) -> Table:
    labels = dict.fromkeys(v.label for m in published.metiers for v in m.variants)
    return Table(
        caption="Taux de chaque métier, et sa fourchette, selon les offres retenues",
        columns=columns(("Métier", "Toutes les offres", *labels), "lr"),
        rows=tuple(
            (
                m.metier,
                phrases.metier_rate(m, published.settings),
                *map(phrases.rate_and_range, m.variants),
            )
            for m in published.by_rate
        ),
    )


def solidity(published: Published) -> Section:
    """The readings to confirm first, and what another setting would change."""
    doubts = published.of(report_tables.DOUBTS)
    readings: tuple[Block, ...] = (Paragraph(words.NOTHING_DOUBTFUL),)
    if doubts:
        shown = table_of(
            "Les lectures à confirmer d’abord : celles qui lèveraient le plus de doute",
            doubts,
            Figures("Rang", lambda d: str(d.rank)),
            ("Offre", lambda d: f"« {d.title} »"),
            ("À confirmer", lambda d: d.said),
            Figures("Probabilité", lambda d: percent(d.probability)),
            Figures("Part du doute levée", lambda d: percent(d.share)),
            ("Si c’est vrai plutôt que faux, le taux gagne", lambda d: _few(d.effects, " ; ")),
            ("Métiers à confirmer concernés", lambda d: _few(d.unsettled, ", ") or "aucun"),
        )
        readings = (Paragraph(words.WHY_CONFIRM), shown)
    parts = (
        Section("", "Ce qu’il faut confirmer d’abord", readings),
        Section("", "Ce que pèsent les réglages", (_trials(published), Paragraph(words.TRIALS))),
    )
    return Section("solidite", "Solidité des taux et des listes", (), parts)


def _few(names: Sequence[str], joint: str) -> str:
    rest = len(names) - _SHOWN_NAMES
    if rest <= 1:
        return joint.join(names)
    return f"{joint.join(names[:_SHOWN_NAMES])} et {rest} autres"


def _trials(published: Published) -> Table:
    def moved(own: Iterable[str], others: Iterable[str]) -> Content:
        return ", ".join(own) or (_NONE if tuple(others) else _NO_CHANGE)

    def tried(t: Trial) -> str:
        return f"{number(t.tried)} au lieu de {number(t.current)} ({t.unit})"

    return table_of(
        "Ce que changerait un autre réglage, un seul à la fois, selon la règle seule",
        published.of(report_tables.TRIALS),
        ("Réglage", lambda t: t.setting),
        ("Valeur essayée", tried),
        Figures("Bien couverts", lambda t: number(t.well)),
        ("Deviennent bien couverts", lambda t: moved(t.entering, t.leaving)),
        ("Ne le sont plus", lambda t: moved(t.leaving, t.entering)),
    )
