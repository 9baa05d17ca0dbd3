"""The register of certifications, in every layout it was published in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from made_register import (
    BLOCS,
    BLOCS_NAME,
    FICHES,
    KIT,
    KIT_BLOCS,
    LINKS_NAME,
    STANDARD_NAME,
    codes_of,
    daily,
    imported,
    standard,
    table,
    xml,
    xml_fiche,
    zipped,
)

from coverage_engine.domain.errors import InputRefused
from coverage_engine.sources.register import open_source
from coverage_engine.store.register_db import open_register

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def test_daily_export(tmp_path: Path) -> None:
    register = imported(daily(tmp_path / "export-fiches-csv-2026-08-16.zip"), tmp_path / "r.sqlite")
    assert (register.info.date, register.info.rncp, register.info.rs) == ("2026-08-16", 2, 2)
    assert register.info.label == "export-fiches-csv-2026-08-16.zip"
    assert open_register(tmp_path / "r.sqlite") == register
    fiches = register.fiches(["RS7287", "RNCP35918", "RS1"])
    assert list(fiches) == ["RS7287", "RNCP35918"]
    fiche = fiches["RS7287"]
    assert (
        fiche.title == "Optimiser l'efficacité administrative et le support opérationnel avec l'IA"
    )
    assert fiche.printed_title == FICHES[0][1]
    assert (fiche.active, fiche.expires, fiche.kind) == (True, "2027-12-31", "RS")
    closed = fiches["RNCP35918"]
    assert (closed.active, closed.replaced_by) == (False, ("RNCP99001",))
    assert closed.wording == ("Conduire un audit", "Piloter un budget")
    assert register.anomalies() == ()


def test_file_names_are_shown_with_their_accents_composed(tmp_path: Path) -> None:
    """Archives write «é» as one sign or two, in UTF-8 or announced as another code page: tables are
    known by columns.
    """
    bad = table(BLOCS, [("RNCP-1", "", "Un bloc")])
    register = imported(daily(tmp_path / "e.zip", **{BLOCS_NAME: bad}), tmp_path / "r.sqlite")
    (fault,) = register.anomalies()
    assert fault.source == "e.zip › export_fiches_CSV_Blocs_De_Compétences_2026_08_16.csv"
    assert (fault.code, fault.row, fault.column, fault.value) == (
        "FICHE-CODE",
        2,
        "Numero_Fiche",
        "RNCP-1",
    )


def test_names_in_utf8_that_the_archive_does_not_announce(tmp_path: Path) -> None:
    path = daily(tmp_path / "e.zip")
    raw = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        flags = {i.filename: i.flag_bits for i in archive.infolist()}
    assert flags[BLOCS_NAME] & 0x800
    name = BLOCS_NAME.encode()
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := raw.find(signature, start)) >= 0:
            if name in raw[start : start + 46 + len(name)]:
                raw = raw[: start + at] + b"\x00\x00" + raw[start + at + 2 :]
            start += 4
    path.write_bytes(raw)
    _, _, unread = open_source(path, lambda *_: None)
    assert unread == ()
    register = imported(path, tmp_path / "r.sqlite")
    assert register.fiches(["RNCP35918"])["RNCP35918"].wording


def test_older_kit(tmp_path: Path) -> None:
    """Windows code page, American dates, titles over two lines, one row per replacement."""
    folder = tmp_path / "kit"
    folder.mkdir()
    rows = [
        ("RNCP10", "Métiers de\r\nla pierre", "8/31/16", "INACTIVE", "Publiée", "", "RNCP30"),
        ("RNCP10", "Métiers de\r\nla pierre", "8/31/16", "INACTIVE", "Publiée", "", "RNCP20"),
        ("RNCP20", "Tailleur de pierre", "1/6/27", "ACTIVE", "Publiée", "RNCP10", ""),
        ("RNCP30", "Métiers d''art", "", "ACTIVE", "Publiée", "RNCP10", ""),
    ]
    (folder / "info.csv").write_bytes(table(KIT, rows, "cp1252", "\r\n"))
    (folder / "blocs.csv").write_bytes(
        table(KIT_BLOCS, [("RNCP20", "BC01", "Tailler", "", "")], "cp1252", "\r\n")
    )
    (folder / "rome.csv").write_bytes(table(("CodeRNCP", "Rome"), [("RNCP20", "F1612")]))
    (folder / "LISEZ-MOI.txt").write_text("à lire", encoding="utf-8")
    register = imported(folder, tmp_path / "r.sqlite")
    fiches = register.fiches(["RNCP10", "RNCP20", "RNCP30"])
    assert fiches["RNCP10"].title == "Métiers de la pierre"
    assert (fiches["RNCP10"].expires, fiches["RNCP10"].replaced_by) == (
        "2016-08-31",
        ("RNCP30", "RNCP20"),
    )
    assert fiches["RNCP20"].expires == "2027-01-06"
    assert fiches["RNCP20"].wording == ("Tailler",)
    assert (fiches["RNCP30"].title, fiches["RNCP30"].expires) == ("Métiers d'art", "")
    assert codes_of(register) == ["FICHE-EN-DOUBLE"]
    assert (register.info.label, register.info.date, register.info.rs) == ("kit", "", 0)
    assert not register.info.holds("RS1")


def test_xml_export(tmp_path: Path) -> None:
    blocs = (
        "<BLOCS_COMPETENCES><BLOC_COMPETENCES><CODE>RNCP7BC01</CODE><LIBELLE>Accueillir\nle"
        " client</LIBELLE><LISTE_COMPETENCES><![CDATA[- Écouter la demande ;\n- Orienter &amp;"
        " conseiller]]></LISTE_COMPETENCES><MODALITES_EVALUATION>Étude de"
        " cas</MODALITES_EVALUATION></BLOC_COMPETENCES></BLOCS_COMPETENCES>"
    )
    moved = (
        "<NOUVELLES_CERTIFICATIONS><NOUVELLE_CERTIFICATION><ID_FICHE_NOUVELLE_CERTIFICATION>RNCP8"
        "</ID_FICHE_NOUVELLE_CERTIFICATION></NOUVELLE_CERTIFICATION></NOUVELLES_CERTIFICATIONS>"
        "<CORRESPONDANCES><CORRESPONDANCE><DESTINATION><NUMERO_FICHE>RNCP5</NUMERO_FICHE></DESTINATION>"
        "</CORRESPONDANCE></CORRESPONDANCES>"
    )
    text = "<CAPACITES_ATTESTEES>C1. Rendre compte. Tenir un planning</CAPACITES_ATTESTEES>"
    older = "".join(
        f"<NOUVELLE_CERTIFICATION>{code}</NOUVELLE_CERTIFICATION>" for code in ("RNCP8", "RS9")
    )
    path = zipped(
        tmp_path / "export-fiches-rncp-v4-1-2026-08-16.zip",
        {
            "e.xml": (
                xml(
                    xml_fiche("RNCP7", "Chargé d’accueil", blocs, moved, text, state="Non"),
                    xml_fiche("RNCP6", "Agent &amp; hôte", older),
                ).encode()
            )
        },
    )
    register = imported(path, tmp_path / "r.sqlite")
    fiches = register.fiches(["RNCP6", "RNCP7"])
    fiche = fiches["RNCP7"]
    assert (fiche.active, fiche.expires, fiche.replaced_by) == (False, "2027-12-31", ("RNCP8",))
    assert fiche.wording == (
        "Accueillir le client",
        "Écouter la demande",
        "Orienter & conseiller",
        "Rendre compte",
        "Tenir un planning",
    )
    assert (fiches["RNCP6"].title, fiches["RNCP6"].replaced_by) == (
        "Agent & hôte",
        ("RNCP8", "RS9"),
    )
    assert register.info.date == "2026-08-16"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_bare_xml_file_in_its_own_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "fiches.xml"
    path.write_bytes(
        xml(
            xml_fiche("RS7", "Été"), declaration=f'<?xml version="1.0" encoding="{encoding}"?>'
        ).encode(encoding)
    )
    assert imported(path, tmp_path / "r.sqlite").fiches(["RS7"])["RS7"].title == "Été"


def test_csv_and_xml_of_the_same_day_complete_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "tout"
    folder.mkdir()
    daily(folder / "export-fiches-csv-2026-08-16.zip")
    skills = "<CAPACITES_ATTESTEES>Rédiger une consigne</CAPACITES_ATTESTEES>"
    title = "Créer des contenus par l’usage responsable de l’IA générative"
    fiche = xml_fiche("RS6776", title, skills, end="13/05/2027")
    zipped(folder / "export-fiches-rs-v4-1-2026-08-16.zip", {"e.xml": xml(fiche).encode()})
    register = imported(folder, tmp_path / "r.sqlite")
    assert register.fiches(["RS6776"])["RS6776"].wording == ("Rédiger une consigne",)
    assert register.info.count == 4
    assert register.anomalies() == ()


def test_a_code_on_rows_that_disagree_keeps_the_active_one_that_ends_last(tmp_path: Path) -> None:
    rows = [
        ("RS1", "Premier", "31/12/2030", "INACTIVE"),
        ("RS1", "Deuxième", "31/12/2026", "ACTIVE"),
        ("RS1", "Troisième", "31/12/2027", "ACTIVE"),
    ]
    register = imported(daily(tmp_path / "e.zip", rows), tmp_path / "r.sqlite")
    fiche = register.fiches(["RS1"])["RS1"]
    assert (fiche.title, fiche.active, fiche.expires) == ("Troisième", True, "2027-12-31")
    faults = [a for a in register.anomalies() if a.code == "FICHE-DESACCORD"]
    assert [(a.column, a.value, a.row) for a in faults] == [
        ("intitulé", "RS1 : Premier ≠ Deuxième ≠ Troisième", 4),
        ("état", "RS1 : inactive ≠ active", 4),
        ("échéance", "RS1 : 31/12/2030 ≠ 31/12/2026 ≠ 31/12/2027", 4),
    ]


def test_what_cannot_be_read_is_told_with_its_row(tmp_path: Path) -> None:
    rows = [
        ("RS1", "Bon", "31/12/2026", "ACTIVE"),
        ("RS2", "Date impossible", "31/02/2026", "ACTIVE"),
        ("RS3", "Année", "31/12/9999", "ACTIVE"),
        ("RS4", "En toutes lettres", "fin 2026", "ACTIVE"),
        ("RS5", "État", "31/12/2026", "PEUT-ÊTRE"),
        ("7", "Sans répertoire", "31/12/2026", "ACTIVE"),
        ("RS6", " ", "31/12/2026", "ACTIVE"),
    ]
    links = table(
        ("Numero_Fiche", "Nouvelle_Certification"),
        [("RS1", "RS1"), ("RS1", "14791"), ("RS99", "RS1")],
    )
    register = imported(
        daily(tmp_path / "e.zip", rows, **{LINKS_NAME: links}), tmp_path / "r.sqlite"
    )
    told = [(a.code, a.row, a.value) for a in register.anomalies()]
    assert ("FICHE-DATE", 3, "31/02/2026") in told
    assert ("FICHE-DATE", 4, "31/12/9999") in told
    assert ("FICHE-DATE", 5, "fin 2026") in told
    assert ("FICHE-ETAT", 6, "PEUT-ÊTRE") in told
    assert ("FICHE-CODE", 7, "7") in told
    assert ("FICHE-SANS-TITRE", 8, "RS6") in told
    assert ("FICHE-CODE", 3, "14791") in told
    assert ("FICHE-BOUCLE", 2, "RS1") in told
    assert ("FICHE-ABSENTE", 4, "RS99") in told
    assert ("FICHE-ABSENTE", 2, "RNCP35918") in told
    assert len(told) == 10
    fiches = register.fiches([f"RS{n}" for n in range(1, 7)])
    assert (fiches["RS2"].expires, fiches["RS2"].printed_expires) == ("", "31/02/2026")
    assert fiches["RS5"].active is None


def test_a_row_of_another_width_is_told(tmp_path: Path) -> None:
    data = standard() + "2;RS9;Un titre ; avec un séparateur;;;31/12/2027;;ACTIVE\n".encode()
    register = imported(daily(tmp_path / "e.zip", **{STANDARD_NAME: data}), tmp_path / "r.sqlite")
    (fault,) = register.anomalies()
    assert (fault.code, fault.row) == ("FICHE-LIGNE", 6)
    assert register.fiches(["RS9"]) == {}


def test_dates_saved_by_an_american_spreadsheet_are_read_as_they_prove_to_be(
    tmp_path: Path,
) -> None:
    rows = [("RS1", "A", "12/31/2026", "ACTIVE"), ("RS2", "B", "03/04/2026", "ACTIVE")]
    register = imported(daily(tmp_path / "e.zip", rows), tmp_path / "r.sqlite")
    fiches = register.fiches(["RS1", "RS2"])
    assert [f.expires for f in fiches.values()] == ["2026-12-31", "2026-03-04"]
    assert "REGISTRE-ORDRE-DES-DATES" in codes_of(register)


def test_dates_in_both_orders_are_never_guessed(tmp_path: Path) -> None:
    rows = [
        ("RS1", "A", "12/31/2026", "ACTIVE"),
        ("RS2", "B", "31/12/2026", "ACTIVE"),
        ("RS3", "C", "03/04/2026", "ACTIVE"),
        ("RS4", "D", "05/05/2026", "ACTIVE"),
        ("RS5", "E", "2026-04-03", "ACTIVE"),
    ]
    register = imported(daily(tmp_path / "e.zip", rows), tmp_path / "r.sqlite")
    fiches = register.fiches([code for code, *_ in rows])
    assert [f.expires for f in fiches.values()] == [
        "2026-12-31",
        "2026-12-31",
        "",
        "2026-05-05",
        "2026-04-03",
    ]
    assert fiches["RS3"].printed_expires == "03/04/2026"
    assert {"REGISTRE-ORDRE-DES-DATES", "FICHE-DATE"} <= set(codes_of(register))


def test_chain_of_replacements_is_followed_to_its_end_even_if_it_turns_round(
    tmp_path: Path,
) -> None:
    rows = [(f"RS{n}", "T", "", "INACTIVE") for n in (1, 2, 3, 4)]
    links = table(
        ("Numero_Fiche", "Nouvelle_Certification"),
        [("RS1", "RS2"), ("RS2", "RS3"), ("RS3", "RS2"), ("RS4", "")],
    )
    register = imported(
        daily(tmp_path / "e.zip", rows, **{LINKS_NAME: links}), tmp_path / "r.sqlite"
    )
    assert list(register.with_successors(["RS1"])) == ["RS1", "RS2", "RS3"]
    assert register.with_successors(["RS77"]) == {}


def test_two_imports_give_the_same_bytes_and_replace_each_other(tmp_path: Path) -> None:
    source = daily(tmp_path / "e.zip")
    imported(source, tmp_path / "a.sqlite")
    imported(source, tmp_path / "b.sqlite")
    imported(source, tmp_path / "a.sqlite")
    assert (tmp_path / "a.sqlite").read_bytes() == (tmp_path / "b.sqlite").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.sqlite", "b.sqlite", "e.zip"]


def test_more_codes_than_one_query_takes(tmp_path: Path) -> None:
    rows = [(f"RNCP{n}", f"Titre {n}", "", "ACTIVE") for n in range(1, 1203)]
    register = imported(daily(tmp_path / "e.zip", rows), tmp_path / "r.sqlite")
    asked = [f"RNCP{n}" for n in range(1300, 0, -1)]
    assert list(register.fiches(asked)) == [c for c in asked if int(c[4:]) < 1203]


@pytest.mark.slow
@pytest.mark.skipif(
    not (SHARED / "rncp-2021").is_dir(),
    reason="données publiques absentes : ../shared/data/rncp-2021",
)
def test_the_kit_of_2021_as_published(tmp_path: Path) -> None:
    register = imported(SHARED / "rncp-2021", tmp_path / "r.sqlite")
    assert (register.info.rncp, register.info.rs) == (17_369, 0)
    assert codes_of(register) == ["FICHE-EN-DOUBLE"] * 74
    fiches = register.fiches(["RNCP1000", "RNCP10009", "RNCP10013"])
    assert (fiches["RNCP1000"].expires, fiches["RNCP1000"].replaced_by) == (
        "2016-08-31",
        ("RNCP32230",),
    )
    assert fiches["RNCP10009"].title.startswith(
        "Master Domaine : SCIENCES, TECHNOLOGIES et SANTE Mention"
    )
    assert "\n" in fiches["RNCP10009"].printed_title
    assert fiches["RNCP10013"].expires == "2021-01-06"


SAMPLES = SHARED / "france-competences-sample"


@pytest.mark.skipif(
    not SAMPLES.is_dir(),
    reason="données publiques absentes : ../shared/data/france-competences-sample",
)
@pytest.mark.parametrize("kind", ["sample", "continuity_fix"])
def test_genuine_daily_export(tmp_path: Path, kind: str) -> None:
    register = imported(SAMPLES / f"export-fiches-csv-2024-02-22.{kind}.zip", tmp_path / "r.sqlite")
    assert (register.info.date, register.info.rncp, register.info.rs) == ("2024-02-22", 7, 2)
    fiches = register.fiches(["RNCP509", "RS5000"])
    assert fiches["RNCP509"].replaced_by == ("RNCP38228",)
    assert len(fiches["RNCP509"].wording) == 6
    assert (fiches["RS5000"].active, fiches["RS5000"].expires) == (True, "2024-05-24")
    assert codes_of(register) == ["FICHE-ABSENTE"]


@pytest.mark.skipif(
    not SAMPLES.is_dir(),
    reason="données publiques absentes : ../shared/data/france-competences-sample",
)
def test_two_exports_in_one_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="plusieurs tables de fiches"):
        imported(SAMPLES, tmp_path / "r.sqlite")
