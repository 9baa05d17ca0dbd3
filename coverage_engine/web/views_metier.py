"""The page of a métier, and that of one of its needs."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.domain.french import number
from coverage_engine.questions.gaps import gaps, lack
from coverage_engine.questions.metiers import MetierSheet, NeedSheet
from coverage_engine.questions.offer_parameters import FILTERS
from coverage_engine.questions.offers import NeedOffers
from coverage_engine.tables.phrases import holding
from coverage_engine.tables.published_records import (
    AxisLine,
    LinkLine,
    MetierLine,
    NeedLine,
    OfferLine,
)
from coverage_engine.web.forms import Form, form
from coverage_engine.web.paging import Pairs, Slice, segment
from coverage_engine.web.visit import Visit

# Offers on one page of a need.
NEED_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MetierView:
    """Context of ``metier.html.jinja``.

    ``axes`` are a label, a rate line, and its needs, the heaviest lack first; ``missing`` the needs
    that are not covered in full; ``reasons``, ``holding`` and ``priority`` are texts.
    """

    metier: MetierLine
    path: str
    pairs: Pairs
    reasons: tuple[str, ...]
    holding: str
    priority: str
    missing: tuple[NeedLine, ...]
    axes: tuple[tuple[str, AxisLine, tuple[NeedSheet, ...]], ...]
    apart: tuple[NeedLine, ...]
    main_offer: OfferLine | None
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedView:
    """Context of ``besoin.html.jinja``."""

    metier: MetierLine
    need: NeedLine
    found: Slice[tuple[OfferLine, LinkLine]]
    left_out: int
    form: Form


def metier_view(visit: Visit[MetierSheet]) -> MetierView:
    """The page of a métier."""
    run, sheet = visit.run, visit.answer
    m, path = sheet.metier, f"/metiers/{sheet.metier.slug}"
    own = sorted(sheet.needs, key=lambda s: (-lack(s.need), s.need.competence))
    axes = (
        (label, line, tuple(s for s in own if s.need.axis == axis))
        for axis, label, line in sheet.axes
        if line is not None
    )
    return MetierView(
        metier=m,
        path=path,
        pairs=visit.pairs,
        reasons=tuple(part for part in m.reason.split(" ; ") if part),
        holding=holding(m.verdict, m.rule_verdict, m.stability, run.settings.stabilite_minimale),
        priority=_priority(m),
        missing=tuple(gaps(run, m.metier).missing),
        axes=tuple(axes),
        apart=sheet.apart,
        main_offer=run.offers.get(m.main_offer),
        form=form(visit, FILTERS, path),
    )


def _priority(m: MetierLine) -> str:
    """Priority and what it multiplies (method §6)."""
    value = "non calculable" if m.priority is None else number(m.priority, 2)
    posts = "" if m.posts is None else "postes × "
    return f"Priorité ({posts}part non couverte × exposition) : {value}"


def need_view(visit: Visit[NeedOffers]) -> NeedView:
    """The page of a need."""
    found = visit.answer
    path = f"/metiers/{found.metier.slug}/besoins/{segment(found.need.competence)}"
    return NeedView(
        metier=found.metier,
        need=found.need,
        found=visit.page_of(found.found, NEED_SIZE, path),
        left_out=found.left_out,
        form=form(visit, FILTERS, path),
    )
