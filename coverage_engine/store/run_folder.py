"""A run on disk. Files are written aside and put in place at the end: no partial output is ever left."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from coverage_engine.errors import InputRefused, OutputRefused
from coverage_engine.french import euros, hours
from coverage_engine.normalise import key
from coverage_engine.query.columns import JOIN, DataTable, csv_text
from coverage_engine.query.facts import outside
from coverage_engine.query.gaps import Bars, FactAxis, FactMetier, FactNeed, FactOffer, Facts
from coverage_engine.query.run import Provenance, Run

MANIFEST = "manifest.json"
DATA = "donnees"
_OURS = "coverage-engine"


def table_files(tables: Sequence[DataTable]) -> dict[str, bytes]:
    """CSV files of a run, by path inside its folder: UTF-8, comma, one header line."""
    return {f"{DATA}/{t.name}.csv": csv_bytes(t) for t in tables}


def csv_bytes(table: DataTable) -> bytes:
    """One table as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([c.name for c in table.columns])
    writer.writerows([csv_text(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8")


def manifest(run: Run, files: Mapping[str, bytes]) -> bytes:
    """What a run was made from and what it wrote: inputs and outputs with SHA-256, settings, versions, counts."""
    content = {
        "referentiel": {"id": run.referential.id, "titre": run.referential.title, "edition": run.referential.edition},
        "catalogue": {"id": run.catalogue.id, "titre": run.catalogue.title},
        "reglages": {s.name: float(s.value) for s in run.referential.settings.rows()},
        "comptes": {
            "lignes": len(run.catalogue.rows), "offres": len(run.offers), "offres_comptees": run.portrait.counted,
            "metiers": len(run.metiers), "besoins": len(run.needs), "liens": len(run.links), "anomalies": len(run.anomalies),
        },
        "alias": {key(a.label): a.target for a in run.referential.aliases if a.nature == "metier"},
        "axes": {a.id: a.label for a in run.referential.axes},
        "axes_pivots": [a.id for a in run.referential.axes if a.pivot],
        "hors_perimetre": outside(run),
    }  # fmt: skip
    return manifest_bytes(content, run.provenance, files)


def manifest_bytes(content: Mapping[str, object], provenance: Provenance, files: Mapping[str, bytes]) -> bytes:
    """A manifest: date, inputs, versions and outputs with SHA-256 around what is proper to one kind of report."""
    whole = {
        "programme": _OURS,
        "date": provenance.date or None,
        **content,
        "entrees": [
            {"role": f.role, "fichier": f.name, "octets": f.size, "sha256": f.sha256} for f in provenance.inputs
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

    A folder that exists must be empty or hold a run of ours; files of other people in it are left alone.

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
            f"Impossible d’écrire {place} ({error.strerror}). Fermez le fichier s’il est ouvert dans un autre logiciel, ou "
            "choisissez un autre dossier avec --out."
        ) from None
    finally:
        if staging:
            shutil.rmtree(staging, ignore_errors=True)


def check_folder(folder: Path, nature: str = "") -> None:
    """Refuse early a place that cannot be a run folder.

    Parameters
    ----------
    nature:
        Which report is about to be written, as its manifest says; the coverage report has no nature.

    Raises
    ------
    OutputRefused
        If ``folder`` is a file, or holds something that is not a run of ours, or another report of ours.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputRefused(f"« {folder.name} » est un fichier : donnez un nom de dossier à --out.")
    if folder.is_dir() and any(folder.iterdir()) and not is_run(folder):
        raise OutputRefused(
            f"Le dossier « {folder.name} » contient autre chose qu’un rapport : choisissez un dossier vide ou nouveau avec --out."
        )
    if is_run(folder) and _nature((folder / MANIFEST).read_bytes()) != nature:
        raise OutputRefused(
            f"Le dossier « {folder.name} » contient un autre rapport : choisissez un autre dossier avec --out."
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
    except (ValueError, AttributeError, OSError):
        return False


def read_facts(folder: Path) -> Facts:
    """Read back what a question needs.

    Raises
    ------
    InputRefused
        If the folder is not a run, or one of its tables is missing or broken.
    """
    if not is_run(folder):
        raise InputRefused(
            [f"{folder.name} : ce dossier ne contient pas de rapport → lancez d’abord « coverage-engine report »"]
        )
    try:
        about = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if "nature" in about:
            raise InputRefused(
                [f"{folder.name} : ce dossier contient un autre rapport → donnez celui de « coverage-engine report »"]
            )
        return Facts(
            metiers=tuple(
                FactMetier(
                    r["metier"],
                    r["verdict"],
                    r["motif"],
                    r["profil"],
                    _f(r["numerateur"]),
                    _f(r["denominateur"]),
                    _known(r["taux_bas"]),
                    _known(r["taux_haut"]),
                    _f(r["stabilite"]),
                    r["verdict_regle"],
                    r["bascule"],
                )
                for r in _rows(folder, "couverture_metier")
            ),
            axes=tuple(
                FactAxis(
                    r["metier"],
                    r["axe"],
                    _f(r["numerateur"]),
                    _f(r["denominateur"]),
                    r["type_ecart"],
                    _known(r["taux_bas"]),
                    _known(r["taux_haut"]),
                )
                for r in _rows(folder, "couverture_metier_axe")
            ),
            needs=tuple(_need(r) for r in _rows(folder, "besoins")),
            offers={r["offre_id"]: _offer(r) for r in _rows(folder, "offres")},
            aliases=about["alias"],
            axis_labels=about["axes"],
            outside=tuple(about["hors_perimetre"]),
            catalogue=about["catalogue"]["titre"],
            bars=_bars(about),
        )
    except (KeyError, ValueError, OSError, csv.Error, ZeroDivisionError) as error:
        raise InputRefused(
            [f"{folder.name} : rapport abîmé ({type(error).__name__} : {error}) → relancez « coverage-engine report »"]
        ) from None


def _bars(about: Mapping[str, Any]) -> Bars:
    values = {name: Fraction(str(value)) for name, value in about["reglages"].items()}
    return Bars(
        values["seuil_bien_couvert"], values["seuil_axe_pivot"], values["stabilite_minimale"], frozenset(about["axes_pivots"]),
        values["borne_haute"] - values["borne_basse"],
    )  # fmt: skip


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if None in row or None in row.values():
                raise ValueError(f"{name}.csv, ligne incomplète")
            yield row


def _f(text: str) -> Fraction:
    return Fraction(text or "0")


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(JOIN) if part)


def _need(r: dict[str, str]) -> FactNeed:
    return FactNeed(
        r["metier"], r["axe"], r["competence"], r["libelle"], int(r["niveau"] or 0), _f(r["poids"]), _f(r["valeur"]), r["etat"],
        r["type_ecart"], _split(r["offres"]), _split(r["offres_generalistes"]), r["justification"],
    )  # fmt: skip


def _offer(r: dict[str, str]) -> FactOffer:
    price = euros(_known(r["prix_min"]), _known(r["prix_max"]), r["prix_motif_inconnu"])
    duration = hours(_known(r["duree_heures"]), r["duree_motif_inconnu"])
    return FactOffer(r["offre_id"], r["intitule"], r["organisme"], price, duration, r["certification"])


def _known(text: str) -> Fraction | None:
    return Fraction(text) if text else None


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
            f"Impossible d’écrire {path.name} ({error.strerror}). Fermez-le s’il est ouvert, ou changez --out."
        ) from None
