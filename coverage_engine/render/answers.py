"""Answers to questions, as text, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction

from coverage_engine.cells.level import LEVEL_LABELS
from coverage_engine.french import percent, ratio
from coverage_engine.model.results import GAP_PHRASES
from coverage_engine.query.gaps import FactNeed, Gaps
from coverage_engine.query.tables import JOIN, csv_text

_COLUMNS = (
    "metier", "axe", "competence", "libelle", "niveau", "poids", "valeur", "etat", "type_ecart", "offres", "offres_generalistes",
    "justification",
)  # fmt: skip
_SHOWN_OFFERS = 3


def gaps_text(answer: Gaps, form: str) -> str:
    """The answer in one of the forms ``text``, ``json``, ``csv``."""
    return {"text": _text, "json": _json, "csv": _csv}[form](answer)


def _rate(numerator: Fraction, denominator: Fraction) -> Fraction | None:
    return numerator / denominator if denominator else None


def _text(answer: Gaps) -> str:
    m = answer.metier
    lines = []
    if answer.read_as not in ("exact",):
        lines.append(f"« {answer.asked} » lu comme « {m.metier} » ({answer.read_as}).")
    lines.append(
        f"{m.metier}\u00a0: {m.verdict}, {percent(_rate(m.numerator, m.denominator))} ({ratio(m.numerator, m.denominator)})"
    )
    lines.append(f"Catalogue\u00a0: {answer.catalogue}.")
    lines.append(f"Motif\u00a0: {m.reason}. Profil d’exposition\u00a0: {m.profile or 'non publié'}.")
    for axis in answer.axes:
        gap = f", écart\u00a0: {GAP_PHRASES.get(axis.gap, axis.gap)}" if axis.gap else ""
        lines.append(
            f"  {answer.axis_labels[axis.axis]:<28}{percent(_rate(axis.numerator, axis.denominator)):>12}  {ratio(axis.numerator, axis.denominator)}{gap}"
        )
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
    writer.writerow((*_COLUMNS, "offres_en_clair"))
    for need in answer.missing:
        writer.writerow([csv_text(cell) for cell in (*_row(need), _in_clear(answer, need))])  # type: ignore[arg-type]
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
        "motif": m.reason,
        "profil": m.profile,
        "taux": _plain(_rate(m.numerator, m.denominator)),
        "numerateur": _plain(m.numerator),
        "denominateur": _plain(m.denominator),
        "axes": [
            {
                "axe": a.axis, "taux": _plain(_rate(a.numerator, a.denominator)), "numerateur": _plain(a.numerator),
                "denominateur": _plain(a.denominator), "type_ecart": a.gap,
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
