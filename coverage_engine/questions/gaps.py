"""What one métier lacks, asked with or without typos, of a run in memory or in its folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Protocol, TypeVar

from coverage_engine.domain.model.branch import Axis
from coverage_engine.questions.names import find_metier
from coverage_engine.tables.columns import Column, DataTable, Table
from coverage_engine.tables.kinds import LIST, RATE, STABILITY
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import AxisLine, MetierLine, NeedLine, OfferLine
from coverage_engine.tables.published_tables import METIER_AXES, METIERS, NEEDS


class _Missing(NamedTuple):
    """A need that is missing, the offers that come near it, and its métier."""

    need: NeedLine
    offers: list[str]
    metier: MetierLine


MISSING = Table("manques", "Ce qui manque", _Missing, (
    *NEEDS.only("metier axe competence libelle niveau poids valeur etat type_ecart", "need"),
    *NEEDS.only("offres offres_generalistes justification", "need"),
    Column("offres_en_clair", "Offres en clair", LIST, "offers"),
    *METIERS.only("verdict", "metier"),
    Column("taux", "Taux du métier", RATE, "metier.rate"),
    *METIERS.only("taux_bas taux_haut", "metier"),
    Column("stabilite", "Stabilité", STABILITY, "metier.stability"),
    *METIERS.only("verdict_regle bascule", "metier"),
))  # fmt: skip
AXES_OF_METIER = Table(
    "axes_metier",
    "Axes",
    AxisLine,
    METIER_AXES.only("metier axe taux numerateur denominateur type_ecart taux_bas taux_haut"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What is missing for a métier. ``read_as`` tells how the typed name was understood."""

    asked: str
    read_as: str
    metier: MetierLine
    axes: tuple[AxisLine, ...]
    missing: tuple[NeedLine, ...]
    covered: int
    total: int
    offers: Mapping[str, OfferLine]

    def tables(self) -> tuple[DataTable, ...]:
        """What is missing, a line a need with the métier's own figures repeated, then the axes."""
        m = self.metier
        missing = [
            _Missing(need, [self.offers[name].in_clear for name in need.offers], m)
            for need in self.missing
        ]
        return MISSING.of(missing, m.metier), AXES_OF_METIER.of(self.axes, m.metier)


def gaps(published: Published, asked: str) -> Gaps:
    """Answer for one métier; missing needs come heaviest first.

    Raises
    ------
    UnknownMetier
        With the nearest names when no métier is near enough, or several are.
    """
    metier, read_as = find_metier(published, asked)
    own = published.needs_of[metier.metier]
    missing = tuple(heaviest_first((n for n in own if n.value < 1), published.axes))
    named = dict.fromkeys(o for n in missing for o in (*n.offers, *n.generalist_offers))
    return Gaps(
        asked=asked,
        read_as=read_as,
        metier=metier,
        axes=tuple(published.axes_of[metier.metier].values()),
        missing=missing,
        covered=len(own) - len(missing),
        total=len(own),
        offers={name: published.offers[name] for name in named},
    )


class _Need(Protocol):
    """A need, published or just computed."""

    @property
    def axis(self) -> str: ...
    @property
    def competence(self) -> str: ...
    @property
    def weight(self) -> Fraction: ...
    @property
    def value(self) -> Fraction: ...


N = TypeVar("N", bound=_Need)


def lack(need: _Need) -> Fraction:
    """Weight of a need that nothing covers: its weight times what its value lacks to be 1."""
    return need.weight * (1 - need.value)


def heaviest_first(needs: Iterable[N], axes: Sequence[Axis]) -> list[N]:
    """Needs by what they lack, the heaviest first; equals by axis, then by competency."""
    order = {axis.id: rank for rank, axis in enumerate(axes)}
    return sorted(needs, key=lambda n: (-lack(n), order[n.axis], n.competence))
