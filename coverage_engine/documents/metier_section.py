"""The sheet of one métier: verdict, what is missing, needs and the offers that serve them."""

from __future__ import annotations

from coverage_engine.documents.build_sheets import SHOWN_LINKS, STATE_MARKS
from coverage_engine.documents.model import (
    PLAIN,
    Block,
    Bullets,
    Entries,
    Note,
    Paragraph,
    Section,
    Soft,
    Strong,
    Text,
)
from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import NBSP, number, percent, plural, ratio
from coverage_engine.domain.model.results import GAP_PHRASES
from coverage_engine.questions.gaps import heaviest_first, lack
from coverage_engine.questions.metiers import MetierSheet, NeedSheet
from coverage_engine.tables.phrases import bounds, holding
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import AxisLine, NeedLine

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
        holding(m.verdict, m.rule_verdict, m.stability, settings.stabilite_minimale),
        f"pour que le verdict de la règle change, {m.flip}",
    )
    title = f"{m.verdict} – {rate} ({ratio(m.numerator, m.denominator)})"
    return Note(title=title, blocks=(Bullets(reasons),), tone=PLAIN)


def missing_block(published: Published, sheet: MetierSheet) -> Block:
    """What is not wholly covered, the heaviest lack first."""
    lacking = heaviest_first((s.need for s in sheet.needs if s.need.value < 1), published.axes)
    items = tuple(
        f"{STATE_MARKS[n.state]} {n.label} – {n.state}, poids {number(n.weight)}, poids manquant"
        f" {number(lack(n))}{_gap(n)}"
        for n in lacking
    )
    return Bullets(items) if items else Paragraph("Rien ne manque.")


def axis_sections(published: Published, sheet: MetierSheet) -> tuple[Section, ...]:
    """The needs of each axis, the heaviest lack first, each with the offers that serve it."""
    return tuple(_axis(published, sheet, line) for _, _, line in sheet.axes if line)


def _axis(published: Published, sheet: MetierSheet, line: AxisLine) -> Section:
    pivot = any(a.pivot for a in published.axes if a.id == line.axis)
    thresholds = [published.settings.seuil_axe_pivot] if pivot else []
    rate = f"{percent(line.rate, thresholds)} {bounds(line.low, line.high, thresholds)}".strip()
    own = sorted(
        (s for s in sheet.needs if s.need.axis == line.axis),
        key=lambda s: (-lack(s.need), s.need.competence),
    )
    points = ratio(line.numerator, line.denominator)
    title = f"{published.axis_label[line.axis]} – {rate} ({points}){_gap(line)}"
    return Section("", title, (Entries(tuple(map(_need, own))),))


def _gap(line: AxisLine | NeedLine) -> str:
    return f", {GAP_PHRASES.get(line.gap, line.gap)}" if line.gap else ""


def _need(sheet: NeedSheet) -> tuple[Text, ...]:
    n, more = sheet.need, len(sheet.found) - SHOWN_LINKS
    level = LEVEL_LABELS.get(n.level, "non indiqué")
    lines: list[Text] = [
        (Strong(f"{STATE_MARKS[n.state]} {n.label}"), f" – {n.state}{_gap(n)}"),
        (Soft(f"{level}, poids{NBSP}{number(n.weight)}."),),
    ]
    for o, x in sheet.found[:SHOWN_LINKS]:
        known = (o.provider, o.price, o.duration, ", ".join(o.formats), ", ".join(o.codes))
        facts = " – ".join(filter(None, known))
        lines.append(
            (f"{o.title} ({facts}), ", Strong(number(x.value)), " : ", Soft(f"{x.sentence}."))
        )
    if more > 0:
        lines.append((Soft(f"et {plural(more, 'autre offre', 'autres offres')}."),))
    return tuple(lines)
