"""What the register says of a certification joins what its title says, told apart and worth as
much.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from coverage_engine.analysis.graph import evidence_of
from coverage_engine.domain.model.catalogue import Offer
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.register import Fiche
from coverage_engine.domain.model.results import ABORDE, ATTESTEE, REGISTRE, TextLink
from coverage_engine.matching.duplicates import merge_rows
from coverage_engine.matching.links import CompetenceLinks
from coverage_engine.matching.offer_reading import read_offers
from coverage_engine.matching.offer_texts import certified_wordings
from coverage_engine.sources.catalogue import read_catalogue
from coverage_engine.sources.referential import read_referential

ROOT = Path(__file__).resolve().parents[2]
# Wording invented for the test: no fiche of the register says this.
WORDING = (
    "Contrôler la fiabilité d’un résultat produit par l’IA avant de s’en servir",
    "Établir un devis",
)


@cache
def embedded() -> tuple[Referential, Offer]:
    ref = read_referential(ROOT / "referentials" / "assistance-2026")
    catalogue, _, _ = read_catalogue(ROOT / "catalogue" / "annexe-a-2026", ref.settings)
    offers = merge_rows(catalogue.rows, catalogue.decisions, ref.settings)
    return ref, next(o for o in offers if "RS6776" in o.codes)


def links(fiches: dict[str, Fiche]) -> dict[str, TextLink]:
    ref, offer = embedded()
    found = CompetenceLinks([offer], read_offers([offer], ref, (), fiches), ref, (), fiches).under(
        ref
    )
    return {x.competence: x for x in found}


def test_a_certified_wording_names_a_competency_that_the_title_does_not() -> None:
    fiche = Fiche(
        code="RS6776", title="Certification", active=True, expires="2027-01-01", wording=WORDING[:1]
    )
    before, after = links({}), links({"RS6776": fiche})
    assert "ESP-01" not in before
    link = after["ESP-01"]
    assert link.strength == REGISTRE
    assert "RS6776" in link.rule
    assert WORDING[0] in link.rule
    # Nothing that the title said is lost.
    assert {c: x.strength for c, x in before.items()}.items() <= {
        c: x.strength for c, x in after.items()
    }.items()


def test_the_register_adds_an_axis_as_touched_and_says_where_it_was_read() -> None:
    ref, offer = embedded()
    (reading,) = read_offers(
        [offer],
        ref,
        (),
        {"RS6776": Fiche(code="RS6776", title="", active=True, expires="", wording=WORDING)},
    )
    strength, _, words = reading.axes["esprit_critique"]
    assert strength == "aborde"
    assert words[-1] == "registre RS6776"


def test_a_fiche_without_wording_or_of_another_code_changes_nothing() -> None:
    assert links(
        {"RS6776": Fiche(code="RS6776", title="Certification", active=True, expires="")}
    ) == links({})
    assert links(
        {"RS9999": Fiche(code="RS9999", title="Autre", active=True, expires="", wording=WORDING)}
    ) == links({})


def test_an_offer_off_the_theme_counts_once_its_certification_is_on_it() -> None:
    ref, offer = embedded()
    plain = replace(offer, title="Devis et facturation (RS6776)", titles=(), description="")
    (alone,) = read_offers([plain], ref, ())
    (told,) = read_offers(
        [plain],
        ref,
        (),
        {"RS6776": Fiche(code="RS6776", title="", active=True, expires="", wording=WORDING)},
    )
    assert (alone.counted, told.counted) == (False, True)


@pytest.mark.parametrize("socle", [True, False])
def test_the_register_is_worth_what_a_title_is(socle: bool) -> None:
    half = embedded()[0].settings.valeur_partielle
    assert (
        evidence_of(REGISTRE, socle, half)
        == evidence_of(ATTESTEE, socle, half)
        > evidence_of(ABORDE, socle, half)
    )


def test_wordings_follow_the_codes_of_the_offer() -> None:
    _, offer = embedded()
    both = replace(offer, codes=("RS2", "RS1"))
    fiches = {
        code: Fiche(code=code, title="", active=True, expires="", wording=(f"texte de {code}",))
        for code in ("RS1", "RS2")
    }
    assert [text for _, text in certified_wordings(both, fiches)] == [
        "texte de RS2",
        "texte de RS1",
    ]


@pytest.mark.parametrize("bar", ["0.05", "0.2", "0.25", "0.35", "0.5", "0.9"])
def test_what_comes_near_is_all_that_a_threshold_moves(bar: str) -> None:
    """A wording of the register that a higher bar no longer accepts leaves what the axis shows."""
    ref, offer = embedded()
    fiches = {"RS6776": Fiche(code="RS6776", title="", active=True, expires="", wording=WORDING)}
    read = CompetenceLinks([offer], read_offers([offer], ref, (), fiches), ref, (), fiches)
    other = replace(ref, settings=ref.settings.with_values({"score_atteste": Fraction(bar)}))
    base, near, full = (
        {t.competence: t for t in texts}
        for texts in (read.under(ref), read.under(other, near=True), read.under(other))
    )
    assert near.items() <= full.items()
    assert {**base, **near} == full
