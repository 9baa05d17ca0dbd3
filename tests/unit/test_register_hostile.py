"""Registers that are broken, are something else, or would exhaust the machine: refused in French,
nothing written.
"""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from made_register import (
    STANDARD_NAME,
    daily,
    imported,
    refused,
    standard,
    table,
    xml,
    xml_fiche,
    zipped,
)

import coverage_engine.sources.register_files as files
import coverage_engine.sources.register_xml as xml_reader
from coverage_engine.domain.errors import InputRefused, OutputRefused
from coverage_engine.store.register_db import open_register

LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c'
    ' "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE f SYSTEM "file:///etc/passwd">'


def xml_file(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "fiches.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16be"])
@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE])
def test_document_types_and_entities_are_refused_in_any_encoding(
    tmp_path: Path, declared: str, encoding: str
) -> None:
    text = (
        xml(xml_fiche("RS1", "&c;")).replace("?>\n", f"?>\n{declared}").replace("UTF-8", encoding)
    )
    mark = b"\xfe\xff" if encoding == "utf-16be" else b""
    fault = refused(xml_file(tmp_path, mark + text.encode(encoding)), tmp_path / "r.sqlite")
    assert "déclaration de type ou d’entité refusée" in fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (xml(xml_fiche("RS1", "A"))[:-40], "ligne 4"),
        (xml("<FICHE><NUMERO_FICHE>RS1</INTITULE></FICHE>"), "XML mal formé"),
        ("ceci n’est pas du XML", "ligne 1, colonne 1"),
        (xml("<PAGE>bonjour</PAGE>"), "aucune fiche RS ou RNCP (fichiers vus : fiches.xml)"),
        (xml("<FICHE><NUMERO_FICHE>&inconnue;</NUMERO_FICHE></FICHE>"), "XML mal formé"),
        (xml(xml_fiche("SANS CODE", "A")), "aucune fiche RS ou RNCP lisible"),
        (xml("<FICHE>" + "<A>" * 100 + "</A>" * 100 + "</FICHE>"), "balises emboîtées"),
        (xml(declaration='<?xml version="1.0" encoding="inconnu"?>'), "encodage inconnu"),
        (xml(declaration='<?xml version="1.0" encoding="rot13"?>'), "encodage inconnu"),
    ],
)
def test_xml_that_is_no_register(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(xml_file(tmp_path, text), tmp_path / "r.sqlite")


def test_a_fiche_beyond_any_genuine_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_reader, "_MAX_FICHE_CHARS", 1000)
    assert "fiche démesurée" in refused(
        xml_file(tmp_path, xml(xml_fiche("RS1", "a" * 1001))), tmp_path / "r.sqlite"
    )


def test_a_tag_that_never_ends_is_not_kept_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xml_reader, "_MAX_UNFINISHED", 1_000_000)
    text = xml(xml_fiche("RS1", "A")).replace("</FICHES>", '<A b="' + "x" * 3_000_000)
    assert "balise démesurée" in refused(xml_file(tmp_path, text), tmp_path / "r.sqlite")


def test_a_bomb_is_stopped_while_it_inflates(tmp_path: Path) -> None:
    line = b"x;" * 20_000 + b"\n"
    bomb = standard() + line * 2_000  # 80 MB out of some 80 KB
    path = zipped(tmp_path / "bombe.zip", {STANDARD_NAME: bomb})
    assert path.stat().st_size < 200_000
    given: list[int] = []

    def move(_: str, done: int, __: int) -> None:
        given.append(done)

    with pytest.raises(InputRefused, match="une fois décompressé"):
        from coverage_engine.sources.register import open_source

        _, records, _ = open_source(path, move)
        for _ in records:
            pass
    assert max(given) < 30


