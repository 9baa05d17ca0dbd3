"""A catalogue too large for pages: data alone, an early refusal, and the recipe of the load
test.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from coverage_engine.store.run_folder import read_published

ROOT = Path(__file__).resolve().parents[2]
BOULANGE = ROOT / "tests" / "data"
RECIPE = ROOT / "benchmarks" / "national.py"


def call(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def report(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return call("-m", "coverage_engine", "report", *arguments, cwd=cwd)


def test_data_alone_are_those_of_the_report(tmp_path: Path, real_files: dict[str, bytes]) -> None:
    done = report("--data-only", "--out", "donnees-seules", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "donnees-seules"
    written = {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }
    pages = {"rapport.html", "rapport.pdf", "couverture.xlsx", "manifest.json"}
    assert {n: d for n, d in written.items() if n != "manifest.json"} == {
        n: d for n, d in real_files.items() if n not in pages
    }
    listed = {f["fichier"] for f in json.loads(written["manifest.json"])["sorties"]}
    assert listed == written.keys() - {"manifest.json"}
    assert read_published(folder).metiers


def test_pages_of_an_older_run_do_not_stay_beside_other_data(
    tmp_path: Path, real_folder: Path
) -> None:
    folder = tmp_path / "rapport"
    shutil.copytree(real_folder, folder)
    assert report("--data-only", "--out", "rapport", cwd=tmp_path).returncode == 0
    assert not (folder / "rapport.html").exists()
    assert not (folder / "rapport.pdf").exists()
    assert not (folder / "couverture.xlsx").exists()


def test_a_report_too_large_for_pages_is_refused_early_with_the_remedy(tmp_path: Path) -> None:
    referential = tmp_path / "ref"
    shutil.copytree(BOULANGE / "referentiel-boulange", referential)
    with (referential / "reglages.csv").open("ab") as stream:
        stream.write("liens_mis_en_page;10;Essai.\n".encode("cp1252"))
    inputs = ("--referential", referential, "--catalogue", BOULANGE / "catalogue-boulange")
    done = report(*inputs, "--out", "sortie", cwd=tmp_path)
    assert done.returncode == 2
    for word in (
        "liens entre offres et besoins",
        "liens_mis_en_page",
        "--data-only",
        "reglages.csv",
    ):
        assert word in done.stderr
    assert "Constats" not in done.stderr
    assert not (tmp_path / "sortie").exists()
    assert report(*inputs, "--data-only", "--out", "sortie", cwd=tmp_path).returncode == 0


# --- The recipe, on a few invented rows of the same form as the public files

TITLES = (
    "CAP Boulanger",
    "BTS Soudage et gestion",
    "Master Mention Droit",
    "Titre Cuisinier",
    "Licence Marketing du soudage",
)


def write(path: Path, encoding: str, separator: str, rows: Sequence[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=separator).writerows(rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    fiches = [
        ("A1101", "Boulanger / Boulangère"),
        ("A1102", "Cuisinier / Cuisinière"),
        ("H2913", "Soudeur / Soudeuse"),
    ]
    rome, rncp = tmp_path / "data" / "rome-v460", tmp_path / "data" / "rncp-2021"
    items = [
        (str(i), f"{verb} le geste {i}", kind)
        for i, (verb, kind) in enumerate(
            [("Réaliser", "1"), ("Organiser", "2"), ("Sécurité et", "3")] * 4
        )
    ]
    codes = [f"RNCP{100 + i}" for i in range(20)]
    tables = {
        "referentiel_code_rome": [("code_rome", "libelle_rome"), *fiches],
        "referentiel_appellation": [("code_rome", "libelle_appellation_court"), *fiches],
        "domaine_professionnel": [
            ("code_domaine_professionnel", "libelle_domaine_professionnel"),
            ("A11", "Bouche"),
            ("H29", "Métal"),
        ],
        "item": [("code_ogr", "libelle", "code_rubrique"), *items],
        "coherence_item": [
            ("code_rome", "code_ogr"),
            *((f, i) for f, _ in fiches for i, _, _ in items),
        ],
    }
    for name, rows in tables.items():
        write(rome / f"unix_{name}_v460_utf8.csv", "utf-8-sig", ",", rows)
    linked = [(code, fiches[i % 3][0]) for i, code in enumerate(codes)]
    write(rncp / "rncp_rome.v1.4.csv", "cp1252", ";", [("CodeRNCP", "Rome"), *linked])
    titles = [(code, f"{TITLES[i % 5]} n° {i}") for i, code in enumerate(codes)]
    write(rncp / "rncp_info.v1.4.csv", "cp1252", ";", [("CodeRNCP", "intituleDiplome"), *titles])
    blocs = [
        (code, f"Conduire l’activité numéro {i * i} de soudage") for i, code in enumerate(codes)
    ]
    write(
        rncp / "rncp_blocs_competences.v1.4.csv", "cp1252", ";", [("CodeRNCP", "intitule"), *blocs]
    )
    return tmp_path / "data"


def test_the_recipe_makes_the_sizes_asked_and_says_what_it_is(data: Path, tmp_path: Path) -> None:
    sizes = ("--metiers", "3", "--needs", "25", "--offers", "20")
    done = [call(RECIPE, data, tmp_path / name, *sizes, cwd=tmp_path) for name in ("un", "deux")]
    assert [d.returncode for d in done] == [0, 0], done[0].stderr
    assert "3 métiers, 25 needs" in done[0].stdout
    assert "20 offers" in done[0].stdout
    first, second = (
        {p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*.*")}
        for n in ("un", "deux")
    )
    assert first == second
    for folder in ("referentiel", "catalogue"):
        about = json.loads(
            (tmp_path / "un" / folder / "datapackage.json").read_text(encoding="utf-8")
        )
        assert "Essai de charge" in about["title"]
        assert "inventés" in about["title"]
    published = read_published(tmp_path / "un" / "run")
    assert (len(published.metiers), len(published.needs), len(published.offers)) == (3, 25, 20)
    assert published.links


def test_the_recipe_says_what_is_missing(data: Path, tmp_path: Path) -> None:
    nothing = call(RECIPE, tmp_path / "absent", tmp_path / "out", cwd=tmp_path)
    assert nothing.returncode == 1
    assert "rome-v460" in nothing.stderr
    assert "Traceback" not in nothing.stderr
    for option, size in (("--metiers", "4"), ("--needs", "99"), ("--offers", "99")):
        short = call(
            RECIPE,
            data,
            tmp_path / "out",
            "--metiers",
            "3",
            "--needs",
            "25",
            "--offers",
            "20",
            option,
            size,
            cwd=tmp_path,
        )
        assert short.returncode == 1
        assert "ask for fewer" in short.stderr
