"""The commands that ask a run: offers, compare, fragility, what-if, search. Like
:mod:`coverage_engine.cli.app`, they print.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coverage_engine.cli.french_help import FrenchCommand, FrenchGroup
from coverage_engine.cli.source import (
    AskedCatalogue,
    AskedReferential,
    AskedRun,
    Register,
    asked_published,
)
from coverage_engine.domain.errors import InputRefused

if TYPE_CHECKING:
    from coverage_engine.questions.changes import Changes
    from coverage_engine.tables.columns import DataTable
    from coverage_engine.tables.published import Published

ask_app = typer.Typer(cls=FrenchGroup)
FORMS = ("text", "json", "csv")
_FILES = ("csv", "xlsx", "json")
_FIGURE = re.compile(r"\d{1,12}(?:[.,]\d{1,6})?")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
# Files that --add-offer reads.
_TABLES = (".csv", ".xlsx")

Form = Annotated[
    str,
    typer.Option(
        "--form", metavar="text|json|csv", help="Forme de la réponse ; csv donne sa première table."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FICHIER",
        help="Écrit aussi la réponse : .csv, .xlsx (toutes les tables) ou .json.",
    ),
]
Metier = Annotated[
    str, typer.Argument(metavar="MÉTIER", help="Nom du métier, fautes de frappe comprises.")
]


@ask_app.command(cls=FrenchCommand)
def offers(
    metier: Metier,
    competence: Annotated[
        str,
        typer.Argument(
            metavar="COMPÉTENCE", help="Identifiant ou libellé d’une compétence dont il a besoin."
        ),
    ],
    max_price: Annotated[
        str | None,
        typer.Option(
            "--max-price",
            metavar="EUROS",
            help="Prix maximal hors taxes ; un prix inconnu ne passe pas.",
        ),
    ] = None,
    max_hours: Annotated[
        str | None,
        typer.Option(
            "--max-hours",
            metavar="HEURES",
            help="Durée maximale ; une durée inconnue ne passe pas.",
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
    provider: Annotated[
        list[str] | None,
        typer.Option("--provider", metavar="ORGANISME", help="À répéter : organismes acceptés."),
    ] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option(
            "--evidence",
            metavar="NIVEAU",
            help="À répéter : niveaux de preuve acceptés, comme « axe principal ».",
        ),
    ] = None,
    run: AskedRun = None,
    form: Form = "text",
    out: Out = None,
    referential: AskedReferential = None,
    catalogue: AskedCatalogue = None,
    register: Register = None,
) -> None:
    """Dit quelles offres servent un besoin d’un métier, et pourquoi."""
    from coverage_engine.documents.answer_notes import notes_of
    from coverage_engine.questions.offers import OfferFilter, offers_for_need

    check_forms(form, out)
    wanted = OfferFilter(
        max_price=_figure(max_price, "--max-price", "€"),
        max_hours=_figure(max_hours, "--max-hours", "h"),
        formats=tuple(format or ()),
        certifying=certifying,
        providers=tuple(provider or ()),
        strengths=tuple(evidence or ()),
    )
    published = asked_published(run, referential, catalogue, register)
    found = offers_for_need(published, metier, competence, wanted)
    _answer(published, found.tables(), notes_of(found), form, out)


@ask_app.command(cls=FrenchCommand)
def compare(
    metiers: Annotated[
        list[str], typer.Argument(metavar="MÉTIER MÉTIER…", help="De deux à six métiers.")
    ],
    run: AskedRun = None,
    form: Form = "text",
    out: Out = None,
    referential: AskedReferential = None,
    catalogue: AskedCatalogue = None,
    register: Register = None,
) -> None:
    """Compare des métiers : verdicts, taux par axe, besoins, offres utiles à plusieurs."""
    from coverage_engine.documents.answer_notes import notes_of
    from coverage_engine.questions.compare import compare as ask

    check_forms(form, out)
    published = asked_published(run, referential, catalogue, register)
    found = ask(published, metiers)
    _answer(published, found.tables(), notes_of(found), form, out)


@ask_app.command(cls=FrenchCommand)
def fragility(
    metiers: Annotated[
        list[str] | None,
        typer.Argument(metavar="MÉTIER…", help="Métiers regardés ; tous sans eux."),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="offre|organisme|certification",
            help="À répéter : ce qui disparaît ; tout sans elle.",
        ),
    ] = None,
    run: AskedRun = None,
    form: Form = "text",
    out: Out = None,
    referential: AskedReferential = None,
    catalogue: AskedCatalogue = None,
    register: Register = None,
) -> None:
    """Dit ce qui tombe si une offre, un organisme ou une certification disparaît, et les
    échéances.
    """
    from coverage_engine.documents.answer_notes import notes_of
    from coverage_engine.questions.fragility import KINDS, expiries
    from coverage_engine.questions.fragility import fragility as ask

    check_forms(form, out)
    published = asked_published(run, referential, catalogue, register)
    found, ends = ask(published, metiers or (), by or KINDS), expiries(published)
    tables = (*found.tables(), *(ends.tables() if ends.checked else ()))
    _answer(published, tables, (*notes_of(found), *notes_of(ends)), form, out)


@ask_app.command("what-if", cls=FrenchCommand)
def what_if(
    withdraw: Annotated[
        list[str] | None,
        typer.Option(
            "--withdraw",
            metavar="OFFRE",
            help="À répéter : offre supposée disparue (identifiant ou intitulé exact).",
        ),
    ] = None,
    add_offer: Annotated[
        list[str] | None,
        typer.Option(
            "--add-offer",
            metavar="OFFRE|FICHIER",
            help=(
                "À répéter : « TITRE;COMPÉTENCE,…;NIVEAU;MÉTIER,… » (niveau 3 et tous les métiers"
                " sinon), ou un tableau .csv ou .xlsx."
            ),
        ),
    ] = None,
    withdraw_need: Annotated[
        list[str] | None,
        typer.Option(
            "--withdraw-need",
            metavar="MÉTIER;COMPÉTENCE",
            help="À répéter : besoin supposé disparu.",
        ),
    ] = None,
    set_need: Annotated[
        list[str] | None,
        typer.Option(
            "--set-need",
            metavar="MÉTIER;COMPÉTENCE;NIVEAU",
            help="À répéter : besoin ajouté, ou à un autre niveau.",
        ),
    ] = None,
    run: AskedRun = None,
    form: Form = "text",
    out: Out = None,
    referential: AskedReferential = None,
    catalogue: AskedCatalogue = None,
    register: Register = None,
) -> None:
    """Dit tout ce qui bougerait si une offre ou un besoin venait ou partait ; rien n’est changé."""
    from coverage_engine.documents.answer_notes import notes_of
    from coverage_engine.questions.parse_changes import named
    from coverage_engine.questions.what_if import what_if as ask

    check_forms(form, out)
    changes = _changes(withdraw or (), add_offer or (), withdraw_need or (), set_need or ())
    published = asked_published(run, referential, catalogue, register)
    found = ask(published, named(published, changes))
    _answer(published, found.tables(), notes_of(found), form, out)


@ask_app.command(cls=FrenchCommand)
def search(
    text: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXTE…",
            help="Quelques mots, fautes de frappe comprises, ou un code RS ou RNCP.",
        ),
    ],
    run: AskedRun = None,
    form: Form = "text",
    out: Out = None,
    referential: AskedReferential = None,
    catalogue: AskedCatalogue = None,
    register: Register = None,
) -> None:
    """Cherche un métier, une compétence ou une offre."""
    from coverage_engine.documents.answer_notes import notes_of
    from coverage_engine.questions.search import search as ask

    check_forms(form, out)
    published = asked_published(run, referential, catalogue, register)
    found = ask(published, " ".join(text))
    _answer(published, found.tables(), notes_of(found), form, out)


def check_forms(form: str, out: Path | None = None) -> None:
    """Refuse an unknown form, or a place that cannot be written, before anything is computed.

    Raises
    ------
    InputRefused
        Naming the forms there are.
    OutputRefused
        If the file cannot be written there.
    """
    faults = (
        []
        if form in FORMS
        else [f"--form {form[:40]} : forme inconnue → {', '.join(FORMS[:-1])} ou {FORMS[-1]}"]
    )
    if out is not None and out.suffix.lower()[1:] not in _FILES:
        faults.append(f"--out {out.name} : forme inconnue → donnez un nom en .{', .'.join(_FILES)}")
    if faults:
        raise InputRefused(faults)
    if out is not None:
        from coverage_engine.store.run_folder import check_file

        check_file(out)


def _answer(
    published: Published,
    tables: Sequence[DataTable],
    notes: Sequence[str],
    form: str,
    out: Path | None,
) -> None:
    """Show the answer, and write it when asked; what is not the answer goes to the other stream."""
    from coverage_engine.documents.answer_files import tables_file
    from coverage_engine.documents.answer_text import tables_text

    if form == "text":
        print(tables_text(published, tables, notes), end="")
    else:
        print(
            tables_file(published, tables, form, title=tables[0].title, notes=notes).decode(
                "utf-8"
            ),
            end="",
        )
    if out is not None:
        from coverage_engine.store.run_folder import write_file

        write_file(
            out,
            tables_file(
                published, tables, out.suffix.lower()[1:], title=tables[0].title, notes=notes
            ),
        )
        print(f"Écrit dans {out}", file=sys.stderr)


def _figure(text: str | None, option: str, unit: str) -> Fraction | None:
    """A figure of 0 or more as people type it: «1 500», «10,5 h»."""
    if text is None:
        return None
    plain = _SPACES.sub("", text).removesuffix(unit)
    if not _FIGURE.fullmatch(plain):
        raise InputRefused(
            [f"{option} {text[:40]} : n’est pas un nombre positif → par exemple 1500 ou 10,5"]
        )
    return Fraction(plain.replace(",", "."))


def _changes(
    withdrawn: Sequence[str],
    added: Sequence[str],
    withdrawn_needs: Sequence[str],
    set_needs: Sequence[str],
) -> Changes:
    from coverage_engine.questions.parse_changes import read_changes
    from coverage_engine.sources.supposed import read_supposed

    files = [text for text in added if text.lower().endswith(_TABLES)]
    changes = read_changes(
        withdrawn=withdrawn,
        added=[text for text in added if text not in files],
        withdrawn_needs=withdrawn_needs,
        set_needs=set_needs,
        made=[offer for name in files for offer in read_supposed(Path(name))],
    )
    if not changes:
        raise InputRefused(
            [
                "what-if : rien n’est supposé → --withdraw, --add-offer, --withdraw-need ou"
                " --set-need"
            ]
        )
    return changes
