"""One run, one set of figures: Python, folder, command line and workbook say the same of every
métier.
"""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

import coverage_engine as ce
from coverage_engine.analysis.run import Run
from coverage_engine.cli.app import app
from coverage_engine.documents.study_html import metier_html, study_html
from coverage_engine.domain.french import percent
from coverage_engine.tables.phrases import bounds
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import published_of

# Decimals of published figures; the workbook holds those of the run before they are rounded.
DECIMALS = 6


@pytest.fixture(scope="module")
def computed(real_run: Run) -> Published:
    return published_of(real_run)


@pytest.fixture(scope="module")
def opened(real_folder: Path) -> ce.Study:
    return ce.open_run(real_folder)


@pytest.fixture(scope="module")
def workbook(real_files: dict[str, bytes]) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(real_files["couverture.xlsx"]))


def rows_of(book: CalamineWorkbook, sheet: str) -> list[dict[str, object]]:
    header, *rows = book.get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def near(value: object) -> float:
    return round(float(value), DECIMALS)  # type: ignore[arg-type]


def test_the_folder_and_the_run_in_memory(opened: ce.Study, computed: Published) -> None:
    assert opened.published == computed


def test_frames_of_the_study(opened: ce.Study, computed: Published) -> None:
    frame = opened.couverture.set_index("metier")
    assert list(frame.index) == [m.metier for m in computed.metiers]
    for m in computed.metiers:
        row = frame.loc[m.metier]
        assert (row.verdict, row.verdict_regle) == (m.verdict, m.rule_verdict)
        for name, value in (
            ("taux", m.rate),
            ("taux_bas", m.low),
            ("taux_haut", m.high),
            ("stabilite", m.stability),
        ):
            assert near(row[name]) == near(value), (m.metier, name)


@pytest.mark.slow
def test_the_command_line(real_folder: Path, computed: Published) -> None:
    for m in computed.metiers:
        done = CliRunner().invoke(
            app, ["gaps", m.metier, "--run", str(real_folder), "--form", "json"]
        )
        said = json.loads(done.stdout)
        assert (said["metier"], said["verdict"]) == (m.metier, m.verdict)
        assert (said["taux"], said["taux_bas"], said["taux_haut"]) == tuple(
            map(float, (m.rate, m.low, m.high))
        )
        missing = {
            n.competence: (float(n.value), n.state, n.gap)
            for n in computed.needs_of[m.metier]
            if n.value < 1
        }
        assert {
            n["competence"]: (n["valeur"], n["etat"], n["type_ecart"]) for n in said["manques"]
        } == missing


def test_the_workbook(workbook: CalamineWorkbook, computed: Published) -> None:
    rows = {r["Métier"]: r for r in rows_of(workbook, "Couverture par métier")}
    assert list(rows) == [m.metier for m in computed.metiers]
    for m in computed.metiers:
        row = rows[m.metier]
        assert row["Verdict"] == m.verdict
        assert near(row["Taux"]) == near(m.rate)
        assert near(row["Taux, bas de la fourchette"]) == near(m.low)
        assert near(row["Taux, haut de la fourchette"]) == near(m.high)


def test_the_gaps_of_the_workbook(
    workbook: CalamineWorkbook, opened: ce.Study, computed: Published
) -> None:
    rows = rows_of(workbook, "Besoins par métier")
    for m in computed.metiers:
        printed = {
            str(r["Compétence"]): (near(r["Valeur"]), r["État"])
            for r in rows
            if r["Métier"] == m.metier and r["État"] in ("partiel", "non trouvé")
        }
        frame = opened.gaps(m.metier).frame()
        assert {
            c: (near(v), e)
            for c, v, e in zip(frame.competence, frame.valeur, frame.etat, strict=True)
        } == printed


def test_what_is_displayed(
    opened: ce.Study, computed: Published, real_files: dict[str, bytes]
) -> None:
    report = real_files["rapport.html"].decode("utf-8")
    whole = study_html(computed)
    for m in computed.metiers:
        shown = percent(m.rate, [computed.settings.seuil_bien_couvert])
        span = bounds(m.low, m.high, [computed.settings.seuil_bien_couvert])
        for page in (report, whole, metier_html(computed, opened.gaps(m.metier).data)):
            assert f"{shown}\u00a0{span}" in page, m.metier
