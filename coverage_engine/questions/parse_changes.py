"""Suppositions as people write them: names and labels instead of identifiers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coverage_engine.domain.errors import InputRefused, shortened
from coverage_engine.questions.changes import AddedOffer, Changes
from coverage_engine.questions.competences import find_competence
from coverage_engine.tables.published import Published

# Between the parts of a supposition, and between the names of one part.
PART, LIST = ";", ","
_ADDED = "TITRE;COMPÉTENCE,…;NIVEAU;MÉTIER,…"


def named(published: Published, changes: Changes) -> Changes:
    """The same changes, every competency by its identifier.

    Raises
    ------
    UnknownCompetence
        With those that look like what was written.
    """
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


def read_changes(
    *,
    withdrawn: Sequence[str] = (),
    added: Sequence[str] = (),
    withdrawn_needs: Sequence[str] = (),
    set_needs: Sequence[str] = (),
    made: Sequence[AddedOffer] = (),
) -> Changes:
    """Changes written on one line each.

    Parameters
    ----------
    withdrawn:
        Offers, by identifier or exact title.
    added:
        «title;competency,…;level;métier,…», the last two as one likes: level 3, every métier.
    withdrawn_needs, set_needs:
        «métier;competency», «métier;competency;level».
    made:
        Offers that were read elsewhere, added too.

    Raises
    ------
    InputRefused
        With every line that cannot be read.
    """
    faults: list[str] = []
    offers = [_added(text, faults) for text in added]
    gone = [
        _parts(text, 2, "--withdraw-need", "MÉTIER;COMPÉTENCE", faults) for text in withdrawn_needs
    ]
    come = [_parts(text, 3, "--set-need", "MÉTIER;COMPÉTENCE;NIVEAU", faults) for text in set_needs]
    levels = [read_level(parts[2], "--set-need", faults) for parts in come if parts]
    if faults:
        raise InputRefused(faults)
    return Changes(
        tuple(withdrawn),
        (*(o for o in offers if o), *made),
        tuple((m, c) for m, c in gone),
        tuple((m, c, level) for (m, c, _), level in zip(come, levels, strict=True)),
    )


def read_level(text: str, where: str, faults: list[str]) -> int:
    """A level from 1 to 3; another one is added to ``faults``, and 0 given back."""
    if text.strip() in ("1", "2", "3"):
        return int(text)
    faults.append(
        f"{where} : niveau « {shortened(text, 20)} » → 1 sensibilisation, 2 application ou 3"
        " maîtrise avancée"
    )
    return 0


def read_names(text: str) -> tuple[str, ...]:
    """Names between commas."""
    return tuple(name.strip() for name in text.split(LIST) if name.strip())


def _added(text: str, faults: list[str]) -> AddedOffer | None:
    title, *parts = (part.strip() for part in text.split(PART))
    if not title or not 1 <= len(parts) <= 3 or not read_names(parts[0]):
        faults.append(
            f"--add-offer « {shortened(text)} » : « {_ADDED} » attendu (niveau et métiers"
            " facultatifs)"
        )
        return None
    level = read_level(parts[1], "--add-offer", faults) if len(parts) > 1 and parts[1] else 3
    return AddedOffer(
        title, read_names(parts[0]), level, read_names(parts[2]) if len(parts) > 2 else ()
    )


def _parts(text: str, count: int, option: str, form: str, faults: list[str]) -> list[str]:
    parts = [part.strip() for part in text.split(PART)]
    if len(parts) == count and all(parts):
        return parts
    faults.append(f"{option} « {shortened(text)} » : « {form} » attendu")
    return []
