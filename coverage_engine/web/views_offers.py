"""The list of offers, the page of an offer, that of a competency."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import number, percent, plural
from coverage_engine.questions.changes import CAVEAT
from coverage_engine.questions.competences import CompetenceSheet
from coverage_engine.questions.fragility import Fall
from coverage_engine.questions.offer_parameters import FILTERS
from coverage_engine.questions.offers import OfferList, OfferNeeds
from coverage_engine.tables.published import Published
from coverage_engine.web.paging import Pairs, cut, segment
from coverage_engine.web.query_parameters import Asked
from coverage_engine.web.views_common import (
    Form,
    Link,
    LinkView,
    NeedHead,
    OfferView,
    Pager,
    exports,
    form,
    link_view,
    need_head,
    offer_href,
    offer_view,
    pager,
)

# Offers on one page of the list; needs on one page of an offer or of a competency.
LIST_SIZE, NEEDS_SIZE = 50, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OffersView:
    """Context of ``offres.html.jinja``: each offer with the number of needs it serves."""

    lines: tuple[tuple[OfferView, str], ...]
    form: Form
    pager: Pager
    total: str
    exports: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallen:
    """A métier whose rate falls without the offer."""

    metier: str
    href: str
    before: str
    after: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPage:
    """Context of ``offre.html.jinja``."""

    offer: OfferView
    id: str
    kind: str
    level: str
    price_printed: str
    axes: str
    links: tuple[str, ...]
    served: str
    lines: tuple[tuple[NeedHead, str, LinkView], ...]
    falls: tuple[Fallen, ...]
    caveat: str
    withdraw: str
    pager: Pager
    exports: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetenceView:
    """Context of ``competence.html.jinja``: each need with the name and address of its métier."""

    id: str
    label: str
    definition: str
    axis: str
    reach: str
    source: str
    lines: tuple[tuple[str, str, NeedHead, str], ...]
    pager: Pager
    exports: tuple[Link, ...]


def offers_view(
    published: Published, found: OfferList, asked: Asked, page: int, pairs: Pairs
) -> OffersView:
    """The list of offers."""
    lines = list(zip(found.offers, found.serves, strict=True))
    sliced = cut(lines, page, LIST_SIZE, "/offres", pairs)
    return OffersView(
        lines=tuple((offer_view(o), plural(n, "besoin")) for o, n in sliced.lines),
        form=form(published, FILTERS, asked, "/offres", pairs),
        pager=pager(sliced, "/offres", pairs),
        total=number(found.total),
        exports=exports("/offres", pairs),
    )


def offer_page(
    published: Published, found: OfferNeeds, without: tuple[Fall, ...], page: int, pairs: Pairs
) -> OfferPage:
    """The page of an offer; ``without`` is what falls when it is withdrawn."""
    o = found.offer
    href = offer_href(o.id)
    lines = sorted(
        found.found,
        key=lambda pair: (
            (pair[0].metier, pair[0].competence) not in found.counting,
            not pair[1].value,
        ),
    )
    sliced = cut(lines, page, NEEDS_SIZE, href, pairs)
    bars = [published.settings.seuil_bien_couvert]
    return OfferPage(
        offer=offer_view(o),
        id=o.id,
        kind=o.kind,
        level=LEVEL_LABELS.get(o.level, "non lu"),
        price_printed=o.price_printed,
        axes=_axes(published, o.axes),
        links=_addresses(o.links),
        served=(
            f"{plural(len(found.counting), 'besoin servi', 'besoins servis')} dans"
            f" {plural(found.metiers, 'métier')}"
        ),
        lines=tuple(
            (need_head(published, n), n.metier, link_view(published, x)) for n, x in sliced.lines
        ),
        falls=tuple(
            Fallen(
                metier=f.metier,
                href=f"/metiers/{published.metier_by_label[f.metier].slug}",
                before=percent(f.before, bars),
                after=percent(f.after, bars),
                verdict=f.verdict_after if f.flips else "",
            )
            for f in without
        ),
        caveat=CAVEAT,
        withdraw=f"/et-si?retirer={segment(o.id)}",
        pager=pager(sliced, href, pairs),
        exports=exports(href, pairs),
    )


def _axes(published: Published, text: str) -> str:
    """Axes read in an offer, by their labels."""
    parts = (part.partition(" (") for part in text.split(" ; ") if part)
    return ", ".join(
        f"{published.axis_label.get(axis, axis)} ({strength}" for axis, _, strength in parts
    )


def _addresses(links: tuple[str, ...]) -> tuple[str, ...]:
    """Printed addresses that are web pages; anything else is never made a link."""
    return tuple(x for x in links if x.startswith(("https://", "http://")))


def competence_view(
    published: Published, sheet: CompetenceSheet, page: int, pairs: Pairs
) -> CompetenceView:
    """The page of a competency."""
    c = sheet.competence
    href = f"/competences/{segment(c.id)}"
    sliced = cut(sheet.needs, page, NEEDS_SIZE, href, pairs)
    lines = tuple(
        (
            n.metier,
            f"/metiers/{published.metier_by_label[n.metier].slug}",
            need_head(published, n),
            plural(len(n.offers), "offre utile", "offres utiles"),
        )
        for n in sliced.lines
    )
    reach = (
        "la même chose pour tous les métiers"
        if c.reach == "transverse"
        else "appliquée au travail du métier"
    )
    source = f"{c.source}, {c.passage}" if c.passage else c.source
    return CompetenceView(
        id=c.id,
        label=c.label,
        definition=c.definition,
        axis=published.axis_label[c.axis],
        reach=reach,
        source=source,
        lines=lines,
        pager=pager(sliced, href, pairs),
        exports=exports(href, pairs),
    )
