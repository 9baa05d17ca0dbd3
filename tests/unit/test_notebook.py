"""The notebook runs from the first cell to the last, and shows the figures of the API."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from coverage_engine.analysis.run import Run
from coverage_engine.documents.study_charts import bars_svg, heat_svg
from coverage_engine.documents.study_html import study_html
from coverage_engine.tables.run_tables import published_of

pytestmark = pytest.mark.slow

PATH = Path(__file__).resolve().parents[2] / "reports" / "exploration.ipynb"
LONGEST_CELL = 20


@pytest.fixture(scope="module")
def source() -> NotebookNode:
    return nbformat.read(PATH, as_version=4)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, NotebookNode]]:
    """Output of each cell of code, by identifier of the cell; run from elsewhere, in a kernel of
    its own.
    """
    notebook = nbformat.read(PATH, as_version=4)
    with warnings.catch_warnings():
        # What the libraries of the kernel say of one another is not ours.
        warnings.simplefilter("ignore")
        client = NotebookClient(notebook, timeout=600, kernel_name="python3")
        client.execute(cwd=str(tmp_path_factory.mktemp("carnet")))
    yield {c.id: c for c in notebook.cells if c.cell_type == "code"}


def shown(cell: NotebookNode, kind: str) -> str:
    return "".join(o.data.get(kind, "") for o in cell.outputs if o.output_type == "execute_result")


def test_it_is_committed_without_outputs(source: NotebookNode) -> None:
    nbformat.validate(source)
    for cell in source.cells:
        assert not cell.id.startswith("cell"), (
            "stable names, so that a change shows only what changed"
        )
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None


def test_cells_are_short_and_each_is_introduced(source: NotebookNode) -> None:
    codes = [c for c in source.cells if c.cell_type == "code"]
    assert all(len(c.source.splitlines()) <= LONGEST_CELL for c in codes)
    assert len([c for c in source.cells if c.cell_type == "markdown"]) >= len(codes) * 2 // 3


def test_texts_quote_no_figure_that_will_age(source: NotebookNode) -> None:
    for cell in source.cells:
        if cell.cell_type == "markdown":
            assert "%" not in cell.source
            assert not any(line.strip().isdigit() for line in cell.source.split())


def test_every_cell_runs_and_says_something(outputs: dict[str, NotebookNode]) -> None:
    for name, cell in outputs.items():
        assert not any(o.output_type in ("error", "stream") for o in cell.outputs), name
        assert cell.outputs, name


def test_it_shows_the_figures_of_the_api(outputs: dict[str, NotebookNode], real_run: Run) -> None:
    published = published_of(real_run)
    assert shown(outputs["charger"], "text/html") == study_html(published)
    assert shown(outputs["carte"], "image/svg+xml").strip() == heat_svg(published).strip()
    assert shown(outputs["barres"], "image/svg+xml").strip() == bars_svg(published).strip()
    assert "Gestionnaire de dossiers d’assistance" in shown(outputs["metier"], "text/html")
    least = min(published.metiers, key=lambda m: (m.rate, m.metier))
    assert least.metier in shown(outputs["couverture"], "text/plain")
    counted = f"{sum(n.applicable for n in published.needs)}"
    assert counted in shown(outputs["graphe"], "text/plain").splitlines()[0]
    assert "<svg" in shown(outputs["liens"], "image/svg+xml")
    assert "<svg" in shown(outputs["frontiere"], "text/html")
