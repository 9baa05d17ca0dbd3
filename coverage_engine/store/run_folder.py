"""A run on disk. Files are written aside, put in place at the end: no partial output is left."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coverage_engine.domain.errors import CoverageError, InputRefused, OutputRefused
from coverage_engine.domain.model.provenance import InputFile, Provenance
from coverage_engine.domain.model.register import RegisterInfo
from coverage_engine.store.manifest_check import NAME, Damaged, check_manifest, parse
from coverage_engine.store.reading import BROKEN, Reading, check_clues, check_references, faults_of
from coverage_engine.store.tables import PACKAGE, TableFiles
from coverage_engine.tables.columns import DataTable
from coverage_engine.tables.load_published import about_of, published_from
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import About, CountedPosts

if TYPE_CHECKING:
    from coverage_engine.analysis.run import Run

MANIFEST = NAME
_OURS = "coverage-engine"


def manifest(run: Run, files: Mapping[str, bytes]) -> bytes:
    """What a run was made from and wrote: files with SHA-256, settings, versions, counts."""
    about = about_of(run)
    content = {
        "referentiel": {
            "id": run.referential.id,
            "titre": run.referential.title,
            "edition": run.referential.edition,
        },
        "catalogue": {"id": run.catalogue.id, "titre": run.catalogue.title},
        "reglages": {s.name: float(s.value) for s in run.referential.settings.rows()},
        "comptes": {
            "lignes": len(run.catalogue.rows),
            "offres": len(run.offers),
            "offres_comptees": run.portrait.counted,
            "metiers": len(run.metiers),
            "besoins": len(run.needs),
            "liens": len(run.links),
            "anomalies": len(run.anomalies),
        },
        "alias": dict(about.aliases),
        "hors_perimetre": about.outside,
        "origine": {"branche": about.branch, "credits": about.credits, "sources": about.sources},
        "registre": about.register and asdict(about.register),
        "effectifs": about.posts and asdict(about.posts),
    }
    return manifest_bytes(content, run.provenance, files)


def manifest_bytes(
    content: Mapping[str, object], provenance: Provenance, files: Mapping[str, bytes]
) -> bytes:
    """A manifest: date, inputs, versions, outputs around what is proper to a kind of report."""
    whole = {
        "programme": _OURS,
        "date": provenance.date or None,
        **content,
        "entrees": [
            {"role": f.role, "fichier": f.name, "octets": f.size, "sha256": f.sha256}
            for f in provenance.inputs
        ],
        "versions": {name: version for name, version in provenance.versions.items() if version},
        "sorties": [
            {"fichier": name, "octets": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        ],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` (path inside the folder → bytes) so that either all or none are put in place.

    A folder that exists must be empty or hold a run of ours; files of other people in it are left
    alone.

    Raises
    ------
    OutputRefused
        If the folder is not ours to fill or cannot be written.
    """
    check_folder(folder, _nature(files.get(MANIFEST, b"{}")))
    staging: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        for name, data in files.items():
            target = staging / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for name in files:
            final = folder / name
            final.parent.mkdir(parents=True, exist_ok=True)
            (staging / name).replace(final)
    except OSError as error:
        place = Path(error.filename).name if error.filename else folder.name
        raise OutputRefused(
            f"Impossible d’écrire {place} ({error.strerror}). Fermez le fichier s’il est ouvert"
            " dans un autre logiciel, ou choisissez un autre dossier avec --out."
        ) from None
    finally:
        if staging:
            shutil.rmtree(staging, ignore_errors=True)


