"""The national register of certifications: fiches RNCP and RS, and the file they were read from."""

from __future__ import annotations

from dataclasses import dataclass

RNCP, RS = "RNCP", "RS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche:
    """One certification of the register.

    Attributes
    ----------
    code:
        As registers write it: ``RNCP35918``, ``RS7287``.
    title:
        On one line, doubled apostrophes read as one; ``printed_title`` is what the source holds.
    active:
        Whether registration is open; None when the source does not say.
    expires:
        ISO date of the end of registration; empty when absent or unreadable (then
        ``printed_expires`` holds it).
    replaced_by:
        Codes of the fiches that directly replace this one, in the order of the source.
    wording:
        What the certification attests, in short texts: titles of its blocs, then competencies.
    """

    code: str
    title: str
    active: bool | None
    expires: str
    replaced_by: tuple[str, ...] = ()
    wording: tuple[str, ...] = ()
    printed_title: str = ""
    printed_expires: str = ""

    @property
    def kind(self) -> str:
        """``RNCP`` or ``RS``."""
        return RS if self.code.startswith(RS) else RNCP


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterInfo:
    """Which register was imported.

    Attributes
    ----------
    label, size, sha256:
        Name, bytes and SHA-256 of the source (of the list of its files, for a folder).
    date:
        ISO day of the export, read in the names of its files; empty when they bear none.
    rncp, rs:
        Number of fiches of each kind.
    """

    label: str
    date: str
    size: int
    sha256: str
    rncp: int = 0
    rs: int = 0

    @property
    def count(self) -> int:
        """Number of fiches."""
        return self.rncp + self.rs

    def holds(self, code: str) -> bool:
        """Whether this register has fiches of the kind of ``code``: the older kit has no RS."""
        return bool(self.rs if code.startswith(RS) else self.rncp)


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """A file of a register, announced before what is read in it.

    Attributes
    ----------
    order:
        Order of its dates by its layout: ``JOUR_MOIS`` or ``MOIS_JOUR`` of ``cells.fiche``.
    expires_column:
        Name of the column or element that holds the end of registration.
    """

    name: str
    order: str
    expires_column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FichePart:
    """What one row or element says of a fiche.

    ``whole`` when it is the fiche itself (title, state, end); else only a bloc or a successor of
    it. Title and date are as printed.
    """

    file: str
    row: int
    code: str
    whole: bool = False
    title: str = ""
    active: bool | None = None
    expires: str = ""
    replaced_by: tuple[str, ...] = ()
    wording: tuple[str, ...] = ()
