"""Our TF-IDF against scikit-learn's, an independent oracle."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from coverage_engine.matching.tfidf import Tfidf, char_grams

WORD = st.text("abcde", min_size=1, max_size=7)
DOCUMENTS = st.lists(st.lists(WORD, min_size=1, max_size=8), min_size=2, max_size=12)


@settings(max_examples=60, deadline=None)
@given(known=DOCUMENTS, asked=DOCUMENTS)
def test_words_weigh_as_in_scikit_learn(known: list[list[str]], asked: list[list[str]]) -> None:
    ours = Tfidf(known)
    theirs = TfidfVectorizer(analyzer=lambda d: d, sublinear_tf=True).fit(known)
    left = (ours.transform(asked) @ ours.transform(known).T).toarray()
    right = (theirs.transform(asked) @ theirs.transform(known).T).toarray()
    np.testing.assert_allclose(left, right, atol=1e-12)


@given(words=st.lists(WORD, max_size=6))
def test_character_grams_are_those_of_scikit_learn(words: list[str]) -> None:
    theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).build_analyzer()(" ".join(words))
    assert sorted(char_grams(words)) == sorted(theirs)


def test_an_unknown_document_is_a_row_of_zeros() -> None:
    assert Tfidf([["a"], ["b"]]).transform([["c"]]).nnz == 0
