"""What every page has around its contents: its run, title, menu, notices, footer."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.tables.published import Published
from coverage_engine.web.options import Options

MENU = (
    ("/", "Vue d’ensemble"),
    ("/offres", "Offres"),
    ("/comparer", "Comparer"),
    ("/fragilite", "Fragilité"),
    ("/plan", "Plan d’achat"),
    ("/et-si", "Et si"),
    ("/methode", "Méthode et données"),
    ("/glossaire", "Glossaire"),
)


@dataclass(frozen=True, slots=True)
class LoadedRun:
    """What a request sees from beginning to end: one run, and the notice shown while its folder
    cannot be read.
    """

    published: Published
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Context of the base template.

    Attributes
    ----------
    title:
        Title of the page, before the name of the desk.
    current:
        Address of its entry in the menu; empty when it has none.
    searched:
        Text of the search box; the first page has its own box.
    """

    loaded: LoadedRun
    options: Options
    title: str
    current: str = ""
    searched: str = ""
