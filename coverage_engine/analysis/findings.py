"""The study's qualitative statements as computable tests (C8), each run twice (§7).

Part of «the most exposed are the least covered» is in the needs themselves, deeper where exposure
is higher: every test is run with the métiers' own needs and with one uniform table of needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median, pstdev

from coverage_engine.analysis.coverage import rate_of
from coverage_engine.domain.french import percent
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.branch import Finding, Need
from coverage_engine.domain.model.catalogue import Offer
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import (
    INSUFFISANTE,
    SANS_OBJET,
    TROP_GENERALISTE,
    ZERO,
    FindingResult,
    NeedCoverage,
    OfferReading,
    Rate,
)

CONFIRME, INFIRME, NON_CALCULABLE = "confirmé", "infirmé", "non calculable"
_PARCOURS_KINDS = frozenset({"diplôme", "certification"})


@dataclass(frozen=True, slots=True)
class _Data:
    """What a test looks at: one set of covered needs and the offers."""

    referential: Referential
    needs: Sequence[NeedCoverage]
    offers: Sequence[Offer]
    readings: Sequence[OfferReading]

    def axis_rate(self, axis: str) -> Rate:
        return _rate([n for n in self.needs if n.axis == axis], self.referential)

    def label(self, axis: str) -> str:
        return next(a.label for a in self.referential.axes if a.id == axis)

    def metier_rates(self, axis: str | None = None) -> dict[str, Fraction]:
        own_of: dict[str, list[NeedCoverage]] = {p.metier: [] for p in self.referential.perimeter}
        for need in self.needs:
            if need.metier in own_of and axis in (None, need.axis):
                own_of[need.metier].append(need)
        rates = {metier: _rate(own, self.referential).value for metier, own in own_of.items()}
        return {metier: value for metier, value in rates.items() if value is not None}


@dataclass(frozen=True, slots=True)
class _Outcome:
    verdict: str
    value: str
    detail: str


def _rate(needs: Sequence[NeedCoverage], referential: Referential) -> Rate:
    return rate_of(needs, {a.id: a.weight for a in referential.axes})


def _said(holds: bool, value: str, detail: str) -> _Outcome:
    return _Outcome(CONFIRME if holds else INFIRME, value, detail)


def uniform_needs(referential: Referential) -> tuple[Need, ...]:
    """One table for all: transverse competencies most métiers need, and their own, at one level."""
    settings = referential.settings
    level = int(settings.niveau_uniforme)
    metiers = [p.metier for p in referential.perimeter]
    asked: dict[str, int] = {}
    for need in referential.needs:
        if need.applicable and need.metier in metiers:
            asked[need.competence] = asked.get(need.competence, 0) + 1
    common = [
        c.id
        for c in referential.competences
        if c.reach == "transverse"
        and Fraction(asked.get(c.id, 0), max(1, len(metiers))) >= settings.part_competence_commune
    ]
    own = {(n.metier, n.competence) for n in referential.needs if n.applicable}
    out = []
    for metier in metiers:
        for competence in referential.competences:
            if competence.id in common or (
                competence.reach != "transverse" and (metier, competence.id) in own
            ):
                out.append(
                    Need(
                        metier=metier,
                        competence=competence.id,
                        applicable=True,
                        level=level,
                        priority=Fraction(1),
                        reason="table uniforme",
                        status="proposé",
                    )
                )
    return tuple(out)


def _best_axis(data: _Data, p: Mapping[str, str]) -> _Outcome:
    rates = {a.id: data.axis_rate(a.id).value or Fraction(0) for a in data.referential.axes}
    best = min(rates, key=lambda a: (-rates[a], a))
    shown = " ; ".join(f"{data.label(a)} {percent(v)}" for a, v in rates.items())
    return _said(best == p["axe"], percent(rates[p["axe"]]), f"taux par axe : {shown}")


def _more_variable(data: _Data, p: Mapping[str, str]) -> _Outcome:
    def spread(axis: str) -> float:
        values = [float(v) for v in data.metier_rates(axis).values()]
        return pstdev(values) if values else 0.0

    reference = spread(p["reference"])
    others = {axis: spread(axis) for axis in p["axes"].split("+")}
    shown = " ; ".join(
        f"{data.label(a)} {percent(Fraction(s).limit_denominator(10**6))}"
        for a, s in {p["reference"]: reference, **others}.items()
    )
    return _said(
        all(s > reference for s in others.values()),
        shown,
        "écart type des taux des métiers, par axe",
    )


def _profile_rate(data: _Data, profile: str) -> Fraction | None:
    exposures = {p.metier: data.referential.exposure(p.metier) for p in data.referential.perimeter}
    inside = {metier for metier, e in exposures.items() if e and e.profile == profile}
    return _rate([n for n in data.needs if n.metier in inside], data.referential).value


def _least_covered_profile(data: _Data, p: Mapping[str, str]) -> _Outcome:
    own = _profile_rate(data, p["profil"])
    others = {name: _profile_rate(data, name) for name in p["autres"].split("+")}
    known = [v for v in others.values() if v is not None]
    if own is None or not known:
        return _Outcome(NON_CALCULABLE, "—", "aucun métier de ce profil dans le périmètre")
    shown = " ; ".join(f"{name} {percent(v)}" for name, v in {p["profil"]: own, **others}.items())
    return _said(all(own < v for v in known), percent(own), shown)


def _contrast(data: _Data, p: Mapping[str, str]) -> _Outcome:
    rates: dict[str, Rate] = {}
    for need in data.needs:
        if need.axis == p["axe"] and need.state != SANS_OBJET:
            rates[need.competence] = rates.get(need.competence, ZERO) + Rate(
                need.weight * need.value, need.weight
            )
    values = [r.value for r in rates.values() if r.value is not None]
    if not values:
        return _Outcome(NON_CALCULABLE, "—", "aucun besoin sur cet axe")
    gap = max(values) - min(values)
    dedicated = sum(
        p["axe"] in r.axes and r.counted and r.axes[p["axe"]][0] == "principal"
        for r in data.readings
    )
    detail = (
        f"taux par compétence de {percent(min(values))} à {percent(max(values))} ; {dedicated}"
        " offre(s) dont l’axe est l’objet"
    )
    return _said(gap >= data.referential.settings.contraste_fort, percent(gap), detail)


def _below_mean(data: _Data, p: Mapping[str, str]) -> _Outcome:
    own, whole = data.axis_rate(p["axe"]).value, _rate(data.needs, data.referential).value
    if own is None or whole is None:
        return _Outcome(NON_CALCULABLE, "—", "aucun besoin sur cet axe")
    return _said(own < whole, percent(own), f"taux de l’ensemble : {percent(whole)}")


def _gap_types(data: _Data, p: Mapping[str, str]) -> _Outcome:
    missing: dict[str, Fraction] = {}
    for need in data.needs:
        exposure = data.referential.exposure(need.metier)
        if need.gap and exposure and exposure.profile == p["profil"]:
            missing[need.gap] = missing.get(need.gap, Fraction(0)) + need.weight * (1 - need.value)
    total = sum(missing.values(), Fraction(0))
    if not total:
        return _Outcome(NON_CALCULABLE, "—", "aucun écart pour ce profil")
    share = (
        sum((missing.get(g, Fraction(0)) for g in (INSUFFISANTE, TROP_GENERALISTE)), Fraction(0))
        / total
    )
    shown = " ; ".join(
        f"{gap} {percent(weight / total)}" for gap, weight in sorted(missing.items())
    )
    return _said(
        share > Fraction(1, 2),
        percent(share),
        f"part du besoin non couvert, par type d’écart : {shown}",
    )


def _correlation(data: _Data, p: Mapping[str, str]) -> _Outcome:
    rates = data.metier_rates()
    pairs = [(e.score, rates[m]) for m in rates if (e := data.referential.exposure(m)) is not None]
    rho = spearman([a for a, _ in pairs], [b for _, b in pairs])
    if rho is None:
        return _Outcome(NON_CALCULABLE, "—", "exposition ou taux constants ou absents")
    shown = f"{rho:+.2f}".replace(".", ",").replace("-", "−")
    return _said(rho < 0, shown, f"corrélation de rang (Spearman) sur {len(pairs)} métiers")


def _continuous(data: _Data, p: Mapping[str, str]) -> _Outcome:
    limit = data.referential.settings.duree_parcours
    counts = {r.offer for r in data.readings if r.counted}
    offers = [o for o in data.offers if o.id in counts]
    if not offers:
        return _Outcome(NON_CALCULABLE, "—", "aucune offre comptée")
    long = sum(o.kind in _PARCOURS_KINDS or (o.duration.hours or 0) >= limit for o in offers)
    unknown = sum(o.duration.hours is None and o.kind not in _PARCOURS_KINDS for o in offers)
    detail = (
        f"{long} parcours ou certifications sur {len(offers)} offres ; {unknown} de durée inconnue"
        " comptées comme ponctuelles"
    )
    return _said(
        Fraction(long, len(offers)) > Fraction(1, 2), percent(Fraction(long, len(offers))), detail
    )


TESTS: dict[str, Callable[[_Data, Mapping[str, str]], _Outcome]] = {
    "axe_le_mieux_couvert": _best_axis,
    "axe_plus_variable_que": _more_variable,
    "profil_moins_couvert": _least_covered_profile,
    "axe_contraste": _contrast,
    "axe_sous_moyenne": _below_mean,
    "ecarts_insuffisant_ou_generaliste": _gap_types,
    "correlation_exposition_couverture": _correlation,
    "part_parcours": _continuous,
}


# Parameters each test needs; those named here hold axes or profiles, several joined by «+».
_AXIS_PARAMETERS, _PROFILE_PARAMETERS = ("axe", "axes", "reference"), ("profil", "autres")
_NEEDED = {
    "axe_le_mieux_couvert": ("axe",),
    "axe_plus_variable_que": ("axes", "reference"),
    "profil_moins_couvert": ("profil", "autres"),
    "axe_contraste": ("axe",),
    "axe_sous_moyenne": ("axe",),
    "ecarts_insuffisant_ou_generaliste": ("profil",),
}


def _unusable(referential: Referential, finding: Finding) -> str:
    """Why a statement cannot be tested: test, parameter, axis or profile unknown."""
    if finding.test not in TESTS:
        return f"test inconnu : {finding.test}"
    missing = [name for name in _NEEDED.get(finding.test, ()) if not finding.parameters.get(name)]
    if missing:
        return f"paramètre absent : {', '.join(missing)}"
    axes, profiles = {a.id for a in referential.axes}, {p.id for p in referential.profiles}
    known = {
        **dict.fromkeys(_AXIS_PARAMETERS, axes),
        **dict.fromkeys(_PROFILE_PARAMETERS, profiles),
    }
    for name, value in finding.parameters.items():
        unknown = [v for v in value.split("+") if v not in known.get(name, {v})]
        if unknown:
            return f"{name} inconnu : {', '.join(unknown)}"
    return ""


def confront_findings(
    referential: Referential,
    own: Sequence[NeedCoverage],
    uniform: Sequence[NeedCoverage],
    offers: Sequence[Offer],
    readings: Sequence[OfferReading],
) -> tuple[FindingResult, ...]:
    """Confront every statement of the referential with the data, in table order."""
    out = []
    for finding in referential.findings:
        fault = _unusable(referential, finding)
        if fault:
            first = second = _Outcome(NON_CALCULABLE, "—", fault)
        else:
            test = TESTS[finding.test]
            first = test(_Data(referential, own, offers, readings), finding.parameters)
            second = test(_Data(referential, uniform, offers, readings), finding.parameters)
        out.append(
            FindingResult(
                id=finding.id,
                label=finding.label,
                verdict=first.verdict,
                value=first.value,
                uniform_verdict=second.verdict,
                uniform_value=second.value,
                detail=first.detail,
                source=finding.source,
                passage=finding.passage,
            )
        )
    return tuple(out)


def spearman(left: Sequence[Fraction], right: Sequence[Fraction]) -> float | None:
    """Spearman's rank correlation, mid-ranks for ties; None when constant or too short.

    Parameters
    ----------
    left, right:
        Values of the same length.
    """
    if len(left) < 3:
        return None
    a, b = _mid_ranks(left), _mid_ranks(right)
    middle = (len(a) + 1) / 2
    top = sum((x - middle) * (y - middle) for x, y in zip(a, b, strict=True))
    bottom = sum((x - middle) ** 2 for x in a) * sum((y - middle) ** 2 for y in b)
    return float(top / bottom**0.5) if bottom else None


def _mid_ranks(values: Sequence[Fraction]) -> list[float]:
    positions = by_key((value, rank) for rank, value in enumerate(sorted(values), 1))
    return [float(median(positions[v])) for v in values]
