"""Texts as vectors, against scikit-learn's and against loops; batches of texts against texts one by
one.
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from coverage_engine.domain.normalise import MAX_COMPARED_CHARS, content, stem, words, words_of_all
from coverage_engine.matching.terms import GRAM, Weights, grams, read_words

FRENCH = st.text(alphabet="aàâeéèêiîoôuùûcçAÉÇœŒæ'’-·.() \u00a0&lLdDqIA+#19™ßﬁ\0\n,;", max_size=80)
ANY = st.text(max_size=60)
WORD = st.text("abcde", min_size=2, max_size=7)
TEXTS = st.lists(st.lists(WORD, max_size=8).map(" ".join), min_size=1, max_size=10)


@given(texts=st.lists(FRENCH | ANY, max_size=8))
@example(["L’IA", "", "\0", "chargé·e", "a\0b", "ressources\nhumaines", "(e)", "intelligence"])
@example(["intelligence", "artificielle"])
@example(["office", "365", "i.a", ".", "d'", "ia gen"])
@example(["ﬁ" * MAX_COMPARED_CHARS, "x" * (MAX_COMPARED_CHARS + 5), "é" * MAX_COMPARED_CHARS])
def test_words_of_many_texts_are_the_words_of_each(texts: list[str]) -> None:
    assert words_of_all(texts) == [words(text) for text in texts]


def test_more_texts_than_a_batch() -> None:
    texts = [f"assistant·e {i} l’IA" for i in range(4_500)]
    assert words_of_all(texts) == [words(text) for text in texts]


@given(texts=st.lists(FRENCH, max_size=6))
def test_content_words_are_counted(texts: list[str]) -> None:
    read = read_words(texts)
    assert list(read.words) == sorted({w for text in texts for w in content(text)})
    for text, row in zip(texts, read.counts.toarray(), strict=True):
        assert Counter(content(text)) == {w: n for w, n in zip(read.words, row, strict=True) if n}


@given(texts=st.lists(FRENCH, min_size=1, max_size=6), data=st.data())
def test_a_part_is_what_its_texts_would_read(texts: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(texts)))
    end = data.draw(st.integers(start, len(texts)))
    part, wanted = read_words(texts).part(start, end), read_words(texts[start:end])
    assert part.words == wanted.words
    assert (part.counts.toarray() == wanted.counts.toarray()).all()


@given(word=st.text("abcdef", min_size=1, max_size=12))
def test_grams_are_those_of_scikit_learn(word: str) -> None:
    theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=(GRAM, GRAM)).build_analyzer()(word)
    assert grams(word) == theirs


@pytest.mark.slow
@pytest.mark.parametrize("view", ["mots", "caracteres"])
@settings(max_examples=60, deadline=None)
@given(known=TEXTS, asked=TEXTS)
def test_vectors_of_known_terms_are_those_of_scikit_learn(
    view: str, known: list[str], asked: list[str]
) -> None:
    def analyse(text: str) -> list[str]:
        return [t for w in content(text) for t in ([stem(w)] if view == "mots" else grams(w))]

    corpus = known + asked
    if not any(map(analyse, corpus)):
        return
    theirs = TfidfVectorizer(analyzer=analyse, sublinear_tf=True).fit(corpus)
    ours = Weights(view, [read_words(known), read_words(asked)])
    assert list(ours.terms) == theirs.get_feature_names_out().tolist()
    np.testing.assert_allclose(
        ours.transform(read_words(asked)).toarray(), theirs.transform(asked).toarray(), atol=1e-12
    )


@settings(max_examples=60, deadline=None)
@given(known=TEXTS, asked=TEXTS)
def test_an_unknown_word_lengthens_a_vector_as_the_rarest_would(
    known: list[str], asked: list[str]
) -> None:
    ours = Weights("mots", [read_words(known)])
    idf = dict(zip(ours.terms, ours.idf, strict=True))
    rarest = math.log(1 + len(known)) + 1
    for text, row in zip(asked, ours.transform(read_words(asked)).toarray(), strict=True):
        counts = Counter(map(stem, content(text)))
        weight = {t: (1 + math.log(n)) * idf[t] for t, n in counts.items() if t in idf}
        strangers = sum(n for t, n in counts.items() if t not in idf)
        length = math.sqrt(sum(w * w for w in weight.values()) + strangers * rarest**2) or 1.0
        wanted = [weight.get(t, 0.0) / length for t in ours.terms]
        np.testing.assert_allclose(row, wanted, atol=1e-12)


def test_texts_without_words_are_rows_of_zeros() -> None:
    ours = Weights("mots", [read_words(["paie", "—", ""])])
    assert ours.transform(read_words(["", "de la", "—"])).nnz == 0
    assert ours.transform(read_words([])).shape == (0, 1)