def test_a_size_that_lies_and_a_broken_sum(tmp_path: Path) -> None:
    path = daily(tmp_path / "e.zip")
    raw = bytearray(path.read_bytes())
    start = raw.find(b"PK\x01\x02")
    raw[start + 16 : start + 20] = b"\x00\x00\x00\x00"  # checksum of the first file
    path.write_bytes(raw)
    assert "archive abîmée ou incomplète" in refused(path, tmp_path / "r.sqlite")


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_a_truncated_archive(tmp_path: Path, kept: float) -> None:
    path = daily(tmp_path / "e.zip")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    assert "e.zip : archive abîmée ou incomplète → téléchargez-la de nouveau" in refused(
        path, tmp_path / "r.sqlite"
    )


def archive_in_archive(tmp_path: Path) -> Path:
    inside = daily(tmp_path / "dedans.zip").read_bytes()
    return zipped(tmp_path / "e.zip", {"export.zip": inside})


def other_compression(tmp_path: Path) -> Path:
    return zipped(tmp_path / "e.zip", {STANDARD_NAME: standard()}, zipfile.ZIP_LZMA)


def too_many_files(tmp_path: Path) -> Path:
    return zipped(tmp_path / "e.zip", {f"{n}.csv": b"a;b\n" for n in range(files.MAX_FILES + 1)})


def protected(tmp_path: Path) -> Path:
    path = daily(tmp_path / "e.zip")
    raw = bytearray(path.read_bytes())
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    return path


def empty_folder(tmp_path: Path) -> Path:
    (tmp_path / "vide").mkdir()
    return tmp_path / "vide"


def empty_file(tmp_path: Path) -> Path:
    (tmp_path / "e.zip").write_bytes(b"")
    return tmp_path / "e.zip"


def other_tables(tmp_path: Path) -> Path:
    return zipped(
        tmp_path / "e.zip",
        {"rome.csv": table(("Numero_Fiche", "Codes_Rome_Code"), [("RS1", "A1")])},
    )


def blocs_alone(tmp_path: Path) -> Path:
    return zipped(
        tmp_path / "e.zip",
        {"b.csv": table(("Numero_Fiche", "Bloc_Competences_Libelle"), [("RS1", "A")])},
    )


def a_document(tmp_path: Path) -> Path:
    (tmp_path / "note.docx").write_bytes(b"ce n'est pas une archive")
    return tmp_path / "note.docx"


def column_missing(tmp_path: Path) -> Path:
    return zipped(
        tmp_path / "e.zip", {STANDARD_NAME: table(("Numero_Fiche", "Intitule"), [("RS1", "A")])}
    )


def open_quote(tmp_path: Path) -> Path:
    return zipped(tmp_path / "e.zip", {STANDARD_NAME: standard() + b'2;RS9;"Un titre;;;;;ACTIVE\n'})


def giant_line(tmp_path: Path) -> Path:
    return zipped(
        tmp_path / "e.zip",
        {STANDARD_NAME: standard() + bytes(range(65, 91)) * 10_000},
        zipfile.ZIP_STORED,
    )


def cut_in_a_letter(tmp_path: Path) -> Path:
    return zipped(tmp_path / "e.zip", {STANDARD_NAME: standard() + "é".encode() + "é".encode()[:1]})


def not_text(tmp_path: Path) -> Path:
    return zipped(tmp_path / "e.zip", {STANDARD_NAME: standard() + b"\x00\x01"})


def missing(tmp_path: Path) -> Path:
    return tmp_path / "absent.zip"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (archive_in_archive, "archive dans l’archive (export.zip)"),
        (other_compression, "compression inconnue"),
        (too_many_files, "archive de plus de 200 fichiers"),
        (protected, "protégée par mot de passe"),
        (
            empty_folder,
            "vide : aucun fichier .csv, .xml ou .zip → donnez l’archive de France compétences",
        ),
        (empty_file, "le fichier est vide"),
        (other_tables, "aucune fiche RS ou RNCP (fichiers vus : e.zip › rome.csv)"),
        (blocs_alone, "aucune fiche RS ou RNCP"),
        (a_document, "format « .docx » non lu"),
        (column_missing, "ligne 1 : colonne introuvable : Actif, Date_Fin_Enregistrement"),
        (open_quote, "guillemet mal placé ou jamais refermé"),
        (giant_line, "ligne démesurée"),
        (cut_in_a_letter, "deux encodages mêlés, ou fichier coupé"),
        (not_text, "n’est pas du texte"),
        (missing, "absent.zip : introuvable → vérifiez le chemin"),
    ],
)
def test_what_is_given_by_mistake(tmp_path: Path, make: Callable[[Path], Path], said: str) -> None:
    assert said in refused(make(tmp_path), tmp_path / "r.sqlite")


