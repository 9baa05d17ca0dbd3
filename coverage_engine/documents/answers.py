"""Answers to questions, as text, JSON or CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction

from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import percent, ratio
from coverage_engine.domain.model.results import GAP_PHRASES
from coverage_engine.questions.gaps import Gaps
from coverage_engine.questions.names import EXACT
from coverage_engine.tables.columns import csv_bytes
from coverage_engine.tables.kinds import Cell, plain
from coverage_engine.tables.phrases import bounds, holding, range_meaning
from coverage_engine.tables.published_records import AxisLine, MetierLine, NeedLine

_SHOWN_OFFERS = 3


def gaps_text(answer: Gaps, form: str) -> str:
    """The answer in one of the forms ``text``, ``json``, ``csv``."""
    return {"text": _text, "json": _json, "csv": _csv}[form](answer)


def _with_range(fact: MetierLine | AxisLine, bars: Sequence[Fraction]) -> tuple[str, str]:
    """A rate and its range, both on their side of the thresholds."""
    return percent(fact.rate, bars), bounds(fact.low, fact.high, bars)


def _text(answer: Gaps) -> str:
    m = answer.metier
    lines = []
    if answer.read_as != EXACT:
        lines.append(f"« {answer.asked} » lu comme « {m.metier} » ({answer.read_as}).")
    shown, own = _with_range(m, [answer.bars.rate])
    lines.append(
        f"{m.metier}\u00a0: {m.verdict}, {shown}\u00a0{own} ({ratio(m.numerator, m.denominator)})"
    )
    lines.append(
        f"Solidité\u00a0: {holding(m.verdict, m.rule_verdict, m.stability, answer.bars.stability)}."
    )
    lines.append(f"Pour que le verdict de la règle change\u00a0: {m.flip}.")
    lines.append(f"Catalogue\u00a0: {answer.catalogue}.")
    lines.append(
        f"Motif\u00a0: {m.reason}. Profil d’exposition\u00a0: {m.profile or 'non publié'}."
    )
    for axis in answer.axes:
        gap = f", écart\u00a0: {GAP_PHRASES.get(axis.gap, axis.gap)}" if axis.gap else ""
        shown, own = _with_range(
            axis, [answer.bars.pivot] if axis.axis in answer.bars.pivots else []
        )
        lines.append(
            f"  {answer.axis_labels[axis.axis]:<28}{shown:>12} {own:<10} "
            f" {ratio(axis.numerator, axis.denominator)}{gap}"
        )
    lines.append(f"Entre crochets\u00a0: {range_meaning(answer.bars.span)}.")
    lines.append(
        f"\nCe qui manque en tout ou partie ({len(answer.missing)} besoins sur {answer.total}), le"
        " plus lourd d’abord\u00a0:"
    )
    for need in answer.missing:
        lines.extend(_need_lines(answer, need))
    lines.append("\n« Non trouvé » veut dire\u00a0: non trouvé dans ce catalogue.")
    return "\n".join(lines) + "\n"


def _need_lines(answer: Gaps, need: NeedLine) -> list[str]:
    mark = "◑" if need.value else "○"
    lines = [
        f"  {mark} {need.label} [{answer.axis_labels[need.axis]},"
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


def _csv(answer: Gaps) -> str:
    return csv_bytes(answer.tables()[0]).decode("utf-8")


def _json(answer: Gaps) -> str:
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
