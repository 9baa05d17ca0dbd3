"""A table of supposed offers: one line each, «intitule, competences, niveau, metiers»."""

from __future__ import annotations

from pathlib import Path

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.normalise import key
from coverage_engine.domain.user_numbers import Misread
from coverage_engine.questions.changes import AddedOffer
from coverage_engine.questions.choices import HIGHEST
from coverage_engine.questions.parse_changes import LIST, PART, read_level, read_names
from coverage_engine.sources.spreadsheet import find_table, read_sheets

_TITLE, _COMPETENCES, _LEVEL, _METIERS = "intitule", "competences", "niveau", "metiers"
_ID_OF = {
    name: column
    for column, names in {
        _TITLE: ("intitule", "titre", "nom de la formation"),
        _COMPETENCES: ("competences", "competence"),
        _LEVEL: ("niveau",),
        _METIERS: ("metiers", "metier", "metier cible"),
    }.items()
    for name in names
}
# Offers supposed at once: enough for a catalogue of a provider.
MAX_ROWS = 1_000


def read_supposed(path: Path) -> tuple[AddedOffer, ...]:
    """Supposed offers of a CSV file or a workbook; level 3 and every métier unless told.

    Raises
    ------
    InputRefused
        With every fault, its line and its remedy.
    """
    table = find_table(
        read_sheets(path, max_rows=MAX_ROWS), _recognise, (_TITLE, _COMPETENCES), path.name
    )
    faults: list[str] = []
    out = []
    for number, cells in table.rows:
        said = {
            name: cells[at].strip() if at < len(cells) else "" for name, at in table.columns.items()
        }
        if not any(said.values()):
            continue
        where = f"{table.source}, ligne {number}"
        competences = read_names(said[_COMPETENCES].replace(PART, LIST))
        if not said[_TITLE] or not competences:
            faults.append(
                f"{where} : intitulé ou compétences vides → complétez la ligne ou supprimez-la"
            )
        level = HIGHEST
        try:
            # A workbook stores 2 as 2.0.
            level = read_level(said.get(_LEVEL, "").removesuffix(".0") or HIGHEST)
        except Misread as misread:
            faults.append(f"{where}, « {said[_LEVEL][:20]} » : {misread}")
        out.append(
            AddedOffer(
                said[_TITLE],
                competences,
                level,
                tuple(name.strip() for name in said.get(_METIERS, "").split(PART) if name.strip()),
            )
        )
    if faults:
        raise InputRefused(faults)
    return tuple(out)


def _recognise(header: str) -> str | None:
    return _ID_OF.get(key(header))
