"""The ``match`` command. Like :mod:`coverage_engine.cli.app`, a place that prints."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from coverage_engine.cli.french_help import FrenchCommand, FrenchGroup, option
from coverage_engine.cli.progress import bar

_TABLE = "(.csv de tout séparateur usuel, ou .xlsx)"
_COLUMN = "à répéter pour plusieurs, COL:2 pour peser double ; sinon, une colonne de nom usuel."
_IDENT = "«\u00a0ligne\u00a0» pour le numéro de ligne ; sinon, une colonne de nom usuel."

_EPILOG = (
    "Exemple : coverage-engine match formations.csv metiers.csv --source-text intitule"
    " --target-text libelle --target-id code --top 5 --explain --out liens.csv"
)


matching_app = typer.Typer(cls=FrenchGroup)


@matching_app.command(cls=FrenchCommand, epilog=_EPILOG)
def match(
    sources: Annotated[
        Path, typer.Argument(metavar="SOURCES", help=f"Table des textes à rapprocher {_TABLE}.")
    ],
    targets: Annotated[
        Path,
        typer.Argument(
            metavar="CIBLES",
            help=(
                "Table où chercher ; une cible écrite sur plusieurs lignes (ses synonymes) compte"
                " une fois."
            ),
        ),
    ],
    out: Annotated[
        Path,
        option(
            "--out", "LIENS.csv|.parquet", "Fichier à écrire : source_id, target_id, rang, score."
        ),
    ],
    source_text: Annotated[
        list[str] | None, option("--source-text", "COL[:POIDS]", f"Texte des sources, {_COLUMN}")
    ] = None,
    target_text: Annotated[
        list[str] | None, option("--target-text", "COL[:POIDS]", f"Texte des cibles, {_COLUMN}")
    ] = None,
    source_id: Annotated[
        str | None, option("--source-id", "COL", f"Identifiant des sources, {_IDENT}")
    ] = None,
    target_id: Annotated[
        str | None, option("--target-id", "COL", f"Identifiant des cibles, {_IDENT}")
    ] = None,
    known: Annotated[
        Path | None,
        option(
            "--known",
            "CONNUS.csv",
            "Liens déjà établis dont apprendre : colonnes source_text et target_id.",
        ),
    ] = None,
    top: Annotated[int, option("--top", "N", "Nombre de cibles par source.")] = 10,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Ajoute le libellé le plus proche, les mots communs et le calcul du score.",
        ),
    ] = False,
    jobs: Annotated[
        int, option("--jobs", "N", "Processeurs employés ; ne change que la durée.")
    ] = 1,
) -> None:
    """Rapproche deux tables de textes français : les cibles les plus proches de chaque source."""
    from coverage_engine.jobs.match import match_tables
    from coverage_engine.sources.text_columns import Asked
    from coverage_engine.store.run_folder import write_file

    with bar("Rapprochement", 1) as move:
        made = match_tables(
            Asked(sources, tuple(source_text or ()), source_id, "source"),
            Asked(targets, tuple(target_text or ()), target_id, "target"),
            known,
            top=top,
            explain=explain,
            jobs=jobs,
            out=out,
            progress=lambda done, total: move("Rapprochement", done, total),
        )
    write_file(out, made.data)
    for line in made.summary:
        print(line, file=sys.stderr)
    print(f"Écrit dans {out}", file=sys.stderr)
