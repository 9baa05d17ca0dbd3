"""The ``evaluate`` job on labelled titles: how good the reading is, and ``calibration.csv``.

``evaluate_axes`` and ``evaluate_competences`` measure; ``write_calibration`` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coverage_engine.documents.evaluation import AxisReport, PairReport, axes_text, competences_text
from coverage_engine.domain.model.branch import Calibration
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.normalise import words
from coverage_engine.matching.calibration import (
    COMPETENCE,
    Observation,
    cross_validated,
    cross_validated_scores,
    fit_axes,
    fit_competences,
)
from coverage_engine.matching.duplicates import merge_rows
from coverage_engine.matching.measures import Quality, estimate, kappa, mean, score
from coverage_engine.matching.nearness import nearest_competences
from coverage_engine.matching.offer_texts import offer_texts
from coverage_engine.matching.tagging import NOT_READ, Tagger, Tagging, join_taggings, make_tagger
from coverage_engine.sources.catalogue import read_catalogue
from coverage_engine.sources.labels import (
    THEME,
    TITLE_SETS,
    UNSEEN,
    LabelledPair,
    LabelledTitles,
    read_offer_pairs,
    read_title_pairs,
    read_titles,
)
from coverage_engine.sources.referential import read_referential
from coverage_engine.sources.resources import (
    CATALOGUES,
    DEFAULT_CATALOGUE,
    DEFAULT_REFERENTIAL,
    REFERENTIALS,
    locate,
)
from coverage_engine.store.run_folder import write_file
from coverage_engine.tables.columns import Column, DataTable, csv_bytes
from coverage_engine.tables.kinds import NUMBER, WHOLE

TABLE = "calibration.csv"
_COLUMNS = (
    Column("objet", "Objet"),
    Column("preuve", "Preuve"),
    Column("score_min", "Score minimal", NUMBER),
    Column("probabilite", "Probabilité", NUMBER),
    Column("effectif", "Effectif", WHOLE),
    Column("positifs", "Positifs", WHOLE),
    Column("bas", "Bas", NUMBER),
    Column("haut", "Haut", NUMBER),
)
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a terminal shows, and the rows of ``calibration.csv`` that the same labels give."""

    text: str
    rows: tuple[Calibration, ...]


def evaluate_axes(
    referential: str = DEFAULT_REFERENTIAL, progress: Progress = lambda *_: None
) -> Evaluation:
    """Measure the reading of axes on every labelled set; calibrate it on the one never used.

    Raises
    ------
    InputRefused
        If the referential or a table of labels cannot be read, or they name other axes.
    """
    ref = read_referential(locate(referential, REFERENTIALS, "Référentiel"))
    tagger = make_tagger(ref)
    axes = [a.id for a in ref.axes]
    reports = []
    sets = _sets(axes)
    for done, titles in enumerate(sets.values()):
        progress(titles.name, done, len(sets))
        reports.append(_axis_report(titles, [tagger.tag(text) for _, text in titles.titles], axes))
    observations = _observations(sets[UNSEEN], tagger, axes)
    told = cross_validated(observations, axes, tagger.provisional)
    read = [o.evidence != NOT_READ for o in observations]
    rows = fit_axes(observations, axes, tagger.provisional)
    labels = {a.id: a.label for a in ref.axes}
    return Evaluation(axes_text(ref.id, reports, labels, told, read, rows), rows)


def calibrated_axes(referential: str = DEFAULT_REFERENTIAL) -> tuple[Calibration, ...]:
    """Rows of the axes alone, without measuring anything else: what ``calibration.csv`` must hold.

    Raises
    ------
    InputRefused
        As ``evaluate_axes``.
    """
    ref = read_referential(locate(referential, REFERENTIALS, "Référentiel"))
    tagger = make_tagger(ref)
    axes = [a.id for a in ref.axes]
    return fit_axes(_observations(_sets(axes)[UNSEEN], tagger, axes), axes, tagger.provisional)


