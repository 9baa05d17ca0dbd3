"""Imports run one way; computing never touches files, pages or the terminal."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import importlinter.cli  # noqa: F401  (importing it registers the kinds of contracts)
import networkx as nx
import pytest
from importlinter.application.use_cases import FAILURE, lint_imports

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "coverage_engine"
# Modules of the longest chain of imports: what a reader may have to open to follow one call.
LONGEST_CHAIN = 16
MOST_LONE_MODULES = 8
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
    return sorted(f for name in PURE for f in (PACKAGE / name).rglob("*.py"))


@pytest.mark.parametrize("path", pure_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_computing_opens_and_prints_nothing(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = (
                node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            )
            assert name not in FORBIDDEN_CALLS, f"{path.name}:{node.lineno} calls {name}"


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_nothing_happens_at_import_time(path: Path) -> None:
    """No file opened and no logging set up when a module is imported."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            pytest.fail(f"{path.name}:{node.lineno} runs a call at import time")


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def imports() -> nx.DiGraph[str]:
    """Every import between modules of the package, late ones and those for types included."""
    names = {module_name(path): path for path in PACKAGE.rglob("*.py")}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(names)
    for name, path in names.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                asked = {f"{node.module}.{a.name}" for a in node.names} & names.keys()
                found = asked or {node.module} & names.keys()
            elif isinstance(node, ast.Import):
                found = {a.name for a in node.names} & names.keys()
            else:
                continue
            graph.add_edges_from((name, other) for other in found - {name})
    return graph


def test_no_ring_even_for_types() -> None:
    rings = [sorted(ring) for ring in nx.strongly_connected_components(imports()) if len(ring) > 1]
    assert not rings


def test_no_long_chain_of_imports() -> None:
    whole = nx.condensation(imports())
    chain = [sorted(whole.nodes[i]["members"]) for i in nx.dag_longest_path(whole)]
    assert len(chain) <= LONGEST_CHAIN, " → ".join(" + ".join(ring) for ring in chain)


def test_few_modules_beside_the_packages() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= MOST_LONE_MODULES


def test_imports_are_seen_wherever_they_stand() -> None:
    graph = imports()
    # At the top of a file, for types only, and within a function.
    assert graph.has_edge("coverage_engine.analysis.run", "coverage_engine.domain.model.doubt")
    assert graph.has_edge("coverage_engine", "coverage_engine.study.face")
    assert graph.has_edge("coverage_engine.cli.evaluate", "coverage_engine.jobs.evaluate")
