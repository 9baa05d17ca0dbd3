"""What every report says around its own sections: where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from coverage_engine.analysis.run import Provenance
from coverage_engine.documents import document_words as words
from coverage_engine.documents.model import Bullets, Document, Figures, Paragraph, Section, table
from coverage_engine.domain.french import number


def sources_section(cited: Sequence[str], provenance: Provenance) -> Section:
    """Documents cited, files read with their imprint, versions."""
    files = table(
        "Fichiers lus et leur empreinte",
        provenance.inputs,
        ("Rôle", lambda f: f.role),
        ("Fichier", lambda f: f.name),
        Figures("Octets", lambda f: number(f.size)),
        ("SHA-256", lambda f: f.sha256),
    )
    versions = ", ".join(f"{name} {v}" for name, v in provenance.versions.items() if v)
    parts = (
        Section("", "Documents", (Bullets(tuple(cited)),)),
        Section("", "Fichiers lus", (files,)),
        Section("", "Versions", (Paragraph(f"Versions : {versions}."),)),
    )
    return Section("sources", "Sources, fichiers lus, versions", (), parts if cited else parts[1:])


def cover_lines(document: Document, reminders: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """First sheet of the workbook that goes with a document: labels and texts, then what a reader
    must keep in mind.
    """
    return [
        ("Référentiel", f"{document.subtitle} {document.edition}".strip()),
        document.source,
        ("Date", document.date),
        ("Version", f"{words.PROGRAM} {document.version}"),
        *reminders,
    ]
