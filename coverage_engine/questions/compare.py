"""Several métiers side by side: rates, needs, and the offers that serve more than one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.errors import InputRefused
from coverage_engine.questions.gaps import find_metier
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.kinds import RATE, WHOLE, Cell
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import MetierLine, NeedLine, OfferLine

# Métiers side by side: what a page or a sheet still shows.
MAX_COMPARED = 6


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
        whole: tuple[Cell, ...] = ("", "Ensemble", *(m.rate for m in self.metiers))
        verdicts: tuple[Cell, ...] = ("verdict", "Verdict", *(m.verdict for m in self.metiers))
        return (
            DataTable(
                "comparaison_axes",
                "Taux par axe",
                (
                    Column("axe", "Axe"),
                    Column("libelle", "Libellé"),
                    *(Column(*n, RATE) for n in names),
                ),
                (*((axis, label, *rates) for axis, label, rates in self.axes), whole),
            ),
            DataTable(
                "comparaison_verdicts",
                "Verdicts",
                (
                    Column("ligne", "Ligne"),
                    Column("libelle", "Libellé"),
                    *(Column(*n) for n in names),
                ),
                (verdicts,),
            ),
            DataTable(
                "comparaison_besoins",
                "Valeur de chaque besoin",
                (
                    Column("competence", "Compétence"),
                    Column("libelle", "Libellé"),
                    *(Column(*n, RATE) for n in names),
                ),
                tuple(
                    (c, label, *(n.value if n else None for n in needs))
                    for c, label, needs in self.needs
                ),
            ),
            DataTable(
                "comparaison_offres",
                "Offres utiles à plusieurs",
                (
                    Column("offre_id", "Offre"),
                    Column("intitule", "Intitulé"),
                    *(Column(*n, WHOLE) for n in names),
                ),
                tuple((o.id, o.title, *counts) for o, counts in self.shared),
            ),
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
