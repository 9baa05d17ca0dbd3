"""What every page has around its contents: title, menu, notices, footer."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.domain.french import date
from coverage_engine.domain.version import __version__
from coverage_engine.web.live_run import LoadedRun
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
class MenuLine:
    """An entry of the menu."""

    href: str
    label: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Context of the base template.

    Attributes
    ----------
    title:
        Title of the page, before the name of the desk.
    box:
        Whether the search box is at the top; the first page has its own.
    searched:
        Text of the search box.
    notice:
        Why the folder could not be read again; empty when all is well.
    """

    title: str
    box: bool
    menu: tuple[MenuLine, ...]
    searched: str
    notice: str
    referential: str
    edition: str
    catalogue: str
    date: str
    version: str
    open_to_network: bool


def shell_of(
    held: LoadedRun, options: Options, *, title: str, current: str, searched: str = ""
) -> Shell:
    """The shell of a page; ``current`` is the address of its menu entry, empty when it has none."""
    about = held.published.about
    menu = tuple(MenuLine(href, label, href == current) for href, label in MENU)
    return Shell(
        title=title,
        box=current != "/",
        menu=menu,
        searched=searched,
        notice=held.notice,
        referential=about.referential,
        edition=about.edition,
        catalogue=about.catalogue,
        date=date(about.date),
        version=__version__,
        open_to_network=options.open_to_network,
    )
