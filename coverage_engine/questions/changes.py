"""What is supposed of a run, and what moves then: the question and the answer of «what if»."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.model.results import Rate
from coverage_engine.questions.supposed_rates import Supposed
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.kinds import NUMBER, RATE, Cell
from coverage_engine.tables.published_records import NeedId, NeedLine

# What the answer does not do again, said with it.
CAVEAT = (
    "Les taux, les verdicts de la règle et les priorités sont recalculés ; les fourchettes et la"
    " stabilité ne le sont pas, et un verdict « à confirmer » se lit comme celui de la règle."
)

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
    """What is supposed: offers and needs that go, offers that come, needs that come or change
    level.
    """

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
    """A métier that moves; ``needs`` are those whose value or weight changes, before and after
    (None: no such need).
    """

    metier: str
    before: Supposed
    after: Supposed
    priority_before: Fraction | None
    priority_after: Fraction | None
    needs: tuple[tuple[NeedLine | None, NeedLine | None], ...]


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
        pair = (Column("avant", "Avant", RATE), Column("apres", "Après", RATE))
        metiers = tuple(
            (
                m.metier,
                m.before.rate.value,
                m.after.rate.value,
                m.before.verdict,
                m.after.verdict,
                m.priority_before,
                m.priority_after,
            )
            for m in self.moves
        )
        axes = tuple(
            (m.metier, axis, label, m.before.axes[axis].value, m.after.axes[axis].value)
            for m in self.moves
            for axis, label in self.axis_labels
            if m.before.axes[axis] != m.after.axes[axis]
        )
        needs = tuple(_need_cells(m.metier, *pair) for m in self.moves for pair in m.needs)
        return (
            DataTable(
                "et_si_metiers",
                "Métiers qui bougent",
                (
                    Column("metier", "Métier"),
                    *pair,
                    Column("verdict_avant", "Verdict de la règle avant"),
                    Column("verdict_apres", "Verdict de la règle après"),
                    Column("priorite_avant", "Priorité avant", NUMBER),
                    Column("priorite_apres", "Priorité après", NUMBER),
                ),
                metiers,
            ),
            DataTable(
                "et_si_axes",
                "Axes qui bougent",
                (
                    Column("metier", "Métier"),
                    Column("axe", "Axe"),
                    Column("libelle", "Libellé"),
                    *pair,
                ),
                axes,
            ),
            DataTable(
                "et_si_besoins",
                "Besoins qui bougent",
                (
                    Column("metier", "Métier"),
                    Column("competence", "Compétence"),
                    Column("libelle", "Libellé"),
                    Column("etat_avant", "État avant"),
                    Column("etat_apres", "État après"),
                    *pair,
                    Column("poids_avant", "Poids avant", NUMBER),
                    Column("poids_apres", "Poids après", NUMBER),
                ),
                needs,
            ),
        )


def _need_cells(metier: str, before: NeedLine | None, after: NeedLine | None) -> tuple[Cell, ...]:
    line = before or after
    assert line is not None
    absent: tuple[Cell, Cell, Cell] = ("absent", None, None)
    was = (before.state, before.value, before.weight) if before else absent
    now = (after.state, after.value, after.weight) if after else absent
    return (metier, line.competence, line.label, was[0], now[0], was[1], now[1], was[2], now[2])
