"""Labels of posts as a professional reads them: what each one means, and by which method."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage_engine.domain.model.staffing import Degree, Occupation, Typology
from coverage_engine.domain.settings import Settings
from coverage_engine.matching.occupations import AMBIGUOUS, OccupationResolver, neutral
from coverage_engine.sources.resources import REFERENTIALS
from coverage_engine.sources.typology import read_typology

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "postes" / "libelles.yaml").read_text(encoding="utf-8")
)


@lru_cache(maxsize=1)
def resolver() -> OccupationResolver:
    return OccupationResolver(read_typology(REFERENTIALS / "collectivites-2024"), Settings())


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["libelle"])
def test_a_label_means_what_is_expected(case: dict[str, Any]) -> None:
    found = resolver().resolve(case["libelle"])
    assert (found.occupation.metier if found.occupation else None, found.method) == (
        case["metier"],
        case["methode"],
    )


def test_every_printed_metier_means_itself() -> None:
    for o in read_typology(REFERENTIALS / "collectivites-2024").occupations:
        for label in (o.metier, o.name, o.metier.upper()):
            found = resolver().resolve(label).occupation
            assert found is not None
            assert (found.name, found.degree) == (o.name, o.degree)


def test_two_metiers_of_one_name_and_two_degrees_are_not_guessed() -> None:
    degrees = (
        Degree(id="bas", label="bas", order=1, lower=None, concerned=False),
        Degree(id="haut", label="haut", order=2, lower=None, concerned=True),
    )
    rows = (
        Occupation(
            row=1,
            metier="A - Meunier",
            typology="A",
            name="Meunier",
            code="",
            title="",
            degree="bas",
        ),
        Occupation(
            row=2,
            metier="B - Meunier",
            typology="B",
            name="Meunier",
            code="",
            title="",
            degree="haut",
        ),
    )
    made = OccupationResolver(
        Typology(
            id="x", title="x", edition="", branch="", credits=(), degrees=degrees, occupations=rows
        ),
        Settings(),
    )
    for label in ("Meunière", "Meunier"):
        found = made.resolve(label)
        assert (found.occupation, found.method) == (None, AMBIGUOUS)
        assert "A - Meunier (bas) ; B - Meunier (haut)" in found.note
    assert made.resolve("B - Meunier").occupation == rows[1]


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_label_gets_an_answer_twice_the_same(label: str) -> None:
    assert resolver().resolve(label) == resolver().resolve(label)


@settings(deadline=None)
@given(
    st.sampled_from(["chargé", "agent", "gardien", "directeur", "éboueur", "ouvrier", "adjoint"]),
    st.sampled_from(["de paie", "des eaux"]),
)
def test_gender_number_and_inclusive_marks_do_not_count(word: str, rest: str) -> None:
    endings = {
        "chargé": "e",
        "agent": "e",
        "gardien": "ne",
        "directeur": "rice",
        "éboueur": "euse",
        "ouvrier": "ère",
        "adjoint": "e",
    }
    for mark in ("-", ".", "·", "(", "/"):
        assert neutral(
            f"{word}{mark}{endings[word]}{')' if mark == '(' else ''} {rest}"
        ) == neutral(f"{word} {rest}")
    assert neutral(f"{word}s {rest}") == neutral(f"{word} {rest}")
