"""Tables of the exposure report, as French readers see them."""

from __future__ import annotations

from fractions import Fraction

from coverage_engine.checks.claims import CLAIM
from coverage_engine.checks.reconciliation import signed
from coverage_engine.documents.exposure_words import CORE_MARK
from coverage_engine.documents.model import Table
from coverage_engine.documents.table_of import Figures, columns, table_of
from coverage_engine.domain.french import number, percent
from coverage_engine.domain.model.branch import Metier
from coverage_engine.domain.model.exposure import Band
from coverage_engine.domain.model.exposure_study import ExposureRow, ExposureStudy

NONE = "—"
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


def metier_label(metier: Metier) -> str:
    """A métier, with the mark of those at the heart of the branch."""
    return f"{metier.label} {CORE_MARK}" if metier.core else metier.label


def shares(study: ExposureStudy, names: Names) -> Table:
    """Number and share of the métiers of each profile, one pair of columns per qualification."""
    labels = [names.qualification[q] for q in study.qualifications]
    by = {(s.qualification, s.profile): s for s in study.shares}
    rows = []
    for p in dict.fromkeys(s.profile for s in study.shares):
        cells = [by.get((q, p)) for q in study.qualifications]
        pairs = [(number(s.count), percent(s.share)) if s else (NONE, NONE) for s in cells]
        label = names.profile(study.qualifications[0], p)
        rows.append((label, *(c for pair in pairs for c in pair)))
    totals = {s.qualification: (number(s.total), percent(Fraction(1))) for s in study.shares}
    rows.append(("Total", *(c for q in study.qualifications for c in totals[q])))
    titles = ("Profil", *(t for label in labels for t in (f"{label} : métiers", "Part")))
    return Table(caption="Métiers par profil", columns=columns(titles, "lr"), rows=tuple(rows))


def switches(study: ExposureStudy, names: Names) -> Table:
    """Métiers whose profile changes, by kind of change."""
    rows = sorted(
        (
            names.profile(s.start, s.before),
            names.profile(s.end, s.after),
            metier_label(s.metier),
            f"{names.qualification[s.start]} → {names.qualification[s.end]}",
        )
        for s in study.switches
    )
    titles = ("De", "Vers", "Métier", "Qualifications")
    return Table(
        caption="Métiers qui changent de profil", columns=columns(titles, "l"), rows=tuple(rows)
    )


def switch_matrix(study: ExposureStudy, names: Names, end: str) -> Table:
    """Number of métiers for each profile before (rows) and after (columns)."""
    start = study.qualifications[0]
    first = {r.metier.label: r.profile for r in study.rows if r.qualification == start}
    pairs = [
        (first[r.metier.label], r.profile)
        for r in study.rows
        if r.qualification == end and r.metier.label in first
    ]
    before, after = (
        [s.profile for s in study.shares if s.qualification == q] for q in (start, end)
    )
    return Table(
        caption=f"Métiers, de {names.qualification[start]} à {names.qualification[end]}",
        columns=columns(("De ↓ vers →", *(names.profile(end, p) for p in after)), "lr"),
        rows=tuple(
            (names.profile(start, b), *(number(pairs.count((b, a))) for a in after)) for b in before
        ),
    )


