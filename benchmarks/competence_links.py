"""Precision and recall of «compétence attestée» on labelled pairs. Run: ``python benchmarks/competence_links.py``.

Labels: one isolated reader, by ``catalogue/guide-etiquetage-competences.md``. Pairs: every link found at the time, and
others drawn from the same axes, from near misses and at random; recall is over those pairs only.
"""

from __future__ import annotations

import csv
from pathlib import Path

from coverage_engine.matching.links import link_competences
from coverage_engine.model.results import ATTESTEE
from coverage_engine.pipeline import run

LABELS = Path(__file__).resolve().parents[1] / "catalogue" / "annexe-a-2026" / "etiquettes-competences.csv"


def main() -> None:
    """Score the embedded run."""
    made = run()
    tagged = {(r.offer, axis) for r in made.readings for axis in r.axes}
    links = link_competences(made.offers, made.readings, made.referential, ())
    found = {(x.offer, x.competence) for x in links if x.strength == ATTESTEE and (x.offer, x.axis) in tagged}
    with LABELS.open(encoding="utf-8", newline="") as stream:
        labels = {(r["offre_id"], r["competence"]): r["etiquette"] == "1" for r in csv.DictReader(stream)}
    missing = {offer for offer, _ in labels} - {o.id for o in made.offers}
    if missing:
        raise SystemExit(f"labels of unknown offers: {sorted(missing)}")
    hits = sum(wanted and pair in found for pair, wanted in labels.items())
    false = sum(not wanted and pair in found for pair, wanted in labels.items())
    positives = sum(labels.values())
    print(f"{len(labels)} pairs, {positives} positive")
    print(f"precision {hits / max(1, hits + false):.2f}  recall {hits / positives:.2f}  ({hits} hits, {false} false)")


if __name__ == "__main__":
    main()
