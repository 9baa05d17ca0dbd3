"""The sheet of one métier as a PDF, valid as PDF/A-3a and PDF/UA-1: what a buyer takes to a
meeting.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.documents.environment import make_environment
from coverage_engine.documents.fonts import FAMILIES
from coverage_engine.documents.pdf import compile_pdf
from coverage_engine.documents.report_texts import CAVEATS, NOTICE
from coverage_engine.documents.typography import typeset_view
from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import date, number, percent, ratio
from coverage_engine.domain.model.results import COUVERT, GAP_PHRASES, NON_TROUVE, PARTIEL
from coverage_engine.questions.gaps import heaviest_first, lack
from coverage_engine.questions.metiers import MetierSheet, NeedSheet
from coverage_engine.tables.phrases import bounds, holding, range_meaning
from coverage_engine.tables.published import Published

_MARKS = {COUVERT: "●", PARTIEL: "◑", NON_TROUVE: "○"}
# Offers explained under each need; the others are counted.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class SheetOffer:
    """An offer under a need, and why."""

    title: str
    facts: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetNeed:
    """A need of the sheet."""

    mark: str
    label: str
    state: str
    level: str
    weight: str
    gap: str
    offers: tuple[SheetOffer, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetAxis:
    """An axis of the sheet, its needs from the heaviest lack."""

    label: str
    rate: str
    interval: str
    fraction: str
    gap: str
    needs: tuple[SheetNeed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSheet:
    """What the PDF says."""

    title: str
    branch: str
    edition: str
    date: str
    catalogue: str
    family: str
    verdict: str
    rate: str
    fraction: str
    reasons: tuple[str, ...]
    holding: str
    flip: str
    meaning: str
    missing: tuple[str, ...]
    axes: tuple[SheetAxis, ...]
    filtered: bool
    notice: str
    caveats: tuple[str, ...]


def metier_pdf(
    published: Published, sheet: MetierSheet, epoch: int, *, filtered: bool = False
) -> bytes:
    """The sheet of a métier. The same arguments give the same bytes.

    Parameters
    ----------
    epoch:
        Date of the document, in seconds since 1970 (UTC).
    filtered:
        Whether the offers of ``sheet`` went through a filter, which the sheet then says.
    """
    day = dt.datetime.fromtimestamp(epoch, dt.UTC)
    source = (
        make_environment()
        .get_template("fiche_metier.typ.jinja")
        .render(
            sheet=typeset_view(_printed(published, sheet, filtered)),
            families=FAMILIES,
            year=day.year,
            month=day.month,
            day=day.day,
        )
    )
    return compile_pdf(source, {}, epoch=epoch)


def _printed(published: Published, sheet: MetierSheet, filtered: bool) -> PrintedSheet:
    m, settings, about = sheet.metier, published.settings, published.about
    bars = [settings.seuil_bien_couvert]
    missing = heaviest_first((s.need for s in sheet.needs if s.need.value < 1), published.axes)
    return PrintedSheet(
        title=m.metier,
        branch=about.referential,
        edition=about.edition,
        date=date(about.date),
        catalogue=about.catalogue,
        family=m.family,
        verdict=m.verdict,
        rate=f"{percent(m.rate, bars)} {bounds(m.low, m.high, bars)}".strip(),
        fraction=ratio(m.numerator, m.denominator),
        reasons=tuple(part for part in m.reason.split(" ; ") if part),
        holding=holding(m.verdict, m.rule_verdict, m.stability, settings.stabilite_minimale),
        flip=m.flip,
        meaning=range_meaning(settings.borne_haute - settings.borne_basse),
        missing=tuple(
            f"{_MARKS[n.state]} {n.label} – {n.state}, poids {number(n.weight)}, poids manquant"
            f" {number(lack(n))}" + (f", {GAP_PHRASES[n.gap]}" if n.gap else "")
            for n in missing
        ),
        axes=tuple(_axis(published, sheet, axis) for axis, _, line in sheet.axes if line),
        filtered=filtered,
        notice=NOTICE,
        caveats=CAVEATS,
    )


def _axis(published: Published, sheet: MetierSheet, axis: str) -> SheetAxis:
    line = next(a for _, _, a in sheet.axes if a and a.axis == axis)
    pivot = any(a.pivot for a in published.axes if a.id == axis)
    bars: list[Fraction] = [published.settings.seuil_axe_pivot] if pivot else []
    own = sorted(
        (s for s in sheet.needs if s.need.axis == axis),
        key=lambda s: (-lack(s.need), s.need.competence),
    )
    return SheetAxis(
        label=published.axis_label[axis],
        rate=percent(line.rate, bars),
        interval=bounds(line.low, line.high, bars),
        fraction=ratio(line.numerator, line.denominator),
        gap=GAP_PHRASES.get(line.gap, line.gap),
        needs=tuple(map(_need, own)),
    )


def _need(sheet: NeedSheet) -> SheetNeed:
    n = sheet.need
    offers = tuple(
        SheetOffer(
            o.title,
            " – ".join(
                x
                for x in (o.provider, o.price, o.duration, ", ".join(o.formats), ", ".join(o.codes))
                if x
            ),
            number(x.value),
            x.sentence,
        )
        for o, x in sheet.found[:_SHOWN]
    )
    return SheetNeed(
        mark=_MARKS[n.state],
        label=n.label,
        state=n.state,
        level=LEVEL_LABELS.get(n.level, "non indiqué"),
        weight=number(n.weight),
        gap=GAP_PHRASES.get(n.gap, n.gap),
        offers=offers,
        more=max(0, len(sheet.found) - _SHOWN),
    )
