"""Tables of a register: the daily CSV export of France compétences, or the older kit.

Tables are known by their columns, never by names, whose accents vary by archive.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from coverage_engine.domain.cells.fiche import JOUR_MOIS, MOIS_JOUR, one_line, read_code, read_state
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.anomaly import Anomaly, fault_table
from coverage_engine.domain.model.register import FichePart, RegisterFile
from coverage_engine.sources.register_files import Member

_FAULTS = fault_table("""
A | FICHE-CODE |  | {expected} | {done} |
A | FICHE-ETAT |  | {expected} | {done} |
A | FICHE-LIGNE |  | {expected} cellules, comme la ligne de titres ({cells} lues) | ligne non gardée
   |
""")


# No genuine line comes near: titles have 800 characters at most.
_MAX_LINE = 100_000
_CHUNK = 1 << 20

Records = Iterator[RegisterFile | FichePart | Anomaly]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Columns of one table: which hold what, as printed. Empty when the table does not say it."""

    name: str
    code: str
    order: str
    title: str = ""
    state: str = ""
    expires: str = ""
    successor: str = ""
    bloc: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that are read: all must be there."""
        return tuple(
            c
            for c in (self.code, self.title, self.state, self.expires, self.successor, self.bloc)
            if c
        )

    @property
    def whole(self) -> bool:
        """Whether a row is a fiche."""
        return bool(self.title)


_DAILY, _KIT = "Numero_Fiche", "CodeRNCP"
LAYOUTS = (
    Layout(
        name="fiches",
        code=_DAILY,
        order=JOUR_MOIS,
        title="Intitule",
        state="Actif",
        expires="Date_Fin_Enregistrement",
    ),
    Layout(name="blocs", code=_DAILY, order=JOUR_MOIS, bloc="Bloc_Competences_Libelle"),
    Layout(name="remplacements", code=_DAILY, order=JOUR_MOIS, successor="Nouvelle_Certification"),
    Layout(
        name="fiches",
        code=_KIT,
        order=MOIS_JOUR,
        title="intituleDiplome",
        state="ActiveInactive",
        expires="date_fin_validite_enregistrement",
        successor="NouvelleFiche",
    ),
    Layout(name="blocs", code=_KIT, order=MOIS_JOUR, bloc="intitule"),
)
# Of these two layouts, the first column that only the table of fiches has.
_FICHE_COLUMNS = {"Intitule", "intituleDiplome"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose layout was recognised; ``layout`` is None for one that is not needed."""

    member: Member
    layout: Layout | None


def recognise_table(member: Member) -> Table | None:
    """Recognise a table by its columns; None when it is no table of a register.

    Raises
    ------
    InputRefused
        If it is the table of fiches but lacks a column that is read.
    """
    with member.open() as stream:
        line = stream.readline(_MAX_LINE)
    lines = line.decode("utf-8-sig", errors="replace").splitlines()
    try:
        header = [cell.strip() for cell in next(csv.reader(lines[:1], delimiter=";"), [])]
    except csv.Error:
        return None
    if not {_DAILY, _KIT} & set(header):
        return None
    for layout in LAYOUTS:
        if set(layout.columns) <= set(header):
            return Table(member, layout)
    if _FICHE_COLUMNS & set(header):
        wanted = next(x for x in LAYOUTS if x.code in header and x.whole)
        missing = ", ".join(c for c in wanted.columns if c not in header)
        raise InputRefused(
            f"{member.name}, ligne 1 : colonne introuvable : {missing} → téléchargez de nouveau"
            " l’export"
        )
    return Table(member, None)


