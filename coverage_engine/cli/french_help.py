"""The command line's own words in French: panels and errors, which Typer writes in English."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

# Base class of Typer's own errors; Typer embeds Click or depends on it, according to its version.
UsageFault: type[Exception] = typer.BadParameter.__mro__[2]

_PANELS = {
    "ARGUMENTS_PANEL_TITLE": "Arguments",
    "OPTIONS_PANEL_TITLE": "Options",
    "COMMANDS_PANEL_TITLE": "Commandes",
    "ERRORS_PANEL_TITLE": "Erreur",
    "DEFAULT_STRING": "[défaut : {}]",
    "REQUIRED_LONG_STRING": "[obligatoire]",
    "ABORTED_TEXT": "Interrompu.",
}
# What a typed value should have been: Typer's English word → French.
_EXPECTED = {"integer": "un nombre entier", "number": "un nombre"}
_HELP = "Affiche cette aide et s’arrête."


def option(flag: str, metavar: str, help: str) -> Any:
    """An option that takes a value."""
    return typer.Option(flag, metavar=metavar, help=help)


def _translate() -> None:
    from typer import rich_utils

    for name, text in _PANELS.items():
        setattr(rich_utils, name, text)


class _French:
    """Writes its help in French; the other base class is Typer's."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        _translate()
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def get_help_option(self, ctx: Any) -> Any:
        """The ``--help`` option, described in French."""
        made = super().get_help_option(ctx)  # type: ignore[misc]
        if made is not None:
            made.help = _HELP
        return made


class FrenchCommand(_French, TyperCommand):
    """A command whose help is in French."""


class FrenchGroup(_French, TyperGroup):
    """The list of commands, in French."""


def usage_message(fault: Exception) -> str:
    """A usage error in French: what is wrong and where, then how to get help."""
    kind = type(fault).__name__
    given = getattr(fault, "option_name", "") or ""
    param = getattr(fault, "param", None)
    shown = getattr(param, "metavar", None) or getattr(param, "name", "") or ""
    message = str(getattr(fault, "message", fault))
    expected = "".join(
        f", {said} est attendu" for word, said in _EXPECTED.items() if f"valid {word}" in message
    )
    words = {
        "NoSuchOption": f"option inconnue : {given}",
        "NoSuchCommand": "commande inconnue",
        "MissingParameter": f"il manque {shown}",
        "BadOptionUsage": f"l’option {given} attend une valeur",
        "BadParameter": f"valeur refusée pour {shown}{expected}",
    }
    if message.startswith("No such command"):
        kind = "NoSuchCommand"
    plain = words.get(kind, "commande mal écrite")
    return f"{plain} → voyez « coverage-engine --help »"
