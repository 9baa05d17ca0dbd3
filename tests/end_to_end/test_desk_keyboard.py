"""The desk with the keyboard alone: everything is reached, and one always sees where one is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from chromium import needs_chromium
from desk_pages import METIER, addresses
from desk_support import PATIENCE, Server, plain_spaces

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium

# Where the focus is: text, whether an outline shows it, and whether it is on the screen.
FOCUS = """() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect(); return {
  name: (e.labels?.[0]?.innerText || e.getAttribute('aria-label') || e.innerText || '').replace(/\\s+/g, ' ').trim(),
  tag: e.tagName, id: e.id, outline: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
  seen: r.width > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth }; }"""
# What must be reached: what can be pressed or typed in, and the tables that scroll. Cells of the
# map repeat the link of their line.
WANTED = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]')]
  .filter(e => e.tabIndex >= 0 && e.checkVisibility()).length"""
# Presses of Tab after which something is out of reach.
MOST = 400


@pytest.fixture
def page(browser: Browser, desk: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=desk.address, viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def tab(page: Page) -> dict[str, Any]:
    """Press Tab; what has the focus then, which must be seen."""
    page.keyboard.press("Tab")
    found: dict[str, Any] = page.evaluate(FOCUS)
    if found["tag"] != "BODY":
        assert found["outline"], found
        assert found["seen"], found
    return found


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what is called ``name``."""
    for _ in range(MOST):
        if plain_spaces(tab(page)["name"]).startswith(name):
            return
    pytest.fail(f"« {name} » n’est pas atteint avec Tab")


@pytest.mark.parametrize(
    "name", ["aperçu", "offres", "offre", "plan", "et si", "comparaison", "besoin"]
)
def test_every_control_is_reached_once(page: Page, desk: Server, name: str) -> None:
    page.goto(addresses(desk)[name])
    wanted = page.evaluate(WANTED)
    assert 10 < wanted < MOST
    page.evaluate(
        "window.reached = new Set(); document.addEventListener('focusin', e =>"
        " reached.add(e.target))"
    )
    for _ in range(wanted):
        assert tab(page)["tag"] != "BODY"
    assert page.evaluate("reached.size") == wanted


def test_the_whole_journey_without_a_mouse(page: Page) -> None:
    from playwright.sync_api import expect

    page.goto("/")
    assert tab(page)["name"] == "Aller au contenu"
    page.keyboard.press("Enter")
    tab_to(page, "Métier, compétence, offre ou code")
    page.keyboard.type("gestionaire de dossier")
    # On a busy machine, what is typed so far is searched too: the last answer alone is waited for.
    expect(page.locator("#suggestions a").first).to_have_text(
        "Gestionnaire de dossiers d’assistance", timeout=PATIENCE * 1000
    )
    page.wait_for_load_state("networkidle")
    tab_to(page, "Rechercher")
    assert tab(page)["name"] == "Gestionnaire de dossiers d’assistance"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/metiers/{METIER}")
    tab_to(page, "Ce qui manque (")
    page.keyboard.press("Enter")
    tab_to(page, "Formuler des demandes précises")
    page.keyboard.press("Enter")
    tab_to(page, "Offres retenues et pourquoi ce lien")
    page.keyboard.press("Enter")
    assert page.locator(":target .whys .proof").first.is_visible()


def test_a_filter_and_a_choice_of_several_without_a_mouse(page: Page) -> None:
    page.goto("/offres")
    tab_to(page, "Filtrer les offres")
    page.keyboard.press("Enter")
    tab_to(page, "Certifiante seulement")
    page.keyboard.press("Space")
    page.wait_for_url("**certifiante=oui*")
    page.get_by_role("list", name="Filtres en cours").wait_for()
    assert plain_spaces(page.evaluate(FOCUS)["name"]) == "Certifiante seulement"
    page.goto("/comparer")
    tab_to(page, "Métiers à comparer")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowDown")
    tab_to(page, "Comparer")
    page.keyboard.press("Enter")
    page.get_by_role("region", name="Taux par axe").wait_for()
    assert page.url.count("metier=") == 2
