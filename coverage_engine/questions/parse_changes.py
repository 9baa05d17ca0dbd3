"""Suppositions as people write them: names and labels instead of identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from coverage_engine.domain.user_numbers import Misread, read_whole
from coverage_engine.questions.choices import HIGHEST, LEVELS
from coverage_engine.questions.parameters import one_text

if TYPE_CHECKING:
    from coverage_engine.questions.changes import AddedOffer, Changes
    from coverage_engine.tables.published import Published

# Between the parts of a supposition, and between the names of one part.
PART, LIST = ";", ","
NEED = f"métier{PART}compétence"
NEED_AT = f"{NEED}{PART}niveau"
ADDED = f"titre{PART}compétence{LIST}…{PART}niveau{PART}métier{LIST}…"


def named(published: Published, changes: Changes) -> Changes:
    """The same changes, every competency by its identifier.

    Raises
    ------
    UnknownCompetence
        With those that look like what was written.
    """
    from coverage_engine.questions.names import find_competence

    return replace(
        changes,
        added_offers=tuple(
            replace(a, competences=tuple(find_competence(published, c) for c in a.competences))
            for a in changes.added_offers
        ),
        withdrawn_needs=tuple(
            (m, find_competence(published, c)) for m, c in changes.withdrawn_needs
        ),
        set_needs=tuple(
            (m, find_competence(published, c), level) for m, c, level in changes.set_needs
        ),
    )


def read_need(value: object) -> tuple[str, str]:
    """A need: «métier;competency», or the two of them.

    Raises
    ------
    Misread
        If it is none.
    """
    metier, competence = _parts(value, 2, NEED)
    return one_text(metier), one_text(competence)


def read_need_at(value: object) -> tuple[str, str, int]:
    """A need at a level: «métier;competency;level», or the three of them.

    Raises
    ------
    Misread
        If it is none.
    """
    metier, competence, level = _parts(value, 3, NEED_AT)
    return one_text(metier), one_text(competence), read_level(level)


def read_added(value: object) -> AddedOffer:
    """A supposed offer: «title;competency,…;level;métier,…», the last two as one likes, or an
    :class:`AddedOffer`.

    Raises
    ------
    Misread
        If it is none, or holds what is no name.
    """
    from coverage_engine.questions.changes import AddedOffer

    if isinstance(value, AddedOffer):
        return AddedOffer(
            one_text(value.title),
            _names(value.competences),
            read_level(value.level),
            _names(value.metiers),
        )
    title, *parts = (
        (part.strip() for part in value.split(PART)) if isinstance(value, str) else ("",)
    )
    if not title or not 1 <= len(parts) <= 3 or not read_names(parts[0]):
        raise Misread(f"« {ADDED} » attendu (niveau et métiers facultatifs)")
    level = read_level(parts[1]) if len(parts) > 1 and parts[1] else HIGHEST
    return AddedOffer(
        title, read_names(parts[0]), level, read_names(parts[2]) if len(parts) > 2 else ()
    )


def read_level(value: object) -> int:
    """A level from 1 to 3.

    Raises
    ------
    Misread
        If it is none.
    """
    try:
        return read_whole(value, min(LEVELS), HIGHEST)
    except Misread:
        raise Misread(
            "niveau attendu → 1 sensibilisation, 2 application ou 3 maîtrise avancée"
        ) from None


def read_names(text: str) -> tuple[str, ...]:
    """Names between commas."""
    return tuple(name.strip() for name in text.split(LIST) if name.strip())


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, Iterable):
        raise Misread("liste de textes attendue")
    return tuple(map(one_text, value))


def _parts(value: object, count: int, form: str) -> Sequence[object]:
    """Parts of a text, or of a tuple of a script."""
    if isinstance(value, str):
        value = [part for part in map(str.strip, value.split(PART)) if part]
    if not isinstance(value, Sequence) or len(value) != count:
        raise Misread(f"« {form} » attendu")
    return value
