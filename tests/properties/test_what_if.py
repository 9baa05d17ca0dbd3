"""What-if answers are what the whole job gives once the change is made in its inputs."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.normalise import key
from coverage_engine.jobs.coverage import run
from coverage_engine.questions.changes import AddedOffer, Changes, WhatIf
from coverage_engine.questions.supposed_rates import as_published
from coverage_engine.questions.what_if import what_if
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import published_of

DATA = Path(__file__).resolve().parents[1] / "data"
REFERENTIAL, CATALOGUE = DATA / "referentiel-boulange", DATA / "catalogue-boulange"
_NEEDS = "besoins.csv"
Rows = list[list[str]]


@pytest.fixture(scope="module")
def bakery() -> Published:
    return published_of(run(referential=REFERENTIAL, catalogue=CATALOGUE))


def redone(folder: Path, change: Callable[[Rows], Rows]) -> Published:
    """The whole job on the same referential, its needs changed."""
    shutil.copytree(REFERENTIAL, folder)
    path = folder / _NEEDS
    with path.open(encoding="cp1252", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    with path.open("w", encoding="cp1252", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(change(rows))
    return published_of(run(referential=folder, catalogue=CATALOGUE))


def assert_same(before: Published, answer: WhatIf, after: Published) -> None:
    """Every figure of every métier: moved as answered, or not moved at all."""
    moved = {m.metier: m for m in answer.moves}
    for m in after.metiers:
        expected = as_published(after, m.metier)
        got = moved[m.metier].after if m.metier in moved else as_published(before, m.metier)
        assert (got.rate.value, got.verdict) == (expected.rate.value, expected.verdict), m.metier
        assert {a: r.value for a, r in got.axes.items()} == {
            a: r.value for a, r in expected.axes.items()
        }, m.metier
        if (
            m.metier in moved
            and m.priority is not None
            and moved[m.metier].priority_after is not None
        ):
            assert float(moved[m.metier].priority_after or 0) == pytest.approx(
                float(m.priority), abs=1e-5
            )


def _without(metier: str, competence: str) -> Callable[[Rows], Rows]:
    return lambda rows: [r for r in rows if (key(r[0]), r[1]) != (key(metier), competence)]


def _at_level(metier: str, competence: str, level: int) -> Callable[[Rows], Rows]:
    """The need at another level, its priority kept; a new one has the usual priority."""

    def change(rows: Rows) -> Rows:
        known = [r for r in rows if (key(r[0]), r[1], r[2]) == (key(metier), competence, "oui")]
        line = [
            metier,
            competence,
            "oui",
            str(level),
            known[0][4] if known else "",
            "supposé",
            "proposé",
        ]
        return [*_without(metier, competence)(rows), line]

    return change


def test_a_need_that_comes_or_changes_level(bakery: Published, tmp_path: Path) -> None:
    cases = [
        (m.metier, c, 1 + (i + j) % 3)
        for i, m in enumerate(bakery.metiers)
        for j, c in enumerate(bakery.competences)
    ]
    new = 0
    # One in three, so that each métier and each competency is tried.
    for number, (metier, competence, level) in enumerate(cases[::3]):
        known = bakery.need_by_id.get((metier, competence))
        new += known is None or not known.applicable
        after = redone(tmp_path / str(number), _at_level(metier, competence, level))
        assert_same(
            bakery, what_if(bakery, Changes(set_needs=((metier, competence, level),))), after
        )
    assert new > 10


def test_a_need_that_goes(bakery: Published, tmp_path: Path) -> None:
    for number, need in enumerate([n for n in bakery.needs if n.applicable][::5]):
        after = redone(tmp_path / str(number), _without(need.metier, need.competence))
        answer = what_if(bakery, Changes(withdrawn_needs=((need.metier, need.competence),)))
        assert_same(bakery, answer, after)


def test_an_offer_that_goes(bakery: Published, tmp_path: Path) -> None:
    rows_of = {o.id: set(o.rows) for o in bakery.source.offers} if bakery.source else {}
    for number, (offer, numbers) in enumerate(sorted(rows_of.items())):
        folder = tmp_path / str(number)
        shutil.copytree(CATALOGUE, folder)
        path = folder / "lignes.csv"
        with path.open(encoding="cp1252", newline="") as stream:
            rows = list(csv.reader(stream, delimiter=";"))
        kept = [r for r in rows if not r[0].isdigit() or int(r[0]) not in numbers]
        assert len(kept) == len(rows) - len(numbers)
        with path.open("w", encoding="cp1252", newline="") as stream:
            csv.writer(stream, delimiter=";").writerows(kept)
        (folder / "decisions.csv").unlink()
        after = published_of(run(referential=REFERENTIAL, catalogue=folder, strict=False))
        whole = tmp_path / f"{number}-entier"
        shutil.copytree(CATALOGUE, whole)
        (whole / "decisions.csv").unlink()
        before = published_of(run(referential=REFERENTIAL, catalogue=whole, strict=False))
        assert_same(before, what_if(before, Changes(withdrawn_offers=(offer,))), after)


def test_an_offer_that_comes_covers_what_it_teaches(bakery: Published) -> None:
    metier = min(bakery.metiers, key=lambda m: m.rate or 0)
    missing = tuple(n.competence for n in bakery.needs_of[metier.metier] if n.value < 1)
    offer = AddedOffer("Sur mesure", missing, 3, (metier.metier,))
    answer = what_if(bakery, Changes(added_offers=(offer,)))
    assert [m.metier for m in answer.moves] == [metier.metier]
    assert answer.moves[0].after.rate.value == 1
    # For everyone, it only covers competencies that no trade owns.
    for move in what_if(bakery, Changes(added_offers=(AddedOffer("Pour tous", missing),))).moves:
        for old, new in move.needs:
            assert (
                old
                and new
                and bakery.competences[new.competence].reach == "transverse"
                and new.value > old.value
            )


def test_nothing_supposed_moves_nothing(bakery: Published) -> None:
    answer = what_if(bakery, Changes())
    assert not Changes() and not answer.moves and answer.whole[0] == answer.whole[1]


def test_from_the_folder_alone_an_added_need_is_a_lower_bound_and_says_so(
    bakery: Published,
) -> None:
    folder = replace(bakery, source=None)
    tried = 0
    for m in bakery.metiers:
        for c in bakery.competences:
            if (m.metier, c) not in bakery.need_by_id:
                changes = Changes(set_needs=((m.metier, c, 2),))
                exact, least = what_if(bakery, changes), what_if(folder, changes)
                assert not exact.unread and [n.competence for n in least.unread] == [c]
                assert (least.moves[0].after.rate.value or 0) <= (
                    exact.moves[0].after.rate.value or 0
                )
                tried += 1
    assert tried > 10


@pytest.mark.parametrize(
    "changes",
    [
        Changes(set_needs=(("Fournier", "RIEN", 2),)),
        Changes(set_needs=(("Fournier", "SOB1", 4),)),
        Changes(withdrawn_needs=(("Fournier", "RIEN"),)),
        Changes(added_offers=(AddedOffer("Vide", ()),)),
        Changes(added_offers=(AddedOffer("Haute", ("SOB1",), 7),)),
    ],
)
def test_a_change_without_sense_is_refused(bakery: Published, changes: Changes) -> None:
    with pytest.raises(InputRefused, match="→"):
        what_if(bakery, changes)
