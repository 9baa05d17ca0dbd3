"""Tables of texts made ready: distinct texts read once, one target per set of wordings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix

from coverage_engine.domain.errors import CoverageError
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.normalise import COURSE_WORDS, MAX_COMPARED_CHARS, as_printed, stem
from coverage_engine.matching.join import Ints
from coverage_engine.matching.terms import Weights, Words, read_words

_COURSE_STEMS = frozenset(map(stem, COURSE_WORDS))
Texts = Sequence[str] | Sequence[Sequence[str]]


def _as_columns(texts: Texts, width: int) -> list[tuple[str, ...]]:
    """One tuple of ``width`` texts per row, frames row by row; a missing text is empty.

    Raises
    ------
    CoverageError
        If the texts are one string, or a row has more texts than there are weights.
    """
    if isinstance(texts, str):
        raise CoverageError("donnez une liste de textes, non un seul texte")
    frame = getattr(texts, "itertuples", None)
    rows: Iterable[object] = texts if frame is None else frame(index=False, name=None)
    missing = ("",) * (width - 1)
    return [(row, *missing) if isinstance(row, str) else _cells(row, width) for row in rows]


def _cells(row: object, width: int) -> tuple[str, ...]:
    cells = [c if isinstance(c, str) else "" for c in row] if isinstance(row, Iterable) else []
    if len(cells) > width:
        raise CoverageError(
            f"{len(cells)} colonnes de texte pour {width} poids : donnez un poids par colonne"
        )
    return (*cells, *("",) * (width - len(cells)))


@dataclass(frozen=True)
class TextTable:
    """Distinct texts of a table: those whose content words are the same are one, scored once.

    Attributes
    ----------
    texts:
        One of the printed texts of each distinct row, one per column.
    origin:
        Distinct row of each row of the table (rows,).
    columns:
        Words of each column.
    weights:
        Weight of each column.
    """

    texts: tuple[tuple[str, ...], ...]
    origin: Ints
    columns: tuple[Words, ...]
    weights: tuple[float, ...]

    @classmethod
    def of(cls, texts: Texts | TextTable, weights: Sequence[float]) -> TextTable:
        """Read a table of texts, one weight per column; one that was read already is given back."""
        if isinstance(texts, TextTable):
            return texts
        rows = _as_columns(texts, len(weights))
        printed = sorted(set(rows))
        columns = [read_words([row[c] for row in printed]) for c in range(len(weights))]
        index: dict[tuple[bytes, ...], int] = {}
        kept: list[int] = []
        place: dict[tuple[str, ...], int] = {}
        for i, (row, key) in enumerate(
            zip(printed, zip(*map(_row_keys, columns), strict=True), strict=True)
        ):
            if key not in index:
                index[key] = len(kept)
                kept.append(i)
            place[row] = index[key]
        origin = np.fromiter(map(place.__getitem__, rows), dtype=np.int64, count=len(rows))
        distinct = tuple(Words(c.counts[kept], c.words) for c in columns)
        return cls(tuple(printed[i] for i in kept), origin, distinct, tuple(weights))

    def __len__(self) -> int:
        return len(self.texts)

    def part(self, start: int, end: int) -> TextTable:
        """Some of the distinct rows, on their own."""
        columns = tuple(c.part(start, end) for c in self.columns)
        return TextTable(self.texts[start:end], np.arange(end - start), columns, self.weights)

    def printed(self, row: int, stemmed: str) -> str:
        """The word of a row that has this stem, as the row prints it."""
        for column, text in zip(self.columns, self.texts[row], strict=True):
            start, end = column.counts.indptr[row : row + 2]
            for i in column.counts.indices[start:end]:
                if stem(column.words[i]) == stemmed:
                    return as_printed(text[:MAX_COMPARED_CHARS], column.words[i])
        return stemmed

    def vectors(self, view: Weights) -> csr_matrix:
        """Unit vectors: the weighted sum of the vectors of the columns."""
        if len(self.columns) == 1:
            return view.transform(self.columns[0])
        return unit(self._sum(view, self.weights))

    def _sum(self, view: Weights, weights: Sequence[float]) -> csr_matrix:
        out = csr_matrix((len(self), len(view.terms)))
        for weight, column in zip(weights, self.columns, strict=True):
            out = csr_matrix(out + weight * view.transform(column))
        return out

    def presence(self, view: Weights) -> csr_matrix:
        """1 where a text holds a term of the view, in any column."""
        out = self._sum(view, (1.0,) * len(self.columns))
        out.sort_indices()
        out.data[:] = 1.0
        return out

    def stem_lines(self) -> list[str]:
        """Sorted stems of each row's first column that has any, joined by spaces."""
        stems = [[stem(w) for w in column.words] for column in self.columns]
        out = []
        for row in range(len(self)):
            found = ""
            for column, stemmed in zip(self.columns, stems, strict=True):
                start, end = column.counts.indptr[row : row + 2]
                found = found or " ".join(
                    sorted(stemmed[i] for i in column.counts.indices[start:end])
                )
            out.append(found)
        return out