def read_table(table: Table) -> Records:
    """Read a table row by row; what cannot be read is an anomaly with its row.

    Raises
    ------
    InputRefused
        If the file is no text, is badly quoted, or has a line beyond any genuine one.
    """
    member, layout = table.member, table.layout
    if layout is None:
        return
    yield RegisterFile(member.name, layout.order, layout.expires)
    header: list[str] = []
    number = 0
    # Strict, so that a quote never closed is told instead of swallowing the rows that follow.
    reader = csv.reader(_lines(member), delimiter=";", strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if not header:
                header = [cell.strip() for cell in cells]
            elif any(map(str.strip, cells)):
                if len(cells) != len(header):
                    yield _short(member.name, number, cells, len(header))
                else:
                    yield from _row(
                        member.name, number, dict(zip(header, cells, strict=True)), layout
                    )
    except csv.Error:
        fault = "guillemet mal placé ou jamais refermé, ou cellule démesurée"
        raise InputRefused(
            f"{member.name}, ligne {number + 1} : {fault} → téléchargez de nouveau l’export"
        ) from None


def _row(
    name: str, number: int, cells: Mapping[str, str], layout: Layout
) -> Iterator[FichePart | Anomaly]:
    code = read_code(cells[layout.code])
    if not code:
        yield unread_code(name, number, layout.code, cells[layout.code], "ligne non gardée")
        return
    active, understood = read_state(cells[layout.state]) if layout.state else (None, True)
    if not understood:
        yield unread_state(name, number, layout.state, cells[layout.state], code)
    printed = cells[layout.successor].strip() if layout.successor else ""
    successor = read_code(printed)
    if printed and not successor:
        yield unread_code(
            name, number, layout.successor, printed, f"{code} gardée sans ce remplacement"
        )
    bloc = one_line(cells[layout.bloc]) if layout.bloc else ""
    yield FichePart(
        file=name,
        row=number,
        code=code,
        whole=layout.whole,
        title=cells[layout.title] if layout.title else "",
        active=active,
        expires=cells[layout.expires] if layout.expires else "",
        replaced_by=(successor,) if successor else (),
        wording=(bloc,) if bloc else (),
    )


def unread_code(name: str, row: int, column: str, printed: str, done: str) -> Anomaly:
    """Anomaly of a cell that should hold one code."""
    expected = "un code, comme RNCP35918 ou RS5000"
    return _FAULTS["FICHE-CODE"].at(
        name, row, printed.strip()[:200], column=column, expected=expected, done=done
    )


def unread_state(name: str, row: int, column: str, printed: str, code: str) -> Anomaly:
    """Anomaly of a state that is neither open nor closed."""
    expected, done = "ACTIVE ou INACTIVE, Oui ou Non", f"{code} gardée, état non dit"
    return _FAULTS["FICHE-ETAT"].at(
        name, row, printed.strip()[:200], column=column, expected=expected, done=done
    )


def _short(name: str, row: int, cells: list[str], expected: int) -> Anomaly:
    return _FAULTS["FICHE-LIGNE"].at(
        name, row, " ; ".join(cells)[:200], expected=expected, cells=len(cells)
    )


def _lines(member: Member) -> Iterator[str]:
    """Lines of a text file, in UTF-8 if it all is, else in the Windows code page."""
    encoding = _encoding(member)
    with member.open() as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        number = 0
        try:
            while line := text.readline(_MAX_LINE + 1):
                number += 1
                if len(line) > _MAX_LINE:
                    fault = "ligne démesurée → ce n’est pas un export du registre"
                    raise InputRefused(f"{member.name}, ligne {number} : {fault}")
                yield line
        except UnicodeDecodeError:
            raise InputRefused(
                f"{member.name} : encodage inconnu → téléchargez de nouveau l’export"
            ) from None


def _encoding(member: Member) -> str:
    decode: Callable[..., str] = codecs.getincrementaldecoder("utf-8")().decode
    doubtful = accents = False
    with member.open() as stream:
        while True:
            chunk = stream.read(_CHUNK)
            if b"\x00" in chunk:
                raise InputRefused(
                    f"{member.name} : ce fichier n’est pas du texte → téléchargez de nouveau"
                    " l’export"
                )
            accents = accents or b"\xc3\xa9" in chunk  # «é» in UTF-8, «Ã©» in the Windows code page
            if not doubtful:
                try:
                    decode(chunk, final=not chunk)
                except UnicodeDecodeError:
                    doubtful = True
            if not chunk:
                break
    if doubtful and accents:
        raise InputRefused(
            f"{member.name} : deux encodages mêlés, ou fichier coupé → téléchargez de nouveau"
            " l’export"
        )
    return "cp1252" if doubtful else "utf-8-sig"
