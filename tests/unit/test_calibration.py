"""Probabilities from labels: the isotonic step against scikit-learn, the axes by hand, and the
shipped table.
"""

from __future__ import annotations

import csv
import shutil
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.branch import Calibration
from coverage_engine.domain.model.results import TITLE_ABORDE, TITLE_PRINCIPAL
from coverage_engine.domain.normalise import words
from coverage_engine.jobs import calibrate as calibration_job
from coverage_engine.jobs.calibrate import calibrated_axes, calibration_csv, write_calibration
from coverage_engine.matching.calibration import (
    PRIOR_STRENGTH,
    Observation,
    cross_validated,
    cross_validated_scores,
    fit_axes,
    fit_competences,
    fit_isotonic,
    probability,
)
from coverage_engine.matching.measures import calibration_error
from coverage_engine.matching.tagging import NOT_READ, THEME_ONLY, make_tagger
from coverage_engine.sources.referential import read_referential
from coverage_engine.sources.resources import DEFAULT_REFERENTIAL, REFERENTIALS

pytestmark = pytest.mark.slow

EMBEDDED = REFERENTIALS / DEFAULT_REFERENTIAL
BEFORE = {
    TITLE_PRINCIPAL: Fraction(8, 10),
    TITLE_ABORDE: Fraction(6, 10),
    THEME_ONLY: Fraction(1, 2),
    NOT_READ: Fraction(1, 10),
}
scored = st.lists(
    st.tuples(st.integers(0, 20).map(lambda n: Fraction(n, 20)), st.booleans(), st.integers(1, 5)),
    min_size=1,
    max_size=40,
)
read = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from("ab"),
        st.sampled_from([TITLE_PRINCIPAL, TITLE_ABORDE, NOT_READ]),
        st.booleans(),
    ),
    max_size=60,
)


def columns(rows: list[tuple[Fraction, bool, int]]) -> tuple[list[Fraction], list[bool], list[int]]:
    return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]


# --- Scores


@given(scored)
@settings(deadline=None)
def test_the_isotonic_step_is_that_of_scikit_learn(rows: list[tuple[Fraction, bool, int]]) -> None:
    scores, labels, weights = columns(rows)
    oracle = IsotonicRegression().fit(
        [float(s) for s in scores], np.array(labels, dtype=float), weights
    )
    steps = fit_isotonic(scores, labels, weights)
    ours = [float(probability(steps, s)) for s in scores]
    assert ours == pytest.approx(list(oracle.predict([float(s) for s in scores])), abs=1e-9)


