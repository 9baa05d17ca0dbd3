"""French typography for a whole view-model, in one place for every format."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from coverage_engine.domain.french import typeset

T = TypeVar("T")


def typeset_view(view: T) -> T:
    """The same view-model with French spaces in texts; keys and numbers are left alone."""
    out: T = _typeset(view)
    return out


def _typeset(value: Any) -> Any:
    if isinstance(value, str):
        return typeset(value) if " " in value else value
    if isinstance(value, tuple):
        return tuple(map(_typeset, value))
    if isinstance(value, Mapping):
        return {name: _typeset(item) for name, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: _typeset(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **changes)
    return value
