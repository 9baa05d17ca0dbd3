"""Tables of a run, built once: CSV files, workbook, PDF, data frames have the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from coverage_engine.analysis.run import Run
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.doubt import DECISION_ON, Range
from coverage_engine.domain.settings import SettingRow
from coverage_engine.tables import group_lines
from coverage_engine.tables import published_tables as declared
from coverage_engine.tables import report_tables as shown
from coverage_engine.tables.columns import Column, DataTable, Table
from coverage_engine.tables.kinds import ID, JOIN, RATE, TEXT
from coverage_engine.tables.load_published import published_from_tables
from coverage_engine.tables.phrases import axis_range, flip_sentence, interval, points, reading
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import (
    AxisLine,
    CertificationLine,
    MetierLine,
    OfferLine,
    RateLine,
)
from coverage_engine.tables.report_records import (
    DoubtLine,
    ExposureLine,
    FlipLine,
    GlossaryLine,
    RowLine,
)


def make_tables(run: Run) -> tuple[DataTable, ...]:
    """Every published table of a run, in the order reports list them."""
    ref = run.referential
    variants = group_lines.variant_lines(run)
    metiers = declared.METIERS.and_columns([declared.POSTS] if run.staffing else ())
    made: list[tuple[Table[Any], Sequence[Any]]] = [
        (metiers, _metiers(run, variants)),
        (declared.METIER_AXES, _metier_axes(run)),
        (shown.DOUBTS, _doubts(run)),
        (shown.TRIALS, run.doubt.trials),
        (declared.NEEDS, run.needs),
        (declared.OFFERS, _offers(run)),
        (shown.ROWS, _rows(run)),
        (declared.LINKS, run.links),
        (declared.CLUES, run.clues),
        (shown.FINDINGS, run.findings),
        (shown.EXPOSURES, _exposures(run)),
        (shown.ANOMALIES, run.anomalies),
        (shown.DECISIONS, run.catalogue.decisions),
        (
            declared.SETTINGS,
            [replace(s, reason=setting_reason(run, s)) for s in ref.settings.rows()],
        ),
        (declared.AXES, ref.axes),
        (declared.COMPETENCES, ref.competences),
        (shown.GLOSSARY, [GlossaryLine(*words) for words in ref.glossary]),
        (declared.CERTIFICATIONS, _certifications(run)),
        (shown.AXIS_RATES, group_lines.axis_rate_lines(run)),
        (shown.FAMILIES, group_lines.family_lines(run)),
        (shown.PROFILES, group_lines.profile_lines(run)),
        (shown.LEVERS, group_lines.lever_lines(run)),
        (shown.VARIANT_RATES, variants),
        (shown.SCOPES, group_lines.scope_lines(run)),
        (shown.FLIPS, _flips(run)),
        (shown.COUNTS, group_lines.count_lines(run.portrait)),
        (shown.SPREADS, group_lines.spread_lines(run.portrait)),
        (shown.PERIMETER, ref.perimeter),
        (shown.QUALIFICATIONS, ref.qualifications),
    ]
    tables = (
        table.of(records)
        for table, records in made
        if run.register or table is not declared.CERTIFICATIONS
    )
    return (_map(run), *tables)


def _map(run: Run) -> DataTable:
    """The heat-map: one line per métier, one rate per axis, then the range of each as text."""
    settings, axes = run.referential.settings, run.referential.axes
    rates = {(a.metier, a.axis): a.rate.value for a in run.axes}
    columns = (
        Column("metier", "Métier", ID),
        *(Column(f"axe_{a.id}", a.label, RATE) for a in axes),
        Column("ensemble", "Ensemble", RATE),
        Column("verdict", "Verdict"),
        Column("fourchette_ensemble", "Fourchette de l’ensemble, en %"),
        *(Column(f"fourchette_{a.id}", f"Fourchette, {a.label}, en %", TEXT) for a in axes),
    )
    rows = tuple(
        (
            m.metier,
            *(rates[m.metier, a.id] for a in axes),
            m.rate.value,
            m.verdict,
            interval(run.doubt.metiers[m.metier].rates, [settings.seuil_bien_couvert]),
            *(
                interval(
                    axis_range(run, m.metier, a.id), [settings.seuil_axe_pivot] if a.pivot else []
                )
                for a in axes
            ),
        )
        for m in run.by_rate
    )
    return DataTable(shown.MAP, "Carte métier × axe", columns, rows)


def _metiers(run: Run, variants: Sequence[RateLine]) -> list[MetierLine]:
    own = by_key((line.metier, line) for line in variants)
    out = []
    for m in run.metiers:
        c, doubt = m.concentration, run.doubt.metiers[m.metier]
        out.append(
            MetierLine(
                metier=m.metier,
                family=run.referential.families[m.family],
                verdict=m.verdict,
                rule_verdict=m.rule_verdict,
                reason=JOIN.join(m.reasons),
                profile=m.profile,
                exposure=m.exposure,
                priority=m.priority,
                numerator=m.rate.numerator,
                denominator=m.rate.denominator,
                low=doubt.rates.low,
                high=doubt.rates.high,
                stability=doubt.stability,
                flip=flip_sentence(run, doubt.flip),
                provider=c.provider,
                provider_share=c.provider_share,
                main_offer=c.offer,
                main_offer_share=c.offer_share,
                posts=run.posts.get(m.metier),
                variants=tuple(own[m.metier]),
            )
        )
    return out


def _metier_axes(run: Run) -> list[AxisLine]:
    out = []
    for a in run.axes:
        own: Range = axis_range(run, a.metier, a.axis)
        out.append(
            AxisLine(
                metier=a.metier,
                axis=a.axis,
                numerator=a.rate.numerator,
                denominator=a.rate.denominator,
                gap=a.gap,
                redundancy=a.redundancy,
                surplus=a.surplus,
                low=own.low,
                high=own.high,
            )
        )
    return out


def _doubts(run: Run) -> list[DoubtLine]:
    return [
        DoubtLine(
            rank=rank,
            offer=d.fact.offer,
            title=run.offer_by_id[d.fact.offer].title,
            kind=d.fact.kind,
            target=d.fact.target,
            said=reading(run, d.fact),
            probability=d.fact.probability,
            share=d.share,
            largest=d.effects[0][1] if d.effects else None,
            effects=tuple(f"{m} : {points(e)}" for m, e in d.effects),
            unsettled=d.unsettled,
            decision=DECISION_ON[d.fact.kind],
        )
        for rank, d in enumerate(run.doubt.links, 1)
    ]


def _flips(run: Run) -> list[FlipLine]:
    return [
        FlipLine(
            metier=m.metier,
            verdict=flip.verdict,
            needs=flip.needs,
            offers=tuple(f.offer for f in flip.facts),
            kinds=tuple(f.kind for f in flip.facts),
            targets=tuple(f.target for f in flip.facts),
            at_least=flip.at_least,
        )
        for m in run.metiers
        for flip in (run.doubt.metiers[m.metier].flip,)
    ]


def _offers(run: Run) -> list[OfferLine]:
    out = []
    for o in run.offers:
        r = run.reading_by_offer[o.id]
        out.append(
            OfferLine(
                id=o.id,
                title=o.title,
                provider=o.provider,
                kind=o.kind,
                hours=o.duration.hours,
                hours_unknown=o.duration.unknown,
                hours_printed=o.duration.printed,
                hours_assumption=o.duration.assumption,
                price_low=o.price.low,
                price_high=o.price.high,
                price_unknown=o.price.unknown,
                price_basis=o.price.basis,
                price_printed=o.price.printed,
                codes=o.codes,
                on_theme=r.on_theme,
                rows=o.rows,
                formats=o.formats,
                level=r.level,
                level_reason=r.level_reason,
                axes=JOIN.join(f"{axis} ({strength})" for axis, (strength, _, _) in r.axes.items()),
                words=JOIN.join(
                    f"{axis} : {', '.join(found)}"
                    for axis, (_, _, found) in r.axes.items()
                    if found
                ),
                counted=r.counted,
                not_counted_reason=r.not_counted_reason,
                merge_reason=o.merge_reason,
                links=o.links,
                **o.as_printed,
            )
        )
    return out


def _rows(run: Run) -> list[RowLine]:
    offer_of = {row: o.id for o in run.offers for row in o.rows}
    target_of = {t.row: t for t in run.targets}
    groups = run.referential.group_by_id
    return [
        RowLine(
            row=row.number,
            offer=offer_of[row.number],
            target=t.printed,
            resolved=JOIN.join((*t.metiers, *(groups[g].label for g in t.groups))),
            method=t.method,
            position=row.printed.position,
            note=t.note,
            printed=" | ".join(row.printed.cells),
        )
        for row in run.catalogue.rows
        for t in (target_of[row.number],)
    ]


def _exposures(run: Run) -> list[ExposureLine]:
    ref = run.referential
    return [
        ExposureLine(
            metier=e.metier,
            family=ref.families[metier.family],
            core=metier.core,
            qualification=e.qualification,
            score=e.score,
            rank=e.rank,
            evolution=e.evolution,
            profile=e.profile,
        )
        for e in ref.exposures
        for metier in (ref.metier_by_label[e.metier],)
    ]


def setting_reason(run: Run, setting: SettingRow) -> str:
    """Reason of a setting; the referential's own first, when it replaced the default."""
    own = run.referential.setting_reasons.get(setting.name)
    return (
        f"réglage du référentiel : {own} (par défaut : {setting.reason})" if own else setting.reason
    )


def _certifications(run: Run) -> list[CertificationLine]:
    """Fiches of the register for the codes of the catalogue, and those that replace them."""
    return [
        CertificationLine(
            code=f.code, title=f.title, active=f.active, end=f.expires, successors=f.replaced_by
        )
        for _, f in sorted(run.fiches.items())
    ]


def published_of(run: Run, stamp: str = "") -> Published:
    """What a run publishes, equal to what is read back from its folder; figures as the CSV files
    print them.
    """
    return published_from_tables(run, make_tables(run), stamp)
