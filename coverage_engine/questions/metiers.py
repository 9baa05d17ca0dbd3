"""The list of métiers as a buyer filters it, and everything published of one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile
from typing import NamedTuple

from coverage_engine.domain.model.results import A_CONFIRMER, A_RENFORCER, BIEN_COUVERT
from coverage_engine.questions.names import find_metier
from coverage_engine.questions.offer_filter import NO_FILTER, OfferFilter
from coverage_engine.tables.columns import Column, DataTable, Table
from coverage_engine.tables.kinds import ID, LIST, RATE, STABILITY, TEXT
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import (
    AxisLine,
    LinkLine,
    MetierLine,
    NeedLine,
    OfferLine,
)
from coverage_engine.tables.published_tables import METIER_AXES, METIERS, NEEDS

VERDICTS = (BIEN_COUVERT, A_CONFIRMER, A_RENFORCER)
_LINE = (
    Column("id", "Identifiant", ID, "slug"),
    *METIERS.only("metier famille verdict taux taux_bas taux_haut numerateur denominateur"),
)
METIER = Table("metier", "Métier", MetierLine, (
    *_LINE,
    *METIERS.only("verdict_regle"),
    Column("stabilite", "Stabilité", STABILITY, "stability"),
    *METIERS.only("motif bascule profil exposition priorite"),
))  # fmt: skip


class _RatedMetier(NamedTuple):
    """A métier and its rates by axis."""

    metier: MetierLine
    axes: dict[str, AxisLine]


METIER_LIST = Table("metiers", "Métiers", _RatedMetier, tuple(c.under("metier") for c in _LINE))


class _LabelledAxis(NamedTuple):
    """A rate by axis and the label of its axis."""

    label: str
    line: AxisLine


AXES_OF_SHEET = Table("axes", "Axes", _LabelledAxis, (
    *METIER_AXES.only("metier axe", "line"),
    Column("libelle", "Libellé", TEXT, "label"),
    *METIER_AXES.only("taux numerateur denominateur type_ecart taux_bas taux_haut", "line"),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class MetierFilter:
    """Families and verdicts that are accepted; empty means any."""

    families: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()


ALL_METIERS = MetierFilter()


@dataclass(frozen=True, slots=True)
class MetierList:
    """Métiers that pass a filter, least covered first; ``cells``: their rates, by axis."""

    metiers: tuple[MetierLine, ...]
    axes: tuple[tuple[str, str], ...]
    cells: tuple[dict[str, AxisLine], ...]
    total: int

    def tables(self) -> tuple[DataTable, ...]:
        """One line a métier: its rate, then one rate per axis."""
        table = METIER_LIST.and_columns(
            Column(f"axe_{axis}", label, RATE, _rate_on(axis)) for axis, label in self.axes
        )
        return (table.of(list(map(_RatedMetier, self.metiers, self.cells))),)


def _rate_on(axis: str) -> Callable[[_RatedMetier], Fraction | None]:
    return lambda m: m.axes[axis].rate if axis in m.axes else None


def find_metiers(published: Published, wanted: MetierFilter = ALL_METIERS) -> MetierList:
    """Métiers that pass a filter, from the least covered."""
    kept = tuple(
        m
        for m in reversed(published.by_rate)
        if (not wanted.families or m.family in wanted.families)
        and (not wanted.verdicts or m.verdict in wanted.verdicts)
    )
    axes = tuple((a.id, a.label) for a in published.axes)
    return MetierList(
        kept, axes, tuple(published.axes_of[m.metier] for m in kept), len(published.metiers)
    )


@dataclass(frozen=True, slots=True)
class NeedSheet:
    """A need of a métier, offers that pass the filter, most useful first, how many it left out."""

    need: NeedLine
    found: tuple[tuple[OfferLine, LinkLine], ...]
    left_out: int


NEEDS_OF_SHEET = Table("besoins", "Besoins", NeedSheet, (
    *NEEDS.only("metier axe competence libelle niveau poids valeur etat type_ecart", "need"),
    Column("offres", "Offres utiles", LIST, lambda sheet: [o.id for o, _ in sheet.found]),
    Column("offres_en_clair", "Offres en clair", LIST,
        lambda sheet: [o.in_clear for o, _ in sheet.found]),
    *NEEDS.only("justification", "need"),
))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MetierSheet:
    """All that is published of a métier; ``read_as`` tells how its typed name was understood."""

    metier: MetierLine
    read_as: str
    axes: tuple[tuple[str, str, AxisLine | None], ...]
    needs: tuple[NeedSheet, ...]
    apart: tuple[NeedLine, ...]

    def tables(self) -> tuple[DataTable, ...]:
        """Needs with their offers, then axes, then the métier itself."""
        axes = [_LabelledAxis(label, line) for _, label, line in self.axes if line is not None]
        return (
            NEEDS_OF_SHEET.of(self.needs, self.metier.metier),
            AXES_OF_SHEET.of(axes),
            METIER.of([self.metier]),
        )


def metier_sheet(published: Published, asked: str, wanted: OfferFilter = NO_FILTER) -> MetierSheet:
    """Everything published of a métier; only offers whose link counts are listed under its needs.

    Raises
    ------
    UnknownMetier, OutOfPerimeter
        If the métier is unknown, ambiguous, or left out.
    """
    line, read_as = find_metier(published, asked)
    own = published.axes_of[line.metier]
    axes = tuple((a.id, a.label, own.get(a.id)) for a in published.axes)
    needs = tuple(_need_sheet(published, n, wanted) for n in published.needs_of[line.metier])
    apart = published.apart_of.get(line.metier, ())
    return MetierSheet(metier=line, read_as=read_as, axes=axes, needs=needs, apart=apart)


def _need_sheet(published: Published, need: NeedLine, wanted: OfferFilter) -> NeedSheet:
    links = published.links_of_need.get((need.metier, need.competence), ())
    # Links come the most useful first: what follows one that does not serve does not either.
    useful = [
        (published.offers[x.offer], x)
        for x in takewhile(lambda x: x.value > 0 and published.counts(x), links)
    ]
    kept = tuple(
        useful
        if wanted == NO_FILTER
        else [p for p in useful if wanted.accepts(p[0]) and wanted.accepts_link(p[1])]
    )
    return NeedSheet(need, kept, len(useful) - len(kept))
