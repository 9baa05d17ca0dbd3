"""A parameter has one name and its value one reading, whoever asks: command, API, page, script."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from desk_client import page, reader_of
from starlette.testclient import TestClient
from typer.testing import CliRunner

import coverage_engine as ce
from coverage_engine.cli.app import app
from coverage_engine.cli.ask import add_command
from coverage_engine.domain.errors import CoverageError, InputRefused
from coverage_engine.questions.declared import Question, Tables
from coverage_engine.questions.every_question import QUESTIONS
from coverage_engine.questions.offer_parameters import METIER
from coverage_engine.questions.old_names import OLD_NAMES
from coverage_engine.questions.parameters import (
    AMOUNT,
    HOURS,
    SHARE,
    TICK,
    WHOLE,
    Arguments,
    Parameter,
)
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.published import Published
from coverage_engine.web.questions import SERVED
from coverage_engine.web.served import serve

ASKED: list[Arguments] = []
KINDS = {"prix": AMOUNT, "duree": HOURS, "part": SHARE, "nombre": WHOLE, "accord": TICK}
REFUSED = "refusé"


def echo(published: Published, asked: Arguments) -> Tables:
    """An answer that is what was asked."""
    ASKED.append(asked)
    columns = (Column("metier", "Métier"), Column("lu", "Lu"))
    line = next(m for m in published.metiers if asked["metier"] in (m.slug, m.metier))
    rows = ((line.metier, str([v for n, v in asked.items() if n != "metier"])),)
    return Tables((DataTable("echo", "Ce qui a été lu", columns, rows),))


# A question that no file of the package names: declared here, found everywhere.
ECHO = Question(
    name="question_d_essai",
    title="Question d’essai",
    summary="Ce qui a été lu de chaque valeur.",
    parameters=(
        METIER,
        *(
            Parameter(name=name, label=name.title(), help=f"Un {name}.", kind=kind, high=1000)
            for name, kind in KINDS.items()
        ),
    ),
    ask=echo,
    notes=lambda found: ("À garder en tête.",),
    sample=lambda published: {"metier": published.metiers[0].slug},
)


@pytest.fixture(scope="module")
def study(real_folder: Path) -> ce.Study:
    return ce.open_run(real_folder)


@pytest.fixture(scope="module")
def reader(study: ce.Study) -> TestClient:
    return reader_of(study.published, questions=(*SERVED, serve(ECHO)))


@pytest.fixture(scope="module")
def slug(study: ce.Study) -> str:
    return study.published.metiers[0].slug


def by_command(folder: Path, *arguments: str) -> Any:
    """A command over a run, of a program that has the question too."""
    from typer import Typer

    made = Typer()
    add_command(made, ECHO)
    done = CliRunner().invoke(made, [*arguments, "--run", str(folder)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert not done.exit_code, done.output
    return done


CASES: list[tuple[str, str, object]] = [
    ("prix", "1500", Fraction(1500)),
    ("prix", "1 500 €", Fraction(1500)),
    ("prix", "1 500,50 €", Fraction(3001, 2)),
    ("prix", "1500,123", REFUSED),
    ("prix", "1e3", REFUSED),
    ("prix", "-1", REFUSED),
    ("prix", "٣", REFUSED),
    ("prix", "80 %", REFUSED),
    ("duree", "14 h", Fraction(14)),
    ("duree", "1,5 h", Fraction(3, 2)),
    ("duree", "2 j", Fraction(14)),
    ("duree", "2", Fraction(2)),
    ("duree", "2 mois", REFUSED),
    ("duree", "-1", REFUSED),
    ("part", "80 %", Fraction(4, 5)),
    ("part", "0,8", Fraction(4, 5)),
    ("part", "80", Fraction(4, 5)),
    ("part", "1", Fraction(1)),
    ("part", "2", REFUSED),
    ("part", "101 %", REFUSED),
    ("part", "1e-1", REFUSED),
    ("nombre", "2", 2),
    ("nombre", "1 000", 1000),
    ("nombre", "0", REFUSED),
    ("nombre", "2,5", REFUSED),
    ("nombre", "٣", REFUSED),
    ("accord", "oui", True),
    ("accord", "peut-être", REFUSED),
]


@pytest.mark.parametrize(("name", "text", "read"), CASES)
def test_a_text_is_read_the_same_by_everyone(
    study: ce.Study,
    reader: TestClient,
    real_folder: Path,
    slug: str,
    name: str,
    text: str,
    read: object,
) -> None:
    said = {}
    ASKED.clear()
    try:
        study.ask(ECHO, metier=slug, **{name: text})
    except InputRefused as error:
        said["script"] = error.faults
    if KINDS[name] != TICK:  # An option without a value cannot be mistyped.
        try:
            by_command(real_folder, slug, f"--{name}", text)
        except InputRefused as error:
            said["commande"] = error.faults
    query = {name: text}
    api = reader.get(f"/api/v1/question-d-essai/{slug}", params=query)
    if api.status_code != 200:
        assert api.json()["type"] == "/api#filtre-refuse"
        said["API"] = tuple(api.json()["detail"].splitlines())
    shown = reader.get(f"/question-d-essai/{slug}", params=query)
    if shown.status_code != 200:
        assert f"{name.title()}" in shown.text and REFUSED in shown.text
        said["page"] = ()
    asked = 3 if KINDS[name] == TICK else 4
    if read is REFUSED:
        assert len(said) == asked and not ASKED
        # What follows the name, which each says its own way, is the same sentence.
        (why,) = {faults[0].partition(" : ")[2] for faults in said.values() if faults}
        assert why.startswith(f"« {text} » refusé, ")
    else:
        assert not said
        assert [a[name] for a in ASKED] == [read] * asked


def test_nothing_is_no_value(study: ce.Study, reader: TestClient, slug: str) -> None:
    with pytest.raises(InputRefused, match="prix : valeur vide"):
        study.ask(ECHO, metier=slug, prix="")
    with pytest.raises(InputRefused, match="--prix : valeur vide"):
        by_command(Path("nulle-part"), slug, "--prix", " ")
    assert reader.get(f"/api/v1/question-d-essai/{slug}?prix=").status_code == 400
    # A form sends what is left blank: its page leads to the address without it.
    blank = reader.get(f"/question-d-essai/{slug}?prix=")
    assert (blank.status_code, blank.headers["location"]) == (303, f"/question-d-essai/{slug}")


def test_a_question_declared_in_one_place_is_found_everywhere(
    study: ce.Study, reader: TestClient, real_folder: Path, slug: str
) -> None:
    label = study.published.metiers[0].metier
    asked = {"metier": slug, "prix": "12 €"}
    answer = study.ask(ECHO, **asked)
    assert answer.frame()["metier"].tolist() == [label]
    assert answer.notes == ("À garder en tête.",)
    assert label in by_command(real_folder, slug, "--prix", "12 €").stdout
    assert "--prix" in by_command(real_folder, "--help").stdout
    api = reader.get(f"/api/v1/question-d-essai/{slug}?prix=12").json()
    assert [line["metier"] for line in api["lignes"]] == [label]
    assert api["a_retenir"] == ["À garder en tête."]
    contract = reader.get("/api/v1/openapi.json").json()
    operation = contract["paths"]["/api/v1/question-d-essai/{metier}"]["get"]
    assert [p["name"] for p in operation["parameters"]] == [p.name for p in ECHO.parameters]
    assert "question_d_essai__echo" in contract["components"]["schemas"]
    seen = page(reader, f"/question-d-essai/{slug}?prix=12")
    assert label in seen.text and "À garder en tête." in seen.text
    assert {f"f-{n}" for n in KINDS if n != "accord"} <= set(seen.attributes("id"))
    files = [h for h in seen.attributes("href") if "/export." in h]
    assert files and all(reader.get(h).status_code == 200 for h in files)
    assert "Question d’essai" in reader.get("/api").text


@pytest.mark.parametrize(
    ("command", "old", "new"),
    [
        (("offers", "formateur", "ACC-01"), ("--max-price", "900"), ("--prix-max", "900")),
        (("offers", "formateur", "ACC-01"), ("--certifying",), ("--certifiante",)),
        (("fragility", "formateur"), ("--by", "offre"), ("--nature", "offre")),
        (
            ("what-if",),
            ("--withdraw-need", "formateur;ACC-01"),
            ("--retirer-besoin", "formateur;ACC-01"),
        ),
    ],
)
def test_the_old_name_of_an_option_still_works_and_says_the_new_one(
    real_folder: Path, command: tuple[str, ...], old: tuple[str, ...], new: tuple[str, ...]
) -> None:
    run = ("--run", str(real_folder))
    before = CliRunner().invoke(app, [*command, *old, *run])
    after = CliRunner().invoke(app, [*command, *new, *run])
    assert before.stdout == after.stdout != ""
    assert not after.stderr
    assert before.stderr.startswith(f"{old[0]} s’appelle maintenant {new[0]}")
    assert len(before.stderr.splitlines()) == 1
    assert old[0] not in CliRunner().invoke(app, [command[0], "--help"]).stdout


def test_the_old_names_of_a_method_still_work_with_a_warning(study: ce.Study) -> None:
    with pytest.warns(DeprecationWarning, match="max_price s’appelle maintenant prix_max"):
        old = study.offers("formateur", "ACC-01", max_price=900)  # type: ignore[call-arg]
    assert old.data == study.offers("formateur", "ACC-01", prix_max=900).data
    with pytest.warns(DeprecationWarning, match="learners s’appelle maintenant effectif"):
        curve = study.frontier("formateur", learners=2)
    assert curve.data.frontier == study.frontier("formateur", effectif=2).data.frontier


def test_every_old_name_leads_to_a_parameter() -> None:
    known = {p.name for q in QUESTIONS for p in q.parameters}
    assert set(OLD_NAMES.values()) <= known
    assert not known & OLD_NAMES.keys()


def test_an_unknown_question_or_parameter_is_refused_with_those_there_are(study: ce.Study) -> None:
    with pytest.raises(CoverageError, match="offres_du_besoin"):
        study.ask("offrez")
    with pytest.raises(CoverageError, match="filtre inconnu → au choix : metier ; competence"):
        study.ask("offres_du_besoin", metier="formateur", competence="ACC-01", couleur="bleu")
