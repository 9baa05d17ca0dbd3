"""Where commands that ask take their figures: a report's folder, or a calculation made now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coverage_engine.cli.french_help import option
from coverage_engine.cli.progress import steps_bar
from coverage_engine.domain.errors import InputRefused
from coverage_engine.sources.resources import DEFAULT_CATALOGUE, DEFAULT_REFERENTIAL

if TYPE_CHECKING:
    from coverage_engine.tables.published import Published

# The one step of opening the folder of a report; a national one takes some seconds.
READING = ("Lecture du rapport",)
_REFERENTIAL_HELP = "Référentiel : identifiant embarqué, ou dossier de tables CSV."
_CATALOGUE_HELP = "Catalogue : identifiant embarqué, dossier, ou fichier .xlsx ou .csv."
Referential = Annotated[str, option("--referential", "ID|DOSSIER", _REFERENTIAL_HELP)]
Catalogue = Annotated[str, option("--catalogue", "ID|DOSSIER|FICHIER", _CATALOGUE_HELP)]
Register = Annotated[
    Path | None,
    option(
        "--register",
        "FICHIER",
        "Registre importé, pour contrôler les codes RS et RNCP (voir register import).",
    ),
]
# The same for the commands that may read the folder of a report instead: None when not given.
AskedReferential = Annotated[
    str | None,
    typer.Option(
        "--referential",
        metavar="ID|DOSSIER",
        help=f"{_REFERENTIAL_HELP} Sans --run.",
        show_default=DEFAULT_REFERENTIAL,
    ),
]
AskedCatalogue = Annotated[
    str | None,
    option(
        "--catalogue",
        "ID|DOSSIER|FICHIER",
        f"{_CATALOGUE_HELP} Sans --run ; par défaut {DEFAULT_CATALOGUE}.",
    ),
]
AskedRun = Annotated[
    Path | None,
    option("--run", "DOSSIER", "Dossier d’un rapport déjà produit (réponse immédiate)."),
]


def asked_published(
    run: Path | None,
    referential: str | None,
    catalogue: str | None,
    register: Path | None,
    *,
    links: bool = True,
) -> Published:
    """What to ask: read back from the folder of a report, or computed, with a progress bar.

    Parameters
    ----------
    links:
        False for a question that needs no link: the folder is read several times faster.

    Raises
    ------
    InputRefused
        If a folder comes with inputs, which it would leave aside; or if either cannot be read.
    """
    if run is not None:
        given = {"--referential": referential, "--catalogue": catalogue, "--register": register}
        faults = [
            f"{name} : sans effet avec --run, qui relit un rapport déjà calculé → retirez l’un des"
            " deux"
            for name, value in given.items()
            if value is not None
        ]
        if faults:
            raise InputRefused(faults)
        from coverage_engine.store.run_folder import read_published

        with steps_bar(READING):
            return read_published(run, links=links)
    from coverage_engine.jobs.coverage import STEPS
    from coverage_engine.jobs.coverage import run as compute
    from coverage_engine.tables.run_tables import published_of

    with steps_bar(STEPS) as announce:
        return published_of(
            compute(
                referential=referential or DEFAULT_REFERENTIAL,
                catalogue=catalogue or DEFAULT_CATALOGUE,
                register=register,
                progress=announce,
            )
        )
