"""The ``plan`` command. Like :mod:`coverage_engine.cli.app`, a place that prints."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coverage_engine.cli.french_help import FrenchCommand, FrenchGroup
from coverage_engine.cli.progress import bar
from coverage_engine.cli.source import (
    AskedCatalogue,
    AskedReferential,
    AskedRun,
    Register,
    asked_published,
)
from coverage_engine.domain.errors import InputRefused

if TYPE_CHECKING:
    from coverage_engine.questions.plan_answer import FrontierAnswer, PlanAnswer, QuotesAnswer
    from coverage_engine.questions.plan_request import PlanRequest
    from coverage_engine.sources.headcount import Headcount
    from coverage_engine.tables.published import Published

plan_app = typer.Typer(cls=FrenchGroup)

_FILES = (".csv", ".xlsx", ".json")
NO_PLAN = 1


@plan_app.command(cls=FrenchCommand)
def plan(
    metiers: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MÉTIER…", help="Métiers à couvrir ; sans eux, ceux du fichier --headcount."
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget",
            metavar="EUROS",
            help="Budget hors taxes : la meilleure couverture qu’il permet.",
        ),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(
            "--target",
            metavar="TAUX",
            help="Taux à atteindre par chaque métier, au moindre coût : 0.8 ou 80 %.",
        ),
    ] = None,
    headcount: Annotated[
        str | None,
        typer.Option(
            "--headcount",
            metavar="FICHIER|N",
            help="Apprenants : un nombre pour chaque métier, ou un tableau « métier, effectif ».",
        ),
    ] = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format", metavar="FORMAT", help="À répéter : présentiel, distanciel, mixte."
        ),
    ] = None,
    certifying: Annotated[
        bool, typer.Option("--certifying", help="Seulement des offres certifiantes (RS ou RNCP).")
    ] = False,
    max_hours: Annotated[
        str | None,
        typer.Option(
            "--max-hours", metavar="HEURES", help="Durée maximale pour un apprenant d’un métier."
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="OFFRE|ORGANISME", help="À répéter : ne pas acheter."),
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option("--include", metavar="OFFRE", help="À répéter : acheter en tout cas."),
    ] = None,
    run: AskedRun = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FICHIER",
            help="Écrit aussi le plan : .csv, .xlsx (toutes les tables) ou .json.",
        ),
    ] = None,
    referential: AskedReferential = None,
    catalogue: AskedCatalogue = None,
    register: Register = None,
) -> None:
    """Dit quoi acheter pour combler les écarts : au moindre coût, ou au mieux d’un budget ; sort en
    1 si rien ne convient.
    """
    from coverage_engine.documents.plan_words import plan_text
    from coverage_engine.questions.plan_request import PlanRequest

    if out is not None and out.suffix.lower() not in _FILES:
        raise InputRefused(
            [f"--out {out.name} : forme inconnue → donnez un nom en {', '.join(_FILES)}"]
        )
    if out is not None:
        from coverage_engine.store.run_folder import check_file

        check_file(out)
    euros, rate, most = _figures(budget, target, max_hours)
    counted = _headcount(headcount)
    published = asked_published(run, referential, catalogue, register)
    learners = counted if isinstance(counted, int) else _learners(published, counted, bool(metiers))
    named = tuple(metiers or (learners if not isinstance(learners, int) else ()))
    request = PlanRequest(
        metiers=named,
        budget=euros,
        target=rate,
        learners=learners,
        formats=tuple(format or ()),
        certifying=certifying,
        max_hours=most,
        exclude=tuple(exclude or ()),
        include=tuple(include or ()),
    )
    if metiers and not isinstance(learners, int):
        request = _only_asked(published, request, learners)
    answer, curve, quotes = _answers(published, request)
    print(plan_text(published, answer, curve, quotes), end="")
    if out is not None:
        _write(out, published, answer, curve, quotes)
        print(f"\nÉcrit dans {out}")
    if not answer.possible:
        raise typer.Exit(NO_PLAN)


def _figures(
    budget: str | None, target: str | None, hours: str | None
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Budget in euros, target from 0 to 1, hours; every fault at once."""
    from coverage_engine.domain.user_numbers import read_amount, read_rate

    faults: list[str] = []
    euros = rate = most = None
    if budget is not None and (euros := read_amount(budget, "€", "EUR")) is None:
        faults.append(
            f"--budget {budget[:40]} : n’est pas un montant positif → donnez des euros : 1500 ou 1"
            " 500,50"
        )
    if target is not None:
        try:
            rate = read_rate(target, "--target")
        except InputRefused as error:
            faults.extend(error.faults)
    if hours is not None and (most := read_amount(hours, "h")) is None:
        faults.append(
            f"--max-hours {hours[:40]} : n’est pas une durée → donnez un nombre d’heures : 14 ou"
            " 10,5"
        )
    if faults:
        raise InputRefused(faults)
    return euros, rate, most


