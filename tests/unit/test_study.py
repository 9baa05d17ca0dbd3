"""The public face: both doors give the same, every option is told, figures are those of the
report.
"""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

import coverage_engine as ce
from coverage_engine.analysis.graph import BESOIN, OFFRE
from coverage_engine.domain.errors import UnknownCompetence, UnknownMetier
from coverage_engine.domain.user_numbers import read_amount
from coverage_engine.questions.compare import compare
from coverage_engine.questions.fragility import expiries, fragility
from coverage_engine.questions.gaps import gaps
from coverage_engine.questions.offer_filter import OfferFilter
from coverage_engine.questions.offers import needs_of_offer, offers_for_need
from coverage_engine.questions.plan import frontier, plan, quotes_to_ask
from coverage_engine.questions.plan_request import PlanRequest
from coverage_engine.questions.search import search

pytestmark = pytest.mark.slow

FORMATEUR = "Formateur d’assistance"


@pytest.fixture(scope="module")
def study() -> ce.Study:
    return ce.run()


@pytest.fixture(scope="module")
def opened(real_folder: Path) -> ce.Study:
    return ce.open_run(real_folder)


def test_the_face_is_small_and_known() -> None:
    assert set(ce.__all__) == {
        "AddedOffer",
        "Answer",
        "Chart",
        "CoverageError",
        "InputRefused",
        "Metier",
        "Study",
        "TextMatcher",
        "__version__",
        "open_run",
        "run",
    }
    assert set(ce.__all__) <= set(dir(ce))
    with pytest.raises(AttributeError, match="nope"):
        ce.nope  # noqa: B018


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, coverage_engine; print([m for m in ('pandas', 'networkx', 'numpy', 'jinja2')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_options_are_keyword_only() -> None:
    """What is asked may be given by place, how it is asked only by name."""
    faces = [
        ce.run,
        *(
            m
            for _, m in inspect.getmembers(ce.Study, inspect.isfunction)
            if not m.__name__.startswith("_")
        ),
    ]
    for face in faces:
        for p in inspect.signature(face).parameters.values():
            if p.default is not inspect.Parameter.empty:
                assert p.kind is inspect.Parameter.KEYWORD_ONLY, f"{face.__name__}({p.name})"


def test_both_doors_give_the_same_frames(study: ce.Study, opened: ce.Study) -> None:
    assert study.tables == opened.tables
    for name in study.tables:
        pd.testing.assert_frame_equal(study.frame(name), opened.frame(name))
    assert study.run is not None
    assert opened.run is None
    assert study._repr_html_() == opened._repr_html_()
    assert repr(study) == repr(opened)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("couverture", "couverture_metier"),
        ("carte", "carte_metier_axe"),
        ("par_axe", "couverture_metier_axe"),
        ("besoins", "besoins"),
        ("offres", "offres"),
        ("liens", "liens"),
        ("constats", "constats"),
        ("anomalies", "anomalies"),
        ("a_confirmer", "liens_a_confirmer"),
        ("sensibilite", "sensibilite"),
        ("reglages", "reglages"),
    ],
)
def test_properties_are_the_tables(study: ce.Study, name: str, table: str) -> None:
    pd.testing.assert_frame_equal(getattr(study, name), study.frame(table))


def test_an_unknown_table_names_the_others(study: ce.Study) -> None:
    with pytest.raises(ce.InputRefused, match="couverture_metier"):
        study.frame("couvertures")
    with pytest.raises(ce.InputRefused, match="axes_metier"):
        study.gaps("formateur").frame("nope")


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ce.InputRefused, match="coverage-engine report"):
        ce.open_run(tmp_path)


def test_a_table_changed_after_opening_is_not_shown(
    real_files: dict[str, bytes], tmp_path: Path
) -> None:
    for name, data in real_files.items():
        if name.startswith("donnees/") or name == "manifest.json":
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(data)
    opened = ce.open_run(tmp_path)
    with (tmp_path / "donnees" / "lignes.csv").open("ab") as file:
        file.write(b"\n")
    with pytest.raises(ce.InputRefused, match=r"lignes\.csv.*modifi"):
        opened.frame("lignes")


def test_the_graph_is_that_of_the_run(study: ce.Study, opened: ce.Study) -> None:
    assert study.run is not None
    own, other, computed = study.graph, opened.graph, study.run.graph
    assert set(own) == set(computed)
    assert {frozenset(e) for e in own.edges} == {frozenset(e) for e in computed.edges}
    assert dict(own.nodes(data=True)) == dict(other.nodes(data=True))
    assert sorted(own.edges(data="weight")) == sorted(other.edges(data="weight"))
    for a, b, link in computed.edges(data="link"):
        assert own.edges[a, b]["weight"] == link.value
        assert {a[0], b[0]} == {BESOIN, OFFRE}
        assert own.edges[a, b]["counts"] == (
            link.probability >= study.published.settings.probabilite_minimale
        )
    for node, side in own.nodes(data="side"):
        assert node[0] == side


