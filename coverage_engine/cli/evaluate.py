"""The ``evaluate`` command. Like :mod:`coverage_engine.cli.app`, a place that prints."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from coverage_engine.cli.french_help import FrenchCommand, FrenchGroup, option
from coverage_engine.cli.progress import bar
from coverage_engine.domain.errors import InputRefused
from coverage_engine.sources.resources import DEFAULT_REFERENTIAL

_RANKINGS = ("rncp-rome", "competent-esco")
_LABELS = ("axes", "competences")
_PARTS = ("test", "dev")

evaluate_app = typer.Typer(cls=FrenchGroup)


@evaluate_app.command(cls=FrenchCommand)
def evaluate(
    benchmark: Annotated[
        str,
        option(
            "--benchmark",
            "|".join((*_RANKINGS, *_LABELS)),
            "Ce qui est mesuré : des liens publics (données à fournir), ou la lecture des"
            " intitulés (embarquée).",
        ),
    ],
    data: Annotated[
        Path | None, option("--data", "DOSSIER", "Dossier des données publiques.")
    ] = None,
    part: Annotated[
        str, option("--part", "test|dev", "Partie mesurée ; les réglages ont été choisis sur dev.")
    ] = "test",
    out: Annotated[
        Path | None, option("--out", "FICHIER.csv", "Fichier où écrire aussi les mesures.")
    ] = None,
    referential: Annotated[
        str, option("--referential", "ID|DOSSIER", "Référentiel, pour axes et competences.")
    ] = DEFAULT_REFERENTIAL,
    write_calibration: Annotated[
        bool,
        typer.Option(
            "--write-calibration",
            help="Remplace les probabilités du référentiel (axes et competences).",
        ),
    ] = False,
) -> None:
    """Mesure la qualité des liens et des lectures, sur des étiquettes posées par d’autres."""
    ranking = benchmark in _RANKINGS
    misplaced = (
        {"--out": out is not None, "--data": data is not None}
        if not ranking
        else {"--write-calibration": write_calibration}
    )
    faults = [
        f"{name} : sans objet pour --benchmark {benchmark} → retirez-le"
        for name, given in misplaced.items()
        if given
    ]
    if benchmark not in (*_RANKINGS, *_LABELS):
        faults = [f"--benchmark {benchmark} : inconnu → {', '.join((*_RANKINGS, *_LABELS))}"]
    elif part not in _PARTS:
        faults.append(f"--part {part} : inconnue → {' ou '.join(_PARTS)}")
    elif out is not None and out.suffix.lower() != ".csv":
        faults.append(
            f"--out {out.name} : les mesures s’écrivent en CSV → un nom qui finit par .csv"
        )
    elif ranking and data is None:
        faults.append(
            f"--data manque : --benchmark {benchmark} lit des fichiers publics → --data DOSSIER"
        )
    if faults:
        raise InputRefused(faults)
    if data is not None:
        _rankings(benchmark, data, part, out)
    else:
        _labels(benchmark, referential, write_calibration)


def _rankings(benchmark: str, data: Path, part: str, out: Path | None) -> None:
    from coverage_engine.jobs.evaluate import evaluate_ranking

    with bar("Évaluation", 1) as move:
        made = evaluate_ranking(benchmark, data, part, move)
    print(made.text, end="")
    if out is not None:
        from coverage_engine.store.run_folder import write_file

        write_file(out, made.csv)
        print(f"Mesures écrites dans {out}", file=sys.stderr)


def _labels(benchmark: str, referential: str, write: bool) -> None:
    from coverage_engine.jobs.calibrate import evaluate_axes, evaluate_competences
    from coverage_engine.jobs.calibrate import write_calibration as write_rows

    with bar("Évaluation", 1) as move:
        made = (evaluate_axes if benchmark == "axes" else evaluate_competences)(referential, move)
    print(made.text, end="" if made.text.endswith("\n") else "\n")
    if write:
        print(f"Probabilités écrites dans {write_rows(made.rows, referential)}", file=sys.stderr)
