"""How near an offer's text is to a competency's formulations: candidates by TF-IDF, then a re-rank of the few.

Candidates come from one sparse product of TF-IDF vectors (stemmed words and character n-grams). Only those
are scored by the slower measures. The score fuses five views, each between 0 and 1:

* containment: share of the formulation's informative words found in the text (a title may say more);
* word cosine and character cosine of the TF-IDF vectors;
* phrase: rapidfuzz token-sort ratio on stems, sensitive to length, so that a subset is not a match;
* own vocabulary: a word of the text that only this competency uses («réclamations») lifts the other four.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from rapidfuzz import fuzz
from scipy.sparse import csr_matrix

from coverage_engine.matching.tfidf import Tfidf, char_grams
from coverage_engine.normalise import COURSE_WORDS, as_printed, content, stem, stems

# Formulations kept per text before the re-rank: ten times what a title ever attests, on the embedded data.
CANDIDATES = 40
# Weights of the fusion, chosen on the annex and the development titles; see README, «Measures».
WEIGHTS = {"containment": 0.55, "words": 0.20, "chars": 0.10, "phrase": 0.15}
# How far a word of the competency's own vocabulary lifts the score towards 1; measured like the weights.
VOCABULARY_LIFT = 0.45
_COURSE_STEMS = frozenset(map(stem, COURSE_WORDS))
# Scores are kept to this many decimals, so that a last-bit difference between machines changes no output.
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Nearness:
    """A text and the formulation of a competency nearest to it."""

    text_index: int
    competence: str
    formulation: str
    score: Fraction
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Formulation:
    competence: str
    text: str
    stems: tuple[str, ...]


def nearest_competences(
    texts: Sequence[str], formulations: Sequence[tuple[str, str]], floor: Fraction
) -> tuple[Nearness, ...]:
    """Best formulation of each competency for each text, when its score reaches ``floor``.

    Parameters
    ----------
    texts:
        Offer texts; order gives ``text_index``.
    formulations:
        ``(competence, formulation)`` pairs.
    floor:
        Scores below it are left out (0 to 1).

    Returns
    -------
    tuple of Nearness
        Ordered by text, then score descending, then competency: the same on every machine.
    """
    entries = [_Formulation(c, f, stems(f)) for c, f in formulations]
    entries = [e for e in entries if e.stems]
    if not entries or not any(stems(t) for t in texts):
        return ()
    word_cosines, char_cosines = _cosines(texts, [e.text for e in entries])
    weights = _word_weights([e.stems for e in entries])
    own_words = _own_vocabulary(entries)
    out: list[Nearness] = []
    for index, text in enumerate(texts):
        best: dict[str, Nearness] = {}
        words, chars = word_cosines[index], char_cosines[index]
        for position in _candidates(words, chars):
            entry = entries[position]
            score, shared = _score(text, entry, words.get(position, 0.0), chars.get(position, 0.0), weights, own_words)
            if score < floor:
                continue
            known = best.get(entry.competence)
            if known is None or (score, known.formulation) > (known.score, entry.text):
                best[entry.competence] = Nearness(index, entry.competence, entry.text, score, shared)
        out.extend(sorted(best.values(), key=lambda n: (-n.score, n.competence)))
    return tuple(out)


def _cosines(
    texts: Sequence[str], formulations: Sequence[str]
) -> tuple[list[dict[int, float]], list[dict[int, float]]]:
    """Sparse cosine rows, by words then by characters: one dict ``formulation index → cosine`` per text."""
    words, known_words = [content(t) for t in texts], [content(f) for f in formulations]
    views = (
        ([[stem(w) for w in d] for d in words], [[stem(w) for w in d] for d in known_words], 1),
        ([char_grams(d) for d in words], [char_grams(d) for d in known_words], 2),
    )
    rows = []
    for documents, known, min_documents in views:
        # Fitted on the referential alone: an offer never changes what another is worth.
        weights = Tfidf(known, min_documents)
        product = csr_matrix(weights.transform(documents) @ weights.transform(known).T)
        product.sort_indices()
        rows.append(
            [
                dict(zip(product[i].indices.tolist(), (round(v, 6) for v in product[i].data.tolist()), strict=True))
                for i in range(len(texts))
            ]
        )
    return rows[0], rows[1]


def _candidates(words: dict[int, float], chars: dict[int, float]) -> list[int]:
    ranked = sorted({*words, *chars}, key=lambda p: (-(words.get(p, 0.0) + chars.get(p, 0.0)), p))
    return ranked[:CANDIDATES]


def _word_weights(documents: Sequence[tuple[str, ...]]) -> dict[str, float]:
    """How much a stem informs: log((1 + n) / (1 + documents that hold it)); a word met everywhere weighs nothing."""
    counts = Counter(s for document in documents for s in set(document))
    return {s: math.log((1 + len(documents)) / (1 + n)) for s, n in counts.items()}


def _own_vocabulary(entries: Sequence[_Formulation]) -> dict[tuple[str, str], float]:
    """How much a stem belongs to one competency, 0 to 1: 1 when no other competency's formulations use it."""
    sizes = Counter(e.competence for e in entries)
    counts = Counter((e.competence, s) for e in entries for s in set(e.stems))
    shares = {pair: n / sizes[pair[0]] for pair, n in counts.items()}
    totals: dict[str, float] = {}
    for (_, word), share in sorted(shares.items()):
        totals[word] = totals.get(word, 0.0) + share
    return {pair: (share / totals[pair[1]]) ** 2 for pair, share in shares.items()}


def _score(
    text: str,
    entry: _Formulation,
    words: float,
    chars: float,
    weights: dict[str, float],
    own_words: dict[tuple[str, str], float],
) -> tuple[Fraction, tuple[str, ...]]:
    own = set(stems(text))
    wanted = dict.fromkeys(entry.stems)
    total = sum(weights[s] for s in wanted)
    shared = [s for s in wanted if s in own]
    containment = sum(weights[s] for s in shared) / total if total else 0.0
    phrase = fuzz.token_sort_ratio(" ".join(stems(text)), " ".join(entry.stems)) / 100
    fused = (
        WEIGHTS["containment"] * containment
        + WEIGHTS["words"] * words
        + WEIGHTS["chars"] * chars
        + WEIGHTS["phrase"] * phrase
    )
    vocabulary = max((own_words.get((entry.competence, s), 0.0) for s in sorted(own - _COURSE_STEMS)), default=0.0)
    fused += (1 - fused) * VOCABULARY_LIFT * vocabulary
    found = tuple(dict.fromkeys(as_printed(text, w) for w in content(text) if (entry.competence, stem(w)) in own_words))
    return Fraction(round(fused, _DECIMALS)).limit_denominator(10**_DECIMALS), found
