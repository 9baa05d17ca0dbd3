"""A report that is not as it was written: always refused, in French, with the file or the entry
that is wrong.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import coverage_engine as ce
from coverage_engine.domain.errors import InputRefused
from coverage_engine.store.run_folder import is_run, read_published
from coverage_engine.tables.report_tables import ANOMALIES, FAMILIES

pytestmark = pytest.mark.slow

# Tables that the first version wrote already, with and without a field of their own.
REQUIRED = {
    *("couverture_metier", "couverture_metier_axe", "besoins", "offres", "liens", "lectures"),
    *("reglages", "axes", "competences"),
}
SHOWN = {"constats", "anomalies", "decisions", "glossaire", "exposition_publiee"}
PACKAGE = "donnees/datapackage.json"
# What a French reader should never be shown.
PYTHON = re.compile(
    r"Error|Errno|object|NoneType|Traceback|<class|expected|\bint\b|\bstr\b|\bdict\b"
)


@pytest.fixture
def folder(real_files: dict[str, bytes], tmp_path: Path) -> Path:
    made = tmp_path / "rendu"
    (made / "donnees").mkdir(parents=True)
    for name, data in real_files.items():
        if name.startswith("donnees/") or name == "manifest.json":
            (made / name).write_bytes(data)
    return made


def refusal(folder: Path) -> str:
    with pytest.raises(InputRefused) as caught:
        read_published(folder)
    told = str(caught.value)
    assert not PYTHON.search(told), told
    assert "→" in told
    with pytest.raises(InputRefused):
        ce.open_run(folder)
    return told


def set_entry(folder: Path, **entries: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | entries), encoding="utf-8")


def rewritten(folder: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """A file changed, and the manifest made to say that it was so from the start."""
    path = folder / name
    path.write_bytes(change(path.read_bytes()))
    outputs = json.loads((folder / "manifest.json").read_bytes())["sorties"]
    for output in outputs:
        if output["fichier"] == name:
            output["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    set_entry(folder, sorties=outputs)


def test_the_whole_report_is_read(folder: Path) -> None:
    assert read_published(folder).metiers


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "",
        "null",
        "[]",
        "3",
        '"texte"',
        '{"programme": "coverage-engine", "date"',
        "\ufffd",
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
)
def test_a_manifest_that_is_no_object_is_damaged(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    told = refusal(folder)
    assert "abîmé" in told
    assert "manifest.json" in told
    assert not is_run(folder)


WRONG: dict[str, list[Any]] = {
    "alias": [3, None, [], "x", {"a": 1}, {"a": None}, {"a": "\ud800"}],
    "date": [3, "hier", "2026-13-01", {}, [], True, "20261101"],
    "reglages": [3, None, [], {"seuil": "x"}, {"seuil": None}, {"seuil": True}],
    "comptes": [3, None, [], {"offres": "x"}, {"offres": -1}, {"offres": 1.5}],
    "versions": [3, None, [], "x", {"python": 3}],
    "sorties": [
        3,
        None,
        {},
        "x",
        [3],
        [{}],
        [{"fichier": "a"}],
        [{"fichier": 3, "octets": 1, "sha256": "0" * 64}],
    ],
    "entrees": [3, None, {}, "x", [None], [{"fichier": "a", "octets": 1, "sha256": "0" * 64}]],
    "hors_perimetre": [3, None, {}, "x", [3], [None]],
    "referentiel": [3, None, [], "x", {}, {"id": 1, "titre": "t", "edition": "e"}],
    "catalogue": [3, None, [], "x", {}, {"id": "a"}, {"id": "a", "titre": None}],
}


# Entries that earlier versions did not write.
LATER: dict[str, list[Any]] = {
    "origine": [3, "x", [], {}, {"branche": "b", "credits": "c", "sources": []}],
    "registre": [3, "x", {}, {"label": "l", "date": "", "size": -1, "sha256": "x", "rncp": 1}],
    "effectifs": [3, "x", {}, {"posts": None, "unmapped": 1, "min_cell": 1}],
}


@pytest.mark.parametrize(
    ("entry", "value"), [(e, v) for e, values in (WRONG | LATER).items() for v in values]
)
def test_an_entry_of_another_shape_is_named(folder: Path, entry: str, value: Any) -> None:
    set_entry(folder, **{entry: value})
    assert f"manifest.json, « {entry} » : " in refusal(folder)


def test_every_missing_entry_is_listed(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"programme": "coverage-engine"}', encoding="utf-8")
    told = refusal(folder)
    assert [e for e in WRONG if f"« {e} » : entrée absente" in told] == list(WRONG)


@pytest.mark.parametrize(
    "package",
    [
        "{",
        "",
        "[]",
        "3",
        "null",
        "{}",
        '{"resources": 3}',
        '{"resources": [3]}',
        '{"resources": [{}]}',
        "[" * 100_000,
        '{"resources": [{"name": "besoins", "title": "B"}]}',
        '{"resources": [{"name": "besoins", "title": "B", "schema": {"fields": [{}]}}]}',
        '{"resources": []}',
    ],
)
def test_a_description_of_tables_that_cannot_be_used_is_named(folder: Path, package: str) -> None:
    rewritten(folder, PACKAGE, lambda _: package.encode())
    assert PACKAGE in refusal(folder)


@pytest.mark.parametrize(
    "name", ["besoins", "liens", "offres", "reglages", "couverture_metier", "axes"]
)
def test_a_missing_or_changed_table_is_named(folder: Path, name: str) -> None:
    path = folder / "donnees" / f"{name}.csv"
    whole = path.read_bytes()
    path.unlink()
    assert f"donnees/{name}.csv : fichier absent" in refusal(folder)
    path.write_bytes(whole + b"\n")
    assert f"donnees/{name}.csv a été modifié depuis le calcul" in refusal(folder)
    path.unlink()
    path.mkdir()
    assert f"donnees/{name}.csv : lecture impossible" in refusal(folder)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (
            "besoins",
            lambda d: d.replace(b"metier,", b"poste,", 1),
            "donnees/besoins.csv : les titres",
        ),
        ("besoins", lambda d: d + b"x,y\n", "besoins.csv, ligne"),
        (
            "besoins",
            lambda d: d.splitlines(keepends=True)[0] + b"x," * 3 + b"\n",
            "besoins.csv, ligne 2",
        ),
        ("couverture_metier", lambda d: d.replace(b"0.", b"o.", 1), "couverture_metier.csv, ligne"),
        ("offres", lambda d: d + b"\xff\xfe\n", "donnees/offres.csv"),
        ("besoins", lambda _: b"", "donnees/besoins.csv"),
        ("besoins", lambda d: d + b'"', "besoins.csv, ligne"),
        ("reglages", lambda d: d.replace(b"0.6", b"600", 1), "donnees/reglages.csv"),
    ],
)
def test_a_table_written_otherwise_is_named(
    folder: Path, name: str, change: Callable[[bytes], bytes], said: str
) -> None:
    rewritten(folder, f"donnees/{name}.csv", change)
    assert said in refusal(folder)


def test_a_column_that_is_missing_is_named(folder: Path) -> None:
    rewritten(folder, "donnees/besoins.csv", lambda d: d.replace(b"justification", b"pourquoi", 1))
    rewritten(folder, PACKAGE, lambda d: d.replace(b'"justification"', b'"pourquoi"'))
    told = refusal(folder)
    assert "donnees/besoins.csv" in told
    assert "« justification »" in told


@pytest.mark.parametrize(
    ("kind", "other"),
    [("texte", "nombre"), ("nombre", "texte"), ("entier", "texte"), ("taux", "texte")],
)
def test_a_column_of_another_kind_is_refused(folder: Path, kind: str, other: str) -> None:
    rewritten(
        folder,
        PACKAGE,
        lambda d: d.replace(f'"genre": "{kind}"'.encode(), f'"genre": "{other}"'.encode()),
    )
    assert "donnees/" in refusal(folder)


def test_a_manifest_that_lost_a_table_is_refused(folder: Path) -> None:
    outputs = json.loads((folder / "manifest.json").read_bytes())["sorties"]
    set_entry(folder, sorties=[o for o in outputs if o["fichier"] != "donnees/offres.csv"])
    assert "donnees/offres.csv : table absente de manifest.json" in refusal(folder)
    set_entry(folder, sorties=[o for o in outputs if o["fichier"] != PACKAGE])
    assert f"{PACKAGE} : fichier absent de manifest.json" in refusal(folder)


def test_a_report_of_an_earlier_version_is_read(folder: Path) -> None:
    """Without the tables and the entries that came later: they alone are missed, and named."""
    whole = read_published(folder)
    required = {f"donnees/{name}.csv" for name in REQUIRED | SHOWN} | {PACKAGE}
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["sorties"] = [o for o in manifest["sorties"] if o["fichier"] in required]
    for entry in LATER:
        del manifest[entry]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    old = read_published(folder)
    assert (old.needs, old.offers, old.links) == (whole.needs, whole.offers, whole.links)
    assert [m.rate for m in old.metiers] == [m.rate for m in whole.metiers]
    assert old.of(ANOMALIES) == whole.of(ANOMALIES)
    assert (old.about.register, old.about.posts, old.about.branch) == (None, None, "")
    with pytest.raises(InputRefused, match="« couverture_famille » : absente"):
        old.of(FAMILIES)


def test_a_place_that_is_no_report_is_told(folder: Path) -> None:
    assert "n’existe pas" in refusal(folder.parent / "nulle" / "part")
    assert "c’est un fichier" in refusal(folder / "manifest.json")
    (folder.parent / "vide").mkdir()
    assert "ne contient pas de rapport" in refusal(folder.parent / "vide")
    set_entry(folder, programme="autre")
    assert "ne contient pas de rapport" in refusal(folder)
    (folder / "manifest.json").unlink()
    assert "manifest.json : fichier absent" in refusal(folder)


READINGS = "donnees/lectures.csv"


def with_cell(column: str, value: str) -> Callable[[bytes], bytes]:
    """The first row of the table with another cell."""

    def change(data: bytes) -> bytes:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
        rows[1][rows[0].index(column)] = value
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(rows)
        return out.getvalue().encode("utf-8")

    return change


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("probabilite", ""),
        ("probabilite", "2"),
        ("probabilite", "-1"),
        ("probabilite", "0"),
        ("probabilite", "0.123"),
        ("probabilite", "1" + "0" * 40),
        ("valeur", ""),
        ("valeur", "2"),
        ("valeur", "-1"),
        ("valeur", "0"),
        ("retenue", ""),
        ("retenue", "2"),
        ("objet", "axe "),
        ("objet", ""),
        ("cible", "nulle-part"),
        ("cible", ""),
        ("offre_id", "inconnue"),
        ("offre_id", ""),
        ("metier", "Boulanger"),
        ("metier", ""),
        ("competence", "XYZ"),
    ],
)
def test_readings_that_say_nothing_sure_are_refused(folder: Path, column: str, value: str) -> None:
    rewritten(folder, READINGS, with_cell(column, value))
    assert READINGS in refusal(folder)


def test_a_reading_that_counts_here_and_not_there_is_refused(folder: Path) -> None:
    def change(data: bytes) -> bytes:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
        known: set[tuple[str, ...]] = set()
        again = next(
            row
            for row in rows
            if tuple(row[i] for i in (0, 3, 4)) in known
            or known.add(tuple(row[i] for i in (0, 3, 4)))
        )  # type: ignore[func-returns-value]
        again[-1] = {"0": "1", "1": "0"}[again[-1]]
        return b"".join(",".join(f'"{cell}"' for cell in row).encode() + b"\n" for row in rows)

    rewritten(folder, READINGS, change)
    assert "« retenue » 0 et 1" in refusal(folder)


@pytest.mark.parametrize("kept", [1, 2, -1])
def test_readings_that_are_missing_are_refused(folder: Path, kept: int) -> None:
    """The header alone, one row, all rows but the last: the needs would lose the value they were
    published with.
    """
    rewritten(folder, READINGS, lambda data: b"".join(data.splitlines(keepends=True)[:kept]))
    assert "ne donnent pas la valeur du besoin" in refusal(folder)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("besoins", "metier"),
        ("besoins", "axe"),
        ("besoins", "competence"),
        ("couverture_metier_axe", "metier"),
        ("couverture_metier_axe", "axe"),
        ("liens", "offre_id"),
        ("liens", "metier"),
        ("liens", "competence"),
        ("liens", "axe"),
    ],
)
def test_a_name_that_no_other_table_knows_is_refused(folder: Path, table: str, column: str) -> None:
    rewritten(folder, f"donnees/{table}.csv", with_cell(column, "inconnu"))
    assert f"donnees/{table}.csv : « inconnu »" in refusal(folder)