def test_a_source_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_SOURCE_BYTES", 100)
    assert "plus de 0 Mo" in refused(daily(tmp_path / "e.zip"), tmp_path / "r.sqlite")


def test_a_register_is_not_written_over_another_file(tmp_path: Path) -> None:
    note = tmp_path / "notes.sqlite"
    note.write_text("mes notes", encoding="utf-8")
    with pytest.raises(OutputRefused, match="n’est pas un registre importé"):
        imported(daily(tmp_path / "e.zip"), note)
    with pytest.raises(OutputRefused, match="est un dossier"):
        imported(daily(tmp_path / "e.zip"), tmp_path)
    assert note.read_text(encoding="utf-8") == "mes notes"


def other_base(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE fiches (code TEXT)")
    base.close()


def changed(path: Path, statement: str) -> None:
    imported(daily(path.with_suffix(".zip")), path)
    base = sqlite3.connect(path)
    base.execute(statement)
    base.commit()
    base.close()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda p: None, "introuvable ou illisible"),
        (lambda p: p.write_bytes(b"bonjour"), "n’est pas un registre importé"),
        (lambda p: p.mkdir(), "introuvable ou illisible"),
        (other_base, "n’est pas un registre importé"),
        (lambda p: p.write_bytes(b"SQLite format 3\x00" + b"\x01" * 5000), "registre abîmé"),
        (lambda p: changed(p, "PRAGMA user_version=9"), "par une autre version"),
        (lambda p: changed(p, "DELETE FROM registre"), "registre abîmé"),
        (lambda p: changed(p, "DROP TABLE fiches"), "registre abîmé"),
        (lambda p: changed(p, "UPDATE fiches SET formulations='{'"), "registre abîmé"),
        (lambda p: changed(p, "UPDATE fiches SET remplacee_par='[1]'"), "registre abîmé"),
        (lambda p: changed(p, "UPDATE fiches SET echeance='demain'"), "registre abîmé"),
        (
            lambda p: changed(p, "UPDATE registre SET valeur='demain' WHERE cle='date'"),
            "registre abîmé",
        ),
    ],
)
def test_a_register_that_is_not_ours_or_is_damaged(
    tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / "registre.sqlite"
    make(path)
    with pytest.raises(InputRefused) as caught:
        open_register(path).fiches(["RS7287"])
    (fault,) = caught.value.faults
    assert said in fault
    assert fault.startswith("registre.sqlite : ")
    assert "→" in fault


def test_a_truncated_register(tmp_path: Path) -> None:
    path = tmp_path / "registre.sqlite"
    rows = [(f"RNCP{n}", f"Titre {n}" * 20, "", "ACTIVE") for n in range(1, 500)]
    imported(daily(tmp_path / "e.zip", rows), path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputRefused, match="registre abîmé"):
        open_register(path).fiches([f"RNCP{n}" for n in range(1, 500)])


def test_the_stream_gives_bytes_as_the_archive_holds_them(tmp_path: Path) -> None:
    """The bounded stream changes nothing: what is read is what was zipped."""
    data = standard() * 50
    path = zipped(tmp_path / "e.zip", {"a.csv": data})
    (member,) = files.find_files(path, lambda *_: None).members
    with member.open() as stream:
        assert io.BytesIO(stream.read()).getvalue() == data
