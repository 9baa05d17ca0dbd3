"""The same figures at every door: report, workbook, page, API, command line and notebook, métier by
métier.
"""

from __future__ import annotations

import html
import io
import json
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from desk_support import Server, plain_spaces
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

import coverage_engine as ce
from coverage_engine.analysis.run import Run
from coverage_engine.cli.app import app

# A rate, its range and its fraction as printed: «33 % [33–33]» then «23,5 / 71».
PRINTED = re.compile(r"(\d+) % \[(\d+)–(\d+)\]\D*?([\d ,]+) / ([\d ,]+)")
LACKING = ("◑", "○")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What one door says of a métier; rates in percent as printed, or None where the door gives
    exact ones.
    """

    verdict: str
    fraction: tuple[Fraction, Fraction]
    gaps: int
    printed: tuple[int, int, int] | None = None
    exact: tuple[float, float, float] | None = None


def figure(text: str) -> Fraction:
    return Fraction(text.replace(" ", "").replace(",", "."))


def shown(markup: str) -> str:
    """What is read of a piece of page."""
    return plain_spaces(" ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split()))


def printed(text: str) -> tuple[tuple[int, int, int], tuple[Fraction, Fraction]]:
    found = PRINTED.search(text)
    assert found, text[:200]
    rate, low, high, numerator, denominator = found.groups()
    return (int(rate), int(low), int(high)), (figure(numerator), figure(denominator))


def verdict_of(text: str) -> str:
    return next(v for v in ("bien couvert", "à confirmer", "à renforcer") if v in text)


def in_report(page: str, slug: str) -> Figures:
    sheet = page.split(f'<h3 id="metier-{slug}">')[1].split("<h3")[0]
    head = shown(sheet.split("<strong>")[1].split("</strong>")[0])
    rates, fraction = printed(head)
    # Every need is told once, in bold, under its axis.
    needs = sheet.split("<li><strong>")[1:]
    gaps = sum(need.startswith(LACKING) for need in needs)
    return Figures(verdict=verdict_of(head), fraction=fraction, gaps=gaps, printed=rates)


def on_page(page: str) -> Figures:
    head = shown(page.split('<p class="big">')[1].split("</p>")[0])
    rates, fraction = printed(head)
    region = page.split('aria-label="Ce qui manque"')
    gaps = (
        region[1].split("</table>")[0].split("<tbody>")[1].count("<tr>") if len(region) > 1 else 0
    )
    return Figures(verdict=verdict_of(head), fraction=fraction, gaps=gaps, printed=rates)


def exact(line: dict[str, Any], gaps: int) -> Figures:
    fraction = (Fraction(line["numerateur"]), Fraction(line["denominateur"]))
    return Figures(
        verdict=line["verdict"],
        fraction=fraction,
        gaps=gaps,
        exact=(line["taux"], line["taux_bas"], line["taux_haut"]),
    )


def on_command_line(folder: Path, metier: str) -> Figures:
    said = CliRunner().invoke(app, ["gaps", metier, "--run", str(folder), "--format", "json"])
    told = json.loads(said.stdout)
    return exact(told, len(told["manques"]))


def in_notebook(study: ce.Study, metier: str) -> Figures:
    answer = study.gaps(metier).data
    m = answer.metier
    assert m.rate is not None
    return Figures(
        verdict=m.verdict,
        fraction=(m.numerator, m.denominator),
        gaps=len(answer.missing),
        exact=(float(m.rate), float(m.low or 0), float(m.high or 0)),
    )


@pytest.fixture(scope="module")
def study(real_folder: Path) -> ce.Study:
    return ce.open_run(real_folder)


@pytest.fixture(scope="module")
def workbook(real_files: dict[str, bytes]) -> dict[str, Figures]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(real_files["couverture.xlsx"]))
    rates, needs = (
        book.get_sheet_by_name(name).to_python()
        for name in ("Couverture par métier", "Besoins par métier")
    )
    names = {
        "Numérateur": "numerateur",
        "Dénominateur": "denominateur",
        "Verdict": "verdict",
        "Taux": "taux",
        "Taux, bas de la fourchette": "taux_bas",
        "Taux, haut de la fourchette": "taux_haut",
    }
    at = {name: rates[0].index(label) for label, name in names.items()}
    state, owner = needs[0].index("État"), needs[0].index("Métier")
    lacking = [str(line[owner]) for line in needs[1:] if line[state] in ("partiel", "non trouvé")]
    return {
        str(line[0]): exact(
            {name: line[index] for name, index in at.items()}, lacking.count(str(line[0]))
        )
        for line in rates[1:]
    }


def test_every_door_says_the_same(
    desk: Server,
    real_run: Run,
    real_files: dict[str, bytes],
    real_folder: Path,
    study: ce.Study,
    workbook: dict[str, Figures],
) -> None:
    report = real_files["rapport.html"].decode("utf-8")
    listed = {line["id"]: line for line in desk.lines("/metiers?taille=200")}
    assert len(listed) == len(real_run.metiers) == len(workbook) == 25
    for slug, line in listed.items():
        gaps = desk.api(f"/metiers/{slug}/manques")["lignes"]
        told = {
            "rapport": in_report(report, slug),
            "page": on_page(desk.ask(f"/metiers/{slug}").text),
            "API": exact(line, len(gaps)),
            "commande": on_command_line(real_folder, line["metier"]),
            "carnet": in_notebook(study, line["metier"]),
            "classeur": workbook[line["metier"]],
        }
        by_hand = next(m for m in real_run.metiers if m.metier == line["metier"]).rate
        for door, said in told.items():
            where = (slug, door)
            assert said.verdict == line["verdict"], where
            assert said.fraction == (by_hand.numerator, by_hand.denominator), where
            assert said.gaps == len(gaps), where
            if said.exact:
                assert said.exact == pytest.approx(told["API"].exact, abs=1e-6), where
            if said.printed:
                assert said.printed == told["rapport"].printed, where
                # Printed rates keep to their side of a threshold: one point of rounding either way.
                assert said.printed == pytest.approx(
                    [100 * x for x in told["API"].exact or ()], abs=1
                ), where
