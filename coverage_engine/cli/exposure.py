"""The ``exposure`` command. Like :mod:`coverage_engine.cli.app`, a place that prints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coverage_engine.cli.french_help import FrenchCommand, FrenchGroup, option
from coverage_engine.cli.progress import steps_bar, tell_written
from coverage_engine.cli.source import Referential
from coverage_engine.sources.resources import DEFAULT_REFERENTIAL

exposure_app = typer.Typer(cls=FrenchGroup)


@exposure_app.command(cls=FrenchCommand)
def exposure(
    referential: Referential = DEFAULT_REFERENTIAL,
    levels: Annotated[
        Path | None,
        option(
            "--levels",
            "FICHIER",
            "Niveaux des compétences (.csv ou .xlsx) ; sans lui, les scores publiés servent de"
            " départ.",
        ),
    ] = None,
    out: Annotated[Path, option("--out", "DOSSIER", "Dossier du rapport.")] = Path("exposition"),
) -> None:
    """Calcule l’exposition des métiers et vérifie les chiffres publiés : HTML, PDF, Excel, CSV."""
    from coverage_engine.jobs.exposure import NATURE, STEPS, study, write_exposure
    from coverage_engine.store.run_folder import check_folder

    check_folder(out, NATURE)
    with steps_bar(STEPS) as announce:
        made = study(referential=referential, levels=levels, progress=announce)
        written = write_exposure(made, out, progress=announce)
    from coverage_engine.documents.exposure_summary import summarise_exposure

    print(summarise_exposure(made.study))
    tell_written(out, written)