@given(scored, st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_changes_nothing_and_none_is_lost(
    rows: list[tuple[Fraction, bool, int]], random: object
) -> None:
    steps = fit_isotonic(*columns(rows))
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fit_isotonic(*columns(shuffled)) == steps
    assert sum(s.count for s in steps) == len(rows)
    assert sum(s.positives for s in steps) == sum(label for _, label, _ in rows)
    assert all(
        a.probability < b.probability and a.score_min < b.score_min for a, b in pairwise(steps)
    )


def test_a_weight_is_that_many_pairs() -> None:
    rows = [(Fraction(1, 4), True, 2), (Fraction(1, 2), False, 3), (Fraction(3, 4), True, 1)]
    long = [(s, label, 1) for s, label, n in rows for _ in range(n)]
    assert [(s.score_min, s.probability) for s in fit_isotonic(*columns(rows))] == [
        (s.score_min, s.probability) for s in fit_isotonic(*columns(long))
    ]


def test_the_step_reached_speaks_and_the_first_one_below_all() -> None:
    steps = fit_isotonic([0.25, 0.5, 0.75], [False, True, True], [1, 1, 1])
    assert [probability(steps, s) for s in (0.0, 0.25, 0.49, 0.5, 1.0)] == [0, 0, 0, 1, 1]
    assert probability((), 0.9) == 0


@given(scored)
@settings(deadline=None)
def test_no_score_gives_a_certainty(rows: list[tuple[Fraction, bool, int]]) -> None:
    table = fit_competences(*columns(rows))
    # Rounding to three decimals may reach neither 0 nor 1 with 40 pairs of weight 5 at most.
    assert all(0 < r.probability < 1 and r.low <= r.probability <= r.high for r in table)
    assert sum(r.count for r in table) == len(rows)
    assert sum(r.positives for r in table) == sum(label for _, label, _ in rows)


def test_without_pairs_no_table() -> None:
    assert fit_isotonic([], [], []) == ()
    assert fit_competences([], [], []) == ()
    assert cross_validated_scores([], [], [], []) == ()


# --- Axes


def observed(rows: list[tuple[int, str, str, bool]]) -> list[Observation]:
    return [Observation(f"t{n}", axis, evidence, true) for n, axis, evidence, true in rows]


def by_key(table: tuple[Calibration, ...]) -> dict[tuple[str, str], Calibration]:
    return {(r.subject, r.evidence): r for r in table}


def test_an_axis_is_drawn_towards_the_others_and_they_towards_what_was_believed() -> None:
    rows = [(n, "a", TITLE_PRINCIPAL, n != 0) for n in range(20)] + [
        (n, "b", TITLE_PRINCIPAL, n != 0) for n in range(2)
    ]
    table = by_key(fit_axes(observed(rows), ["a", "b"], BEFORE))
    strength = float(PRIOR_STRENGTH)
    over_all = (20 + strength * 0.8) / (22 + strength)
    for axis, true, count in (("a", 19, 20), ("b", 1, 2)):
        row = table[f"axe:{axis}", TITLE_PRINCIPAL]
        assert float(row.probability) == pytest.approx(
            (true + strength * over_all) / (count + strength), abs=5e-4
        )
        assert (row.count, row.positives) == (count, true)


def test_what_was_never_seen_stays_as_believed() -> None:
    table = by_key(fit_axes([], ["a", "b"], BEFORE))
    assert {k: r.probability for k, r in table.items()} == {
        ("axe:a", THEME_ONLY): BEFORE[THEME_ONLY],
        **{
            (f"axe:{a}", e): BEFORE[e]
            for a in "ab"
            for e in (TITLE_PRINCIPAL, TITLE_ABORDE, NOT_READ)
        },
    }


def test_what_contradicts_the_order_is_pooled() -> None:
    rows = [(n, "a", TITLE_PRINCIPAL, False) for n in range(40)] + [
        (n, "a", TITLE_ABORDE, True) for n in range(40)
    ]
    table = by_key(fit_axes(observed(rows), ["a"], BEFORE))
    assert table["axe:a", TITLE_PRINCIPAL].probability == table["axe:a", TITLE_ABORDE].probability
    assert table["axe:a", TITLE_PRINCIPAL].probability == pytest.approx(Fraction(1, 2), abs=0.05)


@given(read)
@settings(deadline=None)
def test_stronger_evidence_never_gives_less(rows: list[tuple[int, str, str, bool]]) -> None:
    table = by_key(fit_axes(observed(rows), ["a", "b"], BEFORE))
    for axis in ("axe:a", "axe:b"):
        assert 1 > table[axis, TITLE_PRINCIPAL].probability >= table[axis, TITLE_ABORDE].probability
        assert table[axis, TITLE_ABORDE].probability >= table[axis, NOT_READ].probability > 0
    assert table["axe:a", NOT_READ].probability <= table["axe:a", THEME_ONLY].probability
    assert table["axe:a", THEME_ONLY].probability <= table["axe:a", TITLE_PRINCIPAL].probability
    assert all(r.low <= r.probability <= r.high for r in table.values())


@given(read)
@settings(deadline=None)
def test_a_title_is_told_by_the_others_only(rows: list[tuple[int, str, str, bool]]) -> None:
    """Turning every label of one title over changes nothing of what is told of that title."""
    seen = observed(rows)
    turned = [
        Observation(o.title, o.axis, o.evidence, not o.true if o.title == "t0" else o.true)
        for o in seen
    ]
    before, after = (cross_validated(o, ["a", "b"], BEFORE) for o in (seen, turned))
    for o, (p, _), (q, _) in zip(seen, before, after, strict=True):
        if o.title == "t0":
            assert p == q


# --- The shipped table


def test_the_shipped_rows_are_those_the_labels_give() -> None:
    """A lexicon or labels that changed: run ``python benchmarks/axis_tagging.py --write``."""
    shipped = [r for r in read_referential(EMBEDDED).calibration if r.subject.startswith("axe:")]
    assert calibration_csv(calibrated_axes()) == calibration_csv(shipped)


def test_the_unseen_titles_are_in_no_other_set() -> None:
    axes = [a.id for a in read_referential(EMBEDDED).axes]
    sets = calibration_job._sets(axes)
    others = {
        words(t) for name, s in sets.items() if name != calibration_job.UNSEEN for _, t in s.titles
    }
    unseen = sets[calibration_job.UNSEEN]
    assert not others & {words(t) for _, t in unseen.titles}
    assert len(unseen.titles) == 168
    assert "12 de plus écartés" in unseen.use


def test_the_tagger_tells_the_shipped_probabilities() -> None:
    ref = read_referential(EMBEDDED)
    told = {(r.subject, r.evidence): r.probability for r in ref.calibration}
    tag = (
        make_tagger(ref)
        .tag("Hallucinations : fiabiliser les réponses d’une IA")
        .axis("esprit_critique")
    )
    assert tag is not None
    assert (
        tag.probability
        == told["axe:esprit_critique", TITLE_PRINCIPAL]
        != ref.settings.probabilite_principal
    )
    (alone,) = make_tagger(ref).tag("Intelligence artificielle").axes
    assert alone.probability == told["axe:acculturation", THEME_ONLY]


def test_the_shipped_probabilities_are_honest_on_titles_left_out() -> None:
    """The goal of the method, on the labelled titles that the lexicon was not written on."""
    ref = read_referential(EMBEDDED)
    tagger, axes = make_tagger(ref), [a.id for a in ref.axes]
    seen = calibration_job._observations(
        calibration_job._sets(axes)[calibration_job.UNSEEN], tagger, axes
    )
    told = [
        (float(p), y)
        for (p, y), o in zip(cross_validated(seen, axes, tagger.provisional), seen, strict=True)
        if o.evidence != NOT_READ
    ]
    error = calibration_error([p for p, _ in told], [y for _, y in told])
    assert error is not None
    assert error <= 0.08


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EMBEDDED, tmp_path / "essai"))


