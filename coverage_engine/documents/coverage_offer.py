"""The offer in the coverage report: levers, portrait, concentration, findings put to the test."""

from __future__ import annotations

from coverage_engine.analysis.findings import CONFIRME, INFIRME, NON_CALCULABLE
from coverage_engine.documents import report_texts as words
from coverage_engine.documents.model import (
    Beside,
    Block,
    Bullets,
    Cell,
    Content,
    Paragraph,
    Section,
    Soft,
    Table,
    Text,
)
from coverage_engine.documents.table_of import Figures, table_of
from coverage_engine.domain.french import NBSP, number, percent, ratio
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.results import FindingResult
from coverage_engine.tables import report_tables
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import MetierLine
from coverage_engine.tables.report_records import CountLine, LeverLine

_VERDICT_MARKS = {CONFIRME: "=", INFIRME: "≠", NON_CALCULABLE: "?"}
_NATURES = {"tronc_commun": "Tronc commun", "specifique": "Leviers spécifiques"}
_NONE = "—"


def levers(published: Published) -> Section:
    """Levers common to all métiers, and those of some."""
    found = published.of(report_tables.LEVERS)
    tables = tuple(
        _levers(title, [x for x in found if x.nature == nature])
        for nature, title in _NATURES.items()
    )
    return Section("leviers", "Tronc commun et leviers spécifiques", tables)


def _levers(title: str, lines: list[LeverLine]) -> Table:
    return table_of(
        f"{title} : couverture des besoins que chaque levier porte",
        lines,
        ("Levier", lambda x: Cell(lines=(x.label, (Soft(x.definition),)))),
        Figures("Taux", lambda x: percent(x.rate)),
        Figures("Couvert / requis", lambda x: ratio(x.numerator, x.denominator)),
    )


def offer(published: Published) -> Section:
    """What the catalogue is made of, and on what coverage hangs."""
    headings = by_key((line.heading, line) for line in published.of(report_tables.COUNTS))
    counts = [(_counts(heading, lines),) for heading, lines in headings.items()]
    spreads = table_of(
        "Prix et durées connus ; l’inconnu n’est jamais compté comme zéro",
        published.of(report_tables.SPREADS),
        ("Grandeur", lambda s: f"{s.label} ({s.unit})"),
        Figures("Connu", lambda s: f"{s.known}{NBSP}sur{NBSP}{s.total}"),
        Figures("Plus bas", lambda s: _NONE if s.low is None else number(s.low)),
        Figures("Médiane", lambda s: _NONE if s.middle is None else number(s.middle)),
        Figures("Plus haut", lambda s: _NONE if s.high is None else number(s.high)),
        ("Inconnu, et pourquoi", lambda s: " ; ".join(s.unknown) or "aucun"),
    )
    pairs = (Beside(tuple(counts[at : at + 2])) for at in range(0, len(counts), 2))
    parts = (Section("", "Concentration et surabondance", _concentration(published)),)
    return Section("offre", "Ce que contient l’offre", (*pairs, spreads), parts)


def _counts(heading: str, lines: list[CountLine]) -> Table:
    return table_of(
        heading,
        lines,
        ("Catégorie", lambda c: c.label),
        Figures("Nombre", lambda c: f"{number(c.count)}{NBSP}sur{NBSP}{number(c.total)}"),
        Figures("Part", lambda c: percent(c.share)),
    )


def _concentration(published: Published) -> tuple[Block, ...]:
    def main_offer(m: MetierLine) -> str:
        return published.offers[m.main_offer].title if m.main_offer else _NONE

    lost = table_of(
        "Part de la couverture perdue si un organisme, ou une offre, disparaissait",
        sorted(published.metiers, key=lambda m: (-m.provider_share, m.metier)),
        ("Métier", lambda m: m.metier),
        ("Organisme", lambda m: m.provider),
        Figures("Part perdue", lambda m: percent(m.provider_share)),
        ("Offre", main_offer),
        Figures("Part perdue", lambda m: percent(m.main_offer_share)),
    )
    surplus = tuple(
        f"{a.metier}, {published.axis_label[a.axis]} : tous les besoins sont couverts, chacun par"
        f" {number(a.redundancy, 1)} offres en moyenne, pour un métier peu exposé."
        for a in published.axis_lines
        if a.surplus
    )
    if not surplus:
        return (lost, Paragraph(words.NO_SURPLUS))
    return (lost, Paragraph("Surabondance possible :"), Bullets(surplus))


def findings(published: Published) -> Section:
    """Published statements, each confronted twice with the data."""

    def statement(f: FindingResult) -> Content:
        named: Text = f"{f.id}. {f.label}"
        if not f.passage:
            return named
        return Cell(lines=(named, (Soft(f"« {f.passage} » ({f.source})"),)))

    shown = table_of(
        "Constats de la synthèse et ce qu’en disent ces données",
        published.of(report_tables.FINDINGS),
        ("Constat", statement),
        ("Verdict", lambda f: f"{_VERDICT_MARKS[f.verdict]} {f.verdict}"),
        ("Valeur", lambda f: f.value),
        ("Besoins uniformes", lambda f: f"{f.uniform_verdict} ({f.uniform_value})"),
        ("Détail", lambda f: f.detail),
    )
    return Section(
        "constats",
        "Les constats publiés, éprouvés un par un",
        (Paragraph(words.FINDINGS_TWICE), shown),
    )
