"""Where a run comes from: files that were read, date, versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read: its name inside its folder, size in bytes and SHA-256."""

    role: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a run comes from; ``date``: ISO, ``SOURCE_DATE_EPOCH`` or the catalogue's, or empty."""

    date: str
    epoch: int
    inputs: tuple[InputFile, ...]
    versions: Mapping[str, str]
