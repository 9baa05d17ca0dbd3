"""The report in a real browser with axe-core, its PDF in the two validators, its workbook
re-read.
"""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path

import pytest
from chromium import CHROMIUM, QUIET, needs_chromium
from python_calamine import CalamineWorkbook

from coverage_engine.analysis.run import Run
from coverage_engine.documents.build import build_report


@needs_chromium
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_axe_core_finds_nothing_and_narrow_screens_do_not_scroll_sideways(
    real_folder: Path,
) -> None:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        requested: list[str] = []
        page.on("request", lambda request: requested.append(request.url))
        page.goto((real_folder / "rapport.html").as_uri())
        violations = Axe().run(page).response["violations"]
        page.set_viewport_size({"width": 320, "height": 900})
        width = page.evaluate("document.documentElement.scrollWidth")
        dead = page.evaluate(
            "[...document.querySelectorAll('a[href^=\"#\"]')].filter(a =>"
            " !document.getElementById(a.hash.slice(1))).map(a => a.hash)"
        )
        browser.close()
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []
    assert width <= 320
    assert dead == []
    assert [u for u in requested if not u.startswith("file:")] == []


@pytest.mark.skipif(
    "PDF_VALIDATOR" not in os.environ,
    reason="PDF_VALIDATOR absent : donnez le chemin du validateur veraPDF",
)
@pytest.mark.parametrize("flavour", ["ua1", "3a"])
def test_the_pdf_passes_both_validations(real_folder: Path, flavour: str) -> None:
    done = subprocess.run(
        [os.environ["PDF_VALIDATOR"], flavour, str(real_folder / "rapport.pdf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"{flavour} conforms" in done.stdout, done.stdout[-2_000:]


def test_the_pdf_carries_the_tables_and_says_its_language(real_files: dict[str, bytes]) -> None:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(real_files["rapport.pdf"]))
    attached = {name: data[0] for name, data in reader.attachments.items()}
    tables = {
        name.removeprefix("donnees/"): data
        for name, data in real_files.items()
        if name.endswith(".csv")
    }
    assert attached == tables
    assert str(reader.trailer["/Root"]["/Lang"]).startswith("fr")
    assert "Couverture" in str(reader.metadata.title if reader.metadata else "")


def test_the_html_is_one_file_without_script_or_outside_reference(
    real_files: dict[str, bytes],
) -> None:
    page = real_files["rapport.html"].decode("utf-8")
    assert "<script" not in page
    assert "src=" not in page
    assert 'lang="fr"' in page
    assert 'http-equiv="Content-Security-Policy"' in page


def test_the_workbook_has_one_sheet_per_table_and_the_same_figures(
    real_files: dict[str, bytes],
) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(real_files["couverture.xlsx"]))
    tables = [n for n in real_files if n.endswith(".csv")]
    assert len(book.sheet_names) == len(tables) + 1
    rows = book.get_sheet_by_name("Couverture par métier").to_python()
    assert len(rows) == 26
    csv_lines = real_files["donnees/couverture_metier.csv"].decode("utf-8").splitlines()
    assert float(csv_lines[1].split(",")[1]) == pytest.approx(rows[1][1], abs=1e-6)


def test_figures_are_the_same_everywhere(real_run: Run, real_files: dict[str, bytes]) -> None:
    """The rate of each axis, with its fraction, is in the page and in the PDF."""
    from pypdf import PdfReader

    text = " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO(real_files["rapport.pdf"])).pages[:14]
    )
    shown = text.replace("\u202f", " ").replace("\u00a0", " ")
    page = real_files["rapport.html"].decode("utf-8")
    for line in build_report(real_run).axes:
        assert line.fraction in page
        assert line.fraction.replace("\u202f", " ").replace("\u00a0", " ") in shown