def test_without_the_table_the_settings_speak(copy: Path) -> None:
    (copy / "calibration.csv").unlink()
    ref = read_referential(copy)
    (alone,) = make_tagger(ref).tag("Intelligence artificielle").axes
    assert (ref.calibration, alone.probability) == ((), ref.settings.probabilite_aborde)


def test_writing_one_kind_keeps_the_other(copy: Path) -> None:
    axes = read_referential(copy).calibration
    score_rows = fit_competences(
        [Fraction(n, 5) for n in range(1, 5)], [False, False, True, True], [1, 1, 1, 1]
    )
    write_calibration(score_rows, str(copy))
    wanted = [r for r in axes if r.subject.startswith("axe:")]
    assert read_referential(copy).calibration == (*wanted, *score_rows)
    write_calibration(wanted, str(copy))
    assert read_referential(copy).calibration == (*wanted, *score_rows)


@pytest.mark.parametrize(
    ("column", "row", "value", "said"),
    [
        ("objet", 1, "axe:cuisine", "« cuisine » n’est pas un axe"),
        ("positifs", 1, "999", "plus de cas vrais que de cas"),
        ("probabilite", 1, "0.01", "elle sort de ses bornes"),
        ("probabilite", 1, "1.2", "ligne 3, colonne « probabilite »"),
        ("preuve", 1, "score", "il manque axe:"),
        ("score_min", 1, "0.5", "vide pour un axe"),
        ("preuve", 1, "forte", "une valeur parmi"),
        ("effectif", 1, "vingt", "un nombre entier"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused_with_its_place(
    copy: Path, column: str, row: int, value: str, said: str
) -> None:
    path = copy / "calibration.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows[row][column] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(InputRefused) as refused:
        read_referential(copy)
    assert any(
        said in fault and "calibration.csv" in fault and "→" in fault
        for fault in refused.value.faults
    )


def test_the_evaluation_reads_like_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coverage_engine.matching.measures.RESAMPLES", 5)
    monkeypatch.setattr(calibration_job, "estimate", _few)
    for text in (calibration_job.evaluate_axes().text, calibration_job.evaluate_competences().text):
        assert "lecteurs automatiques" in text
        assert "kappa" in text
        assert "nan" not in text.lower()
        assert max(map(len, text.splitlines()[2:])) <= 130


def _few(units: int, measure: object) -> object:
    from coverage_engine.matching.measures import Estimate, bootstrap

    return Estimate(measure(range(units)), bootstrap(units, measure, resamples=5))  # type: ignore[operator,arg-type]
