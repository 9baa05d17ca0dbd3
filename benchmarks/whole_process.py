"""Whole-process CPU and memory of the commands, measured by the operating system. Run: ``make
bench``.

Prints the median of several runs after a warm-up; no test depends on it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 5


def measure(arguments: list[str], cwd: str) -> tuple[float, float]:
    """CPU seconds (user + system) and peak memory (MB) of one command."""
    process = subprocess.Popen(
        [sys.executable, "-m", "coverage_engine", *arguments],
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)} failed with status {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Measure every command on the embedded data and print medians."""
    with tempfile.TemporaryDirectory() as folder:
        run = str(Path(folder) / "rapport")
        titles = Path(folder) / "titres.csv"
        titles.write_text("intitule\nMaîtriser ChatGPT\nExcel perfectionnement\n", encoding="utf-8")
        commands = {
            "report": ["report", "--out", run],
            "gaps --run": ["gaps", "formateur", "--run", run],
            "tag": ["tag", str(titles)],
            "check": ["check"],
            "--help": ["--help"],
        }
        for name, arguments in commands.items():
            measure(arguments, folder)
            results = [measure(arguments, folder) for _ in range(RUNS)]
            cpu, memory = (statistics.median(column) for column in zip(*results, strict=True))
            print(f"{name:<12} {cpu:6.2f} s CPU   {memory:6.0f} MB peak   (median of {RUNS})")


if __name__ == "__main__":
    main()
