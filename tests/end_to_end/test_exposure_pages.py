"""The exposure command and its report: real browser with axe-core, PDF in the two validators,
workbook re-read.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chromium import needs_chromium, report_faults
from layout import LETTERS, report_layout_faults
from python_calamine import CalamineWorkbook

from coverage_engine.jobs.exposure import study, write_exposure
from coverage_engine.sources.resources import REFERENTIALS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXAMPLE = REFERENTIALS / "assistance-2026" / "exemples" / "niveaux-inventes.csv"
KINDS = ("scores", "niveaux")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A report from the published scores, and one from the invented levels."""
    made = {}
    for kind, levels in zip(KINDS, (None, EXAMPLE), strict=True):
        made[kind] = tmp_path_factory.mktemp("exposition") / kind
        write_exposure(study(levels=levels), made[kind])
    return made


@needs_chromium
@pytest.mark.parametrize("kind", KINDS)
def test_axe_core_finds_nothing_links_lead_somewhere_and_nothing_is_fetched(
    browser: Browser, folders: dict[str, Path], kind: str
) -> None:
    assert report_faults(browser, folders[kind] / "exposition.html") == {}


@needs_chromium
@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_page_holds_with_other_letters_on_narrow_screens(
    browser: Browser, folders: dict[str, Path], kind: str, letters: str
) -> None:
    assert report_layout_faults(browser, letters, folders[kind] / "exposition.html") == []


@pytest.mark.skipif(
    "PDF_VALIDATOR" not in os.environ,
    reason="PDF_VALIDATOR absent : donnez le chemin du validateur veraPDF",
)
@pytest.mark.parametrize("flavour", ["ua1", "3a"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_pdf_passes_both_validations(folders: dict[str, Path], kind: str, flavour: str) -> None:
    done = subprocess.run(
        [os.environ["PDF_VALIDATOR"], flavour, str(folders[kind] / "exposition.pdf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"{flavour} conforms" in done.stdout, done.stdout[-2_000:]


@pytest.mark.parametrize("kind", KINDS)
def test_the_pdf_carries_the_tables(folders: dict[str, Path], kind: str) -> None:
    from pypdf import PdfReader

    reader = PdfReader(folders[kind] / "exposition.pdf")
    attached = {name: data[0] for name, data in reader.attachments.items()}
    assert attached == {p.name: p.read_bytes() for p in (folders[kind] / "donnees").iterdir()}
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    told = {"scores": "−4(imprimé:+4)", "niveaux": "1,00(brut0,775)"}
    assert told[kind] in text


def test_the_workbook_holds_every_figure_confronted(folders: dict[str, Path]) -> None:
    book = CalamineWorkbook.from_filelike(
        io.BytesIO((folders["scores"] / "exposition.xlsx").read_bytes())
    )
    assert len(book.get_sheet_by_name("Exposition").to_python()) == 117
    states = [row[0] for row in book.get_sheet_by_name("Chiffres vérifiés").to_python()[1:]]
    assert {s: states.count(s) for s in set(states)} == {
        "retrouvé": 310,
        "contredit": 15,
        "non recalculable": 10,
    }
    assert len(book.get_sheet_by_name("Changements proposés").to_python()) == 3


def run_command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coverage_engine", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_on_levels(tmp_path: Path) -> None:
    done = run_command("exposure", "--levels", EXAMPLE, "--out", tmp_path / "sortie")
    assert done.returncode == 0, done.stderr
    assert "6 métiers" in done.stdout
    assert (tmp_path / "sortie" / "donnees" / "parts.csv").is_file()


def test_a_refusal_is_in_french_and_writes_nothing(tmp_path: Path) -> None:
    wrong = tmp_path / "niveaux.csv"
    wrong.write_text(
        EXAMPLE.read_text(encoding="utf-8").replace(",3,4,5\n", ",3,4,7\n"), encoding="utf-8"
    )
    done = run_command("exposure", "--levels", wrong, "--out", tmp_path / "sortie")
    assert done.returncode == 2
    assert "niveaux.csv, ligne 2, colonne « niveau_expert »" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "sortie").exists()


def test_check_tells_what_the_documents_contradict() -> None:
    done = run_command("check")
    assert done.returncode == 0
    assert done.stdout.count("[RECONCILIATION-AFFIRMATION]") == 12
    assert done.stdout.count("[RECONCILIATION-CHANGEMENT]") == 2
    assert "il n’en contredirait aucun" in done.stdout
