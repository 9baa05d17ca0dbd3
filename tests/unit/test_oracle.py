"""An independent oracle: every rate again, by sets and dicts, from the published tables alone.

Nothing of ``coverage_engine.analysis`` is imported: only the run, its tables and the referential's
CSV files.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from coverage_engine.analysis.run import Run
from coverage_engine.jobs.coverage import run
from coverage_engine.tables.run_tables import make_tables

ROOT = Path(__file__).resolve().parents[2]
INPUTS = {
    "assistance": (ROOT / "referentials" / "assistance-2026", ROOT / "catalogue" / "annexe-a-2026"),
    "boulange": (
        ROOT / "tests" / "data" / "referentiel-boulange",
        ROOT / "tests" / "data" / "catalogue-boulange",
    ),
}
HALF, ONE, NONE = Fraction(1, 2), Fraction(1), Fraction(0)
Row = dict[str, Any]
Need = tuple[str, str]


def read_csv(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    lines = text.splitlines()
    return list(
        csv.DictReader(lines, delimiter=";" if lines[0].count(";") > lines[0].count(",") else ",")
    )


class Oracle:
    """The published tables of one run as lists of dicts, and what is recomputed from them."""

    def __init__(self, name: str) -> None:
        folder, catalogue = INPUTS[name]
        self.run: Run = run(referential=folder, catalogue=catalogue)
        self.tables: dict[str, list[Row]] = {
            t.name: [dict(zip([c.name for c in t.columns], row, strict=True)) for row in t.rows]
            for t in make_tables(self.run)
        }
        settings = {row["reglage"]: row["valeur"] for row in self.tables["reglages"]}
        self.axis_weight = {
            r["axe"]: Fraction(r["poids"].replace(",", ".")) for r in read_csv(folder / "axes.csv")
        }
        self.pivots = {
            r["axe"] for r in read_csv(folder / "axes.csv") if r["pivot"].lower() == "oui"
        }
        self.settings = settings
        self.needs = [n for n in self.tables["besoins"] if n["etat"] != "sans objet"]
        self.likely = [
            x for x in self.tables["liens"] if x["probabilite"] >= settings["probabilite_minimale"]
        ]
        self.offers = {o["offre_id"]: o for o in self.tables["offres"]}
        everyone = {g["libelle"] for g in read_csv(folder / "groupes.csv") if g["nature"] == "tous"}
        self.for_all = {
            row["offre_id"]
            for row in self.tables["lignes"]
            if everyone & set(row["metiers_resolus"].split(" ; "))
        }

    def values(self, kept: list[Row]) -> dict[Need, Fraction]:
        """Best value of each need among the links kept."""
        best: dict[Need, Fraction] = defaultdict(Fraction)
        for link in kept:
            need = (link["metier"], link["competence"])
            best[need] = max(best[need], link["valeur"])
        return best

    def totals(
        self, metier: str, kept: list[Row], axis: str | None = None
    ) -> tuple[Fraction, Fraction]:
        """Numerator and denominator of a métier, axis weights included; of one axis without
        them.
        """
        best = self.values(kept)
        top = bottom = NONE
        for need in self.needs:
            if need["metier"] == metier and axis in (None, need["axe"]):
                weight = need["poids"] * (self.axis_weight[need["axe"]] if axis is None else 1)
                top += weight * best[metier, need["competence"]]
                bottom += weight
        return top, bottom

    def variant(self, name: str) -> list[Row]:
        return [x for x in self.likely if self._kept(name, x)]

    def _kept(self, name: str, link: Row) -> bool:
        return {
            "sans_transverses": link["offre_id"] not in self.for_all,
            "sans_generalistes": link["portee_offre"] != "généraliste",
            "certifiantes": bool(self.offers[link["offre_id"]]["certification"]),
            "declarees": link["rattachement"] == "déclaré",
            "attestees": link["niveau_de_preuve"] == "compétence attestée",
        }[name]


@pytest.fixture(scope="module", params=sorted(INPUTS))
def oracle(request: pytest.FixtureRequest) -> Oracle:
    return oracle_of(request.param)


@lru_cache
def oracle_of(name: str) -> Oracle:
    return Oracle(name)


def ratio(top: Fraction, bottom: Fraction) -> Fraction | None:
    return top / bottom if bottom else None


# --- Rates


def test_the_weight_of_a_need_is_its_level_times_its_priority(oracle: Oracle) -> None:
    priority = {(n.metier, n.competence): n.priority for n in oracle.run.referential.needs}
    assert all(
        n["poids"] == n["niveau"] * priority[n["metier"], n["competence"]] for n in oracle.needs
    )
    assert all(n["poids"] == 0 for n in oracle.tables["besoins"] if n["etat"] == "sans objet")


def test_value_and_state_of_every_need(oracle: Oracle) -> None:
    best = oracle.values(oracle.likely)
    states = {ONE: "couvert", HALF: "partiel", NONE: "non trouvé"}
    for need in oracle.needs:
        value = best[need["metier"], need["competence"]]
        assert (need["valeur"], need["etat"]) == (value, states[value])


def test_value_of_every_link(oracle: Oracle) -> None:
    """The two tables of the method, §3 and §4, written again in full."""
    evidence = {
        ("compétence attestée", True): ONE,
        ("compétence attestée", False): ONE,
        ("axe principal", True): ONE,
        ("axe principal", False): HALF,
        ("axe abordé", True): HALF,
        ("axe abordé", False): NONE,
    }
    needs = {(n["metier"], n["competence"]): n for n in oracle.needs}
    for link in oracle.tables["liens"]:
        need = needs[link["metier"], link["competence"]]
        socle, strength, scope = bool(need["socle"]), link["niveau_de_preuve"], link["portee_offre"]
        worth = evidence.get(
            (strength, socle), NONE
        )  # «compétence approchée» is shown and worth nothing
        if need["portee"] == "metier" and scope == "généraliste":
            worth = NONE
        elif need["portee"] == "metier" and scope == "famille":
            reaches = strength == "compétence attestée" or (strength == "axe principal" and socle)
            worth = min(worth, HALF) if reaches else NONE
        assert scope in ("ciblée", "famille", "généraliste")
        assert link["probabilite"] < 1 or scope == "ciblée"  # accepted by a person
        if not link["probabilite"]:  # rejected by a person
            worth = NONE
        assert link["valeur"] == min(worth, link["facteur_niveau"])
        level = oracle.offers[link["offre_id"]]["niveau"] - need["niveau"]
        assert link["facteur_niveau"] == (ONE if level >= 0 else HALF if level == -1 else NONE)


def test_rate_of_every_metier_on_every_axis(oracle: Oracle) -> None:
    rows = oracle.tables["couverture_metier_axe"]
    metiers = [m["metier"] for m in oracle.tables["couverture_metier"]]
    assert {(r["metier"], r["axe"]) for r in rows} == {
        (m, a) for m in metiers for a in oracle.axis_weight
    }
    for row in rows:
        top, bottom = oracle.totals(row["metier"], oracle.likely, row["axe"])
        assert (row["numerateur"], row["denominateur"], row["taux"]) == (
            top,
            bottom,
            ratio(top, bottom),
        )


def test_rate_of_every_metier(oracle: Oracle) -> None:
    for row in oracle.tables["couverture_metier"]:
        top, bottom = oracle.totals(row["metier"], oracle.likely)
        assert (row["numerateur"], row["denominateur"], row["taux"]) == (
            top,
            bottom,
            ratio(top, bottom),
        )


@pytest.mark.parametrize(
    "name", ["sans_transverses", "sans_generalistes", "certifiantes", "declarees", "attestees"]
)
def test_every_variant_of_the_rate(oracle: Oracle, name: str) -> None:
    kept = oracle.variant(name)
    assert 0 < len(kept) < len(oracle.likely)
    for row in oracle.tables["couverture_metier"]:
        assert row[f"taux_{name}"] == ratio(*oracle.totals(row["metier"], kept))
        assert row[f"taux_{name}"] <= row["taux"]


def test_the_whole_is_the_sum_of_the_metiers(oracle: Oracle) -> None:
    rows = oracle.tables["couverture_metier"]
    whole = oracle.run.whole
    assert whole.numerator == sum(r["numerateur"] for r in rows)
    assert whole.denominator == sum(r["denominateur"] for r in rows)


# --- What follows from the rates


def test_verdict_and_priority_of_every_metier(oracle: Oracle) -> None:
    axes = {(r["metier"], r["axe"]): r["taux"] for r in oracle.tables["couverture_metier_axe"]}
    for row in oracle.tables["couverture_metier"]:
        pivots = [
            axes[row["metier"], a] for a in oracle.pivots if axes[row["metier"], a] is not None
        ]
        good = row["taux"] >= oracle.settings["seuil_bien_couvert"] and all(
            v >= oracle.settings["seuil_axe_pivot"] for v in pivots
        )
        rule = "bien couvert" if good else "à renforcer"
        unsettled = row["stabilite"] < oracle.settings["stabilite_minimale"]
        assert (row["verdict_regle"], row["verdict"]) == (
            rule,
            "à confirmer" if unsettled else rule,
        )
        expected = None if row["exposition"] is None else (1 - row["taux"]) * row["exposition"]
        assert row["priorite"] == expected


def test_type_of_gap_and_redundancy_of_every_axis(oracle: Oracle) -> None:
    order = ["insuffisante", "trop généraliste", "niveau insuffisant"]
    full: dict[Need, int] = defaultdict(int)
    for link in oracle.likely:
        full[link["metier"], link["competence"]] += link["valeur"] == 1
    for row in oracle.tables["couverture_metier_axe"]:
        own = [n for n in oracle.needs if (n["metier"], n["axe"]) == (row["metier"], row["axe"])]
        missing = {
            g: sum(n["poids"] * (1 - n["valeur"]) for n in own if n["type_ecart"] == g)
            for g in order
        }
        heaviest = max(missing.values())
        assert row["type_ecart"] == next(
            (g for g in order if heaviest and missing[g] == heaviest), ""
        )
        count = sum(full[row["metier"], n["competence"]] for n in own)
        assert row["redondance"] == (Fraction(count, len(own)) if own else 0)
        assert all(bool(n["type_ecart"]) == (n["valeur"] < 1) for n in own)


def test_offers_named_beside_a_need_are_those_of_its_links(oracle: Oracle) -> None:
    useful: dict[Need, set[str]] = defaultdict(set)
    for link in oracle.likely:
        if link["valeur"]:
            useful[link["metier"], link["competence"]].add(link["offre_id"])
    for need in oracle.tables["besoins"]:
        named = {o for o in need["offres"].split(" ; ") if o}
        assert named == useful[need["metier"], need["competence"]]


def folded(text: str) -> str:
    """Letters and digits alone, without case or accents: one name for one provider."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(
        "".join(
            ch if ch.isalnum() else " " for ch in plain if not unicodedata.combining(ch)
        ).split()
    )


