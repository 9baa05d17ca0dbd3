"""From an exposure run to its view-model: every section, once for every format."""

from __future__ import annotations

from collections.abc import Sequence

from coverage_engine.checks.measures import published
from coverage_engine.checks.reconciliation import RANK_RULES, usual_rule
from coverage_engine.documents import exposure_parts as parts
from coverage_engine.documents import exposure_words as words
from coverage_engine.documents.coverage_report import KeyFigure
from coverage_engine.documents.exposure_parts import Names
from coverage_engine.documents.exposure_view import Block, ExposureReport, Grid, Section
from coverage_engine.documents.staffing_view import Segment, StackedBar, StackedChart
from coverage_engine.documents.view_charts import Bar, BarChart
from coverage_engine.domain.french import date, number, percent, plural
from coverage_engine.domain.model.exposure import LEVELS
from coverage_engine.domain.model.exposure_study import ExposureStudy, LevelCounts
from coverage_engine.tables.exposure_tables import ExposureRun

SHARES_CHART = "parts"
# Bars of one chart of levels: what fits on a page.
_BARS_PER_CHART = 22


def build_exposure_report(run: ExposureRun) -> ExposureReport:
    """Build the view-model of an exposure report."""
    study, ref = run.study, run.study.referential
    names = Names(study)
    stacks = _stacks(study, names)
    sections = (
        _synthesis(study, names),
        _method(study, names),
        _profiles(study, names),
        _table(study, names),
        _by_family(study, names),
        _levels(study, names, tuple(stacks)),
        _reconciliation(study),
        _others(study, names),
        _sources(run),
    )
    return ExposureReport(
        title="Exposition des métiers à l’IA générative",
        subtitle=ref.title,
        branch=ref.branch,
        edition=ref.edition,
        source=run.levels_source or "scores publiés",
        date=date(run.provenance.date),
        version=run.provenance.versions["coverage-engine"],
        notice=f"{words.NOTICE_LEVELS if study.levels else words.NOTICE_SCORES} {words.RELATIVE}",
        figures=_figures(study, names),
        sections=tuple(s for s in sections if s.blocks),
        credits=ref.credits,
        bars={SHARES_CHART: _share_bars(study, names)},
        stacks=stacks,
    )


def _figures(study: ExposureStudy, names: Names) -> tuple[KeyFigure, ...]:
    last = study.qualifications[-1]
    exposed = [s for s in study.shares if s.qualification == last]
    top = max(exposed, key=lambda s: (s.count, s.profile))
    known = [c for c in study.controls if c.agrees is not None]
    wrong = sum(c.agrees is False for c in known)
    figures = [
        KeyFigure(
            number(exposed[0].total),
            "métiers",
            f"dont {sum(r.metier.core for r in study.rows if r.qualification == last)} métiers"
            " cœur",
        ),
        KeyFigure(
            percent(top.share),
            f"{names.profile(last, top.profile)}",
            f"{plural(top.count, 'métier')} ; {names.qualification[last]}",
        ),
    ]
    if len(study.qualifications) > 1:
        figures.append(
            KeyFigure(
                number(len(study.switches)),
                "changements de profil",
                "entre la première qualification et les autres",
            )
        )
    if known:
        figures.append(
            KeyFigure(
                f"{number(wrong)} sur {number(len(known))}",
                "chiffres imprimés contredits",
                "une fois recalculés à partir du tableau",
            )
        )
    return tuple(figures)


def _synthesis(study: ExposureStudy, names: Names) -> Section:
    items = [_share_sentence(study, names, q) for q in study.qualifications]
    items += [
        f"{names.qualification[n.qualification]} : {' et '.join(n.metiers)}"
        f" {'ont' if len(n.metiers) > 1 else 'a'} le score 1"
        + (f" (score brut {number(n.raw, 3)})" if n.raw is not None else "")
        + " ; tous les autres scores lui sont rapportés."
        for n in study.normalisers
    ]
    if study.without_levels:
        items.append(
            plural(
                len(study.without_levels),
                "métier du référentiel n’a",
                "métiers du référentiel n’ont",
            )
            + " pas de niveaux : non calculés, ils sont nommés dans la partie Méthode."
        )
    block = Block(items=tuple(items), charts=(SHARES_CHART,), grids=(parts.shares(study, names),))
    return Section("synthese", "Synthèse", (block,))


