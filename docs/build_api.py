"""Pages of the public face, from its docstrings: ``python docs/build_api.py FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

import pdoc
import pdoc.render

import coverage_engine as ce

FACE = "coverage_engine"
# Where the questions of a study are written down, and what its answers hold.
PARTS = (
    "study.frames",
    "study.questions",
    "questions.gaps",
    "questions.offers",
    "questions.compare",
    "questions.fragility",
    "questions.changes",
    "questions.search",
    "questions.plan",
    "questions.plan_request",
    "tables.published_records",
    "tables.published",
)


def build(folder: Path) -> None:
    """Write the pages of the public names into a folder.

    Parameters
    ----------
    folder:
        Where to write; it is made when needed.
    """
    # Public names are imported on first use; pdoc looks at what is there already.
    for name in ce.__all__:
        vars(ce)[name] = getattr(ce, name)
    pdoc.render.configure(
        docformat="numpy", show_source=False, footer_text=f"Coverage Engine {ce.__version__}"
    )
    pdoc.pdoc(FACE, rf"!{FACE}\..+", *(f"{FACE}.{name}" for name in PARTS), output_directory=folder)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
