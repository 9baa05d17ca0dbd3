"""What is supposed of a run, and what moves then: the question and the answer of «what if»."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from coverage_engine.domain.model.results import Rate
from coverage_engine.questions.supposed_rates import Supposed
from coverage_engine.tables.columns import Column, DataTable, Table, if_any
from coverage_engine.tables.kinds import AXIS, ID, NUMBER, RATE, TEXT, Kind
from coverage_engine.tables.published_records import NeedId, NeedLine
from coverage_engine.tables.published_tables import NEEDS

# What the answer does not do again, said with it.
CAVEAT = (
    "Les taux, les verdicts de la règle et les priorités sont recalculés ; les fourchettes et la"
    " stabilité ne le sont pas, et un verdict « à confirmer » se lit comme celui de la règle."
)

# State of a need that is not there.
_ABSENT = "absent"
UNREAD = (
    "Un besoin ajouté vaut au moins ce qui est montré : les offres n’ont pas été relues pour lui,"
    " car seul le dossier du rapport est ouvert. Pour la valeur exacte, posez la question sans ce"
    " dossier, ou ajoutez le besoin à besoins.csv et relancez le rapport."
)


@dataclass(frozen=True, slots=True)
class AddedOffer:
    """An offer that does not exist yet, supposed to teach ``competences`` in full at ``level`` (1
    to 3).

    It is for ``metiers``; for everyone when there are none, and then it covers transverse
    competencies only.
    """

    title: str
    competences: tuple[str, ...]
    level: int = 3
    metiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What is supposed: offers and needs that go, offers that come, needs that come or change."""

    withdrawn_offers: tuple[str, ...] = ()
    added_offers: tuple[AddedOffer, ...] = ()
    withdrawn_needs: tuple[NeedId, ...] = ()
    set_needs: tuple[tuple[str, str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(
            self.withdrawn_offers or self.added_offers or self.withdrawn_needs or self.set_needs
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A métier that moves; ``needs`` that change, before and after (None: no such need)."""

    metier: str
    before: Supposed
    after: Supposed
    priority_before: Fraction | None
    priority_after: Fraction | None
    needs: tuple[tuple[NeedLine | None, NeedLine | None], ...]


class _MovedAxis(NamedTuple):
    """An axis of a métier that moves."""

    move: Move
    axis: str
    label: str


class _MovedNeed(NamedTuple):
    """A need of a métier that moves, before and after (None: no such need)."""

    before: NeedLine | None
    after: NeedLine | None

    @property
    def known(self) -> NeedLine | None:
        """Whichever there is."""
        return self.before or self.after


def _pair(
    get: Callable[[Any, str], Any], name: str = "", label: str = "", kind: Kind = RATE
) -> tuple[Column, Column]:
    """A column for what was, and one for what comes."""
    start, said = (f"{name}_", f"{label} ") if name else ("", "")
    return (
        Column(f"{start}avant", f"{said}avant".capitalize(), kind, lambda own: get(own, "before")),
        Column(f"{start}apres", f"{said}après".capitalize(), kind, lambda own: get(own, "after")),
    )


def _need(name: str) -> Callable[[_MovedNeed, str], Any]:
    return lambda moved, when: if_any(name)(getattr(moved, when))


MOVES = Table("et_si_metiers", "Métiers qui bougent", Move, (
    Column("metier", "Métier", ID, "metier"),
    *_pair(lambda move, when: getattr(move, when).rate.value),
    *_pair(
        lambda move, when: getattr(move, when).verdict, "verdict", "verdict de la règle", TEXT
    ),
    *_pair(
        lambda move, when: getattr(move, f"priority_{when}"), "priorite", "priorité", NUMBER
    ),
))  # fmt: skip
AXIS_MOVES = Table("et_si_axes", "Axes qui bougent", _MovedAxis, (
    Column("metier", "Métier", ID, "move.metier"),
    Column("axe", "Axe", AXIS, "axis"),
    Column("libelle", "Libellé", TEXT, "label"),
    *_pair(lambda own, when: getattr(own.move, when).axes[own.axis].value),
))  # fmt: skip
NEED_MOVES = Table("et_si_besoins", "Besoins qui bougent", _MovedNeed, (
    *NEEDS.only("metier competence libelle", "known"),
    *_pair(lambda own, when: _need("state")(own, when) or _ABSENT, "etat", "état", TEXT),
    *_pair(_need("value")),
    *_pair(_need("weight"), "poids", "poids", NUMBER),
))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """Everything that moves, métiers in published order.

    Attributes
    ----------
    whole:
        Rate of all métiers together, before and after.
    unread:
        Added needs for which offers were not read again, because only the folder of the run is at
        hand.
    """

    changes: Changes
    moves: tuple[Move, ...]
    whole: tuple[Rate, Rate]
    axis_labels: tuple[tuple[str, str], ...]
    unread: tuple[NeedLine, ...]

    def notes(self) -> tuple[str, ...]:
        """What to keep in mind of the answer, in French."""
        return (CAVEAT, *((UNREAD,) if self.unread else ()))

    def tables(self) -> tuple[DataTable, ...]:
        """Métiers, axes, needs that move."""
        axes = [
            _MovedAxis(m, axis, label)
            for m in self.moves
            for axis, label in self.axis_labels
            if m.before.axes[axis] != m.after.axes[axis]
        ]
        needs = [_MovedNeed(*pair) for m in self.moves for pair in m.needs]
        return MOVES.of(self.moves), AXIS_MOVES.of(axes), NEED_MOVES.of(needs)
