"""Both public benchmarks of links: ours beside what anyone would try first, what each element
brings, and why first answers are wrong.

Run: ``python benchmarks/ranking.py ../shared/data`` (about eight minutes of CPU), with
scikit-learn.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from baselines import CHARACTERS, WORDS, rank_by_tfidf
from misses import counts, examples, explain_misses

from coverage_engine.documents.ranking_words import (
    RankingPage,
    decimal,
    interval,
    known_word,
    ranking_text,
    table_lines,
)
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.french import plural
from coverage_engine.jobs.evaluate import (
    ALL_LINKS,
    BENCHMARKS,
    DEV,
    ESCO,
    EXACT_ONLY,
    GOALS,
    OURS,
    RNCP,
    TEST,
    Data,
    about,
    make_benchmark,
    measures_table,
    rank_ours,
    read_data,
)
from coverage_engine.matching.evaluation import METRICS, TOP, Row
from coverage_engine.matching.fusion import KNOWN
from coverage_engine.matching.matcher import WEIGHTS
from coverage_engine.matching.ranking_benchmark import Ranked, RankingBenchmark, ask, measure
from coverage_engine.sources.public_data import RncpRome
from coverage_engine.tables.columns import csv_bytes

# The answers whose misses are explained: for ESCO the ones that should be easiest.
_EXPLAINED = {RNCP: ALL_LINKS, ESCO: EXACT_ONLY}
# The ranker that only short titles use, tried at half the weight of words.
_TRIED = {"vocabulaire": 0.5}
# Misses printed: one screen.
_EXAMPLES = 8
_SHOWN_CHARS = 90


def compare(benchmark: str, folder: Path, part: str = TEST) -> tuple[str, bytes]:
    """Everything measured on one benchmark: as text, and as CSV without processor times."""
    data = read_data(benchmark, folder)
    bench = make_benchmark(data, part)
    own, ranked = rank_ours(bench, lambda *_: None)
    rows = [*baseline_rows(bench), *own]
    tried = [row for each in (DEV, TEST) for row in ablation_rows(data, each)]
    blocks = [
        ranking_text(RankingPage(benchmark, about(data), tuple(rows), GOALS[benchmark]), OURS)
    ]
    for own_part, answers in dict.fromkeys((r.part, r.answers) for r in tried):
        kept = [r for r in tried if (r.part, r.answers) == (own_part, answers)]
        size = plural(kept[0].sources, "texte")
        title = f"Ce que chaque élément apporte – {own_part} – {answers} – {size}"
        blocks.append("\n".join([title, *ablation_lines(kept)]))
    blocks.append("\n".join(misses_lines(bench, ranked, _EXPLAINED[benchmark])))
    table = measures_table(benchmark, {"mesures": rows, "ablation": tried})
    return "\n\n".join(blocks), csv_bytes(table)


def baseline_rows(bench: RankingBenchmark) -> list[Row]:
    """What anyone would try first."""
    rows: list[Row] = []
    nearest = tuple((target, text[0]) for text, target in bench.known[bench.fold[0]])
    baselines: list[tuple[str, tuple[tuple[str, str], ...], Mapping[str, object], bool]] = [
        ("TF-IDF de mots (scikit-learn)", bench.wordings, WORDS, False),
        ("TF-IDF de caractères (scikit-learn)", bench.wordings, CHARACTERS, False),
        ("TF-IDF de caractères puis rapidfuzz", bench.wordings, CHARACTERS, True),
    ]
    if len(bench.known) == 1:
        baselines.append(
            ("texte connu le plus proche (TF-IDF de caractères)", nearest, CHARACTERS, False)
        )
    for name, wordings, options, rerank in baselines:
        start = time.process_time()
        ranked = Ranked(rank_by_tfidf(bench.titles, wordings, options, TOP, rerank=rerank))
        seconds = time.process_time() - start
        rows += measure(bench, name, ranked, known=wordings is nearest, seconds=seconds)
    return rows


def variants(bench: RankingBenchmark) -> list[tuple[str, dict[str, Any], bool]]:
    """Weights that an ablation tries: name, parameters, whether only known links make a
    difference.
    """
    out: list[tuple[str, dict[str, Any], bool]] = [(OURS, {}, False)]
    for ranker in WEIGHTS:
        kept = {name: weight for name, weight in WEIGHTS.items() if name != ranker}
        out.append((f"sans {ranker}", {"weights": kept}, ranker in KNOWN))
    out += [
        (f"avec {name}", {"weights": {**WEIGHTS, name: weight}}, False)
        for name, weight in _TRIED.items()
    ]
    return [
        *out,
        ("mots seuls", {"weights": {"mots": 1.0}}, False),
        ("caractères seuls", {"weights": {"caracteres": 1.0}}, False),
    ]


def ablation_rows(data: Data, part: str) -> list[Row]:
    """What each ranker and each column of text brings to one part."""
    bench = make_benchmark(data, part)
    asked = [(bench, *variant) for variant in variants(bench)]
    if isinstance(data, RncpRome):
        asked.append(
            (make_benchmark(data, part, blocs=True), "avec les blocs des certifications", {}, False)
        )
        asked.append(
            (make_benchmark(data, part, items=True), "avec les compétences des métiers", {}, False)
        )
    reference: dict[bool, Ranked] = {}
    rows: list[Row] = []
    for each, name, params, only_known in asked:
        # Words or characters alone use no known link: they are measured once.
        for known in (
            (True,)
            if only_known
            else (False,)
            if len(params.get("weights", WEIGHTS)) == 1
            else (False, True)
        ):
            start = time.process_time()
            ranked = ask(each, known=known, **params)
            seconds = time.process_time() - start
            rows += measure(
                each, name, ranked, known=known, reference=reference.get(known), seconds=seconds
            )
            reference.setdefault(known, ranked)
    return rows


def ablation_lines(rows: Sequence[Row]) -> list[str]:
    """What each trial changes: rows of one part and one kind of answers, those of reference
    first.
    """
    header = ("essai", "liens connus", *METRICS, "écart de MRR", "s")
    cells = [
        (
            r.method,
            known_word(r.known),
            *(decimal(r.figures[m].value) for m in METRICS),
            interval(r.gain, sign=True) if r.gain else "référence",
            f"{r.seconds:.1f}".replace(".", ","),
        )
        for r in rows
    ]
    return table_lines(header, cells)


def misses_lines(bench: RankingBenchmark, ranked: Ranked, explained: str) -> list[str]:
    """What the wrong first answers are made of, with examples; ``explained``: which answers."""
    right, loose = bench.right[explained], next(iter(bench.right.values()))
    misses = explain_misses(bench.titles, ranked.found, ranked.scores, right, loose, bench.wordings)
    asked = sum(map(bool, right))
    total = len(misses)
    lines = [
        f"Premières réponses fausses, avec liens connus, {explained} : {total} sur"
        f" {asked}. La bonne réponse est…"
    ]
    lines += table_lines(
        ("cas, le premier qui s’applique", "textes", "part"),
        [(k, str(n), f"{100 * n / total:.0f} %") for k, n in counts(misses).items()],
    )
    for miss in examples(misses, _EXAMPLES):
        place = f"au rang {miss.rank}" if miss.rank else "au-delà du dixième rang"
        lines.append(f"  « {_short(miss.text)} »")
        lines.append(f"      trouvé : {_short(miss.answered) or 'rien'}")
        lines.append(f"      attendu : {_short(miss.expected)} ({place}) ; {miss.kind}")
    return lines


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"


def main() -> None:
    """Print the tables of both benchmarks."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    for benchmark in BENCHMARKS:
        try:
            print(compare(benchmark, Path(sys.argv[1]))[0], flush=True)
        except InputRefused as refusal:
            raise SystemExit("\n".join(refusal.faults)) from None


if __name__ == "__main__":
    main()
