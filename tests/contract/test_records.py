"""Records of more than four fields are built by name: a swap of two neighbours cannot go unseen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Fields that a reader still tells apart by their place.
MOST = 4
FILES = sorted((ROOT / "coverage_engine").rglob("*.py"))


def fields_of(node: ast.ClassDef) -> list[str]:
    return [
        part.target.id
        for part in node.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    ]


def records(tree: ast.AST) -> Iterator[tuple[ast.ClassDef, bool, bool]]:
    """Each record, whether it is a named tuple, and whether it is built by name only."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        if any(isinstance(b, ast.Name) and b.id == "NamedTuple" for b in node.bases):
            yield node, True, False
        for made in node.decorator_list:
            call = made if isinstance(made, ast.Call) else None
            name = call.func if call else made
            if isinstance(name, ast.Name) and name.id == "dataclass":
                words = {k.arg for k in call.keywords} if call else set()
                yield node, False, "kw_only" in words


@cache
def large_tuples() -> frozenset[str]:
    """Named tuples of more than four fields: Python lets them be built by position, we do not."""
    return frozenset(
        node.name
        for path in FILES
        for node, is_tuple, _ in records(ast.parse(path.read_text(encoding="utf-8")))
        if is_tuple and len(fields_of(node)) > MOST
    )


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_large_records_are_built_by_name(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node, is_tuple, by_name in records(tree):
        if not is_tuple and len(fields_of(node)) > MOST:
            assert by_name, f"{path.name}:{node.lineno} {node.name} lacks kw_only=True"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            placed = node.func.id in large_tuples() and node.args
            assert not placed, f"{path.name}:{node.lineno} {node.func.id} built by position"


def test_a_record_built_by_position_is_seen() -> None:
    source = "@dataclass(frozen=True)\nclass Five:\n" + "".join(
        f"    f{i}: int\n" for i in range(5)
    )
    ((node, is_tuple, by_name),) = records(ast.parse(source))
    assert (len(fields_of(node)), is_tuple, by_name) == (5, False, False)
