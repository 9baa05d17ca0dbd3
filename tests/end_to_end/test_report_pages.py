"""The report in a real browser with axe-core, its PDF in the two validators, its workbook
re-read.
"""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chromium import needs_chromium, report_faults
from layout import LETTERS, report_layout_faults
from python_calamine import CalamineWorkbook

from coverage_engine.analysis.run import Run
from coverage_engine.domain.french import ratio
from coverage_engine.tables.report_tables import AXIS_RATES
from coverage_engine.tables.run_tables import published_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@needs_chromium
def test_axe_core_finds_nothing_links_lead_somewhere_and_nothing_is_fetched(
    browser: Browser, real_folder: Path
) -> None:
    assert report_faults(browser, real_folder / "rapport.html") == {}


@needs_chromium
@pytest.mark.parametrize("letters", LETTERS)
def test_the_page_holds_with_other_letters_on_narrow_screens(
    browser: Browser, real_folder: Path, letters: str
) -> None:
    assert report_layout_faults(browser, letters, real_folder / "rapport.html") == []


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
    for line in published_of(real_run).of(AXIS_RATES):
        fraction = ratio(line.numerator, line.denominator)
        assert fraction in page
        assert fraction.replace("\u202f", " ").replace("\u00a0", " ") in shown
