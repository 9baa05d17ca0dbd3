"""How often an official title without AI is given an axis. Run: ``python benchmarks/no_ai_titles.py
DATA_FOLDER``.

DATA_FOLDER holds ``rncp-2021`` (certifications and their blocs, cp1252) and ``load-titles``
(diplomas in capitals). No title is labelled: those that are given an axis are printed, few enough
for a reader to say which are not about AI.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from coverage_engine.matching.tagging import make_tagger
from coverage_engine.sources.referential import read_referential
from coverage_engine.sources.resources import DEFAULT_REFERENTIAL, REFERENTIALS

# File inside the folder, encoding, column of titles.
FILES = (
    ("rncp-2021/rncp_info.v1.4.csv", "cp1252", "intituleDiplome"),
    ("rncp-2021/rncp_blocs_competences.v1.4.csv", "cp1252", "intitule"),
    ("load-titles/vFormationDiplome_.csv", "utf-8-sig", "LIBELLE_LONG_200"),
)


def main(folder: Path) -> None:
    """Print the distinct titles that are given an axis, and how many were read."""
    tagger = make_tagger(read_referential(REFERENTIALS / DEFAULT_REFERENTIAL))
    titles: set[str] = set()
    for name, encoding, column in FILES:
        with (folder / name).open(encoding=encoding, newline="") as stream:
            titles |= {
                " ".join((row[column] or "").split())
                for row in csv.DictReader(stream, delimiter=";")
            }
    tagged = [(title, tagger.tag(title)) for title in sorted(titles)]
    given = [(title, tagging) for title, tagging in tagged if tagging.axes]
    for title, tagging in given:
        print(
            f"{', '.join(tagging.theme_words)} | {', '.join(t.axis for t in tagging.axes)} |"
            f" {title[:120]}"
        )
    print(f"{len(given)} of {len(titles)} distinct titles are given an axis")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
