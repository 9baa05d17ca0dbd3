"""Exact top-k links between two tables of French texts, by a measured fusion of rankers.

Each ranker gives a value between 0 and 1 to a text and a target; the score is their weighted mean.

======================
================================================================================ ``mots``
cosine of the TF-IDF vectors of word stems, with the target's best wording ``caracteres``
the same over character n-grams: spelling, endings, compounds ``ensemble``            cosine with
all the wordings of the target together ``phrase``              likeness of the two series of stems,
letter by letter (rapidfuzz, sensitive to length) ``voisins``             votes of the nearest texts
whose links are known (:mod:`known`) ``correspondances``     cosine of the text completed with the
counterparts that known links teach ======================
================================================================================

Candidates of a text are its best targets by ``mots`` and ``caracteres`` together (one exact sparse
join, ties included), by ``correspondances`` and by ``voisins``; every ranker is then computed for
every candidate. A text's links depend on the text, the targets, the known links and the
``background`` only, never on other texts, on the order of rows, on repeated rows or on threads.
Another target takes its own place among the candidates, and changes the others' scores through IDF
alone: each distinct text of the targets, the known links and the background counts once in the
weight of words, so a text that weighs in the background already and becomes a target moves no other
score (``tests/properties/test_matching_core.py``). ``vocabulaire``, unused by default, compares
targets: there another target counts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coverage_engine.domain.announce import Count, silent
from coverage_engine.domain.errors import CoverageError
from coverage_engine.matching.fusion import RANKERS, Fusion, Scored
from coverage_engine.matching.join import Floats
from coverage_engine.matching.match_results import Explanation, Links
from coverage_engine.matching.table import TargetTable, Texts, TextTable

# Chosen on the training part of the benchmarks; the ablation table of docs/measures.md says
# what each brings.
WEIGHTS: Mapping[str, float] = {
    "mots": 1.0,
    "caracteres": 1.0,
    "ensemble": 0.7,
    "phrase": 0.3,
    "voisins": 4.0,
    "correspondances": 1.0,
}
# Texts scored together: bounds memory, changes nothing else.
CHUNK = 2_048


# Score, identifier and pair of a link.
_Found = tuple[float, str, int]


class TextMatcher:
    """Finds the targets nearest to texts, as in scikit-learn: ``fit`` then ``kneighbors``.

    Parameters
    ----------
    top:
        Links kept per text (≥ 1).
    candidates:
        Targets that each generator proposes per text, ties with the last included (≥ ``top``).
    weights:
        Weight of each ranker (≥ 0); rankers left out weigh nothing. None for :data:`WEIGHTS`.
    source_weights, target_weights:
        Weight of each column of text.
    neighbours:
        Known texts that vote.
    threads:
        Threads of the join; changes nothing else than time.

    Examples
    --------
    >>> matcher = TextMatcher(top=1).fit(["Gestion de la paie", "Conduite de chantier"], ["A", "B"])
    >>> matcher.kneighbors(["Gestionnaire de paie"])[1].tolist()
    [['A']]
    """

    def __init__(
        self,
        *,
        top: int = 10,
        candidates: int = 50,
        weights: Mapping[str, float] | None = None,
        source_weights: Sequence[float] = (1.0,),
        target_weights: Sequence[float] = (1.0,),
        neighbours: int = 30,
        threads: int = 1,
    ) -> None:
        self.top = top
        self.candidates = candidates
        self.weights = weights
        self.source_weights = source_weights
        self.target_weights = target_weights
        self.neighbours = neighbours
        self.threads = threads

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Parameters of the constructor, by name."""
        names = (
            "top",
            "candidates",
            "weights",
            "source_weights",
            "target_weights",
            "neighbours",
            "threads",
        )
        return {name: getattr(self, name) for name in names}

    def set_params(self, **params: Any) -> TextMatcher:
        """Change parameters of the constructor.

        Raises
        ------
        CoverageError
            If a name is unknown.
        """
        unknown = sorted(set(params) - set(self.get_params()))
        if unknown:
            raise CoverageError(
                f"paramètre inconnu : {', '.join(unknown)} ; connus :"
                f" {', '.join(self.get_params())}"
            )
        for name, value in params.items():
            setattr(self, name, value)
        return self

    def fit(
        self,
        X: Texts,  # noqa: N803 (scikit-learn's name)
        y: Sequence[str] | None = None,
        *,
        known: tuple[Texts, Sequence[str]] | None = None,
        background: Texts | TextTable = (),
    ) -> TextMatcher:
        """Learn the targets.

        Parameters
        ----------
        X:
            Texts of the targets: one text, or one text per column, for each row.
        y:
            Identifier of each row; an identifier met on several rows is one target with several
            wordings. None to number the rows from 0.
        known:
            Texts already linked, and the target of each; a text may be met several times.
        background:
            Texts that count in the weight of words (IDF) and nowhere else.

        Raises
        ------
        CoverageError
            If there is no target, lengths differ, a parameter is out of bounds, a row has more
            columns of text than there are weights, or a known link names a target that is not
            there.
        """
        self._check()
        ids = [str(i) for i in (range(len(X)) if y is None else y)]
        texts, answers = ([], []) if known is None else (known[0], [str(i) for i in known[1]])
        if not ids:
            raise CoverageError("il faut au moins une cible")
        if len(ids) != len(X) or len(texts) != len(answers):
            raise CoverageError("il faut autant d’identifiants que de textes")
        absent = sorted(set(answers) - set(ids))
        if absent:
            raise CoverageError(
                f"les liens connus désignent des cibles absentes : {', '.join(absent[:5])}"
            )
        self._targets = TargetTable.of(X, ids, self.target_weights, apart=frozenset(answers))
        self._fusion = Fusion(
            self._targets,
            TextTable.of(texts, self.source_weights),
            answers,
            TextTable.of(background, self.source_weights),
            self._weights(),
            top=self.top,
            candidates=self.candidates,
            neighbours=self.neighbours,
            threads=self.threads,
        )
        return self

    def _weights(self) -> dict[str, float]:
        return {
            name: float(w)
            for name, w in (WEIGHTS if self.weights is None else self.weights).items()
            if w
        }

    def _check(self) -> None:
        weights = self._weights()
        unknown = sorted(set(weights) - set(RANKERS))
        faults = [
            f"classement inconnu : {name} ; connus : {', '.join(RANKERS)}" for name in unknown
        ]
        fit = all(0 < w < math.inf for w in weights.values())
        if not fit or not any(weights.get(r) for r in ("mots", "caracteres")):
            faults.append(
                "poids des classements : des nombres positifs, dont « mots » ou « caracteres »"
            )
        for columns in (self.source_weights, self.target_weights):
            if not len(columns) or not all(0 < w < math.inf for w in columns):
                faults.append("poids des colonnes de texte : au moins un, et des nombres positifs")
        if not 1 <= self.top <= self.candidates or self.neighbours < 1 or self.threads < 1:
            faults.append("il faut 1 ≤ top ≤ candidates, neighbours ≥ 1 et threads ≥ 1")
        if faults:
            raise CoverageError("\n".join(faults))

    def links(
        self,
        X: Texts | TextTable,  # noqa: N803 (scikit-learn's name)
        *,
        explain: bool = False,
        progress: Count = silent,
    ) -> Links:
        """Best targets of each text.

        Parameters
        ----------
        X:
            Texts, as in :meth:`fit`.
        explain:
            Say why, for each link.
        progress:
            Called with the distinct texts done and their number.

        Raises
        ------
        CoverageError
            If no target was learned yet.
        """
        if not hasattr(self, "_fusion"):
            raise CoverageError("aucune cible apprise : appelez d’abord fit")
        table = TextTable.of(X, self.source_weights)
        best: list[list[_Found]] = []
        why: list[list[Explanation]] = []
        for start in range(0, len(table), CHUNK):
            progress(start, len(table))
            part = table.part(start, min(start + CHUNK, len(table)))
            scored = self._fusion.candidates(part).best(self.top)
            found = _top(scored, self._targets.ids, len(part), self.top)
            best += found
            why += self._explained(part, scored, found) if explain else []
        progress(len(table), len(table))
        flat = [
            (i, rank, f)
            for i, row in enumerate(table.origin.tolist())
            for rank, f in enumerate(best[row], 1)
        ]
        return Links(
            source=np.array([i for i, _, _ in flat], dtype=np.int64),
            target=tuple(f[1] for _, _, f in flat),
            rank=np.array([rank for _, rank, _ in flat], dtype=np.int64),
            score=np.array([f[0] for _, _, f in flat], dtype=float),
            why=(
                tuple(reason for row in table.origin.tolist() for reason in why[row])
                if explain
                else ()
            ),
        )

    def _explained(
        self, texts: TextTable, scored: Scored, found: list[list[_Found]]
    ) -> list[list[Explanation]]:
        at = np.array([pair for own in found for _, _, pair in own], dtype=np.int64)
        shared = iter(self._fusion.shared_with_wordings(texts, scored.source[at], scored.row[at]))
        return [
            [self._why(texts, scored, name, pair, next(shared)) for _, name, pair in own]
            for own in found
        ]

    def _why(
        self,
        texts: TextTable,
        scored: Scored,
        target: str,
        at: int,
        shared: list[tuple[str, float]],
    ) -> Explanation:
        neighbour = int(scored.neighbour[at])
        return Explanation(
            self._targets.printed(target, int(self._targets.text_of[scored.row[at]])),
            tuple((texts.printed(int(scored.source[at]), stem), share) for stem, share in shared),
            tuple(
                (name, float(v[at]), self._fusion.weights[name])
                for name, v in scored.values.items()
            ),
            self._fusion.known_text(neighbour) if neighbour >= 0 else "",
        )

    def kneighbors(
        self,
        X: Texts,  # noqa: N803 (scikit-learn's name)
        n_neighbors: int | None = None,
    ) -> tuple[Floats, NDArray[np.str_]]:
        """Scores and identifiers of the best targets (texts × k), best first; 0 and "" if none."""
        size = self.top if n_neighbors is None else n_neighbors
        if not 1 <= size <= self.top:
            raise CoverageError(f"n_neighbors : un nombre de 1 à top ({self.top})")
        found = self.links(X)
        scores = np.zeros((len(X), size))
        width = max((len(t) for t in found.target), default=1)
        names = np.full((len(X), size), "", dtype=f"<U{max(1, width)}")
        for source, target, rank, score in zip(
            found.source, found.target, found.rank, found.score, strict=True
        ):
            if rank <= size:
                scores[source, rank - 1], names[source, rank - 1] = score, target
        return scores, names


def _top(
    pairs: Scored, ids: Sequence[tuple[str, ...]], sources: int, top: int
) -> list[list[_Found]]:
    """The ``top`` best identifiers of each source, by score then identifier, and their pairs."""
    order = np.lexsort((pairs.target, -pairs.score, pairs.source))
    out: list[list[_Found]] = [[] for _ in range(sources)]
    # Plain lists: reading arrays one cell at a time costs more than everything else here.
    sorted_pairs = (c[order].tolist() for c in (pairs.source, pairs.target, pairs.score))
    for at, source, target, score in zip(order.tolist(), *sorted_pairs, strict=True):
        found = out[source]
        # Enough identifiers, all better: a tie with the last is still settled by identifier.
        if len(found) < top or found[-1][0] == score:
            found += [(score, name, at) for name in ids[target][:top]]
    return [sorted(found, key=lambda f: (-f[0], f[1]))[:top] for found in out]
