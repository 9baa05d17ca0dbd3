"""The first page, and what a search finds."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.domain.model.results import A_CONFIRMER, A_RENFORCER, BIEN_COUVERT, COUVERT
from coverage_engine.questions.about_coverage import METIER_FILTERS
from coverage_engine.questions.metiers import MetierList
from coverage_engine.questions.search import COMPETENCE, METIER, OFFRE, Found, Hit
from coverage_engine.tables.published_records import AxisLine, MetierLine
from coverage_engine.web.forms import Form, form
from coverage_engine.web.paging import Pairs, Slice
from coverage_engine.web.visit import Visit

# Métiers on one page of the map.
MAP_SIZE = 50
# Kinds of what is found: title, and what its addresses begin with.
_KINDS = {
    METIER: ("Métiers", "/metiers/"),
    COMPETENCE: ("Compétences", "/competences/"),
    OFFRE: ("Offres", "/offres/"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Context of ``apercu.html.jinja``.

    ``map`` has métiers with their rates by axis; ``by_verdict`` the métiers of each verdict;
    ``needs``, ``missing`` and ``counted`` are numbers of needs, of those that are not covered in
    full, and of offers that count.
    """

    map: Slice[tuple[MetierLine, dict[str, AxisLine]]]
    by_verdict: tuple[tuple[str, tuple[MetierLine, ...]], ...]
    form: Form
    needs: int
    missing: int
    counted: int


@dataclass(frozen=True, slots=True)
class SearchView:
    """Context of ``recherche.html.jinja``; groups have a title, what the addresses of their hits
    begin with, and these.
    """

    found: Found
    pairs: Pairs
    groups: tuple[tuple[str, str, tuple[Hit, ...]], ...]


def overview(visit: Visit[MetierList]) -> Overview:
    """The first page."""
    run, found = visit.run, visit.answer
    needs = [n for own in run.needs_of.values() for n in own]
    worst = run.by_rate[::-1]
    ordered = ((A_RENFORCER, worst), (A_CONFIRMER, worst), (BIEN_COUVERT, run.by_rate))
    lines = list(zip(found.metiers, found.cells, strict=True))
    return Overview(
        map=visit.page_of(lines, MAP_SIZE, "/"),
        by_verdict=tuple((v, tuple(m for m in own if m.verdict == v)) for v, own in ordered),
        form=form(visit, METIER_FILTERS, "/"),
        needs=len(needs),
        missing=sum(n.state != COUVERT for n in needs),
        counted=sum(o.counted for o in run.offers.values()),
    )


def search_view(visit: Visit[Found]) -> SearchView:
    """What a search finds, by kind."""
    found = visit.answer
    groups = (
        (title, base, tuple(h for h in found.hits if h.kind == kind))
        for kind, (title, base) in _KINDS.items()
    )
    return SearchView(found, visit.pairs, tuple(g for g in groups if g[2]))
