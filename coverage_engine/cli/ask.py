"""How a declared question becomes a command: its options, where its figures come from, how its
answer is shown. Like :mod:`coverage_engine.cli.app`, it prints.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coverage_engine.cli.french_help import FrenchCommand, option
from coverage_engine.cli.source import (
    AskedCatalogue,
    AskedReferential,
    AskedRun,
    Register,
    asked_published,
)
from coverage_engine.domain.errors import InputRefused
from coverage_engine.questions.declared import Question
from coverage_engine.questions.old_names import OLD_NAMES
from coverage_engine.questions.parameters import (
    TICK,
    ArgumentsRefused,
    Pairs,
    Parameter,
    read_arguments,
)

if TYPE_CHECKING:
    from coverage_engine.tables.columns import DataTable
    from coverage_engine.tables.published import Published

# Where the help lists the questions that have no verb.
OTHERS = "Toutes les autres questions, par leur nom"
FORMS = ("text", "json", "csv")
_FILES = ("csv", "xlsx", "json")
# Files that a supposed offer may be read from.
_TABLES = (".csv", ".xlsx")
# A number of learners; anything else names the file of a table.
_COUNT = re.compile(r"[-+]?\d[\d\s.,]*")

_Form = Annotated[
    str, option("--form", "text|json|csv", "Forme de la réponse ; csv donne sa première table.")
]
# The option «--form» of the first version of ``gaps``.
_OldForm = Annotated[str | None, typer.Option("--format", hidden=True)]
_Out = Annotated[
    Path | None,
    option(
        "--out", "FICHIER", "Écrit aussi la réponse : .csv, .xlsx (toutes les tables) ou .json."
    ),
]
# What every command takes beside the parameters of its question.
_COMMON: tuple[tuple[str, object, object], ...] = (
    ("run", AskedRun, None),
    ("form", _Form, "text"),
    ("out", _Out, None),
    ("referential", AskedReferential, None),
    ("catalogue", AskedCatalogue, None),
    ("register", Register, None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer as printed and written; ``text`` and ``json`` replace what its tables give."""

    tables: Sequence[DataTable]
    notes: Sequence[str]
    text: str = ""
    json: str = ""
    code: int = 0
    title: str = ""


# Asks a run, and says the answer; arguments are those of the question, read.
Speaker = Callable[["Published", Mapping[str, Any]], Said]
# What was typed once files are read: without a run yet, only what can be checked.
Settler = Callable[[Pairs, "Published | None"], Pairs]


def add_command(
    app: typer.Typer,
    question: Question,
    speak: Speaker | None = None,
    settle: Settler = lambda pairs, published: pairs,
) -> None:
    """Give a group the command of a question: its parameters, its run, the form of the answer."""

    def command(**given: Any) -> None:
        common = {name: given.pop(name) for name, _, _ in _COMMON}
        common["form"] = given.pop("old_form", None) or common["form"]
        pairs = _pairs(question, given)
        _answer(question, speak or _speaker(question), settle, pairs, **common)

    parts = [*_parameters(question), *_COMMON]
    if not any(p.name == "format" for p in question.parameters):
        parts.append(("old_form", _OldForm, None))
    command.__annotations__ = {name: kind for name, kind, _ in parts}
    command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind
            )
            for name, kind, default in parts
        ]
    )
    name = (question.verb or question.name).replace("_", "-")
    app.command(
        name,
        cls=FrenchCommand,
        help=question.summary,
        rich_help_panel=None if question.verb else OTHERS,
    )(command)


def _parameters(question: Question) -> Iterator[tuple[str, object, object]]:
    """Name, type and default of the parameters of a question, then those of their old names."""
    subjects = [p for p in question.parameters if p.subject]
    for p in question.parameters:
        shown = (p.form or p.name).upper()
        several: Any = p.many or (p.subject and len(subjects) == 1)
        if p.subject:
            argument = typer.Argument(metavar=f"{shown}…" if several else shown, help=p.help)
            empty = None if p.many else ...
            yield p.name, Annotated[list[str] if several else str, argument], empty
            continue
        dashed = f"--{p.name.replace('_', '-')}"
        hint = f"{p.help} À répéter." if p.many else p.help
        for name in (p.name, *(old for old, new in OLD_NAMES.items() if new == p.name)):
            flag = dashed if name == p.name else f"--{name.replace('_', '-')}"
            hidden = name != p.name
            if p.kind == TICK:
                ticked = typer.Option(flag, hidden=hidden, help=hint)
                yield name, Annotated[bool, ticked], False
                continue
            made = typer.Option(flag, metavar=shown, hidden=hidden, help=hint)
            yield name, Annotated[list[str] | None if p.many else str | None, made], None


