"""The system's Chromium: where it is, how it is kept quiet, what it says of a report, and what
to do without it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium absent : installez le paquet « chromium » pour ce test"
)
_DEAD = """() => [...document.querySelectorAll('a[href^="#"]')]
  .filter(a => !document.getElementById(a.hash.slice(1))).map(a => a.hash)"""


def report_faults(browser: Browser, report: Path) -> dict[str, list[str]]:
    """What axe-core finds in a report as it is, its links to nowhere, and what it asks for
    elsewhere.
    """
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": 1280, "height": 900})
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(report.as_uri())
    violations = Axe().run(page).response["violations"]
    dead = page.evaluate(_DEAD)
    page.close()
    found = {
        "axe": [f"{v['id']} {v['nodes'][0]['html'][:200]}" for v in violations],
        "liens morts": dead,
        "demandes": [u for u in requested if not u.startswith("file:")],
    }
    return {name: faults for name, faults in found.items() if faults}
