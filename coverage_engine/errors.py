"""Errors a caller may meet. Messages are in French: users read them."""

from __future__ import annotations

from collections.abc import Sequence


class CoverageError(Exception):
    """Base of every error raised on purpose; its text can be shown to a user as it is."""


class InputRefused(CoverageError):
    """Inputs that cannot be used, with every fault found in one pass.

    Parameters
    ----------
    faults:
        One French sentence per fault, each with its place (file, row, column) and remedy.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class UnknownMetier(CoverageError):
    """A métier that no label resembles enough; carries the nearest names."""

    def __init__(self, asked: str, near: Sequence[str]) -> None:
        self.asked = asked
        self.near = tuple(near)
        hint = f" Vouliez-vous dire : {' ; '.join(self.near)} ?" if self.near else ""
        super().__init__(f"Métier inconnu : « {asked} ».{hint}")


class OutputRefused(CoverageError):
    """The output place cannot be written or is not ours to replace."""
