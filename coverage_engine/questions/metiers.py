"""The list of métiers as a buyer filters it, and everything published of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.results import A_CONFIRMER, A_RENFORCER, BIEN_COUVERT
from coverage_engine.domain.normalise import key
from coverage_engine.questions.gaps import find_metier
from coverage_engine.questions.offers import NO_FILTER, OfferFilter, check_filter
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.kinds import JOIN, NUMBER, RATE, WHOLE, Cell
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import (
    AxisLine,
    LinkLine,
    MetierLine,
    NeedLine,
    OfferLine,
)

VERDICTS = (BIEN_COUVERT, A_CONFIRMER, A_RENFORCER)
_LINE = (
    Column("id", "Identifiant"),
    Column("metier", "Métier"),
    Column("famille", "Famille"),
    Column("verdict", "Verdict"),
    Column("taux", "Taux", RATE),
    Column("taux_bas", "Taux, bas de la fourchette", RATE),
    Column("taux_haut", "Taux, haut de la fourchette", RATE),
    Column("numerateur", "Numérateur", NUMBER),
    Column("denominateur", "Dénominateur", NUMBER),
)
_MORE = (
    Column("verdict_regle", "Verdict de la règle"),
    Column("stabilite", "Stabilité", RATE),
    Column("motif", "Motif"),
    Column("bascule", "Plus petit changement qui inverse le verdict de la règle"),
    Column("profil", "Profil"),
    Column("exposition", "Exposition", NUMBER),
    Column("priorite", "Priorité", NUMBER),
)
_NEED = (
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
    Column("offres_en_clair", "Offres en clair"),
    Column("justification", "Justification"),
)
_AXIS = (
    Column("metier", "Métier"),
    Column("axe", "Axe"),
    Column("libelle", "Libellé"),
    Column("taux", "Taux", RATE),
    Column("numerateur", "Numérateur", NUMBER),
    Column("denominateur", "Dénominateur", NUMBER),
    Column("type_ecart", "Type d’écart"),
    Column("taux_bas", "Taux, bas de la fourchette", RATE),
    Column("taux_haut", "Taux, haut de la fourchette", RATE),
)


@dataclass(frozen=True, slots=True)
class MetierFilter:
    """Families and verdicts that are accepted; empty means any."""

    families: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()


ALL_METIERS = MetierFilter()


@dataclass(frozen=True, slots=True)
class MetierList:
    """Métiers that pass a filter, from the least covered; ``cells`` are their rates on each axis,
    by identifier.
    """

    metiers: tuple[MetierLine, ...]
    axes: tuple[tuple[str, str], ...]
    cells: tuple[dict[str, AxisLine], ...]
    total: int

    def tables(self) -> tuple[DataTable, ...]:
        """One line a métier: its rate, then one rate per axis."""
        columns = (*_LINE, *(Column(f"axe_{axis}", label, RATE) for axis, label in self.axes))
        rows = tuple(
            (*_line_cells(m), *(own[axis].rate if axis in own else None for axis, _ in self.axes))
            for m, own in zip(self.metiers, self.cells, strict=True)
        )
        return (DataTable("metiers", "Métiers", columns, rows),)


def _line_cells(m: MetierLine) -> tuple[Cell, ...]:
    return (
        m.slug,
        m.metier,
        m.family,
        m.verdict,
        m.rate,
        m.low,
        m.high,
        m.numerator,
        m.denominator,
    )


def family_choices(published: Published) -> tuple[str, ...]:
    """Families of the métiers, in alphabetical order."""
    return tuple(sorted({m.family for m in published.metiers}, key=key))


def find_metiers(published: Published, wanted: MetierFilter = ALL_METIERS) -> MetierList:
    """Métiers that pass a filter, from the least covered.

    Raises
    ------
    InputRefused
        If the filter names a family or a verdict that no métier has.
    """
    known = {
        "famille": (wanted.families, family_choices(published)),
        "verdict": (wanted.verdicts, VERDICTS),
    }
    faults = [
        f"{name} : « {value[:80]} » inconnu → au choix : {JOIN.join(choices)}"
        for name, (asked, choices) in known.items()
        for value in asked
        if value not in choices
    ]
    if faults:
        raise InputRefused(faults)
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
    """A need of a métier with the offers that pass the filter, the most useful first, and how many
    it left out.
    """

    need: NeedLine
    found: tuple[tuple[OfferLine, LinkLine], ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MetierSheet:
    """Everything published of a métier, its offers filtered; ``read_as`` tells how the typed name
    was understood.
    """

    metier: MetierLine
    read_as: str
    axes: tuple[tuple[str, str, AxisLine | None], ...]
    needs: tuple[NeedSheet, ...]
    apart: tuple[NeedLine, ...]

    def tables(self) -> tuple[DataTable, ...]:
        """Needs with their offers, then axes, then the métier itself."""
        m = self.metier
        needs = tuple(
            (
                m.metier,
                n.axis,
                n.competence,
                n.label,
                n.level or None,
                n.weight,
                n.value,
                n.state,
                n.gap,
                JOIN.join(o.id for o, _ in line.found),
                JOIN.join(
                    f"{o.title} ({o.provider}, {o.price}, {o.duration})" for o, _ in line.found
                ),
                n.reason,
            )
            for line in self.needs
            for n in (line.need,)
        )
        axes = tuple(
            (m.metier, axis, label, a.rate, a.numerator, a.denominator, a.gap, a.low, a.high)
            for axis, label, a in self.axes
            if a is not None
        )
        more = (m.rule_verdict, m.stability, m.reason, m.flip, m.profile, m.exposure, m.priority)
        return (
            DataTable("besoins", f"Besoins : {m.metier}", _NEED, needs),
            DataTable("axes", "Axes", _AXIS, axes),
            DataTable("metier", "Métier", (*_LINE, *_MORE), ((*_line_cells(m), *more),)),
        )


def metier_sheet(published: Published, asked: str, wanted: OfferFilter = NO_FILTER) -> MetierSheet:
    """Everything published of a métier; only offers whose link counts are listed under its needs.

    Raises
    ------
    UnknownMetier, OutOfPerimeter
        If the métier is unknown, ambiguous, or left out.
    InputRefused
        If the filter names what no offer can have.
    """
    line, read_as = find_metier(published, asked)
    check_filter(published, wanted)
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