def shown(texts: Sequence[str]) -> str:
    """The first text that is not blank; empty when all are."""
    return next((text for text in texts if text.strip()), "")


def _row_keys(words: Words) -> list[bytes]:
    """One key per text: equal when the content words are, as many times each."""
    counts = words.counts
    both = np.stack(
        [counts.indices.astype(np.int64), counts.data.astype(np.int64)], axis=1
    ).tobytes()
    ends = (counts.indptr * 16).tolist()
    return [both[a:b] for a, b in pairwise(ends)]


def unit(vectors: csr_matrix) -> csr_matrix:
    """The same vectors with length 1; rows of zeros stay."""
    vectors.sort_indices()
    squares = np.add.reduceat(np.append(vectors.data**2, 0.0), vectors.indptr[:-1]) * (
        np.diff(vectors.indptr) > 0
    )
    vectors.data /= np.repeat(np.sqrt(np.where(squares > 0, squares, 1.0)), np.diff(vectors.indptr))
    return vectors


@dataclass(frozen=True, kw_only=True)
class TargetTable:
    """Targets and their wordings; identifiers with the very same ones share one target.

    Attributes
    ----------
    rows:
        Distinct wordings.
    text_of:
        Wording of each (target, wording) pair (pairs,), sorted by target.
    target_of:
        Target of each pair (pairs,).
    ids:
        Identifiers of each target, sorted; targets are in the order of their first identifier.
    reprinted:
        (identifier, wording) → its text, where ``rows`` prints it otherwise: «CHARGÉ DE PAIE».
    """

    rows: TextTable
    text_of: Ints
    target_of: Ints
    ids: tuple[tuple[str, ...], ...]
    reprinted: Mapping[tuple[str, int], tuple[str, ...]]

    @classmethod
    def of(
        cls, texts: Texts, ids: Sequence[str], weights: Sequence[float], apart: frozenset[str]
    ) -> TargetTable:
        """Read a table of targets; ``apart`` are those that known links name, never joined."""
        rows = TextTable.of(texts, weights)
        reprinted: dict[tuple[str, int], tuple[str, ...]] = {}
        origin = rows.origin.tolist()
        for text, name, row in zip(_as_columns(texts, len(weights)), ids, origin, strict=True):
            if text != rows.texts[row]:
                reprinted[name, row] = min(text, reprinted.get((name, row), text))
        wordings: dict[str, tuple[int, ...]] = {}
        # Sorted before repeats are dropped: identifiers often come in order, which sorts at once.
        for name, row in dict.fromkeys(sorted(zip(ids, origin, strict=True))):
            wordings[name] = (*wordings.get(name, ()), row)
        groups = by_key(
            ((name if name in apart else "", own), name) for name, own in wordings.items()
        )
        profiles = sorted(groups.items(), key=lambda item: item[1][0])
        text_of = [row for (_, own), _ in profiles for row in own]
        target_of = np.repeat(np.arange(len(profiles)), [len(own) for (_, own), _ in profiles])
        return cls(
            rows=rows,
            text_of=np.array(text_of, dtype=np.int64),
            target_of=target_of,
            ids=tuple(tuple(names) for _, names in profiles),
            reprinted=reprinted,
        )

    def __len__(self) -> int:
        return len(self.ids)

    def shortest(self) -> Ints:
        """The wording of each target with the fewest letters of meaning (targets,)."""
        lines = self.rows.stem_lines()
        pairs = list(zip(self.target_of.tolist(), self.text_of.tolist(), strict=True))
        order = sorted(pairs, key=lambda p: (p[0], not lines[p[1]], len(lines[p[1]]), lines[p[1]]))
        first = dict(reversed(order))
        return np.array([first[target] for target in range(len(self))], dtype=np.int64)

    def printed(self, name: str, row: int) -> str:
        """A wording as the rows of an identifier print it: its first column that is not empty."""
        return shown(self.reprinted.get((name, row), self.rows.texts[row]))

    def together(self, vectors: csr_matrix) -> csr_matrix:
        """Unit vector of all the wordings of each target together (targets × terms)."""
        gather = csr_matrix(
            (np.ones(len(self.text_of)), (self.target_of, self.text_of)),
            shape=(len(self), len(self.rows)),
        )
        return unit(csr_matrix(gather @ vectors))

    def owned(self, view: Weights) -> csr_matrix:
        """How much a term is a target's own (targets × terms): 1 when no other target has it.

        The square of its share among targets, each counted by the part of its wordings that hold
        the term. Words that any title may use are nobody's.
        """
        shape = (len(self), len(self.rows))
        parts = np.bincount(self.target_of, minlength=len(self))[self.target_of]
        gather = csr_matrix((1 / parts, (self.target_of, self.text_of)), shape=shape)
        out = csr_matrix(gather @ self.rows.presence(view))
        total = np.asarray(out.sum(axis=0)).ravel()
        common = np.array([term in _COURSE_STEMS for term in view.terms])
        out.data = np.where(common[out.indices], 0.0, (out.data / total[out.indices]) ** 2)
        return out
