"""The public face: a run to look at, and questions to ask it."""

from __future__ import annotations

from pathlib import Path

from coverage_engine.sources.resources import DEFAULT_CATALOGUE, DEFAULT_REFERENTIAL
from coverage_engine.study.questions import Questions
from coverage_engine.tables.columns import DataTable


class Study(Questions):
    """A run and the questions it answers, made by :func:`run` or :func:`open_run`; both give the
    same figures.

    Frames are properties with the French names of the tables; :meth:`frame` gives any table.
    Questions are methods: names may be typed with slips, bounds are in euros before tax and in
    hours, rates are between 0 and 1. Every answer is an :class:`Answer` (exact dataclass in
    ``data``, data frames, display). In a notebook a study shows its counts, its three lists and its
    heat-map.

    Attributes
    ----------
    published:
        What the run published, as the query layer reads it.
    run:
        The run itself when it was computed here; None when it was read from a folder.
    tables:
        Names of the tables, for :meth:`frame`.
    """

    def __repr__(self) -> str:
        about = self.published.about
        return (
            f"<Study {about.referential_id} × {about.catalogue_id}, {len(self.published.metiers)}"
            " métiers>"
        )

    def _repr_html_(self) -> str:
        from coverage_engine.documents.study_html import study_html

        return study_html(self.published)


def run(
    *,
    referential: str | Path = DEFAULT_REFERENTIAL,
    catalogue: str | Path = DEFAULT_CATALOGUE,
    register: str | Path | None = None,
    staffing: str | Path | None = None,
) -> Study:
    """Confront a catalogue with a referential.

    Parameters
    ----------
    referential:
        Embedded identifier, or a folder of tables.
    catalogue:
        Embedded identifier, a folder with ``lignes.csv``, or one ``.xlsx`` / ``.csv`` file.
    register:
        File made by ``register import``: the codes of the catalogue are then checked.
    staffing:
        Staffing table, a workbook or a CSV file: priorities then count the posts of each métier.

    Raises
    ------
    InputRefused
        With every fault found, coordinates and remedies.
    """
    from coverage_engine.jobs.coverage import run as compute
    from coverage_engine.tables.load_published import as_written, published_from_tables
    from coverage_engine.tables.run_tables import make_tables

    made = compute(
        referential=referential, catalogue=catalogue, register=register, staffing=staffing
    )
    every = make_tables(made)
    tables = {t.name: t for t in every}

    def table(name: str) -> DataTable | None:
        return as_written(tables[name]).whole() if name in tables else None

    return Study(published_from_tables(made, every), table, sorted(tables), made)


def open_run(folder: str | Path) -> Study:
    """Open the folder of a report that was already made; nothing is computed again.

    Parameters
    ----------
    folder:
        What ``coverage-engine report --out`` wrote.

    Raises
    ------
    InputRefused
        If it is not such a folder, or one of its tables is missing or broken.
    """
    from coverage_engine.store.run_folder import read_run, read_table

    published, files = read_run(Path(folder))
    return Study(published, lambda name: read_table(files, name), files.names)
