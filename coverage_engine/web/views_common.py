"""Parts that several pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import number, percent, ratio
from coverage_engine.domain.model.results import COUVERT, GAP_PHRASES, NON_TROUVE, PARTIEL
from coverage_engine.questions.gaps import lack
from coverage_engine.questions.parameters import TEXT, TICK, Parameter
from coverage_engine.questions.why_partial import why_partial
from coverage_engine.tables.phrases import bounds
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import LinkLine, NeedLine, OfferLine
from coverage_engine.web.paging import Pairs, Slice, address, segment
from coverage_engine.web.query_parameters import Asked, figure_in_address, typed

# A page prints few different figures, many times each.
_number, _percent = lru_cache(maxsize=1 << 14)(number), lru_cache(maxsize=1 << 14)(percent)
MARKS = {COUVERT: "●", PARTIEL: "◑", NON_TROUVE: "○"}
_VERDICT_CLASS = {"bien couvert": "bien", "à confirmer": "doute"}
# Steps of the heat-map's colours: one every five points.
STEPS = 20
# Beyond this number of choices a list of boxes to tick becomes a field to type in, with
# suggestions.
_BOXES = 12
# Suggestions of a field to type in.
_SUGGESTED = 200


@dataclass(frozen=True, slots=True)
class RateView:
    """A rate as printed, its range, its fraction, and the class of its colour (``h0`` to ``h20``,
    ``hx`` unknown).
    """

    text: str
    interval: str
    fraction: str
    step: str


@dataclass(frozen=True, slots=True)
class VerdictView:
    """A verdict and the class of its mark."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """An offer at a glance."""

    title: str
    href: str
    provider: str
    price: str
    duration: str
    formats: str
    codes: str
    counted: bool
    why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """Why an offer serves a need, or does not."""

    offer: OfferView
    value: str
    counts: bool
    strength: str
    scope: str
    tier: str
    probability: str
    sentence: str
    why_partial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedHead:
    """A need in one line."""

    id: str
    label: str
    axis: str
    level: str
    weight: str
    lack: str
    state: str
    mark: str
    gap: str
    href: str


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a form offers."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A name that a form asks: ``shape`` is *nombre*, *texte*, *case*, *cases* (boxes) or *liste*
    (typed, suggested).

    ``more`` are the values given after the first one.
    """

    name: str
    label: str
    help: str
    shape: str
    value: str
    options: tuple[Option, ...]
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form of filters; ``active`` tells what is filtered now, each with the address that takes it
    away.
    """

    action: str
    inputs: tuple[Input, ...]
    active: tuple[Option, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A text and where it leads."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where one is in a long list."""

    total: str
    shown: str
    previous: str
    following: str
    page: str
    pages: str


def rate_view(
    numerator: Fraction,
    denominator: Fraction,
    low: Fraction | None,
    high: Fraction | None,
    bars: Sequence[Fraction],
) -> RateView:
    """A rate for a page; ``bars`` are the thresholds its display must not cross."""
    value = numerator / denominator if denominator else None
    step = "hx" if value is None else f"h{int(value * STEPS)}"
    return RateView(
        percent(value, bars), bounds(low, high, bars), ratio(numerator, denominator), step
    )


def verdict_view(text: str) -> VerdictView:
    """A verdict for a page."""
    return VerdictView(text, _VERDICT_CLASS.get(text, "manque"))


def offer_href(offer: str) -> str:
    """Address of an offer."""
    return f"/offres/{segment(offer)}"


def offer_view(o: OfferLine) -> OfferView:
    """An offer for a page."""
    return OfferView(
        title=o.title,
        href=offer_href(o.id),
        provider=o.provider or "organisme non indiqué",
        price=o.price,
        duration=o.duration,
        formats=", ".join(o.formats),
        codes=", ".join(o.codes),
        counted=o.counted,
        why_not=o.not_counted_reason,
    )