def _share_sentence(study: ExposureStudy, names: Names, qualification: str) -> str:
    own = [s for s in study.shares if s.qualification == qualification]
    shown = " ; ".join(
        f"{names.profile(qualification, s.profile)} : {percent(s.share)} ({s.count} sur {s.total})"
        for s in own
    )
    return f"{names.qualification[qualification]} – {shown}."


def _method(study: ExposureStudy, names: Names) -> Section:
    flags = [b.label for s in study.referential.schemes for b in s.bands if b.flag]
    paragraphs = [
        words.RANK_RULE,
        words.EVOLUTION_RULE,
        *(words.FLAG_RULE.format(label=f) for f in flags),
    ]
    if study.levels:
        paragraphs = [words.FORMULA, words.FORMULA_REASON, words.CARRIED, *paragraphs]
    blocks: tuple[Block, ...] = (
        Block(title="Étapes du calcul", grids=(_steps(study, names),)),
        Block(title="Règles", items=tuple(paragraphs), grids=(parts.schemes(study),)),
    )
    if study.without_levels:
        blocks += (
            Block(
                title="Métiers sans niveaux",
                paragraphs=(f"Non calculés : {' ; '.join(study.without_levels)}.",),
            ),
        )
    return Section("methode", "Méthode", blocks)


def _steps(study: ExposureStudy, names: Names) -> Grid:
    done = "calculé" if study.levels else words.NOT_PUBLISHED
    base = (
        "calculé"
        if study.levels
        else "repris de l’étude : le métier au score 1 est celui qui ramène les autres à la base 1"
    )
    rows = [
        ("Niveaux d’exposition des compétences", "lus" if study.levels else words.NOT_PUBLISHED),
        ("Score brut de chaque métier", done),
        ("Score ramené sur base 1", base),
        ("Rang", "calculé à partir des scores"),
        ("Profil", "calculé à partir des scores, des bornes et des profils signalés à part"),
        (
            "Évolution et changements de profil",
            "calculés" if len(study.qualifications) > 1 else "sans objet : une seule qualification",
        ),
        ("Barres des niveaux par métier", done),
        ("Compétences que les qualifications jugent différemment", done),
    ]
    if study.factor and not study.levels:
        low, high = study.factor
        rows.insert(
            3,
            (
                "Changement de base entre qualifications",
                (
                    "retrouvé : les scores sont multipliés par un nombre compris entre"
                    f" {number(low, 3)} et {number(high, 3)}, sauf pour les métiers requalifiés"
                ),
            ),
        )
    return Grid(
        caption="Ce qui a pu être recalculé",
        header=("Étape", "État"),
        rows=tuple(rows),
        widths=(1.0, 1.6),
        sides="ll",
    )


def _profiles(study: ExposureStudy, names: Names) -> Section:
    blocks = [
        Block(
            title="Métiers de chaque profil",
            grids=tuple(parts.boards(study, names, q) for q in study.qualifications),
        )
    ]
    if len(study.qualifications) > 1:
        matrices = tuple(parts.switch_matrix(study, names, q) for q in study.qualifications[1:])
        blocks.append(
            Block(title="Changements de profil", grids=(*matrices, parts.switches(study, names)))
        )
    return Section("profils", "Profils et changements de profil", tuple(blocks))


def _table(study: ExposureStudy, names: Names) -> Section:
    note = (
        ""
        if study.levels
        else (
            "Quand la valeur imprimée est contredite par le tableau lui-même, elle est rappelée à"
            " côté de la valeur calculée."
        )
    )
    paragraphs = (note,) if note else ()
    return Section(
        "tableau",
        "Tableau des expositions",
        (Block(paragraphs=paragraphs, grids=(parts.exposures(study, names),)),),
    )


def _by_family(study: ExposureStudy, names: Names) -> Section:
    return Section(
        "familles",
        "Exposition par famille",
        (Block(grids=(parts.families(study, names), parts.family_members(study))),),
    )


def _levels(study: ExposureStudy, names: Names, charts: tuple[str, ...]) -> Section:
    if not study.levels:
        return Section("niveaux", "Niveaux des compétences", ())
    kept = sum(c.kept for c in study.levels)
    counted = (
        f"{plural(len(study.levels), 'compétence lue', 'compétences lues')} : {kept} retenues,"
        f" {len(study.levels) - kept} écartées."
    )
    deciders = sorted({c.decided_by for c in study.levels})
    blocks = [
        Block(
            title="",
            paragraphs=(counted, f"Choix faits par : {' ; '.join(deciders)}."),
            charts=charts,
        )
    ]
    if study.level_gaps:
        blocks.append(
            Block(title="Écarts entre qualifications", grids=(parts.level_gaps(study, names),))
        )
    return Section("niveaux", "Niveaux des compétences", tuple(blocks))


