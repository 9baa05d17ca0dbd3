"""The sheets of the coverage report, one per métier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coverage_engine.documents import report_texts as words
from coverage_engine.documents.coverage_method import origin
from coverage_engine.documents.marks import metier_anchor, metier_link, profile_label
from coverage_engine.documents.metier_section import axis_sections, missing_block, verdict_note
from coverage_engine.documents.model import Block, Bullets, Definitions, Link, Paragraph, Section
from coverage_engine.domain.french import number, percent, ratio
from coverage_engine.domain.grouping import by_key
from coverage_engine.questions.metiers import metier_sheet
from coverage_engine.tables import report_tables
from coverage_engine.tables.phrases import priority_factors, rate_and_range
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import MetierLine, RateLine

# Needs named at the head of a sheet; all of them follow.
_SHOWN_GAPS = 6


def sheets(published: Published) -> Section:
    """One sheet per métier, in the order of the perimeter."""
    made = _Sheets(published)
    links = Bullets(tuple(map(metier_link, published.metiers)))
    parts = tuple(map(made.sheet, published.metiers))
    return Section("fiches", "Une fiche par métier", (Paragraph(words.SHEETS), links), parts)


class _Sheets:
    """What is published of each métier beside its needs."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self._origins = {p.metier: origin(p.origin) for p in published.of(report_tables.PERIMETER)}
        self._exposures = by_key((e.metier, e) for e in published.of(report_tables.EXPOSURES))
        self._scopes = by_key((s.metier, s) for s in published.of(report_tables.SCOPES))

    def sheet(self, m: MetierLine) -> Section:
        """The sheet of a métier."""
        sheet = metier_sheet(self._published, m.slug)
        missing = missing_block(self._published, sheet, _SHOWN_GAPS)
        blocks: tuple[Block, ...] = (
            Paragraph((Link("fiches", words.BACK_TO_SHEETS),)),
            verdict_note(self._published, sheet),
            Definitions(tuple((term, said) for term, said in self._facts(m) if said)),
        )
        parts = (
            Section("", "Ce qui manque, le plus lourd d’abord", (missing,)),
            *axis_sections(self._published, sheet, in_report=True),
        )
        return Section(metier_anchor(m), m.metier, blocks, parts)

    def _facts(self, m: MetierLine) -> Iterable[tuple[str, str]]:
        labels = {q.id: q.label for q in self._published.of(report_tables.QUALIFICATIONS)}
        exposures = " ; ".join(
            f"{labels[e.qualification]} : {number(e.score, 2)}, rang {e.rank}, {e.profile}"
            for e in self._exposures.get(m.metier, ())
        )
        profile = profile_label(self._published, m)
        yield "Famille", m.family
        yield "Origine", self._origins[m.metier]
        yield "Profil d’exposition", f"{profile} – {exposures}" if exposures else profile
        yield "Priorité", self._priority(m)
        yield "Concentration", self._concentration(m)
        variants = [(v, rate_and_range(v)) for v in m.variants]
        yield "Taux selon les offres retenues", _listed(variants)
        scopes = [(s, percent(s.rate)) for s in self._scopes.get(m.metier, ())]
        yield "Part du besoin couverte selon la portée de l’offre", _listed(scopes)

    def _priority(self, m: MetierLine) -> str:
        if m.priority is None:
            masked = m.exposure is not None
            return f"non calculable : {'effectif masqué' if masked else 'exposition non publiée'}"
        return f"{number(m.priority, 2)} = {priority_factors(m, self._published.about.posts)}"

    def _concentration(self, m: MetierLine) -> str:
        said = []
        if m.provider:
            strong = m.provider_share >= self._published.settings.concentration_forte
            said.append(
                f"{'Concentration forte : sans' if strong else 'Sans'} l’organisme «"
                f" {m.provider} », {percent(m.provider_share)} de ce qui est couvert serait perdu."
            )
        if m.main_offer:
            title = self._published.offers[m.main_offer].title
            said.append(f"Sans l’offre « {title} », {percent(m.main_offer_share)} serait perdu.")
        return " ".join(said)


def _listed(lines: Sequence[tuple[RateLine, str]]) -> str:
    return " ; ".join(
        f"{x.label} {rate} ({ratio(x.numerator, x.denominator)})" for x, rate in lines
    )
