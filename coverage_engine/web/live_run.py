"""The run being shown, and the folder it comes from: a new run is taken up whole, a broken one is
refused.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coverage_engine.domain.errors import CoverageError
from coverage_engine.store.reading import BROKEN
from coverage_engine.store.run_folder import MANIFEST, read_published
from coverage_engine.store.tables import DATA
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import LinkLine
from coverage_engine.web.shell import LoadedRun

_INDEXES = (
    "metier_by_label",
    "metier_by_slug",
    "by_rate",
    "axis_label",
    "axes_of",
    "needs_of",
    "need_by_id",
    "links_of_need",
    "links_of_offer",
    "useful_of_offer",
    "offers_by_title",
    "offer_words",
    "metier_words",
    "competence_words",
    "formats",
    "providers",
    "apart_of",
    "plan_prices",
)
# Name, date and size of each file of a run.
_State = tuple[tuple[str, int, int], ...]
# Said of tables that can be read one by one, and not together.
_INCOHERENT = "ses tables ne vont pas ensemble"


class RunHolder:
    """Holds the run being shown.

    Parameters
    ----------
    published:
        The first run.
    folder:
        Where new ones appear; None for a run that only lives in memory.
    """

    def __init__(self, published: Published, folder: Path | None = None) -> None:
        make_ready(published)
        self._held = LoadedRun(published)
        self._folder = folder
        self._shown = self._seen = _state(folder)
        # Links of the run before, kept until the next look.
        self._leaving: list[tuple[LinkLine, ...]] = []

    @classmethod
    def from_folder(cls, folder: Path) -> RunHolder:
        """Hold the run of a folder.

        Raises
        ------
        InputRefused
            If the folder holds no run, or a broken one.
        """
        before = _state(folder)
        with _unswept():
            made = cls(read_published(folder), folder)
        # What changed during the reading is taken up at the next look.
        made._shown = made._seen = before
        return made

    @property
    def held(self) -> LoadedRun:
        """The run shown now. One assignment replaces it: a request never sees half of each."""
        return self._held

    @property
    def watched(self) -> bool:
        """Whether a folder is watched."""
        return self._folder is not None

    def check(self) -> bool:
        """Take up what the folder now holds, once it has stayed the same between two calls; whether
        something changed.

        A folder being written is thus left alone. Every file read is compared with the SHA-256 of
        the manifest.
        """
        while self._leaving:
            self._leaving.pop()
        state = _state(self._folder)
        if self._folder is None or state == self._shown:
            self._seen = state
            return False
        if state != self._seen:
            self._seen = state
            return False
        try:
            with _unswept():
                new = read_published(self._folder)
                make_ready(new)
        except (CoverageError, *BROKEN) as error:
            self._shown = state
            said = str(error) if isinstance(error, CoverageError) else _INCOHERENT
            self._held = LoadedRun(self._held.published, _notice(said))
            return True
        if _state(self._folder) != state:
            return False
        self._shown = state
        # Given back need after need at the next look, when nobody reads it any more: whole, it
        # would stop every reader.
        self._leaving = list(self._held.published.links_of_need.values())
        self._held = LoadedRun(new)
        return True


@contextmanager
def _unswept() -> Iterator[None]:
    """Read a run without looking for garbage, and never look among its lines afterwards.

    Each search among the million objects of a national run stops every reader for up to a second,
    and finds nothing.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def make_ready(published: Published) -> None:
    """Build the indexes of a run before anyone asks, so that no first reader waits for them."""
    for index in _INDEXES:
        getattr(published, index)


def _state(folder: Path | None) -> _State:
    """What tells that a file of a run has changed, without reading it."""
    if folder is None:
        return ()
    out = []
    try:
        for path in (folder / MANIFEST, *sorted((folder / DATA).iterdir())):
            known = path.stat()
            out.append((path.name, known.st_mtime_ns, known.st_size))
    except OSError:
        # A file that comes and goes: the next look will tell.
        out.append(("", 0, 0))
    return tuple(out)


def _notice(reason: str) -> str:
    return (
        f"Le dossier a changé mais n’a pas pu être lu : {reason}. Les chiffres affichés sont ceux"
        " du calcul précédent."
    )
