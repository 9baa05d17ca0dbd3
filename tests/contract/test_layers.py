"""Imports run one way; computing never touches files, pages or the terminal."""

from __future__ import annotations

import ast
from pathlib import Path

import importlinter.cli  # noqa: F401  (importing it registers the kinds of contracts)
import pytest
from importlinter.application.use_cases import FAILURE, lint_imports

ROOT = Path(__file__).resolve().parents[2]
PURE = ("analysis", "matching", "checks", "domain", "tables", "questions")
FORBIDDEN_CALLS = {
    "open",
    "print",
    "read_csv",
    "read_excel",
    "to_csv",
    "to_excel",
    "read_text",
    "write_text",
    "read_bytes",
    "write_bytes",
}


def test_import_contracts_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) is not FAILURE


def pure_files() -> list[Path]:
    package = ROOT / "coverage_engine"
    return sorted(f for name in PURE for f in (package / name).rglob("*.py"))


@pytest.mark.parametrize("path", pure_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_computing_opens_and_prints_nothing(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = (
                node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            )
            assert name not in FORBIDDEN_CALLS, f"{path.name}:{node.lineno} calls {name}"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "coverage_engine").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_nothing_happens_at_import_time(path: Path) -> None:
    """No file opened and no logging set up when a module is imported."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            pytest.fail(f"{path.name}:{node.lineno} runs a call at import time")
