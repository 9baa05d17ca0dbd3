"""The sheet of one métier as a PDF/A-3a and PDF/UA-1: what a buyer takes to a meeting."""

from __future__ import annotations

from coverage_engine.documents.document_pdf import render_document_pdf
from coverage_engine.documents.metier_section import (
    FILTERED,
    axis_sections,
    missing_block,
    verdict_note,
)
from coverage_engine.documents.model import Bullets, Document, Note, Paragraph, Section, Soft
from coverage_engine.documents.report_texts import CAVEATS, NOTICE
from coverage_engine.documents.typography import typeset_view
from coverage_engine.domain.french import date
from coverage_engine.domain.version import __version__
from coverage_engine.questions.metiers import MetierSheet
from coverage_engine.tables.phrases import range_meaning
from coverage_engine.tables.published import Published


def metier_pdf(
    published: Published, sheet: MetierSheet, epoch: int, *, filtered: bool = False
) -> bytes:
    """The sheet of a métier. The same arguments give the same bytes.

    Parameters
    ----------
    epoch:
        Date of the document, in seconds since 1970 (UTC).
    filtered:
        Whether the offers of ``sheet`` went through a filter, which the sheet then says.
    """
    document = typeset_view(metier_document(published, sheet, filtered=filtered))
    return render_document_pdf(document, {}, epoch=epoch)


def metier_document(published: Published, sheet: MetierSheet, *, filtered: bool) -> Document:
    """Everything the sheet of a métier says."""
    about, settings = published.about, published.settings
    meaning = range_meaning(settings)
    opening = (verdict_note(published, sheet), Paragraph((Soft(f"Entre crochets : {meaning}."),)))
    return Document(
        title=sheet.metier.metier,
        subtitle=sheet.metier.family,
        branch=about.referential,
        edition=about.edition,
        source=("Catalogue", about.catalogue),
        date=date(about.date),
        version=__version__,
        notice=NOTICE,
        keywords=("couverture", "compétences", "formation", about.referential, about.edition),
        sections=(
            Section("verdict", "Verdict", opening),
            Section(
                "manques",
                "Ce qui manque, du plus lourd au plus léger",
                (missing_block(published, sheet),),
            ),
            Section(
                "besoins",
                "Besoins et offres retenues",
                (Paragraph((Soft(FILTERED),)),) if filtered else (),
                axis_sections(published, sheet),
            ),
            Section("caveats", "Mises en garde", (Note(title="", blocks=(Bullets(CAVEATS),)),)),
        ),
        credits=(),
        brief=True,
    )