def test_questions_are_those_of_the_query_layer(study: ce.Study) -> None:
    p = study.published
    assert study.gaps("formateur").data == gaps(p, "formateur")
    assert study.compare("formateur", "assistant").data == compare(p, ["formateur", "assistant"])
    assert study.fragility("formateur", nature=["offre"]).data == fragility(
        p, ["formateur"], ["offre"]
    )
    assert study.expiries().data == expiries(p)
    assert "registre" in study.expiries().notes[0]
    assert study.search("gestionaire", limite=3).data == search(p, "gestionaire", 3)
    offer = p.needs_of[FORMATEUR][0].offers[0]
    assert study.needs_of(offer).data == needs_of_offer(p, offer)
    wanted = OfferFilter(
        max_price=Fraction(1, 10),
        max_hours=Fraction(7),
        formats=("distanciel",),
        certifying=True,
        providers=(),
        strengths=("axe principal",),
    )
    asked = study.offers(
        "formateur",
        "ACC-01",
        prix_max=0.1,
        duree_max=7,
        format=["distanciel"],
        certifiante=True,
        preuve=["axe principal"],
    )
    assert asked.data == offers_for_need(p, "formateur", "ACC-01", wanted)


def test_plans_are_those_of_the_query_layer(study: ce.Study) -> None:
    p, request = study.published, PlanRequest(metiers=("formateur",), budget=Fraction(1500))
    made = study.plan("formateur", budget=1500)
    assert made.data == plan(p, request)
    assert "Prouvé optimal" in " ".join(made.notes)
    assert " s)" not in " ".join(made.notes), "no seconds in what is displayed"
    curve = study.frontier("formateur")
    assert curve.data.frontier == frontier(p, PlanRequest(metiers=("formateur",))).frontier
    ET.fromstring(curve.chart.svg)
    assert study.quotes("formateur", budget=1500).data.quotes == quotes_to_ask(p, request).quotes


def test_a_supposition_may_name_competencies_by_their_label(study: ce.Study) -> None:
    need = study.gaps("formateur").data.missing[0]
    by_id = study.what_if(retirer_besoin=[("formateur", need.competence)])
    by_label = study.what_if(retirer_besoin=[(FORMATEUR, need.label.upper())])
    assert by_id.data.moves == by_label.data.moves
    added = ce.AddedOffer("Atelier", (need.label,), level=3, metiers=("formateur",))
    (move,) = study.what_if(ajouter=[added]).data.moves
    assert move.metier == FORMATEUR
    assert move.after.rate.value > move.before.rate.value
    with pytest.raises(UnknownCompetence, match="Vouliez-vous dire"):
        study.what_if(besoin=[("formateur", need.label[:-3], 1)])


def test_names_and_figures_that_make_no_sense_are_refused_in_french(study: ce.Study) -> None:
    with pytest.raises(UnknownMetier, match="Vouliez-vous dire"):
        study.metier("gestionnaire")
    for bound in (-1, float("nan"), float("inf"), "abc"):
        with pytest.raises(ce.InputRefused):
            study.offers("formateur", "ACC-01", prix_max=bound)  # type: ignore[arg-type]
    with pytest.raises(ce.InputRefused):
        study.plan("formateur", budget=-5)
    with pytest.raises(ce.InputRefused):
        study.plan("formateur", objectif=1.5)


def test_decimals_are_read_as_written() -> None:
    assert read_amount(0.1) == Fraction(1, 10)
    assert read_amount(Fraction(1, 3)) == Fraction(1, 3)


def test_a_metier_shows_itself(study: ce.Study) -> None:
    metier = study.metier("gestionaire de dossier")
    assert metier.line.metier == "Gestionnaire de dossiers d’assistance"
    assert metier.line.metier in repr(metier)
    assert "Ce qui manque" in str(metier)
    own = study.published.needs_of[metier.line.metier]
    assert list(metier.besoins["competence"]) == [n.competence for n in own]
    assert len(metier.axes) == len(study.published.axes)
    links = ET.fromstring(metier.links().svg)
    counting = [
        x
        for n in own
        for x in study.published.links_of_need.get((n.metier, n.competence), ())
        if x.value and study.published.counts(x)
    ]
    assert len(links.findall("{http://www.w3.org/2000/svg}path")) == len(counting)


def test_an_answer_reads_as_text(study: ce.Study) -> None:
    answer = study.search("RS6776")
    assert "RS6776" in str(answer)
    assert repr(answer) == "<Answer Found, tables recherche>"
    assert not answer.chart.svg


def test_every_public_thing_has_a_docstring_with_its_parameters() -> None:
    things = {name: getattr(ce, name) for name in ce.__all__ if name != "__version__"}
    things |= {
        f"Study.{n}": m
        for n, m in inspect.getmembers(ce.Study)
        if not n.startswith("_") and callable(m)
    }
    things |= {
        f"Answer.{n}": m
        for n, m in inspect.getmembers(ce.Answer)
        if not n.startswith("_") and inspect.isfunction(m)
    }
    for name, thing in things.items():
        text = inspect.getdoc(thing) or ""
        assert len(text) > 20, name
        if inspect.isfunction(thing):
            asked = [p for p in inspect.signature(thing).parameters if p != "self"]
            for p in asked:
                assert re.search(rf"(?m)^(?:\w+, )*{p}(?:, \w+)*:$", text), f"{name}({p})"
    for _, p in inspect.getmembers(ce.Study, lambda m: isinstance(m, property)):
        assert p.__doc__


def test_the_pages_of_the_face_build_without_a_warning(tmp_path: Path) -> None:
    build = Path(__file__).resolve().parents[2] / "docs" / "build_api.py"
    command = [sys.executable, "-W", "error", str(build), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    page = (tmp_path / "coverage_engine.html").read_text(encoding="utf-8")
    for name in ("Study", "open_run", "AddedOffer"):
        assert f'id="{name}"' in page
    questions = (tmp_path / "coverage_engine" / "study" / "questions.html").read_text(
        encoding="utf-8"
    )
    assert 'id="Questions.offers"' in questions
