"""What each reading of an offer is worth for each need, in little room: there may be a million."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from coverage_engine.domain.model.doubt import AXE, COMPETENCE, Fact
from coverage_engine.tables.kinds import TableRefused

if TYPE_CHECKING:
    from coverage_engine.domain.model.branch import Need
    from coverage_engine.domain.model.evidence import Clue


def _fact(name: tuple[str, str, str], probability: Any, line: int) -> Fact:
    if name[1] not in (AXE, COMPETENCE):
        raise TableRefused(f"ligne {line} : lecture « {name[1][:40]} » → {AXE} ou {COMPETENCE}")
    if not isinstance(probability, Fraction) or not 0 < probability <= 1:
        raise TableRefused(f"ligne {line} : la probabilité n’est pas entre 0 et 1")
    return Fact(*name, probability)


def _check_worth(value: Any, counts: Any, line: int) -> None:
    if not isinstance(value, Fraction) or not 0 < value <= 1:
        raise TableRefused(f"ligne {line} : la valeur n’est pas entre 0 et 1")
    if not isinstance(counts, bool):
        raise TableRefused(f"ligne {line} : « retenue » n’est ni 0 ni 1")


@dataclass(frozen=True, slots=True)
class _Own:
    """Clues of a métier, in columns: places of facts, competencies, (value, counts) pairs."""

    facts: array[int]
    competences: array[int]
    worths: array[int]


@dataclass(frozen=True, slots=True)
class Clues:
    """Every clue of a run, by métier."""

    facts: tuple[Fact, ...] = ()
    competences: tuple[str, ...] = ()
    _worths: tuple[tuple[Fraction, bool], ...] = ()
    _own: Mapping[str, _Own] = field(default_factory=dict)

    @classmethod
    def read(cls, rows: Iterable[tuple[Any, ...]]) -> Clues:
        """From the values of the table ``lectures``, in the order of its declaration.

        Raises
        ------
        TableRefused
            If a value is not what it must be, or two rows of a reading disagree.
        """
        facts: dict[tuple[str, str, str], int] = {}
        made: list[Fact] = []
        counted: list[Any] = []
        competences: dict[str, int] = {}
        worths: dict[tuple[Any, Any], int] = {}
        own: dict[str, _Own] = {}
        for line, row in enumerate(rows, 2):
            offer, metier, competence, kind, target, probability, value, counts = row
            name = (offer, kind, target)
            place = facts.setdefault(name, len(made))
            if place == len(made):
                made.append(_fact(name, probability, line))
                counted.append(counts)
            elif made[place].probability != probability or counted[place] != counts:
                raise TableRefused(
                    f"ligne {line} : deux probabilités, ou « retenue » 0 et 1, pour une même"
                    " lecture"
                )
            kept = own.get(metier)
            if kept is None:
                kept = own[metier] = _Own(array("I"), array("I"), array("I"))
            kept.facts.append(place)
            kept.competences.append(competences.setdefault(competence, len(competences)))
            worth = (value, counts)
            if worth not in worths:
                _check_worth(value, counts, line)
            kept.worths.append(worths.setdefault(worth, len(worths)))
        return cls(tuple(made), tuple(competences), tuple(worths), own)

    def best_counted(self, metier: str) -> dict[str, Fraction]:
        """The best value of each competency that some reading of a métier counts for."""
        own, best = self._own.get(metier), dict[str, Fraction]()
        for competence, worth in zip(own.competences, own.worths, strict=True) if own else ():
            value, counts = self._worths[worth]
            name = self.competences[competence]
            if counts and value > best.get(name, 0):
                best[name] = value
        return best

    @property
    def uncertain(self) -> int:
        """Number of readings that are neither sure nor settled: those that the draws draw."""
        return sum(f.probability < 1 for f in self.facts)

    @property
    def metiers(self) -> Iterable[str]:
        """Métiers that some reading serves."""
        return self._own.keys()

    def of(self, metier: str, needs: Mapping[str, Need], offers: Container[str]) -> Iterator[Clue]:
        """Clues that some offers bring to needs of a métier, by competency, in published order."""
        # The draws need numpy, and the answers that read a folder without drawing anything do not
        # wait for it.
        from coverage_engine.domain.model.evidence import Clue

        own = self._own.get(metier)
        if own is None:
            return
        for place, competence, worth in zip(own.facts, own.competences, own.worths, strict=True):
            fact, need = self.facts[place], needs.get(self.competences[competence])
            if need is not None and fact.offer in offers:
                yield Clue(
                    need=need,
                    fact=fact,
                    value=self._worths[worth][0],
                    likely=self._worths[worth][1],
                )
