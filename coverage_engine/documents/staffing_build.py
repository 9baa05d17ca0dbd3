"""From a staffing run to its view-model: every sentence and every figure of the report, once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from coverage_engine.documents import staffing_words as words
from coverage_engine.documents.coverage_report import KeyFigure, Table
from coverage_engine.documents.staffing_build_charts import make_bars, make_stacks
from coverage_engine.documents.staffing_build_scores import disagreements, score_sentences
from coverage_engine.documents.staffing_view import DimensionPart, StaffingReport
from coverage_engine.domain.french import date, number, percent, plural
from coverage_engine.domain.model.staffing import CountRow, CountTable
from coverage_engine.matching.occupations import FORM
from coverage_engine.matching.targets import EXACT
from coverage_engine.tables.staffing_tables import StaffingRun, mixed

MASKED = "masqué"
# Long lists stay whole in the workbook and in the CSV files; a page shows their beginning.
SHOWN_LABELS = 200
_SURE = (EXACT, FORM)


def build_staffing_report(run: StaffingRun) -> StaffingReport:
    """Build the view-model of a staffing report."""
    s, typology = run.staffing, run.typology
    warning = words.BRANCH_BOUND if run.is_branch else words.UPPER_BOUND
    return StaffingReport(
        title="Postes concernés par l’IA générative",
        subtitle=typology.title,
        branch=typology.branch,
        edition=typology.edition,
        source=run.table.source,
        date=date(run.provenance.date),
        version=run.provenance.versions["coverage-engine"],
        notice=words.BRANCH_NOTICE if run.is_branch else words.NOTICE,
        warning=warning,
        figures=_figures(run),
        key_messages=_messages(run),
        reading=_reading(run),
        method=words.METHOD,
        secrecy=words.secrecy(s.min_cell),
        degrees=_degrees(run),
        overall=Table(
            f"Postes par degré. {warning}",
            ("Degré", "Postes", "Part"),
            (
                *(
                    (c, number(n), percent(Fraction(n, s.posts)))
                    for c, n in zip(s.columns, s.overall, strict=True)
                ),
                ("Total", number(s.posts), percent(Fraction(1))),
            ),
        ),
        dimensions=tuple(_dimension(run, t, warning) for t in s.tables),
        sex_note=_sex_note(run),
        metiers=_metiers(run, warning),
        unmapped=_unmapped(run),
        resolved=_resolved(run),
        left_out=Table(
            f"Lignes écartées, qui ne sont pas des postes ({len(run.table.left_out)})",
            ("Motif", "Texte"),
            tuple((r.reason, r.text) for r in run.table.left_out[:SHOWN_LABELS]),
        ),
        gaps=_gaps(run, warning),
        gaps_note="" if run.gaps else words.NO_GAP,
        scores=score_sentences(run),
        disagreements=disagreements(run),
        anomalies=Table(
            f"Anomalies du tableau imprimé ({len(run.anomalies)})",
            ("Code", "Ligne", "Valeur imprimée", "Attendu"),
            tuple((a.code, str(a.row or ""), a.value, a.expected) for a in run.anomalies),
        ),
        tasks=_tasks(run),
        groups=tuple((f"{g.label} ({g.passage})", g.definition) for g in typology.groups),
        sources=typology.sources,
        credits=typology.credits,
        inputs=Table(
            "Fichiers lus",
            ("Rôle", "Fichier", "Octets", "SHA-256"),
            tuple((f.role, f.name, number(f.size), f.sha256) for f in run.provenance.inputs),
        ),
        versions=Table(
            "Versions",
            ("Composant", "Version"),
            tuple((n, v) for n, v in run.provenance.versions.items() if v),
        ),
        bars=make_bars(run, warning),
        stacks=make_stacks(run, warning),
    )


def _posts(n: int | None) -> str:
    return MASKED if n is None else number(n)


def _figures(run: StaffingRun) -> tuple[KeyFigure, ...]:
    s = run.staffing
    lost = s.unmapped_posts
    names = " ou ".join(d.label.lower() for d in run.typology.degrees if d.concerned)
    concerned = run.concerned_posts
    return (
        KeyFigure(number(s.posts), "postes rapprochés d’un métier", _lost(run)),
        KeyFigure(
            (
                percent(None if concerned is None else Fraction(concerned, s.posts))
                if concerned is not None
                else MASKED
            ),
            names or "degrés concernés",
            (
                f"{plural(concerned, 'poste')} sur {number(s.posts)}"
                if concerned is not None
                else "trop peu de postes pour l’imprimer"
            ),
        ),
        KeyFigure(
            f"moins de {s.min_cell}" if lost is None else number(lost),
            "postes non rapprochés",
            plural(len(s.unmapped), "libellé listé", "libellés listés"),
        ),
    )


def _lost(run: StaffingRun) -> str:
    total = run.staffing.all_posts
    return "" if total is None else f"sur {plural(total, 'poste lu', 'postes lus')}"


def _messages(run: StaffingRun) -> tuple[str, ...]:
    s = run.staffing
    out = []
    if not mixed(run):
        shown = [m for m in run.concerned_metiers if m.posts is not None]
        top = sorted(shown, key=lambda m: (-(m.posts or 0), m.occupation.row))[:3]
        if top:
            names = " ; ".join(
                f"{m.occupation.name} ({plural(m.posts or 0, 'poste')})" for m in top
            )
            out.append(f"Les métiers concernés qui comptent le plus de postes : {names}.")
    out += [sentence for table in s.tables if (sentence := _extremes(run, table))]
    return tuple(out)


def _extremes(run: StaffingRun, table: CountTable) -> str:
    """The rows with the highest and the lowest concerned share, when what is printed is enough to
    tell; else nothing.
    """
    rows = [(concerned_bounds(run, r), r) for r in table.rows if not r.grouped]
    if len(rows) < 2 or mixed(run):
        return ""
    parts = []
    (low, _), top = max(rows, key=lambda x: x[0])
    if all(high < low for (_, high), r in rows if r is not top):
        parts.append(f"la plus haute pour {top.label} ({_share(run, top)})")
    (_, high), bottom = min(rows, key=lambda x: (x[0][1], x[0][0]))
    if all(low > high for (low, _), r in rows if r is not bottom):
        parts.append(f"la plus basse pour {bottom.label} ({_share(run, bottom)})")
    return (
        f"Par {table.title}, la part de postes concernés est {' et '.join(parts)}." if parts else ""
    )


def concerned_bounds(run: StaffingRun, row: CountRow) -> tuple[Fraction, Fraction]:
    """What the printed cells say of the concerned share of a row: at least, at most (0 to 1)."""
    pairs = list(zip(row.cells, run.staffing.concerned, strict=True))
    low = sum(n for n, yes in pairs if yes and n is not None)
    rest = sum(n for n, yes in pairs if not yes and n is not None)
    if all(n is not None for n, yes in pairs if yes):
        return Fraction(low, row.total), Fraction(low, row.total)
    if all(n is not None for n, yes in pairs if not yes):
        return Fraction(row.total - rest, row.total), Fraction(row.total - rest, row.total)
    return Fraction(low, row.total), Fraction(row.total - rest, row.total)


def _reading(run: StaffingRun) -> tuple[str, ...]:
    t, s = run.table, run.staffing
    mode = (
        f"la colonne « {t.count_title} » donne le nombre de postes de chaque ligne"
        if t.count_title
        else "une ligne est un poste"
    )
    methods = " ; ".join(
        f"{m} : {plural(n, 'libellé')}" for m, n in sorted(s.labels_by_method.items())
    )
    reasons: dict[str, int] = {}
    for row in t.left_out:
        reasons[row.reason] = reasons.get(row.reason, 0) + 1
    left = " ; ".join(f"{r} : {n}" for r, n in sorted(reasons.items()))
    dimensions = ", ".join(f"« {title} »" for title in t.dimensions.values()) or "aucune"
    return (
        f"{t.source} : le métier est lu dans la colonne « {t.metier_title} » ; {mode}.",
        (
            f"Colonnes ventilées : {dimensions}. Colonnes non lues :"
            f" {', '.join(f'« {u} »' for u in t.unread) or 'aucune'}."
        ),
        f"{plural(len(t.left_out), 'ligne écartée', 'lignes écartées')}, jamais comptées comme des"
        " postes"
        + (f" ({left})" if left else "")
        + f" ; {plural(t.blank_rows, 'ligne vide', 'lignes vides')}.",
        f"Libellés distincts par façon de rapprocher – {methods}.",
    )


def _degrees(run: StaffingRun) -> Table:
    rows = tuple(
        (
            d.label,
            "signalé à part" if d.lower is None else f"à partir de {number(d.lower)}",
            "oui" if d.concerned else "non",
            d.definition,
        )
        for d in run.typology.degrees
    )
    return Table(
        "Les degrés et leurs bornes", ("Degré", "Score", "Compté comme concerné", "Sens"), rows
    )


def _dimension(run: StaffingRun, table: CountTable, warning: str) -> DimensionPart:
    columns = run.staffing.columns
    rows = tuple(
        (row.label, *(_cell(n, row.total) for n in row.cells), number(row.total), _share(run, row))
        for row in table.rows
    )
    groupings = tuple(f"{r.label} : {', '.join(r.grouped)}." for r in table.rows if r.grouped)
    return DimensionPart(
        id=table.dimension,
        title=f"Par {table.title}",
        chart=table.dimension,
        table=Table(
            f"Postes par {table.title} et par degré. {warning}",
            (table.title.capitalize(), *columns, "Total", "Part concernée"),
            rows,
        ),
        groupings=groupings,
        note=table.note,
    )


def _cell(n: int | None, total: int) -> str:
    return MASKED if n is None else f"{number(n)} ({percent(Fraction(n, total))})"


def _share(run: StaffingRun, row: CountRow) -> str:
    low, high = concerned_bounds(run, row)
    if mixed(run) or (low == 0 and high == 1):
        return MASKED
    if low == high:
        return percent(low)
    return f"{percent(low)} au moins" if high == 1 else f"de {percent(low)} à {percent(high)}"


def _sex_note(run: StaffingRun) -> str:
    if "sexe" in run.table.dimensions:
        return ""
    return words.SEX_NOT_ASKED if run.table.has_sex else words.SEX_MISSING


def _metiers(run: StaffingRun, warning: str) -> Table:
    s = run.staffing
    if mixed(run):
        return Table(
            "Trop peu de postes concernés pour en donner la liste sans les faire reconnaître",
            ("Métier",),
            (),
        )
    rows = tuple(
        (
            m.occupation.metier,
            m.occupation.code,
            m.occupation.degree,
            _posts(m.posts),
            MASKED if m.posts is None else percent(Fraction(m.posts, s.posts)),
        )
        for m in run.concerned_metiers
    )
    return Table(
        f"Liste des métiers les plus concernés ({len(rows)}). {warning}",
        ("Métier", "Code ISCO-08", "Degré", "Postes", "Part des postes rapprochés"),
        rows,
    )


def _unmapped(run: StaffingRun) -> Table:
    s = run.staffing
    total = (
        f"moins de {s.min_cell} postes"
        if s.unmapped_posts is None
        else plural(s.unmapped_posts, "poste")
    )
    rows = tuple(
        (u.label or "(vide)", _posts(n), u.reason, u.near) for u, n in s.unmapped[:SHOWN_LABELS]
    )
    more = f", les {SHOWN_LABELS} premiers ici" if len(s.unmapped) > SHOWN_LABELS else ""
    return Table(
        f"Libellés non rapprochés ({len(s.unmapped)}{more}) : {total}, dans aucun autre tableau",
        ("Libellé imprimé", "Postes", "Motif", "À savoir"),
        rows,
    )


def _resolved(run: StaffingRun) -> Table:
    """The readings that a person may contest: another name, a near spelling. The others are in the
    tables.
    """
    doubtful = [
        (r, r.occupation)
        for r, _ in run.staffing.resolved
        if r.occupation and r.method not in _SURE
    ]
    rows = tuple(
        (r.label, occupation.metier, r.method, r.note) for r, occupation in doubtful[:SHOWN_LABELS]
    )
    more = f", les {SHOWN_LABELS} premiers ici" if len(doubtful) > SHOWN_LABELS else ""
    return Table(
        f"Libellés rapprochés par un autre nom ou une orthographe proche ({len(doubtful)}{more}) ;"
        " les autres sont dans la table « rapprochements »",
        ("Libellé imprimé", "Métier", "Méthode", "Note"),
        rows,
    )


def _gaps(run: StaffingRun, warning: str) -> Table | None:
    if not run.gaps:
        return None
    rows = tuple(
        (
            g.metier,
            _posts(g.posts),
            percent(g.rate),
            percent(None if g.rate is None else 1 - g.rate),
            number(g.exposure, 2),
            MASKED if g.posts is None else number(g.priority),
        )
        for g in run.gaps
    )
    return Table(
        f"Postes × écart de couverture × exposition. {warning}",
        (
            "Métier",
            "Postes",
            "Taux de couverture",
            "Écart (1 − taux)",
            "Exposition publiée",
            "Produit",
        ),
        rows,
    )


def _tasks(run: StaffingRun) -> Table | None:
    rows: Sequence[tuple[str, ...]] = [
        (t.theme, t.label, percent(t.index), t.passage) for t in run.typology.tasks
    ]
    if not rows:
        return None
    return Table(
        f"Tâches à haut potentiel ({len(rows)}), dites dans nos mots",
        ("Thème", "Tâche", "Indice imprimé", "Passage"),
        tuple(rows),
    )
