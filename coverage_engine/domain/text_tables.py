"""Short tables of words written as text, so that a person reads and completes them at a glance."""

from __future__ import annotations

import re


def lines(text: str) -> list[str]:
    """Lines of a table; an indented line continues the one above.

    >>> lines('''
    ... a | b
    ...   c
    ... d
    ... ''')
    ['a | b c', 'd']
    """
    return re.sub(r"\n +", " ", text.strip("\n")).split("\n")


def names(text: str) -> tuple[str, ...]:
    """Names set apart by commas, in order, whatever the lines.

    >>> names("metier, nom du poste")
    ('metier', 'nom du poste')
    """
    return tuple(name for part in text.split(",") if (name := " ".join(part.split())))


def named_lists(text: str) -> dict[str, tuple[str, ...]]:
    """Lists of names by what they are the names of: ``what: name, name``, one a line.

    >>> named_lists("metier: metier, poste")
    {'metier': ('metier', 'poste')}
    """
    parts = (line.partition(":") for line in lines(text))
    return {what: names(own) for what, _, own in parts}
