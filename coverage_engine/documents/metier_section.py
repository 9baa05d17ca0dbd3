"""The sheet of one métier: verdict, what is missing, needs and the offers that serve them."""

from __future__ import annotations

from coverage_engine.documents.marks import STATE_MARKS, offer_anchor
from coverage_engine.documents.model import (
    PLAIN,
    Block,
    Bullets,
    Entries,
    Inline,
    Link,
    Note,
    Paragraph,
    Section,
    Soft,
    Strong,
    Text,
)
from coverage_engine.documents.shown_cells import thresholds_of
from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import NBSP, number, percent, plural, ratio
from coverage_engine.domain.model.results import GAP_PHRASES
from coverage_engine.questions.gaps import heaviest_first, lack
from coverage_engine.questions.metiers import MetierSheet, NeedSheet
from coverage_engine.tables.kinds import RATE
from coverage_engine.tables.phrases import bounds, metier_holding
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import AxisLine, NeedLine, OfferLine

# Offers explained under each need; the others are counted.
_SHOWN_LINKS = 3
FILTERED = (
    "Les offres montrées sont celles qui passent les filtres choisis ; les taux restent ceux de"
    " tout le catalogue."
)


def verdict_note(published: Published, sheet: MetierSheet) -> Note:
    """Verdict, rate and range, reasons, and what would change it."""
    m, settings = sheet.metier, published.settings
    thresholds = [settings.seuil_bien_couvert]
    rate = f"{percent(m.rate, thresholds)} {bounds(m.low, m.high, thresholds)}".strip()
    reasons = (
        *(part for part in m.reason.split(" ; ") if part),
        metier_holding(m, settings),
        f"pour que le verdict de la règle change, {m.flip}",
    )
    title = f"{m.verdict} – {rate} ({ratio(m.numerator, m.denominator)})"
    return Note(title=title, blocks=(Bullets(reasons),), tone=PLAIN)


def missing_block(published: Published, sheet: MetierSheet, shown: int | None = None) -> Block:
    """What is not wholly covered, the heaviest lack first.

    Parameters
    ----------
    shown:
        Needs named; all when None.
    """
    lacking = heaviest_first((s.need for s in sheet.needs if s.need.value < 1), published.axes)
    items = [
        f"{STATE_MARKS[n.state]} {n.label} – {n.state}, poids {number(n.weight)}, poids manquant"
        f" {number(lack(n))}{_gap(n)}"
        for n in lacking[:shown]
    ]
    rest = len(lacking) - len(items)
    if rest:
        many = "autres besoins non ou partiellement couverts"
        items.append(f"et {plural(rest, 'autre besoin non ou partiellement couvert', many)}")
    return Bullets(tuple(items)) if items else Paragraph("Rien ne manque.")


def axis_sections(
    published: Published, sheet: MetierSheet, *, in_report: bool = False
) -> tuple[Section, ...]:
    """The needs of each axis, the heaviest lack first, each with the offers that serve it.

    Parameters
    ----------
    in_report:
        The catalogue is in the same document: offers lead to it, and needs are told in full.
    """
    needs = {a: [s for s in sheet.needs if s.need.axis == a] for a, _, _ in sheet.axes}
    out = []
    for axis, label, line in sheet.axes:
        if line is None:
            continue
        own = sorted(needs[axis], key=lambda s: (-lack(s.need), s.need.competence))
        apart = [NeedSheet(n, (), 0) for n in sheet.apart if n.axis == axis and in_report]
        told = tuple(_need(published, s, in_report=in_report) for s in (*own, *apart))
        title = f"{label} – {_rate(published, line)}{_gap(line)}"
        out.append(Section("", title, (Entries(told),)))
    return tuple(out)


def _rate(published: Published, line: AxisLine) -> str:
    thresholds = thresholds_of(published, RATE, line.axis)
    rate = f"{percent(line.rate, thresholds)} {bounds(line.low, line.high, thresholds)}".strip()
    surplus = ", surabondance possible" if line.surplus else ""
    return f"{rate} ({ratio(line.numerator, line.denominator)}){surplus}"


def _gap(line: AxisLine | NeedLine) -> str:
    return f", {GAP_PHRASES.get(line.gap, line.gap)}" if line.gap else ""


def _need(published: Published, sheet: NeedSheet, *, in_report: bool) -> tuple[Text, ...]:
    n, more = sheet.need, len(sheet.found) - _SHOWN_LINKS
    level = LEVEL_LABELS.get(n.level, "non indiqué")
    weight = f"{level}, poids{NBSP}{number(n.weight)}." if n.applicable else ""
    full = f"{n.competence} – {weight} {n.reason}" if in_report else weight
    lines: list[Text] = [
        (Strong(f"{STATE_MARKS[n.state]} {n.label}"), f" – {n.state}{_gap(n)}"),
        (Soft(full),),
    ]
    for o, x in sheet.found[:_SHOWN_LINKS]:
        named = _linked(o) if in_report else _with_facts(o)
        lines.append((*named, Strong(number(x.value)), " : ", Soft(f"{x.sentence}.")))
    if more > 0:
        lines.append((Soft(f"et {plural(more, 'autre offre', 'autres offres')}."),))
    if in_report and n.generalist_offers:
        broad = " ; ".join(published.offers[o].title for o in n.generalist_offers)
        lines.append((Soft(f"Trop généraliste : {broad}"),))
    return tuple(lines)


def _with_facts(o: OfferLine) -> tuple[Inline, ...]:
    known = (o.provider, o.price, o.duration, ", ".join(o.formats), ", ".join(o.codes))
    return (f"{o.title} ({' – '.join(filter(None, known))}), ",)


def _linked(o: OfferLine) -> tuple[Inline, ...]:
    return (Link(offer_anchor(o.id), o.title), f" ({o.provider}), ")
