"""Exposure of the métiers, from levels of competencies or published scores (S1; E1 to E5).

Steps: levels 1–5 → raw score → base 1 → rank → profile → evolution, switches, shares. The raw score
is the mean of the levels kept, weighted, each brought from 1–5 to 0–1. S1 publishes neither formula
nor weights; it says that a score goes from 0 to 1 and prints one of 0,02: the lowest level must
then be worth 0, not one fifth.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from coverage_engine.checks.measures import common_factor, published
from coverage_engine.checks.one_change import one_changes
from coverage_engine.checks.reconciliation import ranks, reconcile
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.domain.model.exposure import (
    HIGHEST_LEVEL,
    LEVELS,
    LOWEST_LEVEL,
    CompetenceLevels,
    Scheme,
)
from coverage_engine.domain.model.exposure_study import (
    ExposureRow,
    ExposureStudy,
    FamilyExposure,
    LevelCounts,
    LevelGap,
    Normaliser,
    ProfileShare,
    Switch,
)
from coverage_engine.domain.model.referential import Referential

# Said of a métier that a scheme without bounds cannot class.
UNCLASSED = "Non classé"


def study_exposure(ref: Referential, levels: Sequence[CompetenceLevels] = ()) -> ExposureStudy:
    """Work out the exposure of the métiers of a referential.

    Parameters
    ----------
    levels:
        Levels of the competencies; without them, the published scores are the starting point.

    Raises
    ------
    InputRefused
        If there is neither a level nor a published score, or if every level is the lowest.
    """
    scored = _from_levels(ref, levels) if levels else _from_scores(ref)
    qualifications = tuple(q.id for q in ref.qualifications if scored.get(q.id))
    rows = _rows(ref, qualifications, scored)
    controls, anomalies = reconcile(ref)
    counts = tuple(c for q in qualifications for c in _level_counts(ref, levels, q))
    known = {level.metier for level in levels}
    return ExposureStudy(
        referential=ref,
        qualifications=qualifications,
        rows=rows,
        switches=_switches(rows, qualifications),
        shares=_shares(ref, rows, qualifications),
        families=_families(ref, rows, qualifications),
        normalisers=tuple(_normaliser(rows, q) for q in qualifications),
        factor=_factor(ref),
        controls=tuple(controls),
        changes=tuple(one_changes(ref)),
        anomalies=tuple(sorted(anomalies, key=Anomaly.order)),
        levels=tuple(levels),
        level_counts=counts,
        level_gaps=tuple(_level_gaps(levels, qualifications)),
        without_levels=tuple(m.label for m in ref.metiers if levels and m.label not in known),
    )


def raw_score(competences: Sequence[CompetenceLevels], qualification: str) -> Fraction:
    """Weighted mean of the levels of kept competencies, from 0 (négligeable) to 1 (majeur).

    >>> line = {"metier": "m", "category": "savoir", "kept": True, "decided_by": "", "row": 2}
    >>> low = CompetenceLevels(competence="a", weight=Fraction(1), levels={"q": 1}, **line)
    >>> top = CompetenceLevels(competence="b", weight=Fraction(3), levels={"q": 5}, **line)
    >>> raw_score([low, top], "q")
    Fraction(3, 4)
    """
    span = HIGHEST_LEVEL - LOWEST_LEVEL
    total = sum((c.weight for c in competences), Fraction(0))
    return (
        sum(
            (
                c.weight * Fraction(c.levels[qualification] - LOWEST_LEVEL, span)
                for c in competences
            ),
            Fraction(0),
        )
        / total
    )


# Raw score (or None), score, whether levels were carried, by qualification then métier.
Scored = dict[str, dict[str, tuple[Fraction | None, Fraction, bool]]]


def _from_levels(ref: Referential, levels: Sequence[CompetenceLevels]) -> Scored:
    by_metier = by_key((level.metier, level) for level in levels if level.kept)
    out: Scored = {}
    for q in ref.qualifications:
        if not any(q.id in c.levels for every in by_metier.values() for c in every):
            continue
        raws = {}
        for metier, every in by_metier.items():
            source = _source_of(every, q.id, ref.qualifications[0].id)
            raws[metier] = (raw_score(every, source), source != q.id)
        highest = max(raw for raw, _ in raws.values())
        if not highest:
            raise InputRefused(
                f"niveaux, qualification « {q.id} » : tous les niveaux valent 1, aucun score ne"
                " peut être ramené sur base 1 → vérifiez-les"
            )
        out[q.id] = {
            metier: (raw, raw / highest, carried) for metier, (raw, carried) in raws.items()
        }
    return out


def _source_of(competences: Sequence[CompetenceLevels], qualification: str, first: str) -> str:
    """Qualification whose levels hold for a métier: its own, else the first (S1)."""
    return qualification if any(qualification in c.levels for c in competences) else first


def _from_scores(ref: Referential) -> Scored:
    if not ref.exposures:
        raise InputRefused(
            "expositions.csv : aucun score publié → donnez les niveaux des compétences avec"
            " --levels, ou complétez cette table"
        )
    out: Scored = {}
    for e in ref.exposures:
        out.setdefault(e.qualification, {})[e.metier] = (None, e.score, False)
    return out


def _rows(
    ref: Referential, qualifications: Sequence[str], scored: Scored
) -> tuple[ExposureRow, ...]:
    """One row per qualification and métier, in order; equal scores share the best rank."""
    out = []
    first_ranks: dict[str, int] = {}
    for q in qualifications:
        metiers = [m for m in ref.metiers if m.label in scored[q]]
        for m, rank in zip(metiers, ranks([scored[q][m.label][1] for m in metiers]), strict=True):
            raw, score, carried = scored[q][m.label]
            evolution = (
                first_ranks[m.label] - rank
                if q != qualifications[0] and m.label in first_ranks
                else None
            )
            printed = ref.exposure(m.label, q) if raw is None else None
            out.append(
                ExposureRow(
                    metier=m,
                    qualification=q,
                    raw=raw,
                    score=score,
                    rank=rank,
                    profile=_profile(ref, m.label, q, score),
                    evolution=evolution,
                    printed=printed,
                    carried=carried,
                )
            )
            if q == qualifications[0]:
                first_ranks[m.label] = rank
    return tuple(out)


def _profile(ref: Referential, metier: str, qualification: str, score: Fraction) -> str:
    """Profile by the scheme: the flag printed for the métier, else the band of its score."""
    own = ref.exposure(metier, qualification)
    printed = [own] if own else [e for q in ref.qualifications if (e := ref.exposure(metier, q.id))]
    scheme = scheme_of(ref, qualification)
    flag = next((e.profile for e in printed if scheme and scheme.is_flag(e.profile)), None)
    return (
        flag
        or (scheme.profile_of(score) if scheme else None)
        or (own.profile if own else UNCLASSED)
    )


def scheme_of(ref: Referential, qualification: str) -> Scheme | None:
    """Scheme of profiles that classes the scores of a qualification."""
    return next((s for s in ref.schemes if s.id == ref.scheme_of.get(qualification)), None)


def profiles_of(ref: Referential, qualification: str) -> tuple[str, ...]:
    """Profiles of the scheme of a qualification, in order."""
    scheme = scheme_of(ref, qualification)
    return tuple(b.profile for b in scheme.bands) if scheme else ()


def _switches(rows: Sequence[ExposureRow], qualifications: Sequence[str]) -> tuple[Switch, ...]:
    first = {r.metier.label: r for r in rows if r.qualification == qualifications[0]}
    return tuple(
        Switch(
            metier=r.metier,
            start=qualifications[0],
            end=r.qualification,
            before=first[r.metier.label].profile,
            after=r.profile,
        )
        for r in rows
        if r.metier.label in first and first[r.metier.label].profile != r.profile
    )


def _shares(
    ref: Referential, rows: Sequence[ExposureRow], qualifications: Sequence[str]
) -> tuple[ProfileShare, ...]:
    out = []
    for q in qualifications:
        profiles = [r.profile for r in rows if r.qualification == q]
        named = list(dict.fromkeys([*profiles_of(ref, q), *profiles]))
        out += [ProfileShare(q, p, profiles.count(p), len(profiles)) for p in named]
    return tuple(out)


def _families(
    ref: Referential, rows: Sequence[ExposureRow], qualifications: Sequence[str]
) -> tuple[FamilyExposure, ...]:
    out = []
    for family in ref.families:
        for q in qualifications:
            own = [r for r in rows if r.qualification == q and r.metier.family == family]
            if own:
                scores = [r.score for r in own]
                profiles = [r.profile for r in own]
                mean = sum(scores, Fraction(0)) / len(scores)
                counts = {
                    p: profiles.count(p) for p in dict.fromkeys([*profiles_of(ref, q), *profiles])
                }
                out.append(
                    FamilyExposure(
                        family=family,
                        qualification=q,
                        count=len(own),
                        mean=mean,
                        low=min(scores),
                        high=max(scores),
                        profiles=counts,
                    )
                )
    return tuple(out)


def _normaliser(rows: Sequence[ExposureRow], qualification: str) -> Normaliser:
    own = [r for r in rows if r.qualification == qualification]
    highest = max(r.score for r in own)
    top = [r for r in own if r.score == highest]
    return Normaliser(qualification, tuple(r.metier.label for r in top), top[0].raw)


def _factor(ref: Referential) -> tuple[Fraction, Fraction] | None:
    """Ratio of the last qualification's published scores to the first's; None with only one."""
    if len(ref.qualifications) < 2:
        return None
    table = published(ref)
    start, end = table.qualifications[0], table.qualifications[-1]
    pairs = [
        (e.score, other.score)
        for e in table.of(start)
        if (other := table.cells.get((e.metier, end)))
    ]
    return common_factor(pairs, table.half_step)


def _level_counts(
    ref: Referential, levels: Sequence[CompetenceLevels], qualification: str
) -> list[LevelCounts]:
    by_metier = by_key((c.metier, c) for c in levels if c.kept)
    out = []
    for m in ref.metiers:
        if m.label in by_metier:
            source = _source_of(by_metier[m.label], qualification, ref.qualifications[0].id)
            own = [c.levels[source] for c in by_metier[m.label]]
            out.append(
                LevelCounts(
                    m.label,
                    qualification,
                    tuple(own.count(n) for n, _ in LEVELS),
                    source != qualification,
                )
            )
    return out


def _level_gaps(
    levels: Sequence[CompetenceLevels], qualifications: Sequence[str]
) -> list[LevelGap]:
    """Kept competencies that differ most between two qualifications, heaviest first."""
    start = qualifications[0]
    gaps = [
        LevelGap(competence=c, start=start, end=q, before=c.levels[start], after=c.levels[q])
        for q in qualifications[1:]
        for c in levels
        if c.kept and start in c.levels and q in c.levels and c.levels[q] != c.levels[start]
    ]
    return sorted(
        gaps,
        key=lambda g: (
            -abs(g.gap),
            -g.competence.weight,
            g.competence.metier,
            g.competence.competence,
            g.end,
        ),
    )
