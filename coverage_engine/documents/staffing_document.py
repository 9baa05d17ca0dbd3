"""The staffing report: every section, once for every format."""

from __future__ import annotations

from fractions import Fraction

from coverage_engine.documents import staffing_shown as shown
from coverage_engine.documents import staffing_words as words
from coverage_engine.documents.document_frame import sources_section
from coverage_engine.documents.model import (
    Block,
    Bullets,
    Chart,
    Definitions,
    Document,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    Soft,
    Strong,
)
from coverage_engine.documents.staffing_charts import degree_chart, dimension_chart, metier_chart
from coverage_engine.documents.staffing_scores import verification
from coverage_engine.documents.staffing_shown import concerned_bounds, concerned_share
from coverage_engine.domain.french import date, number, percent, plural
from coverage_engine.domain.model.staffing import CountTable
from coverage_engine.tables.staffing_tables import MASKED, StaffingRun, mixed


def staffing_document(run: StaffingRun) -> Document:
    """Everything a staffing report says."""
    typology = run.typology
    sections = [_synthesis(run), _method(run), _dimensions(run), _metiers(run)]
    if run.gaps:
        product = (Paragraph(words.PRODUCT), shown.gaps(run))
        sections.append(Section("ecart", "Postes et écart de couverture", product))
    sections += [_labels(run), *verification(run)]
    if typology.tasks:
        sections.append(_tasks(run))
    sections.append(sources_section(typology.sources, run.provenance))
    return Document(
        title="Postes concernés par l’IA générative",
        subtitle=typology.title,
        branch=typology.branch,
        edition=typology.edition,
        source=("Tableau des effectifs", run.table.source),
        date=date(run.provenance.date),
        version=run.provenance.versions["coverage-engine"],
        notice=(Strong(words.warning(run.is_branch)), f" {_notice(run)}"),
        keywords=(
            "effectifs",
            "métiers",
            "intelligence artificielle",
            typology.branch,
            typology.edition,
        ),
        sections=tuple(sections),
        credits=typology.credits,
    )


def staffing_reminders(run: StaffingRun) -> tuple[tuple[str, str], ...]:
    """What the first sheet of the workbook reminds of."""
    secrecy = words.secrecy(run.staffing.min_cell)
    sex = _sex_note(run)
    return (
        ("Borne haute", words.warning(run.is_branch)),
        ("Avertissement", _notice(run)),
        *(("Petits effectifs", text) for text in secrecy),
        *((("Femmes et hommes", sex),) if sex else ()),
    )


def _notice(run: StaffingRun) -> str:
    return words.BRANCH_NOTICE if run.is_branch else words.NOTICE


def _sex_note(run: StaffingRun) -> str:
    if "sexe" in run.table.dimensions:
        return ""
    return words.SEX_NOT_ASKED if run.table.has_sex else words.SEX_MISSING


def _synthesis(run: StaffingRun) -> Section:
    messages = _messages(run)
    blocks: list[Block] = [_figures(run), Paragraph((Soft(words.warning(run.is_branch)),))]
    if messages:
        blocks.append(Bullets(messages))
    return Section("synthese", "Synthèse", (*blocks, Chart(degree_chart(run)), shown.overall(run)))


def _figures(run: StaffingRun) -> KeyFigures:
    s, concerned, lost = run.staffing, run.concerned_posts, run.staffing.unmapped_posts
    names = " ou ".join(d.label.lower() for d in run.typology.degrees if d.concerned)
    total = "" if s.all_posts is None else f"sur {plural(s.all_posts, 'poste lu', 'postes lus')}"
    share, counted = MASKED, "trop peu de postes pour l’imprimer"
    if concerned is not None:
        share = percent(Fraction(concerned, s.posts))
        counted = f"{plural(concerned, 'poste')} sur {number(s.posts)}"
    return KeyFigures(
        (
            KeyFigure(number(s.posts), "postes rapprochés d’un métier", total),
            KeyFigure(share, names or "degrés concernés", counted),
            KeyFigure(
                f"moins de {s.min_cell}" if lost is None else number(lost),
                "postes non rapprochés",
                plural(len(s.unmapped), "libellé listé", "libellés listés"),
            ),
        )
    )


def _messages(run: StaffingRun) -> tuple[str, ...]:
    if mixed(run):
        return ()
    out = []
    top = shown.largest_metiers(run)[:3]
    if top:
        names = " ; ".join(f"{m.occupation.name} ({plural(m.posts or 0, 'poste')})" for m in top)
        out.append(f"Les métiers concernés qui comptent le plus de postes : {names}.")
    return (*out, *filter(None, (_extremes(run, t) for t in run.staffing.tables)))


