"""The folder changes while people read: every answer is whole and of one run; a broken run changes
nothing but the notice.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from desk_pages import METIER
from desk_support import API, PATIENCE, Reply, Server, serving

from coverage_engine.jobs.coverage import run
from coverage_engine.jobs.publish import publish_data
from coverage_engine.sources.resources import CATALOGUES
from coverage_engine.store.run_folder import write_folder

READERS = 20
READ = (
    "/",
    f"/metiers/{METIER}",
    f"{API}/metiers",
    f"{API}/metiers/{METIER}",
    f"{API}/execution",
    f"/metiers/{METIER}/manques.csv",
)
NOTICE = "Le dossier a changé mais n’a pas pu être lu"


@pytest.fixture(scope="module")
def other_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same métiers and a catalogue that lost half of its lines: same addresses, other
    figures.
    """
    made = tmp_path_factory.mktemp("autre")
    catalogue = Path(shutil.copytree(CATALOGUES / "annexe-a-2026", made / "annexe-a-2026"))
    lines = (catalogue / "lignes.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (catalogue / "lignes.csv").write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")
    (catalogue / "decisions.csv").unlink(missing_ok=True)
    publish_data(run(catalogue=str(catalogue)), made / "rapport", progress=lambda step: None)
    return made / "rapport"


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def bodies(desk: Server) -> dict[str, bytes]:
    return {path: desk.ask(path).body for path in READ}


def until(wanted: Callable[[], bool]) -> None:
    """Wait for what must come."""
    end = time.monotonic() + PATIENCE
    while not wanted():
        assert time.monotonic() < end, "rien n’est venu"
        time.sleep(0.1)


def test_readers_get_whole_answers_of_one_run_while_it_changes_then_breaks(
    real_folder: Path, other_folder: Path, tmp_path: Path
) -> None:
    with serving(other_folder, tmp_path / "plaintes-autre.txt") as other:
        after = bodies(other)
    folder = Path(shutil.copytree(real_folder, tmp_path / "rapport"))
    with serving(folder, tmp_path / "plaintes.txt") as desk:
        before = bodies(desk)
        assert not [path for path in READ if before[path] == after[path]]
        wrong: list[tuple[str, Reply]] = []
        seen: set[bool] = set()
        stop = threading.Event()

        def read(number: int) -> None:
            turn = number
            while not stop.is_set():
                path = READ[turn % len(READ)]
                came = desk.ask(path)
                turn += 1
                if came.status != 200 or came.body not in (before[path], after[path]):
                    wrong.append((path, came))
                seen.add(came.body == after[path])

        threads = [threading.Thread(target=read, args=(n,)) for n in range(READERS)]
        for thread in threads:
            thread.start()
        try:
            write_folder(folder, files_of(other_folder))
            until(lambda: desk.ask(READ[0]).body == after[READ[0]])
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        assert wrong == []
        assert seen == {False, True}
        assert bodies(desk) == after
        manifest = folder / "manifest.json"
        manifest.write_bytes(manifest.read_bytes()[:200])
        until(lambda: NOTICE in desk.ask("/").text)
        for path in ("/offres", f"/metiers/{METIER}", "/nulle-part"):
            assert NOTICE in desk.ask(path).text
        for path in (p for p in READ if p.startswith(API)):
            assert desk.ask(path).body == after[path]
