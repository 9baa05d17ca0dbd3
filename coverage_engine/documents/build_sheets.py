"""Heat-map cells and the sheet of each métier."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from coverage_engine.analysis.run import Run
from coverage_engine.documents.coverage_report import HeatCell
from coverage_engine.documents.view_sheets import AxisBlock, NeedLine, RateLine, Sheet, Why
from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import NOT_ASSESSED, number, percent, ratio
from coverage_engine.domain.model.doubt import Range
from coverage_engine.domain.model.results import (
    COUVERT,
    GAP_PHRASES,
    NON_TROUVE,
    PARTIEL,
    SANS_OBJET,
    VARIANTS,
    Link,
    MetierCoverage,
    NeedCoverage,
    Rate,
)
from coverage_engine.domain.normalise import slug
from coverage_engine.questions.gaps import heaviest_first
from coverage_engine.tables.phrases import (
    axis_range,
    flip_sentence,
    interval,
    metier_holding,
    metier_rate,
    priority_factors,
    variant_rate,
    with_range,
)

STATE_MARKS = {COUVERT: "●", PARTIEL: "◑", NON_TROUVE: "○", SANS_OBJET: "–"}
_SHADES = ((Fraction(1), 4, "●"), (Fraction(60, 100), 3, "◕"), (Fraction(40, 100), 2, "◑"))
# Links explained under each need; the rest is in the workbook, and their number is printed.
SHOWN_LINKS = 3


def anchor_of(metier: str) -> str:
    """Anchor of a métier's sheet."""
    return "metier-" + slug(metier, 80)


def origin_label(origin: str) -> str:
    """Origin of a métier of the perimeter, in readable French."""
    return origin.replace("_", " ").replace("coeur", "cœur")


def offer_anchor(offer: str) -> str:
    """Anchor of an offer in the cleaned annex."""
    return "offre-" + offer


def heat_cell(
    metier: str, axis: str, rate: Rate, rates: Range, gap: str, thresholds: Sequence[Fraction]
) -> HeatCell:
    """Cell of the heat-map: number, range, shade and a mark that says the same without colour."""
    text = percent(rate.value, thresholds)
    if rate.value is None:
        return HeatCell(
            text="n. é.",
            interval="",
            shade=0,
            mark="–",
            sentence=f"{metier}, {axis} : {NOT_ASSESSED}",
        )
    shade, mark = next(
        ((s, m) for low, s, m in _SHADES if rate.value >= low), (1, "◔") if rate.value else (0, "○")
    )
    tail = f" ; {GAP_PHRASES[gap]}" if gap else ""
    shown = interval(rates, thresholds)
    sentence = f"{metier}, {axis} : {text} {shown}, {ratio(rate.numerator, rate.denominator)}{tail}"
    return HeatCell(text=text, interval=shown, shade=shade, mark=mark, sentence=sentence)


def make_sheets(run: Run) -> tuple[Sheet, ...]:
    """One sheet per métier, in perimeter order."""
    links_of: dict[tuple[str, str], list[Link]] = {}
    for link in run.links:
        links_of.setdefault((link.metier, link.competence), []).append(link)
    return tuple(_sheet(run, m, links_of) for m in run.metiers)


