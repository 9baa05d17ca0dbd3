"""What may never change a link: the order of rows, repeated rows, threads, chunks, other texts,
wanted ranks.

What does change the others' scores is the weight of words (IDF), and it alone: see the last
properties.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coverage_engine.matching import matcher as matcher_module
from coverage_engine.matching.fusion import RANKERS
from coverage_engine.matching.matcher import TextMatcher
from coverage_engine.matching.terms import read_words

WORDS = (
    "paie",
    "paies",
    "gestion",
    "gestionnaire",
    "chargé·e",
    "charge",
    "infirmier / infirmière",
    "de la",
    "l'IA",
    "intelligence artificielle",
    "froid",
    "frigoriste",
    "technicien",
    "CONDUIRE",
    "conducteur",
    "d’engins",
    "É",
    "—",
    "12",
    "soudure",
    "souder",
)
TEXT = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
TEXTS = st.lists(TEXT, min_size=1, max_size=8)
IDS = st.sampled_from(["A", "B", "C", "D", "10", "9"])
TARGETS = st.lists(st.tuples(IDS, TEXT), min_size=1, max_size=10)
# None for the default; every ranker at once; words alone.
WEIGHED = st.sampled_from(
    [None, dict.fromkeys(RANKERS, 1.0), {"mots": 1.0}, {"mots": 0.3, "phrase": 2.0}]
)
QUIET = settings(max_examples=60, deadline=None)

Answers = dict[str, tuple[tuple[str, float], ...]]


def fitted(
    targets: Sequence[tuple[str, str]],
    background: Sequence[str] = (),
    known: Sequence[tuple[str, str]] = (),
    **params: Any,
) -> TextMatcher:
    return TextMatcher(**params).fit(
        [text for _, text in targets],
        [name for name, _ in targets],
        known=([text for text, _ in known], [name for _, name in known]),
        background=background,
    )


def answers(matcher: TextMatcher, texts: Sequence[str]) -> list[tuple[tuple[str, float], ...]]:
    """Links of each text, in order; what every answer must be is checked on the way."""
    found = matcher.links(texts)
    out: list[list[tuple[str, float]]] = [[] for _ in texts]
    for source, target, rank, score in zip(
        found.source, found.target, found.rank, found.score, strict=True
    ):
        assert rank == len(out[source]) + 1
        assert 0 < score <= 1
        out[source].append((target, float(score)))
    for own in out:
        assert own == sorted(own, key=lambda link: (-link[1], link[0])), (
            "best first, ties in the order of identifiers"
        )
        assert len({target for target, _ in own}) == len(own) <= matcher.top
    return [tuple(own) for own in out]


def known_of(targets: Sequence[tuple[str, str]], texts: Sequence[str]) -> list[tuple[str, str]]:
    """Known links made of the drawn texts: the n-th text is linked to the n-th target."""
    return [(text, targets[i % len(targets)][0]) for i, text in enumerate(texts)]


@QUIET
@given(
    targets=TARGETS,
    known=TEXTS,
    texts=TEXTS,
    weights=WEIGHED,
    seed=st.integers(0, 99),
    top=st.integers(1, 4),
)
def test_order_and_repetition_of_rows_change_nothing(
    targets: list[tuple[str, str]],
    known: list[str],
    texts: list[str],
    weights: dict[str, float] | None,
    seed: int,
    top: int,
) -> None:
    links = known_of(targets, known)
    wanted = dict(
        zip(
            texts,
            answers(fitted(targets, texts, links, weights=weights, top=top), texts),
            strict=True,
        )
    )
    shuffle = random.Random(seed)

    def stirred(rows: Sequence[Any]) -> list[Any]:
        more = [*rows, *shuffle.choices(list(rows), k=3)]
        shuffle.shuffle(more)
        return more

    asked = stirred(texts)
    found = answers(
        fitted(stirred(targets), stirred(texts), stirred(links), weights=weights, top=top), asked
    )
    assert dict(zip(asked, found, strict=True)) == wanted


@QUIET
@given(
    targets=TARGETS,
    texts=TEXTS,
    weights=WEIGHED,
    changed=st.sampled_from([str.upper, str.lower, "  {} !".format]),
)
def test_the_way_a_repeated_row_is_printed_changes_nothing(
    targets: list[tuple[str, str]],
    texts: list[str],
    weights: dict[str, float] | None,
    changed: Callable[[str], str],
) -> None:
    again = [(name, changed(text)) for name, text in targets]
    for (_, one), (_, two) in zip(targets, again, strict=True):
        assume(read_words([one]).words == read_words([two]).words)
    wanted = answers(fitted(targets, texts, weights=weights), texts)
    assert (
        answers(fitted([*again, *targets], [*texts, *map(changed, texts)], weights=weights), texts)
        == wanted
    )


@QUIET
@given(targets=TARGETS, known=TEXTS, texts=TEXTS, weights=WEIGHED, chunk=st.integers(1, 4))
def test_threads_and_chunks_change_nothing(
    targets: list[tuple[str, str]],
    known: list[str],
    texts: list[str],
    weights: dict[str, float] | None,
    chunk: int,
) -> None:
    links = known_of(targets, known)
    wanted = answers(fitted(targets, texts, links, weights=weights), texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matcher_module, "CHUNK", chunk)
        assert answers(fitted(targets, texts, links, weights=weights, threads=2), texts) == wanted


@QUIET
@given(targets=TARGETS, background=TEXTS, texts=TEXTS, weights=WEIGHED)
def test_a_text_depends_on_no_other_text(
    targets: list[tuple[str, str]],
    background: list[str],
    texts: list[str],
    weights: dict[str, float] | None,
) -> None:
    matcher = fitted(targets, background, known_of(targets, background), weights=weights)
    assert answers(matcher, texts) == [answers(matcher, [text])[0] for text in texts]


@QUIET
@given(targets=TARGETS, texts=TEXTS, known=TEXTS, weights=WEIGHED)
def test_fewer_ranks_are_the_head_of_more(
    targets: list[tuple[str, str]],
    texts: list[str],
    known: list[str],
    weights: dict[str, float] | None,
) -> None:
    links = known_of(targets, known)
    every = answers(fitted(targets, texts, links, weights=weights, top=10), texts)
    for top in (1, 2, 5):
        head = answers(fitted(targets, texts, links, weights=weights, top=top), texts)
        assert head == [own[:top] for own in every]


@QUIET
@given(targets=TARGETS, texts=TEXTS, known=TEXTS, added=TEXT, alone=st.booleans())
def test_another_target_changes_the_others_by_the_weight_of_words_only(
    targets: list[tuple[str, str]], texts: list[str], known: list[str], added: str, alone: bool
) -> None:
    """A text that weighs words already (background) becomes a target: the same words weigh the
    same, and no score moves.
    """

    def said(text: str) -> tuple[str, ...]:
        return tuple(sorted(read_words([text]).words * 2)) + tuple(
            read_words([text]).counts.toarray().ravel()
        )

    assume(said(added) not in {said(text) for _, text in targets} | {said(text) for text in texts})
    weights = {"mots": 1.0} if alone else None
    links = known_of(targets, known)
    before = answers(fitted(targets, [*texts, added], links, weights=weights, top=20), texts)
    after = answers(fitted([*targets, ("Z", added)], texts, links, weights=weights, top=20), texts)
    assert [tuple(link for link in own if link[0] != "Z") for own in after] == before


def test_the_weight_of_words_does_change_with_another_target() -> None:
    """The exception that the method documents: a word met in more targets tells them apart less."""
    targets = [("A", "gestion de paie"), ("B", "conduite de chantier")]
    before = answers(fitted(targets), ["paie au chantier"])[0]
    after = answers(
        fitted([*targets, ("C", "conduite de paie"), ("D", "bulletin de paie")]),
        ["paie au chantier"],
    )[0]
    assert dict(after)["A"] < dict(before)["A"]


def test_ties_are_cut_by_identifier_and_scores_are_equal() -> None:
    names = ["10", "9", "b", "B", "é", "a"]
    matcher = fitted([(name, "gestion de paie") for name in names], top=3)
    assert answers(matcher, ["gestion de paie"]) == [(("10", 1.0), ("9", 1.0), ("B", 1.0))]
    several = fitted(
        [
            (name, f"{word} de paie")
            for name, word in zip(names, ("froid", "chaud") * 3, strict=True)
        ],
        top=3,
    )
    links = answers(several, ["paie"])[0]
    assert [target for target, _ in links] == ["10", "9", "B"]
    assert len({score for _, score in links}) == 1


def test_no_score_is_ever_undefined() -> None:
    odd = ["", "—", "de la", "\0", "😀", "z" * 50_000, "12", "paie"]
    matcher = fitted(
        [(str(i), text) for i, text in enumerate(odd)], odd, known_of([("3", "")], odd), top=8
    )
    scores, names = matcher.kneighbors(odd)
    assert scores.shape == names.shape == (len(odd), 8)
    assert np.isfinite(scores).all()
