"""How well «compétence attestée» is said of labelled pairs, and how honest its probability is.

Run: ``python benchmarks/competence_links.py``. Labels follow
``catalogue/guide-etiquetage-competences.md``. The pairs of the annex were picked (recall is over
those pairs only); those of the invented titles were drawn by strata, so that they can be weighted
back to every title × competency. With ``--write``, ``calibration.csv`` is made again.
"""

from __future__ import annotations

import sys

from coverage_engine.jobs.calibrate import evaluate_competences, write_calibration

if __name__ == "__main__":
    made = evaluate_competences()
    print(made.text, end="")
    if "--write" in sys.argv[1:]:
        write_calibration(made.rows)
