"""The cases a professional writes: needs, offers and decisions on one side, what is expected on the
other.

Each ``*.yaml`` file holds a list of cases; ``contexte.yaml`` holds what they share,
``tableaux.yaml`` the tables of the method. Offers are read by the engine itself, from their titles:
no strength of evidence is given by hand. A case whose ``ecart_connu`` says how the engine departs
from the method must fail until it is repaired.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from coverage_engine.analysis.coverage import cover_axes, cover_needs
from coverage_engine.analysis.graph import (
    after_scope,
    evidence_of,
    level_factor,
    links_of_needs,
    make_links,
)
from coverage_engine.analysis.verdicts import cover_metiers
from coverage_engine.domain.cells.level import read_level
from coverage_engine.domain.model.branch import (
    Axis,
    Competence,
    Group,
    Metier,
    Need,
    PerimeterEntry,
    Term,
)
from coverage_engine.domain.model.catalogue import Decision, Duration, Offer, Price
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import (
    AxisCoverage,
    Link,
    MetierCoverage,
    NeedCoverage,
    OfferReading,
)
from coverage_engine.domain.settings import Settings
from coverage_engine.matching.links import CompetenceLinks
from coverage_engine.matching.offer_reading import read_offers
from coverage_engine.matching.scope import Scopes
from coverage_engine.matching.targets import TargetResolver

HERE = Path(__file__).parent
SHARED = ("contexte", "tableaux")
PARTIAL = Settings().valeur_partielle
NO_PRICE = Price(
    printed="", low=None, high=None, basis="", approximate=False, unknown="non indiqué"
)
Case = dict[str, Any]

CASE_KEYS = {"cas", "ecart_connu", "metier", "besoins", "offres", "decisions", "attendu"}
EXPECTED_KEYS = {
    "liens",
    "sans_lien",
    "non_comptees",
    "valeurs",
    "ecarts",
    "trop_generales",
    "axes",
    "taux",
    "verdict",
    "motifs",
}


@lru_cache
def load(name: str) -> Any:
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def fraction(printed: object) -> Fraction:
    """A figure as a professional writes it: 1, 1/2, 49/100 or 0,5."""
    return Fraction(str(printed).replace(",", "."))


def rate(printed: object) -> Fraction | None:
    return None if printed == "non évalué" else fraction(printed)


def typeset(sentence: str) -> str:
    """A sentence as reports print it: a no-break space before each « % »."""
    return sentence.replace(" %", "\u00a0%")


def gap(printed: str) -> str:
    return "" if printed == "aucun" else printed


def cases() -> list[Any]:
    out = []
    for path in sorted(HERE.glob("*.yaml")):
        if path.stem in SHARED:
            continue
        for case in load(path.stem):
            known = case.get("ecart_connu")
            marks = [pytest.mark.xfail(raises=AssertionError, reason=known)] if known else []
            out.append(pytest.param(case, id=f"{path.stem} – {case['cas']}", marks=marks))
    return out


# --- From a case to objects of the engine


def competence(
    axis: str, label: str, *, socle: bool = False, reach: str = "transverse"
) -> Competence:
    return Competence(
        id=label,
        axis=axis,
        label=label,
        definition="",
        socle=socle,
        reach=reach,
        lever="",
        source="",
        passage="",
        status="proposé",
        formulations=(),
    )


def reach_of(printed: str) -> str:
    return {"transverse": "transverse", "métier": "metier"}[printed]


def lexicon(context: Case) -> tuple[Term, ...]:
    lines = [("theme", word, "principal") for word in context["theme"]]
    for axis in context["axes"]:
        lines += [(f"axe:{axis['axe']}", word, "principal") for word in axis["mots_principaux"]]
        lines += [(f"axe:{axis['axe']}", word, "aborde") for word in axis["mots_abordes"]]
    for group in context["groupes"]:
        lines += [(f"fonction:{group['groupe']}", word, "principal") for word in group["mots"]]
    return tuple(
        Term(subject=subject, pattern=word, strength=strength, unless=(), row=row)
        for row, (subject, word, strength) in enumerate(lines, 2)
    )


def need_of(metier: str, printed: Case) -> Need:
    reason = printed.get("sans_objet", "")
    priority = fraction(printed.get("priorite", 1))
    return Need(
        metier=metier,
        competence=printed["competence"],
        applicable=not reason,
        level=printed.get("niveau", 0),
        priority=priority,
        reason=reason,
        status="proposé",
    )


def referential_of(case: Case) -> Referential:
    context = load("contexte")
    own = [
        competence(
            n["axe"],
            n["competence"],
            socle=n.get("socle") == "oui",
            reach=reach_of(n.get("portee", "transverse")),
        )
        for n in case["besoins"]
    ]
    others = [competence(c["axe"], c["libelle"]) for c in context["autres_competences"]]
    return Referential(
        id="cas",
        title="Cas",
        edition="",
        branch="",
        credits=(),
        axes=tuple(
            Axis(
                id=a["axe"],
                label=a["libelle"],
                order=rank,
                definition="",
                pivot=a["pivot"] == "oui",
                weight=Fraction(1),
                status="proposé",
            )
            for rank, a in enumerate(context["axes"], 1)
        ),
        families={m["famille"]: m["famille"] for m in context["metiers"]},
        metiers=tuple(Metier(m["metier"], m["famille"], True) for m in context["metiers"]),
        perimeter=(
            PerimeterEntry(
                metier=case["metier"],
                origin="cas",
                printed=case["metier"],
                status="validé",
                note="",
            ),
        ),
        qualifications=(),
        profiles=(),
        exposures=(),
        groups=tuple(
            Group(g["groupe"], g["libelle"], g["nature"], tuple(g["membres"]))
            for g in context["groupes"]
        ),
        aliases=(),
        levers=(),
        competences=(*own, *others),
        needs=tuple(need_of(case["metier"], n) for n in case["besoins"]),
        lexicon=lexicon(context),
        findings=(),
        glossary=(),
        sources=(),
    )


def offer_of(number: int, printed: Case) -> Offer:
    hours = printed.get("heures", "inconnue")
    known = None if hours == "inconnue" else fraction(hours)
    duration = Duration(
        printed=str(hours),
        hours=known,
        approximate=False,
        assumption="",
        unknown="non indiquée" if known is None else "",
    )
    provider = printed.get("organisme", f"Organisme {number}")
    return Offer(
        id=str(number),
        title=printed["titre"],
        provider=provider,
        kind=printed.get("nature", "formation"),
        rows=(number,),
        duration=duration,
        price=NO_PRICE,
        formats=(),
        codes=tuple(printed.get("codes", ())),
        links=(),
        description="",
        merge_reason="",
    )


def decision_of(printed: Case) -> Decision:
    return Decision(
        subject=printed["objet"],
        left=str(printed["offre"]),
        right=printed.get("competence", printed.get("axe", "")),
        verdict=printed["decision"],
        who="C. Levain",
        when="2026-02-03",
        why=printed["motif"],
    )


@dataclass(frozen=True, kw_only=True)
class Outcome:
    readings: dict[int, OfferReading]
    links: dict[tuple[int, str], Link]
    needs: dict[str, NeedCoverage]
    axes: dict[str, AxisCoverage]
    metier: MetierCoverage


def compute(case: Case) -> Outcome:
    """Run one case through the engine, without any file."""
    ref = referential_of(case)
    offers = tuple(offer_of(n, o) for n, o in enumerate(case["offres"], 1))
    decisions = tuple(map(decision_of, case.get("decisions", ())))
    resolver = TargetResolver(ref)
    targets = tuple(
        resolver.resolve(n, o.get("cible", "")) for n, o in enumerate(case["offres"], 1)
    )
    assert "non résolu" not in [t.method for t in targets], "cible inconnue de contexte.yaml"
    readings = read_offers(offers, ref, decisions)
    scopes = Scopes(ref, offers, readings, targets)
    links = make_links(
        ref.needs,
        ref,
        offers,
        readings,
        CompetenceLinks(offers, readings, ref, decisions).under(ref),
        scopes,
    )
    links_of = links_of_needs(ref.needs, links)
    covered = cover_needs(ref, ref.needs, links_of)
    axes = cover_axes(ref, covered, {})
    (metier,) = cover_metiers(ref, ref.needs, covered, axes, links_of, offers, scopes.for_all)
    return Outcome(
        readings={int(r.offer): r for r in readings},
        links={(int(x.offer), x.competence): x for x in links},
        needs={n.label: n for n in covered},
        axes={a.axis: a for a in axes},
        metier=metier,
    )


# --- Cases


@pytest.mark.parametrize("case", cases())
def test_case(case: Case) -> None:
    assert case.keys() <= CASE_KEYS
    expected = case["attendu"]
    assert expected
    assert expected.keys() <= EXPECTED_KEYS
    got = compute(case)
    for wanted in expected.get("liens", ()):
        link = got.links.get((wanted["offre"], wanted["competence"]))
        assert link is not None
        assert (link.strength, link.scope, link.value) == (
            wanted["preuve"],
            wanted["portee"],
            fraction(wanted["valeur"]),
        )
        assert link.probability == fraction(wanted.get("probabilite", link.probability))
    linked = {offer for offer, _ in got.links}
    assert not linked & set(expected.get("sans_lien", ()))
    if "non_comptees" in expected:
        assert [n for n, r in got.readings.items() if not r.counted] == expected["non_comptees"]
    check_needs(expected, got)
    check_rates(expected, got)


def check_needs(expected: Case, got: Outcome) -> None:
    states = {Fraction(1): "couvert", Fraction(1, 2): "partiel", Fraction(0): "non trouvé"}
    for label, wanted in expected.get("valeurs", {}).items():
        need = got.needs[label]
        if wanted == "sans objet":
            assert (need.state, need.weight) == ("sans objet", 0)
        else:
            assert (need.value, need.state) == (fraction(wanted), states[fraction(wanted)])
    for label, wanted in expected.get("ecarts", {}).items():
        assert got.needs[label].gap == gap(wanted)
    for label, wanted in expected.get("trop_generales", {}).items():
        assert [int(o) for o in got.needs[label].generalist_offers] == wanted


def check_rates(expected: Case, got: Outcome) -> None:
    for axis, wanted in expected.get("axes", {}).items():
        assert (got.axes[axis].rate.value, got.axes[axis].gap) == (
            rate(wanted["taux"]),
            gap(wanted["ecart"]),
        )
    if "taux" in expected:
        assert got.metier.rate.value == rate(expected["taux"])
    if "verdict" in expected:
        assert got.metier.verdict == expected["verdict"]
    if "motifs" in expected:
        assert list(got.metier.reasons) == [typeset(m) for m in expected["motifs"]]


# --- Tables


@pytest.mark.parametrize(
    "row", load("tableaux")["preuve_et_portee"], ids=lambda r: f"{r['besoin']} {r['preuve']}"
)
@pytest.mark.parametrize("scope", ["ciblée", "famille", "généraliste", "autre"])
def test_each_cell_of_evidence_and_scope(row: Case, scope: str) -> None:
    wanted = competence(
        "fours", "Garnir la sole", socle=row["competence"] == "socle", reach=reach_of(row["besoin"])
    )
    evidence = evidence_of(row["preuve"], wanted.socle, PARTIAL)
    assert after_scope(evidence, row["preuve"], scope, wanted, PARTIAL) == fraction(row[scope])


def test_the_table_of_evidence_and_scope_is_whole() -> None:
    rows = load("tableaux")["preuve_et_portee"]
    assert (
        len({(r["besoin"], r["competence"], r["preuve"]) for r in rows}) == len(rows) == 2 * 2 * 3
    )


@pytest.mark.parametrize("row", load("tableaux")["niveau"], ids=lambda r: f"requis {r['requis']}")
@pytest.mark.parametrize("offered", [1, 2, 3])
def test_each_cell_of_the_levels(row: Case, offered: int) -> None:
    assert level_factor(offered, row["requis"], PARTIAL) == fraction(row[f"offert_{offered}"])


@pytest.mark.parametrize(
    "row", load("tableaux")["niveau_lu"], ids=lambda r: f"{r['nature']} {r['heures']}"
)
def test_the_level_read_in_an_offer(row: Case) -> None:
    assert read_level(offer_of(1, row), Settings())[0] == row["niveau"]
