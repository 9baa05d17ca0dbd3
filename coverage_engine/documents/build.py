"""From a run to the view-model of its report. Lays out figures computed elsewhere; computes
none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coverage_engine.analysis.coverage import rate_of
from coverage_engine.analysis.run import Run
from coverage_engine.documents import report_texts as words
from coverage_engine.documents.annex import (
    anomaly_groups,
    anomaly_totals,
    counts,
    decision_table,
    exposure_lines,
    input_lines,
    offer_lines,
    row_lines,
    setting_lines,
    spreads,
)
from coverage_engine.documents.build_charts import make_charts, make_scatter
from coverage_engine.documents.build_doubt import (
    doubtful_table,
    message,
    metier_line,
    metier_list,
    trial_table,
    verdict_counts,
)
from coverage_engine.documents.build_sheets import anchor_of, heat_cell, make_sheets, origin_label
from coverage_engine.documents.coverage_report import (
    AxisLine,
    FindingLine,
    HeatRow,
    KeyFigure,
    LeverLine,
    PerimeterLine,
    Report,
    Table,
)
from coverage_engine.documents.register_words import register_caveats
from coverage_engine.documents.view_sheets import RateLine
from coverage_engine.domain.french import date, number, percent, plural, ratio
from coverage_engine.domain.model.doubt import Range
from coverage_engine.domain.model.results import (
    A_CONFIRMER,
    A_RENFORCER,
    BIEN_COUVERT,
    SANS_OBJET,
    VARIANTS,
    ZERO,
    MetierCoverage,
    Rate,
)
from coverage_engine.tables.phrases import (
    axis_range,
    interval,
    metier_rate,
    priority_rule,
    staffing_caveats,
    variant_rate,
    with_range,
)

VERDICT_MARKS = {"confirmé": "=", "infirmé": "≠", "non calculable": "?"}
HEAT_LEGEND = (
    (0, "○", "0 %"),
    (1, "◔", "plus de 0 % et moins de 40 %"),
    (2, "◑", "de 40 % à moins de 60 %"),
    (3, "◕", "de 60 % à moins de 100 %"),
    (4, "●", "100 %"),
)
_SHOWN_PRIORITIES = 8


def build_report(run: Run) -> Report:
    """Build the view-model of a run's report."""
    ref = run.referential
    totals = {a.id: _sum(x.rate for x in run.axes if x.axis == a.id) for a in ref.axes}
    return Report(
        title="Couverture des besoins en compétences par l’offre de formation",
        subtitle=ref.title,
        branch=ref.branch,
        edition=ref.edition,
        date=date(run.provenance.date),
        catalogue=run.catalogue.title,
        version=run.provenance.versions["coverage-engine"],
        credits=ref.credits,
        sources=tuple(
            ", ".join(p for p in (s.id, s.title, s.author, s.year) if p) for s in ref.sources
        ),
        notice=words.NOTICE,
        figures=_figures(run),
        key_messages=_messages(run, totals),
        caveats=(*words.CAVEATS, *register_caveats(run), *staffing_caveats(run)),
        method=(
            *words.METHOD,
            f"{priority_rule(run)} Les facteurs sont imprimés, pas seulement leur produit.",
            words.verdict_sentence(ref.settings),
            *words.doubt_method(ref.settings, run.doubt.uncertain),
        ),
        method_tables=tuple(Table(*table) for table in words.METHOD_TABLES),
        axes=_axes(run, totals),
        perimeter=_perimeter(run),
        qualifications=tuple(q.label for q in ref.qualifications),
        exposures=exposure_lines(run),
        heat_header=("Métier", *(a.label for a in ref.axes), "Ensemble"),
        heat=tuple(_heat_row(run, m) for m in run.by_rate),
        heat_legend=HEAT_LEGEND,
        profiles=_rates_by(
            run,
            [(p.id, p.label) for p in ref.profiles],
            {m.metier: m.profile for m in run.metiers},
            run.doubt.by_profile,
        ),
        families=_rates_by(
            run,
            sorted(ref.families.items()),
            {m.metier: m.family for m in run.metiers},
            run.doubt.by_family,
        ),
        well=metier_list(run, BIEN_COUVERT, run.by_rate),
        confirm=metier_list(run, A_CONFIRMER, run.by_rate),
        reinforce=metier_list(run, A_RENFORCER, reversed(run.by_rate)),
        priorities=tuple(metier_line(run, m) for m in run.by_priority[:_SHOWN_PRIORITIES]),
        priority_rule=priority_rule(run),
        range_note=words.range_note(ref.settings),
        doubt_method=words.trials_note(),
        doubtful=doubtful_table(run),
        trials=trial_table(run),
        variants_header=("Métier", "Toutes les offres", *VARIANTS.values()),
        variants=tuple(
            (m.metier, metier_rate(run, m), *(variant_rate(run, m, v) for v in VARIANTS))
            for m in run.by_rate
        ),
        common_levers=_levers(run, "tronc_commun"),
        specific_levers=_levers(run, "specifique"),
        counts=counts(run),
        spreads=spreads(run),
        concentration=_concentration(run),
        surplus=_surplus(run),
        findings=_findings(run),
        charts=make_charts(run, totals),
        scatter=make_scatter(run),
        sheets=make_sheets(run),
        anomaly_totals=anomaly_totals(run),
        anomalies=anomaly_groups(run),
        questions=words.QUESTIONS,
        decisions=decision_table(run),
        offers=offer_lines(run),
        rows=row_lines(run),
        glossary=ref.glossary,
        settings=setting_lines(run),
        inputs=input_lines(run),
        versions=tuple(
            (name, version) for name, version in run.provenance.versions.items() if version
        ),
    )