def _sheet(run: Run, m: MetierCoverage, links_of: dict[tuple[str, str], list[Link]]) -> Sheet:
    ref = run.referential
    entry = next(p for p in ref.perimeter if p.metier == m.metier)
    own = [n for n in run.needs if n.metier == m.metier]
    lines = {
        n.competence: _need_line(run, n, links_of.get((n.metier, n.competence), [])) for n in own
    }
    blocks = []
    for axis in ref.axes:
        a = next(x for x in run.axes if x.metier == m.metier and x.axis == axis.id)
        marks = [ref.settings.seuil_axe_pivot] if axis.pivot else []
        blocks.append(
            AxisBlock(
                label=axis.label,
                rate=with_range(a.rate.value, axis_range(run, m.metier, axis.id), marks),
                fraction=ratio(a.rate.numerator, a.rate.denominator),
                gap=GAP_PHRASES[a.gap],
                surplus="surabondance possible" if a.surplus else "",
                needs=tuple(lines[n.competence] for n in own if n.axis == axis.id),
            )
        )
    missing = heaviest_first((n for n in own if n.state in (NON_TROUVE, PARTIEL)), ref.axes)
    profiles = {p.id: p.label for p in ref.profiles}
    priority = "non calculable : " + (
        "effectif masqué" if m.exposure is not None else "exposition non publiée"
    )
    if m.priority is not None:
        priority = f"{number(m.priority, 2)} = {priority_factors(run, m)}"
    return Sheet(
        metier=m.metier,
        anchor=anchor_of(m.metier),
        family=ref.families[m.family],
        origin=origin_label(entry.origin),
        profile=profiles.get(m.profile, "non qualifié"),
        exposures=_exposures(run, m.metier),
        verdict=m.verdict,
        rate=metier_rate(run, m),
        fraction=ratio(m.rate.numerator, m.rate.denominator),
        reasons=m.reasons,
        holding=metier_holding(run, m),
        flip=flip_sentence(run, run.doubt.metiers[m.metier].flip),
        priority=priority,
        axes=tuple(blocks),
        gaps=tuple(lines[n.competence] for n in missing),
        variants=tuple(
            RateLine(
                label,
                variant_rate(run, m, v),
                ratio(m.variants[v].numerator, m.variants[v].denominator),
            )
            for v, label in VARIANTS.items()
        ),
        scopes=tuple(
            RateLine(
                f"offre {scope}",
                percent(weight / m.rate.denominator if m.rate.denominator else None),
                ratio(weight, m.rate.denominator),
            )
            for scope, weight in m.by_scope.items()
        ),
        concentration=_concentration(run, m),
    )


def _exposures(run: Run, metier: str) -> tuple[str, ...]:
    out = []
    for q in run.referential.qualifications:
        e = run.referential.exposure(metier, q.id)
        if e:
            out.append(f"{q.label} : {number(e.score, 2)}, rang {e.rank}, {e.profile}")
    return tuple(out)


def _concentration(run: Run, m: MetierCoverage) -> tuple[str, ...]:
    c = m.concentration
    out = []
    if c.provider:
        strong = c.provider_share >= run.referential.settings.concentration_forte
        lead = "Concentration forte : sans" if strong else "Sans"
        out.append(
            f"{lead} l’organisme « {c.provider} », {percent(c.provider_share)} de ce qui est"
            " couvert serait perdu."
        )
    if c.offer:
        out.append(
            f"Sans l’offre « {run.offer_by_id[c.offer].title} », {percent(c.offer_share)} serait"
            " perdu."
        )
    return tuple(out)


def _need_line(run: Run, need: NeedCoverage, links: Sequence[Link]) -> NeedLine:
    useful = sorted(
        (x for x in links if x.offer in need.offers and x.value),
        key=lambda x: need.offers.index(x.offer),
    )
    generalists = " ; ".join(run.offer_by_id[o].title for o in need.generalist_offers)
    return NeedLine(
        competence=need.competence,
        label=need.label,
        level=LEVEL_LABELS.get(need.level, "—"),
        weight=number(need.weight),
        state=need.state,
        mark=STATE_MARKS[need.state],
        gap=GAP_PHRASES[need.gap],
        reason=need.reason,
        status=need.status,
        whys=tuple(_why(run, x) for x in useful[:SHOWN_LINKS]),
        more=max(0, len(useful) - SHOWN_LINKS),
        generalists=generalists,
    )


def _why(run: Run, link: Link) -> Why:
    offer = run.offer_by_id[link.offer]
    return Why(
        offer=offer.id,
        anchor=offer_anchor(offer.id),
        title=offer.title,
        provider=offer.provider,
        value=number(link.value),
        sentence=link.sentence,
    )
