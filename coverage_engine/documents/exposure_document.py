"""The exposure report: every section, once for every format."""

from __future__ import annotations

from collections.abc import Sequence

from coverage_engine.documents import exposure_shown as shown
from coverage_engine.documents import exposure_words as words
from coverage_engine.documents.document_frame import sources_section
from coverage_engine.documents.exposure_reconciliation import reconciliation
from coverage_engine.documents.exposure_shown import Names
from coverage_engine.documents.model import (
    Block,
    Bullets,
    Chart,
    Document,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    Table,
)
from coverage_engine.documents.table_of import table_of
from coverage_engine.documents.view_charts import Bar, BarChart, Segment, StackedBar, StackedChart
from coverage_engine.domain.french import date, number, percent, plural
from coverage_engine.domain.model.exposure import LEVELS
from coverage_engine.domain.model.exposure_study import ExposureStudy, LevelCounts
from coverage_engine.tables.exposure_tables import ExposureRun

# Bars of one chart of levels: what fits on a page.
_BARS_PER_CHART = 22


def exposure_document(run: ExposureRun) -> Document:
    """Everything an exposure report says."""
    study, ref = run.study, run.study.referential
    names = Names(study)
    sections = [_synthesis(study, names), _method(study), _profiles(study, names)]
    sections += [_exposures(study, names), _families(study, names)]
    if study.levels:
        sections.append(_levels(study, names))
    if study.controls:
        sections.append(reconciliation(study))
    others = shown.other_schemes(study, names)
    if others:
        other: tuple[Block, ...] = (Paragraph(words.OTHER_SCHEMES), *others)
        sections.append(Section("grilles", "Avec d’autres grilles", other))
    cited = [f"{s.id} – {s.title} ({s.author}, {s.year})" for s in ref.sources]
    sections.append(sources_section(cited, run.provenance))
    return Document(
        title="Exposition des métiers à l’IA générative",
        subtitle=ref.title,
        branch=ref.branch,
        edition=ref.edition,
        source=("Point de départ", run.levels_source or "scores publiés"),
        date=date(run.provenance.date),
        version=run.provenance.versions["coverage-engine"],
        notice=f"{words.NOTICE_LEVELS if study.levels else words.NOTICE_SCORES} {words.RELATIVE}",
        keywords=("exposition", "métiers", "intelligence artificielle", ref.branch, ref.edition),
        sections=tuple(sections),
        credits=ref.credits,
    )


def _figures(study: ExposureStudy, names: Names) -> KeyFigures:
    last = study.qualifications[-1]
    exposed = [s for s in study.shares if s.qualification == last]
    top = max(exposed, key=lambda s: (s.count, s.profile))
    core = sum(r.metier.core for r in study.rows if r.qualification == last)
    known = [c for c in study.controls if c.agrees is not None]
    wrong = sum(c.agrees is False for c in known)
    figures = [
        KeyFigure(number(exposed[0].total), "métiers", f"dont {core} métiers cœur"),
        KeyFigure(
            percent(top.share),
            names.profile(last, top.profile),
            f"{plural(top.count, 'métier')} ; {names.qualification[last]}",
        ),
    ]
    if len(study.qualifications) > 1:
        between = "entre la première qualification et les autres"
        figures.append(KeyFigure(number(len(study.switches)), "changements de profil", between))
    if known:
        value = f"{number(wrong)} sur {number(len(known))}"
        how = "une fois recalculés à partir du tableau"
        figures.append(KeyFigure(value, "chiffres imprimés contredits", how))
    return KeyFigures(tuple(figures))


def _synthesis(study: ExposureStudy, names: Names) -> Section:
    items = [_share_sentence(study, names, q) for q in study.qualifications]
    items += [
        f"{names.qualification[n.qualification]} : {' et '.join(n.metiers)}"
        f" {'ont' if len(n.metiers) > 1 else 'a'} le score 1"
        + (f" (score brut {number(n.raw, 3)})" if n.raw is not None else "")
        + " ; tous les autres scores lui sont rapportés."
        for n in study.normalisers
    ]
    missing = len(study.without_levels)
    if missing:
        counted = plural(missing, "métier du référentiel n’a", "métiers du référentiel n’ont")
        items.append(
            f"{counted} pas de niveaux : non calculés, ils sont nommés dans la partie Méthode."
        )
    chart = Chart(_share_bars(study, names))
    blocks = (_figures(study, names), Bullets(tuple(items)), chart, shown.shares(study, names))
    return Section("synthese", "Synthèse", blocks)


def _share_sentence(study: ExposureStudy, names: Names, qualification: str) -> str:
    said = " ; ".join(
        f"{names.profile(qualification, s.profile)} : {percent(s.share)} ({s.count} sur {s.total})"
        for s in study.shares
        if s.qualification == qualification
    )
    return f"{names.qualification[qualification]} – {said}."


