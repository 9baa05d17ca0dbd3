"""Every page of the desk in a real browser: axe-core, narrow screens, zoom, what it loads, what the
console says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import needs_chromium
from desk_pages import PAGES, addresses
from desk_support import Server, plain_spaces

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium

# Texts and targets of a page that lie over one another: links, buttons, fields and headings by line
# of text.
OVERLAPS = """() => {
  const shown = [...document.querySelectorAll('main a, main button, main input:not([type=hidden]), main select, main summary, main h1, main h2, main h3, main h4, header a, header input, header button')]
    .filter(e => e.checkVisibility() && !e.closest('.off'));
  const boxes = shown.flatMap(e => [...e.getClientRects()].map(r => [e, r]));
  const out = [];
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const [a, r] = boxes[i], [b, s] = boxes[j];
    if (a === b || a.contains(b) || b.contains(a)) continue;
    const w = Math.min(r.right, s.right) - Math.max(r.left, s.left), h = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
    if (w > 2 && h > 4) out.push([a.outerHTML.slice(0, 120), b.outerHTML.slice(0, 120)]);
  }
  return out.slice(0, 3);
}"""
# Words that a person can read, in order.
WORDS = "() => document.body.innerText.split(/\\s+/).filter(Boolean)"
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


@pytest.fixture(scope="module")
def tabs(browser: Browser, desk: Server) -> Iterator[dict[str, Tab]]:
    """A wide screen, a narrow one, and a wide one zoomed at 200 % (half as wide, twice as
    dense).
    """
    made = {}
    for name, width, scale in (("large", 1280, 1), ("étroit", 320, 1), ("zoom", 640, 2)):
        context = browser.new_context(
            base_url=desk.address,
            viewport={"width": width, "height": 800},
            device_scale_factor=scale,
        )
        made[name] = tab = Tab(context.new_page())
        tab.page.on("request", lambda request, tab=tab: tab.requested.append(request.url))
        tab.page.on("pageerror", lambda error, tab=tab: tab.complaints.append(str(error)))
        tab.page.on("console", lambda message, tab=tab: _note(tab, message))
    yield made
    for tab in made.values():
        tab.page.context.close()


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


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_self_contained_and_quiet(
    tabs: dict[str, Tab], known: dict[str, str], desk: Server, name: str
) -> None:
    """And at 320 px or zoomed at 200 %: no sideways scroll of the page, the same words, nothing
    over anything else.
    """
    read = {}
    for kind, tab in tabs.items():
        page = opened(tab, known[name], PAGES[name][1])
        read[kind] = page.evaluate(WORDS)
        assert [u for u in tab.requested if not u.startswith(desk.address + "/")] == []
        assert tab.complaints == []
        if kind == "large":
            head = page.evaluate(HEAD)
            violations = Axe().run(page).response["violations"]
        else:
            assert (
                page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
            )  # type: ignore[index]
            assert page.evaluate(OVERLAPS) == []
    assert [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in violations] == []
    assert (head["lang"], head["h1"], head["inline"], head["duplicates"]) == ("fr", 1, 0, [])
    assert head["title"].endswith(" – Bureau des acheteurs")
    assert len(head["title"]) > len(" – Bureau des acheteurs")
    assert read["étroit"] == read["zoom"] == read["large"]


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
