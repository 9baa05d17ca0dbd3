"""The register as a user meets it: imported, then given to the other commands. Fiches, titles and
dates are invented.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HEADER = "Id_Fiche;Numero_Fiche;Intitule;Date_Fin_Enregistrement;Actif\n"
FICHES = (
    "1;RS7287;Optimiser l'efficacité administrative avec l'IA;31/12/2026;ACTIVE\n"
    "2;RNCP35918;Contrôle de gestion et audit organisationnel;31/08/2025;INACTIVE\n"
)


def call(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", "-m", "coverage_engine", *arguments]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("registre")
    with zipfile.ZipFile(made / "export-fiches-csv-2026-08-16.zip", "w") as archive:
        archive.writestr("export_fiches_CSV_Standard_2026_08_16.csv", HEADER + FICHES)
    done = call("register", "import", "export-fiches-csv-2026-08-16.zip", cwd=made)
    assert done.returncode == 0, done.stderr
    assert "Registre du 16 août 2026 : 1 fiche RNCP, 1 fiche RS." in done.stdout
    assert "--register registre.sqlite" in done.stdout
    return made


def test_check_with_and_without_a_register(folder: Path) -> None:
    done = call("check", "--register", "registre.sqlite", cwd=folder)
    assert done.returncode == 0, done.stderr
    for code in ("CODE-INCONNU", "CODE-INACTIF", "CODE-EXPIRE-BIENTOT"):
        assert f"[{code}]" in done.stdout
    assert "registre du 16 août 2026 : 2 codes trouvés sur 12." in done.stdout
    without = call("check", cwd=folder)
    assert "CODE-IN" not in without.stdout
    assert "n’ont pas été contrôlés" in without.stdout


def test_report_and_gaps_take_a_register(folder: Path) -> None:
    done = call("report", "--register", "registre.sqlite", "--out", "rapport", cwd=folder)
    assert done.returncode == 0, done.stderr
    manifest = (folder / "rapport" / "manifest.json").read_text(encoding="utf-8")
    assert '"role": "registre"' in manifest
    assert '"fichier": "export-fiches-csv-2026-08-16.zip"' in manifest
    assert "CODE-INACTIF" in (folder / "rapport" / "donnees" / "anomalies.csv").read_text(
        encoding="utf-8"
    )
    asked = call("gaps", "formateur", "--register", "registre.sqlite", cwd=folder)
    assert asked.returncode == 0, asked.stderr


def test_show_prints_fiches(folder: Path) -> None:
    done = call("register", "show", "rs 7287", "RS1", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "RS7287 : Optimiser l'efficacité administrative avec l'IA" in done.stdout
    assert "RS1 : absent" in done.stdout


def test_help_of_the_group_is_french(folder: Path) -> None:
    for arguments in (
        ("register", "--help"),
        ("register", "import", "--help"),
        ("register", "show", "--help"),
    ):
        shown = call(*arguments, cwd=folder).stdout
        assert "Affiche cette aide" in shown
        assert "Show this message" not in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("register", "import", "absent.zip"), "absent.zip : introuvable"),
        (("register", "import", "registre.sqlite"), "format « .sqlite » non lu"),
        (("register", "import"), "il manque ARCHIVE|DOSSIER"),
        (
            ("register", "import", "export-fiches-csv-2026-08-16.zip", "--out", "."),
            "est un dossier",
        ),
        (
            ("register", "show", "RS1", "--register", "export-fiches-csv-2026-08-16.zip"),
            "n’est pas un registre importé",
        ),
        (("register", "effacer"), "commande inconnue"),
        (
            ("report", "--register", "absent.sqlite", "--out", "r2"),
            "absent.sqlite : registre introuvable",
        ),
    ],
)
def test_refusals_are_plain_french(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    done = call(*arguments, cwd=folder)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
