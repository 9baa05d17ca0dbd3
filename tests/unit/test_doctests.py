"""Examples in docstrings are executed."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import coverage_engine

MODULES = sorted(
    m.name
    for m in pkgutil.walk_packages(coverage_engine.__path__, "coverage_engine.")
    if "__main__" not in m.name
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