def _pairs(question: Question, given: Mapping[str, Any]) -> list[tuple[str, object]]:
    """What was typed, by name of parameter; old names are told on the other stream."""
    known = {p.name: p for p in question.parameters}
    out: list[tuple[str, object]] = []
    for name, value in given.items():
        if value is None or value is False or value == []:
            continue
        new = name if name in known else OLD_NAMES[name]
        if new != name:
            old, now = (f"--{word.replace('_', '-')}" for word in (name, new))
            print(
                f"{old} s’appelle maintenant {now} ; l’ancien nom va disparaître", file=sys.stderr
            )
        if known[new].subject and not known[new].many and isinstance(value, list):
            value = " ".join(value)
        out += [(new, v) for v in (value if isinstance(value, list) else [value])]
    return [(name, made) for name, value in out for made in _from_file(known[name], value)]


def _from_file(parameter: Parameter, value: object) -> Sequence[object]:
    """The offers, or the learners, of a table where they may be written; anything else as it is."""
    if parameter.name == "effectif" and not _COUNT.fullmatch(str(value)):
        from coverage_engine.sources.headcount import read_headcount

        return (read_headcount(Path(str(value))),)
    if parameter.name == "ajouter" and str(value).lower().endswith(_TABLES):
        from coverage_engine.sources.supposed import read_supposed

        return read_supposed(Path(str(value)))
    return (value,)


@contextmanager
def options_named() -> Iterator[None]:
    """Refused arguments named as options."""
    try:
        yield
    except ArgumentsRefused as error:
        raise InputRefused(error.worded(_place)) from error


def _place(p: Parameter) -> str:
    return (p.form or p.name).upper() if p.subject else f"--{p.name.replace('_', '-')}"


def _answer(
    question: Question,
    speak: Speaker,
    settle: Settler,
    pairs: Pairs,
    *,
    run: Path | None,
    form: str,
    out: Path | None,
    referential: str | None,
    catalogue: str | None,
    register: Path | None,
) -> None:
    """Ask, show the answer, write it when asked; refused arguments are told beforehand."""
    check_forms(form, out)
    with options_named():
        read_arguments(question.parameters, settle(pairs, None), None)
        if question.parameters and not pairs and not any(p.subject for p in question.parameters):
            names = ", ".join(_place(p) for p in question.parameters)
            raise InputRefused([f"rien n’est demandé → donnez {names}"])
        published = asked_published(run, referential, catalogue, register, links=question.links)
        arguments = read_arguments(question.parameters, settle(pairs, published), published)
        said = speak(published, arguments)
    _show(published, said, form)
    if out is not None:
        from coverage_engine.store.run_folder import write_file

        write_file(out, _file(published, said, out.suffix.lower()[1:]))
        print(f"Écrit dans {out}", file=sys.stderr)
    if said.code:
        raise typer.Exit(said.code)


def _show(published: Published, said: Said, form: str) -> None:
    if form != "text":
        print(_file(published, said, form).decode("utf-8"), end="")
        return
    from coverage_engine.documents.answer_text import tables_text

    print(said.text or tables_text(published, said.tables, said.notes), end="")


def _file(published: Published, said: Said, form: str) -> bytes:
    from coverage_engine.documents.answer_files import JSON, tables_file

    if form == JSON and said.json:
        return said.json.encode("utf-8")
    return tables_file(
        published, said.tables, form, title=said.title or said.tables[0].title, notes=said.notes
    )


def _speaker(question: Question) -> Speaker:
    def speak(published: Published, arguments: Mapping[str, Any]) -> Said:
        found = question.ask(published, arguments)
        return Said(tables=found.tables(), notes=question.notes(found))

    return speak


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
