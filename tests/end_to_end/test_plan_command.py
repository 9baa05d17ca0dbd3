"""The ``plan`` command as a buyer types it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from test_commands import call


def test_a_plan_is_printed_and_written(real_folder: Path, tmp_path: Path) -> None:
    asked = (
        "plan",
        "gestionaire de dossier",
        "comptable",
        "--run",
        str(real_folder),
        "--budget",
        "9 000 €",
        "--effectif",
        "5",
    )
    done = call(*asked, "--out", "plan.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Prouvé optimal" in done.stdout
    rows = list(csv.DictReader(io.StringIO((tmp_path / "plan.csv").read_text(encoding="utf-8"))))
    assert rows
    assert sum(float(r["cout"]) for r in rows) <= 9000
    assert {r["apprenants"] for r in rows} == {"5"}
    assert call(*asked, "--out", "plan.xlsx", cwd=tmp_path).returncode == 0
    assert "Offres à acheter" in CalamineWorkbook.from_path(tmp_path / "plan.xlsx").sheet_names
    assert call(*asked, "--out", "plan.json", cwd=tmp_path).returncode == 0
    tables = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert [r["offre_id"] for r in tables["offres_du_plan"]] == [r["offre_id"] for r in rows]
    assert tables["frontiere"]


def test_hash_seeds_and_thread_counts_give_the_same_plan(real_folder: Path, tmp_path: Path) -> None:
    asked = (
        "plan",
        "comptable",
        "formateur",
        "--run",
        str(real_folder),
        "--budget",
        "4000",
        "--effectif",
        "3",
    )
    for seed, threads, name in (("1", "1", "a.json"), ("4242", "2", "b.json")):
        done = call(*asked, "--out", name, cwd=tmp_path, seed=seed, OMP_NUM_THREADS=threads)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_headcount_file_names_the_metiers(real_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "effectifs.csv").write_text(
        "Métier;Effectif\nChargé de comptabilité;7\nformateur;2\nTotal;9\n", encoding="utf-8"
    )
    run = ("--run", str(real_folder), "--effectif", "effectifs.csv")
    whole = call("plan", *run, cwd=tmp_path)
    assert whole.returncode == 0, whole.stderr
    assert "Chargé de comptabilité (7\u00a0apprenants)" in whole.stdout.replace(
        " apprenants", "\u00a0apprenants"
    )
    one = call("plan", "comptable", *run, cwd=tmp_path)
    assert one.returncode == 0, one.stderr
    assert "Formateur" not in one.stdout.splitlines()[1]


def test_every_line_of_a_headcount_file_is_judged_at_once(
    real_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "e.csv").write_text(
        "Métier,Effectif\nformateur,2,5\nAstronaute,3\ncomptable,x\n", encoding="utf-8"
    )
    done = call("plan", "--run", str(real_folder), "--effectif", "e.csv", cwd=tmp_path)
    assert done.returncode == 2
    for place in (
        "e.csv, ligne 2 : ",
        "e.csv, ligne 3, colonne « Métier » : « Astronaute »",
        "e.csv, ligne 4, ",
    ):
        assert place in done.stderr


def test_a_target_out_of_reach_exits_with_one_and_advice(real_folder: Path, tmp_path: Path) -> None:
    done = call("plan", "comptable", "--run", str(real_folder), "--objectif", "95 %", cwd=tmp_path)
    assert done.returncode == 1
    assert "Aucun plan ne répond" in done.stdout
    assert "abaissez l’objectif" in done.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--budget", "abc"), "montant positif ou nul attendu"),
        (("--budget", "-5"), "montant positif ou nul attendu"),
        (("--objectif", "1.5"), "1.5 % ou 150 %"),
        (("--objectif", "2"), "2 % ou 200 %"),
        (("--effectif", "."), "c’est un dossier"),
        (("--out", "absent/plan.csv"), "absent/plan.csv"),
        (("--objectif", "-1"), "avec son signe : 0,8 ou 80"),
        (("--objectif", "180 %"), "avec son signe : 0,8 ou 80"),
        (("--duree-max", "longtemps"), "durée positive ou nulle"),
        (("--effectif", "0"), "effectif"),
        (("--effectif", "absent.csv"), "absent.csv"),
        (("--out", "plan.txt"), "forme inconnue"),
        (("--format", "par pigeon"), "format"),
        (("--exclure", "Cegoss"), "Cegos"),
        (("Astronaute",), "Métier inconnu"),
    ],
)
def test_bad_input_is_refused_in_plain_french(
    real_folder: Path, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    done = call("plan", "comptable", "--run", str(real_folder), *options, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_without_a_metier_the_command_says_so(real_folder: Path, tmp_path: Path) -> None:
    done = call("plan", "--run", str(real_folder), cwd=tmp_path)
    assert done.returncode == 2
    assert "manque" in done.stderr


@pytest.mark.parametrize("target", ["0.3", "0,3", "30", "30 %", "30%"])
def test_a_rate_is_read_however_it_is_written(
    real_folder: Path, tmp_path: Path, target: str
) -> None:
    done = call("plan", "comptable", "--run", str(real_folder), "--objectif", target, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "un taux de 30\u00a0%" in done.stdout
