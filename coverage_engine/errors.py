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
    """A métier that no label resembles enough; carries the nearest names, else all the known ones."""

    def __init__(self, asked: str, near: Sequence[str], known: Sequence[str] = ()) -> None:
        self.asked = asked
        self.near = tuple(near)
        hint = ""
        if near:
            hint = f" Vouliez-vous dire\u00a0: {' ; '.join(near)}\u00a0?"
        elif known:
            hint = f" Métiers du rapport\u00a0: {' ; '.join(known)}."
        shown = asked if len(asked) <= 80 else asked[:77] + "…"
        super().__init__(f"Métier inconnu ou ambigu\u00a0: « {shown} ».{hint}")


class OutOfPerimeter(CoverageError):
    """A métier of the branch that this study leaves out: known, but without needs or rate."""

    def __init__(self, metier: str) -> None:
        super().__init__(
            f"« {metier} » est un métier de la branche, mais hors du périmètre étudié : il n’a ni besoins ni taux."
        )


class OutputRefused(CoverageError):
    """The output place cannot be written or is not ours to replace."""
