"""The first page, and what a search finds."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.domain.french import number, percent, plural
from coverage_engine.domain.model.results import A_CONFIRMER, A_RENFORCER, BIEN_COUVERT, COUVERT
from coverage_engine.questions.about_coverage import METIER_FILTERS
from coverage_engine.questions.metiers import MetierList
from coverage_engine.questions.search import COMPETENCE, METIER, OFFRE, Found, Hit
from coverage_engine.tables.phrases import range_meaning
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import AxisLine, MetierLine
from coverage_engine.web.paging import Pairs, cut, segment
from coverage_engine.web.query_parameters import Asked
from coverage_engine.web.views_common import (
    Form,
    Link,
    Pager,
    RateView,
    VerdictView,
    exports,
    form,
    offer_href,
    pager,
    rate_view,
    verdict_view,
)

# Métiers on one page of the map.
MAP_SIZE = 50
# Métiers named in each of the three lists.
_LISTED = 8
_EMPTY = RateView("—", "", "", "hx")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLine:
    """A métier of the map; ``cells`` are its rates by axis, each with the address of the axis on
    its page.
    """

    metier: str
    href: str
    family: str
    verdict: VerdictView
    whole: RateView
    cells: tuple[tuple[str, RateView], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortList:
    """One of the three lists: its verdict, how many métiers, some of them, the address of all."""

    verdict: VerdictView
    count: str
    metiers: tuple[Link, ...]
    rest: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Context of ``apercu.html.jinja``."""

    figures: tuple[tuple[str, str], ...]
    lists: tuple[ShortList, ...]
    axes: tuple[tuple[str, str], ...]
    lines: tuple[MapLine, ...]
    form: Form
    pager: Pager
    exports: tuple[Link, ...]
    meaning: str
    example: str


@dataclass(frozen=True, slots=True)
class HitGroup:
    """Hits of one kind: title, then text, address and detail of each."""

    title: str
    hits: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """Context of ``recherche.html.jinja``."""

    asked: str
    groups: tuple[HitGroup, ...]
    count: str
    exports: tuple[Link, ...]


def overview(
    published: Published, found: MetierList, asked: Asked, page: int, pairs: Pairs
) -> Overview:
    """The first page."""
    sliced = cut(list(zip(found.metiers, found.cells, strict=True)), page, MAP_SIZE, "/", pairs)
    settings = published.settings
    return Overview(
        figures=_figures(published),
        lists=tuple(
            _short_list(published, verdict) for verdict in (A_RENFORCER, A_CONFIRMER, BIEN_COUVERT)
        ),
        axes=found.axes,
        lines=tuple(_map_line(published, m, own) for m, own in sliced.lines),
        form=form(published, METIER_FILTERS, asked, "/", pairs),
        pager=pager(sliced, "/", pairs),
        exports=exports("/", pairs),
        meaning=range_meaning(settings.borne_haute - settings.borne_basse),
        example=published.metiers[0].metier.lower() if published.metiers else "",
    )


def _figures(published: Published) -> tuple[tuple[str, str], ...]:
    counted = sum(o.counted for o in published.offers.values())
    missing = sum(n.state != COUVERT for needs in published.needs_of.values() for n in needs)
    return (
        (number(len(published.metiers)), "métiers étudiés"),
        (number(sum(map(len, published.needs_of.values()))), "besoins de compétences"),
        (number(missing), "besoins non couverts en entier"),
        (number(counted), f"offres comptées sur {number(len(published.offers))} au catalogue"),
    )


def _short_list(published: Published, verdict: str) -> ShortList:
    own = [m for m in reversed(published.by_rate) if m.verdict == verdict]
    if verdict == BIEN_COUVERT:
        own.reverse()
    shown = tuple(
        Link(
            f"{m.metier} ({percent(m.rate, [published.settings.seuil_bien_couvert])})",
            f"/metiers/{m.slug}",
        )
        for m in own[:_LISTED]
    )
    rest = len(own) - len(shown)
    return ShortList(
        verdict=verdict_view(verdict),
        count=plural(len(own), "métier"),
        metiers=shown,
        rest=f"et {plural(rest, 'autre')}" if rest else "",
        href=f"/?verdict={segment(verdict)}",
    )


def _map_line(published: Published, m: MetierLine, own: dict[str, AxisLine]) -> MapLine:
    settings, href = published.settings, f"/metiers/{m.slug}"
    cells = []
    for axis in published.axes:
        line = own.get(axis.id)
        bars = [settings.seuil_axe_pivot] if axis.pivot else []
        shown = (
            rate_view(line.numerator, line.denominator, line.low, line.high, bars)
            if line
            else _EMPTY
        )
        cells.append((f"{href}#axe-{axis.id}", shown))
    whole = rate_view(m.numerator, m.denominator, m.low, m.high, [settings.seuil_bien_couvert])
    return MapLine(
        metier=m.metier,
        href=href,
        family=m.family,
        verdict=verdict_view(m.verdict),
        whole=whole,
        cells=tuple(cells),
    )


def search_view(published: Published, found: Found, pairs: Pairs) -> SearchView:
    """What a search finds, by kind."""
    titles = {METIER: "Métiers", COMPETENCE: "Compétences", OFFRE: "Offres"}
    groups = tuple(
        HitGroup(title, tuple(_hit(published, h) for h in found.hits if h.kind == kind))
        for kind, title in titles.items()
    )
    groups = tuple(g for g in groups if g.hits)
    return SearchView(
        found.asked, groups, plural(len(found.hits), "résultat"), exports("/recherche", pairs)
    )


def _hit(published: Published, hit: Hit) -> tuple[str, str, str]:
    if hit.kind == METIER:
        m = published.metier_by_slug[hit.id]
        return (
            hit.label,
            f"/metiers/{hit.id}",
            f"{hit.detail}, {percent(m.rate, [published.settings.seuil_bien_couvert])}",
        )
    if hit.kind == OFFRE:
        return hit.label, offer_href(hit.id), hit.detail
    return hit.label, f"/competences/{segment(hit.id)}", hit.detail
