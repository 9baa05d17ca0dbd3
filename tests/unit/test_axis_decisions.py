"""The yearly review of the real annex: the readings to confirm, settled one line each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coverage_engine.ingest.resources import CATALOGUES
from coverage_engine.model.doubt import AXE
from coverage_engine.pipeline import run
from coverage_engine.query.run import Run


def reviewed(folder: Path, *lines: str) -> Run:
    """The annex with more decisions."""
    made = Path(shutil.copytree(CATALOGUES / "annexe-a-2026", folder / "annexe"))
    with (made / "decisions.csv").open("a", encoding="utf-8") as out:
        out.writelines(f"{line},C. Martin,2026-11-20,programme reçu\n" for line in lines)
    return run(catalogue=made)


@pytest.mark.parametrize("verdict", ["accepter", "rejeter"])
def test_the_first_reading_to_confirm_is_settled_by_one_line(real_run: Run, tmp_path: Path, verdict: str) -> None:
    first = next(d.fact for d in real_run.doubt.links if d.fact.kind == AXE)
    settled = reviewed(tmp_path, f"axe,{first.offer},{first.target},{verdict}")
    assert first.offer in settled.offer_by_id
    assert (first.offer, first.target) not in {(d.fact.offer, d.fact.target) for d in settled.doubt.links}
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
        x.sentence().startswith("lien accepté → décision de C. Martin, 2026-11-20") for x in links if not x.words
    )


def test_an_axis_that_does_not_exist_is_told(tmp_path: Path, real_run: Run) -> None:
    offer = real_run.offers[0].id
    settled = reviewed(tmp_path, f"axe,{offer},inconnu,accepter")
    assert [a.value for a in settled.anomalies if a.code == "DECISION-ORPHELINE"] == ["inconnu"]
    assert settled.links == real_run.links
