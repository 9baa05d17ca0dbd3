"""Coverage Engine: where a profession's training offer falls short.

:func:`run` confronts a catalogue with a referential, :func:`open_run` opens the folder of a report;
both give a :class:`Study`, which shows itself in a notebook and answers questions. Refusals are
:class:`CoverageError`, in French.

Public names are imported on first use, so that the command line answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coverage_engine.domain.version import __version__

__all__ = [
    "AddedOffer",
    "Answer",
    "Chart",
    "CoverageError",
    "InputRefused",
    "Metier",
    "Study",
    "TextMatcher",
    "__version__",
    "open_run",
    "run",
]

if TYPE_CHECKING:
    from coverage_engine.domain.errors import CoverageError, InputRefused
    from coverage_engine.matching.matcher import TextMatcher
    from coverage_engine.questions.changes import AddedOffer
    from coverage_engine.study.answers import Answer, Chart, Metier
    from coverage_engine.study.face import Study, open_run, run

_HOMES = {
    "AddedOffer": "coverage_engine.questions.changes",
    "Answer": "coverage_engine.study.answers",
    "Chart": "coverage_engine.study.answers",
    "CoverageError": "coverage_engine.domain.errors",
    "InputRefused": "coverage_engine.domain.errors",
    "Metier": "coverage_engine.study.answers",
    "Study": "coverage_engine.study.face",
    "TextMatcher": "coverage_engine.matching.matcher",
    "open_run": "coverage_engine.study.face",
    "run": "coverage_engine.study.face",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'coverage_engine' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
