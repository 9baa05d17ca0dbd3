"""Answers to questions, as text, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from fractions import Fraction

from coverage_engine.cells.level import LEVEL_LABELS
from coverage_engine.french import percent, ratio
from coverage_engine.model.results import GAP_PHRASES
from coverage_engine.query.columns import JOIN, csv_text
from coverage_engine.query.gaps import FactAxis, FactMetier, FactNeed, Gaps
from coverage_engine.query.phrases import bounds, holding, range_meaning

_COLUMNS = (
    "metier", "axe", "competence", "libelle", "niveau", "poids", "valeur", "etat", "type_ecart", "offres", "offres_generalistes",
    "justification",
)  # fmt: skip
# The métier's own figures, repeated on every line so that a filtered line keeps them.
_METIER_COLUMNS = ("verdict", "taux", "taux_bas", "taux_haut", "stabilite", "verdict_regle", "bascule")
_SHOWN_OFFERS = 3


def gaps_text(answer: Gaps, form: str) -> str:
    """The answer in one of the forms ``text``, ``json``, ``csv``."""
    return {"text": _text, "json": _json, "csv": _csv}[form](answer)


def _rate(numerator: Fraction, denominator: Fraction) -> Fraction | None:
    return numerator / denominator if denominator else None


def _with_range(fact: FactMetier | FactAxis, bars: Sequence[Fraction]) -> tuple[str, str]:
    """A rate and its range, both on their side of the thresholds."""
    return percent(_rate(fact.numerator, fact.denominator), bars), bounds(fact.low, fact.high, bars)


def _text(answer: Gaps) -> str:
    m = answer.metier
    lines = []
    if answer.read_as not in ("exact",):
        lines.append(f"« {answer.asked} » lu comme « {m.metier} » ({answer.read_as}).")
    shown, own = _with_range(m, [answer.bars.rate])
    lines.append(f"{m.metier}\u00a0: {m.verdict}, {shown}\u00a0{own} ({ratio(m.numerator, m.denominator)})")
    lines.append(f"Solidité\u00a0: {holding(m.verdict, m.rule_verdict, m.stability, answer.bars.stability)}.")
    lines.append(f"Pour que le verdict de la règle change\u00a0: {m.flip}.")
    lines.append(f"Catalogue\u00a0: {answer.catalogue}.")
    lines.append(f"Motif\u00a0: {m.reason}. Profil d’exposition\u00a0: {m.profile or 'non publié'}.")
    for axis in answer.axes:
        gap = f", écart\u00a0: {GAP_PHRASES.get(axis.gap, axis.gap)}" if axis.gap else ""
        shown, own = _with_range(axis, [answer.bars.pivot] if axis.axis in answer.bars.pivots else [])
        lines.append(
            f"  {answer.axis_labels[axis.axis]:<28}{shown:>12} {own:<10}  {ratio(axis.numerator, axis.denominator)}{gap}"
        )
    lines.append(f"Entre crochets\u00a0: {range_meaning(answer.bars.span)}.")
    lines.append(
        f"\nCe qui manque en tout ou partie ({len(answer.missing)} besoins sur {answer.total}), le plus lourd d’abord\u00a0:"
    )
    for need in answer.missing:
        lines.extend(_need_lines(answer, need))
    lines.append("\n« Non trouvé » veut dire\u00a0: non trouvé dans ce catalogue.")
    return "\n".join(lines) + "\n"


def _need_lines(answer: Gaps, need: FactNeed) -> list[str]:
    mark = "◑" if need.value else "○"
    lines = [
        f"  {mark} {need.label} [{answer.axis_labels[need.axis]}, {LEVEL_LABELS.get(need.level, '')}] – {need.state}, {GAP_PHRASES.get(need.gap, need.gap)}"
    ]
    for offer_id in need.offers[:_SHOWN_OFFERS]:
        offer = answer.offers[offer_id]
        lines.append(f"      s’en approche\u00a0: {offer.title} – {offer.provider}, {offer.price}, {offer.duration}")
    for offer_id in need.generalist_offers[:_SHOWN_OFFERS]:
        lines.append(f"      trop généraliste\u00a0: {answer.offers[offer_id].title}")
    return lines


def _row(need: FactNeed) -> tuple[object, ...]:
    return (
        need.metier, need.axis, need.competence, need.label, need.level, need.weight, need.value, need.state, need.gap,
        JOIN.join(need.offers), JOIN.join(need.generalist_offers), need.reason,
    )  # fmt: skip


def _csv(answer: Gaps) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    m = answer.metier
    whole = (m.verdict, _rate(m.numerator, m.denominator), m.low, m.high, m.stability, m.rule_verdict, m.flip)
    writer.writerow((*_COLUMNS, "offres_en_clair", *_METIER_COLUMNS))
    for need in answer.missing:
        writer.writerow([csv_text(cell) for cell in (*_row(need), _in_clear(answer, need), *whole)])  # type: ignore[arg-type]
    return out.getvalue()


def _in_clear(answer: Gaps, need: FactNeed) -> str:
    """Title, provider, price and duration of the offers that come near, for a buyer."""
    offers = [answer.offers[name] for name in need.offers]
    return JOIN.join(f"{o.title} ({o.provider}, {o.price}, {o.duration})" for o in offers)


def _json(answer: Gaps) -> str:
    m = answer.metier
    content = {
        "demande": answer.asked,
        "lecture": answer.read_as,
        "metier": m.metier,
        "verdict": m.verdict,
        "verdict_regle": m.rule_verdict,
        "stabilite": _plain(m.stability),
        "bascule": m.flip,
        "motif": m.reason,
        "profil": m.profile,
        "taux": _plain(_rate(m.numerator, m.denominator)),
        "taux_bas": _plain(m.low),
        "taux_haut": _plain(m.high),
        "numerateur": _plain(m.numerator),
        "denominateur": _plain(m.denominator),
        "axes": [
            {
                "axe": a.axis, "taux": _plain(_rate(a.numerator, a.denominator)), "numerateur": _plain(a.numerator),
                "denominateur": _plain(a.denominator), "type_ecart": a.gap, "taux_bas": _plain(a.low), "taux_haut": _plain(a.high),
            }
            for a in answer.axes
        ],
        "besoins_couverts": answer.covered,
        "besoins": answer.total,
        "manques": [
            {**dict(zip(_COLUMNS, map(_plain, _row(n)), strict=True)), "offres": list(n.offers), "offres_generalistes": list(n.generalist_offers)}
            for n in answer.missing
        ],
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Fraction) else value
