"""Shared fixtures: the real run is computed once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from coverage_engine.analysis.run import Run
from coverage_engine.jobs.coverage import run
from coverage_engine.jobs.publish import render_files

ROOT = Path(__file__).resolve().parents[1]

# No test depends on a clock: a busy machine fails nothing.
settings.register_profile("sans-horloge", deadline=None)
settings.load_profile("sans-horloge")


@pytest.fixture(scope="session")
def real_run() -> Run:
    """The embedded annex against the embedded referential."""
    return run()


@pytest.fixture(scope="session")
def real_files(real_run: Run) -> dict[str, bytes]:
    """Every file of the real report, rendered in memory."""
    return render_files(real_run, lambda step: None)


@pytest.fixture(scope="session")
def real_folder(real_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real report on disk."""
    folder = tmp_path_factory.mktemp("rapport")
    for name, data in real_files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return folder
