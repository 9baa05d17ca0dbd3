"""What a métier lacks, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

from coverage_engine.documents.shown_cells import thresholds_of
from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import percent, ratio
from coverage_engine.domain.model.results import GAP_PHRASES
from coverage_engine.questions.gaps import Gaps
from coverage_engine.questions.names import EXACT
from coverage_engine.tables.kinds import RATE, Cell, plain
from coverage_engine.tables.phrases import bounds, metier_holding, range_meaning
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import AxisLine, MetierLine, NeedLine

_SHOWN_OFFERS = 3


def gaps_text(published: Published, answer: Gaps) -> str:
    """The answer as a terminal shows it."""
    m, settings = answer.metier, published.settings
    lines = []
    if answer.read_as != EXACT:
        lines.append(f"« {answer.asked} » lu comme « {m.metier} » ({answer.read_as}).")
    shown, own = _with_range(published, m)
    lines.append(
        f"{m.metier}\u00a0: {m.verdict}, {shown}\u00a0{own} ({ratio(m.numerator, m.denominator)})"
    )
    lines.append(f"Solidité\u00a0: {metier_holding(m, settings)}.")
    lines.append(f"Pour que le verdict de la règle change\u00a0: {m.flip}.")
    lines.append(f"Catalogue\u00a0: {published.about.catalogue}.")
    lines.append(
        f"Motif\u00a0: {m.reason}. Profil d’exposition\u00a0: {m.profile or 'non publié'}."
    )
    for axis in answer.axes:
        gap = f", écart\u00a0: {GAP_PHRASES.get(axis.gap, axis.gap)}" if axis.gap else ""
        shown, own = _with_range(published, axis, axis.axis)
        lines.append(
            f"  {published.axis_label[axis.axis]:<28}{shown:>12} {own:<10} "
            f" {ratio(axis.numerator, axis.denominator)}{gap}"
        )
    lines.append(f"Entre crochets\u00a0: {range_meaning(settings)}.")
    lines.append(
        f"\nCe qui manque en tout ou partie ({len(answer.missing)} besoins sur {answer.total}), le"
        " plus lourd d’abord\u00a0:"
    )
    for need in answer.missing:
        lines.extend(_need_lines(published, answer, need))
    lines.append("\n« Non trouvé » veut dire\u00a0: non trouvé dans ce catalogue.")
    return "\n".join(lines) + "\n"


def _with_range(
    published: Published, line: MetierLine | AxisLine, axis: str = ""
) -> tuple[str, str]:
    """A rate and its range, both on their side of the thresholds."""
    marks = thresholds_of(published, RATE, axis)
    return percent(line.rate, marks), bounds(line.low, line.high, marks)


def _need_lines(published: Published, answer: Gaps, need: NeedLine) -> list[str]:
    mark = "◑" if need.value else "○"
    lines = [
        f"  {mark} {need.label} [{published.axis_label[need.axis]},"
        f" {LEVEL_LABELS.get(need.level, '')}] – {need.state},"
        f" {GAP_PHRASES.get(need.gap, need.gap)}"
    ]
    for offer_id in need.offers[:_SHOWN_OFFERS]:
        offer = answer.offers[offer_id]
        lines.append(
            f"      s’en approche\u00a0: {offer.title} – {offer.provider}, {offer.price},"
            f" {offer.duration}"
        )
    for offer_id in need.generalist_offers[:_SHOWN_OFFERS]:
        lines.append(f"      trop généraliste\u00a0: {answer.offers[offer_id].title}")
    return lines


def gaps_json(answer: Gaps) -> str:
    """The answer as JSON, figures as numbers."""
    m = answer.metier
    missing, axes = answer.tables()
    content = {
        "demande": answer.asked,
        "lecture": answer.read_as,
        "metier": m.metier,
        "verdict": m.verdict,
        "verdict_regle": m.rule_verdict,
        "stabilite": plain(m.stability),
        "bascule": m.flip,
        "motif": m.reason,
        "profil": m.profile,
        "taux": plain(m.rate),
        "taux_bas": plain(m.low),
        "taux_haut": plain(m.high),
        "numerateur": plain(m.numerator),
        "denominateur": plain(m.denominator),
        "axes": [_object(axis_row) for axis_row in axes.records()],
        "besoins_couverts": answer.covered,
        "besoins": answer.total,
        "manques": [
            {
                **_object(row),
                "offres": list(need.offers),
                "offres_generalistes": list(need.generalist_offers),
            }
            for row, need in zip(missing.records(), answer.missing, strict=True)
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _object(row: Mapping[str, Cell]) -> dict[str, object]:
    return {name: plain(cell) for name, cell in row.items()}