def exposures(study: ExposureStudy, names: Names) -> Table:
    """Every métier, what each qualification gives, printed values that their table contradicts."""
    wrong = {
        (c.row, c.column): c.printed
        for c in study.controls
        if c.agrees is False and c.code != CLAIM
    }
    by = {(r.metier.label, r.qualification): r for r in study.rows}
    # The first qualification has nothing to rise or fall from.
    told = [(q, 4 if i else 3) for i, q in enumerate(study.qualifications)]
    rows = [
        (
            metier_label(m),
            *(c for q, n in told for c in _exposure_cells(by.get((m.label, q)), names, wrong)[:n]),
        )
        for m in study.referential.metiers
        if any((m.label, q) in by for q, _ in told)
    ]
    keys = " ; ".join(f"{q} : {names.qualification[q]}" for q in study.qualifications)
    parts = ("Score", "Rang", "Profil", "Évolution")
    return Table(
        caption="Exposition des métiers, dans l’ordre du référentiel"
        f" ({CORE_MARK} : métier cœur ; {keys})",
        columns=columns(
            ("Métier", *(f"{part} {q}" for q, n in told for part in parts[:n])),
            "l" + "".join("rrlr"[:n] for _, n in told),
        ),
        rows=tuple(rows),
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


def boards(study: ExposureStudy, names: Names, qualification: str) -> Table:
    """Métiers of each profile, the most exposed first."""
    own = sorted((r for r in study.rows if r.qualification == qualification), key=lambda r: r.rank)
    return table_of(
        f"{names.qualification[qualification]} : métiers de chaque profil, du plus exposé au moins"
        " exposé",
        [s for s in study.shares if s.qualification == qualification],
        ("Profil", lambda s: names.profile(qualification, s.profile)),
        Figures("Métiers", lambda s: number(s.count)),
        (
            "Lesquels",
            lambda s: (
                " ; ".join(metier_label(r.metier) for r in own if r.profile == s.profile) or NONE
            ),
        ),
    )


def families(study: ExposureStudy, names: Names) -> Table:
    """Families: mean score, ends, métiers by profile."""
    return table_of(
        "Exposition par famille ; la moyenne donne le même poids à chaque métier",
        study.families,
        ("Famille", lambda f: study.referential.families[f.family]),
        ("Qualification", lambda f: names.qualification[f.qualification]),
        Figures("Métiers", lambda f: number(f.count)),
        Figures("Score moyen", lambda f: number(f.mean, 2)),
        Figures(
            "Du plus bas au plus haut",
            lambda f: " à ".join(number(n, 2) for n in dict.fromkeys((f.low, f.high))),
        ),
        (
            "Par profil",
            lambda f: " ; ".join(
                f"{names.profile(f.qualification, p)} : {n}" for p, n in f.profiles.items() if n
            ),
        ),
    )


def family_members(study: ExposureStudy) -> Table:
    """Métiers of each family."""
    known = {r.metier.label for r in study.rows}
    metiers = [m for m in study.referential.metiers if m.label in known]
    own = {
        label: [metier_label(m) for m in metiers if m.family == f]
        for f, label in study.referential.families.items()
    }
    return table_of(
        "Métiers de chaque famille",
        [(family, members) for family, members in own.items() if members],
        ("Famille", lambda f: f[0]),
        Figures("Métiers", lambda f: number(len(f[1]))),
        ("Lesquels", lambda f: " ; ".join(f[1])),
    )


def schemes(study: ExposureStudy) -> Table:
    """Every scheme with its bounds."""
    return table_of(
        "Grilles de profils",
        [(s.id, b) for s in study.referential.schemes for b in s.bands],
        ("Grille", lambda s: s[0]),
        ("Profil", lambda s: s[1].label),
        ("Scores", lambda s: _bounds(s[1])),
        ("Définition", lambda s: s[1].definition),
        ("Statut", lambda s: s[1].status),
    )


def _bounds(b: Band) -> str:
    if b.flag:
        return "signalé à part"
    if b.low is None or b.high is None:
        return "bornes non publiées"
    low = f"à partir de {number(b.low, 2)}" if b.low_included else f"plus de {number(b.low, 2)}"
    high = f"jusqu’à {number(b.high, 2)}" if b.high_included else f"moins de {number(b.high, 2)}"
    return f"{low}, {high}"


def other_schemes(study: ExposureStudy, names: Names) -> tuple[Table, ...]:
    """Métiers by profile of each scheme that no qualification uses, from the same scores."""
    used = {study.referential.scheme_of[q] for q in study.qualifications}
    scores = {
        q: [r.score for r in study.rows if r.qualification == q] for q in study.qualifications
    }

    def count(b: Band, q: str) -> str:
        held = sum(map(b.holds, scores[q]))
        return f"{held} ({percent(Fraction(held, len(scores[q])))})"

    titles = ("Profil", "Scores", *(names.qualification[q] for q in study.qualifications))
    bounded = {
        s.id: [b for b in s.bands if not b.flag and b.low is not None]
        for s in study.referential.schemes
        if s.id not in used
    }
    return tuple(
        Table(
            caption=f"Grille « {scheme} »",
            columns=columns(titles, "llr"),
            rows=tuple((b.label, _bounds(b), *(count(b, q) for q in scores)) for b in bands),
        )
        for scheme, bands in bounded.items()
        if bands
    )


def level_gaps(study: ExposureStudy, names: Names) -> Table:
    """Competencies on which two qualifications differ most."""
    shown = study.level_gaps[:SHOWN_GAPS]
    return table_of(
        "Compétences que les qualifications jugent le plus différemment"
        f" ({len(shown)} sur {len(study.level_gaps)})",
        shown,
        ("Compétence", lambda g: g.competence.competence),
        ("Métier", lambda g: g.competence.metier),
        ("Catégorie", lambda g: g.competence.category),
        Figures("Poids", lambda g: number(g.competence.weight)),
        ("Niveau", lambda g: f"{names.qualification[g.start]} : {g.before}"),
        ("Niveau", lambda g: f"{names.qualification[g.end]} : {g.after}"),
        Figures("Écart", lambda g: signed(g.gap)),
    )
