"""The wheel carries data and templates: installed elsewhere, the command works from an empty
directory.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_installed_wheel_makes_a_report_from_an_empty_directory(tmp_path: Path) -> None:
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path / "dist"),
        str(ROOT),
    ]
    made = subprocess.run(build, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    wheel = next((tmp_path / "dist").glob("*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    assert "coverage_engine/embedded/referentials/assistance-2026/besoins.csv" in names
    assert "coverage_engine/embedded/catalogue/annexe-a-2026/lignes.csv" in names
    assert not [n for n in names if n.startswith("tests/")]
    # Dependencies come from this environment; the package itself only from the wheel.
    home = tmp_path / "ailleurs"
    venv.create(home, with_pip=False)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    dependencies = [p for p in sys.path if p.endswith("site-packages")]
    (Path(site) / "dependencies.pth").write_text("\n".join(dependencies), encoding="utf-8")
    empty = tmp_path / "vide"
    empty.mkdir()
    code = "import coverage_engine, sys; print(coverage_engine.__file__)"
    where = subprocess.run(
        [python, "-c", code], cwd=empty, capture_output=True, text=True, check=True
    ).stdout
    assert str(home) in where
    done = subprocess.run(
        [python, "-m", "coverage_engine", "report"],
        cwd=empty,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (empty / "rapport" / "rapport.pdf").stat().st_size > 100_000