def _headcount(headcount: str | None) -> Headcount | int:
    """A number for every métier, or a table of the learners of each."""
    if headcount is None:
        return 1
    if re.fullmatch(r"-?\d{1,18}", headcount.strip()) and not Path(headcount).is_file():
        return int(headcount)
    from coverage_engine.sources.headcount import read_headcount

    return read_headcount(Path(headcount))


def _learners(published: Published, counted: Headcount, may_name_others: bool) -> Mapping[str, int]:
    """Learners of each métier of a table, its unknown métiers refused with its other faults."""
    from coverage_engine.questions.gaps import find_metier

    return (
        counted.learners()
        if may_name_others
        else counted.learners(lambda name: find_metier(published, name)[0].metier)
    )


def _only_asked(
    published: Published, request: PlanRequest, learners: Mapping[str, int]
) -> PlanRequest:
    """The request with the learners of its own métiers: a file of the whole branch may name
    others.
    """
    from dataclasses import replace

    from coverage_engine.domain.errors import CoverageError
    from coverage_engine.questions.gaps import find_metier

    asked = {find_metier(published, name)[0].metier for name in request.metiers}
    kept = {}
    for name, count in learners.items():
        try:
            if find_metier(published, name)[0].metier in asked:
                kept[name] = count
        except CoverageError:
            continue
    return replace(request, learners=kept)


@contextmanager
def _solver_aside() -> Iterator[None]:
    """HiGHS may print a line of its own, whatever it is told: nothing it writes reaches the
    answer.
    """
    sys.stdout.flush()
    answer = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(answer, 1)
        os.close(nowhere)
        os.close(answer)


def _answers(
    published: Published, request: PlanRequest
) -> tuple[PlanAnswer, FrontierAnswer, QuotesAnswer | None]:
    from coverage_engine.questions.plan import frontier, plan, quotes_to_ask

    with _solver_aside(), bar("Plan", 1) as move:
        answer = plan(published, request)
        curve = frontier(
            published, request, progress=lambda done, total: move("Courbe du budget", done, total)
        )
        quotes = None
        if answer.possible:
            quotes = quotes_to_ask(
                published, request, progress=lambda done, total: move("Devis", done, total)
            )
    return answer, curve, quotes


def _write(
    out: Path,
    published: Published,
    answer: PlanAnswer,
    curve: FrontierAnswer,
    quotes: QuotesAnswer | None,
) -> None:
    """The plan as a file: its first table as CSV, every table otherwise."""
    from coverage_engine.documents.answer_files import tables_file
    from coverage_engine.documents.answer_notes import notes_of
    from coverage_engine.store.run_folder import write_file

    tables = [*answer.tables(), *curve.tables(), *(quotes.tables() if quotes else ())]
    form = out.suffix.lower()[1:]
    write_file(
        out, tables_file(published, tables, form, title="Plan d’achat", notes=notes_of(answer))
    )
