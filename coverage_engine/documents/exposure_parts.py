"""Tables of the exposure report, as French readers see them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from coverage_engine.checks.claims import CLAIM
from coverage_engine.checks.one_change import listed
from coverage_engine.checks.reconciliation import EVOLUTION, FLAG, PROFILE, RANK, signed
from coverage_engine.documents.exposure_view import Grid
from coverage_engine.documents.exposure_words import CORE_MARK
from coverage_engine.domain.french import number, percent
from coverage_engine.domain.model.exposure import Band, Control
from coverage_engine.domain.model.exposure_study import ExposureRow, ExposureStudy
from coverage_engine.tables.exposure_tables import AGREES, DISAGREES, UNKNOWN, state

NONE = "—"
# Shape of each state, so that it does not hang on colour.
MARKS = {AGREES: "●", DISAGREES: "○", UNKNOWN: "–"}
KINDS = {
    RANK: "Rangs, d’après les scores",
    EVOLUTION: "Évolutions, d’après les rangs imprimés",
    PROFILE: "Profils, d’après les scores et les bornes",
    FLAG: "Profils signalés à part, d’une qualification à l’autre",
    CLAIM: "Chiffres cités dans le texte",
}
# Competencies on which two qualifications differ most: more would hide the first ones; the workbook
# has them all.
SHOWN_GAPS = 20


class Names:
    """Labels of qualifications and profiles."""

    def __init__(self, study: ExposureStudy) -> None:
        self.qualification = {q.id: q.label for q in study.referential.qualifications}
        self._bands = {
            (s.id, b.profile): b.label for s in study.referential.schemes for b in s.bands
        }
        self._scheme = study.referential.scheme_of

    def profile(self, qualification: str, profile: str) -> str:
        """Label of a profile in the scheme of a qualification."""
        return self._bands.get((self._scheme.get(qualification, ""), profile), profile)


def shares(study: ExposureStudy, names: Names) -> Grid:
    """Number and share of the métiers of each profile, one pair of columns per qualification."""
    labels = [names.qualification[q] for q in study.qualifications]
    profiles = list(dict.fromkeys(s.profile for s in study.shares))
    by = {(s.qualification, s.profile): s for s in study.shares}
    rows = []
    for p in profiles:
        cells = [by.get((q, p)) for q in study.qualifications]
        pairs = [(number(s.count), percent(s.share)) if s else (NONE, NONE) for s in cells]
        rows.append(
            (names.profile(study.qualifications[0], p), *(c for pair in pairs for c in pair))
        )
    totals = [
        next(s.total for s in study.shares if s.qualification == q) for q in study.qualifications
    ]
    rows.append(("Total", *(c for t in totals for c in (number(t), percent(Fraction(1))))))
    header = ("Profil", *(c for label in labels for c in (f"{label} : métiers", "Part")))
    return Grid(
        caption="Métiers par profil",
        header=header,
        rows=tuple(rows),
        widths=(2.4, *(1.2, 0.8) * len(labels)),
        sides="l" + "rr" * len(labels),
    )


def switches(study: ExposureStudy, names: Names) -> Grid:
    """Métiers whose profile changes, by kind of change."""
    rows = sorted(
        (
            names.profile(s.start, s.before),
            names.profile(s.end, s.after),
            metier_label(s.metier.label, s.metier.core),
            f"{names.qualification[s.start]} → {names.qualification[s.end]}",
        )
        for s in study.switches
    )
    return Grid(
        caption="Métiers qui changent de profil",
        header=("De", "Vers", "Métier", "Qualifications"),
        rows=tuple(rows),
        widths=(1.2, 1.2, 1.6, 1.6),
        sides="llll",
    )


def switch_matrix(study: ExposureStudy, names: Names, end: str) -> Grid:
    """Number of métiers for each profile before (rows) and after (columns)."""
    start = study.qualifications[0]
    first = {r.metier.label: r.profile for r in study.rows if r.qualification == start}
    pairs = [
        (first[r.metier.label], r.profile)
        for r in study.rows
        if r.qualification == end and r.metier.label in first
    ]
    before = [s.profile for s in study.shares if s.qualification == start]
    after = [s.profile for s in study.shares if s.qualification == end]
    header = ("De ↓ vers →", *(names.profile(end, p) for p in after))
    rows = tuple(
        (names.profile(start, b), *(number(pairs.count((b, a))) for a in after)) for b in before
    )
    caption = f"Métiers, de {names.qualification[start]} à {names.qualification[end]}"
    return Grid(
        caption=caption,
        header=header,
        rows=rows,
        widths=(1.6, *(1.0,) * len(after)),
        sides="l" + "r" * len(after),
    )


def metier_label(label: str, core: bool) -> str:
    """A métier, with the mark of those at the heart of the branch."""
    return f"{label} {CORE_MARK}" if core else label


def exposures(study: ExposureStudy, names: Names) -> Grid:
    """Every métier, with what each qualification gives; a printed value that its own table
    contradicts is told.
    """
    wrong = {
        (c.row, c.column): c.printed
        for c in study.controls
        if c.agrees is False and c.code != CLAIM
    }
    by = {(r.metier.label, r.qualification): r for r in study.rows}
    header, widths, sides = ["Métier"], [2.4], "l"
    for i, q in enumerate(study.qualifications):
        header += [f"Score {q}", f"Rang {q}", f"Profil {q}"] + ([f"Évolution {q}"] if i else [])
        widths += [0.8, 0.6, 1.5] + ([1.1] if i else [])
        sides += "rrl" + ("r" if i else "")
    rows = []
    for m in study.referential.metiers:
        own = [by.get((m.label, q)) for q in study.qualifications]
        cells = [
            c for i, r in enumerate(own) for c in _exposure_cells(r, names, wrong)[: 4 if i else 3]
        ]
        if any(own):
            rows.append((metier_label(m.label, m.core), *cells))
    keys = " ; ".join(f"{q} : {names.qualification[q]}" for q in study.qualifications)
    caption = (
        f"Exposition des métiers, dans l’ordre du référentiel ({CORE_MARK} : métier cœur ; {keys})"
    )
    return Grid(
        caption=caption, header=tuple(header), rows=tuple(rows), widths=tuple(widths), sides=sides
    )


def _exposure_cells(
    r: ExposureRow | None, names: Names, wrong: dict[tuple[int, str], str]
) -> list[str]:
    if r is None:
        return [NONE] * 4

    def told(text: str, column: str) -> str:
        printed = wrong.get((r.printed.row, column)) if r.printed else None
        if printed is None:
            return text
        return f"{text} (imprimé : {names.profile(r.qualification, printed)})"

    score = (
        number(r.score, 2) if r.raw is None else f"{number(r.score, 2)} (brut {number(r.raw, 3)})"
    )
    profile = names.profile(r.qualification, r.profile) + (" ; niveaux repris" if r.carried else "")
    evolution = NONE if r.evolution is None else signed(r.evolution)
    return [score, told(str(r.rank), "rang"), told(profile, "profil"), told(evolution, "evolution")]


def boards(study: ExposureStudy, names: Names, qualification: str) -> Grid:
    """Métiers of each profile, the most exposed first."""
    own = sorted((r for r in study.rows if r.qualification == qualification), key=lambda r: r.rank)
    rows = []
    for s in study.shares:
        if s.qualification == qualification:
            labels = [
                metier_label(r.metier.label, r.metier.core) for r in own if r.profile == s.profile
            ]
            rows.append(
                (
                    names.profile(qualification, s.profile),
                    number(s.count),
                    " ; ".join(labels) or NONE,
                )
            )
    caption = (
        f"{names.qualification[qualification]} : métiers de chaque profil, du plus exposé au moins"
        " exposé"
    )
    return Grid(
        caption=caption,
        header=("Profil", "Métiers", "Lesquels"),
        rows=tuple(rows),
        widths=(1.0, 0.5, 4.0),
        sides="lrl",
    )


def families(study: ExposureStudy, names: Names) -> Grid:
    """Families: mean score, ends, métiers by profile."""
    rows = tuple(
        (
            study.referential.families[f.family],
            names.qualification[f.qualification],
            number(f.count),
            number(f.mean, 2),
            f"{number(f.low, 2)} à {number(f.high, 2)}" if f.low != f.high else number(f.low, 2),
            " ; ".join(
                f"{names.profile(f.qualification, p)} : {n}" for p, n in f.profiles.items() if n
            ),
        )
        for f in study.families
    )
    header = (
        "Famille",
        "Qualification",
        "Métiers",
        "Score moyen",
        "Du plus bas au plus haut",
        "Par profil",
    )
    return Grid(
        caption="Exposition par famille ; la moyenne donne le même poids à chaque métier",
        header=header,
        rows=rows,
        widths=(1.8, 1.6, 0.7, 0.8, 1.1, 2.2),
        sides="llrrrl",
    )


def family_members(study: ExposureStudy) -> Grid:
    """Métiers of each family."""
    known = {r.metier.label for r in study.rows}
    own = {
        f: [
            metier_label(m.label, m.core)
            for m in study.referential.metiers
            if m.family == f and m.label in known
        ]
        for f in study.referential.families
    }
    rows = tuple(
        (study.referential.families[f], number(len(m)), " ; ".join(m)) for f, m in own.items() if m
    )
    return Grid(
        caption="Métiers de chaque famille",
        header=("Famille", "Métiers", "Lesquels"),
        rows=rows,
        widths=(1.4, 0.6, 4.0),
        sides="lrl",
    )


def control_counts(controls: Sequence[Control]) -> Grid:
    """How many printed figures were recomputed, by kind and result."""
    rows = []
    for code, label in KINDS.items():
        own = [state(c) for c in controls if c.code == code]
        if own:
            rows.append(
                (
                    label,
                    number(len(own)),
                    *(number(own.count(s)) for s in (AGREES, DISAGREES, UNKNOWN)),
                )
            )
    totals = [state(c) for c in controls]
    rows.append(
        (
            "Total",
            number(len(totals)),
            *(number(totals.count(s)) for s in (AGREES, DISAGREES, UNKNOWN)),
        )
    )
    header = ("Chiffres imprimés", "Nombre", "Retrouvés", "Contredits", "Non recalculables")
    return Grid(
        caption="Chiffres imprimés et ce qu’ils deviennent une fois recalculés",
        header=header,
        rows=tuple(rows),
        widths=(3.0, 1.0, 1.0, 1.0, 1.2),
        sides="lrrrr",
    )


def disagreements(controls: Sequence[Control]) -> Grid:
    """Every figure contradicted, with both values and its place."""
    rows = tuple(
        (c.subject, c.printed, c.found, f"{c.source}, ligne {c.row}, {c.column}")
        for c in controls
        if c.agrees is False
    )
    header = ("Chiffre imprimé", "Valeur imprimée", "Valeur calculée", "Place")
    return Grid(
        caption=f"Chiffres contredits ({len(rows)})",
        header=header,
        rows=rows,
        widths=(1.7, 1.1, 2.2, 1.1),
        sides="llll",
    )


def changes(study: ExposureStudy) -> Grid:
    """Single changes that would reconcile several figures."""
    rows = []
    for c in study.changes:
        where = f"{c.metier} ({c.qualification})" if c.qualification else c.metier
        others = f" ; même effet avec : {' ; '.join(c.others)}" if c.others else ""
        rows.append(
            (
                f"{c.column} de {where}{others}",
                c.old,
                c.new,
                f"{len(c.reconciles)} : {listed(c.reconciles)}",
                listed(c.breaks) or "rien",
            )
        )
    header = ("Case", "Imprimé", "Au lieu de quoi", "Réconcilierait", "Contredirait")
    return Grid(
        caption="Changements d’une seule case",
        header=header,
        rows=tuple(rows),
        widths=(1.3, 1.0, 1.0, 2.6, 1.2),
        sides="lllll",
    )


def claims(study: ExposureStudy) -> Grid:
    """Every claim, in the order of the documents."""
    rows = tuple(
        (f"{MARKS[state(c)]} {state(c)}", c.subject, c.printed, c.found)
        for c in study.controls
        if c.code == CLAIM
    )
    header = ("État", "Chiffre cité", "Imprimé", "Recalculé")
    return Grid(
        caption="Chiffres cités dans le texte des études",
        header=header,
        rows=rows,
        widths=(0.9, 2.1, 1.1, 2.1),
        sides="llll",
    )


def schemes(study: ExposureStudy) -> Grid:
    """Every scheme with its bounds."""
    rows = tuple(
        (s.id, b.label, _bounds(b), b.definition, b.status)
        for s in study.referential.schemes
        for b in s.bands
    )
    header = ("Grille", "Profil", "Scores", "Définition", "Statut")
    return Grid(
        caption="Grilles de profils",
        header=header,
        rows=rows,
        widths=(0.9, 1.1, 1.3, 2.8, 0.6),
        sides="lllll",
    )


def _bounds(b: Band) -> str:
    if b.flag:
        return "signalé à part"
    if b.low is None or b.high is None:
        return "bornes non publiées"
    low = f"à partir de {number(b.low, 2)}" if b.low_included else f"plus de {number(b.low, 2)}"
    high = f"jusqu’à {number(b.high, 2)}" if b.high_included else f"moins de {number(b.high, 2)}"
    return f"{low}, {high}"


def other_schemes(study: ExposureStudy, names: Names) -> tuple[Grid, ...]:
    """Métiers by profile of each scheme that no qualification uses, from the same scores."""
    used = {study.referential.scheme_of[q] for q in study.qualifications}
    grids = []
    for scheme in study.referential.schemes:
        bands = [b for b in scheme.bands if not b.flag and b.low is not None]
        if scheme.id in used or not bands:
            continue
        rows = []
        for b in bands:
            counts = [
                [r for r in study.rows if r.qualification == q and b.holds(r.score)]
                for q in study.qualifications
            ]
            totals = [sum(r.qualification == q for r in study.rows) for q in study.qualifications]
            cells = [
                f"{len(c)} ({percent(Fraction(len(c), t))})"
                for c, t in zip(counts, totals, strict=True)
            ]
            rows.append((b.label, _bounds(b), *cells))
        header = ("Profil", "Scores", *(names.qualification[q] for q in study.qualifications))
        sides = "ll" + "r" * len(study.qualifications)
        grids.append(
            Grid(
                caption=f"Grille « {scheme.id} »",
                header=header,
                rows=tuple(rows),
                widths=(1.4, 1.6, *(1.2,) * len(study.qualifications)),
                sides=sides,
            )
        )
    return tuple(grids)


def level_gaps(study: ExposureStudy, names: Names) -> Grid:
    """Competencies on which two qualifications differ most."""
    rows = tuple(
        (
            g.competence.competence,
            g.competence.metier,
            g.competence.category,
            number(g.competence.weight),
            f"{names.qualification[g.start]} : {g.before}",
            f"{names.qualification[g.end]} : {g.after}",
            signed(g.gap),
        )
        for g in study.level_gaps[:SHOWN_GAPS]
    )
    header = ("Compétence", "Métier", "Catégorie", "Poids", "Niveau", "Niveau", "Écart")
    caption = (
        f"Compétences que les qualifications jugent le plus différemment ({len(rows)} sur"
        f" {len(study.level_gaps)})"
    )
    return Grid(
        caption=caption,
        header=header,
        rows=rows,
        widths=(1.8, 1.6, 0.9, 0.5, 1.3, 1.3, 0.6),
        sides="lllrllr",
    )