def _reconciliation(study: ExposureStudy) -> Section:
    if not study.controls:
        return Section("verification", "Chiffres publiés, recalculés", ())
    rule, fits, total = usual_rule(published(study.referential))
    ranks = (
        f"Rangs imprimés : {fits} sur {total} suivent la règle « {RANK_RULES[rule]} ». Les scores"
        " étant arrondis, un rang n’est contredit que s’il sort de son groupe d’ex æquo."
    )
    blocks = [
        Block(
            title="",
            paragraphs=(ranks,) if total else (),
            grids=(parts.control_counts(study.controls),),
        )
    ]
    if any(c.agrees is False for c in study.controls):
        blocks.append(
            Block(title="Ce qui est contredit", grids=(parts.disagreements(study.controls),))
        )
        found = (words.CHANGES,) if study.changes else (words.NO_CHANGE,)
        blocks.append(
            Block(
                title="Ce qu’un seul changement réconcilierait",
                paragraphs=found,
                grids=(parts.changes(study),) if study.changes else (),
            )
        )
    if study.referential.claims:
        blocks.append(Block(title="Tous les chiffres cités", grids=(parts.claims(study),)))
    return Section("verification", "Chiffres publiés, recalculés", tuple(blocks))


def _others(study: ExposureStudy, names: Names) -> Section:
    grids = parts.other_schemes(study, names)
    return Section(
        "grilles",
        "Avec d’autres grilles",
        (Block(title="", paragraphs=(words.OTHER_SCHEMES,), grids=grids),) if grids else (),
    )


def _sources(run: ExposureRun) -> Section:
    ref = run.study.referential
    cited = tuple(f"{s.id} – {s.title} ({s.author}, {s.year})" for s in ref.sources)
    files = tuple((f.role, f.name, number(f.size), f.sha256) for f in run.provenance.inputs)
    versions = ", ".join(
        f"{name} {version}" for name, version in run.provenance.versions.items() if version
    )
    blocks = (
        Block(title="Documents", items=cited),
        Block(
            title="Fichiers lus",
            grids=(
                Grid(
                    caption="Fichiers lus et leur empreinte",
                    header=("Rôle", "Fichier", "Octets", "SHA-256"),
                    rows=files,
                    widths=(0.9, 1.8, 0.7, 3.0),
                    sides="llrl",
                ),
            ),
        ),
        Block(title="Versions", paragraphs=(f"Versions : {versions}.",)),
    )
    return Section("sources", "Sources, fichiers lus, versions", blocks if cited else blocks[1:])


def _share_bars(study: ExposureStudy, names: Names) -> BarChart:
    bars = tuple(
        Bar(
            label=f"{names.profile(q, s.profile)} – {names.qualification[q]}",
            value=float(s.share),
            text=percent(s.share),
        )
        for s0 in dict.fromkeys(s.profile for s in study.shares)
        for q in study.qualifications
        for s in study.shares
        if s.profile == s0 and s.qualification == q
    )
    described = " ; ".join(f"{b.label} : {b.text}" for b in bars)
    return BarChart(
        id="parts-par-profil",
        title="Part des métiers de chaque profil, par qualification",
        description=described,
        bars=bars,
    )


def _stacks(study: ExposureStudy, names: Names) -> dict[str, StackedChart]:
    """Stacked bars of levels: one chart per qualification and page."""
    charts: dict[str, StackedChart] = {}
    for q in study.qualifications:
        own = [c for c in study.level_counts if c.qualification == q]
        for start in range(0, len(own), _BARS_PER_CHART):
            page = own[start : start + _BARS_PER_CHART]
            name = f"niveaux-{len(charts) + 1}"
            charts[name] = _stack(name, names.qualification[q], page)
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
    legend = tuple((n - 1, f"{n} {text}") for n, text in LEVELS)
    described = " ; ".join(
        f"{c.metier} :"
        f" {', '.join(f'{n} au niveau {level}' for level, n in enumerate(c.counts, 1) if n)}"
        for c in page
    )
    return StackedChart(
        id=name,
        title=f"{label} : compétences de chaque métier par niveau d’exposition",
        description=described,
        legend=legend,
        bars=bars,
    )
