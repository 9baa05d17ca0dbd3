"""What looks for faults of layout finds those that are planted, and letters are as wide as said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chromium import needs_chromium
from layout import LETTERS, context_in, report_layout_faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = needs_chromium
_START = "<!doctype html><style>.big { width: 90rem; }</style><main>"
FAULTS = {
    "sans défaut": (f"{_START}<p>Un <a href='/'>lien</a></p>", ""),
    "tableau qui défile": (
        f"{_START}<div tabindex='0' style='overflow-x: auto'><p class='big'>Un",
        "",
    ),
    "tableau hors du clavier": (
        f"{_START}<div style='overflow-x: auto'><p class='big'>Un",
        "coupé",
    ),
    "mot long": (f"{_START}<p>{'anticonstitutionnellement' * 3}", "défile de côté"),
    "bouton couvert": (
        f"{_START}<button>Oui</button><p style='position: relative; top: -3rem'>Un<br>deux",
        "couvert",
    ),
    "titre sur un lien": (
        f"{_START}<a href='/'>Un</a><h2 style='margin: -1.5rem 0 0 0'>Deux</h2>",
        "se chevauchent",
    ),
    "mots en moins": (
        "<!doctype html><style>@media (max-width: 400px) { b { display: none; } }</style>"
        "Un <b>deux",
        "d’autres mots",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_planted_faults_are_found(browser: Browser, tmp_path: Path, name: str) -> None:
    text, fault = FAULTS[name]
    page = tmp_path / "page.html"
    page.write_text(text, encoding="utf-8")
    found = report_layout_faults(browser, "police embarquée", page)
    assert bool(found) == bool(fault)
    assert any(fault in line for line in found) or not fault


def test_letters_are_set_and_large_ones_are_a_fifth_wider(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<style>p { float: left; font: 16px monospace; line-height: normal; }</style>"
        "<p>Formuler des demandes précises à un outil d’IA</p>",
        encoding="utf-8",
    )
    size = {}
    for letters in LETTERS:
        with context_in(browser, letters) as context:
            tab = context.new_page()
            tab.goto(page.as_uri())
            tab.evaluate("document.fonts.ready.then(() => {})")
            size[letters] = tab.locator("p").bounding_box() or {}
    pinned, large = size["police embarquée"], size["lettres larges"]
    assert large["width"] == pytest.approx(1.2 * pinned["width"], rel=0.01)
    assert large["height"] < pinned["height"]
