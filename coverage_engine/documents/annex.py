"""Annex parts of the view-model: offers, rows, anomalies, settings, inputs, portrait of the
catalogue.
"""

from __future__ import annotations

from fractions import Fraction

from coverage_engine.analysis.run import Run
from coverage_engine.documents.build_sheets import offer_anchor
from coverage_engine.documents.coverage_report import (
    AnomalyGroup,
    CountLine,
    ExposureLine,
    InputLine,
    OfferLine,
    RowLine,
    SettingLine,
    SpreadLine,
    Table,
)
from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import euros, hours, number, percent
from coverage_engine.domain.model.anomaly import Anomaly, Severity
from coverage_engine.domain.model.portrait import Share, Spread
from coverage_engine.tables.run_tables import setting_reason

# Places printed for each code; the whole list is in the workbook and in anomalies.csv.
_SHOWN_PLACES = 12


def counts(run: Run) -> dict[str, tuple[CountLine, ...]]:
    """Shares of the catalogue, by what they count."""
    p = run.portrait
    parts: dict[str, tuple[Share, ...]] = {
        "Nature des offres": p.kinds,
        "Degré de spécialisation des offres comptées": p.specialisation,
        "Formats (une offre peut en avoir plusieurs)": p.formats,
        "Niveau visé": p.levels,
        "Certification": (
            p.certifying,
            Share("lignes portant un code RS ou RNCP", p.coded_rows, p.rows),
        ),
        "Organismes les plus présents": p.providers,
    }
    return {title: tuple(_count(s) for s in shares) for title, shares in parts.items()}


def _count(share: Share) -> CountLine:
    value = Fraction(share.count, share.total) if share.total else None
    return CountLine(
        share.label, f"{number(share.count)} sur {number(share.total)}", percent(value)
    )


def spreads(run: Run) -> tuple[SpreadLine, ...]:
    """Prices and durations: what is known, and what is not and why."""
    return tuple(_spread(s) for s in (run.portrait.price, run.portrait.duration))


def _spread(s: Spread) -> SpreadLine:
    unknown = " ; ".join(f"{reason} ({n})" for reason, n in s.unknown if n)
    low, middle, high = (number(v) if v is not None else "—" for v in (s.low, s.middle, s.high))
    return SpreadLine(
        label=f"{s.label} ({s.unit})",
        known=f"{s.known} sur {s.total}",
        low=low,
        middle=middle,
        high=high,
        unknown=unknown or "aucun",
    )


def anomaly_totals(run: Run) -> tuple[CountLine, ...]:
    """Number of anomalies of each severity."""
    total = len(run.anomalies)
    return tuple(
        CountLine(severity.value, number(n), percent(Fraction(n, total)) if total else "—")
        for severity in Severity
        for n in [sum(a.severity is severity for a in run.anomalies)]
    )


def anomaly_groups(run: Run) -> tuple[AnomalyGroup, ...]:
    """Anomalies by code, the gravest first."""
    groups: dict[str, list[Anomaly]] = {}
    for anomaly in run.anomalies:
        groups.setdefault(anomaly.code, []).append(anomaly)
    out = []
    for code, members in groups.items():
        # What is expected is told once, or at each place when it differs from one to the other.
        same = len({a.expected for a in members}) == 1
        places = [
            _place(a) + ("" if same else f" — attendu : {a.expected}")
            for a in members[:_SHOWN_PLACES]
        ]
        if len(members) > _SHOWN_PLACES:
            places.append(f"et {len(members) - _SHOWN_PLACES} autres, dans anomalies.csv")
        first = members[0]
        out.append(
            AnomalyGroup(
                code=code,
                severity=first.severity.value,
                count=number(len(members)),
                expected=first.expected if same else "dit à chaque place",
                done=first.done,
                remedy=first.remedy,
                places=tuple(places),
            )
        )
    return tuple(out)


def _place(a: Anomaly) -> str:
    where = f"ligne {a.row}" if a.row else a.source
    shown = a.value if len(a.value) <= 90 else a.value[:87] + "…"
    return f"{where} : « {shown} »" if shown else where


