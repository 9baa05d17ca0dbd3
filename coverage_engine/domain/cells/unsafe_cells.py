"""Cells no catalogue holds and nobody should open: formulas, active HTML, giant texts."""

from __future__ import annotations

import re

MAX_CELL_CHARS = 32_767  # Excel's own limit for one cell
_COMMAND = re.compile(r"[+\-@][^\W_](?=.*!)(?=.*[|(])", re.DOTALL)
_TAG = re.compile(
    r"</?(?:script|iframe|img|svg|math|object|embed|applet|a|style|link|meta|base|form|input|button|textarea|"
    r"select|video|audio|body|html|head|details|dialog|marquee|template|div|span|p|br|b|i|u|table|tr|td)(?![\w-])"
)


def refused_because(cell: str) -> str:
    """Why a cell is refused, with its remedy, in French; empty for a usual cell.

    >>> refused_because("=1+1")
    'formule refusée, jamais exécutée → remplacez-la par sa valeur'
    >>> refused_because("Budget < 500")
    ''
    """
    if len(cell) > MAX_CELL_CHARS:
        return f"cellule de {len(cell)} caractères → {MAX_CELL_CHARS} au plus"
    bare = cell.lstrip()
    if bare.startswith("=") or _COMMAND.match(bare):
        return "formule refusée, jamais exécutée → remplacez-la par sa valeur"
    if "<" in bare and _TAG.search(bare.casefold()):
        return "balise HTML refusée, jamais exécutée → gardez le texte seul"
    if "\x00" in cell:
        return "caractère nul refusé → effacez et retapez la cellule"
    return ""
