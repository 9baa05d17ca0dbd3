"""The ``staffing`` command. Like :mod:`coverage_engine.cli.app`, a place that prints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coverage_engine.cli.french_help import FrenchCommand, FrenchGroup, option
from coverage_engine.cli.progress import steps_bar, tell_written

staffing_app = typer.Typer(cls=FrenchGroup)


@staffing_app.command(cls=FrenchCommand)
def staffing(
    effectifs: Annotated[
        Path,
        typer.Argument(
            metavar="EFFECTIFS.xlsx|csv",
            help="Tableau des effectifs : une ligne par poste, ou une colonne « effectif ».",
        ),
    ],
    referential: Annotated[
        str,
        option(
            "--referential",
            "ID|DOSSIER",
            "Métiers et degrés : collectivites-2024, ou le référentiel d’une branche.",
        ),
    ] = "collectivites-2024",
    scores: Annotated[
        Path | None,
        option(
            "--scores",
            "ISCO.xlsx|csv",
            "Scores par tâche de l’OIT, à comparer aux degrés imprimés.",
        ),
    ] = None,
    by: Annotated[
        list[str] | None,
        option(
            "--by",
            "DIMENSION",
            "À répéter : filiere, categorie, direction, sexe, service, cadre_emplois.",
        ),
    ] = None,
    min_cell: Annotated[
        int,
        option("--min-cell", "NOMBRE", "Plus petit effectif imprimé ; les autres sont masqués."),
    ] = 5,
    out: Annotated[Path, option("--out", "DOSSIER", "Dossier du rapport.")] = Path("effectifs"),
) -> None:
    """Compte les postes concernés par l’IA générative : HTML, PDF, Excel, CSV ; tout reste sur ce
    poste.
    """
    from coverage_engine.jobs.staffing import NATURE, STEPS, count_posts, write_staffing
    from coverage_engine.store.run_folder import check_folder

    check_folder(out, NATURE)
    with steps_bar(STEPS) as announce:
        made = count_posts(
            effectifs,
            referential=referential,
            scores=scores,
            by=by or (),
            min_cell=min_cell,
            progress=announce,
        )
        written = write_staffing(made, out, progress=announce)
    from coverage_engine.documents.staffing_summary import summarise_staffing

    print(summarise_staffing(made))
    tell_written(out, written)
