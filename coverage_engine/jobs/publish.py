"""From a run to the files of its folder: the only module that joins rendering and storing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from coverage_engine.analysis.run import Run
from coverage_engine.documents.build import build_report
from coverage_engine.documents.html import render_html
from coverage_engine.documents.pdf import render_pdf
from coverage_engine.documents.typography import typeset_view
from coverage_engine.documents.workbook import render_workbook
from coverage_engine.domain.errors import OutputRefused
from coverage_engine.store.run_folder import MANIFEST, check_folder, manifest, write_folder
from coverage_engine.store.tables import PACKAGE, package_bytes, table_files
from coverage_engine.tables.columns import DataTable
from coverage_engine.tables.run_tables import make_tables

# Steps of a publication, announced one by one.
STEPS = ("Mise en page HTML", "Mise en page PDF", "Classeur", "Écriture")
HTML, PDF, WORKBOOK = "rapport.html", "rapport.pdf", "couverture.xlsx"


def render_files(run: Run, progress: Callable[[str], None]) -> dict[str, bytes]:
    """Every file of a run's folder, by path inside it. Same run, same bytes."""
    tables = make_tables(run)
    files = _data_files(tables)
    attached = {name.rpartition("/")[2]: data for name, data in files.items() if name != PACKAGE}
    report = typeset_view(build_report(run))
    progress(STEPS[0])
    files[HTML] = render_html(report).encode("utf-8")
    progress(STEPS[1])
    files[PDF] = render_pdf(report, attached, epoch=run.provenance.epoch)
    progress(STEPS[2])
    files[WORKBOOK] = render_workbook(report, tables, run.provenance.epoch)
    files[MANIFEST] = manifest(run, files)
    return files


def _data_files(tables: Sequence[DataTable]) -> dict[str, bytes]:
    """The tables as CSV files, and their description."""
    return {**table_files(tables), PACKAGE: package_bytes(tables)}


def publish_data(run: Run, folder: Path, *, progress: Callable[[str], None]) -> tuple[str, ...]:
    """Write the tables and manifest alone, for a run too large for pages; return the paths.

    Raises
    ------
    OutputRefused
        If the folder is not ours to fill or cannot be written; nothing is left behind.
    """
    check_folder(folder)
    progress(STEPS[-1])
    files = _data_files(make_tables(run))
    files[MANIFEST] = manifest(run, files)
    _remove_pages(folder)
    write_folder(folder, files)
    return tuple(files)


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


def publish(run: Run, folder: Path, *, progress: Callable[[str], None]) -> tuple[str, ...]:
    """Render a run and write its folder; return the paths written, relative to it.

    Raises
    ------
    OutputRefused
        If the folder is not ours to fill or cannot be written; nothing is left behind.
    """
    check_folder(folder)
    files = render_files(run, progress)
    progress(STEPS[3])
    write_folder(folder, files)
    return tuple(files)