def evaluate_competences(
    referential: str = DEFAULT_REFERENTIAL, progress: Progress = lambda *_: None
) -> Evaluation:
    """Measure which competencies titles name; calibrate the score on invented titles.

    Raises
    ------
    InputRefused
        If the referential, the catalogue or a table of labels cannot be read.
    """
    ref = read_referential(locate(referential, REFERENTIALS, "Référentiel"))
    tagger = make_tagger(ref)
    progress("annexe", 0, 2)
    catalogue, _, _ = read_catalogue(CATALOGUES / DEFAULT_CATALOGUE, ref.settings)
    offers = merge_rows(catalogue.rows, catalogue.decisions, ref.settings)
    annex = _scored(read_offer_pairs({o.id: offer_texts(o) for o in offers}), ref, tagger)
    progress("titres", 1, 2)
    invented = _scored(read_title_pairs(), ref, tagger)
    # Without its axis read, a competency is not linked: there the score decides nothing.
    read = [p for p in invented if p.read]
    fitted = [(p.score, p.pair.retained, p.pair.weight) for p in read]
    rows = (
        fit_competences(*(list(column) for column in zip(*fitted, strict=True))) if fitted else ()
    )
    told = (
        cross_validated_scores([p.pair.title for p in read], *map(list, zip(*fitted, strict=True)))
        if fitted
        else ()
    )
    threshold = ref.settings.score_atteste
    reports = [
        _pair_report("annexe", annex, threshold),
        _pair_report("titres de référence", invented, threshold),
    ]
    return Evaluation(competences_text(ref.id, reports, threshold, told, rows), rows)


def write_calibration(rows: Sequence[Calibration], referential: str = DEFAULT_REFERENTIAL) -> Path:
    """Replace, in a referential's ``calibration.csv``, the rows of the kinds given.

    Raises
    ------
    OutputRefused
        If the file cannot be written.
    """
    folder = locate(referential, REFERENTIALS, "Référentiel")
    kinds = {r.subject == COMPETENCE for r in rows}
    kept = [
        r for r in read_referential(folder).calibration if (r.subject == COMPETENCE) not in kinds
    ]
    path = folder / TABLE
    write_file(path, calibration_csv(sorted([*rows, *kept], key=lambda r: r.subject == COMPETENCE)))
    return path


def calibration_csv(rows: Sequence[Calibration]) -> bytes:
    """Rows as the referential keeps them."""
    cells = tuple(
        (r.subject, r.evidence, r.score_min, r.probability, r.count, r.positives, r.low, r.high)
        for r in rows
    )
    return csv_bytes(DataTable("calibration", "Probabilités mesurées", _COLUMNS, cells))


def _sets(axes: Sequence[str]) -> dict[str, LabelledTitles]:
    """Every labelled set, by name. The unseen one loses the titles of another set.

    Its author knew none of the others, yet wrote some of the same titles: those were seen.
    """
    sets = {where.name: read_titles(where, axes) for where in TITLE_SETS}
    seen = {
        words(text) for name, titles in sets.items() if name != UNSEEN for _, text in titles.titles
    }
    unseen = sets[UNSEEN]
    kept = tuple((i, text) for i, text in unseen.titles if words(text) not in seen)
    aside = len(unseen.titles) - len(kept)
    use = (
        f"{unseen.use} ; {aside} de plus écartés, qu’un autre jeu contient aussi"
        if aside
        else unseen.use
    )
    return {**sets, UNSEEN: replace(unseen, titles=kept, use=use)}


def _axis_report(
    titles: LabelledTitles, taggings: Sequence[Tagging], axes: Sequence[str]
) -> AxisReport:
    ids = [i for i, _ in titles.titles]
    wanted = {c: np.array([titles.retained[i][c] for i in ids]) for c in (*axes, THEME)}
    found = {axis: np.array([t.axis(axis) is not None for t in taggings]) for axis in axes}
    found[THEME] = np.array([t.on_theme for t in taggings])
    second = titles.second
    agreements = {
        c: kappa([titles.first[i][c] for i in ids], [second[i][c] for i in ids]) if second else None
        for c in wanted
    }
    qualities = {c: _quality(found[c], wanted[c], agreements[c]) for c in wanted}

    def macro(positions: Sequence[int]) -> float | None:
        at = np.asarray(positions)
        return mean([score(found[a][at], wanted[a][at]).f1 for a in axes])

    outside = [not titles.retained[i][THEME] for i in ids]
    tagged = sum(bool(t.axes) for t, out in zip(taggings, outside, strict=True) if out)
    return AxisReport(
        name=titles.name,
        use=titles.use,
        titles=len(ids),
        qualities=qualities,
        macro=estimate(len(ids), macro),
        tagged=tagged,
        outside=sum(outside),
    )


