"""Format cells: «Présentiel / Distanciel», «Mixte», «Distanciel (FOAD/MOOC)»."""

from __future__ import annotations

import re

from coverage_engine.domain.normalise import fold

_REMOTE = (
    r"distanc|a distance|en ligne|online|e-?learning|foad|mooc|webinaire|visio|classe virtuelle"
)
# Printed word → the three formats buyers filter on. A mixed course is both, and says so.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"presentiel|sur site|en salle|face a face", ("présentiel",)),
    (_REMOTE, ("distanciel",)),
    (r"mixte|hybride|blended|bimodal", ("mixte",)),
)


def read_formats(text: str) -> tuple[tuple[str, ...], str]:
    """Read a format cell into a tuple among ``présentiel``, ``distanciel``, ``mixte``.

    Returns
    -------
    (formats, fault):
        ``fault`` is ``"illisible"`` when something is printed and nothing is recognised.

    >>> read_formats("Présentiel ou distanciel")
    (('présentiel', 'distanciel'), '')
    """
    folded = " ".join(fold(text).split())
    found: list[str] = []
    for pattern, formats in _WORDS:
        if re.search(rf"(?<!non )(?<!non-)(?:{pattern})", folded):
            found.extend(formats)
    return tuple(found), "illisible" if folded and not found else ""


def looks_like_format(text: str) -> bool:
    """Whether a cell names a format."""
    return bool(read_formats(text)[0])
