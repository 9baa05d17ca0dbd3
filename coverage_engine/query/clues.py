"""What each reading of an offer is worth for each need, read back in little room: a national run has most of a million."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from coverage_engine.model.doubt import Fact

if TYPE_CHECKING:
    from coverage_engine.analysis.facts import Clue
    from coverage_engine.model.referential import Need

# Name of the published table.
CLUES = "lectures"


@dataclass(frozen=True, slots=True)
class _Own:
    """The clues of a métier, in three columns: places among the facts, the competencies and the (value, counts) pairs."""

    facts: array[int]
    competences: array[int]
    worths: array[int]


@dataclass(frozen=True, slots=True)
class Clues:
    """Every clue of a run, by métier."""

    facts: tuple[Fact, ...] = ()
    _competences: tuple[str, ...] = ()
    _worths: tuple[tuple[Fraction, bool], ...] = ()
    _own: Mapping[str, _Own] = field(default_factory=dict)

    @classmethod
    def read(cls, rows: Iterable[Mapping[str, Any]]) -> Clues:
        """From the rows of the table ``lectures``.

        Raises
        ------
        KeyError
            If a column is missing.
        """
        facts: dict[tuple[str, str, str], int] = {}
        made: list[Fact] = []
        competences: dict[str, int] = {}
        worths: dict[tuple[Fraction, bool], int] = {}
        own: dict[str, _Own] = {}
        for r in rows:
            name = (r["offre_id"], r["objet"], r["cible"])
            place = facts.setdefault(name, len(made))
            if place == len(made):
                made.append(Fact(*name, r["probabilite"]))
            kept = own.get(r["metier"])
            if kept is None:
                kept = own[r["metier"]] = _Own(array("I"), array("I"), array("I"))
            kept.facts.append(place)
            kept.competences.append(competences.setdefault(r["competence"], len(competences)))
            kept.worths.append(worths.setdefault((r["valeur"], bool(r["retenue"])), len(worths)))
        return cls(tuple(made), tuple(competences), tuple(worths), own)

    def of(self, metier: str, needs: Mapping[str, Need], offers: Container[str]) -> Iterator[Clue]:
        """Clues that some offers bring to the needs of a métier, by competency, in published order."""
        # The draws need numpy, and the answers that read a folder without drawing anything do not wait for it.
        from coverage_engine.analysis.facts import Clue

        own = self._own.get(metier)
        if own is None:
            return
        for place, competence, worth in zip(own.facts, own.competences, own.worths, strict=True):
            fact, need = self.facts[place], needs.get(self._competences[competence])
            if need is not None and fact.offer in offers:
                yield Clue(need, fact, *self._worths[worth])
