"""Commands. The only place that prints and sets exit codes; heavy modules come in late."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from coverage_engine.cli.evaluate import evaluate_app
from coverage_engine.cli.exposure import exposure_app
from coverage_engine.cli.french_help import (
    FrenchCommand,
    FrenchGroup,
    UsageFault,
    option,
    usage_message,
)
from coverage_engine.cli.match import matching_app
from coverage_engine.cli.progress import bar, steps_bar, tell_written
from coverage_engine.cli.questions import ask_app
from coverage_engine.cli.register import register_app
from coverage_engine.cli.serve import serve_app
from coverage_engine.cli.source import Catalogue, Referential, Register
from coverage_engine.cli.staffing import staffing_app
from coverage_engine.domain.errors import CoverageError, InputRefused
from coverage_engine.sources.resources import DEFAULT_CATALOGUE, DEFAULT_REFERENTIAL


def _application() -> typer.Typer:
    made = typer.Typer(
        cls=FrenchGroup,
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help=(
            "Dit à une profession où son offre de formation lui fait défaut : taux de couverture,"
            " écarts, rapport annuel."
        ),
        epilog="Premier essai, sur les données embarquées : coverage-engine report",
    )
    made.add_typer(matching_app)
    made.add_typer(evaluate_app)
    made.add_typer(register_app, name="register")
    made.add_typer(exposure_app)
    made.add_typer(staffing_app)
    made.add_typer(ask_app)
    made.add_typer(serve_app)
    return made


app = _application()

REFUSED = 2
# Objects made between two searches for garbage: among the records of a run, which hold no cycle,
# they find nothing and cost a tenth of a report.
_BETWEEN_SEARCHES = 50_000


def main() -> None:
    """Run the command line; a refusal is French on stderr and a non-zero exit, no traceback."""
    gc.set_threshold(_BETWEEN_SEARCHES)
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may lack ≥ or a thin space: print something rather than fail.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except UsageFault as fault:
        if type(fault).__name__ == "NoArgsIsHelpError":
            sys.exit(0)
        _refuse("Commande refusée", [usage_message(fault)])
    except InputRefused as refusal:
        _refuse("Entrées refusées, rien n’a été écrit", refusal.faults)
    except CoverageError as error:
        _refuse("Impossible de continuer", str(error).splitlines())
    except BrokenPipeError:
        os._exit(0)
    except (KeyboardInterrupt, typer.Abort):
        _refuse("Interrompu, rien n’a été écrit", ())


def _refuse(title: str, faults: Sequence[str]) -> None:
    count = f" ({len(faults)} défauts)" if len(faults) > 1 else ""
    print(f"{title}{count}\u00a0:" if faults else f"{title}.", file=sys.stderr)
    for fault in faults:
        print(f"  • {fault}", file=sys.stderr)
    sys.exit(REFUSED)


@app.command(cls=FrenchCommand)
def report(
    referential: Referential = DEFAULT_REFERENTIAL,
    catalogue: Catalogue = DEFAULT_CATALOGUE,
    register: Register = None,
    staffing: Annotated[
        Path | None,
        option(
            "--staffing",
            "FICHIER",
            "Tableau des effectifs : les priorités comptent alors les postes.",
        ),
    ] = None,
    out: Annotated[Path, option("--out", "DOSSIER", "Dossier du rapport.")] = Path("rapport"),
    data_only: Annotated[
        bool,
        typer.Option(
            "--data-only",
            help=(
                "Écrit les seules données (CSV et manifeste), sans mise en page : pour un catalogue"
                " national."
            ),
        ),
    ] = False,
) -> None:
    """Produit le rapport annuel : HTML, PDF, Excel, CSV et manifeste."""
    from coverage_engine.jobs.coverage import STEPS, run
    from coverage_engine.jobs.publish import STEPS as PUBLISH_STEPS
    from coverage_engine.jobs.publish import publish, publish_data
    from coverage_engine.store.run_folder import check_folder

    check_folder(out)
    with steps_bar((*STEPS, *(PUBLISH_STEPS[-1:] if data_only else PUBLISH_STEPS))) as announce:
        made = run(
            referential=referential,
            catalogue=catalogue,
            register=register,
            staffing=staffing,
            progress=announce,
            laid_out=not data_only,
        )
        written = (publish_data if data_only else publish)(made, out, progress=announce)
    from coverage_engine.documents.summary import summarise

    print(summarise(written.published))
    tell_written(out, written.paths)


@app.command(cls=FrenchCommand)
def check(
    referential: Referential = DEFAULT_REFERENTIAL,
    catalogue: Catalogue = DEFAULT_CATALOGUE,
    register: Register = None,
) -> None:
    """Liste toutes les anomalies des entrées ; sort en 1 s’il y a une erreur, 0 sinon."""
    from coverage_engine.documents.register_words import register_caveats
    from coverage_engine.domain.model.anomaly import Severity
    from coverage_engine.jobs.coverage import STEPS, run

    try:
        with steps_bar(STEPS) as announce:
            made = run(
                referential=referential,
                catalogue=catalogue,
                register=register,
                progress=announce,
                strict=False,
            )
    except InputRefused as refusal:
        for fault in refusal.faults:
            print(f"erreur  {fault}")
        print(f"\n{len(refusal.faults)} erreur(s) : ces entrées ne peuvent pas être lues.")
        raise typer.Exit(1) from None
    for anomaly in made.anomalies:
        done = f" ({anomaly.done})" if anomaly.done and anomaly.done != "aucune" else ""
        print(f"{anomaly.severity.value}  {anomaly.sentence()}{done}")
    print("")
    codes = {code for offer in made.offers for code in offer.codes}
    for sentence in register_caveats(codes, made.register, made.fiches, made.provenance.date):
        print(sentence)
    totals = {s: sum(a.severity is s for a in made.anomalies) for s in Severity}
    print(
        "\n"
        + ", ".join(f"{n} {s.value}{'s' if n > 1 else ''}" for s, n in totals.items())
        + f" sur {len(made.catalogue.rows)} lignes."
    )
    raise typer.Exit(1 if totals[Severity.ERREUR] else 0)


@app.command(cls=FrenchCommand)
def tag(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FICHIER", help="Liste d’offres (.csv ou .xlsx) avec une colonne « intitule »."
        ),
    ],
    out: Annotated[
        Path | None, option("--out", "FICHIER.csv", "Fichier à écrire ; sinon, l’écran.")
    ] = None,
    referential: Annotated[
        str, option("--referential", "ID|DOSSIER", "Référentiel qui donne axes et lexique.")
    ] = DEFAULT_REFERENTIAL,
) -> None:
    """Étiquette des intitulés : à propos d’IA ou non, et chaque axe avec sa probabilité."""
    from coverage_engine.jobs.tag import tag_file

    with bar("Étiquetage", 1) as move:
        data, count = tag_file(
            file, referential, lambda done, total: move("Étiquetage", done, total)
        )
    if out is None:
        sys.stdout.buffer.write(data)
        return
    from coverage_engine.store.run_folder import write_file

    write_file(out, data)
    print(f"{count} intitulés étiquetés, écrits dans {out}", file=sys.stderr)
