"""The yearly review of the real annex: the readings to confirm, settled one line each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coverage_engine.analysis.run import Run
from coverage_engine.documents.summary import summarise
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.doubt import AXE
from coverage_engine.jobs.coverage import run
from coverage_engine.sources.resources import CATALOGUES
from coverage_engine.tables.run_tables import published_of

pytestmark = pytest.mark.slow


def reviewed(folder: Path, *lines: str) -> Run:
    """The annex with more decisions."""
    made = Path(shutil.copytree(CATALOGUES / "annexe-a-2026", folder / "annexe"))
    with (made / "decisions.csv").open("a", encoding="utf-8") as out:
        out.writelines(f"{line},C. Martin,2026-11-20,programme reçu\n" for line in lines)
    return run(catalogue=made)


@pytest.mark.parametrize("verdict", ["accepter", "rejeter"])
def test_the_first_reading_to_confirm_is_settled_by_one_line(
    real_run: Run, tmp_path: Path, verdict: str
) -> None:
    first = next(d.fact for d in real_run.doubt.links if d.fact.kind == AXE)
    settled = reviewed(tmp_path, f"axe,{first.offer},{first.target},{verdict}")
    assert first.offer in settled.offer_by_id
    assert (first.offer, first.target) not in {
        (d.fact.offer, d.fact.target) for d in settled.doubt.links
    }
    assert settled.doubt.uncertain < real_run.doubt.uncertain
    before = {c.need.metier: 0 for c in real_run.clues if c.fact == first}
    rates = {m.metier: m.rate.value for m in settled.metiers}
    for m in real_run.metiers:
        now = rates[m.metier]
        assert now is not None
        assert m.rate.value is not None
        if verdict == "accepter" or m.metier not in before:
            assert now == m.rate.value
        else:
            assert now <= m.rate.value
    links = [x for x in settled.links if x.offer == first.offer and x.axis == first.target]
    assert bool(links) == (verdict == "accepter")
    assert all(
        x.sentence.startswith("lien accepté → décision de C. Martin, 2026-11-20")
        for x in links
        if not x.words
    )


def test_an_axis_that_does_not_exist_is_told(tmp_path: Path, real_run: Run) -> None:
    offer = real_run.offers[0].id
    settled = reviewed(tmp_path, f"axe,{offer},inconnu,accepter")
    assert [(a.value, a.column) for a in settled.anomalies if a.code == "DECISION-ORPHELINE"] == [
        ("inconnu", "droite")
    ]
    assert settled.links == real_run.links
    assert "1 décision sans effet" in summarise(published_of(settled))
    assert "sans effet" not in summarise(published_of(real_run))


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("axe,{offer},Éthique et réglementation", "ethique_reglementation"),
        ("axe,{offer},ethique", "ethique_reglementation"),
        ("lien,{offer},Résumer et synthétiser", ""),
        ("lien,{offer},met-15", "MET-15"),
        ("axe,RS6776,outils", "rs6776"),
    ],
)
def test_a_name_that_is_no_identifier_gets_the_one_that_was_meant(
    tmp_path: Path, real_run: Run, line: str, meant: str
) -> None:
    settled = reviewed(tmp_path, line.format(offer=real_run.offers[0].id) + ",accepter")
    (told,) = [a for a in settled.anomalies if a.code == "DECISION-ORPHELINE"]
    assert (
        told.remedy.startswith(f"écrire « {meant}")
        if meant
        else told.remedy.startswith(("écrire", "corriger"))
    )


def test_a_decision_on_an_offer_that_does_not_count_is_told(tmp_path: Path, real_run: Run) -> None:
    aside = next(r.offer for r in real_run.readings if not r.counted)
    settled = reviewed(tmp_path, f"axe,{aside},outils,accepter")
    assert [a.value for a in settled.anomalies if a.code == "DECISION-SANS-EFFET"] == [aside]
    assert settled.links == real_run.links


def test_a_workbook_of_decisions_is_refused_not_forgotten(tmp_path: Path) -> None:
    made = Path(shutil.copytree(CATALOGUES / "annexe-a-2026", tmp_path / "annexe"))
    (made / "decisions.xlsx").write_bytes(b"")
    with pytest.raises(
        InputRefused, match=r"decisions.xlsx : ce classeur n’est pas lu → enregistrez-le en CSV"
    ):
        run(catalogue=made)
