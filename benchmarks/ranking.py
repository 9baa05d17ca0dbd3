"""Both public benchmarks of links in one go, ablation and errors included: the same job as
``coverage-engine evaluate``.

Run: ``python benchmarks/ranking.py ../shared/data`` (about eight minutes of CPU).
"""

from __future__ import annotations

import sys
from pathlib import Path

from coverage_engine.domain.errors import InputRefused
from coverage_engine.jobs.evaluate import BENCHMARKS, TEST, evaluate_ranking


def main() -> None:
    """Print the tables of both benchmarks."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    for benchmark in BENCHMARKS:
        try:
            made = evaluate_ranking(
                benchmark, Path(sys.argv[1]), TEST, lambda *_: None, ablation=True, misses=True
            )
        except InputRefused as refusal:
            raise SystemExit("\n".join(refusal.faults)) from None
        print(made.text, flush=True)


if __name__ == "__main__":
    main()
