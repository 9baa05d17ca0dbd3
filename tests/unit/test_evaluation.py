"""Measures of rankings, their misses and the baselines, against cases made by hand and other ways
to compute them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from baselines import CHARACTERS, WORDS, rank_by_tfidf
from hypothesis import given
from hypothesis import strategies as st
from misses import (
    BELOW,
    FAR,
    LESS_SHARED,
    LOOSE,
    NOTHING_SHARED,
    TIED,
    counts,
    examples,
    explain_misses,
)

from coverage_engine.domain.errors import CoverageError
from coverage_engine.matching.evaluation import METRICS, figures, first_ranks, per_source

_names = st.sampled_from([f"c{i:02d}" for i in range(15)])
_case = st.tuples(st.lists(_names, unique=True, max_size=14), st.frozensets(_names, min_size=1))


def test_hand_made_measures() -> None:
    found = [["a", "b", "c"], ["x", "y"], [], [*"bcdefghijk", "a"]]
    right = [{"a"}, {"y", "z"}, {"a"}, {"a"}]
    assert first_ranks(found, right).tolist() == [1, 2, 0, 11]
    assert per_source(found, right).tolist() == [
        [1, 1, 1, 1, 1],
        [0, 1, 1, 0.5, 0.5],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
    ]


@given(st.lists(_case, min_size=1, max_size=8))
def test_measures_as_their_definitions_say(cases: list[tuple[list[str], frozenset[str]]]) -> None:
    measured = per_source([f for f, _ in cases], [r for _, r in cases])
    for (found, right), row in zip(cases, measured, strict=True):
        best = min((found.index(a) for a in right if a in found[:10]), default=None)
        hits = [float(any(a in right for a in found[:cut])) for cut in (1, 5, 10)]
        recall = sum(a in found[:10] for a in right) / len(right)
        assert row.tolist() == [*hits, recall, 0.0 if best is None else 1 / (best + 1)]


def test_figures_are_means_with_an_interval_around_them() -> None:
    each = np.zeros((200, len(METRICS)))
    each[:60] = 1.0
    told = figures(each)
    assert list(told) == list(METRICS)
    for f in told.values():
        assert f.value == pytest.approx(0.3)
        # Normal approximation of a proportion, another way to the same bounds.
        assert f.low == pytest.approx(0.3 - 1.96 * (0.21 / 200) ** 0.5, abs=0.01)
        assert f.high == pytest.approx(0.3 + 1.96 * (0.21 / 200) ** 0.5, abs=0.01)
    assert figures(each) == told


def test_a_difference_that_is_always_the_same_has_no_doubt() -> None:
    told = figures(np.full((7, len(METRICS)), -0.25))
    assert {(f.value, f.low, f.high) for f in told.values()} == {(-0.25, -0.25, -0.25)}


@pytest.mark.parametrize(("found", "right"), [([], []), ([["a"]], [set()])])
def test_nothing_is_said_of_nothing(found: list[list[str]], right: list[set[str]]) -> None:
    with pytest.raises(CoverageError):
        per_source(found, right)
    with pytest.raises(CoverageError):
        figures(np.empty((0, len(METRICS))))


# Target → wordings; «far» answers stand for anything ranked in between.
_WORDINGS = [
    ("soudage", "Souder des tuyaux"),
    ("paie", "Gérer la paie"),
    ("paie", "Établir des bulletins de salaire"),
    ("vente", "Vendre des tuyaux"),
    ("jumeau", "Souder des tuyaux"),
    ("autre", "Tailler la vigne"),
]


def _kind(
    text: str, found: list[str], right: set[str], scores: list[float] | None = None, loose: str = ""
) -> str:
    values = scores or [1 - i / 100 for i in range(len(found))]
    (miss,) = explain_misses([text], [found], [values], [right], [right | {loose}], _WORDINGS)
    assert miss.text == text
    assert miss.answered == (dict(reversed(_WORDINGS))[found[0]] if found else "")
    assert miss.expected in {wording for target, wording in _WORDINGS if target in right}
    return miss.kind


def test_each_kind_of_miss() -> None:
    assert _kind("Souder", ["soudage", "paie"], {"paie"}, loose="soudage") == LOOSE
    assert _kind("Souder", ["jumeau", "soudage"], {"soudage"}, [0.5, 0.5]) == TIED
    assert _kind("Souder", ["soudage"], {"paie"}) == NOTHING_SHARED
    assert _kind("Souder des tuyaux", ["soudage", "vente"], {"vente"}) == LESS_SHARED
    assert _kind("Souder", ["jumeau"], {"soudage"}) == FAR
    assert _kind("Souder", ["jumeau", "soudage"], {"soudage"}) == BELOW
    # Any wording of the right target counts, and no answer at all is a miss too.
    assert _kind("Bulletins de salaire", ["autre", "paie"], {"paie"}) == BELOW
    assert _kind("Bulletins de salaire", [], {"paie"}) == FAR


def test_right_answers_and_unasked_texts_are_no_misses() -> None:
    assert (
        explain_misses(
            ["Souder", "Paie"],
            [["soudage"], ["vente"]],
            [[1.0], [1.0]],
            [{"soudage"}, set()],
            [set(), set()],
            _WORDINGS,
        )
        == ()
    )


def test_examples_are_spread_over_all_misses() -> None:
    texts = [f"Souder {i:03d}" for i in range(100)]
    misses = explain_misses(
        texts, [["soudage"]] * 100, [[1.0]] * 100, [{"paie"}] * 100, [set()] * 100, _WORDINGS
    )
    assert counts(misses) == {NOTHING_SHARED: 100}
    assert [m.text for m in examples(misses, 4)] == [
        "Souder 012",
        "Souder 037",
        "Souder 062",
        "Souder 087",
    ]
    assert len(examples(misses[:3], 8)) == 3
    assert examples((), 8) == ()


@pytest.mark.parametrize("options", [WORDS, CHARACTERS])
def test_baselines_are_plain_cosines(options: Mapping[str, object]) -> None:
    text = pytest.importorskip("sklearn.feature_extraction.text")
    sources = ["Gérer la paie", "souder", "vigne et paie", "zzz"]
    found = rank_by_tfidf(sources, _WORDINGS, options, 3)
    vectorizer = text.TfidfVectorizer(strip_accents="unicode", sublinear_tf=True, **options)
    vectorizer.fit([*sources, *(w for _, w in _WORDINGS)])
    for source, answers in zip(sources, found, strict=True):
        cosines: dict[str, float] = {}
        for target, wording in _WORDINGS:
            a, b = (vectorizer.transform([t]).toarray()[0] for t in (source, wording))
            cosines[target] = max(cosines.get(target, 0.0), round(float(a @ b), 6))
        wanted = sorted((t for t in cosines if cosines[t]), key=lambda t: (-cosines[t], t))[:3]
        assert list(answers) == wanted


def test_reranking_reorders_the_same_answers() -> None:
    pytest.importorskip("sklearn")
    plain = rank_by_tfidf(["Vendre un tuyau"], _WORDINGS, CHARACTERS, 10)
    again = rank_by_tfidf(["Vendre un tuyau"], _WORDINGS, CHARACTERS, 10, rerank=True)
    assert sorted(plain[0]) == sorted(again[0])
    assert again[0][0] == "vente"
