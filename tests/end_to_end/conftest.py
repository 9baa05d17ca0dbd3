"""The desk on the real report, and a browser to read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chromium import CHROMIUM, QUIET
from desk_support import Server, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def desk(real_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The desk on the real report; at the end it has not complained once."""
    with serving(real_folder, tmp_path_factory.mktemp("bureau") / "plaintes.txt") as made:
        yield made


# Of one module, not of the session: while it runs, nothing else can start an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield made
        made.close()