def _quality(
    found: NDArray[np.bool_],
    wanted: NDArray[np.bool_],
    agreement: float | None,
    weights: NDArray[np.float64] | None = None,
    groups: Sequence[NDArray[np.int_]] | None = None,
) -> Quality:
    """Precision, recall and F1; resampled by ``groups`` of cases when there are several."""
    units = groups if groups is not None else [np.array([i]) for i in range(len(found))]

    def measure(name: str) -> Callable[[Sequence[int]], float | None]:
        def of(positions: Sequence[int]) -> float | None:
            at = np.concatenate([units[p] for p in positions])
            value: float | None = getattr(
                score(found[at], wanted[at], None if weights is None else weights[at]), name
            )
            return value

        return of

    values = {name: estimate(len(units), measure(name)) for name in ("precision", "recall", "f1")}
    return Quality(**values, cases=int(wanted.sum()), agreement=agreement)


def _observations(titles: LabelledTitles, tagger: Tagger, axes: Sequence[str]) -> list[Observation]:
    """What was read of each axis in titles on the theme: others are given no probability."""
    out = []
    for title, text in titles.titles:
        tagging = tagger.tag(text)
        for axis in axes if tagging.on_theme else ():
            tag = tagging.axis(axis)
            out.append(
                Observation(
                    title, axis, tag.evidence if tag else NOT_READ, titles.retained[title][axis]
                )
            )
    return out


@dataclass(frozen=True, slots=True)
class _ScoredPair:
    pair: LabelledPair
    score: Fraction
    read: bool


def _scored(pairs: Sequence[LabelledPair], ref: Referential, tagger: Tagger) -> list[_ScoredPair]:
    """Score of each labelled pair (0 if no candidate), and whether its axis is read."""
    texts = list(dict.fromkeys(text for p in pairs for text in p.texts))
    place = {text: i for i, text in enumerate(texts)}
    formulations = [(c.id, f) for c in ref.competences for f in (c.label, *c.formulations)]
    near: Mapping[tuple[int, str], Fraction] = {
        (n.text_index, n.competence): n.score
        for n in nearest_competences(texts, formulations, Fraction(0))
    }
    taggings = {p.title: join_taggings([tagger.tag(t) for t in p.texts]) for p in pairs}
    out = []
    for p in pairs:
        best = max(near.get((place[text], p.competence), Fraction(0)) for text in p.texts)
        out.append(
            _ScoredPair(
                p, best, taggings[p.title].axis(ref.competence_by_id[p.competence].axis) is not None
            )
        )
    return out


def _pair_report(name: str, pairs: Sequence[_ScoredPair], threshold: Fraction) -> PairReport:
    found = np.array([p.read and p.score >= threshold for p in pairs])
    wanted = np.array([p.pair.retained for p in pairs])
    weights = np.array([float(p.pair.weight) for p in pairs])
    titles = [p.pair.title for p in pairs]
    groups = [
        np.array([i for i, t in enumerate(titles) if t == title]) for title in dict.fromkeys(titles)
    ]
    seconds = [p.pair.second for p in pairs]
    twice = None not in seconds
    agreement = kappa([p.pair.first for p in pairs], seconds) if twice else None
    among = _quality(found, wanted, agreement, groups=groups)
    strata = any(p.pair.stratum for p in pairs)
    population = _quality(found, wanted, agreement, weights, groups) if strata else None
    return PairReport(name, len(pairs), among, population)
