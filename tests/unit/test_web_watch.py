"""A new run in the folder is taken up whole; a broken one is refused and the old one kept."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from desk_client import ANY_HOST
from starlette.testclient import TestClient

from coverage_engine.domain.errors import InputRefused
from coverage_engine.jobs.coverage import run
from coverage_engine.jobs.publish import render_files
from coverage_engine.store.run_folder import write_folder
from coverage_engine.web.app import make_app
from coverage_engine.web.live_run import RunHolder

pytestmark = pytest.mark.slow

DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture(scope="module")
def other_files() -> dict[str, bytes]:
    made = run(
        referential=str(DATA / "referentiel-boulange"), catalogue=str(DATA / "catalogue-boulange")
    )
    return render_files(made, lambda step: None)


@pytest.fixture
def folder(real_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(real_folder, tmp_path / "rapport"))


def settle(holder: RunHolder) -> None:
    """Two looks: the folder must have stayed the same."""
    holder.check()
    holder.check()


def replace(folder: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(folder)
    write_folder(folder, files)


def test_a_new_run_is_taken_up(folder: Path, other_files: dict[str, bytes]) -> None:
    holder = RunHolder.from_folder(folder)
    before = holder.held
    assert not holder.check()
    replace(folder, other_files)
    assert not holder.check(), "un dossier qui vient de changer n’est pas encore lu"
    assert holder.held is before
    assert holder.check()
    assert holder.held.published.stamp != before.published.stamp
    assert holder.held.published.about.referential_id != before.published.about.referential_id
    assert not holder.check()


def test_a_broken_run_is_refused_and_the_old_one_kept(
    folder: Path, real_files: dict[str, bytes]
) -> None:
    holder = RunHolder.from_folder(folder)
    reader = TestClient(make_app(holder, options=ANY_HOST))
    before = reader.get("/").headers["etag"]
    target = folder / "donnees" / "liens.csv"
    target.write_bytes(target.read_bytes().replace(b"0.5", b"0.9", 1))
    settle(holder)
    page = reader.get("/")
    assert page.status_code == 200
    assert "Le dossier a changé mais n’a pas pu être lu" in page.text
    assert page.headers["etag"] != before
    target.write_bytes(real_files["donnees/liens.csv"])
    settle(holder)
    page = reader.get("/")
    assert "n’a pas pu être lu" not in page.text
    assert page.headers["etag"] == before


@pytest.mark.parametrize(
    "broken", ["manifest.json", "donnees/besoins.csv", "donnees/datapackage.json"]
)
@pytest.mark.parametrize("how", ["absent", "vide", "coupé"])
def test_whatever_is_broken_the_server_stays_up(folder: Path, broken: str, how: str) -> None:
    holder = RunHolder.from_folder(folder)
    path = folder / broken
    data = path.read_bytes()
    path.unlink()
    if how != "absent":
        path.write_bytes(data[: len(data) // 2] if how == "coupé" else b"")
    settle(holder)
    reply = TestClient(make_app(holder, options=ANY_HOST)).get("/")
    assert reply.status_code == 200
    assert "n’a pas pu être lu" in reply.text


def test_a_folder_without_run_is_refused_at_start(tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        RunHolder.from_folder(tmp_path)


def test_readers_see_one_run_or_the_other_never_half(
    folder: Path, real_files: dict[str, bytes], other_files: dict[str, bytes]
) -> None:
    holder = RunHolder.from_folder(folder)
    with TestClient(make_app(holder, options=ANY_HOST)) as reader:
        pages = {holder.held.published.about.referential_id: len(holder.held.published.metiers)}
        replace(folder, other_files)
        settle(holder)
        pages[holder.held.published.about.referential_id] = len(holder.held.published.metiers)
        wrong: list[str] = []
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                reply = reader.get("/api/v1/metiers")
                told = reply.json()
                if pages[told["execution"]["referentiel"]] != told["pagination"]["total"]:
                    wrong.append(reply.text)

        threads = [threading.Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        for files in (real_files, other_files) * 2:
            replace(folder, files)
            settle(holder)
        stop.set()
        for thread in threads:
            thread.join()
    assert not wrong


def test_tables_that_do_not_go_together_are_refused_and_the_folder_still_watched(
    folder: Path, real_files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only shows when the indexes are built is refused as what shows when a table is read."""
    holder = RunHolder.from_folder(folder)
    before = holder.held.published

    def broken(published: object) -> None:
        raise KeyError("Boulanger")

    target = folder / "donnees" / "liens.csv"
    with monkeypatch.context() as patched:
        patched.setattr("coverage_engine.web.live_run.make_ready", broken)
        target.write_bytes(real_files["donnees/liens.csv"])
        (folder / "manifest.json").write_bytes(real_files["manifest.json"] + b"\n")
        settle(holder)
    assert holder.held.published is before
    assert "ne vont pas ensemble" in (holder.held.notice or "")
    (folder / "manifest.json").write_bytes(real_files["manifest.json"])
    settle(holder)
    assert not holder.held.notice
