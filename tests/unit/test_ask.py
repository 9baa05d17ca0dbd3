"""The commands that ask: each gives the answer of the query layer, in three forms and in files."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import pytest
from made_register import daily, imported
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from coverage_engine.cli.app import app
from coverage_engine.documents.answer_text import WIDTH
from coverage_engine.domain.errors import InputRefused, OutputRefused, UnknownCompetence
from coverage_engine.questions.about_purchases import WHAT_IF, changes
from coverage_engine.questions.changes import AddedOffer, Changes
from coverage_engine.questions.compare import compare
from coverage_engine.questions.fragility import fragility
from coverage_engine.questions.offer_filter import OfferFilter
from coverage_engine.questions.offers import offers_for_need
from coverage_engine.questions.parameters import read_arguments
from coverage_engine.questions.search import search
from coverage_engine.questions.what_if import what_if
from coverage_engine.sources.supposed import read_supposed
from coverage_engine.store.run_folder import check_file, read_published
from coverage_engine.tables.published import Published

pytestmark = pytest.mark.slow

ASKING = {
    "gaps": ["formateur"],
    "offers": ["formateur", "ACC-01"],
    "compare": ["formateur", "assistant"],
    "fragility": ["formateur"],
    "what-if": ["--retirer-besoin", "formateur;ACC-01"],
    "search": ["gestionaire", "de", "dossier"],
    "plan": ["formateur", "--budget", "1500"],
}


@pytest.fixture(scope="module")
def published(real_folder: Path) -> Published:
    return read_published(real_folder)


def ask(folder: Path, *arguments: str) -> str:
    """What a command prints."""
    done = CliRunner().invoke(app, [*arguments, "--run", str(folder)])
    if done.exception:
        raise done.exception
    return done.stdout


def refused(*arguments: str) -> tuple[str, ...]:
    done = CliRunner().invoke(app, list(arguments))
    assert isinstance(done.exception, InputRefused), done.output
    assert not done.stdout
    return done.exception.faults


@pytest.mark.parametrize("command", sorted(set(ASKING) - {"plan", "gaps"}))
def test_text_holds_in_a_terminal(real_folder: Path, command: str) -> None:
    text = ask(real_folder, command, *ASKING[command])
    assert text.strip()
    assert all(len(line) <= WIDTH for line in text.splitlines())


@pytest.mark.parametrize("command", sorted(set(ASKING) - {"plan"}))
@pytest.mark.parametrize("form", ["json", "csv"])
def test_other_forms_can_be_read_by_programs(real_folder: Path, command: str, form: str) -> None:
    text = ask(real_folder, command, *ASKING[command], "--form", form)
    content = json.loads(text) if form == "json" else list(csv.DictReader(io.StringIO(text)))
    assert content


def test_json_holds_every_table_of_the_answer(real_folder: Path, published: Published) -> None:
    said = json.loads(ask(real_folder, "compare", "formateur", "assistant", "--form", "json"))
    tables = compare(published, ["formateur", "assistant"]).tables()
    assert list(said) == ["a_retenir", *(t.name for t in tables)]
    for t in tables:
        rows = [[float(c) if isinstance(c, Fraction) else c for c in row] for row in t.rows]
        assert [list(row.values()) for row in said[t.name]] == rows


def test_the_caveats_of_an_answer_are_in_its_json(real_folder: Path) -> None:
    asked = ["--besoin", "formateur;MET-20;2", "--form", "json"]
    kept = json.loads(ask(real_folder, "what-if", *asked))["a_retenir"]
    assert any("les fourchettes et la stabilité ne le sont pas" in note for note in kept)
    assert any("vaut au moins ce qui est montré" in note for note in kept)


def test_filters_of_offers_are_those_of_the_query_layer(
    real_folder: Path, published: Published
) -> None:
    arguments = [
        "--prix-max",
        "1 500,50 €",
        "--duree-max",
        "14h",
        "--format",
        "Distanciel",
        "--organisme",
        "openclassrooms",
        "--preuve",
        "compétence attestée",
    ]
    said = json.loads(
        ask(real_folder, "offers", "formateur", "ACC-01", *arguments, "--form", "json")
    )["offres_du_besoin"]
    wanted = OfferFilter(
        max_price=Fraction("1500.5"),
        max_hours=Fraction(14),
        formats=("distanciel",),
        certifying=False,
        providers=("OpenClassrooms",),
        strengths=("compétence attestée",),
    )
    found = offers_for_need(published, "formateur", "ACC-01", wanted).found
    assert [row["offre_id"] for row in said] == [o.id for o, _ in found]
    assert said


def test_only_certifying_offers_when_asked(real_folder: Path, published: Published) -> None:
    said = json.loads(
        ask(real_folder, "offers", "formateur", "MET-01", "--certifiante", "--form", "json")
    )
    found = offers_for_need(published, "formateur", "MET-01").found
    wanted = [o.id for o, _ in found if o.certifying]
    assert [row["offre_id"] for row in said["offres_du_besoin"]] == wanted
    assert 0 < len(wanted) < len(found)


def test_fragility_search_and_what_if_say_what_the_query_layer_says(
    real_folder: Path, published: Published
) -> None:
    said = json.loads(
        ask(real_folder, "fragility", "formateur", "--nature", "organisme", "--form", "json")
    )
    assert [f["id"] for f in said["fragilite"]] == [
        f.name for f in fragility(published, ["formateur"], ["organisme"]).falls
    ]
    assert "echeances" not in said, "no register was read"
    found = json.loads(ask(real_folder, "search", "RS6776", "--form", "json"))["recherche"]
    assert [h["id"] for h in found] == [h.id for h in search(published, "RS6776").hits]
    offer = published.needs_of["Formateur d’assistance"][0].offers[0]
    moved = json.loads(ask(real_folder, "what-if", "--retirer", offer, "--form", "json"))[
        "et_si_metiers"
    ]
    assert [m["metier"] for m in moved] == [
        m.metier for m in what_if(published, Changes((offer,))).moves
    ]


def test_caveats_come_with_the_text(real_folder: Path) -> None:
    assert "registre" in ask(real_folder, "fragility", "formateur")
    assert "ne le sont pas" in ask(real_folder, "what-if", "--retirer-besoin", "formateur;ACC-01")
    assert "Rien ne ressemble" in ask(real_folder, "search", "zzzzzz")
    left = ask(real_folder, "offers", "formateur", "ACC-01", "--prix-max", "0")
    assert "Écartées par les filtres" in left


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_a_file_is_written_only_when_asked(real_folder: Path, tmp_path: Path, form: str) -> None:
    before = sorted(p.name for p in real_folder.rglob("*"))
    out = tmp_path / f"reponse.{form}"
    shown = ask(real_folder, "compare", "formateur", "assistant", "--out", str(out))
    assert shown == ask(real_folder, "compare", "formateur", "assistant"), (
        "the screen says the same"
    )
    assert [p.name for p in tmp_path.iterdir()] == [out.name]
    assert sorted(p.name for p in real_folder.rglob("*")) == before
    if form == "xlsx":
        book = CalamineWorkbook.from_path(str(out))
        assert book.sheet_names == [
            "Lisez-moi",
            "Taux par axe",
            "Verdicts",
            "Valeur de chaque besoin",
            "Offres utiles à plusieurs",
        ]
    else:
        wanted = ask(real_folder, "compare", "formateur", "assistant", "--form", form)
        assert out.read_bytes().decode("utf-8") == wanted


@pytest.mark.parametrize("command", sorted(ASKING))
def test_a_folder_and_inputs_together_are_refused(real_folder: Path, command: str) -> None:
    faults = refused(
        command,
        *ASKING[command],
        "--run",
        str(real_folder),
        "--register",
        "r.sqlite",
        "--catalogue",
        "annexe-a-2026",
        "--referential",
        "x",
    )
    assert len(faults) == 3
    assert all("sans effet avec --run" in f for f in faults)


@pytest.mark.parametrize("command", sorted(set(ASKING) - {"plan", "gaps"}))
def test_unknown_forms_are_refused_together(command: str) -> None:
    faults = refused(command, *ASKING[command], "--form", "yaml", "--out", "reponse.doc")
    assert len(faults) == 2
    assert all("→" in f for f in faults)


def test_gaps_keeps_its_first_option(real_folder: Path) -> None:
    assert ask(real_folder, "gaps", "formateur", "--format", "csv") == ask(
        real_folder, "gaps", "formateur", "--form", "csv"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["offers", "formateur", "ACC-01", "--prix-max", "abc"], "--prix-max : « abc »"),
        (["offers", "formateur", "ACC-01", "--duree-max", "-3"], "--duree-max : « -3 »"),
        (["what-if"], "rien n’est demandé"),
        (["what-if", "--besoin", "formateur;ACC-01"], "métier;compétence;niveau"),
        (["what-if", "--besoin", "formateur;ACC-01;9"], "1 sensibilisation"),
        (["what-if", "--retirer-besoin", "formateur"], "métier;compétence"),
        (["what-if", "--ajouter", ";ACC-01"], "titre;compétence"),
        (["what-if", "--ajouter", "absent.csv"], "absent.csv"),
        (["compare", "formateur", "--run", "nulle-part"], "coverage-engine report"),
        (["fragility", "--nature", "météo", "--run", "{folder}"], "météo"),
        (["compare", "formateur", "--run", "{folder}"], "de 2 à"),
    ],
)
def test_bad_requests_are_refused_in_french(
    real_folder: Path, arguments: list[str], said: str
) -> None:
    faults = refused(*(a.replace("{folder}", str(real_folder)) for a in arguments))
    assert any(said in f for f in faults), faults
    assert all("→" in f or "attendu" in f or "facultatifs" in f for f in faults)


def test_an_unknown_competency_names_its_neighbours(real_folder: Path) -> None:
    with pytest.raises(UnknownCompetence, match="ACC-01"):
        ask(
            real_folder,
            "what-if",
            "--ajouter",
            "Atelier;Expliquer ce qu’est l’IA générative, ce qu’elle sait fair",
        )


def test_a_register_gives_the_calendar_of_certifications(tmp_path: Path) -> None:
    imported(daily(tmp_path / "registre.zip"), tmp_path / "registre.sqlite")
    done = CliRunner().invoke(
        app,
        [
            "fragility",
            "formateur",
            "--register",
            str(tmp_path / "registre.sqlite"),
            "--form",
            "json",
        ],
    )
    ends = json.loads(done.stdout)["echeances"]
    assert {e["code"] for e in ends} >= {"RS7287", "RS6776"}
    known = [e["fin_enregistrement"] for e in ends if e["fin_enregistrement"]]
    assert known == sorted(known)


def test_suppositions_are_read_as_written() -> None:
    asked = read_arguments(
        WHAT_IF,
        [
            ("retirer", "x"),
            ("ajouter", "Atelier ; ACC-01, ACC-02 ; 2 ; formateur, assistant"),
            ("ajouter", "Autre;ACC-03"),
            ("retirer_besoin", "formateur; ACC-01"),
            ("besoin", "formateur;ACC-02;3"),
        ],
        None,
    )
    assert changes(asked) == Changes(
        ("x",),
        (
            AddedOffer("Atelier", ("ACC-01", "ACC-02"), 2, ("formateur", "assistant")),
            AddedOffer("Autre", ("ACC-03",)),
        ),
        (("formateur", "ACC-01"),),
        (("formateur", "ACC-02", 3),),
    )


def test_all_faults_of_a_supposition_are_told_at_once() -> None:
    pairs = [("ajouter", "sans compétence"), ("ajouter", "T;C;4"), ("retirer_besoin", "x")]
    with pytest.raises(InputRefused) as caught:
        read_arguments(WHAT_IF, [*pairs, ("besoin", "a;b;0"), ("besoin", "a;b")], None)
    assert len(caught.value.faults) == 5


def test_supposed_offers_of_a_table(tmp_path: Path, real_folder: Path) -> None:
    path = tmp_path / "offres.csv"
    path.write_text(
        "Intitulé;Compétences;Niveau;Métiers\nAtelier;ACC-01,"
        " ESP-01;2;formateur\n;;;\nAutre;ESP-02;;\n",
        encoding="utf-8",
    )
    assert read_supposed(path) == (
        AddedOffer("Atelier", ("ACC-01", "ESP-01"), 2, ("formateur",)),
        AddedOffer("Autre", ("ESP-02",)),
    )
    assert "Formateur" in ask(real_folder, "what-if", "--ajouter", str(path))
    path.write_text("Intitulé;Compétences;Niveau\nAtelier;;2\nAutre;ESP-02;7\n", encoding="utf-8")
    with pytest.raises(InputRefused) as caught:
        read_supposed(path)
    assert len(caught.value.faults) == 2
    assert all("ligne" in f for f in caught.value.faults)


def test_a_place_that_cannot_be_written_is_refused_before_computing(tmp_path: Path) -> None:
    with pytest.raises(OutputRefused, match="absent"):
        check_file(tmp_path / "absent" / "x.csv")
    with pytest.raises(OutputRefused, match="est un dossier"):
        check_file(tmp_path)
    check_file(tmp_path / "x.csv")
    assert not list(tmp_path.iterdir())
