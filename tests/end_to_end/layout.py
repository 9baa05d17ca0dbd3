"""What a page does with other letters, on narrow screens and with larger text: every fault of
its layout.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

from coverage_engine.documents.fonts import FONTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

# How the embedded font is changed. Large letters advance by a fifth more and stand less high, as
# those of DejaVu Sans do; overrides are shares of the size as adjusted.
LETTERS = {
    "police embarquée": "",
    "lettres larges": "size-adjust: 120%; ascent-override: 77.4%; descent-override: 19.7%;",
}
# Width in CSS pixels, and size of the text that the reader's browser asks for. A page zoomed at
# 200 % is half as wide.
SCREENS = {
    "large": (1280, 16),
    "étroit": (320, 16),
    "zoom": (640, 16),
    "texte doublé": (1280, 32),
    "texte doublé, étroit": (320, 32),
}
_FACES = {"NotoSans-Regular.ttf": 400, "NotoSans-Bold.ttf": 700}
_OPEN = "document.querySelectorAll('details').forEach(e => e.open = true)"
_WORDS = "document.body.innerText.split(/\\s+/).filter(Boolean)"
# At most three faults of each kind: the page itself scrolls sideways; what is cut cannot be
# scrolled with the keyboard; texts and controls lie over one another, by line of text; something
# lies over the middle of a line of a control.
_FAULTS = """() => {
  const name = e => e.outerHTML.slice(0, 120);
  const some = (kind, list) => list.slice(0, 3).map(x => kind + ' : ' + x);
  const shown = s => [...document.querySelectorAll(s)]
    .filter(e => e.checkVisibility() && !e.closest('.off, .skip'));
  const root = document.documentElement;
  const wide = root.scrollWidth > innerWidth ? [root.scrollWidth + ' px'] : [];
  const cut = shown('body *').filter(e => e.scrollWidth > e.clientWidth + 1 && e.tabIndex < 0
    && ['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX)).map(name);
  const controls = 'a[href], button, input:not([type=hidden]), select, summary';
  const boxes = shown(':is(main, header) :is(' + controls + ', h1, h2, h3, h4)')
    .flatMap(e => [...e.getClientRects()].map(r => [e, r]));
  const over = [];
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const [a, r] = boxes[i], [b, s] = boxes[j];
    if (a === b || a.contains(b) || b.contains(a)) continue;
    const w = Math.min(r.right, s.right) - Math.max(r.left, s.left);
    const h = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
    if (w > 2 && h > 4) over.push(name(a) + ' | ' + name(b));
  }
  const covered = [], screen = {left: 0, top: 0, right: innerWidth, bottom: innerHeight};
  for (const e of shown(controls)) {
    e.scrollIntoView({block: 'center', inline: 'center'});
    const view = e.closest('.scroll')?.getBoundingClientRect() ?? screen;
    for (const r of e.getClientRects()) {
      const x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
      const seen = x > view.left && x < view.right && y > view.top && y < view.bottom;
      const hit = document.elementFromPoint(x, y);
      if (seen && r.width > 1 && r.height > 1 && hit && !e.contains(hit))
        covered.push(name(hit) + ' | ' + name(e));
    }
  }
  return [...some('défile de côté', wide), ...some('coupé', cut),
    ...some('se chevauchent', over), ...some('couvert', covered)];
}"""


def stylesheet(letters: str) -> str:
    """Rules that set every text in the embedded font, changed as one of ``LETTERS`` says."""
    faces = []
    for name, weight in _FACES.items():
        font = base64.b64encode((FONTS / name).read_bytes()).decode()
        source = f"src: url(data:font/ttf;base64,{font}); {LETTERS[letters]}"
        faces.append(f"@font-face {{ font-family: Essai; font-weight: {weight}; {source} }}")
    return "\n".join([*faces, "* { font-family: Essai !important; }"])


@contextmanager
def context_in(
    browser: Browser, letters: str, address: str = "", *, scripted: bool = True
) -> Iterator[BrowserContext]:
    """A new reader, whose reports and desk (at ``address``) are set in one of ``LETTERS``.

    The pages' security policy refuses any font; it is in force in the tests that set no letters.
    """
    context = browser.new_context(
        base_url=address or None,
        java_script_enabled=scripted,
        bypass_csp=True,
        viewport={"width": 1280, "height": 800},
        device_scale_factor=2,
    )
    added = stylesheet(letters)

    def set_in_letters(route: Route) -> None:
        place = urlsplit(route.request.url)
        if place.scheme == "file":
            report = Path(url2pathname(place.path)).read_text(encoding="utf-8")
            body = report.replace("</style>", f"{added}</style>", 1)
            route.fulfill(body=body, content_type="text/html; charset=utf-8")
        else:
            came = route.fetch()
            route.fulfill(response=came, body=came.text() + added)

    context.route(re.compile(r"^file:.*\.html|\.css"), set_in_letters)
    yield context
    context.close()


def layout_faults(page: Page) -> list[str]:
    """What does not hold on one of ``SCREENS``, folded parts opened; nothing when all holds."""
    browser = page.context.new_cdp_session(page)
    page.evaluate(_OPEN)
    page.evaluate("document.fonts.ready.then(() => {})")
    found: list[str] = []
    words: list[str] = page.evaluate(_WORDS)
    for name, (width, size) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": 800})
        browser.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
        found += [f"{name}, {fault}" for fault in page.evaluate(_FAULTS)]
        if page.evaluate(_WORDS) != words:
            found.append(f"{name}, d’autres mots")
    browser.detach()
    return found


def report_layout_faults(browser: Browser, letters: str, report: Path) -> list[str]:
    """``layout_faults`` of a report set in one of ``LETTERS``."""
    with context_in(browser, letters) as context:
        page = context.new_page()
        page.goto(report.as_uri())
        return layout_faults(page)
