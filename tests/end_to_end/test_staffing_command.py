"""The ``staffing`` command as a user types it; its pages in a browser, its PDF in the
validators.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chromium import needs_chromium, report_faults
from layout import LETTERS, report_layout_faults
from python_calamine import CalamineWorkbook
from test_commands import call, digest

from coverage_engine.documents.staffing_words import SEX_MISSING, UPPER_BOUND
from coverage_engine.sources.resources import REFERENTIALS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXAMPLE = REFERENTIALS / "collectivites-2024" / "exemples" / "effectifs-invente.csv"


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\u00a0", " "))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("effectifs")
    scores = place / "scores.csv"
    scores.write_text(
        "code;titre;tache;score\n4131;Typists;1;0,9\n4131;Typists;2;0,7\n4225;Inquiry"
        " Clerks;1;0,7\n",
        encoding="utf-8",
    )
    done = call(
        "staffing",
        str(EXAMPLE),
        "--scores",
        "scores.csv",
        "--out",
        "a",
        cwd=place,
        seed="1",
        OMP_NUM_THREADS="1",
    )
    assert done.returncode == 0, done.stderr
    assert "579 postes rapprochés" in plain(done.stdout)
    assert "ligne 409 : « Auxiliaire de puériculture »" in done.stdout
    return place / "a"


def test_the_files_asked_for_and_their_columns(folder: Path) -> None:
    names = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert {
        "effectifs.html",
        "effectifs.pdf",
        "effectifs.xlsx",
        "manifest.json",
        "donnees/postes.csv",
    } <= names
    assert {
        "donnees/metiers_concernes.csv",
        "donnees/non_rapproches.csv",
        "donnees/accord_scores.csv",
    } <= names
    header = (folder / "donnees" / "postes.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.startswith("dimension,valeur,degre,postes,part")
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {f["fichier"] for f in about["sorties"]} == names - {"manifest.json"}
    assert str(folder) not in (folder / "manifest.json").read_text(encoding="utf-8")


def test_two_hash_seeds_and_thread_counts_give_the_same_bytes(folder: Path) -> None:
    done = call(
        "staffing",
        str(EXAMPLE),
        "--scores",
        "scores.csv",
        "--out",
        "b",
        cwd=folder.parent,
        seed="4242",
        OMP_NUM_THREADS="2",
    )
    assert done.returncode == 0, done.stderr
    assert digest(folder) == digest(folder.parent / "b")


def test_the_upper_bound_is_said_under_every_table_and_chart_of_posts(folder: Path) -> None:
    page = plain((folder / "effectifs.html").read_text(encoding="utf-8"))
    captions = re.findall(r"<caption>(.*?)</caption>", page)
    of_posts = [c for c in captions if c.startswith(("Postes", "Liste des métiers"))]
    assert len(of_posts) == 6
    titles = re.findall(r"<svg.*?<title[^>]*>(.*?)</title>", page)
    assert len(titles) == 6
    assert all(plain(UPPER_BOUND) in text for text in (*of_posts, *titles))


def test_no_masked_share_is_drawn(folder: Path) -> None:
    """A hatched segment is the sum of the masked degrees, and never a small one."""
    page = (folder / "effectifs.html").read_text(encoding="utf-8")
    assert "degrés masqués, ensemble" in page
    assert "masqué" in page
    assert "<script" not in page
    assert "src=" not in page


def test_without_sex_the_report_says_so(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(
        "Métier;Filière\n" + "Jardinier;Technique\n" * 9, encoding="utf-8"
    )
    assert call("staffing", "e.csv", "--out", "o", cwd=tmp_path).returncode == 0
    assert plain(SEX_MISSING) in plain(
        (tmp_path / "o" / "effectifs.html").read_text(encoding="utf-8")
    )


@needs_chromium
def test_axe_core_finds_nothing_links_lead_somewhere_and_nothing_is_fetched(
    browser: Browser, folder: Path
) -> None:
    assert report_faults(browser, folder / "effectifs.html") == {}


@needs_chromium
@pytest.mark.parametrize("letters", LETTERS)
def test_the_page_holds_with_other_letters_on_narrow_screens(
    browser: Browser, folder: Path, letters: str
) -> None:
    assert report_layout_faults(browser, letters, folder / "effectifs.html") == []


@pytest.mark.skipif(
    "PDF_VALIDATOR" not in os.environ,
    reason="PDF_VALIDATOR absent : donnez le chemin du validateur veraPDF",
)
@pytest.mark.parametrize("flavour", ["ua1", "3a"])
def test_the_pdf_passes_both_validations(folder: Path, flavour: str) -> None:
    done = subprocess.run(
        [os.environ["PDF_VALIDATOR"], flavour, str(folder / "effectifs.pdf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"{flavour} conforms" in done.stdout, done.stdout[-2_000:]


def test_the_pdf_carries_the_tables_and_the_workbook_has_their_sheets(folder: Path) -> None:
    from pypdf import PdfReader

    tables = {p.name: p.read_bytes() for p in (folder / "donnees").iterdir()}
    reader = PdfReader(folder / "effectifs.pdf")
    assert {name: data[0] for name, data in reader.attachments.items()} == tables
    book = CalamineWorkbook.from_filelike(io.BytesIO((folder / "effectifs.xlsx").read_bytes()))
    assert len(book.sheet_names) == len(tables) + 1
    cover = " ".join(str(c) for row in book.get_sheet_by_name("Lisez-moi").to_python() for c in row)
    assert plain(UPPER_BOUND) in plain(cover)


BAD = {
    "personnes.csv": "Métier;Nom;Prénom\nJardinier;SECRET;SECRET\n",
    "sans-metier.csv": "Filière;Direction\nTechnique;A\n",
    "etp.csv": "Métier;Effectif\nJardinier;2,5\n",
    "formule.csv": 'Métier;Effectif\n"=CMD()";2\n',
    "vide.csv": "",
    "casse.xlsx": "PK\x03\x04 abîmé",
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_input_gets_one_french_message_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(BAD[name], encoding="utf-8")
    done = call("staffing", name, "--out", "sortie", cwd=tmp_path)
    assert done.returncode == 2
    assert "Entrées refusées, rien n’a été écrit" in done.stderr
    assert "→" in done.stderr
    assert "Traceback" not in done.stderr
    assert "SECRET" not in done.stderr + done.stdout
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--min-cell", "0"),
        ("--by", "couleur"),
        ("--referential", "nulle-part"),
        ("--scores", "absent.csv"),
    ],
)
def test_bad_options_are_refused(tmp_path: Path, arguments: tuple[str, str]) -> None:
    done = call("staffing", str(EXAMPLE), *arguments, "--out", "sortie", cwd=tmp_path)
    assert done.returncode == 2
    assert "→" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_another_report_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "manifest.json").write_text(
        '{"programme": "coverage-engine"}', encoding="utf-8"
    )
    done = call("staffing", str(EXAMPLE), "--out", "r", cwd=tmp_path)
    assert done.returncode == 2
    assert "un autre rapport" in done.stderr
    assert [p.name for p in (tmp_path / "r").iterdir()] == ["manifest.json"]


def test_a_branch_joins_posts_and_gaps_in_both_reports(tmp_path: Path) -> None:
    rows = (
        "Métier;Direction;Effectif\nFormatrice d’assistance;A;12\nFormateur"
        " d'assistance;B;8\nAssistant;A;30\n"
    )
    (tmp_path / "e.csv").write_text(rows, encoding="utf-8")
    done = call("staffing", "e.csv", "--referential", "assistance-2026", "--out", "s", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    table = (
        (tmp_path / "s" / "donnees" / "postes_ecart.csv").read_text(encoding="utf-8").splitlines()
    )
    assert table[0] == "metier,postes,taux,ecart,exposition,priorite,etat"
    joined = {line.split(",")[0]: line.split(",") for line in table[1:]}
    _, posts, rate, gap, exposure, product, _ = joined["Formateur d’assistance"]
    assert posts == "20"
    assert float(gap) == pytest.approx(1 - float(rate), abs=1e-6)
    assert float(product) == pytest.approx(20 * float(gap) * float(exposure), abs=1e-4)
    done = call("report", "--staffing", "e.csv", "--out", "r", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = plain((tmp_path / "r" / "rapport.html").read_text(encoding="utf-8"))
    assert "Priorité = postes × (1 − taux) × exposition publiée." in page
    assert "20 postes × (1 − " in page


def test_a_referential_without_needs_says_what_it_is_for(tmp_path: Path) -> None:
    done = call("report", "--referential", "collectivites-2024", "--out", "r", cwd=tmp_path)
    assert done.returncode == 2
    assert "commande « staffing »" in done.stderr
    assert list(tmp_path.iterdir()) == []
