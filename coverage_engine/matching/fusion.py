"""The rankers and their fusion: candidates of each text, then every ranker for each candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz, process
from scipy.sparse import csr_matrix, hstack

from coverage_engine.matching.join import DECIMALS, Floats, Ints, Pairs, RowJoin, merge, ranks
from coverage_engine.matching.known import complete, counterparts, vote
from coverage_engine.matching.table import TargetTable, TextTable, shown
from coverage_engine.matching.terms import Weights

JOINED = ("mots", "caracteres")
KNOWN = ("voisins", "correspondances")
RANKERS = (*JOINED, "ensemble", "phrase", "vocabulaire", *KNOWN)
# Pairs multiplied at once: bounds memory, changes nothing else.
_AT_ONCE = 200_000


@dataclass(frozen=True, kw_only=True)
class Scored:
    """Candidate pairs with their score and the value of each ranker.

    Attributes
    ----------
    source, target:
        Indices (n,), sorted by source then target.
    row:
        The target's wording that is nearest (n,), an index of pairs (target, wording).
    score:
        Weighted mean of the rankers, rounded (n,).
    values:
        Ranker → value of each pair (n,), between 0 and 1.
    neighbour:
        The nearest known text that votes for the pair (n,), -1 where none does.
    """

    source: Ints
    target: Ints
    row: Ints
    score: Floats
    values: Mapping[str, Floats]
    neighbour: Ints

    def best(self, top: int) -> Scored:
        """The ``top`` best targets of each source, ties with the last included, no score of 0."""
        rank = ranks(self.source, -self.score, self.target)
        last = np.zeros(int(self.source.max(initial=-1)) + 1)
        last[self.source[rank == top - 1]] = self.score[rank == top - 1]
        keep = (self.score >= last[self.source]) & (self.score > 0)
        values = {name: v[keep] for name, v in self.values.items()}
        return Scored(
            source=self.source[keep],
            target=self.target[keep],
            row=self.row[keep],
            score=self.score[keep],
            values=values,
            neighbour=self.neighbour[keep],
        )


class Fusion:
    """Everything learned from the targets, the known links and the background.

    Parameters
    ----------
    targets, known, answers, background:
        Tables of :meth:`TextMatcher.fit`; ``answers`` are the targets of the rows of ``known``.
    weights:
        Weight of each ranker (> 0).
    """

    def __init__(
        self,
        targets: TargetTable,
        known: TextTable,
        answers: Sequence[str],
        background: TextTable,
        weights: Mapping[str, float],
        *,
        top: int,
        candidates: int,
        neighbours: int,
        threads: int,
    ) -> None:
        self._targets, self._known, self._background = targets, known, background
        self._wanted_neighbours, self._threads = neighbours, threads
        names = [r for r in RANKERS if weights.get(r) and (len(known) or r not in KNOWN)]
        total = sum(weights[r] for r in names)
        self.weights = {r: weights[r] / total for r in names}
        # When the join alone makes the score, there is nothing to rank again.
        self._candidates = top if set(names) <= set(JOINED) else candidates
        corpus = [words for table in (targets.rows, known, background) for words in table.columns]
        self.views = {view: Weights(view, corpus) for view in ("mots", "caracteres")}
        self._fit_targets()
        if len(known):
            self._fit_known(answers)

    def _fit_targets(self) -> None:
        targets = self._targets
        self._words = targets.rows.vectors(self.views["mots"])
        blocks = {"mots": self._words}
        if "caracteres" in self.weights:
            blocks["caracteres"] = targets.rows.vectors(self.views["caracteres"])
        self._by_row = {
            name: csr_matrix(blocks[name][targets.text_of])
            for name in JOINED
            if name in self.weights
        }
        rows = csr_matrix(hstack(list(self._by_row.values()), "csr"))
        self._join = RowJoin(rows, targets.target_of, self._threads)
        self._whole = targets.together(self._words)
        if "vocabulaire" in self.weights:
            self._owned = targets.owned(self.views["mots"])
        if "phrase" in self.weights:
            self._lines = targets.rows.stem_lines()

    def _fit_known(self, answers: Sequence[str]) -> None:
        known, targets = self._known, self._targets
        index = {name: i for i, names in enumerate(targets.ids) for name in names}
        place = np.array([index[name] for name in answers], dtype=np.int64)
        linked = csr_matrix(
            (np.ones(len(answers)), (known.origin, place)), shape=(len(known), len(targets))
        )
        linked.sort_indices()
        linked.data[:] = 1.0
        self._linked = linked
        self._nearby = RowJoin(self._side_by_side(known), np.arange(len(known)), self._threads)
        if "correspondances" in self.weights:
            source, target = linked.nonzero()
            # One wording stands for a target: the shortest serves as well as all of them.
            main = targets.shortest()[target]
            vectors = known.vectors(self.views["mots"])
            self._learned = counterparts(vectors, self._words, source.astype(np.int64), main)
            self._word_rows = RowJoin(
                self._words[targets.text_of], targets.target_of, self._threads
            )

    def _side_by_side(self, texts: TextTable) -> csr_matrix:
        """Words and characters, half each: the likeness of two texts of the same side."""
        return csr_matrix(
            hstack([texts.vectors(view) * np.sqrt(0.5) for view in self.views.values()], "csr")
        )

    def _source_blocks(self, texts: TextTable) -> dict[str, csr_matrix]:
        blocks = {"mots": texts.vectors(self.views["mots"])}
        if "caracteres" in self.weights:
            blocks["caracteres"] = texts.vectors(self.views["caracteres"])
        return blocks

    def score(self, texts: TextTable, source: Ints, target: Ints) -> Scored:
        """Given pairs (n,), sorted by source then target, scored as candidates without known links.

        Pairs in which the join finds nothing in common are left out.
        """
        blocks, joined = self._source_vectors(texts)
        score, row = self._join.score(joined, source, target)
        some = score > 0
        pairs = Pairs(source[some], target[some], row[some], score[some])
        return self._scored(texts, blocks, None, None, pairs, pairs.score, pairs.row)

    def _source_vectors(self, texts: TextTable) -> tuple[dict[str, csr_matrix], csr_matrix]:
        """Vectors of the texts, ranker by ranker, and as the join reads them."""
        blocks = self._source_blocks(texts)
        return blocks, csr_matrix(
            hstack([blocks[r] * self.weights[r] for r in self._by_row], "csr")
        )

    def candidates(self, texts: TextTable) -> Scored:
        """Candidates of each text, scored."""
        blocks, joined = self._source_vectors(texts)
        found = [self._join.nearest(joined, self._candidates)]
        completed, votes = None, None
        if "correspondances" in self.weights:
            completed = complete(blocks["mots"], self.views["mots"].idf, self._learned)
            found.append(self._word_rows.nearest(completed, self._candidates))
        if "voisins" in self.weights:
            nearby = self._nearby.nearest(self._side_by_side(texts), self._wanted_neighbours)
            votes = vote(nearby, self._linked)
            found.append(votes)
        pairs = merge(found) if len(found) > 1 else found[0]
        score, row = self._join.score(joined, pairs.source, pairs.target)
        return self._scored(texts, blocks, completed, votes, pairs, score, row)

    def _scored(
        self,
        texts: TextTable,
        blocks: Mapping[str, csr_matrix],
        completed: csr_matrix | None,
        votes: Pairs | None,
        pairs: Pairs,
        joined: Floats,
        row: Ints,
    ) -> Scored:
        source, target = pairs.source, pairs.target
        values: dict[str, Floats] = {}
        total = joined
        for name in self._by_row:
            values[name] = row_products(blocks[name], self._by_row[name], source, row)
        if "ensemble" in self.weights:
            values["ensemble"] = row_products(blocks["mots"], self._whole, source, target)
        if "phrase" in self.weights:
            values["phrase"] = self._phrases(texts, source, row)
        if "vocabulaire" in self.weights:
            present = texts.presence(self.views["mots"])
            values["vocabulaire"] = row_products(present, self._owned, source, target, largest=True)
        if completed is not None:
            values["correspondances"] = self._word_rows.score(completed, source, target)[0]
        neighbour = np.full(len(source), -1)
        if votes is not None:
            at = lookup(votes, source, target)
            values["voisins"] = np.where(at >= 0, np.append(votes.score, 0.0)[at], 0.0)
            neighbour = np.where(at >= 0, np.append(votes.row, -1)[at], -1)
        for name in values:
            if name not in self._by_row:
                total = total + self.weights[name] * values[name]
        return Scored(
            source=source,
            target=target,
            row=row,
            score=np.round(total, DECIMALS),
            values=values,
            neighbour=neighbour,
        )

    def shared_with_wordings(
        self, texts: TextTable, source: Ints, row: Ints
    ) -> list[list[tuple[str, float]]]:
        """Stems shared by each pair (n,) text–wording, and what each adds to ``mots``."""
        return self._shared(
            texts.vectors(self.views["mots"])[source], self._words[self._targets.text_of[row]]
        )

    def shared_with_targets(
        self, texts: TextTable, source: Ints, target: Ints
    ) -> list[list[tuple[str, float]]]:
        """Stems each pair (n,) shares with a target's wordings, and their part of ``ensemble``."""
        return self._shared(texts.vectors(self.views["mots"])[source], self._whole[target])

    def _shared(self, mine: csr_matrix, theirs: csr_matrix) -> list[list[tuple[str, float]]]:
        both = csr_matrix(mine.multiply(theirs))
        terms = self.views["mots"].terms
        flat = [
            (terms[i], float(round(v, DECIMALS)))
            for i, v in zip(both.indices, both.data, strict=True)
        ]
        return [
            sorted(flat[a:b], key=lambda pair: (-pair[1], pair[0]))
            for a, b in pairwise(both.indptr.tolist())
        ]

    def known_text(self, row: int) -> str:
        """The printed text of a known source."""
        return shown(self._known.texts[row])

    def _phrases(self, texts: TextTable, source: Ints, row: Ints) -> Floats:
        """Likeness of the stems of a text with those of the wording that is nearest."""
        mine, theirs = texts.stem_lines(), self._targets.text_of
        left = [mine[i] for i in source.tolist()]
        right = [self._lines[i] for i in theirs[row].tolist()]
        return np.asarray(process.cpdist(left, right, scorer=fuzz.ratio, dtype=np.float64)) / 100


def row_products(
    left: csr_matrix, right: csr_matrix, i: Ints, j: Ints, *, largest: bool = False
) -> Floats:
    """Sum, or ``largest``, of the products of rows ``i`` of ``left`` and ``j`` of ``right``."""
    out = np.zeros(len(i))
    for start in range(0, len(i), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        products = csr_matrix(left[i[part]].multiply(right[j[part]]))
        out[part] = (
            products.max(axis=1).toarray().ravel()
            if largest
            else np.asarray(products.sum(axis=1)).ravel()
        )
    return np.round(out, DECIMALS)


def lookup(known: Pairs, source: Ints, target: Ints) -> Ints:
    """Place of each pair among sorted ``known`` pairs (n,); -1 when it is not there."""
    size = int(max(known.target.max(initial=0), target.max(initial=0))) + 1
    keys, wanted = known.source * size + known.target, source * size + target
    at = np.searchsorted(keys, wanted)
    return np.where(np.append(keys, -1)[at] == wanted, at, -1)
