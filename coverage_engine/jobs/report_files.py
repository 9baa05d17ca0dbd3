"""From a document and its tables to the files of a report's folder, whatever the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from coverage_engine.documents.document_frame import cover_lines
from coverage_engine.documents.document_html import render_document_html
from coverage_engine.documents.document_pdf import render_document_pdf
from coverage_engine.documents.model import Document
from coverage_engine.documents.typography import typeset_view
from coverage_engine.documents.workbook import make_workbook
from coverage_engine.domain.announce import Steps, silent
from coverage_engine.store.run_folder import check_folder, write_folder
from coverage_engine.store.tables import PACKAGE
from coverage_engine.tables.columns import DataTable

# Steps of the layout, announced one by one; then those of a report whose layout is one step.
PAGES = ("Mise en page HTML", "Mise en page PDF", "Classeur")
LAYOUT, WRITING = "Mise en page", "Écriture"


def report_files(
    document: Document,
    data: Mapping[str, bytes],
    sheets: Sequence[DataTable],
    names: tuple[str, str, str],
    reminders: Sequence[tuple[str, str]],
    epoch: int,
    *,
    axis_labels: Mapping[str, str] = MappingProxyType({}),
    progress: Steps = silent,
) -> dict[str, bytes]:
    """The data of a report, then its page, its PDF and its workbook, under their ``names``.

    Parameters
    ----------
    data:
        Files by path inside the folder; the PDF carries the tables among them.
    sheets, reminders:
        Tables of the workbook; what its first sheet says beside what the document is.
    epoch:
        Date of the files, seconds since 1970.
    """
    document = typeset_view(document)
    attached = {name.rpartition("/")[2]: file for name, file in data.items() if name != PACKAGE}
    html, pdf, workbook = names
    files = dict(data)
    progress(PAGES[0])
    files[html] = render_document_html(document).encode("utf-8")
    progress(PAGES[1])
    files[pdf] = render_document_pdf(document, attached, epoch=epoch)
    progress(PAGES[2])
    cover = cover_lines(document, typeset_view(tuple(reminders)))
    files[workbook] = make_workbook(
        document.title, document.subtitle, cover, sheets, epoch, axis_labels
    )
    return files


def write_report(
    folder: Path, nature: str, render: Callable[[], dict[str, bytes]], progress: Steps
) -> tuple[str, ...]:
    """Render a report and write its folder; return the paths written, relative to it.

    Raises
    ------
    OutputRefused
        If the folder is not ours to fill or cannot be written; nothing is left behind.
    """
    check_folder(folder, nature)
    progress(LAYOUT)
    files = render()
    progress(WRITING)
    write_folder(folder, files)
    return tuple(files)