def _method(study: ExposureStudy) -> Section:
    flags = [b.label for s in study.referential.schemes for b in s.bands if b.flag]
    rules = (
        *((words.FORMULA, words.FORMULA_REASON, words.CARRIED) if study.levels else ()),
        words.RANK_RULE,
        words.EVOLUTION_RULE,
        *(words.FLAG_RULE.format(label=f) for f in flags),
    )
    parts = [
        Section("", "Étapes du calcul", (_steps(study),)),
        Section("", "Règles", (Bullets(rules), shown.schemes(study))),
    ]
    if study.without_levels:
        said = Paragraph(f"Non calculés : {' ; '.join(study.without_levels)}.")
        parts.append(Section("", "Métiers sans niveaux", (said,)))
    return Section("methode", "Méthode", (), tuple(parts))


def _steps(study: ExposureStudy) -> Table:
    read = bool(study.levels)
    done = "calculé" if read else words.NOT_PUBLISHED
    several = len(study.qualifications) > 1
    steps = {
        "Niveaux d’exposition des compétences": "lus" if read else words.NOT_PUBLISHED,
        "Score brut de chaque métier": done,
        "Score ramené sur base 1": "calculé" if read else words.BASE_OF_THE_STUDY,
    }
    if study.factor and not read:
        low, high = (number(n, 3) for n in study.factor)
        steps["Changement de base entre qualifications"] = words.FACTOR.format(low=low, high=high)
    steps |= {
        "Rang": "calculé à partir des scores",
        "Profil": "calculé à partir des scores, des bornes et des profils signalés à part",
        "Évolution et changements de profil": "calculés" if several else words.ONE_QUALIFICATION,
        "Barres des niveaux par métier": done,
        "Compétences que les qualifications jugent différemment": done,
    }
    return table_of(
        "Ce qui a pu être recalculé",
        steps.items(),
        ("Étape", lambda s: s[0]),
        ("État", lambda s: s[1]),
    )


def _profiles(study: ExposureStudy, names: Names) -> Section:
    boards = tuple(shown.boards(study, names, q) for q in study.qualifications)
    parts = [Section("", "Métiers de chaque profil", boards)]
    if len(study.qualifications) > 1:
        matrices = [shown.switch_matrix(study, names, q) for q in study.qualifications[1:]]
        blocks = (*matrices, shown.switches(study, names))
        parts.append(Section("", "Changements de profil", blocks))
    return Section("profils", "Profils et changements de profil", (), tuple(parts))


def _exposures(study: ExposureStudy, names: Names) -> Section:
    note = () if study.levels else (Paragraph(words.CONTRADICTED),)
    blocks = (*note, shown.exposures(study, names))
    return Section("tableau", "Tableau des expositions", blocks)


def _families(study: ExposureStudy, names: Names) -> Section:
    blocks = (shown.families(study, names), shown.family_members(study))
    return Section("familles", "Exposition par famille", blocks)


def _levels(study: ExposureStudy, names: Names) -> Section:
    kept = sum(c.kept for c in study.levels)
    deciders = sorted({c.decided_by for c in study.levels})
    blocks: tuple[Block, ...] = (
        Paragraph(
            f"{plural(len(study.levels), 'compétence lue', 'compétences lues')} : {kept} retenues,"
            f" {len(study.levels) - kept} écartées."
        ),
        Paragraph(f"Choix faits par : {' ; '.join(deciders)}."),
        *map(Chart, _stacks(study, names)),
    )
    gaps = (shown.level_gaps(study, names),)
    parts = (Section("", "Écarts entre qualifications", gaps),) if study.level_gaps else ()
    return Section("niveaux", "Niveaux des compétences", blocks, parts)


def _share_bars(study: ExposureStudy, names: Names) -> BarChart:
    bars = tuple(
        Bar(
            label=f"{names.profile(q, s.profile)} – {names.qualification[q]}",
            value=float(s.share),
            text=percent(s.share),
        )
        for profile in dict.fromkeys(s.profile for s in study.shares)
        for q in study.qualifications
        for s in study.shares
        if (s.profile, s.qualification) == (profile, q)
    )
    return BarChart(
        id="parts-par-profil",
        title="Part des métiers de chaque profil, par qualification",
        description=" ; ".join(f"{b.label} : {b.text}" for b in bars),
        bars=bars,
    )


def _stacks(study: ExposureStudy, names: Names) -> list[StackedChart]:
    """Stacked bars of levels: one chart per qualification and page."""
    charts: list[StackedChart] = []
    for q in study.qualifications:
        own = [c for c in study.level_counts if c.qualification == q]
        for start in range(0, len(own), _BARS_PER_CHART):
            page = own[start : start + _BARS_PER_CHART]
            charts.append(_stack(f"niveaux-{len(charts) + 1}", names.qualification[q], page))
    return charts


def _stack(name: str, label: str, page: Sequence[LevelCounts]) -> StackedChart:
    bars = tuple(
        StackedBar(
            c.metier,
            tuple(
                Segment(n / sum(c.counts), str(n), level) for level, n in enumerate(c.counts) if n
            ),
            plural(sum(c.counts), "compétence") + (", niveaux repris" if c.carried else ""),
        )
        for c in page
    )
    described = " ; ".join(
        f"{c.metier} :"
        f" {', '.join(f'{n} au niveau {level}' for level, n in enumerate(c.counts, 1) if n)}"
        for c in page
    )
    return StackedChart(
        id=name,
        title=f"{label} : compétences de chaque métier par niveau d’exposition",
        description=described,
        legend=tuple((n - 1, f"{n} {text}") for n, text in LEVELS),
        bars=bars,
    )