@pytest.mark.parametrize(
    ("share", "field"), [("part_organisme", "organisme"), ("part_offre", "offre_id")]
)
def test_share_lost_without_one_provider_or_one_offer(
    oracle: Oracle, share: str, field: str
) -> None:
    """Axis weights included; one provider in other letters is one, an offer without provider stands
    alone.
    """
    owners = {o["offre_id"]: folded(o[field]) or o["offre_id"] for o in oracle.tables["offres"]}
    worst: dict[str, Fraction] = defaultdict(Fraction)
    for owner in sorted(set(owners.values())):
        best = oracle.values([x for x in oracle.likely if owners[x["offre_id"]] != owner])
        left: dict[str, Fraction] = defaultdict(Fraction)
        for need in oracle.needs:
            weight = need["poids"] * oracle.axis_weight[need["axe"]]
            left[need["metier"]] += weight * best[need["metier"], need["competence"]]
        for row in oracle.tables["couverture_metier"]:
            lost = (row["numerateur"] - left[row["metier"]]) / row["numerateur"]
            worst[row["metier"]] = max(worst[row["metier"]], lost)
    assert {r["metier"]: r[share] for r in oracle.tables["couverture_metier"]} == dict(worst)


# --- The graph


def test_nodes_are_typed_and_every_need_and_offer_is_one(oracle: Oracle) -> None:
    graph = oracle.run.graph
    needs = {("besoin", n["metier"], n["competence"]) for n in oracle.needs}
    offers = {("offre", name) for name in oracle.offers}
    assert set(graph.nodes) == needs | offers
    assert all(side == node[0] for node, side in graph.nodes(data="side"))


