"""The commands as a user types them, in a process of their own."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ENGINE = [sys.executable, "-m", "coverage_engine"]


def call(
    *arguments: str, cwd: Path, seed: str = "0", **extra: str
) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8", **extra}
    return subprocess.run(
        [*ENGINE, *arguments],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def digest(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_two_hash_seeds_and_thread_counts_give_the_same_bytes(tmp_path: Path) -> None:
    first = call("report", "--out", "a", cwd=tmp_path, seed="1", OMP_NUM_THREADS="1")
    second = call("report", "--out", "b", cwd=tmp_path, seed="4242", OMP_NUM_THREADS="2")
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]
    assert "Bien couverts" in first.stdout
    again = call("report", "--out", "a", cwd=tmp_path)
    assert again.returncode == 0, "a report can be made again in its own folder"


def test_check_lists_anomalies_and_says_whether_there_is_an_error(tmp_path: Path) -> None:
    done = call("check", cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-500:]
    assert "HOTE-DOUTEUX" in done.stdout
    assert "LIEN-COUPE" in done.stdout
    assert "0 erreur" in done.stdout


def test_help_is_french_and_names_every_command(tmp_path: Path) -> None:
    shown = call("--help", cwd=tmp_path).stdout
    for word in ("report", "check", "gaps", "tag", "Commandes", "Affiche cette aide"):
        assert word in shown


def test_tag_keeps_rows_in_order(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "intitule\nMaîtriser ChatGPT pour la paie\nGestes et postures\n\nAI Act\n", encoding="utf-8"
    )
    done = call("tag", "t.csv", "--out", "o.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader((tmp_path / "o.csv").read_text(encoding="utf-8").splitlines()))
    assert [r["intitule"] for r in rows] == [
        "Maîtriser ChatGPT pour la paie",
        "Gestes et postures",
        "AI Act",
    ]
    assert [r["a_propos_ia"] for r in rows] == ["1", "0", "1"]
    assert (rows[0]["outils"], rows[0]["metier"], rows[2]["ethique_reglementation"]) == (
        "1",
        "1",
        "1",
    )
    assert list(rows[0]) == ["intitule", "a_propos_ia"] + [
        name
        for axis in (
            "acculturation",
            "outils",
            "metier",
            "esprit_critique",
            "ethique_reglementation",
        )
        for name in (axis, f"p_{axis}")
    ] + ["explication"]
    assert "« ChatGPT » → maîtrise des outils" in rows[0]["explication"]
    assert rows[1]["explication"] == "aucun mot du thème dans ce texte"


def test_a_comma_in_a_list_of_titles_is_not_a_separator(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("intitule\nIA, RGPD et éthique\nExcel\n", encoding="utf-8")
    done = call("tag", "t.csv", cwd=tmp_path)
    assert '"IA, RGPD et éthique",1' in done.stdout
    (tmp_path / "u.csv").write_text(
        "id,intitule\n1,IA, RGPD et éthique\n2,Excel\n", encoding="utf-8"
    )
    refused = call("tag", "u.csv", cwd=tmp_path)
    assert refused.returncode == 2
    assert "ligne(s) 2" in refused.stderr


HEADER = "Métier cible;Nom de la formation;Organisme;Durée;Format;Prix (€ HT);Lien officiel\n"
BAD = {
    "missing-column.csv": "Métier;Prix\nAssistant;12\n",
    "empty.csv": "",
    "header-only.csv": HEADER,
    "formula.csv": HEADER + 'Assistant;"=HYPERLINK(""http://exemple.fr"")";X;7h;Distanciel;10;\n',
    "script.csv": HEADER + "Assistant;<script>alert(1)</script>;X;7h;Distanciel;10;\n",
    "metier.csv": HEADER + "Astronaute;IA pour tous;X;7h;Distanciel;10;\n",
    "prix.csv": HEADER + "Assistant;IA pour tous;X;7h;Distanciel;abc;\n",
    "ids.csv": (
        "ligne;"
        + HEADER
        + "1;Assistant;IA;X;7h;Distanciel;10;\n1;Assistant;IA bis;X;7h;Distanciel;10;\n"
    ),
    "cell.csv": HEADER + "Assistant;" + "x" * 5_000_000 + ";X;7h;Distanciel;10;\n",
    "text.docx": "PK",
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_input_gets_one_french_message_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(BAD[name], encoding="utf-8")
    done = call("report", "--catalogue", name, "--out", "sortie", cwd=tmp_path)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr + done.stdout
    assert "Entrées refusées, rien n’a été écrit" in done.stderr
    assert "→" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == [name]


def test_all_faults_are_told_at_once_with_their_place(tmp_path: Path) -> None:
    rows = "Astronaute;IA pour tous;X;7h;Distanciel;abc;\nAssistant;;X;zzz;Distanciel;12;\n"
    (tmp_path / "c.csv").write_text(HEADER + rows, encoding="cp1252")
    done = call("report", "--catalogue", "c.csv", "--out", "o", cwd=tmp_path)
    assert done.returncode == 2
    for word in (
        "ligne 2",
        "ligne 3",
        "Prix (€ HT)",
        "Métier cible",
        "Durée",
        "Nom de la formation",
        "4 défauts",
    ):
        assert word in done.stderr, done.stderr


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "moi").mkdir()
    (tmp_path / "moi" / "precieux.txt").write_text("à garder", encoding="utf-8")
    done = call("report", "--out", "moi", cwd=tmp_path)
    assert done.returncode == 2
    assert "contient autre chose" in done.stderr
    assert [p.name for p in (tmp_path / "moi").iterdir()] == ["precieux.txt"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["gaps"],
        ["--nope"],
        ["blah"],
        ["report", "--out"],
        ["gaps", "Astronaute"],
        ["report", "--referential", "nope"],
        ["tag", "nope.csv"],
        ["gaps", "formateur", "--run", "nope"],
        ["gaps", "formateur", "--format", "yaml"],
    ],
    ids=" ".join,
)
def test_a_wrong_command_gets_a_french_message(tmp_path: Path, arguments: list[str]) -> None:
    done = call(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "No such" not in done.stderr
    assert done.stderr.strip()


@pytest.mark.parametrize(
    "question",
    [
        ("gaps", "formateur"),
        ("search", "formateur"),
        ("offers", "formateur", "OUT-01"),
        ("fragility", "formateur"),
    ],
)
def test_a_question_to_a_folder_loads_nothing_heavy(
    real_folder: Path, question: tuple[str, ...], tmp_path: Path
) -> None:
    """What computes a run takes twice the time of the whole answer to load: a folder is read
    without it.
    """
    code = (
        "import sys; from coverage_engine.__main__ import main\ntry: main()\nexcept SystemExit:"
        " pass\nprint([m for m in ('networkx', 'numpy', 'scipy', 'pandas') if m in sys.modules],"
        " file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *question, "--run", str(real_folder)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout
    assert done.stderr.strip().endswith("[]"), done.stderr
