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
    """A question about something that the run does not hold, with what looks like it.

    Parameters
    ----------
    said:
        What is unknown, as a French sentence without its end.
    otherwise:
        What to do when nothing looks like it.
    """

    def __init__(self, said: str, asked: str, near: Sequence[str], otherwise: str = "") -> None:
        self.asked = asked
        self.near = tuple(near)
        hint = f"Vouliez-vous dire\u00a0: {' ; '.join(near)}\u00a0?" if near else otherwise
        super().__init__(f"{said}. {hint}".rstrip())


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


def shortened(text: str, limit: int = 80) -> str:
    """What was typed, cut when too long to be shown."""
    return text if len(text) <= limit else text[: limit - 3] + "…"


class UnknownMetier(UnknownName):
    """A métier that no label resembles enough; carries the nearest names, else all known ones."""

    code = "metier-inconnu"

    def __init__(self, asked: str, near: Sequence[str], known: Sequence[str] = ()) -> None:
        others = f"Métiers du rapport\u00a0: {' ; '.join(known)}." if known else ""
        said = f"Métier inconnu ou ambigu\u00a0: « {shortened(asked)} »"
        super().__init__(said, asked, near, others)


class UnknownNeed(UnknownName):
    """A need that the métier does not have."""

    code = "besoin-inconnu"

    def __init__(self, metier: str, asked: str, near: Sequence[str]) -> None:
        said = f"« {metier} » n’a pas de besoin « {shortened(asked)} »"
        super().__init__(said, asked, near, "Voyez la liste de ses besoins.")


class UnknownOffer(UnknownName):
    """An offer that the catalogue does not hold."""

    code = "offre-inconnue"

    def __init__(self, asked: str, near: Sequence[str]) -> None:
        said = f"Offre inconnue\u00a0: « {shortened(asked)} »"
        super().__init__(said, asked, near, "Voyez la liste des offres.")


class UnknownCompetence(UnknownName):
    """A competency that the referential does not hold."""

    code = "competence-inconnue"

    def __init__(self, asked: str, near: Sequence[str]) -> None:
        super().__init__(f"Compétence inconnue\u00a0: « {shortened(asked)} »", asked, near)


class OutOfPerimeter(UnknownName):
    """A métier of the branch that this study leaves out: known, but without needs or rate."""

    code = "metier-hors-perimetre"

    def __init__(self, metier: str) -> None:
        said = (
            f"« {metier} » est un métier de la branche, mais hors du périmètre étudié : il n’a ni"
            " besoins ni taux"
        )
        super().__init__(said, "", ())


class TookTooLong(CoverageError):
    """A computation that was given up: the same question, smaller, may be answered."""

    code = "trop-long"


class OutputRefused(CoverageError):
    """The output place cannot be written or is not ours to replace."""
