"""From a run to the files of its folder: the only module that joins rendering and storing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coverage_engine.analysis.run import Run
from coverage_engine.documents.coverage_document import coverage_document, coverage_reminders
from coverage_engine.domain.errors import OutputRefused
from coverage_engine.jobs.report_files import PAGES, WRITING, report_files
from coverage_engine.store.run_folder import MANIFEST, check_folder, manifest, write_folder
from coverage_engine.store.tables import PACKAGE, package_bytes, table_files
from coverage_engine.tables.columns import DataTable
from coverage_engine.tables.load_published import published_from_tables
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import make_tables

# Steps of a publication, announced one by one.
STEPS = (*PAGES, WRITING)
_NAMES = ("rapport.html", "rapport.pdf", "couverture.xlsx")


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
    files = report_files(
        coverage_document(published),
        _data_files(tables),
        tables,
        _NAMES,
        coverage_reminders(published),
        run.provenance.epoch,
        axis_labels=published.axis_label,
        progress=progress,
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
    progress(WRITING)
    tables = make_tables(run)
    files = _data_files(tables)
    files[MANIFEST] = manifest(run, files)
    _remove_pages(folder)
    write_folder(folder, files)
    return Publication(published_from_tables(run, tables, links=False), tuple(files))


def _remove_pages(folder: Path) -> None:
    """Remove the pages of the former run: beside other data, they tell another story."""
    for name in _NAMES:
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
    progress(WRITING)
    write_folder(folder, files)
    return Publication(published, tuple(files))
