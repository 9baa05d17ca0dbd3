"""Which files were read, and the date a run bears: never the clock."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.provenance import InputFile
from coverage_engine.domain.model.register import RegisterInfo
from coverage_engine.domain.version import __version__


def describe_inputs(referential: Path, catalogue: Path) -> tuple[InputFile, ...]:
    """Name, size and SHA-256 of every input file, by role then relative name."""
    return (*describe_input("référentiel", referential), *describe_input("catalogue", catalogue))


def describe_input(role: str, path: Path) -> tuple[InputFile, ...]:
    """Name, size and SHA-256 of a file, or of every table of a folder, in name order."""
    out = []
    files = (
        sorted(p for p in path.iterdir() if p.suffix in (".csv", ".json"))
        if path.is_dir()
        else [path]
    )
    for file in files:
        data = file.read_bytes()
        name = f"{path.name}/{file.name}" if path.is_dir() else file.name
        out.append(InputFile(role, name, len(data), hashlib.sha256(data).hexdigest()))
    return tuple(out)


def describe_register(info: RegisterInfo) -> tuple[InputFile, ...]:
    """The register as an input: the export it was imported from, with its SHA-256."""
    return (InputFile("registre", info.label, info.size, info.sha256),)


def publication_date(source_date_epoch: str | None, *folders: Path) -> tuple[str, int]:
    """Date of a run: ``SOURCE_DATE_EPOCH``, else the latest ``created`` of the descriptors.

    Returns
    -------
    (date, epoch):
        ISO date and seconds since 1970 (UTC); ``("", 0)`` when no input is dated.

    Raises
    ------
    InputRefused
        If ``SOURCE_DATE_EPOCH`` is not a number of seconds.
    """
    if source_date_epoch:
        try:
            moment = dt.datetime.fromtimestamp(int(source_date_epoch), dt.UTC)
        except (ValueError, OverflowError, OSError):
            raise InputRefused(
                "SOURCE_DATE_EPOCH : un nombre de secondes est attendu → corrigez cette variable"
            ) from None
        return moment.date().isoformat(), int(source_date_epoch)
    dates = [d for folder in folders if (d := _created(folder / "datapackage.json"))]
    if not dates:
        return "", 0
    latest = max(dates)
    return latest.isoformat(), int(dt.datetime.combine(latest, dt.time(), dt.UTC).timestamp())


def _created(descriptor: Path) -> dt.date | None:
    if not descriptor.is_file():
        return None
    try:
        return dt.date.fromisoformat(
            str(json.loads(descriptor.read_text(encoding="utf-8")).get("created", ""))[:10]
        )
    except (ValueError, AttributeError):
        return None


def versions_of(libraries: Iterable[str]) -> dict[str, str]:
    """Version of this program, then of the libraries that may change its output."""
    return {"coverage-engine": __version__, **{n: metadata.version(n) for n in libraries}}
