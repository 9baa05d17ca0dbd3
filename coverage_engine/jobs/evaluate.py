"""The ``evaluate`` job on public links made by others: how well we rank. Issue 3 §2.

RNCP → ROME: certifications in the order of their codes; the latest tenth is the test, the tenth
before it the part on
which settings were chosen, and only what came before a part is known to it. The files hold no date
of registration: codes are given in the order of registration, and stand for it.

Competent → ESCO: competencies in five parts, by a hash of their text; settings were chosen on part
0, the test is made of the four others, and each part knows the links of all the others.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from coverage_engine.documents.ranking_words import RankingPage, ranking_text
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.normalise import content
from coverage_engine.matching.evaluation import HIT_1, HIT_5, HIT_10, METRICS, Figure, Row
from coverage_engine.matching.ranking_benchmark import Ranked, RankingBenchmark, Text, ask, measure
from coverage_engine.sources.public_data import (
    EXACT,
    CompetentEsco,
    RncpRome,
    read_competent_esco,
    read_rncp_rome,
)
from coverage_engine.tables.columns import Column, DataTable, csv_bytes
from coverage_engine.tables.kinds import NUMBER, WHOLE, Cell

RNCP, ESCO = BENCHMARKS = ("rncp-rome", "competent-esco")
TEST, DEV = PARTS = ("test", "dev")
# Parts of Competent → ESCO; the first is for development.
FOLDS = 5
ALL_LINKS, NEW_TITLES = "tous les liens", "intitulés jamais vus"
ALL_RELATIONS, EXACT_ONLY = "toutes les relations", "équivalences seules"
OURS = "coverage-engine"
_ESCO_GOALS = {ALL_RELATIONS: {HIT_1: 0.25, HIT_10: 0.48}, EXACT_ONLY: {HIT_1: 0.55}}
# Goals of the project: (answers, known links) → least figures; ESCO's say it of both.
GOALS: Mapping[str, Mapping[tuple[str, bool], Mapping[str, float]]] = {
    RNCP: {
        (ALL_LINKS, False): {HIT_1: 0.55, HIT_5: 0.80},
        (ALL_LINKS, True): {HIT_1: 0.78, HIT_5: 0.94},
    },
    ESCO: {
        (answers, known): least for answers, least in _ESCO_GOALS.items() for known in (False, True)
    },
}
# Weights of second columns that a benchmark tries: titles and labels keep the lead.
BLOCS_WEIGHT, ITEMS_WEIGHT = 0.3, 0.5
Progress = Callable[[str, int, int], None]
Data = RncpRome | CompetentEsco


@dataclass(frozen=True)
class RankingEvaluation:
    """What the command shows, and the same rows as CSV, processor time left out."""

    text: str
    csv: bytes


def evaluate_ranking(
    benchmark: str, folder: Path, part: str, progress: Progress
) -> RankingEvaluation:
    """Measure the links between texts on one public benchmark.

    Parameters
    ----------
    benchmark, part:
        One of :data:`BENCHMARKS`, one of :data:`PARTS`.
    folder:
        Where the public files are, in the folders they are known by.

    Raises
    ------
    InputRefused
        If a file is absent or not in its published layout, or too few texts are left.
    """
    progress("Lecture des fichiers", 0, 1)
    data = read_data(benchmark, folder)
    rows, _ = rank_ours(make_benchmark(data, part), progress)
    text = ranking_text(RankingPage(benchmark, about(data), tuple(rows), GOALS[benchmark]), OURS)
    return RankingEvaluation(text, csv_bytes(measures_table(benchmark, {"mesures": rows})))


def read_data(benchmark: str, folder: Path) -> Data:
    """Read the files of one of :data:`BENCHMARKS`."""
    return read_rncp_rome(folder) if benchmark == RNCP else read_competent_esco(folder)


def make_benchmark(
    data: Data, part: str, *, blocs: bool = False, items: bool = False
) -> RankingBenchmark:
    """What is asked in one part of a benchmark.

    Parameters
    ----------
    blocs, items:
        RNCP → ROME only: blocs of certifications, competencies of métiers, as second columns.

    Raises
    ------
    InputRefused
        If nothing is asked, or nothing is known before.
    """
    bench = (
        _rncp_benchmark(data, part, blocs, items)
        if isinstance(data, RncpRome)
        else _esco_benchmark(data, part)
    )
    if not bench.texts or not all(bench.known.values()):
        raise InputRefused(
            f"partie « {part} » : trop peu de textes à mesurer → reprenez les fichiers complets"
        )
    return bench


def _rncp_benchmark(data: RncpRome, part: str, blocs: bool, items: bool) -> RankingBenchmark:
    size = len(data.certifications)
    start, end = (size * 9 // 10, size) if part == TEST else (size * 8 // 10, size * 9 // 10)
    texts: list[Text] = [(c.title, c.blocs) if blocs else (c.title,) for c in data.certifications]
    asked, before = data.certifications[start:end], data.certifications[:start]
    seen = {_same(c.title) for c in before}
    targets: list[tuple[str, Text]] = [(code, (wording,)) for code, wording in data.wordings]
    if items:
        first = {code: i for i, (code, _) in reversed(list(enumerate(targets)))}
        targets = [
            (code, (*text, " ".join(data.items.get(code, ())) if first[code] == i else ""))
            for i, (code, text) in enumerate(targets)
        ]
    weights = {"source_weights": (1.0, BLOCS_WEIGHT)} if blocs else {}
    weights |= {"target_weights": (1.0, ITEMS_WEIGHT)} if items else {}
    return RankingBenchmark(
        part=f"{part}, {asked[0].code} à {asked[-1].code}" if asked else part,
        texts=tuple(texts[start:end]),
        right={
            ALL_LINKS: tuple(c.metiers for c in asked),
            NEW_TITLES: tuple(
                c.metiers if _same(c.title) not in seen else frozenset() for c in asked
            ),
        },
        targets=tuple(targets),
        known={
            0: tuple((texts[i], code) for i, c in enumerate(before) for code in sorted(c.metiers))
        },
        fold=(0,) * len(asked),
        background=tuple(texts[:end]),
        columns=weights,
    )


def _same(title: str) -> tuple[str, ...]:
    return tuple(sorted(content(title)))


def _esco_benchmark(data: CompetentEsco, part: str) -> RankingBenchmark:
    folds = {
        text: int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS
        for text in data.links
    }
    asked = [text for text, fold in folds.items() if (fold == 0) == (part == DEV)]
    every = {text: frozenset[str]().union(*own.values()) for text, own in data.links.items()}
    known = {
        fold: tuple(
            ((text,), skill)
            for text in every
            if folds[text] != fold
            for skill in sorted(every[text])
        )
        for fold in {folds[text] for text in asked}
    }
    return RankingBenchmark(
        part=f"{part}, partie 0" if part == DEV else f"{part}, parties 1 à {FOLDS - 1}",
        texts=tuple((text,) for text in asked),
        right={
            ALL_RELATIONS: tuple(every[text] for text in asked),
            EXACT_ONLY: tuple(data.links[text].get(EXACT, frozenset()) for text in asked),
        },
        targets=tuple((skill, (wording,)) for skill, wording in data.wordings),
        known=known,
        fold=tuple(folds[text] for text in asked),
        background=tuple((text,) for text in data.links),
    )


def rank_ours(bench: RankingBenchmark, progress: Progress) -> tuple[list[Row], Ranked]:
    """Our rows, without then with known links, then part by part; the last ranking."""
    rows: list[Row] = []
    for known in (False, True):
        progress(OURS, int(known), 2)
        start = time.process_time()
        ranked = ask(bench, known=known)
        rows += measure(bench, OURS, ranked, known=known, seconds=time.process_time() - start)
    for fold in sorted(bench.known) if len(bench.known) > 1 else ():
        rows += measure(bench.of_fold(fold, f"partie {fold}"), OURS, ranked, known=True)
    return rows, ranked


def about(data: Data) -> tuple[str, ...]:
    """What was read and what was left aside."""
    targets = len({target for target, _ in data.wordings})
    if isinstance(data, RncpRome):
        read = (
            f"{len(data.certifications)} certifications, {targets} métiers, {len(data.wordings)}"
            " libellés"
        )
        read += " ; le fichier n’a pas de date d’enregistrement, l’ordre des codes en tient lieu"
    else:
        read = (
            f"{len(data.links)} compétences, {targets} aptitudes ESCO, {len(data.wordings)}"
            " libellés"
        )
    left = [f"{number} {what}" for what, number in data.left.items() if number]
    return (
        f"Lu : {read}.",
        f"Laissé de côté : {' ; '.join(left)}." if left else "Rien n’a été laissé de côté.",
    )


def measures_table(benchmark: str, tables: Mapping[str, Sequence[Row]]) -> DataTable:
    """Rows of several tables, by name, as one table of figures; processor time left out."""
    columns = [
        Column("banc", "Banc"),
        Column("tableau", "Tableau"),
        Column("partie", "Partie"),
        Column("reponses", "Réponses"),
        Column("methode", "Méthode"),
        Column("liens_connus", "Liens connus", WHOLE),
        Column("textes", "Textes", WHOLE),
    ]
    for name in (*METRICS, "ecart MRR"):
        slug = name.lower().replace("@", "_").replace(" ", "_")
        columns += [Column(f"{slug}{end}", f"{name}{end}", NUMBER) for end in ("", "_bas", "_haut")]
    cells = tuple(
        (
            benchmark,
            table,
            r.part,
            r.answers,
            r.method,
            int(r.known),
            r.sources,
            *(cell for name in METRICS for cell in _cells(r.figures[name])),
            *_cells(r.gain),
        )
        for table, own in tables.items()
        for r in own
    )
    return DataTable("evaluation", "Évaluation", tuple(columns), cells)


def _cells(figure: Figure | None) -> tuple[Cell, Cell, Cell]:
    if figure is None:
        return None, None, None
    return Fraction(figure.value), Fraction(figure.low), Fraction(figure.high)
