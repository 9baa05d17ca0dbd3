"""How well the axes are read in labelled titles, and how honest the probabilities are.

Run: ``python benchmarks/axis_tagging.py``. Labels follow ``catalogue/guide-etiquetage.md``. With
``--write``, the table ``calibration.csv`` of the embedded referential is made again from them.
"""

from __future__ import annotations

import sys

from coverage_engine.jobs.calibrate import evaluate_axes, write_calibration

if __name__ == "__main__":
    made = evaluate_axes()
    print(made.text, end="")
    if "--write" in sys.argv[1:]:
        write_calibration(made.rows)
