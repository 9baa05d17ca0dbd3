"""Every page of the desk in a browser: axe-core, layout, what it loads, what the console says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import needs_chromium
from desk_pages import PAGES, addresses
from desk_support import Server, plain_spaces
from layout import LETTERS, context_in, layout_faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium

HEAD = """() => ({lang: document.documentElement.lang, title: document.title, h1: document.querySelectorAll('h1').length,
  inline: document.querySelectorAll('[style], style, script:not([src])').length,
  duplicates: [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)})"""


@dataclass
class Tab:
    """A tab of the browser, and what it asked for and complained of."""

    page: Page
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def known(desk: Server) -> dict[str, str]:
    return addresses(desk)


def watched(page: Page) -> Tab:
    """A tab on which everything asked for and complained of is noted."""
    tab = Tab(page)
    page.on("request", lambda request: tab.requested.append(request.url))
    page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    page.on("console", lambda message: _note(tab, message))
    return tab


@pytest.fixture(scope="module")
def plain_tab(browser: Browser, desk: Server) -> Iterator[Tab]:
    """The desk as it is."""
    context = browser.new_context(base_url=desk.address, viewport={"width": 1280, "height": 800})
    yield watched(context.new_page())
    context.close()


@pytest.fixture(scope="module", params=LETTERS)
def tab_in_letters(request: pytest.FixtureRequest, browser: Browser, desk: Server) -> Iterator[Tab]:
    """The desk set in other letters."""
    with context_in(browser, request.param, desk.address) as context:
        yield watched(context.new_page())


def _note(tab: Tab, message: Any) -> None:
    """The console says that a page was refused: that is what was asked for."""
    refused = (
        message.text.startswith("Failed to load resource")
        and message.location["url"] == tab.page.url
    )
    if message.type in ("error", "warning") and not refused:
        tab.complaints.append(message.text)


def opened(tab: Tab, address: str, status: int) -> Page:
    """The page, with what HTMX adds to it."""
    tab.requested.clear()
    tab.complaints.clear()
    came = tab.page.goto(address)
    assert came is not None
    assert came.status == status
    for late in tab.page.locator("[hx-trigger=load]").all():
        late.wait_for(state="detached")
    return tab.page


def assert_quiet(tab: Tab, desk: Server) -> None:
    """Nothing was asked of anybody else, and the console said nothing."""
    assert [u for u in tab.requested if not u.startswith(desk.address + "/")] == []
    assert tab.complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_self_contained_and_quiet(
    plain_tab: Tab, known: dict[str, str], desk: Server, name: str
) -> None:
    page = opened(plain_tab, known[name], PAGES[name][1])
    head = page.evaluate(HEAD)
    violations = Axe().run(page).response["violations"]
    assert_quiet(plain_tab, desk)
    assert [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in violations] == []
    assert (head["lang"], head["h1"], head["inline"], head["duplicates"]) == ("fr", 1, 0, [])
    assert head["title"].endswith(" – Bureau des acheteurs")
    assert len(head["title"]) > len(" – Bureau des acheteurs")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_holds_with_other_letters_on_narrow_screens_and_with_larger_text(
    tab_in_letters: Tab, known: dict[str, str], desk: Server, name: str
) -> None:
    """No sideways scroll of the page, the same words, nothing over anything else."""
    page = opened(tab_in_letters, known[name], PAGES[name][1])
    assert layout_faults(page) == []
    assert_quiet(tab_in_letters, desk)


def test_titles_tell_pages_apart(desk: Server, known: dict[str, str]) -> None:
    titles = {
        name: desk.ask(path).text.split("<title>")[1].split("</title>")[0]
        for name, path in known.items()
    }
    good = [
        plain_spaces(t)
        for name, t in titles.items()
        if PAGES[name][1] == 200 and "?" not in known[name]
    ]
    assert len(set(good)) == len(good)
