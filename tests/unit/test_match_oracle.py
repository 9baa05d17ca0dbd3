"""Every ranker and the fused score against brute force: scikit-learn, dense products and loops, in
double precision.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from coverage_engine.domain.normalise import COURSE_WORDS, content, stem
from coverage_engine.matching.fusion import RANKERS
from coverage_engine.matching.join import RowJoin
from coverage_engine.matching.known import counterparts
from coverage_engine.matching.matcher import TextMatcher
from coverage_engine.matching.terms import grams

pytestmark = pytest.mark.slow

WORDS = (
    "paie",
    "paies",
    "gestion",
    "gestionnaire",
    "chargé·e",
    "infirmière",
    "de la",
    "IA",
    "froid",
    "frigoriste",
    "technicien",
    "conducteur",
    "d’engins",
    "soudure",
    "souder",
    "bâtiment",
)
TEXT = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
TARGETS = st.lists(st.tuples(st.sampled_from("ABCDE"), TEXT), min_size=1, max_size=9)
# Ours are rounded to six decimals, each ranker then their sum.
CLOSE = 5e-6


def stemmed(text: str) -> list[str]:
    return [stem(word) for word in content(text)]


def lettered(text: str) -> list[str]:
    return [gram for word in content(text) for gram in grams(word)]


def distinct(texts: Sequence[str]) -> list[str]:
    """One text for each series of content words, whatever their order."""
    return list({tuple(sorted(content(t))): t for t in sorted(set(texts), reverse=True)}.values())


def likeness(one: str, two: str) -> float:
    """Twice the longest common subsequence over both lengths; 1 for two empty texts."""
    row = [0] * (len(two) + 1)
    for a in one:
        new = [0]
        for j, b in enumerate(two):
            new.append(row[j] + 1 if a == b else max(row[j + 1], new[-1]))
        row = new
    return 2 * row[-1] / (len(one) + len(two)) if one or two else 1.0


class Oracle:
    """Scores of one text, target by target."""

    def __init__(
        self, targets: list[tuple[str, str]], known: list[tuple[str, str]], background: list[str]
    ) -> None:
        self.targets = sorted(targets)
        self.known = known
        docs = (
            distinct([t for _, t in targets])
            + distinct([t for t, _ in known])
            + distinct(background)
        )
        self.words = TfidfVectorizer(analyzer=stemmed, sublinear_tf=True).fit([*docs])
        self.letters = TfidfVectorizer(analyzer=lettered, sublinear_tf=True).fit(docs)
        self.idf = dict(zip(self.words.get_feature_names_out(), self.words.idf_, strict=True))

    def cosine(self, view: TfidfVectorizer, one: str, two: str) -> float:
        return float((view.transform([one]).toarray() @ view.transform([two]).toarray().T)[0, 0])

    def together(self, text: str, wordings: list[str]) -> float:
        total = sum(self.words.transform([w]).toarray()[0] for w in distinct(wordings))
        length = np.linalg.norm(total)
        return float(self.words.transform([text]).toarray()[0] @ total / length) if length else 0.0

    def lines(self, text: str) -> str:
        return " ".join(sorted(stem(word) for word in set(content(text))))

    def votes(self, text: str) -> dict[str, float]:
        near = {
            k: round((self.cosine(self.words, text, k) + self.cosine(self.letters, text, k)) / 2, 6)
            for k in distinct([t for t, _ in self.known])
        }
        out: dict[str, float] = defaultdict(float)
        total = sum(v**4 for v in near.values())
        for k, value in near.items():
            linked = {name for t, name in self.known if sorted(content(t)) == sorted(content(k))}
            for name in linked:
                out[name] += value**4
        return {name: max(near.values()) * v / total for name, v in out.items() if v}

    def owned(self, text: str, name: str) -> float:
        """How much the text's most telling word is this target's own; targets of the same wordings
        are one.
        """
        wordings: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for own, wording in self.targets:
            wordings[own].add(tuple(sorted(content(wording))))
        profiles = {frozenset(own) for own in wordings.values()}
        best = 0.0
        for term in set(stemmed(text)) - {stem(word) for word in COURSE_WORDS}:
            parts = {p: sum(term in map(stem, w) for w in p) / len(p) for p in profiles}
            if part := parts[frozenset(wordings[name])]:
                best = max(best, (part / sum(parts.values())) ** 2)
        return best

    def scores(self, text: str, weights: dict[str, float]) -> dict[str, set[float]]:
        """For each target, its scores: several when two wordings are equally near and differ by
        ``phrase``.
        """
        total, votes = sum(weights.values()), self.votes(text)
        out: dict[str, set[float]] = {}
        for name in {name for name, _ in self.targets}:
            own = [t for n, t in self.targets if n == name]
            joined = {
                w: (
                    weights.get("mots", 0) * self.cosine(self.words, text, w)
                    + weights.get("caracteres", 0) * self.cosine(self.letters, text, w)
                )
                for w in own
            }
            rest = weights.get("ensemble", 0) * self.together(text, own) + weights.get(
                "voisins", 0
            ) * votes.get(name, 0)
            rest += weights.get("vocabulaire", 0) * self.owned(text, name)
            best = max(joined.values())
            out[name] = {
                (
                    value
                    + rest
                    + weights.get("phrase", 0) * likeness(self.lines(text), self.lines(w))
                )
                / total
                for w, value in joined.items()
                if value > best - 1e-6
            }
        return out


def check(
    targets: list[tuple[str, str]],
    texts: list[str],
    weights: dict[str, float],
    known: list[tuple[str, str]],
) -> None:
    matcher = TextMatcher(weights=weights, top=10, neighbours=50).fit(
        [t for _, t in targets],
        [n for n, _ in targets],
        known=([t for t, _ in known], [n for _, n in known]),
        background=texts,
    )
    used = {
        name: w
        for name, w in weights.items()
        if known or name not in ("voisins", "correspondances")
    }
    oracle = Oracle(targets, known, texts)
    found = matcher.links(texts)
    ours: list[dict[str, float]] = [{} for _ in texts]
    for source, target, score in zip(found.source, found.target, found.score, strict=True):
        ours[source][target] = float(score)
    for text, own in zip(texts, ours, strict=True):
        for name, wanted in oracle.scores(text, used).items():
            # A target is proposed when it shares something; likeness of letters alone proposes
            # nobody.
            if name in own:
                assert min(abs(own[name] - w) for w in wanted) < CLOSE, (text, name)
            else:
                assert (
                    min(oracle.scores(text, {n: w for n, w in used.items() if n != "phrase"})[name])
                    < CLOSE
                )


CHOSEN = [
    {"mots": 1.0},
    {"caracteres": 1.0},
    {"mots": 1.0, "ensemble": 2.0},
    {"caracteres": 1.0, "phrase": 1.0},
    {"mots": 1.0, "vocabulaire": 1.0},
    {"mots": 1.0, "caracteres": 1.0, "ensemble": 0.7, "phrase": 0.3},
]


@pytest.mark.parametrize("weights", CHOSEN, ids=lambda w: "+".join(w))
@settings(max_examples=25, deadline=None)
@given(targets=TARGETS, texts=st.lists(TEXT, min_size=1, max_size=4))
def test_scores_are_those_of_brute_force(
    targets: list[tuple[str, str]], texts: list[str], weights: dict[str, float]
) -> None:
    if any(stemmed(t) for _, t in targets) or any(map(stemmed, texts)):
        check(targets, texts, weights, [])


@settings(max_examples=40, deadline=None)
@given(
    targets=TARGETS,
    texts=st.lists(TEXT, min_size=1, max_size=4),
    known=st.lists(TEXT, min_size=1, max_size=6),
)
def test_votes_of_known_links_are_those_of_brute_force(
    targets: list[tuple[str, str]], texts: list[str], known: list[str]
) -> None:
    links = [(text, targets[i % len(targets)][0]) for i, text in enumerate(known)]
    if any(stemmed(t) for t in [*texts, *known]):
        check(targets, texts, {"mots": 1.0, "voisins": 4.0}, links)


def test_every_ranker_has_an_oracle_or_a_test_of_its_own() -> None:
    here = {name for weights in CHOSEN for name in weights} | {"voisins", "correspondances"}
    assert set(RANKERS) == here


VECTORS = st.integers(0, 2**32 - 1)


@settings(max_examples=80, deadline=None)
@given(seed=VECTORS, wanted=st.integers(1, 6), threads=st.sampled_from([1, 2]))
def test_the_join_gives_the_nearest_with_all_that_ties(
    seed: int, wanted: int, threads: int
) -> None:
    draw = np.random.default_rng(seed)
    # Few values and few terms: ties everywhere, at every rank.
    rows = draw.integers(0, 3, size=(draw.integers(1, 60), 4)).astype(float)
    target_of = draw.integers(0, 12, size=len(rows))
    target_of = np.unique(target_of, return_inverse=True)[1].astype(np.int64)
    sources = draw.integers(0, 3, size=(7, 4)).astype(float)
    found = RowJoin(csr_matrix(rows), target_of, threads).nearest(csr_matrix(sources), wanted)
    dense = sources @ rows.T
    pairs = set()
    for source in range(len(sources)):
        best = {t: dense[source, target_of == t].max() for t in set(target_of.tolist())}
        ranked = sorted((v for v in best.values() if v > 0), reverse=True)
        last = ranked[min(wanted, len(ranked)) - 1] if ranked else np.inf
        for target, value in best.items():
            if value >= last:
                row = int(np.flatnonzero((target_of == target) & (dense[source] == value))[0])
                pairs.add((source, target, row, value))
    assert set(zip(found.source, found.target, found.row, found.score, strict=True)) == pairs
    assert len(found.source) == len(pairs)


def model_one(links: list[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """Brown et al.'s first model as printed: words of a target answer one word of the source each,
    or none of them.
    """
    belief: dict[tuple[str, str], float] = {}
    for source, target in links:
        for f in set(target):
            for e in [*set(source), "∅"]:
                belief[e, f] = 1.0
    fan = Counter(e for e, _ in belief)
    belief = {(e, f): 1 / fan[e] for e, f in belief}
    for _ in range(6):
        count: dict[tuple[str, str], float] = defaultdict(float)
        for source, target in links:
            for f in set(target):
                total = sum(belief[e, f] for e in [*set(source), "∅"])
                for e in [*set(source), "∅"]:
                    count[e, f] += belief[e, f] / total
        totals: dict[str, float] = defaultdict(float)
        for (e, _), value in count.items():
            totals[e] += value
        belief = {(e, f): value / totals[e] for (e, f), value in count.items()}
    return {(e, f): p for (e, f), p in belief.items() if e not in ("∅", f) and p > 0.02}


@settings(max_examples=50, deadline=None)
@given(
    links=st.lists(
        st.tuples(st.text("abcdef", min_size=1), st.text("abcdef", min_size=1)),
        min_size=1,
        max_size=6,
    )
)
def test_counterparts_are_those_of_the_printed_model(links: list[tuple[str, str]]) -> None:
    letters = "abcdef"

    def table(side: int) -> csr_matrix:
        return csr_matrix([[float(letter in link[side]) for letter in letters] for link in links])

    rows = np.arange(len(links))
    found = counterparts(table(0), table(1), rows, rows).toarray()
    wanted = model_one(links)
    for i, e in enumerate(letters):
        for j, f in enumerate(letters):
            if abs(wanted.get((e, f), 0.0) - 0.02) > 1e-6:
                assert found[i, j] == pytest.approx(wanted.get((e, f), 0.0), abs=2e-6)
