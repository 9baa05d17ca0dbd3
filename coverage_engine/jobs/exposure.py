"""The ``exposure`` job: a referential, and maybe a table of levels, in; the exposure report out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from coverage_engine.analysis.exposure import study_exposure
from coverage_engine.documents.exposure_document import exposure_document
from coverage_engine.documents.model import plain
from coverage_engine.domain.announce import Steps, silent
from coverage_engine.domain.model.provenance import Provenance
from coverage_engine.jobs.report_files import LAYOUT, WRITING, report_files, write_report
from coverage_engine.sources.exposure import read_levels
from coverage_engine.sources.provenance import describe_input, publication_date, versions_of
from coverage_engine.sources.referential import read_referential
from coverage_engine.sources.resources import DEFAULT_REFERENTIAL, REFERENTIALS, locate
from coverage_engine.store.run_folder import MANIFEST, manifest_bytes
from coverage_engine.store.tables import table_files
from coverage_engine.tables.exposure_tables import ExposureRun, exposure_sheets, exposure_tables

STEPS = ("Lecture", "Calcul", LAYOUT, WRITING)
# What the manifest says of the report.
NATURE = "exposition"
_NAMES = ("exposition.html", "exposition.pdf", "exposition.xlsx")
# Libraries whose version may change a byte of the output.
_VERSIONED = ("jinja2", "typst", "xlsxwriter")


def study(
    *,
    referential: str | Path = DEFAULT_REFERENTIAL,
    levels: str | Path | None = None,
    progress: Steps = silent,
) -> ExposureRun:
    """Work out the exposure of the métiers of a referential.

    Parameters
    ----------
    referential:
        Embedded identifier, or a folder of tables.
    levels:
        Levels of competencies (``.csv`` or ``.xlsx``); without it, published scores serve.

    Raises
    ------
    InputRefused
        With every fault of the inputs.
    """
    progress(STEPS[0])
    folder = locate(str(referential), REFERENTIALS, "Référentiel")
    ref = read_referential(folder)
    read = read_levels(Path(levels), ref) if levels is not None else ()
    progress(STEPS[1])
    made = study_exposure(ref, read)
    inputs = [
        *describe_input("référentiel", folder),
        *(describe_input("niveaux", Path(levels)) if levels is not None else ()),
    ]
    date, epoch = publication_date(os.environ.get("SOURCE_DATE_EPOCH"), folder)
    return ExposureRun(
        made,
        Path(levels).name if levels is not None else "",
        Provenance(date, epoch, tuple(inputs), versions_of(_VERSIONED)),
    )


def render_exposure(run: ExposureRun) -> dict[str, bytes]:
    """Every file of an exposure report, by path inside its folder. Same run, same bytes."""
    document = exposure_document(run)
    files = report_files(
        document,
        table_files(exposure_tables(run)),
        exposure_sheets(run),
        _NAMES,
        [("Avertissement", plain(document.notice))],
        run.provenance.epoch,
    )
    files[MANIFEST] = _manifest(run, files)
    return files


def _manifest(run: ExposureRun, files: Mapping[str, bytes]) -> bytes:
    """Inputs and outputs with SHA-256, versions, counts."""
    ref = run.study.referential
    content = {
        "nature": NATURE,
        "referentiel": {"id": ref.id, "titre": ref.title, "edition": ref.edition},
        "comptes": {
            "metiers": len(ref.metiers),
            "expositions": len(run.study.rows),
            "bascules": len(run.study.switches),
            "controles": len(run.study.controls),
            "contredits": sum(c.agrees is False for c in run.study.controls),
        },
    }
    return manifest_bytes(content, run.provenance, files)


def write_exposure(run: ExposureRun, folder: Path, *, progress: Steps = silent) -> tuple[str, ...]:
    """Render an exposure report and write its folder; return the paths written, relative to it.

    Raises
    ------
    OutputRefused
        If the folder is not ours to fill or cannot be written; nothing is left behind.
    """
    return write_report(folder, NATURE, lambda: render_exposure(run), progress)
