"""The ``match`` command as a user types it, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

NAMES = ("paie", "chantier", "froid", "soudure", "accueil", "vente", "soins", "bois")


def call(*arguments: str, cwd: Path, seed: str = "0") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "coverage_engine", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("rapprochement")
    titles = [
        f"{i};Technicien·ne de {a} et {b}"
        for i, (a, b) in enumerate((a, b) for a in NAMES for b in NAMES)
    ]
    (made / "sources.csv").write_text("\n".join(["id;intitule", *titles]), encoding="utf-8")
    labels = [
        f"{a[:3]},Métiers : {a}\n{a[:3]},{b} ou {a}"
        for a, b in zip(NAMES, reversed(NAMES), strict=True)
    ]
    (made / "cibles.csv").write_text("\n".join(["code,libelle", *labels]), encoding="utf-8")
    (made / "connus.csv").write_text(
        "source_text,target_id\nbulletins de salaire,pai\nsoudeur,sou\n", encoding="utf-8"
    )
    return made


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_hash_seeds_and_processors_give_the_same_bytes(folder: Path, suffix: str) -> None:
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    written = []
    for seed, jobs in (("1", "1"), ("4242", "2")):
        out = f"liens-{seed}.{suffix}"
        arguments = (
            "--known",
            "connus.csv",
            "--explain",
            "--top",
            "5",
            "--jobs",
            jobs,
            "--out",
            out,
        )
        done = call("match", "sources.csv", "cibles.csv", *arguments, cwd=folder, seed=seed)
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        assert "liens trouvés." in done.stderr
        assert f"Écrit dans {out}" in done.stderr
        written.append((folder / out).read_bytes())
    assert written[0] == written[1]


def test_a_refusal_is_french_and_leaves_nothing(folder: Path) -> None:
    before = sorted(p.name for p in folder.iterdir())
    for arguments in (
        ("sources.csv", "absente.csv", "--out", "liens.csv"),
        ("sources.csv", "cibles.csv", "--source-text", "titre", "--out", "liens.csv"),
        ("sources.csv", "cibles.csv", "--top", "0", "--out", "liens.csv"),
        ("sources.csv", "cibles.csv", "--top", "dix", "--out", "liens.csv"),
        ("sources.csv", "cibles.csv", "--out", "liens.ods"),
        ("sources.csv", "cibles.csv"),
    ):
        done = call("match", *arguments, cwd=folder)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "•" in done.stderr
    assert sorted(p.name for p in folder.iterdir()) == before


def test_help_shows_an_example(folder: Path) -> None:
    shown = call("match", "--help", cwd=folder).stdout
    assert "Rapproche deux tables de textes" in shown
    assert "Exemple : coverage-engine match" in " ".join(shown.split())
