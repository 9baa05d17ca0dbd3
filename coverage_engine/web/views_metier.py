"""The page of a métier, and that of one of its needs."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.domain.french import number, percent, plural
from coverage_engine.domain.model.results import GAP_PHRASES
from coverage_engine.questions.gaps import EXACT, gaps, lack
from coverage_engine.questions.metiers import MetierSheet, NeedSheet
from coverage_engine.questions.offer_parameters import FILTERS
from coverage_engine.questions.offers import NeedOffers
from coverage_engine.tables.phrases import holding, range_meaning
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import MetierLine
from coverage_engine.web.paging import Pairs, cut
from coverage_engine.web.query_parameters import Asked
from coverage_engine.web.views_common import (
    Form,
    Link,
    LinkView,
    NeedHead,
    Pager,
    RateView,
    VerdictView,
    exports,
    form,
    link_view,
    need_head,
    offer_href,
    pager,
    rate_view,
    verdict_view,
)

# Offers explained under each need; the page of the need has them all.
SHOWN_OFFERS = 4
# Offers on one page of a need.
NEED_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedBlock:
    """A need, its reason, its best offers with why, and how many more there are."""

    head: NeedHead
    covered: bool
    reason: str
    links: tuple[LinkView, ...]
    more: str
    left_out: str
    generalists: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisBlock:
    """An axis: anchor, label, rate, gap, then its needs, the heaviest lack first."""

    id: str
    label: str
    rate: RateView
    gap: str
    count: str
    needs: tuple[NeedBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetierView:
    """Context of ``metier.html.jinja``."""

    metier: str
    href: str
    slug: str
    family: str
    profile: str
    rate: RateView
    verdict: VerdictView
    reasons: tuple[str, ...]
    holding: str
    flip: str
    meaning: str
    priority: str
    depends: tuple[str, ...]
    main_offer: Link | None
    missing: tuple[NeedHead, ...]
    missing_count: str
    axes: tuple[AxisBlock, ...]
    apart: tuple[tuple[str, str], ...]
    form: Form
    filtered: bool
    exports: tuple[Link, ...]
    gap_exports: tuple[Link, ...]
    view_exports: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedView:
    """Context of ``besoin.html.jinja``."""

    metier: str
    metier_href: str
    head: NeedHead
    reason: str
    definition: str
    links: tuple[LinkView, ...]
    left_out: str
    form: Form
    pager: Pager
    exports: tuple[Link, ...]


def metier_view(published: Published, sheet: MetierSheet, asked: Asked, pairs: Pairs) -> MetierView:
    """The page of a métier."""
    m, settings = sheet.metier, published.settings
    href = f"/metiers/{m.slug}"
    missing = gaps(published, m.metier).missing
    filters = form(published, FILTERS, asked, href, pairs)
    main = published.offers.get(m.main_offer)
    return MetierView(
        metier=m.metier,
        href=href,
        slug=m.slug,
        family=m.family,
        profile=m.profile or "non publié",
        rate=rate_view(m.numerator, m.denominator, m.low, m.high, [settings.seuil_bien_couvert]),
        verdict=verdict_view(m.verdict),
        reasons=tuple(part for part in m.reason.split(" ; ") if part),
        holding=holding(m.verdict, m.rule_verdict, m.stability, settings.stabilite_minimale),
        flip=m.flip,
        meaning=range_meaning(settings.borne_haute - settings.borne_basse),
        priority=_priority(m),
        depends=(
            (
                (
                    f"Sans l’organisme « {m.provider} », {percent(m.provider_share)} de ce qui est"
                    " couvert serait perdu."
                ),
            )
            if m.provider
            else ()
        ),
        main_offer=(
            Link(f"{main.title} ({percent(m.main_offer_share)})", offer_href(main.id))
            if main
            else None
        ),
        missing=tuple(need_head(published, n) for n in missing),
        missing_count=plural(len(missing), "besoin"),
        axes=_axes(published, sheet),
        apart=tuple((n.label, n.reason) for n in sheet.apart),
        form=filters,
        filtered=bool(filters.active),
        exports=exports(href, (), pdf="fiche.pdf"),
        gap_exports=(Link("Excel", f"{href}/manques.xlsx"), Link("CSV", f"{href}/manques.csv")),
        view_exports=exports(href, pairs, pdf="fiche.pdf") if filters.active else (),
    )


def _priority(m: MetierLine) -> str:
    """Priority and what it multiplies (method §6)."""
    value = "non calculable" if m.priority is None else number(m.priority, 2)
    posts = "" if m.posts is None else "postes × "
    return f"Priorité ({posts}part non couverte × exposition) : {value}"


def understood(sheet: MetierSheet) -> bool:
    """Whether the métier was named exactly."""
    return sheet.read_as == EXACT


def _axes(published: Published, sheet: MetierSheet) -> tuple[AxisBlock, ...]:
    pivots = {a.id for a in published.axes if a.pivot}
    out = []
    for axis, label, line in sheet.axes:
        if line is None:
            continue
        own = sorted(
            (s for s in sheet.needs if s.need.axis == axis),
            key=lambda s: (-lack(s.need), s.need.competence),
        )
        bars = [published.settings.seuil_axe_pivot] if axis in pivots else []
        rate = rate_view(line.numerator, line.denominator, line.low, line.high, bars)
        gap = GAP_PHRASES.get(line.gap, line.gap)
        out.append(
            AxisBlock(
                id=axis,
                label=label,
                rate=rate,
                gap=gap,
                count=plural(len(own), "besoin"),
                needs=tuple(_need_block(published, s) for s in own),
            )
        )
    return tuple(out)


def _need_block(published: Published, sheet: NeedSheet) -> NeedBlock:
    more = len(sheet.found) - SHOWN_OFFERS
    generalists = tuple(
        Link(published.offers[o].title, offer_href(o))
        for o in sheet.need.generalist_offers[:SHOWN_OFFERS]
    )
    return NeedBlock(
        head=need_head(published, sheet.need),
        covered=sheet.need.value == 1,
        reason=sheet.need.reason,
        links=tuple(link_view(published, x) for _, x in sheet.found[:SHOWN_OFFERS]),
        more=plural(more, "autre offre", "autres offres") if more > 0 else "",
        left_out=(
            plural(sheet.left_out, "offre écartée", "offres écartées") if sheet.left_out else ""
        ),
        generalists=generalists,
    )


def need_view(
    published: Published, found: NeedOffers, asked: Asked, page: int, pairs: Pairs
) -> NeedView:
    """The page of a need."""
    m, need = found.metier, found.need
    head = need_head(published, need)
    sliced = cut(found.found, page, NEED_SIZE, head.href, pairs)
    return NeedView(
        metier=m.metier,
        metier_href=f"/metiers/{m.slug}",
        head=head,
        reason=need.reason,
        definition=published.competences[need.competence].definition,
        links=tuple(link_view(published, x) for _, x in sliced.lines),
        left_out=(
            plural(found.left_out, "offre écartée", "offres écartées") if found.left_out else ""
        ),
        form=form(published, FILTERS, asked, head.href, pairs),
        pager=pager(sliced, head.href, pairs),
        exports=exports(head.href, pairs),
    )
