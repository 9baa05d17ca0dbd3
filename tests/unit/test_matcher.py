"""The matcher in scikit-learn's manner, its refusals, and the reasons it gives."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

import coverage_engine
from coverage_engine.domain.errors import CoverageError
from coverage_engine.matching.matcher import TextMatcher

TEXTS = [
    "Gestion de la paie",
    "Gestionnaire de paie",
    "Conduite de chantier",
    "Technicien frigorifique",
]
IDS = ["A", "A", "B", "C"]
ASKED = ["La paie", "chantiers", "", "poésie"]


def test_it_is_a_public_name() -> None:
    assert coverage_engine.TextMatcher is TextMatcher


def test_fit_gives_itself_back_and_parameters_are_kept() -> None:
    matcher = TextMatcher(top=2, weights={"mots": 1.0})
    assert matcher.fit(TEXTS, IDS) is matcher
    copied = clone(matcher)
    assert copied is not matcher
    assert copied.get_params() == matcher.get_params()
    with pytest.raises(CoverageError, match="fit"):
        copied.links(ASKED)
    assert matcher.set_params(top=1) is matcher
    assert matcher.get_params()["top"] == 1
    with pytest.raises(CoverageError, match="paramètre inconnu : tops ; connus : top, candidates"):
        matcher.set_params(tops=1)


def test_a_pickle_answers_the_same() -> None:
    matcher = TextMatcher(top=2).fit(TEXTS, IDS, known=(["bulletins"], ["A"]), background=ASKED)
    again = pickle.loads(pickle.dumps(matcher))
    for mine, theirs in zip(matcher.kneighbors(ASKED), again.kneighbors(ASKED), strict=True):
        assert (mine == theirs).all()


def test_neighbours_are_a_table_of_scores_and_one_of_names() -> None:
    matcher = TextMatcher(top=3).fit(TEXTS, IDS)
    scores, names = matcher.kneighbors(ASKED)
    assert scores.shape == names.shape == (4, 3)
    assert names[:, 0].tolist() == ["A", "B", "", ""]
    assert ((scores > 0) == (names != "")).all()
    assert (np.diff(scores, axis=1) <= 0).all()
    few, named = matcher.kneighbors(ASKED, 1)
    assert (few == scores[:, :1]).all()
    assert (named == names[:, :1]).all()
    for wrong in (0, 4):
        with pytest.raises(CoverageError, match="de 1 à top"):
            matcher.kneighbors(ASKED, wrong)


def test_tables_of_pandas_and_numpy_are_read_as_lists_are() -> None:
    wanted = TextMatcher(top=2).fit(TEXTS, IDS).kneighbors(ASKED)[1].tolist()
    missing: list[Any] = [None if t == "" else t for t in ASKED]
    for targets, asked in (
        (pd.DataFrame({"t": TEXTS}), pd.DataFrame({"t": missing})),
        (pd.Series(TEXTS), pd.Series(missing)),
        (np.array(TEXTS), np.array(ASKED)),
        ([(t,) for t in TEXTS], [(t,) for t in ASKED]),
    ):
        matcher = TextMatcher(top=2).fit(targets, pd.Series(IDS))
        assert matcher.kneighbors(asked)[1].tolist() == wanted
    assert TextMatcher(top=2).fit(TEXTS).kneighbors(["paie"])[1].tolist() == [["0", "1"]]


def test_columns_count_by_their_weights() -> None:
    rows = [("paie", "chantier"), ("chantier", "paie")]
    asked = [("paie", "chantier")]
    for weights, first in (((1.0, 0.1), "A"), ((0.1, 1.0), "B")):
        matcher = TextMatcher(target_weights=weights, source_weights=(1.0, 0.1)).fit(
            rows, ["A", "B"]
        )
        assert matcher.links(asked).target[0] == first


def test_a_target_on_several_rows_is_worth_its_best() -> None:
    matcher = TextMatcher(weights={"mots": 1.0}).fit(TEXTS, IDS)
    found = matcher.links(["gestionnaire de paie"], explain=True)
    assert found.target == ("A",)
    assert found.score.tolist() == [1.0]
    assert found.why[0].wording == "Gestionnaire de paie"


def test_a_link_says_why() -> None:
    known = (["Comptable, bulletins de salaire", "Maçon"], ["A", "B"])
    found = (
        TextMatcher(top=2)
        .fit(TEXTS, IDS, known=known)
        .links(["Les bulletins et la Paie"], explain=True)
    )
    why = found.why[0]
    assert found.target[0] == "A"
    assert why.neighbour == "Comptable, bulletins de salaire"
    assert [word for word, _ in why.terms] == ["Paie"]
    assert sum(value * weight for _, value, weight in why.rankers) == pytest.approx(
        found.score[0], abs=5e-6
    )
    assert sum(weight for _, _, weight in why.rankers) == pytest.approx(1)
    words = {name: value for name, value, _ in why.rankers}
    assert sum(share for _, share in why.terms) == pytest.approx(words["mots"], abs=5e-6)
    assert len(found.why) == len(found.target)
    assert TextMatcher().fit(TEXTS).links(["paie"]).why == ()


def test_a_wording_is_shown_as_its_own_target_prints_it() -> None:
    matcher = TextMatcher().fit(["CHARGÉ DE PAIE", "Chargé·e de paie"], ["A", "B"])
    found = matcher.links(["paie"], explain=True)
    assert dict(zip(found.target, (w.wording for w in found.why), strict=True)) == {
        "A": "CHARGÉ DE PAIE",
        "B": "Chargé·e de paie",
    }


def test_progress_goes_from_nothing_to_all() -> None:
    seen: list[tuple[int, int]] = []
    TextMatcher().fit(TEXTS).links(
        [*ASKED, *ASKED], progress=lambda done, total: seen.append((done, total))
    )
    assert seen[0] == (0, len(ASKED))
    assert seen[-1] == (len(ASKED), len(ASKED))


def test_a_giant_text_is_compared_by_its_beginning() -> None:
    giant = "paie " + "z" * 1_000_000
    found = TextMatcher().fit([giant, "chantier"], ["A", "B"]).links([giant], explain=True)
    assert found.target == ("A",)
    assert found.score.tolist() == [1.0]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"top": 0}, "1 ≤ top"),
        ({"top": 60}, "top ≤ candidates"),
        ({"neighbours": 0}, "neighbours ≥ 1"),
        ({"threads": 0}, "threads ≥ 1"),
        ({"weights": {"mot": 1}}, "classement inconnu : mot ; connus : mots"),
        ({"weights": {"mots": -1}}, "nombres positifs"),
        ({"weights": {"mots": float("nan")}}, "nombres positifs"),
        ({"weights": {"phrase": 1}}, "« mots » ou « caracteres »"),
        ({"source_weights": ()}, "au moins un"),
        ({"target_weights": (0.0,)}, "nombres positifs"),
        ({"target_weights": (float("inf"),)}, "nombres positifs"),
    ],
)
def test_parameters_out_of_bounds_are_refused(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(CoverageError, match=message):
        TextMatcher(**parameters).fit(TEXTS, IDS)


@pytest.mark.parametrize(
    ("texts", "ids", "known", "message"),
    [
        ([], [], None, "au moins une cible"),
        (TEXTS, ["A"], None, "autant d’identifiants"),
        (TEXTS, IDS, (["paie"], []), "autant d’identifiants"),
        (TEXTS, IDS, (["paie", "paie"], ["A", "Z"]), "cibles absentes : Z"),
        ([("paie", "bulletin")], ["A"], None, "2 colonnes de texte pour 1 poids"),
        ("paie", None, None, "liste de textes"),
    ],
)
def test_tables_that_do_not_hold_together_are_refused(
    texts: Any, ids: Any, known: Any, message: str
) -> None:
    with pytest.raises(CoverageError, match=message):
        TextMatcher().fit(texts, ids, known=known)


def test_texts_without_words_have_no_links() -> None:
    for targets in (["—", "de la", ""], ["paie"]):
        matcher = TextMatcher().fit(targets, background=["—"])
        assert matcher.links(["", "—", "de la"]).target == ()
        assert matcher.links([]).target == ()
