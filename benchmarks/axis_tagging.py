"""Precision, recall and F1 of axis tagging on the labelled titles. Run: ``python benchmarks/axis_tagging.py``.

Labels: passes 1 and 2 of isolated readers and their arbitration, by the guide in ``catalogue/guide-etiquetage.md``.
"""

from __future__ import annotations

import csv
from pathlib import Path

from coverage_engine.ingest.referential import read_referential
from coverage_engine.matching.tagging import Tagger, make_tagger

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "catalogue"
SETS = {
    "annex": (
        "annexe-a-2026/lignes.csv",
        "ligne",
        "Nom de la formation",
        "annexe-a-2026/etiquettes-axes.csv",
    ),
    "reference": (
        "titres-de-reference/titres.csv",
        "titre_id",
        "intitule",
        "titres-de-reference/etiquettes-axes.csv",
    ),
    "control": (
        "titres-de-reference/controle.csv",
        "titre_id",
        "intitule",
        "titres-de-reference/controle-etiquettes.csv",
    ),
}


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def labels(path: Path, key: str) -> dict[str, dict[str, str]]:
    """Retained label of each title: arbitration if any, else pass 1."""
    retained: dict[str, dict[str, str]] = {}
    for row in read(path):
        if row["passe"] in ("1", "arbitrage"):
            retained[row[key]] = row
    return retained


def kappa(path: Path, key: str, column: str) -> float | None:
    """Cohen's kappa between the two passes; None when there is one pass or no variation."""
    passes: dict[str, dict[str, str]] = {"1": {}, "2": {}}
    for row in read(path):
        if row["passe"] in passes:
            passes[row["passe"]][row[key]] = row[column]
    first, second = passes["1"], passes["2"]
    if not second:
        return None
    total = len(first)
    agreed = sum(first[i] == second[i] for i in first) / total
    a, b = (sum(v == "1" for v in p.values()) / total for p in (first, second))
    chance = a * b + (1 - a) * (1 - b)
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def score(tagger: Tagger, name: str, columns: list[str]) -> None:
    """Print the scores of one set."""
    titles, key, title, label_file = SETS[name]
    gold = labels(CATALOGUE / label_file, key)
    rows = [r for r in read(CATALOGUE / titles) if r[key]]
    print(f"\n{name}: {len(rows)} titles")
    f1s = []
    for column in columns:
        hits = misses = false = 0
        for row in rows:
            tagging = tagger.tag(row[title])
            found = tagging.on_theme if column == "a_propos_ia" else tagging.axis(column) is not None
            wanted = gold[row[key]][column] == "1"
            hits += found and wanted
            misses += wanted and not found
            false += found and not wanted
        agreement = kappa(CATALOGUE / label_file, key, column)
        shown = "–" if agreement is None else f"{agreement:.2f}"
        if hits + misses == 0:
            print(f"  {column:<24} no positive case, {false} false   kappa {shown}")
            continue
        precision, recall = hits / max(1, hits + false), hits / (hits + misses)
        f1 = 2 * hits / (2 * hits + false + misses)
        if column != "a_propos_ia":
            f1s.append(f1)
        print(
            f"  {column:<24} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}   positives {hits + misses:>3}   kappa {shown}"
        )
    print(f"  macro-F1 over axes       {sum(f1s) / len(f1s):.3f}")


def main() -> None:
    """Score every set with the embedded referential."""
    referential = read_referential(ROOT / "referentials" / "assistance-2026")
    tagger = make_tagger(referential)
    for name in SETS:
        score(tagger, name, [a.id for a in referential.axes] + ["a_propos_ia"])


if __name__ == "__main__":
    main()
