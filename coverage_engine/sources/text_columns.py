"""The columns of a table of texts: those asked for, of a usual name, or the only one of words.

A doubt is never settled in silence: it is refused, with the names of the columns that were found.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coverage_engine.domain.normalise import content, key
from coverage_engine.domain.text_tables import names
from coverage_engine.sources.extent import column_letter

# Asked instead of a column, it makes the row numbers the identifiers.
ROW_NUMBER = "ligne"
# Usual names of a column of texts, likeliest first, and words that make identifiers.
_TEXT_NAMES = names("""
intitule, libelle, titre, texte, nom, label, competence, appellation, text, title, name
""")
_ID_NAMES = ("id", "identifiant", "code", "numero", "reference", "ref", "uuid", "uri")
# Rows read to tell whether a column holds words.
_SAMPLE = 200
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")

Rows = Sequence[tuple[int, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a user asks of a table.

    Attributes
    ----------
    path:
        The table.
    texts:
        Columns of text, each ``COL`` or ``COL:weight``; empty to recognise them.
    ident:
        Column of identifiers; None to recognise it, ``ROW_NUMBER`` for none.
    side:
        ``source`` or ``target``, as the options are called.
    """

    path: Path
    texts: tuple[str, ...]
    ident: str | None
    side: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns chosen in a header; ``ident`` is None when row numbers are the identifiers."""

    texts: tuple[tuple[int, float], ...]
    ident: int | None


def cell_at(cells: Sequence[str], at: int) -> str:
    """A cell of a row; a short row ends with empty cells."""
    return cells[at] if at < len(cells) else ""


def choose(header: Sequence[str], rows: Rows, asked: Asked) -> tuple[Columns, list[str]]:
    """Columns of a header, and what is wrong with the ones asked for."""
    ident, faults = _identifier(header, asked)
    texts: list[tuple[int, float]] = []
    for wanted in asked.texts:
        found, fault = _weighted(header, wanted, asked.side)
        texts += found
        faults += fault
    for at in sorted({at for at, _ in texts if [t for t, _ in texts].count(at) > 1}):
        faults.append(f"colonne « {header[at].strip()} » demandée deux fois → gardez-en une")
    if not asked.texts:
        own = _usual(header, _TEXT_NAMES) or _wordy(header, rows, ident)
        texts = [(at, 1.0) for at in own]
        if len(own) != 1:
            what = (
                "plusieurs colonnes peuvent porter le texte"
                if own
                else "aucune colonne de texte reconnue"
            )
            shown = [header[at] for at in own] if own else header
            faults.append(f"{what} : {_listed(shown)} → choisissez avec --{asked.side}-text")
    return Columns(tuple(texts), ident), faults


def _identifier(header: Sequence[str], asked: Asked) -> tuple[int | None, list[str]]:
    if asked.ident is None:
        found = _usual(header, _ID_NAMES)
        if len(found) > 1:
            names = _listed([header[at] for at in found])
            remedy = (
                f"choisissez avec --{asked.side}-id (ou « --{asked.side}-id {ROW_NUMBER} » pour le"
                " numéro de ligne)"
            )
            return None, [f"plusieurs colonnes peuvent être l’identifiant : {names} → {remedy}"]
        return (found[0] if found else None), []
    places = _places(header, asked.ident)
    if not places and key(asked.ident) == ROW_NUMBER:
        return None, []
    if len(places) == 1:
        return places[0], []
    return None, [_unknown(header, asked.ident, f"--{asked.side}-id", places)]


def _weighted(
    header: Sequence[str], wanted: str, side: str
) -> tuple[list[tuple[int, float]], list[str]]:
    """Place and weight of ``COL`` or ``COL:weight``; a title with a colon is a title first."""
    name, _, printed = wanted.rpartition(":")
    places, weight = _printed(header, wanted), 1.0
    if not places and (places := _places(header, name)):
        try:
            weight = float(printed.strip().replace(",", "."))
        except ValueError:
            weight = math.nan
        if not 0 < weight < math.inf:
            fault = f"poids « {printed.strip()[:40]} » de la colonne « {name.strip()} »"
            return [], [
                f"{fault} : ce n’est pas un nombre positif → écrivez par exemple «"
                f" {name.strip()}:0.5 »"
            ]
    places = places or _places(header, wanted)
    if len(places) != 1:
        return [], [_unknown(header, wanted, f"--{side}-text", places)]
    return [(places[0], weight)], []


def _places(header: Sequence[str], name: str) -> list[int]:
    """Columns of that name: as printed, else whatever the case, accents and signs."""
    return _printed(header, name) or [
        at for at, printed in enumerate(header) if key(name) and key(printed) == key(name)
    ]


def _printed(header: Sequence[str], name: str) -> list[int]:
    return [
        at for at, printed in enumerate(header) if name.strip() and printed.strip() == name.strip()
    ]


def _unknown(header: Sequence[str], name: str, option: str, places: Sequence[int]) -> str:
    if places:
        letters = ", ".join(column_letter(at + 1) for at in places)
        return f"plusieurs colonnes s’appellent « {name.strip()[:60]} » ({letters}) → renommez-les"
    return (
        f"colonne « {name.strip()[:60]} » introuvable ; colonnes trouvées : {_listed(header)} →"
        f" corrigez {option}"
    )


def _listed(names: Sequence[str]) -> str:
    shown = [f"« {name.strip()[:40]} »" for name in names if name.strip()]
    more = f" et {len(shown) - 30} autres" if len(shown) > 30 else ""
    return ", ".join(shown[:30]) + more or "aucune"


def has_usual_text(header: Sequence[str]) -> bool:
    """Whether a line has a usual name of a column of texts."""
    return bool(_usual(header, _TEXT_NAMES))


def _usual(header: Sequence[str], names: Sequence[str]) -> list[int]:
    """Columns of a usual name: the likeliest, else all that hold such a word («code_rome»)."""
    keys = [key(_CAMEL.sub(" ", printed)) if len(printed) < 200 else "" for printed in header]
    exact = next((name for name in names if name in keys), "")
    if exact:
        return [at for at, found in enumerate(keys) if found == exact]
    # «id_competence» names an identifier, not a text.
    others = set(_ID_NAMES) - set(names)
    words = [set(found.split()) for found in keys]
    return [at for at, own in enumerate(words) if own & set(names) and not own & others]


def _wordy(header: Sequence[str], rows: Rows, ident: int | None) -> list[int]:
    """Columns other than the identifier in which most of the filled cells hold a word."""
    out = []
    for at in range(len(header)):
        filled = [text for _, cells in rows[:_SAMPLE] if (text := cell_at(cells, at).strip())]
        words = sum(any(len(w) > 2 and w.isalpha() for w in content(text)) for text in filled)
        if at != ident and words * 2 > len(filled):
            out.append(at)
    return out