def test_edges_are_the_published_links(oracle: Oracle) -> None:
    graph = oracle.run.graph
    published = {
        frozenset([("besoin", x["metier"], x["competence"]), ("offre", x["offre_id"])])
        for x in oracle.tables["liens"]
    }
    assert {frozenset(edge) for edge in graph.edges} == published
    assert graph.number_of_edges() == len(oracle.tables["liens"])


def test_no_edge_joins_two_nodes_of_the_same_side(oracle: Oracle) -> None:
    graph = oracle.run.graph
    assert all({a[0], b[0]} == {"besoin", "offre"} for a, b in graph.edges)
    assert nx.is_bipartite(graph)
    assert nx.number_of_selfloops(graph) == 0
    needs = [n for n, side in graph.nodes(data="side") if side == "besoin"]
    assert nx.algorithms.bipartite.is_bipartite_node_set(graph, needs)


def test_an_uncovered_need_stays_a_node(oracle: Oracle) -> None:
    graph = oracle.run.graph
    for need in oracle.needs:
        node = ("besoin", need["metier"], need["competence"])
        values = [
            data["link"].value
            for _, _, data in graph.edges(node, data=True)
            if data["link"].probability >= HALF
        ]
        assert max(values, default=NONE) == need["valeur"]


def test_an_offer_that_does_not_count_has_no_edge(oracle: Oracle) -> None:
    silent = [o["offre_id"] for o in oracle.tables["offres"] if not o["comptee"]]
    assert silent
    assert all(oracle.run.graph.degree(("offre", o)) == 0 for o in silent)
