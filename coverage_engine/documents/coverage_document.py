"""The coverage report: every section, once for every format."""

from __future__ import annotations

from coverage_engine.documents import report_texts as words
from coverage_engine.documents.coverage_annexes import anomalies, catalogue, glossary, settings
from coverage_engine.documents.coverage_method import caveats, exposures, method
from coverage_engine.documents.coverage_offer import findings, levers, offer
from coverage_engine.documents.coverage_rates import heat_map, rates
from coverage_engine.documents.coverage_sheets import sheets
from coverage_engine.documents.coverage_synthesis import synthesis
from coverage_engine.documents.coverage_verdicts import lists, solidity
from coverage_engine.documents.model import Document
from coverage_engine.domain.french import date
from coverage_engine.tables import report_tables
from coverage_engine.tables.published import Published


def coverage_document(published: Published) -> Document:
    """Everything a coverage report says; sections without data are left out."""
    about = published.about
    sections = [synthesis(published), method(published)]
    if published.of(report_tables.EXPOSURES):
        sections.append(exposures(published))
    sections += [heat_map(published), rates(published), lists(published), solidity(published)]
    if published.of(report_tables.LEVERS):
        sections.append(levers(published))
    sections.append(offer(published))
    if published.of(report_tables.FINDINGS):
        sections.append(findings(published))
    sections += [sheets(published), anomalies(published), catalogue(published)]
    if published.of(report_tables.GLOSSARY):
        sections.append(glossary(published))
    return Document(
        title="Couverture des besoins en compétences par l’offre de formation",
        subtitle=about.referential,
        branch=about.branch,
        edition=about.edition,
        source=("Catalogue", about.catalogue),
        date=date(about.date),
        version=about.versions["coverage-engine"],
        notice=words.NOTICE,
        keywords=("couverture", "compétences", "formation", about.branch, about.edition),
        sections=(*sections, settings(published)),
        credits=about.credits,
    )


def coverage_reminders(published: Published) -> tuple[tuple[str, str], ...]:
    """What the first sheet of the workbook reminds of."""
    kept = ((words.KEEP_IN_MIND, text) for text in caveats(published))
    return (("Avertissement", words.NOTICE), *kept)
