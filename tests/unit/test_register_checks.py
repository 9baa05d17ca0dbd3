"""Codes of a catalogue confronted with a register: what is told, at which row, and what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_files import saved, text_of
from made_register import FICHES, LINKS_NAME, daily, imported, table

from coverage_engine.analysis.run import Run
from coverage_engine.checks.register import agreement
from coverage_engine.documents.coverage_method import caveats
from coverage_engine.documents.report_texts import CAVEATS
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.anomaly import Anomaly, Severity
from coverage_engine.domain.model.register import Fiche
from coverage_engine.jobs.coverage import run
from coverage_engine.jobs.publish import render_files
from coverage_engine.jobs.register import import_register, show_fiches
from coverage_engine.tables.run_tables import published_of

pytestmark = pytest.mark.slow

HEADER = ("Nom de la formation", "Organisme", "Lien officiel")
DAY = "1787011200"  # 18 August 2026
LINKS = table(
    ("Numero_Fiche", "Nouvelle_Certification"),
    [("RNCP35918", "RNCP99001"), ("RNCP99001", "RNCP99002")],
)
ROWS = (
    *FICHES,
    ("RNCP99002", "Audit et contrôle", "31/08/2031", "ACTIVE"),
    ("RS10", "Utiliser un tableur", "18/08/2027", "ACTIVE"),
    ("RS11", "Utiliser un tableur", "19/08/2027", "ACTIVE"),
    ("RS12", "Utiliser un tableur", "17/08/2026", "ACTIVE"),
    ("RS13", "Utiliser un tableur", "", "ACTIVE"),
)


def confronted(
    tmp_path: Path,
    *titles: tuple[str, str],
    rows: tuple[tuple[str, ...], ...] = ROWS,
    links: bytes = LINKS,
) -> Run:
    """A catalogue of (title, link) confronted with the register."""
    path = tmp_path / "registre.sqlite"
    imported(daily(tmp_path / "export-2026-08-16.zip", rows, **{LINKS_NAME: links}), path)
    lines = [(title, f"Organisme {n}", link) for n, (title, link) in enumerate(titles)]
    return run(catalogue=saved(tmp_path, text_of(HEADER, *lines)), register=path)


def caveats_of(made: Run) -> tuple[str, ...]:
    """What a report of this run says of the register."""
    texts = caveats(published_of(made))
    assert texts[: len(CAVEATS)] == CAVEATS
    return texts[len(CAVEATS) :]


def told(made: Run) -> list[tuple[str, int]]:
    codes = (
        "CODE-INCONNU",
        "CODE-INACTIF",
        "CODE-EXPIRE-BIENTOT",
        "CODE-REMPLACE",
        "CODE-TITRE-DISCORDANT",
    )
    return [(a.code, a.row) for a in made.anomalies if a.code in codes]


def one(made: Run, code: str) -> Anomaly:
    (found,) = [a for a in made.anomalies if a.code == code]
    return found


@pytest.fixture(autouse=True)
def dated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)


@pytest.mark.parametrize("printed", ["RS7287", "RS 7287", "(rs 7287)", "RS-7287", "RS n°7287"])
def test_a_code_in_order_is_not_told(tmp_path: Path, printed: str) -> None:
    made = confronted(
        tmp_path, (f"{printed} - Optimiser l'efficacité administrative avec l'IA", "")
    )
    assert told(made) == []
    assert list(made.fiches) == ["RS7287"]
    assert made.register is not None
    assert made.register.date == "2026-08-16"


def test_unknown_code_in_a_link(tmp_path: Path) -> None:
    made = confronted(tmp_path, ("Un titre", "https://exemple.fr/rncp99999.html"))
    found = one(made, "CODE-INCONNU")
    assert (found.row, found.column, found.severity) == (2, "Lien officiel", Severity.AVERTISSEMENT)
    assert found.value == "https://exemple.fr/rncp99999.html"
    assert found.expected == "un code du registre du 16 août 2026 (RNCP99999 n’y est pas)"


def test_closed_and_replaced_down_to_the_last_one(tmp_path: Path) -> None:
    made = confronted(tmp_path, ("Formation IA", ""), ("Master CGAO (RNCP 35918)", ""))
    assert told(made) == [("CODE-INACTIF", 3), ("CODE-REMPLACE", 3)]
    closed = (
        "une certification active (RNCP35918 ne l’est plus, enregistrement fini le 31 août 2025)"
    )
    assert one(made, "CODE-INACTIF").expected == closed
    replaced = (
        "une certification en cours (RNCP35918 est remplacée par RNCP99001, aujourd’hui par"
        " RNCP99002)"
    )
    assert one(made, "CODE-REMPLACE").expected == replaced
    assert made.offer_by_id[made.offers[-1].id].codes == ("RNCP35918",), "flagged, kept as before"


@pytest.mark.parametrize(
    ("code", "expected"),
    [("RS10", ["CODE-EXPIRE-BIENTOT"]), ("RS11", []), ("RS12", ["CODE-INACTIF"]), ("RS13", [])],
)
def test_end_of_registration_on_either_side_of_twelve_months(
    tmp_path: Path, code: str, expected: list[str]
) -> None:
    made = confronted(tmp_path, (f"{code} - Utiliser un tableur", ""))
    assert [c for c, _ in told(made)] == expected


def test_without_a_date_the_end_is_not_judged_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    monkeypatch.setattr("coverage_engine.jobs.coverage.publication_date", lambda *_: ("", 0))
    made = confronted(
        tmp_path, ("RS10 - Utiliser un tableur", ""), ("RS12 - Utiliser un tableur", "")
    )
    assert told(made) == []
    assert (
        caveats_of(made)[-1]
        == "Ce rapport n’est pas daté : les fins d’enregistrement n’ont pas été jugées."
    )


def test_title_of_another_certification(tmp_path: Path) -> None:
    made = confronted(tmp_path, ("RS6776 - Soudage à l'arc en atelier", ""))
    found = one(made, "CODE-TITRE-DISCORDANT")
    assert (found.row, found.column) == (2, "Nom de la formation")
    assert "Créer des contenus par l’usage responsable de l’IA générative" in found.expected


@pytest.mark.parametrize(
    "title",
    [
        (
            "Certification RS6776 - Création de contenus rédactionnels & visuels par l'usage"
            " responsable de l'IA"
        ),
        (
            "CREER DES CONTENUS PAR L'USAGE RESPONSABLE DE L'INTELLIGENCE ARTIFICIELLE GENERATIVE"
            " (RS6776)"
        ),
        "RS6776 - Contenus et IA générative",
        "RS6776",
    ],
)
def test_titles_shortened_or_written_otherwise_are_left_alone(tmp_path: Path, title: str) -> None:
    assert "CODE-TITRE-DISCORDANT" not in dict(told(confronted(tmp_path, (title, ""))))


def fiche(title: str, *wording: str) -> Fiche:
    return Fiche(
        code="RNCP1", title=title, active=True, expires="", replaced_by=(), wording=wording
    )


def test_agreement_of_titles() -> None:
    assert agreement("Métiers d'art", fiche("Métiers d''art")) == 100
    assert agreement("Master CGAO", fiche("Contrôle de gestion et audit organisationnel")) == 100
    assert (
        agreement("Conduire un audit interne", fiche("Boulanger", "Conduire un audit interne"))
        == 100
    )
    assert (
        agreement("Conduire un audit", fiche("Boulanger", "Conduire un engin de chantier lourd"))
        < 30
    )
    assert (
        agreement("IA", fiche("Utiliser l’IA pour améliorer son efficacité professionnelle")) >= 30
    )
    assert agreement("Boulanger", fiche("Technicien de maintenance des ascenseurs")) < 30
    assert agreement("Gestion", fiche("")) == 100, "nothing to compare, nothing to say"


def test_only_a_wrong_row_is_told_when_several_bear_the_code(tmp_path: Path) -> None:
    made = confronted(
        tmp_path,
        ("RS10 - Utiliser un tableur", ""),
        ("RS10 - Permis cariste", ""),
        ("RS10 - Permis cariste", ""),
    )
    assert ("CODE-TITRE-DISCORDANT", 3) in told(made)
    assert sum(code == "CODE-TITRE-DISCORDANT" for code, _ in told(made)) == 1


def test_a_register_without_rs_says_nothing_of_rs_codes(tmp_path: Path) -> None:
    rows = tuple(r for r in ROWS if r[0].startswith("RNCP"))
    made = confronted(
        tmp_path,
        ("RS7287 - IA", ""),
        ("RS6776 - IA", ""),
        ("RNCP99002 - Audit et contrôle", ""),
        rows=rows,
    )
    assert told(made) == []
    sentences = caveats_of(made)
    assert "1 code trouvé sur 1." in sentences[0]
    assert sentences[1] == "Ce registre n’a aucune fiche RS : 2 codes RS n’ont pas été contrôlés."


def test_without_a_register_the_report_says_so(real_run: Run, real_files: dict[str, bytes]) -> None:
    (sentence,) = caveats_of(real_run)
    assert "n’ont pas été contrôlés" in sentence
    assert "register import" in sentence
    assert "les codes RS et RNCP n’ont pas été contrôlés" in real_files["rapport.html"].decode(
        "utf-8"
    )
    assert "registre" not in {e["role"] for e in json.loads(real_files["manifest.json"])["entrees"]}


def test_with_a_register_the_report_names_it_and_the_manifest_too(tmp_path: Path) -> None:
    imported(daily(tmp_path / "export-2026-08-16.zip", ROWS), tmp_path / "registre.sqlite")
    made = run(register=tmp_path / "registre.sqlite")
    found = {a.code for a in made.anomalies}
    assert {"CODE-INCONNU", "CODE-INACTIF", "CODE-REMPLACE", "CODE-EXPIRE-BIENTOT"} <= found
    assert "CODE-TITRE-DISCORDANT" not in found
    output = render_files(made, lambda step: None)
    assert "registre du 16 août 2026" in output["rapport.html"].decode("utf-8").replace(
        "\u00a0", " "
    )
    (entry,) = [
        e for e in json.loads(output["manifest.json"])["entrees"] if e["role"] == "registre"
    ]
    assert entry["fichier"] == "export-2026-08-16.zip"
    assert len(entry["sha256"]) == 64
    assert str(tmp_path) not in output["manifest.json"].decode("utf-8")


def test_a_missing_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"absent\.sqlite : registre introuvable"):
        run(register=tmp_path / "absent.sqlite")


def test_summary_of_an_import_and_fiches_in_french(tmp_path: Path) -> None:
    rows = [
        *FICHES,
        *(("RS1", "T", "31/31/2026", "ACTIVE") for _ in range(8)),
        ("RS2", "", "demain", ""),
    ]
    source = daily(tmp_path / "export-2026-08-16.zip", rows)
    summary = import_register(source, tmp_path / "r.sqlite", lambda *_: None)
    assert summary.startswith("Registre du 16 août 2026 : 2 fiches RNCP, 4 fiches RS.")
    assert "9 × échéance illisible, gardée telle qu’imprimée :" in summary
    assert "… et 4 autres" in summary
    assert "et 3 autres)" in summary, "a code on eight rows does not fill the page"
    shown = show_fiches(tmp_path / "r.sqlite", ["rncp 35918", "RS2", "RS3"])
    assert shown.startswith("RNCP35918 : Contrôle de gestion et audit organisationnel")
    assert "inactive au registre du 16 août 2026, enregistrement jusqu’au 31 août 2025" in shown
    assert "  – Conduire un audit" in shown
    assert "échéance illisible, imprimée « demain »" in shown
    assert "RS3 : absent au registre" in shown
    with pytest.raises(InputRefused, match="ce n’est pas un code"):
        show_fiches(tmp_path / "r.sqlite", ["RS2", "tableur"])
