"""The ``register`` commands. Like :mod:`coverage_engine.cli.app`, a place that prints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coverage_engine.cli.french_help import FrenchCommand, FrenchGroup, option
from coverage_engine.cli.progress import bar

DEFAULT_REGISTER = "registre.sqlite"

register_app = typer.Typer(
    cls=FrenchGroup,
    no_args_is_help=True,
    help="Registre RS et RNCP : l’importer une fois, puis contrôler les codes du catalogue.",
)


@register_app.command("import", cls=FrenchCommand)
def import_(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="ARCHIVE|DOSSIER",
            help=(
                "Archive de France compétences (.zip, en CSV ou en XML), ou dossier de ses"
                " fichiers."
            ),
        ),
    ],
    out: Annotated[Path, option("--out", "FICHIER", "Registre à écrire.")] = Path(DEFAULT_REGISTER),
) -> None:
    """Importe le registre de France compétences ; rien n’est téléchargé, tout reste sur ce
    poste.
    """
    from coverage_engine.jobs.register import import_register

    with bar("Lecture du registre", 1) as move:
        summary = import_register(
            source, out, lambda name, done, total: move(f"{name} (Mo)", done, total)
        )
    print(summary)
    print(f"\nÉcrit dans {out}. À donner ensuite avec --register {out}")


@register_app.command(cls=FrenchCommand)
def show(
    codes: Annotated[
        list[str], typer.Argument(metavar="CODE…", help="Codes, comme RNCP35918 ou RS5000.")
    ],
    register: Annotated[Path, option("--register", "FICHIER", "Registre importé.")] = Path(
        DEFAULT_REGISTER
    ),
) -> None:
    """Affiche des fiches du registre : intitulé, état, échéance, remplacement, compétences
    attestées.
    """
    from coverage_engine.jobs.register import show_fiches

    print(show_fiches(register, codes), end="")