def _axes(run: Run, totals: dict[str, Rate]) -> tuple[AxisLine, ...]:
    return tuple(
        AxisLine(
            id=a.id,
            label=a.label,
            definition=a.definition,
            pivot="oui" if a.pivot else "non",
            rate=with_range(totals[a.id].value, run.doubt.by_axis[a.id]),
            fraction=_fraction(totals[a.id]),
        )
        for a in run.referential.axes
    )


def _perimeter(run: Run) -> tuple[PerimeterLine, ...]:
    ref = run.referential
    out = []
    for p in ref.perimeter:
        family = ref.families[ref.metier_by_label[p.metier].family]
        out.append(
            PerimeterLine(
                metier=p.metier,
                anchor=anchor_of(p.metier),
                family=family,
                origin=origin_label(p.origin),
                printed=p.printed,
                status=p.status,
            )
        )
    return tuple(out)


def _concentration(run: Run) -> tuple[tuple[str, ...], ...]:
    """Métier, provider, share lost, offer, share lost: the most dependent first."""
    out = []
    for m in sorted(run.metiers, key=lambda m: (-m.concentration.provider_share, m.metier)):
        c = m.concentration
        title = run.offer_by_id[c.offer].title if c.offer else "—"
        out.append((m.metier, c.provider, percent(c.provider_share), title, percent(c.offer_share)))
    return tuple(out)


def _findings(run: Run) -> tuple[FindingLine, ...]:
    return tuple(
        FindingLine(
            id=f.id,
            label=f.label,
            verdict=f.verdict,
            mark=VERDICT_MARKS[f.verdict],
            value=f.value,
            uniform_verdict=f.uniform_verdict,
            uniform_value=f.uniform_value,
            detail=f.detail,
            passage=f.passage,
            source=f.source,
        )
        for f in run.findings
    )


def _sum(rates: Iterable[Rate]) -> Rate:
    total = ZERO
    for rate in rates:
        total += rate
    return total


def _fraction(rate: Rate) -> str:
    return ratio(rate.numerator, rate.denominator)


def _shown(run: Run, rate: Rate) -> str:
    return percent(rate.value, [run.referential.settings.seuil_bien_couvert])


def _figures(run: Run) -> tuple[KeyFigure, ...]:
    p = run.portrait
    well, unsettled, weak = (
        sum(m.verdict == v for m in run.metiers) for v in (BIEN_COUVERT, A_CONFIRMER, A_RENFORCER)
    )
    applicable = [n for n in run.needs if n.state != SANS_OBJET]
    found = sum(bool(n.value) for n in applicable)
    return (
        KeyFigure(number(len(run.metiers)), "métiers étudiés", "périmètre déduit, à confirmer"),
        KeyFigure(
            number(p.offers),
            "offres distinctes",
            f"{p.rows} lignes imprimées, {p.counted} offres comptées",
        ),
        KeyFigure(
            _shown(run, run.whole),
            "taux d’ensemble",
            f"{interval(run.doubt.whole)} ; {_fraction(run.whole)}",
        ),
        KeyFigure(
            number(well), "métiers bien couverts", f"{unsettled} à confirmer, {weak} à renforcer"
        ),
        KeyFigure(
            number(found),
            "besoins au moins en partie couverts",
            f"sur {len(applicable)}, {len(run.needs) - len(applicable)} sans objet à part",
        ),
        KeyFigure(
            number(p.certifying.count),
            "offres certifiantes",
            f"sur {p.certifying.total} ; {len(p.codes)} codes RS ou RNCP",
        ),
    )


