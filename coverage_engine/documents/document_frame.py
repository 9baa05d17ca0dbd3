"""What every report says around its own sections: where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coverage_engine.documents import document_words as words
from coverage_engine.documents.model import Bullets, Document, Paragraph, Section
from coverage_engine.documents.table_of import Figures, table_of
from coverage_engine.domain.french import number
from coverage_engine.domain.model.provenance import InputFile, Provenance


def sources_section(cited: Sequence[str], provenance: Provenance) -> Section:
    """Documents cited, files read with their imprint, versions."""
    parts = read_sections(provenance.inputs, provenance.versions)
    if cited:
        parts = (Section("", "Documents", (Bullets(tuple(cited)),)), *parts)
    return Section("sources", "Sources, fichiers lus, versions", (), parts)


def read_sections(inputs: Sequence[InputFile], versions: Mapping[str, str]) -> tuple[Section, ...]:
    """Files read with their imprint, and the versions of what read them."""
    files = table_of(
        "Fichiers lus et leur empreinte",
        inputs,
        ("Rôle", lambda f: f.role),
        ("Fichier", lambda f: f.name),
        Figures("Octets", lambda f: number(f.size)),
        ("SHA-256", lambda f: f.sha256),
    )
    said = ", ".join(f"{name} {v}" for name, v in versions.items() if v)
    return (
        Section("", "Fichiers lus", (files,)),
        Section("", "Versions", (Paragraph(f"Versions : {said}."),)),
    )


def cover_lines(document: Document, reminders: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """First sheet of the workbook: labels and texts, then what a reader must keep in mind."""
    return [
        ("Référentiel", f"{document.subtitle} {document.edition}".strip()),
        document.source,
        ("Date", document.date),
        ("Version", f"{words.PROGRAM} {document.version}"),
        *reminders,
    ]
