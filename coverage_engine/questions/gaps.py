"""What is missing for one métier, asked with or without typos, on a run in memory or read back from
its folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Protocol, TypeVar

from coverage_engine.domain.errors import OutOfPerimeter, UnknownMetier
from coverage_engine.domain.model.referential import Axis
from coverage_engine.domain.normalise import key, stems
from coverage_engine.matching.targets import name_likeness
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.kinds import JOIN, NUMBER, RATE, WHOLE, Cell
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import AxisLine, MetierLine, NeedLine, OfferLine

# Typo tolerance of a typed name: likeness to accept it alone, lead on the second, and to suggest it
# (0 to 100).
ACCEPT, LEAD, SUGGEST, SUGGESTIONS = 80, 6, 60, 4
# Labels of métiers remembered in the form that is compared; more than a country has.
_LABELS = 1 << 12
# How a name was read when nothing had to be guessed.
EXACT = "exact"
_MISSING = (
    Column("metier", "Métier"),
    Column("axe", "Axe"),
    Column("competence", "Compétence"),
    Column("libelle", "Libellé"),
    Column("niveau", "Niveau requis", WHOLE),
    Column("poids", "Poids", NUMBER),
    Column("valeur", "Valeur", NUMBER),
    Column("etat", "État"),
    Column("type_ecart", "Type d’écart"),
    Column("offres", "Offres utiles"),
    Column("offres_generalistes", "Offres trop généralistes"),
    Column("justification", "Justification"),
    Column("offres_en_clair", "Offres en clair"),
    Column("verdict", "Verdict"),
    Column("taux", "Taux du métier", RATE),
    Column("taux_bas", "Taux, bas de la fourchette", RATE),
    Column("taux_haut", "Taux, haut de la fourchette", RATE),
    Column("stabilite", "Stabilité", RATE),
    Column("verdict_regle", "Verdict de la règle"),
    Column("bascule", "Plus petit changement qui inverse le verdict de la règle"),
)
_AXES = (
    Column("metier", "Métier"),
    Column("axe", "Axe"),
    Column("taux", "Taux", RATE),
    Column("numerateur", "Numérateur", NUMBER),
    Column("denominateur", "Dénominateur", NUMBER),
    Column("type_ecart", "Type d’écart"),
    Column("taux_bas", "Taux, bas de la fourchette", RATE),
    Column("taux_haut", "Taux, haut de la fourchette", RATE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """What figures are compared with, so that no display contradicts a verdict.

    ``pivots`` are the pivot axes, ``span`` the share of the draws inside a range.
    """

    rate: Fraction
    pivot: Fraction
    stability: Fraction
    pivots: frozenset[str]
    span: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Answer to «what is missing for this métier?». ``read_as`` tells how the typed name was
    understood.
    """

    asked: str
    read_as: str
    metier: MetierLine
    axes: tuple[AxisLine, ...]
    missing: tuple[NeedLine, ...]
    covered: int
    total: int
    offers: Mapping[str, OfferLine]
    axis_labels: Mapping[str, str]
    catalogue: str
    bars: Bars

    def tables(self) -> tuple[DataTable, ...]:
        """What is missing, one line a need with the métier's own figures repeated, then the
        axes.
        """
        return self._missing_table(), self._axis_table()

    def _missing_table(self) -> DataTable:
        m = self.metier
        whole = (m.verdict, m.rate, m.low, m.high, m.stability, m.rule_verdict, m.flip)
        rows = tuple((*_need_cells(n), self._in_clear(n), *whole) for n in self.missing)
        return DataTable("manques", f"Ce qui manque : {m.metier}", _MISSING, rows)

    def _in_clear(self, need: NeedLine) -> str:
        """Title, provider, price and duration of the offers that come near, for a buyer."""
        offers = [self.offers[name] for name in need.offers]
        return JOIN.join(f"{o.title} ({o.provider}, {o.price}, {o.duration})" for o in offers)

    def _axis_table(self) -> DataTable:
        rows = tuple(
            (a.metier, a.axis, a.rate, a.numerator, a.denominator, a.gap, a.low, a.high)
            for a in self.axes
        )
        return DataTable("axes_metier", f"Axes : {self.metier.metier}", _AXES, rows)


def _need_cells(n: NeedLine) -> tuple[Cell, ...]:
    return (
        n.metier,
        n.axis,
        n.competence,
        n.label,
        n.level or None,
        n.weight,
        n.value,
        n.state,
        n.gap,
        JOIN.join(n.offers),
        JOIN.join(n.generalist_offers),
        n.reason,
    )


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
    settings = published.settings
    return Gaps(
        asked=asked,
        read_as=read_as,
        metier=metier,
        axes=tuple(published.axes_of[metier.metier].values()),
        missing=missing,
        covered=len(own) - len(missing),
        total=len(own),
        offers={name: published.offers[name] for name in named},
        axis_labels=published.axis_label,
        catalogue=published.about.catalogue,
        bars=Bars(
            rate=settings.seuil_bien_couvert,
            pivot=settings.seuil_axe_pivot,
            stability=settings.stabilite_minimale,
            pivots=frozenset(a.id for a in published.axes if a.pivot),
            span=settings.borne_haute - settings.borne_basse,
        ),
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