def _messages(run: Run, totals: dict[str, Rate]) -> tuple[str, ...]:
    labels = {a.id: a.label for a in run.referential.axes}
    ranked = sorted((r.value, axis) for axis, r in totals.items() if r.value is not None)
    messages = []
    if ranked:
        (low, worst), (high, best) = ranked[0], ranked[-1]
        messages.append(
            f"Axe le mieux couvert : {labels[best]} ({percent(high)}). Axe le moins couvert :"
            f" {labels[worst]} ({percent(low)})."
        )
    urgent = run.by_priority[:3]
    if urgent:
        posts = "postes × " if run.staffing else ""
        messages.append(
            f"Priorités ({posts}écart × exposition) : " + ", ".join(m.metier for m in urgent) + "."
        )
    offers: dict[str, int] = {}
    for m in run.metiers:
        if m.concentration.offer:
            offers[m.concentration.offer] = offers.get(m.concentration.offer, 0) + 1
    if offers:
        top = min(offers, key=lambda o: (-offers[o], o))
        messages.append(
            f"Une seule offre est la plus déterminante pour {plural(offers[top], 'métier')} : «"
            f" {run.offer_by_id[top].title} »."
        )
    if doubt := message(run):
        messages.append(doubt)
    confirmed = sum(f.verdict == "confirmé" for f in run.findings)
    if run.findings:
        messages.append(
            f"Sur {plural(len(run.findings), 'constat publié', 'constats publiés')}, {confirmed}"
            f" {'se vérifie' if confirmed < 2 else 'se vérifient'} sur ces données ; les autres"
            " sont détaillés avec leurs chiffres."
        )
    return tuple(messages)


def _heat_row(run: Run, m: MetierCoverage) -> HeatRow:
    settings = run.referential.settings
    cells = []
    for axis in run.referential.axes:
        a = next(x for x in run.axes if x.metier == m.metier and x.axis == axis.id)
        marks = [settings.seuil_axe_pivot] if axis.pivot else []
        cells.append(
            heat_cell(
                m.metier, axis.label, a.rate, axis_range(run, m.metier, axis.id), a.gap, marks
            )
        )
    rates = run.doubt.metiers[m.metier].rates
    total = heat_cell(m.metier, "ensemble", m.rate, rates, "", [settings.seuil_bien_couvert])
    return HeatRow(
        metier=m.metier,
        anchor=anchor_of(m.metier),
        verdict=m.verdict,
        cells=tuple(cells),
        total=total,
    )


def _rates_by(
    run: Run,
    groups: Iterable[tuple[str, str]],
    group_of: dict[str, str],
    ranges: Mapping[str, Range],
) -> tuple[RateLine, ...]:
    out = []
    for name, label in groups:
        own = [m for m in run.metiers if group_of[m.metier] == name]
        if own:
            total = _sum(m.rate for m in own)
            out.append(
                RateLine(
                    label,
                    with_range(total.value, ranges[name]),
                    _fraction(total),
                    verdict_counts(own),
                )
            )
    return tuple(out)


def _levers(run: Run, nature: str) -> tuple[LeverLine, ...]:
    lever_of = {c.id: c.lever for c in run.referential.competences}
    weights = {a.id: a.weight for a in run.referential.axes}
    out = []
    for lever in run.referential.levers:
        if lever.nature == nature:
            rate = rate_of([n for n in run.needs if lever_of[n.competence] == lever.id], weights)
            out.append(
                LeverLine(lever.label, lever.definition, percent(rate.value), _fraction(rate))
            )
    return tuple(out)


def _surplus(run: Run) -> tuple[str, ...]:
    labels = {a.id: a.label for a in run.referential.axes}
    return tuple(
        f"{a.metier}, {labels[a.axis]} : tous les besoins sont couverts, chacun par"
        f" {number(a.redundancy, 1)} offres en moyenne, pour un métier peu exposé."
        for a in run.axes
        if a.surplus
    )
