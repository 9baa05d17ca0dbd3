"""What every folder of tables may hold beside them: a descriptor, people, aliases."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.branch import Alias
from coverage_engine.sources.table_schema import Record


def read_package(folder: Path) -> Mapping[str, object]:
    """The descriptor ``datapackage.json`` of a folder; empty without one.

    Raises
    ------
    InputRefused
        If it is not a JSON object.
    """
    path = folder / "datapackage.json"
    if not path.is_file():
        return {}
    place = f"{folder.resolve().name}/datapackage.json"
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        raise InputRefused(f"{place} : JSON illisible → corrigez-le ou supprimez-le") from None
    if not isinstance(package, dict):
        raise InputRefused(f"{place} : un objet JSON est attendu")
    return package


def read_credits(package: Mapping[str, object]) -> tuple[str, ...]:
    """People of a descriptor, each with a role."""
    people = package.get("contributors")
    if not isinstance(people, list):
        return ()
    return tuple(
        f"{p.get('title', '')} ({p.get('role', '')})" for p in people if isinstance(p, dict)
    )


def read_aliases(rows: Iterable[Record]) -> tuple[Alias, ...]:
    """Rows of ``alias.csv``."""
    return tuple(
        Alias(
            label=r.text("libelle"),
            nature=r.text("nature"),
            target=r.text("cible"),
            status=r.text("statut"),
            reason=r.text("justification"),
        )
        for r in rows
    )