def check_folder(folder: Path, nature: str = "") -> None:
    """Refuse early a place that cannot be a run folder.

    Parameters
    ----------
    nature:
        Which report is about to be written, as its manifest says; the coverage report has no
        nature.

    Raises
    ------
    OutputRefused
        If ``folder`` is a file, or holds something that is not a run of ours, or another report of
        ours.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputRefused(f"« {folder.name} » est un fichier : donnez un nom de dossier à --out.")
    if folder.is_dir() and any(folder.iterdir()) and not is_run(folder):
        raise OutputRefused(
            f"Le dossier « {folder.name} » contient autre chose qu’un rapport : choisissez un"
            " dossier vide ou nouveau avec --out."
        )
    if is_run(folder) and _nature((folder / MANIFEST).read_bytes()) != nature:
        raise OutputRefused(
            f"Le dossier « {folder.name} » contient un autre rapport : choisissez un autre dossier"
            " avec --out."
        )


def _nature(manifest: bytes) -> str:
    return str(json.loads(manifest).get("nature", ""))


def is_run(folder: Path) -> bool:
    """Whether a folder holds a run of ours."""
    path = folder / MANIFEST
    if not path.is_file():
        return False
    try:
        return bool(json.loads(path.read_text(encoding="utf-8")).get("programme") == _OURS)
    except (ValueError, AttributeError, RecursionError, OSError):
        return False


def read_published(folder: Path, *, links: bool = True) -> Published:
    """Read back what a run published.

    Parameters
    ----------
    links:
        False leaves them out, for a question that needs none: they are most of what a national run
        publishes.

    Raises
    ------
    InputRefused
        If the folder is not a run, or one of its tables is missing or broken.
    """
    return read_run(folder, links=links)[0]


def read_run(folder: Path, *, links: bool = True) -> tuple[Published, TableFiles]:
    """Read back what a run published, and where its tables can be read whole.

    Raises
    ------
    InputRefused
        As :func:`read_published`.
    """
    reading = None
    try:
        raw, about = _manifest_of(folder)
        files = TableFiles(folder, {f["fichier"]: f["sha256"] for f in about["sorties"]})
        reading = Reading(files)
        published = published_from(
            reading.stream, _about(about), hashlib.sha256(raw).hexdigest(), links=links
        )
        check_references(published)
        if links:
            check_clues(published)
    except InputRefused:
        raise
    except (*BROKEN, CoverageError) as error:
        raise _refusal(folder, faults_of(error, reading)) from None
    return published, files


def _manifest_of(folder: Path) -> tuple[bytes, Mapping[str, Any]]:
    """What a report says of itself, as bytes and checked."""
    if not folder.exists():
        raise InputRefused(
            [
                f"« {folder} » : ce dossier n’existe pas → vérifiez le chemin, ou lancez d’abord «"
                " coverage-engine report »"
            ]
        )
    if not folder.is_dir():
        raise InputRefused([f"« {folder} » : c’est un fichier → donnez le dossier d’un rapport"])
    path = folder / MANIFEST
    if not path.is_file():
        if (folder / PACKAGE).is_file():
            raise Damaged(f"{MANIFEST} : fichier absent")
        raise _no_report(folder)
    raw = path.read_bytes()
    about = parse(MANIFEST, raw)
    if not isinstance(about, dict):
        raise Damaged(f"{MANIFEST} : une table d’entrées est attendue")
    if about.get("programme") != _OURS:
        raise _no_report(folder)
    if "nature" in about:
        raise InputRefused(
            [
                f"{folder.name} : ce dossier contient un autre rapport → donnez celui de «"
                " coverage-engine report »"
            ]
        )
    check_manifest(about)
    return raw, about


def _no_report(folder: Path) -> InputRefused:
    return InputRefused(
        [
            f"{folder.name} : ce dossier ne contient pas de rapport → lancez d’abord «"
            " coverage-engine report »"
        ]
    )


def read_table(files: TableFiles, name: str) -> DataTable | None:
    """A whole table of a run that was opened; None when the run has none of this name.

    Raises
    ------
    InputRefused
        If its file changed since, or cannot be read.
    """
    try:
        return files.read(name)
    except BROKEN as error:
        raise _refusal(files.folder, faults_of(error, Reading(files, name))) from None


def _refusal(folder: Path, faults: Sequence[str]) -> InputRefused:
    told = "rapport abîmé ou d’une autre version"
    return InputRefused(
        [f"{folder.name} : {told}, {f} → relancez « coverage-engine report »" for f in faults]
    )


def _about(about: Mapping[str, Any]) -> About:
    origin = about.get("origine") or {}
    register, posts = about.get("registre"), about.get("effectifs")
    return About(
        referential_id=about["referentiel"]["id"],
        referential=about["referentiel"]["titre"],
        edition=about["referentiel"]["edition"],
        catalogue_id=about["catalogue"]["id"],
        catalogue=about["catalogue"]["titre"],
        date=about["date"] or "",
        aliases=about["alias"],
        outside=tuple(about["hors_perimetre"]),
        inputs=tuple(
            InputFile(f["role"], f["fichier"], f["octets"], f["sha256"]) for f in about["entrees"]
        ),
        branch=origin.get("branche", ""),
        credits=tuple(origin.get("credits", ())),
        sources=tuple(origin.get("sources", ())),
        versions=about["versions"],
        register=register and RegisterInfo(**register),
        posts=posts and CountedPosts(**posts),
    )


def check_file(path: Path) -> None:
    """Refuse early a place where no file can be written.

    Raises
    ------
    OutputRefused
        If ``path`` is a folder, or its folder is missing or closed.
    """
    if path.is_dir():
        raise OutputRefused(f"« {path} » est un dossier : donnez un nom de fichier à --out.")
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError:
        raise OutputRefused(
            f"Impossible d’écrire dans le dossier de {path} : il n’existe pas ou n’est pas ouvert à"
            " l’écriture. Changez --out."
        ) from None


def write_file(path: Path, data: bytes) -> None:
    """Write one file aside, then put it in place.

    Raises
    ------
    OutputRefused
        If it cannot be written.
    """
    aside = path.with_name(f".{path.name}.partiel")
    try:
        aside.write_bytes(data)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OutputRefused(
            f"Impossible d’écrire {path.name} ({error.strerror}). Fermez-le s’il est ouvert, ou"
            " changez --out."
        ) from None
