"""Why an offer is worth less than 1: every link of the real run has a reason that agrees with its
figures.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from coverage_engine.analysis.run import Run
from coverage_engine.questions.why_partial import weak_links, why_partial
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import LinkLine
from coverage_engine.tables.run_tables import published_of

HALF = Fraction(1, 2)
LEVELS = {1: "sensibilisation", 2: "application", 3: "maîtrise avancée"}
# The tables of method.md §4 then §3, written out again: (strength, socle) → worth, then what each
# scope leaves of it.
EVIDENCE = {
    ("compétence attestée", True): 2,
    ("compétence attestée", False): 2,
    ("axe principal", True): 2,
    ("axe principal", False): 1,
    ("axe abordé", True): 1,
    ("axe abordé", False): 0,
    ("compétence approchée", True): 2,
    ("compétence approchée", False): 2,
}


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    return published_of(real_run, "essai")


def halves_left(link: LinkLine, reach: str, socle: bool) -> int:
    """Worth after scope, in halves."""
    said = EVIDENCE[link.strength, socle]
    if link.strength == "compétence approchée":
        return 0
    if reach == "transverse" or link.scope == "ciblée":
        return said
    named = link.strength == "compétence attestée" or (link.strength == "axe principal" and socle)
    return min(1, said) if link.scope == "famille" and named else 0


def test_every_link_below_one_has_a_reason_that_agrees_with_its_factors(
    published: Published,
) -> None:
    seen = set()
    for x in published.links:
        text = why_partial(published, x)
        if x.value == 1 and published.counts(x):
            assert not text
            continue
        competence, need = (
            published.competences[x.competence],
            published.need_by_id[x.metier, x.competence],
        )
        evidence, left = (
            EVIDENCE[x.strength, competence.socle],
            halves_left(x, competence.reach, competence.socle),
        )
        missing = need.level - published.offers[x.offer].level
        assert text.startswith("Vaut 0,5 : " if x.value else "Ne compte pas : ")
        assert text.endswith(".")
        assert text.count(".") == 1
        level = min(left, 2 - min(2, max(0, missing))) < 2 and 2 - min(2, max(0, missing)) <= left
        assert ("au niveau requis" in text) == level
        if level:
            levels = (LEVELS[published.offers[x.offer].level], LEVELS[need.level])
            assert f"({levels[0]})" in text
            assert f"({levels[1]})" in text
        held = left <= 2 - min(2, max(0, missing))
        near = x.strength == "compétence approchée"
        assert ("sans nommer cette compétence" in text) == (held and not near and left == evidence)
        assert ("famille de métiers" in text) == (
            held and not near and left < evidence and x.scope == "famille"
        )
        assert ("propre au métier" in text) == (
            held and not near and left < evidence and x.scope == "généraliste"
        )
        assert ("ressemble à cette compétence" in text) == (held and near)
        seen.add(text.partition(" : ")[2].partition(" (")[0])
    assert len(seen) >= 6


def test_a_doubtful_or_rejected_reading_says_so(published: Published) -> None:
    link = next(x for x in published.links if x.value == 1)
    assert "trop incertaine" in why_partial(published, replace(link, probability=Fraction(2, 5)))
    assert "écartée" in why_partial(
        published, replace(link, probability=Fraction(0), value=Fraction(0))
    )


def test_an_offer_is_weak_only_when_none_of_its_links_is_whole(published: Published) -> None:
    weak = 0
    for offer, links in published.links_of_offer.items():
        for metier in {x.metier for x in links}:
            text = weak_links(published, offer, [metier])
            values = [x.value for x in links if x.metier == metier and published.counts(x)]
            assert bool(text) == (max(values, default=Fraction(0)) == HALF)
            weak += bool(text)
    assert weak > 0
    assert weak_links(published, next(iter(published.links_of_offer)), []) == ""
