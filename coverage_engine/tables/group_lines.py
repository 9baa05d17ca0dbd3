"""From a run to its rates by group and to its offer in figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coverage_engine.analysis.group_rates import axis_rates, grouped, lever_rates
from coverage_engine.analysis.run import Run
from coverage_engine.domain.model.doubt import Range
from coverage_engine.domain.model.portrait import Portrait, Share
from coverage_engine.domain.model.results import (
    A_CONFIRMER,
    BIEN_COUVERT,
    VARIANTS,
    MetierCoverage,
    Rate,
)
from coverage_engine.tables.published_records import RateLine
from coverage_engine.tables.report_records import CountLine, LeverLine, SpreadLine

# Identifier and label of the line of all axes together.
WHOLE, WHOLE_LABEL = "ensemble", "Ensemble"
CERTIFICATION = "Certification"
_NONE = Range(None, None)


def _line(
    name: str,
    label: str,
    rate: Rate,
    rates: Range = _NONE,
    *,
    metier: str = "",
    metiers: Iterable[MetierCoverage] = (),
) -> RateLine:
    verdicts = [m.verdict for m in metiers]
    return RateLine(
        metier=metier,
        id=name,
        label=label,
        numerator=rate.numerator,
        denominator=rate.denominator,
        low=rates.low,
        high=rates.high,
        metiers=len(verdicts),
        well=verdicts.count(BIEN_COUVERT),
        unsettled=verdicts.count(A_CONFIRMER),
    )


def axis_rate_lines(run: Run) -> list[RateLine]:
    """Rate of each axis over the perimeter, then of all needs together."""
    rates = axis_rates(run.referential, run.axes)
    own = [_line(a.id, a.label, rates[a.id], run.doubt.by_axis[a.id]) for a in run.referential.axes]
    return [*own, _line(WHOLE, WHOLE_LABEL, run.whole, run.doubt.whole, metiers=run.metiers)]


def family_lines(run: Run) -> list[RateLine]:
    """Rate of each family that has métiers."""
    of = {m.metier: m.family for m in run.metiers}
    return _groups(run, sorted(run.referential.families.items()), of, run.doubt.by_family)


def profile_lines(run: Run) -> list[RateLine]:
    """Rate of each exposure profile that has métiers."""
    of = {m.metier: m.profile for m in run.metiers}
    profiles = [(p.id, p.label) for p in run.referential.profiles]
    return _groups(run, profiles, of, run.doubt.by_profile)


def _groups(
    run: Run,
    groups: Iterable[tuple[str, str]],
    group_of: Mapping[str, str],
    ranges: Mapping[str, Range],
) -> list[RateLine]:
    found = grouped(run.metiers, group_of)
    return [
        _line(name, label, found[name][0], ranges[name], metiers=found[name][1])
        for name, label in groups
        if name in found
    ]


def lever_lines(run: Run) -> list[LeverLine]:
    """Rate of the needs that each lever carries."""
    return [
        LeverLine(
            id=lever.id,
            label=lever.label,
            nature=lever.nature,
            definition=lever.definition,
            numerator=rate.numerator,
            denominator=rate.denominator,
        )
        for lever, rate in lever_rates(run.referential, run.needs)
    ]


def variant_lines(run: Run) -> list[RateLine]:
    """Rates of each métier with some of the offers only, in the order of ``VARIANTS``."""
    return [
        _line(
            name,
            label,
            m.variants[name],
            run.doubt.variants[name].get(m.metier, _NONE),
            metier=m.metier,
        )
        for m in run.metiers
        for name, label in VARIANTS.items()
    ]


def scope_lines(run: Run) -> list[RateLine]:
    """Part of each rate that offers of each scope bring."""
    return [
        _line(scope, f"offre {scope}", Rate(weight, m.rate.denominator), metier=m.metier)
        for m in run.metiers
        for scope, weight in m.by_scope.items()
    ]


def count_lines(portrait: Portrait) -> list[CountLine]:
    """Shares of the catalogue, by what they count."""
    coded = Share("lignes portant un code RS ou RNCP", portrait.coded_rows, portrait.rows)
    parts = {
        "Nature des offres": portrait.kinds,
        "Degré de spécialisation des offres comptées": portrait.specialisation,
        "Formats (une offre peut en avoir plusieurs)": portrait.formats,
        "Niveau visé": portrait.levels,
        CERTIFICATION: (portrait.certifying, coded),
        "Organismes les plus présents": portrait.providers,
    }
    return [
        CountLine(heading, s.label, s.count, s.total)
        for heading, shares in parts.items()
        for s in shares
    ]


def spread_lines(portrait: Portrait) -> list[SpreadLine]:
    """Prices and durations: what is known, and what is not and why."""
    return [
        SpreadLine(
            label=s.label,
            unit=s.unit,
            known=s.known,
            total=s.total,
            low=s.low,
            middle=s.middle,
            high=s.high,
            unknown=tuple(f"{reason} ({n})" for reason, n in s.unknown if n),
        )
        for s in (portrait.price, portrait.duration)
    ]