def _extremes(run: StaffingRun, table: CountTable) -> str:
    """Rows of highest and lowest concerned share, when what is printed tells; else nothing."""
    rows = [(concerned_bounds(run, r), r) for r in table.rows if not r.grouped]
    if len(rows) < 2:
        return ""
    parts = []
    (low, _), top = max(rows, key=lambda x: x[0])
    if all(high < low for (_, high), r in rows if r is not top):
        parts.append(f"la plus haute pour {top.label} ({concerned_share(run, top)})")
    (_, high), bottom = min(rows, key=lambda x: (x[0][1], x[0][0]))
    if all(low > high for (low, _), r in rows if r is not bottom):
        parts.append(f"la plus basse pour {bottom.label} ({concerned_share(run, bottom)})")
    said = " et ".join(parts)
    return f"Par {table.title}, la part de postes concernés est {said}." if parts else ""


def _method(run: StaffingRun) -> Section:
    parts = (
        Section("", "Ce qui a été lu", (Bullets(_reading(run)),)),
        Section(
            "",
            "Comment les postes sont comptés",
            (Bullets(words.METHOD, ordered=True), shown.degrees(run)),
        ),
        Section("", "Petits effectifs", (Bullets(words.secrecy(run.staffing.min_cell)),)),
    )
    return Section("methode", "Lecture du tableau et méthode", (), parts)


def _reading(run: StaffingRun) -> tuple[str, ...]:
    t, s = run.table, run.staffing
    mode = "une ligne est un poste"
    if t.count_title:
        mode = f"la colonne « {t.count_title} » donne le nombre de postes de chaque ligne"
    methods = " ; ".join(
        f"{m} : {plural(n, 'libellé')}" for m, n in sorted(s.labels_by_method.items())
    )
    found = [row.reason for row in t.left_out]
    reasons = " ; ".join(f"{r} : {found.count(r)}" for r in sorted(set(found)))
    dimensions = ", ".join(f"« {title} »" for title in t.dimensions.values()) or "aucune"
    unread = ", ".join(f"« {u} »" for u in t.unread) or "aucune"
    return (
        f"{t.source} : le métier est lu dans la colonne « {t.metier_title} » ; {mode}.",
        f"Colonnes ventilées : {dimensions}. Colonnes non lues : {unread}.",
        f"{plural(len(found), 'ligne écartée', 'lignes écartées')}, jamais comptées comme des"
        " postes"
        + (f" ({reasons})" if reasons else "")
        + f" ; {plural(t.blank_rows, 'ligne vide', 'lignes vides')}.",
        f"Libellés distincts par façon de rapprocher – {methods}.",
    )


def _dimensions(run: StaffingRun) -> Section:
    tables, sex = run.staffing.tables, _sex_note(run)
    parts = [Section(f"par-{t.dimension}", f"Par {t.title}", _dimension(run, t)) for t in tables]
    if sex:
        parts.append(Section("", "Femmes et hommes", (Paragraph(sex),)))
    none = () if tables else (Paragraph(words.NO_DIMENSION),)
    return Section("dimensions", "Postes par dimension", none, tuple(parts))


def _dimension(run: StaffingRun, table: CountTable) -> tuple[Block, ...]:
    if table.note:
        return (Paragraph(table.note),)
    groupings = tuple(
        (Soft(f"{r.label} : {', '.join(r.grouped)}."),) for r in table.rows if r.grouped
    )
    blocks: list[Block] = [Chart(dimension_chart(run, table))] if table.rows else []
    blocks.append(shown.dimension(run, table))
    return (*blocks, Bullets(groupings)) if groupings else tuple(blocks)


def _metiers(run: StaffingRun) -> Section:
    chart = metier_chart(run)
    blocks: list[Block] = [] if run.gaps else [Paragraph((Soft(words.NO_GAP),))]
    if chart:
        blocks.append(Chart(chart))
    return Section("metiers", "Métiers les plus concernés", (*blocks, shown.metiers(run)))


def _labels(run: StaffingRun) -> Section:
    contestable = "Rapprochés par un autre nom ou une orthographe proche"
    parts = (
        Section("", "Non rapprochés", (shown.unmapped(run),)),
        Section("", "Écartés", (shown.left_out(run),)),
        Section("", contestable, (shown.resolved(run),)),
    )
    return Section(
        "rapprochements",
        "Libellés : rapprochés, non rapprochés, écartés",
        (Paragraph(words.HOW_TO_FIND),),
        parts,
    )


def _tasks(run: StaffingRun) -> Section:
    groups = tuple((f"{g.label} ({g.passage})", g.definition) for g in run.typology.groups)
    parts = (Section("", "Groupes de métiers", (Definitions(groups),)),)
    return Section("taches", "Tâches et groupes de métiers", (shown.tasks(run),), parts)
