"""20 000 needs × 200 000 offers, top 10: CPU, peak memory, exactness, growth. Run: ``python
benchmarks/match_scale.py ../shared/data``.

Recipe: needs are real competency labels of ROME 4.0; offers cycle through real titles of
certifications, their blocs and diplomas, one cycle in three in capitals; providers and repeated
sessions are made by the cycle itself, so nothing is drawn. Each method runs alone in a process of
its own; the operating system counts its CPU (user and system, every thread) and its peak memory.
«Work» leaves out imports and reading the files. Ratios are from one run.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

NEEDS, OFFERS, TOP, THREADS = 20_000, 200_000, 10, 2
SIZES = (25_000, 50_000, 100_000, 200_000)
# Needs checked against the oracle, evenly spread.
SAMPLE = 200
_AT_ONCE = 4_000
WORDS_ONLY, DEFAULT = "words", "default"
# Baseline → label, longest n-gram, French stop words removed, texts read twice (``fit`` then
# ``transform``) or once.
BASELINES: dict[str, tuple[str, int, bool, bool]] = {
    "tfidf-as-it-comes": ("TfidfVectorizer as it comes", 1, False, False),
    "tfidf-1": ("… stop words removed", 1, True, False),
    "tfidf-2": ("… stop words removed, 1–2-grams", 2, True, False),
    "tfidf-2-twice": ("… the same, fit then transform", 2, True, True),
}
LABELS = {
    WORDS_ONLY: "ours, words only",
    DEFAULT: "ours, default rankers",
    **{n: b[0] for n, b in BASELINES.items()},
}


def rows(path: Path, encoding: str, separator: str) -> list[dict[str, str]]:
    """Rows of a CSV file; those of ``load-titles`` are loosely quoted."""
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream, delimiter=separator))


def recipe(folder: Path, offers: int) -> tuple[list[str], list[str]]:
    """Needs and offers, the same on every machine."""
    titles = [
        r["intituleDiplome"] for r in rows(folder / "rncp-2021/rncp_info.v1.4.csv", "cp1252", ";")
    ]
    titles += [
        r["intitule"]
        for r in rows(folder / "rncp-2021/rncp_blocs_competences.v1.4.csv", "cp1252", ";")
    ]
    titles += [
        r["LIBELLE_LONG_200"]
        for r in rows(folder / "load-titles/vFormationDiplome_.csv", "utf-8-sig", ";")
    ]
    distinct = [t for t in dict.fromkeys(" ".join((t or "").split()) for t in titles) if t]
    made = []
    for i in range(offers):
        cycle, place = divmod(i, len(distinct))
        made.append(distinct[place].upper() if cycle % 3 == 1 else distinct[place])
    items = rows(folder / "rome-v460/unix_item_v460_utf8.csv", "utf-8-sig", ",")
    needs = list(dict.fromkeys(r["libelle"] for r in items if r["code_rubrique"] in "12"))[:NEEDS]
    return needs, made


def ours(
    needs: list[str], offers: list[str], weights: dict[str, float] | None
) -> tuple[Any, Any, Any]:
    """(need, offer, score) of every link; an offer's identifier is its place."""
    from coverage_engine.matching.matcher import TextMatcher
    from coverage_engine.matching.table import TextTable

    read = TextTable.of(needs, (1.0,))
    matcher = TextMatcher(top=TOP, weights=weights, threads=THREADS)
    found = matcher.fit(offers, [f"{i:06d}" for i in range(len(offers))], background=read).links(
        read
    )
    return found.source, found.target, found.score


