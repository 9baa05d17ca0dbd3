"""Several métiers side by side: rates, needs, and the offers that serve more than one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.errors import InputRefused
from coverage_engine.questions.choices import MAX_COMPARED
from coverage_engine.questions.names import find_metier
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.kinds import AXIS, RATE, TEXT, WHOLE, Cell, Kind
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import MetierLine, NeedLine, OfferLine
from coverage_engine.tables.published_tables import NEEDS, OFFERS

(_COMPETENCE,) = NEEDS.only("competence")
_OFFER = OFFERS.only("offre_id intitule")
# Identifier and label of a line, then a cell for each métier.
_Side = tuple[str, str, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Métiers side by side.

    Attributes
    ----------
    axes:
        One line an axis: identifier, label, then the rate of each métier.
    needs:
        One line a competency that one of them needs: the need of each métier, None when it has
        none.
    shared:
        Offers that serve at least two of them, with the number of needs served in each, the most
        useful first.
    """

    metiers: tuple[MetierLine, ...]
    axes: tuple[tuple[str, str, tuple[Fraction | None, ...]], ...]
    needs: tuple[tuple[str, str, tuple[NeedLine | None, ...]], ...]
    shared: tuple[tuple[OfferLine, tuple[int, ...]], ...]

    def tables(self) -> tuple[DataTable, ...]:
        """Rates by axis, verdicts, needs, shared offers; one column a métier."""
        names = [(f"metier_{i}", m.metier) for i, m in enumerate(self.metiers, 1)]
        label = Column("libelle", "Libellé")
        axes = (*self.axes, ("", "Ensemble", tuple(m.rate for m in self.metiers)))
        values = (
            (c, named, tuple(n.value if n else None for n in needs))
            for c, named, needs in self.needs
        )
        offers = ((o.id, o.title, counts) for o, counts in self.shared)
        verdicts = ("verdict", "Verdict", tuple(m.verdict for m in self.metiers))
        tables: tuple[tuple[str, str, Sequence[Column], Kind, Iterable[_Side]], ...] = (
            ("axes", "Taux par axe", (Column("axe", "Axe", AXIS), label), RATE, axes),
            ("verdicts", "Verdicts", (Column("ligne", "Ligne"), label), TEXT, (verdicts,)),
            ("besoins", "Valeur de chaque besoin", (_COMPETENCE, label), RATE, values),
            ("offres", "Offres utiles à plusieurs", _OFFER, WHOLE, offers),
        )
        return tuple(
            DataTable(
                f"comparaison_{name}",
                title,
                (*head, *(Column(*n, kind) for n in names)),
                tuple((ident, said, *own) for ident, said, own in rows),
            )
            for name, title, head, kind, rows in tables
        )


def compare(published: Published, asked: Sequence[str]) -> Comparison:
    """Métiers side by side, in the order asked, each once.

    Raises
    ------
    InputRefused
        If fewer than two métiers, or more than ``MAX_COMPARED``, are asked.
    UnknownMetier
        If one of them is unknown.
    """
    metiers = tuple(
        {line.metier: line for line, _ in (find_metier(published, name) for name in asked)}.values()
    )
    if not 2 <= len(metiers) <= MAX_COMPARED:
        raise InputRefused(
            [
                f"comparer : {len(metiers)} métier demandé → donnez-en de 2 à {MAX_COMPARED},"
                " différents"
            ]
        )
    names = [m.metier for m in metiers]
    axes = tuple(
        (a.id, a.label, tuple(published.axes_of[m][a.id].rate for m in names))
        for a in published.axes
    )
    by_metier = [{n.competence: n for n in published.needs_of[m]} for m in names]
    asked_of_some = frozenset().union(*by_metier)
    needs = tuple(
        (c.id, c.label, tuple(own.get(c.id) for own in by_metier))
        for c in published.competences.values()
        if c.id in asked_of_some
    )
    served: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        for need in published.needs_of[name]:
            for offer in need.offers:
                served.setdefault(offer, [0] * len(names))[place] += 1
    shared = [(published.offers[o], tuple(n)) for o, n in served.items() if sum(map(bool, n)) > 1]
    shared.sort(key=lambda pair: (-sum(map(bool, pair[1])), -sum(pair[1]), pair[0].id))
    return Comparison(metiers, axes, needs, tuple(shared))