def exposure_lines(run: Run) -> tuple[ExposureLine, ...]:
    """Published exposure of every métier that has one, by qualification."""
    ref = run.referential
    inside = {p.metier for p in ref.perimeter}
    out = []
    for metier in ref.metiers:
        cells = []
        for q in ref.qualifications:
            e = ref.exposure(metier.label, q.id)
            evolution = (
                ""
                if e is None or e.evolution is None
                else f"{e.evolution:+d}".replace("-", "−").replace("+0", "0")
            )
            cells.append(
                (number(e.score, 2), str(e.rank), evolution, e.profile)
                if e
                else ("—", "—", "", "—")
            )
        if any(ref.exposure(metier.label, q.id) for q in ref.qualifications):
            out.append(
                ExposureLine(
                    metier=metier.label,
                    family=ref.families[metier.family],
                    core="oui" if metier.core else "non",
                    cells=tuple(cells),
                    in_perimeter="oui" if metier.label in inside else "non",
                )
            )
    return tuple(out)


def offer_lines(run: Run) -> tuple[OfferLine, ...]:
    """The cleaned annex: one line per offer, with its source rows."""
    labels = {a.id: a.label for a in run.referential.axes}
    out = []
    for o in run.offers:
        r = run.reading_by_offer[o.id]
        axes = " ; ".join(
            f"{labels[a]} ({'principal' if s == 'principal' else 'abordé'})"
            for a, (s, _, _) in r.axes.items()
        )
        price = euros(o.price.low, o.price.high, o.price.unknown)
        basis = (
            f" ({o.price.basis})"
            if o.price.basis and o.price.basis not in ("HT", "gratuit")
            else ""
        )
        out.append(
            OfferLine(
                id=o.id,
                anchor=offer_anchor(o.id),
                title=o.title,
                provider=o.provider,
                kind=o.kind,
                duration=hours(o.duration.hours, o.duration.unknown, o.duration.approximate),
                price=price + basis,
                formats=", ".join(o.formats) or "non indiqué",
                certification=", ".join(o.codes),
                level=f"{r.level} {LEVEL_LABELS[r.level]}",
                axes=axes or "aucun axe lu",
                rows=", ".join(map(str, o.rows)),
                counted="comptée" if r.counted else f"non comptée : {r.not_counted_reason}",
                merged=o.merge_reason,
            )
        )
    return tuple(out)


def row_lines(run: Run) -> tuple[RowLine, ...]:
    """Printed rows: place in the source, target as printed and as understood, offer."""
    offer_of = {row: o for o in run.offers for row in o.rows}
    targets = {t.row: t for t in run.targets}
    out = []
    for row in run.catalogue.rows:
        t, o = targets[row.number], offer_of[row.number]
        names = (*t.metiers, *(run.referential.group_by_id[g].label for g in t.groups))
        out.append(
            RowLine(
                number=str(row.number),
                position=row.printed.position,
                target=t.printed,
                resolved=" ; ".join(names) or "—",
                method=t.method,
                offer=o.title,
                anchor=offer_anchor(o.id),
            )
        )
    return tuple(out)


def setting_lines(run: Run) -> tuple[SettingLine, ...]:
    """Settings with bounds, unit, reason and source."""
    return tuple(
        SettingLine(
            name=s.name,
            value=number(s.value),
            default=number(s.default),
            bounds=f"{number(s.low)} à {number(s.high)}",
            unit=s.unit,
            reason=setting_reason(run, s),
            source=s.source,
        )
        for s in run.referential.settings.rows()
    )


def input_lines(run: Run) -> tuple[InputLine, ...]:
    """Files read, with size and SHA-256."""
    return tuple(
        InputLine(f.role, f.name, f"{number(f.size)} octets", f.sha256)
        for f in run.provenance.inputs
    )


def decision_table(run: Run) -> Table:
    """Human decisions that this run read: what, who, when, why; those without effect are among the
    anomalies.
    """
    rows = tuple(
        (
            d.subject,
            " / ".join(p for p in (d.left, d.right) if p),
            d.verdict,
            f"{d.who}, {d.when}",
            d.why,
        )
        for d in run.catalogue.decisions
    )
    return Table(
        "Décisions humaines lues par ce calcul",
        ("Objet", "Sur", "Décision", "Qui, quand", "Pourquoi"),
        rows,
    )
