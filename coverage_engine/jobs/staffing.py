"""The ``staffing`` job: a staffing table in, posts per degree out; it knows all the steps."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from coverage_engine.analysis.isco_scores import agreement, compare_scores, title_agreement
from coverage_engine.analysis.staffing import DEFAULT_MIN_CELL, count_staffing, join_gaps
from coverage_engine.checks.typology import check_typology
from coverage_engine.documents.staffing_document import staffing_document, staffing_reminders
from coverage_engine.domain.announce import Steps, silent
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.provenance import Provenance
from coverage_engine.domain.model.staffing import Typology
from coverage_engine.domain.settings import Settings
from coverage_engine.jobs.report_files import LAYOUT, WRITING, report_files, write_report
from coverage_engine.matching.occupations import OccupationResolver
from coverage_engine.sources.isco import read_task_scores
from coverage_engine.sources.provenance import describe_input, publication_date, versions_of
from coverage_engine.sources.resources import DEFAULT_CATALOGUE, REFERENTIALS, locate
from coverage_engine.sources.staffing import read_staffing
from coverage_engine.sources.staffing_columns import DIMENSIONS
from coverage_engine.sources.typology import (
    DEFAULT_TYPOLOGY,
    is_typology,
    read_typology,
    typology_of_branch,
)
from coverage_engine.store.run_folder import MANIFEST, manifest_bytes
from coverage_engine.store.tables import table_files
from coverage_engine.tables.staffing_tables import StaffingRun, make_staffing_tables

STEPS = ("Lecture des effectifs", "Comptage", LAYOUT, WRITING)
# What the manifest says of the report.
NATURE = "effectifs"
_NAMES = ("effectifs.html", "effectifs.pdf", "effectifs.xlsx")
# Beyond a hundred, a table of some thousand posts would say nothing any more.
MAX_MIN_CELL = 100
_VERSIONED = ("jinja2", "numpy", "rapidfuzz", "typst", "xlsxwriter")


@dataclass(frozen=True, slots=True)
class _Branch:
    """What a branch's referential adds: settings, and the factors of the gap by métier."""

    settings: Settings
    rates: Mapping[str, Fraction | None]
    exposures: Mapping[str, Fraction | None]


def count_posts(
    effectifs: str | Path,
    *,
    referential: str | Path = DEFAULT_TYPOLOGY,
    catalogue: str | Path = DEFAULT_CATALOGUE,
    scores: str | Path | None = None,
    by: Sequence[str] = (),
    min_cell: int = DEFAULT_MIN_CELL,
    progress: Steps = silent,
) -> StaffingRun:
    """Count the posts of a staffing table per degree of exposure.

    Parameters
    ----------
    effectifs:
        A workbook or a CSV file; see :func:`coverage_engine.sources.staffing.read_staffing`.
    referential:
        Embedded identifier or folder: métiers with degrees, or a branch and its gaps.
    catalogue:
        With a branch only: what its gaps are computed from.
    scores:
        Scores of tasks per ISCO-08 occupation, to confront with the printed degrees.
    by:
        Dimensions to print; by default filière, catégorie, direction and sexe when they are there.
    min_cell:
        The smallest figure printed (1 to 100).

    Raises
    ------
    InputRefused
        With every fault of the inputs.
    """
    if not 1 <= min_cell <= MAX_MIN_CELL:
        raise InputRefused(
            f"--min-cell {min_cell} : hors des bornes → donnez un nombre de 1 à {MAX_MIN_CELL}"
        )
    progress(STEPS[0])
    folder = locate(str(referential), REFERENTIALS, "Référentiel")
    table = read_staffing(Path(effectifs), by)
    task_scores, notes = read_task_scores(Path(scores)) if scores is not None else ((), ())
    typology, branch = (
        (read_typology(folder), None) if is_typology(folder) else _branch(folder, catalogue)
    )
    progress(STEPS[1])
    resolver = OccupationResolver(typology, branch.settings if branch else Settings())
    resolved = resolver.resolve_all(line.label for line in table.lines)
    staffing = count_staffing(table, resolved, typology, DIMENSIONS, min_cell)
    checks = compare_scores(typology, task_scores) if task_scores else ()
    return StaffingRun(
        staffing=staffing,
        table=table,
        typology=typology,
        anomalies=() if branch else check_typology(typology),
        checks=checks,
        by_code=agreement(checks),
        by_title=title_agreement(checks, {d.id: d.label for d in typology.degrees}),
        score_notes=notes,
        gaps=join_gaps(staffing.metiers, branch.rates, branch.exposures) if branch else (),
        is_branch=branch is not None,
        provenance=_provenance(Path(effectifs), folder, scores),
    )


def _branch(folder: Path, catalogue: str | Path) -> tuple[Typology, _Branch]:
    """A branch's métiers, and the rates of its coverage run."""
    from coverage_engine.jobs.coverage import run

    made = run(referential=folder, catalogue=catalogue)
    rates = {m.metier: m.rate.value for m in made.metiers}
    exposures = {m.metier: m.exposure for m in made.metiers}
    return typology_of_branch(made.referential), _Branch(
        made.referential.settings, rates, exposures
    )


def _provenance(effectifs: Path, folder: Path, scores: str | Path | None) -> Provenance:
    inputs = [*describe_input("effectifs", effectifs), *describe_input("référentiel", folder)]
    if scores is not None:
        inputs += describe_input("scores", Path(scores))
    date, epoch = publication_date(os.environ.get("SOURCE_DATE_EPOCH"), folder)
    return Provenance(date, epoch, tuple(inputs), versions_of(_VERSIONED))


def render_staffing(run: StaffingRun) -> dict[str, bytes]:
    """Every file of a staffing report, by path inside its folder. Same run, same bytes."""
    tables = make_staffing_tables(run)
    files = report_files(
        staffing_document(run),
        table_files(tables),
        tables,
        _NAMES,
        staffing_reminders(run),
        run.provenance.epoch,
    )
    files[MANIFEST] = _manifest(run, files)
    return files


def _manifest(run: StaffingRun, files: Mapping[str, bytes]) -> bytes:
    """Inputs and outputs with SHA-256, options, versions; no count of rows, which could tell."""
    content = {
        "nature": NATURE,
        "referentiel": {
            "id": run.typology.id,
            "titre": run.typology.title,
            "edition": run.typology.edition,
        },
        "reglages": {"min_cell": run.staffing.min_cell, "dimensions": list(run.table.dimensions)},
    }
    return manifest_bytes(content, run.provenance, files)


def write_staffing(run: StaffingRun, folder: Path, *, progress: Steps = silent) -> tuple[str, ...]:
    """Render a staffing report and write its folder; return the paths written, relative to it.

    Raises
    ------
    OutputRefused
        If the folder is not ours to fill or cannot be written; nothing is left behind.
    """
    return write_report(folder, NATURE, lambda: render_staffing(run), progress)
