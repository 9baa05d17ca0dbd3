"""Synthesis of the coverage report: key figures, messages, the three lists in brief."""

from __future__ import annotations

from collections import Counter

from coverage_engine.analysis.findings import CONFIRME
from coverage_engine.documents import report_texts as words
from coverage_engine.documents.marks import VERDICT_SIGNS, metier_anchor
from coverage_engine.documents.model import (
    Beside,
    Block,
    Bullets,
    KeyFigure,
    KeyFigures,
    Link,
    Paragraph,
    Section,
    Soft,
    Strong,
)
from coverage_engine.domain.french import number, percent, plural, ratio
from coverage_engine.domain.model.results import A_CONFIRMER, A_RENFORCER, BIEN_COUVERT
from coverage_engine.tables import report_tables
from coverage_engine.tables.group_lines import CERTIFICATION
from coverage_engine.tables.phrases import bounds, metier_rate, metier_share
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import MetierLine


def synthesis(published: Published) -> Section:
    """What a reader keeps."""
    well, unsettled, weak = (
        _brief(published, f"{VERDICT_SIGNS[verdict]} {title}", with_verdict(published, verdict))
        for verdict, title in (
            (BIEN_COUVERT, "Métiers bien couverts"),
            (A_CONFIRMER, "Métiers à confirmer"),
            (A_RENFORCER, "Métiers à renforcer"),
        )
    )
    said = Paragraph((Soft(f"{words.range_note(published.settings)} {words.SHARE_NOTE}"),))
    lists = Beside(((*well, *unsettled), weak))
    blocks = (_figures(published), Bullets(_messages(published)), lists, said)
    return Section("synthese", "Synthèse", blocks)


def with_verdict(published: Published, verdict: str) -> tuple[MetierLine, ...]:
    """Métiers that have a verdict, best covered first; those to reinforce least covered first."""
    found = tuple(m for m in published.by_rate if m.verdict == verdict)
    return found[::-1] if verdict == A_RENFORCER else found


def _brief(published: Published, title: str, metiers: tuple[MetierLine, ...]) -> tuple[Block, ...]:
    settings = published.settings
    items = tuple(
        (
            Link(metier_anchor(m), m.metier),
            f" {metier_rate(m, settings)}{metier_share(m, settings)}",
        )
        for m in metiers
    )
    heading = Paragraph((Strong(f"{title} ({len(metiers)})"),))
    return heading, Bullets(items or ("Aucun.",))


def _figures(published: Published) -> KeyFigures:
    whole = published.of(report_tables.AXIS_RATES)[-1]
    offers = published.offers.values()
    counted = sum(o.counted for o in offers)
    rows = sum(len(o.rows) for o in offers)
    certifying = next(c for c in published.of(report_tables.COUNTS) if c.heading == CERTIFICATION)
    codes = {code for o in offers for code in o.codes}
    needs = [n for n in published.needs if n.applicable]
    apart = len(published.needs) - len(needs)
    found = sum(bool(n.value) for n in needs)
    weak = whole.metiers - whole.well - whole.unsettled
    return KeyFigures(
        (
            KeyFigure(number(whole.metiers), "métiers étudiés", "périmètre déduit, à confirmer"),
            KeyFigure(
                number(len(offers)),
                "offres distinctes",
                f"{rows} lignes imprimées, {counted} offres comptées",
            ),
            KeyFigure(
                percent(whole.rate, [published.settings.seuil_bien_couvert]),
                "taux d’ensemble",
                f"{bounds(whole.low, whole.high)} ; {ratio(whole.numerator, whole.denominator)}",
            ),
            KeyFigure(
                number(whole.well),
                "métiers bien couverts",
                f"{whole.unsettled} à confirmer, {weak} à renforcer",
            ),
            KeyFigure(
                number(found),
                "besoins au moins en partie couverts",
                f"sur {len(needs)}, {apart} sans objet à part",
            ),
            KeyFigure(
                number(certifying.count),
                "offres certifiantes",
                f"sur {certifying.total} ; {len(codes)} codes RS ou RNCP",
            ),
        )
    )


def _messages(published: Published) -> tuple[str, ...]:
    said = (_axes(published), _priorities(published), _offer(published), _doubt(published))
    return tuple(filter(None, (*said, _findings(published))))


def _axes(published: Published) -> str:
    *axes, _ = published.of(report_tables.AXIS_RATES)
    ranked = sorted((x.rate, x.id, x.label) for x in axes if x.rate is not None)
    if not ranked:
        return ""
    (low, _, worst), (high, _, best) = ranked[0], ranked[-1]
    return (
        f"Axe le mieux couvert : {best} ({percent(high)}). Axe le moins couvert : {worst}"
        f" ({percent(low)})."
    )


def _priorities(published: Published) -> str:
    urgent = ", ".join(m.metier for m in published.by_priority[:3])
    posts = "postes × " if published.about.posts else ""
    return f"Priorités ({posts}écart × exposition) : {urgent}." if urgent else ""


def _offer(published: Published) -> str:
    offers = Counter(m.main_offer for m in published.metiers if m.main_offer)
    if not offers:
        return ""
    top = min(offers, key=lambda o: (-offers[o], o))
    return (
        f"Une seule offre est la plus déterminante pour {plural(offers[top], 'métier')} : «"
        f" {published.offers[top].title} »."
    )


def _doubt(published: Published) -> str:
    for first in published.of(report_tables.DOUBTS)[:1]:
        return (
            f"Première lecture à confirmer, {percent(first.share)} du doute à elle seule :"
            f" {first.said} (« {first.title} »)."
        )
    return ""


def _findings(published: Published) -> str:
    findings = published.of(report_tables.FINDINGS)
    if not findings:
        return ""
    confirmed = sum(f.verdict == CONFIRME for f in findings)
    return (
        f"Sur {plural(len(findings), 'constat publié', 'constats publiés')}, {confirmed}"
        f" {'se vérifie' if confirmed < 2 else 'se vérifient'} sur ces données ; les autres sont"
        " détaillés avec leurs chiffres."
    )
