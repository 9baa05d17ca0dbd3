"""What one métier lacks, asked with or without typos, of a run in memory or in its folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeVar

from coverage_engine.domain.errors import OutOfPerimeter, UnknownMetier
from coverage_engine.domain.model.branch import Axis
from coverage_engine.domain.normalise import key, stems
from coverage_engine.matching.targets import name_likeness
from coverage_engine.tables.columns import Column, DataTable, Table
from coverage_engine.tables.kinds import LIST, RATE, STABILITY
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import AxisLine, MetierLine, NeedLine, OfferLine
from coverage_engine.tables.published_tables import METIER_AXES, METIERS, NEEDS

# Typo tolerance of a typed name: likeness to accept it alone, lead on the second, and to suggest it
# (0 to 100).
ACCEPT, LEAD, SUGGEST, SUGGESTIONS = 80, 6, 60, 4
# Labels of métiers remembered in the form that is compared; more than a country has.
_LABELS = 1 << 12
# How a name was read when nothing had to be guessed.
EXACT = "exact"


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


def find_metier(published: Published, asked: str) -> tuple[MetierLine, str]:
    """Métier meant by a typed name or by its name in addresses, and how it was read.

    Raises
    ------
    UnknownMetier
        If nothing is near enough or two names are equally near.
    OutOfPerimeter
        If it is a métier of the branch that the study leaves out.
    """
    if asked in published.metier_by_slug:
        return published.metier_by_slug[asked], EXACT
    if key(asked) in {key(label) for label in published.about.outside}:
        raise OutOfPerimeter(asked)
    label, read_as = resolve_metier(
        [m.metier for m in published.metiers], published.about.aliases, asked
    )
    return published.metier_by_label[label], read_as


def resolve_metier(
    labels: Sequence[str], aliases: Mapping[str, str], asked: str
) -> tuple[str, str]:
    """Métier meant by a typed name, and how it was read: exact, alias, words, or approached.

    Raises
    ------
    UnknownMetier
        If nothing is near enough or two names are equally near.
    """
    exact = {_label_key(label): label for label in labels}
    folded = key(asked)
    if folded in exact:
        return exact[folded], EXACT
    if folded in aliases and aliases[folded] in labels:
        return aliases[folded], "alias"
    wanted = _meaningful(asked)
    if not wanted:
        raise UnknownMetier(asked, (), labels)
    holding = [label for label in labels if wanted <= _label_meaning(label)]
    if len(holding) == 1:
        return holding[0], "mots du libellé"
    ranked = sorted(
        ((name_likeness(asked, label), label) for label in labels), key=lambda p: (-p[0], p[1])
    )
    near = tuple(label for score, label in ranked[:SUGGESTIONS] if score >= SUGGEST)
    if (
        ranked
        and ranked[0][0] >= ACCEPT
        and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= LEAD)
        and len(holding) < 2
    ):
        return ranked[0][1], "approché"
    raise UnknownMetier(asked, near, labels)


def _meaningful(label: str) -> frozenset[str]:
    return frozenset(stems(label))


# Every typed name is compared with every métier: the labels of a national run are read once.
_label_key = lru_cache(maxsize=_LABELS)(key)
_label_meaning = lru_cache(maxsize=_LABELS)(_meaningful)
