"""Annexes of the coverage report: anomalies, the catalogue offer by offer, settings, files."""

from __future__ import annotations

from coverage_engine.documents import report_texts as words
from coverage_engine.documents.document_frame import read_sections
from coverage_engine.documents.marks import offer_anchor
from coverage_engine.documents.model import (
    Block,
    Bullets,
    Cell,
    Code,
    Content,
    Definitions,
    Entries,
    Link,
    Paragraph,
    Place,
    Section,
    Soft,
    Strong,
    Table,
    Text,
)
from coverage_engine.documents.table_of import Figures, table_of
from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import euros, hours, number
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.anomaly import Anomaly, Severity
from coverage_engine.domain.model.catalogue import Decision
from coverage_engine.tables import published_tables as declared
from coverage_engine.tables import report_tables
from coverage_engine.tables.kinds import JOIN
from coverage_engine.tables.phrases import axes_read
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import OfferLine

# Places printed for each code, and characters of what stands there; the whole list is in the
# workbook and in anomalies.csv.
_SHOWN_PLACES, _SHOWN_CHARACTERS = 12, 90
# Bases of a price that go without saying.
_PLAIN_BASES = frozenset({"", "HT", "gratuit"})


def anomalies(published: Published) -> Section:
    """What is wrong in the data, what people decided, what they still have to."""
    found = published.of(report_tables.ANOMALIES)
    totals = tuple(
        f"{severity.value} : {number(sum(a.severity is severity for a in found))}"
        for severity in Severity
    )
    groups = by_key((a.code, a) for a in found)
    decided = published.of(report_tables.DECISIONS)
    decisions: Block = _decisions(decided) if decided else Paragraph(words.NO_DECISION)
    parts = (
        Section("", "Décisions", (decisions,)),
        Section("", "Questions ouvertes", (Bullets(words.QUESTIONS),)),
    )
    blocks = (
        Bullets(totals),
        Paragraph(words.ANOMALIES_KEPT),
        Entries(tuple(map(_anomaly, groups.values()))),
    )
    return Section("anomalies", "Anomalies des données et questions ouvertes", blocks, parts)


def _anomaly(own: list[Anomaly]) -> tuple[Text, ...]:
    """Anomalies of one code: what they are, how many, and where."""
    first = own[0]
    # What is expected is told once, or at each place when it differs from one to the other.
    same = len({a.expected for a in own}) == 1
    places = [
        _place(a) + ("" if same else f" — attendu : {a.expected}") for a in own[:_SHOWN_PLACES]
    ]
    if len(own) > _SHOWN_PLACES:
        places.append(f"et {len(own) - _SHOWN_PLACES} autres, dans anomalies.csv")
    told = {
        "Attendu": first.expected if same else "dit à chaque place",
        "Fait": first.done,
        "Remède": first.remedy,
    }
    lines: tuple[Text, ...] = tuple(
        (Strong(f"{title} :"), f" {text}") for title, text in told.items() if text
    )
    title = (Strong(first.code), f" – {first.severity.value}, {number(len(own))}")
    return (title, *lines, (Soft(" ; ".join(places)),))


def _place(a: Anomaly) -> str:
    where = f"ligne {a.row}" if a.row else a.source
    whole = len(a.value) <= _SHOWN_CHARACTERS
    shown = a.value if whole else a.value[: _SHOWN_CHARACTERS - 3] + "…"
    return f"{where} : « {shown} »" if shown else where


def _decisions(decided: tuple[Decision, ...]) -> Table:
    return table_of(
        "Décisions humaines lues par ce calcul",
        decided,
        ("Objet", lambda d: d.subject),
        ("Sur", lambda d: " / ".join(p for p in (d.left, d.right) if p)),
        ("Décision", lambda d: d.verdict),
        ("Qui, quand", lambda d: f"{d.who}, {d.when}"),
        ("Pourquoi", lambda d: d.why),
    )


def catalogue(published: Published) -> Section:
    """Every offer with its source rows, every printed row with how it was read."""
    offers = table_of(
        "Offres après réunion des lignes répétées, avec leurs lignes d’origine",
        published.offers.values(),
        ("Offre, organisme et identifiant", _named),
        ("Nature et niveau", lambda o: Cell(lines=(o.kind, f"{o.level} {LEVEL_LABELS[o.level]}"))),
        ("Durée", lambda o: hours(o.hours, o.hours_unknown, o.approximate)),
        ("Prix", _price),
        ("Format", lambda o: ", ".join(o.formats) or "non indiqué"),
        ("Certif.", lambda o: ", ".join(o.codes)),
        ("Axes lus", lambda o: axes_read(published.axis_label, o.axes, JOIN) or "aucun axe lu"),
        ("Lignes", lambda o: ", ".join(map(str, o.rows))),
        ("Compte", lambda o: "comptée" if o.counted else f"non comptée : {o.not_counted_reason}"),
        wide=True,
    )
    rows = table_of(
        "Lignes imprimées : cible telle qu’imprimée, et comment elle a été lue",
        published.of(report_tables.ROWS),
        Figures("Ligne", lambda r: str(r.row)),
        ("Place", lambda r: r.position),
        ("Cible imprimée", lambda r: r.target),
        ("Lue comme", lambda r: r.resolved or "—"),
        ("Méthode", lambda r: r.method),
        ("Offre", lambda r: (Link(offer_anchor(r.offer), published.offers[r.offer].title),)),
    )
    return Section("catalogue", "Le catalogue, une offre par ligne", (offers, rows))


def _named(o: OfferLine) -> Content:
    merged = f" – réunies : {o.merge_reason}" if o.merge_reason else ""
    place = Place(offer_anchor(o.id), o.title)
    return Cell(lines=((place,), o.provider, (Code(o.id), Soft(merged))))


def _price(o: OfferLine) -> str:
    basis = "" if o.price_basis in _PLAIN_BASES else f" ({o.price_basis})"
    return euros(o.price_low, o.price_high, o.price_unknown) + basis


def glossary(published: Published) -> Section:
    """Words of the field."""
    terms = tuple((g.term, g.definition) for g in published.of(report_tables.GLOSSARY))
    return Section("glossaire", "Glossaire", (Definitions(terms),))


def settings(published: Published) -> Section:
    """Every constant of the method, the files that were read, the versions."""
    shown = table_of(
        "Toutes les constantes de la méthode",
        published.of(declared.SETTINGS),
        ("Réglage", lambda s: (Code(s.name),)),
        Figures("Valeur", lambda s: number(s.value)),
        Figures("Défaut", lambda s: number(s.default)),
        ("Bornes", lambda s: f"{number(s.low)} à {number(s.high)}"),
        ("Unité", lambda s: s.unit),
        ("Raison", lambda s: s.reason),
        ("Source", lambda s: s.source),
    )
    about = published.about
    parts = read_sections(about.inputs, about.versions)
    return Section("reglages", "Réglages, fichiers lus, versions", (shown,), parts)
