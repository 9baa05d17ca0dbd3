"""A run at national size, to try what must hold it: 500 métiers, 20 000 needs, 20 000 offers.

Run: ``python benchmarks/national.py ../shared/data OUT [--metiers N] [--needs N] [--offers N]``

Writes ``OUT/referentiel`` (ROME 4.0), ``OUT/catalogue`` (RNCP 2021) and ``OUT/run``, made by the
ordinary pipeline, data only. What the sources do not say (axes, levels, exposure, providers,
prices, durations, formats) is invented by seeded rules: every title says « essai de charge », and
no figure of it says anything of any métier.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import national_catalogue
import national_referential
from national_referential import Fiche, Rows

METIERS, NEEDS, OFFERS = 500, 20_000, 20_000
# Date the descriptors bear: that of the recipe.
CREATED = "2026-11-21"


def read(path: Path, encoding: str = "utf-8-sig", separator: str = ",") -> Rows:
    """Rows of a CSV file."""
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream, delimiter=separator))


def write(folder: Path, name: str, rows: Sequence[Sequence[str]]) -> None:
    """One table of a folder."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def describe(folder: Path, title: str, **more: str) -> None:
    """The descriptor of a folder: its title says what it is."""
    about = {
        "name": f"essai-de-charge-{folder.name}",
        "title": title,
        "version": "essai",
        "created": CREATED,
        **more,
    }
    (folder / "datapackage.json").write_text(
        json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def choose_fiches(data: Path, count: int) -> list[Fiche]:
    """The fiches that most certifications lead to, in the order of their codes."""
    known = {
        r["code_rome"]: r["libelle_rome"]
        for r in read(data / "rome-v460/unix_referentiel_code_rome_v460_utf8.csv")
    }
    links = {
        (r["CodeRNCP"], r["Rome"])
        for r in read(data / "rncp-2021/rncp_rome.v1.4.csv", "cp1252", ";")
    }
    asked = Counter(rome for _, rome in links if rome in known)
    best = sorted(asked, key=lambda code: (-asked[code], code))[:count]
    if len(best) < count:
        raise SystemExit(f"Only {len(best)} fiches have certifications: ask for fewer métiers.")
    return [Fiche(code, " ".join(known[code].split())) for code in sorted(best)]


def make_inputs(data: Path, out: Path, metiers: int, needs: int, offers: int) -> tuple[Path, Path]:
    """Write the referential and the catalogue; same data and sizes, same bytes."""
    referential, catalogue = out / "referentiel", out / "catalogue"
    for folder in (referential, catalogue):
        folder.mkdir(parents=True, exist_ok=True)
    fiches = choose_fiches(data, metiers)
    for name, rows in national_referential.tables(fiches, data, read, needs).items():
        write(referential, name, rows)
    describe(referential, national_referential.TITLE, branche="Essai de charge")
    made = national_catalogue.offers(data, read, {f.code: f.label for f in fiches}, offers)
    write(catalogue, "lignes", national_catalogue.rows(made))
    describe(catalogue, national_catalogue.TITLE)
    return referential, catalogue


def main() -> None:
    """Make the inputs, run the pipeline, write the run, say what it cost."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder of the public data (rome-v460, rncp-2021)")
    parser.add_argument("out", type=Path, help="folder to write")
    for name, size in (("metiers", METIERS), ("needs", NEEDS), ("offers", OFFERS)):
        parser.add_argument(f"--{name}", type=int, default=size)
    asked = parser.parse_args()
    missing = [name for name in ("rome-v460", "rncp-2021") if not (asked.data / name).is_dir()]
    if missing:
        raise SystemExit(
            f"{asked.data} has no {' nor '.join(missing)}: give the folder of the public data (see"
            " --help)."
        )

    from coverage_engine.jobs.coverage import run
    from coverage_engine.jobs.publish import publish_data

    def announce(step: str) -> None:
        print(
            f"{time.process_time():7.1f} s CPU  {peak():6.0f} MB peak  {step}",
            file=sys.stderr,
            flush=True,
        )

    referential, catalogue = make_inputs(
        asked.data, asked.out, asked.metiers, asked.needs, asked.offers
    )
    made = run(referential=referential, catalogue=catalogue, progress=announce)
    publish_data(made, asked.out / "run", progress=announce)
    announce("done")
    print(
        f"{len(made.metiers)} métiers, {len(made.needs)} needs, {len(made.catalogue.rows)} rows,"
        f" {len(made.offers)} offers of which {made.portrait.counted} count, {len(made.links)}"
        f" links, {time.process_time():.0f} s CPU, {peak():.0f} MB peak"
    )


def peak() -> float:
    """Peak memory of the process (MB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
