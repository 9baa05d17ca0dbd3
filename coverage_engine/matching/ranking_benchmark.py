"""A ranking put to the test: texts, right answers, what is known; then the rows of a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from coverage_engine.matching.evaluation import MRR, TOP, Row, figures, per_source
from coverage_engine.matching.join import Floats
from coverage_engine.matching.matcher import TextMatcher

Text = tuple[str, ...]
Answers = tuple[frozenset[str], ...]


@dataclass(frozen=True, kw_only=True)
class RankingBenchmark:
    """What is asked.

    Attributes
    ----------
    part:
        What is measured, as printed.
    texts:
        Texts asked, one per column.
    right:
        What counts as right, as printed → right answers of each text; one without any is left out.
    targets:
        ``(target, its text per column)``, the main wording of a target first.
    known:
        Fold → links ``(text, target)`` known when its texts are asked.
    fold:
        Fold of each text.
    background:
        Texts that count in the weight of words.
    columns:
        Weights of the columns, as :class:`TextMatcher` takes them.
    """

    part: str
    texts: tuple[Text, ...]
    right: Mapping[str, Answers]
    targets: tuple[tuple[str, Text], ...]
    known: Mapping[int, tuple[tuple[Text, str], ...]]
    fold: tuple[int, ...]
    background: tuple[Text, ...]
    columns: Mapping[str, Sequence[float]] = field(default_factory=dict)

    @property
    def titles(self) -> tuple[str, ...]:
        """The first column of the texts: what a person would read."""
        return tuple(text[0] for text in self.texts)

    @property
    def wordings(self) -> tuple[tuple[str, str], ...]:
        """The first column of the targets."""
        return tuple((target, text[0]) for target, text in self.targets)

    def of_fold(self, fold: int, part: str) -> RankingBenchmark:
        """The same benchmark, measured on the texts of one fold alone."""
        right = {
            name: tuple(
                a if f == fold else frozenset() for a, f in zip(answers, self.fold, strict=True)
            )
            for name, answers in self.right.items()
        }
        return replace(self, part=part, right=right)


@dataclass(frozen=True)
class Ranked:
    """Answers of each text, best first, and their scores (empty when nobody asked for them)."""

    found: tuple[tuple[str, ...], ...]
    scores: tuple[tuple[float, ...], ...] = ()


def ask(bench: RankingBenchmark, *, known: bool, **params: Any) -> Ranked:
    """Best targets of each text by :class:`TextMatcher`.

    Parameters
    ----------
    known:
        Give each fold its known links; without them, all texts are asked at once.
    params:
        Parameters of :class:`TextMatcher`.
    """
    found: list[tuple[str, ...]] = [()] * len(bench.texts)
    scores: list[tuple[float, ...]] = [()] * len(bench.texts)
    for fold in sorted(set(bench.fold)) if known else (None,):
        asked = [i for i, f in enumerate(bench.fold) if fold in (f, None)]
        links = bench.known[fold] if fold is not None else ()
        matcher = TextMatcher(**{"top": TOP, **bench.columns, **params}).fit(
            [text for _, text in bench.targets],
            [target for target, _ in bench.targets],
            known=([text for text, _ in links], [target for _, target in links]) if links else None,
            background=bench.background,
        )
        values, names = matcher.kneighbors([bench.texts[i] for i in asked])
        for i, value, name in zip(asked, values.tolist(), names.tolist(), strict=True):
            held = name.index("") if "" in name else len(name)
            found[i], scores[i] = tuple(name[:held]), tuple(value[:held])
    return Ranked(tuple(found), tuple(scores))


def measure(
    bench: RankingBenchmark,
    method: str,
    ranked: Ranked,
    *,
    known: bool,
    reference: Ranked | None = None,
    seconds: float = 0.0,
) -> list[Row]:
    """One row per kind of right answers that any text has.

    Parameters
    ----------
    method, known, seconds:
        As :class:`Row` keeps them.
    reference:
        Ranking of the method to compare with, text by text.
    """
    rows = []
    for answers, right in bench.right.items():
        kept = [i for i, wanted in enumerate(right) if wanted]
        if not kept:
            continue
        each = _each(ranked, right, kept)
        gain = figures(each - _each(reference, right, kept))[MRR] if reference else None
        rows.append(
            Row(
                part=bench.part,
                answers=answers,
                method=method,
                known=known,
                sources=len(kept),
                figures=figures(each),
                gain=gain,
                seconds=seconds,
            )
        )
    return rows


def _each(ranked: Ranked, right: Sequence[Collection[str]], kept: Sequence[int]) -> Floats:
    return np.asarray(per_source([ranked.found[i] for i in kept], [right[i] for i in kept]))
