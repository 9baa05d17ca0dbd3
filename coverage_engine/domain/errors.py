"""Errors a caller may meet. Messages are in French: users read them."""

from __future__ import annotations

from collections.abc import Sequence


class CoverageError(Exception):
    """Base of every error raised on purpose; its text can be shown to a user as it is.

    Attributes
    ----------
    code:
        Stable name of the kind of refusal, for programs.
    asked, near:
        The name that is unknown, as it was typed, and those that look like it; often nothing.
    """

    code = "demande-refusee"
    asked: str = ""
    near: tuple[str, ...] = ()


class UnknownName(CoverageError):
    """A question about something that the run does not hold."""


class InputRefused(CoverageError):
    """Inputs that cannot be used, with every fault found in one pass.

    Parameters
    ----------
    faults:
        One French sentence per fault, each with its place (file, row, column) and remedy; a lone
        sentence when there is one fault.
    """

    def __init__(self, faults: str | Sequence[str]) -> None:
        self.faults = (faults,) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(self.faults))


class UnknownMetier(UnknownName):
    """A métier that no label resembles enough; carries the nearest names, else all known ones."""

    code = "metier-inconnu"

    def __init__(self, asked: str, near: Sequence[str], known: Sequence[str] = ()) -> None:
        self.asked = asked
        self.near = tuple(near)
        hint = ""
        if near:
            hint = f" Vouliez-vous dire\u00a0: {' ; '.join(near)}\u00a0?"
        elif known:
            hint = f" Métiers du rapport\u00a0: {' ; '.join(known)}."
        super().__init__(f"Métier inconnu ou ambigu\u00a0: « {shortened(asked)} ».{hint}")


def shortened(text: str, limit: int = 80) -> str:
    """What was typed, cut when too long to be shown."""
    return text if len(text) <= limit else text[: limit - 3] + "…"


class UnknownNeed(UnknownName):
    """A need that the métier does not have; carries those that look like it."""

    code = "besoin-inconnu"

    def __init__(self, metier: str, asked: str, near: Sequence[str]) -> None:
        self.near = tuple(near)
        hint = (
            f" Vouliez-vous dire\u00a0: {' ; '.join(near)}\u00a0?"
            if near
            else " Voyez la liste de ses besoins."
        )
        super().__init__(f"« {metier} » n’a pas de besoin « {shortened(asked)} ».{hint}")


class UnknownOffer(UnknownName):
    """An offer that the catalogue does not hold; carries those that look like it."""

    code = "offre-inconnue"

    def __init__(self, asked: str, near: Sequence[str]) -> None:
        self.asked = asked
        self.near = tuple(near)
        hint = (
            f" Vouliez-vous dire\u00a0: {' ; '.join(near)}\u00a0?"
            if near
            else " Voyez la liste des offres."
        )
        super().__init__(f"Offre inconnue\u00a0: « {shortened(asked)} ».{hint}")


class UnknownCompetence(UnknownName):
    """A competency that the referential does not hold; carries those that look like it."""

    code = "competence-inconnue"

    def __init__(self, asked: str, near: Sequence[str]) -> None:
        self.near = tuple(near)
        hint = f" Vouliez-vous dire\u00a0: {' ; '.join(near)}\u00a0?" if near else ""
        super().__init__(f"Compétence inconnue\u00a0: « {shortened(asked)} ».{hint}")


class OutOfPerimeter(UnknownName):
    """A métier of the branch that this study leaves out: known, but without needs or rate."""

    code = "metier-hors-perimetre"

    def __init__(self, metier: str) -> None:
        super().__init__(
            f"« {metier} » est un métier de la branche, mais hors du périmètre étudié : il n’a ni"
            " besoins ni taux."
        )


class TookTooLong(CoverageError):
    """A computation that was given up: the same question, smaller, may be answered."""

    code = "trop-long"


class OutputRefused(CoverageError):
    """The output place cannot be written or is not ours to replace."""
