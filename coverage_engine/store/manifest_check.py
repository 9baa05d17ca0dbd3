"""What a report says of itself, checked in one pass before anything is read from it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

NAME = "manifest.json"
_ABSENT = object()
_SHA256 = re.compile(r"[0-9a-f]{64}")

Check = Callable[[object], bool]


class Damaged(ValueError):
    """A file is not as written. ``faults``: one French sentence each, which file or entry."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__(" ; ".join(faults))


def parse(name: str, data: bytes) -> Any:
    """JSON of one file of a report.

    Raises
    ------
    Damaged
        If it is cut, is not JSON, or is nested deeper than any report.
    """
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise Damaged(f"{name} : fichier coupé ou modifié, ce n’est pas du JSON lisible") from None


def check_manifest(manifest: Mapping[str, Any]) -> None:
    """Refuse a manifest whose entries are not what a report writes.

    Raises
    ------
    Damaged
        With every entry that is missing or of another shape.
    """
    faults = [
        f"{NAME}, « {name} » : {'entrée absente' if value is _ABSENT else expected}"
        for name, (check, expected) in (_ENTRIES | _LATER).items()
        if not (name in _LATER and manifest.get(name) is None)
        and ((value := manifest.get(name, _ABSENT)) is _ABSENT or not check(value))
    ]
    if faults:
        raise Damaged(*faults)


def is_text(value: object) -> bool:
    """Whether a value is a text that can be shown: half of a character cannot."""
    return isinstance(value, str) and not any("\ud800" <= c <= "\udfff" for c in value)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _date(value: object) -> bool:
    if value is None:
        return True
    try:
        return isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _sha256(value: object) -> bool:
    return isinstance(value, str) and bool(_SHA256.fullmatch(value))


def _table_of(inside: Check) -> Check:
    return lambda value: (
        isinstance(value, dict) and all(is_text(k) and inside(v) for k, v in value.items())
    )


def _list_of(inside: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(inside, value))


def _record(**parts: Check) -> Check:
    return lambda value: (
        isinstance(value, dict)
        and all(n in value and check(value[n]) for n, check in parts.items())
    )


_FILE: dict[str, Check] = {"fichier": is_text, "octets": _whole, "sha256": _sha256}
# What each entry must be, and how to say it.
_ENTRIES: dict[str, tuple[Check, str]] = {
    "date": (_date, "une date comme 2026-11-01 est attendue, ou rien"),
    "referentiel": (_record(id=is_text, titre=is_text, edition=is_text),
        "id, titre et edition sont attendus, en texte"),
    "catalogue": (_record(id=is_text, titre=is_text), "id et titre sont attendus, en texte"),
    "reglages": (_table_of(_figure), "une table de nombres est attendue"),
    "comptes": (_table_of(_whole), "une table de nombres entiers est attendue"),
    "alias": (_table_of(is_text), "une table de noms est attendue"),
    "hors_perimetre": (_list_of(is_text), "une liste de noms est attendue"),
    "entrees": (_list_of(_record(role=is_text, **_FILE)),
        "une liste de fichiers (role, fichier, octets, sha256) est attendue"),
    "versions": (_table_of(is_text), "une table de versions est attendue, en texte"),
    "sorties": (_list_of(_record(**_FILE)),
        "une liste de fichiers (fichier, octets, sha256) est attendue"),
}  # fmt: skip
# Entries that earlier versions did not write, and that may be null.
_LATER: dict[str, tuple[Check, str]] = {
    "origine": (
        _record(branche=is_text, credits=_list_of(is_text), sources=_list_of(is_text)),
        "branche, credits et sources sont attendus, en texte",
    ),
    "registre": (
        _record(label=is_text, date=is_text, size=_whole, sha256=_sha256, rncp=_whole, rs=_whole),
        "label, date, size, sha256, rncp et rs sont attendus",
    ),
    "effectifs": (
        _record(posts=_whole, unmapped=lambda n: n is None or _whole(n), min_cell=_whole),
        "posts, unmapped et min_cell sont attendus, en nombres entiers",
    ),
}
