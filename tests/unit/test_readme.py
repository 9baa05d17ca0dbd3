"""The README tells the truth: its Python block runs, its commands exist, its files are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coverage_engine.cli import app

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_python_block_runs(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    assert "à renforcer" in capsys.readouterr().out


def test_every_command_is_documented() -> None:
    names = {c.name or (c.callback.__name__ if c.callback else "") for c in app.registered_commands}
    for name in names:
        assert f"coverage-engine {name}" in README


@pytest.mark.parametrize(
    "path",
    sorted(set(re.findall(r"`((?:coverage_engine|referentials|catalogue|docs|benchmarks|tests)/[\w./-]+)`", README))),
)
def test_every_named_path_exists(path: str) -> None:
    assert (ROOT / path).exists(), path


def test_make_targets_come_first() -> None:
    assert README.index("make report") < README.index("make test") < 1_000
    assert "py -m venv" in README
