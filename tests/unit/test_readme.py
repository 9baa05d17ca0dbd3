"""The README tells the truth: its Python block runs, its commands exist, its files are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coverage_engine.cli.app import app
from coverage_engine.cli.ask import OTHERS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_python_block_runs(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    assert "à renforcer" in capsys.readouterr().out


def test_every_command_is_documented() -> None:
    groups = [g for g in app.registered_groups if g.typer_instance]
    apps = [
        (app, ""),
        *((g.typer_instance, f"{g.name} " if isinstance(g.name, str) else "") for g in groups),
    ]
    names = [
        f"{at}{c.name or (c.callback.__name__ if c.callback else '')}"
        for a, at in apps
        if a
        for c in a.registered_commands
        # Told by their own declaration; the README tells that they are there.
        if c.rich_help_panel != OTHERS
    ]
    assert "by its French name" in README
    assert {"report", "offers", "what-if"} <= set(names)
    for name in names:
        # «show» is told on the line of «import».
        assert f"coverage-engine {name}" in README or f"`{name}" in README, name


@pytest.mark.parametrize(
    "path",
    sorted(
        set(
            re.findall(
                r"`((?:coverage_engine|referentials|catalogue|docs|benchmarks|tests)/[\w./-]+)`",
                README,
            )
        )
    ),
)
def test_every_named_path_exists(path: str) -> None:
    assert (ROOT / path).exists(), path


def test_make_targets_come_first() -> None:
    assert README.index("make report") < README.index("make test") < 1_000
    assert "py -m venv" in README