def baseline(needs: list[str], offers: list[str], name: str) -> tuple[Any, Any, Any]:
    """The same by scikit-learn and sparse_dot_topn; ties are in no defined order."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    from coverage_engine.domain.normalise import STOP_WORDS

    _, longest, stopped, twice = BASELINES[name]
    options = (
        {"strip_accents": "unicode", "stop_words": sorted(STOP_WORDS), "sublinear_tf": True}
        if stopped
        else {}
    )
    vectorizer = TfidfVectorizer(ngram_range=(1, longest), **options)
    if twice:
        vectorizer.fit(offers + needs)
        left, right = vectorizer.transform(needs), vectorizer.transform(offers)
    else:
        vectors = vectorizer.fit_transform(offers + needs)
        left, right = vectors[len(offers) :], vectors[: len(offers)]
    found = sp_matmul_topn(left, right.T.tocsr(), top_n=TOP, n_threads=THREADS)
    return found.nonzero()[0], found.indices, found.data


def warm(method: str) -> None:
    """Import what a method needs, so that its work is measured alone."""
    few = ["gestion de la paie", "conduite de chantier", "soudage"]
    run(method, few, few)


def run(method: str, needs: list[str], offers: list[str]) -> tuple[Any, Any, Any]:
    """Links by one method."""
    if method in (WORDS_ONLY, DEFAULT):
        return ours(needs, offers, {"mots": 1.0} if method == WORDS_ONLY else None)
    return baseline(needs, offers, method)


def child(folder: Path, method: str, size: int, check: bool) -> None:
    """Run one method and print what it cost as JSON; ``check`` compares with the oracle
    afterwards.
    """
    needs, offers = recipe(folder, size)
    warm(method)
    start = time.process_time()
    source, target, score = run(method, needs, offers)
    told: dict[str, Any] = {
        "work": time.process_time() - start,
        "links": len(source),
        "needs": len(needs),
    }
    if check:
        told |= compare(needs, offers, source, target, score)
    print(json.dumps(told))


def compare(
    needs: list[str], offers: list[str], source: Any, target: Any, score: Any
) -> dict[str, Any]:
    """Links of a sample of needs against the oracle: how many needs have the same offers in the
    same order.
    """
    asked = list(range(0, len(needs), len(needs) // SAMPLE))[:SAMPLE]
    mine: dict[int, list[tuple[str, float]]] = {i: [] for i in asked}
    for i, name, value in zip(source.tolist(), target, score.tolist(), strict=True):
        if i in mine:
            mine[i].append((name, value))
    same, far = 0, 0.0
    for i, wanted in zip(asked, oracle(needs, offers, asked), strict=True):
        same += [name for name, _ in mine[i]] == [name for name, _ in wanted]
        far = max([far, *(abs(a - b) for (_, a), (_, b) in zip(mine[i], wanted, strict=False))])
    return {"sample": len(asked), "same": same, "far": far}


def oracle(needs: list[str], offers: list[str], asked: list[int]) -> list[list[tuple[str, float]]]:
    """Best offers of some needs by the definition: dense float64 cosines, every offer compared,
    then a sort.

    Texts are read one by one; a text met twice counts once in the weight of words.
    """
    import numpy as np

    from coverage_engine.domain.normalise import content, stem

    places: dict[tuple[str, ...], list[int]] = {}
    for i, text in enumerate(offers):
        places.setdefault(tuple(sorted(content(text))), []).append(i)
    wanted = [tuple(sorted(content(text))) for text in needs]
    corpus = [Counter(map(stem, own)) for own in (*places, *dict.fromkeys(wanted))]
    documents = Counter(s for own in corpus for s in own)
    idf = {s: float(np.log((1 + len(corpus)) / (1 + n)) + 1) for s, n in documents.items()}

    def vector(own: Counter[str]) -> dict[str, float]:
        raw = {s: (1 + float(np.log(n))) * idf[s] for s, n in own.items()}
        length = float(np.sqrt(sum(v * v for v in raw.values()))) or 1.0
        return {s: v / length for s, v in raw.items()}

    sources = [vector(Counter(map(stem, wanted[i]))) for i in asked]
    terms = {s: j for j, s in enumerate(sorted({s for own in sources for s in own}))}

    def dense(vectors: list[dict[str, float]]) -> Any:
        out = np.zeros((len(vectors), len(terms)))
        for i, own in enumerate(vectors):
            for s in own.keys() & terms.keys():
                out[i, terms[s]] = own[s]
        return out

    left, keys, parts = dense(sources), list(places), []
    for at in range(0, len(keys), _AT_ONCE):
        part = [vector(own) for own in corpus[at : min(at + _AT_ONCE, len(keys))]]
        parts.append(np.round(left @ dense(part).T, 6))
    scores = np.hstack(parts)
    row_of = np.empty(len(offers), dtype=np.int64)
    for j, key in enumerate(keys):
        row_of[places[key]] = j
    out = []
    for own in scores:
        spread = own[row_of]
        order = np.lexsort((np.arange(len(offers)), -spread))[:TOP]
        out.append([(f"{i:06d}", float(spread[i])) for i in order if spread[i] > 0])
    return out


def measured(folder: Path, method: str, size: int, *, check: bool = False) -> dict[str, Any]:
    """Cost of one method in a process of its own: what it told, whole CPU seconds, peak memory in
    MB.
    """
    arguments = [
        sys.executable,
        __file__,
        str(folder),
        method,
        str(size),
        "check" if check else "plain",
    ]
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, env={**os.environ, "OMP_NUM_THREADS": str(THREADS)}
    )
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{method} failed with status {status}")
    return {
        **json.loads(told),
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss / 1024,
    }


def main() -> None:
    """Measure every method once and print ratios, exactness and growth."""
    if len(sys.argv) == 5:
        child(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "check")
        return
    folder = Path(sys.argv[1]) if len(sys.argv) == 2 else None
    if folder is None or not folder.is_dir():
        raise SystemExit(__doc__)
    costs = {method: measured(folder, method, OFFERS) for method in LABELS}
    print(
        f"{NEEDS} needs × {OFFERS} offers, top {TOP}, {THREADS} threads; ratios: ours over that"
        " line, from this run"
    )
    ours_costs = costs[WORDS_ONLY], costs[DEFAULT]
    for method, cost in costs.items():
        ratios = " / ".join(f"{own['work'] / cost['work']:.2f}" for own in ours_costs)
        print(
            f"{LABELS[method]:<34} work {cost['work']:6.2f} s CPU   whole process"
            f" {cost['cpu']:6.2f} s   peak {cost['peak']:5.0f} MB   {cost['links']} links   words /"
            f" default over it: {ratios}",
            flush=True,
        )
    print("\ngrowth, words only, needs fixed:")
    for size in SIZES:
        cost = costs[WORDS_ONLY] if size == OFFERS else measured(folder, WORDS_ONLY, size)
        print(
            f"{size:>8} offers   work {cost['work']:5.2f} s CPU   peak {cost['peak']:5.0f} MB",
            flush=True,
        )
    checked = measured(folder, WORDS_ONLY, OFFERS, check=True)
    print(
        f"\nexactness: {checked['same']} needs of {checked['sample']} have the oracle's offers in"
        f" its order; largest difference of score {checked['far']:.1e}"
    )


if __name__ == "__main__":
    main()