def link_view(published: Published, link: LinkLine) -> LinkView:
    """Why an offer serves a need, for a page."""
    counts = published.counts(link)
    return LinkView(
        offer=offer_view(published.offers[link.offer]),
        value=_number(link.value),
        counts=counts and link.value > 0,
        strength=link.strength,
        scope=link.scope,
        tier=link.tier,
        probability=_percent(link.probability, (published.settings.probabilite_minimale,)),
        sentence=link.sentence,
        why_partial=why_partial(published, link),
    )


def need_head(published: Published, need: NeedLine) -> NeedHead:
    """A need for a page."""
    slug = published.metier_by_label[need.metier].slug
    return NeedHead(
        id=need.competence,
        label=need.label,
        axis=published.axis_label[need.axis],
        level=LEVEL_LABELS.get(need.level, "non indiqué"),
        weight=_number(need.weight),
        lack=_number(lack(need)),
        state=need.state,
        mark=MARKS.get(need.state, "–"),
        gap=GAP_PHRASES.get(need.gap, need.gap),
        href=f"/metiers/{slug}/besoins/{segment(need.competence)}",
    )


def form(
    published: Published, fields: Sequence[Parameter], asked: Asked, path: str, pairs: Pairs
) -> Form:
    """The form of some fields, filled in with what is asked."""
    inputs = tuple(
        _input(published, f, typed(f, pairs) if f.read else asked[f.name]) for f in fields
    )
    known = {f.name: f for f in fields}
    active = tuple(
        Option(_without(path, pairs, at), f"{known[n].label} : {v}", True)
        for at, (n, v) in enumerate(pairs)
        if n in known and v.strip()
    )
    return Form(path, inputs, active, bool(active))


def _without(path: str, pairs: Pairs, at: int) -> str:
    left = [
        pair for i, pair in enumerate(pairs) if i != at and pair[0] != "page" and pair[1].strip()
    ]
    return address(path, left)


def _input(published: Published, f: Parameter, value: Any) -> Input:
    if f.kind == TICK:
        return Input(
            name=f.name,
            label=f.label,
            help=f.help,
            shape="case",
            value="oui" if value else "",
            options=(),
        )
    given = value if isinstance(value, tuple) else () if value is None else (value,)
    shown = [v if isinstance(v, str) else figure_in_address(Fraction(v)) for v in given]
    first, more = (shown[0] if shown else ""), tuple(shown[1:])
    if f.choices is None:
        return Input(
            name=f.name,
            label=f.label,
            help=f.help,
            shape="texte" if f.kind == TEXT else "nombre",
            value=first,
            options=(),
            more=more,
        )
    choices = f.choices(published)
    if f.many and len(choices) <= _BOXES:
        return Input(
            name=f.name,
            label=f.label,
            help=f.help,
            shape="cases",
            value="",
            options=tuple(Option(c, c, c in given) for c in choices),
        )
    return Input(
        name=f.name,
        label=f.label,
        help=f.help,
        shape="liste",
        value=first,
        options=tuple(Option(c, c, False) for c in choices[:_SUGGESTED]),
        more=more,
    )


def pager(sliced: Slice[Any], path: str, pairs: Pairs) -> Pager:
    """Where one is in a list, and the addresses around."""

    def at(page: int) -> str:
        return address(path, pairs, page=str(page)) if 1 <= page <= sliced.pages else ""

    first = (sliced.page - 1) * sliced.size + 1
    shown = (
        f"{number(first)} à {number(first + len(sliced.lines) - 1)}" if sliced.lines else "aucune"
    )
    return Pager(
        total=number(sliced.total),
        shown=shown,
        previous=at(sliced.page - 1),
        following=at(sliced.page + 1),
        page=number(sliced.page),
        pages=number(sliced.pages),
    )


def exports(path: str, pairs: Pairs, *, pdf: str = "") -> tuple[Link, ...]:
    """Addresses of the files of a page, its filters kept."""
    kept = [(n, v) for n, v in pairs if n != "page" and v.strip()]
    base = path.rstrip("/")
    made = [
        Link("Excel", address(f"{base}/export.xlsx", kept)),
        Link("CSV", address(f"{base}/export.csv", kept)),
    ]
    if pdf:
        made.append(Link("Fiche PDF", address(f"{base}/{pdf}", kept)))
    return tuple(made)
