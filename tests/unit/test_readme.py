"""The documents tell the truth: what they name exists, what they show runs, and versions agree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
import typer
import yaml

from coverage_engine.cli.app import app
from coverage_engine.cli.ask import OTHERS
from coverage_engine.domain.version import __version__

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("*.md")),
        *sorted((ROOT / "docs" / "choices").glob("*.md")),
    )
}
README = PAGES["README.md"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
# What the targets of the Makefile make, absent from a clean clone.
MADE = ("reports/out", "docs/api")
# Recipes of CONTRIBUTING.md, and the most files that each may touch.
RECIPES = {"A column": 4, "A question": 3, "A chart": 3, "A reader": 2, "A check": 2}
MOST_WORDS = 1_800


@cache
def commands(*, told: bool = False) -> set[str]:
    """Every command, those of a group after its name; ``told`` leaves out those that the README
    tells all at once: the questions without a verb of their own.
    """
    groups = [
        (f"{g.name} " if isinstance(g.name, str) else "", g.typer_instance)
        for g in app.registered_groups
    ]
    return {
        f"{group}{c.name or (c.callback.__name__ if c.callback else '')}"
        for group, its in [("", app), *groups]
        if its
        for c in its.registered_commands
        if not (told and c.rich_help_panel == OTHERS)
    }


@cache
def options() -> dict[str, set[str]]:
    """Options of each command, hidden ones included."""
    found = {}
    for name in commands():
        command = typer.main.get_command(app)
        for part in name.split():
            command = command.commands[part]
        found[name] = {option for p in command.params for option in p.opts} | {"--help"}
    return found


def test_the_readme_is_short() -> None:
    assert len(README.split()) <= MOST_WORDS


@pytest.mark.slow
def test_the_python_block_runs(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    assert "à renforcer" in capsys.readouterr().out


def test_every_command_is_documented() -> None:
    assert {"report", "offers", "what-if", "register show"} <= commands()
    for name in commands(told=True):
        assert f"`coverage-engine {name}" in README, name
    assert "by its French name" in README


@pytest.mark.parametrize("page", PAGES)
def test_every_named_command_exists(page: str) -> None:
    first = {name.split()[0] for name in commands()}
    for name in re.findall(r"coverage-engine +([a-z][a-z-]*)", PAGES[page]):
        assert name in first, name
    for name in re.findall(r"coverage-engine +(register +[a-z]+)", PAGES[page]):
        assert name in commands(), name
    for name in re.findall(r"`make ([a-z]+)", PAGES[page]):
        assert name in TARGETS, name


@pytest.mark.parametrize(
    "page", ["README.md", "docs/commands.md", "docs/desk.md", "docs/guide.md", "docs/limits.md"]
)
def test_every_named_option_exists(page: str) -> None:
    known = options()
    for name in re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGES[page]):
        assert any(name in its for its in known.values()), name
    for command, rest in re.findall(
        r"coverage-engine +(register +[a-z]+|[a-z][a-z-]*)([^`\n]*)", PAGES[page]
    ):
        asked = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", rest))
        assert asked <= known[command], command


@pytest.mark.parametrize("page", PAGES)
def test_every_named_path_exists(page: str) -> None:
    text = re.sub(r"```diff\n.*?```", "", PAGES[page], flags=re.DOTALL)
    folders = "coverage_engine|referentials|catalogue|docs|benchmarks|tests|reports"
    for name in re.findall(rf"(?<![\w./(\\])((?:{folders})/[\w./-]*[\w/])", text):
        assert name.startswith(MADE) or (ROOT / name).exists(), name


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", PAGES[page]):
        name, _, anchor = target.partition("#")
        path = ((ROOT / page).parent / name).resolve() if name else ROOT / page
        assert path.exists(), target
        if anchor:
            titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", t.lower()).replace(" ", "-") for t in titles}
            assert anchor in slugs, target


def test_make_targets_come_first() -> None:
    assert README.index("make report") < README.index("make test") < 1_000
    assert "py -m venv" in README


def test_every_target_says_what_it_does() -> None:
    assert set(re.findall(r"^([a-z]+):.* ## \S", MAKEFILE, re.MULTILINE)) == TARGETS


def test_what_runs_before_a_commit_is_what_ci_runs() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    hooks = [hook for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"]]
    assert [hook["entry"] for hook in hooks] == ["make lint", "make contracts"]
    # CI runs the first by name, and the second among all tests.
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith("make test")
    assert re.search(r"^test: lint ", MAKEFILE, re.MULTILINE)
    assert re.search(r"^test:.*\n\t\$\(PYTEST\) \$\(PARALLEL\)$", MAKEFILE, re.MULTILINE)


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    latest = re.search(r"^## \[?(\d+\.\d+\.\d+)", changes, re.MULTILINE)
    assert latest is not None
    assert __version__ == project["version"] == latest[1]


def recipes() -> dict[str, str]:
    """The diff of each recipe of CONTRIBUTING.md, by its title."""
    parts = re.split(r"^###? ", PAGES["CONTRIBUTING.md"], flags=re.MULTILINE)
    diffs = {
        part.split("\n", 1)[0]: "".join(re.findall(r"```diff\n(.*?)```", part, re.DOTALL))
        for part in parts[1:]
    }
    return {title: diff for title, diff in diffs.items() if diff}


def test_each_recipe_has_its_diff() -> None:
    assert recipes().keys() == RECIPES.keys()


@pytest.mark.slow
@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_applies_and_its_test_passes(title: str, tmp_path: Path) -> None:
    diff = recipes()[title]
    touched = re.findall(r"^\+\+\+ b/(\S+)$", diff, re.MULTILINE)
    assert len(touched) <= RECIPES[title]
    for name in ("coverage_engine", "referentials", "catalogue", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    applied = subprocess.run(
        ["git", "apply", "-"],
        cwd=tmp_path,
        input=diff,
        text=True,
        encoding="utf-8",
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)},
    )
    assert applied.returncode == 0, applied.stderr
    brought = [
        f"{path}::{test}"
        for path, part in re.findall(
            r"^\+\+\+ b/(tests/\S+)\n(.*?)(?=^diff |\Z)", diff, re.DOTALL | re.MULTILINE
        )
        for test in re.findall(r"^\+def (test_\w+)", part, re.MULTILINE)
    ]
    assert brought
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *brought],
        cwd=tmp_path,
        text=True,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
