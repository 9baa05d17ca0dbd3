"""Coverage Engine: where a profession's training offer falls short.

Public names are imported on first use, so that the command line answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["CoverageError", "InputRefused", "Run", "TextMatcher", "__version__", "run"]

if TYPE_CHECKING:
    from coverage_engine.errors import CoverageError, InputRefused
    from coverage_engine.matching.matcher import TextMatcher
    from coverage_engine.pipeline import run
    from coverage_engine.query.run import Run

_HOMES = {
    "CoverageError": "coverage_engine.errors",
    "InputRefused": "coverage_engine.errors",
    "Run": "coverage_engine.query.run",
    "TextMatcher": "coverage_engine.matching.matcher",
    "run": "coverage_engine.pipeline",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'coverage_engine' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
