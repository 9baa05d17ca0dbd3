"""The list of offers, the page of an offer, that of a competency."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.domain.model.branch import Competence
from coverage_engine.questions.changes import CAVEAT
from coverage_engine.questions.competences import CompetenceSheet
from coverage_engine.questions.fragility import Fall
from coverage_engine.questions.loss_of_offer import falls_without
from coverage_engine.questions.offer_parameters import FILTERS
from coverage_engine.questions.offers import OfferList, OfferNeeds
from coverage_engine.tables.kinds import Cell
from coverage_engine.tables.phrases import axes_read
from coverage_engine.tables.published_records import LinkLine, NeedLine, OfferLine
from coverage_engine.tables.published_tables import AS_PRINTED
from coverage_engine.web.forms import Form, form
from coverage_engine.web.paging import Slice, segment
from coverage_engine.web.visit import Visit

# Offers on one page of the list; needs on one page of an offer or of a competency.
LIST_SIZE, NEEDS_SIZE = 50, 100


@dataclass(frozen=True, slots=True)
class OffersView:
    """Context of ``offres.html.jinja``: each offer with the number of needs it serves, and how many
    offers there are.
    """

    offers: Slice[tuple[OfferLine, int]]
    total: int
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPage:
    """Context of ``offre.html.jinja``.

    ``axes`` is a text; ``as_printed`` are labels and texts; ``links`` are addresses of web pages;
    ``served`` and ``metiers`` count the needs it serves and their métiers; ``falls`` is what falls
    when it is withdrawn.
    """

    offer: OfferLine
    axes: str
    as_printed: tuple[tuple[str, Cell], ...]
    links: tuple[str, ...]
    served: int
    metiers: int
    needs: Slice[tuple[NeedLine, LinkLine]]
    falls: tuple[Fall, ...]
    caveat: str = CAVEAT


@dataclass(frozen=True, slots=True)
class CompetenceView:
    """Context of ``competence.html.jinja``."""

    competence: Competence
    needs: Slice[NeedLine]


def offers_view(visit: Visit[OfferList]) -> OffersView:
    """The list of offers."""
    found = visit.answer
    lines = list(zip(found.offers, found.serves, strict=True))
    offers = visit.page_of(lines, LIST_SIZE, "/offres")
    return OffersView(offers, found.total, form(visit, FILTERS, "/offres"))


def offer_page(visit: Visit[OfferNeeds]) -> OfferPage:
    """The page of an offer."""
    found, o = visit.answer, visit.answer.offer
    lines = sorted(
        found.found,
        key=lambda pair: (
            (pair[0].metier, pair[0].competence) not in found.counting,
            not pair[1].value,
        ),
    )
    return OfferPage(
        offer=o,
        axes=axes_read(visit.run.axis_label, o.axes, ", "),
        as_printed=tuple((c.label, cell) for c in AS_PRINTED for cell in c.cells([o])),
        # Anything else that is printed is never made a link.
        links=tuple(x for x in o.links if x.startswith(("https://", "http://"))),
        served=len(found.counting),
        metiers=found.metiers,
        needs=visit.page_of(lines, NEEDS_SIZE, f"/offres/{segment(o.id)}"),
        falls=falls_without(visit.run, o.id),
    )


def competence_view(visit: Visit[CompetenceSheet]) -> CompetenceView:
    """The page of a competency."""
    c = visit.answer.competence
    needs = visit.page_of(visit.answer.needs, NEEDS_SIZE, f"/competences/{segment(c.id)}")
    return CompetenceView(c, needs)
