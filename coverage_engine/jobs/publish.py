"""From a run to the files of its folder: the only module that joins rendering and storing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coverage_engine.analysis.run import Run
from coverage_engine.documents.coverage_document import coverage_document, coverage_reminders
from coverage_engine.documents.document_frame import cover_lines
from coverage_engine.documents.document_html import render_document_html
from coverage_engine.documents.document_pdf import render_document_pdf
from coverage_engine.documents.typography import typeset_view
from coverage_engine.documents.workbook import make_workbook
from coverage_engine.domain.errors import OutputRefused
from coverage_engine.store.run_folder import MANIFEST, check_folder, manifest, write_folder
from coverage_engine.store.tables import PACKAGE, package_bytes, table_files
from coverage_engine.tables.columns import DataTable
from coverage_engine.tables.load_published import published_from_tables
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import make_tables

# Steps of a publication, announced one by one.
STEPS = ("Mise en page HTML", "Mise en page PDF", "Classeur", "Écriture")
HTML, PDF, WORKBOOK = "rapport.html", "rapport.pdf", "couverture.xlsx"


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published, and the paths written in its folder."""

    published: Published
    paths: tuple[str, ...]


def render_files(run: Run, progress: Callable[[str], None]) -> dict[str, bytes]:
    """Every file of a run's folder, by path inside it. Same run, same bytes."""
    tables = make_tables(run)
    return _render(run, tables, published_from_tables(run, tables), progress)


def _render(
    run: Run, tables: Sequence[DataTable], published: Published, progress: Callable[[str], None]
) -> dict[str, bytes]:
    files = _data_files(tables)
    attached = {name.rpartition("/")[2]: data for name, data in files.items() if name != PACKAGE}
    document = typeset_view(coverage_document(published))
    progress(STEPS[0])
    files[HTML] = render_document_html(document).encode("utf-8")
    progress(STEPS[1])
    files[PDF] = render_document_pdf(document, attached, epoch=run.provenance.epoch)
    progress(STEPS[2])
    files[WORKBOOK] = make_workbook(
        document.title,
        document.subtitle,
        cover_lines(document, typeset_view(coverage_reminders(published))),
        tables,
        run.provenance.epoch,
        published.axis_label,
    )
    files[MANIFEST] = manifest(run, files)
    return files


def _data_files(tables: Sequence[DataTable]) -> dict[str, bytes]:
    """The tables as CSV files, and their description."""
    return {**table_files(tables), PACKAGE: package_bytes(tables)}


def publish_data(run: Run, folder: Path, *, progress: Callable[[str], None]) -> Publication:
    """Write the tables and manifest alone, for a run too large for pages; no link is kept.

    Raises
    ------
    OutputRefused
        If the folder is not ours to fill or cannot be written; nothing is left behind.
    """
    check_folder(folder)
    progress(STEPS[-1])
    tables = make_tables(run)
    files = _data_files(tables)
    files[MANIFEST] = manifest(run, files)
    _remove_pages(folder)
    write_folder(folder, files)
    return Publication(published_from_tables(run, tables, links=False), tuple(files))


def _remove_pages(folder: Path) -> None:
    """Remove the pages of the former run: beside other data, they tell another story."""
    for name in (HTML, PDF, WORKBOOK):
        try:
            (folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise OutputRefused(
                f"Impossible de retirer {name}, qui est d’un calcul précédent ({error.strerror})."
                " Fermez le fichier s’il est ouvert, ou choisissez un autre dossier avec --out."
            ) from None


def publish(run: Run, folder: Path, *, progress: Callable[[str], None]) -> Publication:
    """Render a run and write its folder.

    Raises
    ------
    OutputRefused
        If the folder is not ours to fill or cannot be written; nothing is left behind.
    """
    check_folder(folder)
    tables = make_tables(run)
    published = published_from_tables(run, tables)
    files = _render(run, tables, published, progress)
    progress(STEPS[3])
    write_folder(folder, files)
    return Publication(published, tuple(files))
