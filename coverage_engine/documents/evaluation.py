"""Measures of the reading, as a terminal shows them: text tables in plain French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.french import number, percent
from coverage_engine.domain.model.branch import Calibration
from coverage_engine.matching.measures import (
    RESAMPLES,
    Bin,
    Estimate,
    Quality,
    brier,
    calibration_error,
    reliability,
)

_READERS = (
    "Étiquettes faites par des lecteurs automatiques isolés (modèles de langage), non par des"
    " personnes ; leurs désaccords sont tranchés à part."
)
_EVIDENCE = {
    "principal": "axe principal",
    "aborde": "axe abordé",
    "theme_seul": "thème seul",
    "non_lue": "axe non lu",
    "score": "score",
}
_THEME = "À propos d’IA"
_WIDTH = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisReport:
    """Axes read in one set of titles; ``tagged`` of its ``outside`` titles without AI got one."""

    name: str
    use: str
    titles: int
    qualities: Mapping[str, Quality]
    macro: Estimate
    tagged: int
    outside: int


@dataclass(frozen=True, slots=True)
class PairReport:
    """Competencies said to be named: labelled pairs, then weighted back if that is known."""

    name: str
    pairs: int
    among: Quality
    population: Quality | None


def axes_text(
    referential: str,
    reports: Sequence[AxisReport],
    labels: Mapping[str, str],
    told: Sequence[tuple[Fraction, bool]],
    read: Sequence[bool],
    rows: Sequence[Calibration],
) -> str:
    """Everything measured of the reading of axes.

    Parameters
    ----------
    told:
        (probability, whether true) of each title × axis, cross-validated.
    read:
        For each of them, whether the axis was read in the title.
    """
    lines = [f"Lecture des axes, référentiel {referential}", _READERS, _intervals("titres")]
    for report in reports:
        lines += ["", f"{report.name} : {report.titles} titres ; {report.use}", _header("axe")]
        lines += [_quality(labels.get(c, _THEME), q) for c, q in report.qualities.items()]
        lines.append(f"  {'moyenne des F1 par axe':<{_WIDTH}}{_estimate(report.macro)}")
        share = percent(Fraction(report.tagged, report.outside)) if report.outside else "sans objet"
        lines.append(
            f"  titres sans IA où un axe est lu : {report.tagged} sur {report.outside} ({share})"
        )
    lines += ["", "Probabilités, validation croisée sur l’épreuve (dix parts, par titre)"]
    lines += _honesty("toutes les paires titre × axe", [(float(p), y) for p, y in told])
    lines += _honesty(
        "axes lus seulement", [(float(p), y) for (p, y), r in zip(told, read, strict=True) if r]
    )
    lines += ["", "Table de calibration (épreuve entière)", *_rows(rows, labels)]
    return "\n".join(lines) + "\n"


def competences_text(
    referential: str,
    reports: Sequence[PairReport],
    threshold: Fraction,
    told: Sequence[tuple[Fraction, bool, Fraction]],
    rows: Sequence[Calibration],
) -> str:
    """All measures of named competencies; ``told`` is (probability, whether true, weight)."""
    lines = [
        f"Compétences attestées, référentiel {referential}, score d’au moins {number(threshold)}"
    ]
    lines += [_READERS, _intervals("titres")]
    for report in reports:
        lines += ["", f"{report.name} : {report.pairs} paires", _header("")]
        lines.append(_quality("parmi les paires", report.among))
        if report.population:
            lines.append(_quality("dans la population", report.population))
    lines += [
        "",
        (
            "Probabilités, validation croisée sur les titres de référence dont l’axe est lu (dix"
            " parts, par titre)"
        ),
    ]
    lines += _honesty(
        "paires étiquetées, chacune pour celles qu’elle représente",
        [(float(p), y) for p, y, _ in told],
        [float(w) for _, _, w in told],
    )
    lines += ["", "Table de calibration", *_rows(rows, {})]
    return "\n".join(lines) + "\n"


def _intervals(what: str) -> str:
    return f"Entre crochets, intervalle à 95 % ({number(RESAMPLES)} rééchantillonnages des {what})."


def _header(first: str) -> str:
    return f"  {first:<{_WIDTH}}{'précision':<19}{'rappel':<19}{'F1':<19}{'cas':>4}  kappa"


def _quality(label: str, quality: Quality) -> str:
    parts = (f"{_estimate(e):<19}" for e in (quality.precision, quality.recall, quality.f1))
    return f"  {label:<{_WIDTH}}{''.join(parts)}{quality.cases:>4}  {_plain(quality.agreement)}"


def _estimate(estimate: Estimate) -> str:
    if estimate.interval is None:
        return _plain(estimate.value)
    low, high = estimate.interval
    return f"{_plain(estimate.value)} [{_plain(low)}–{_plain(high)}]"


def _plain(value: float | None, decimals: int = 2) -> str:
    return "–" if value is None else number(Fraction(value), decimals)


def _honesty(
    what: str, told: Sequence[tuple[float, bool]], weights: Sequence[float] | None = None
) -> list[str]:
    given, true = [p for p, _ in told], [y for _, y in told]
    lines = [
        f"  {what} : {number(len(told))} ; score de Brier {_plain(brier(given, true, weights), 3)},"
        f" erreur de calibration {_plain(calibration_error(given, true, weights), 3)}"
    ]
    return [*lines, *(_bin(b) for b in reliability(given, true, weights))]


def _bin(line: Bin) -> str:
    bounds = f"{_plain(line.low, 1)} à {_plain(line.high, 1)}"
    return (
        f"    probabilité {bounds} : annoncée {_plain(line.given)}, constatée"
        f" {_plain(line.observed)} sur {line.count}"
    )


def _rows(rows: Sequence[Calibration], labels: Mapping[str, str]) -> list[str]:
    out = []
    for r in rows:
        name = labels.get(r.subject.removeprefix("axe:"), "")
        floor = "" if r.score_min is None else f" ≥ {number(r.score_min, 4)}"
        bounds = f"[{number(r.low, 2)}–{number(r.high, 2)}]"
        out.append(
            f"  {name:<{_WIDTH if name else 0}}{_EVIDENCE[r.evidence] + floor:<15}"
            f"{number(r.probability, 3)}"
            f" {bounds}  {r.positives} vrais sur {r.count}"
        )
    return out
