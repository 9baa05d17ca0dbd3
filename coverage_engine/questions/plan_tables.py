"""Tables of the answers of a plan: what files, pages and data frames show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from coverage_engine.domain.model.doubt import DECISION_ON
from coverage_engine.domain.model.plan import FrontierPoint, PlanPrice, Quote
from coverage_engine.questions import plan_lines
from coverage_engine.tables.columns import Column, Table, if_any
from coverage_engine.tables.kinds import (
    COST,
    ID,
    LIST,
    NUMBER,
    PRICE,
    PROBABILITY,
    RATE,
    TEXT,
    WHOLE,
    YES_NO,
)
from coverage_engine.tables.published_records import OfferLine
from coverage_engine.tables.published_tables import NEEDS, OFFERS


class Ranked(NamedTuple):
    """A line and its rank, from 1."""

    rank: int
    line: Any


def ranked(lines: Iterable[Any]) -> list[Ranked]:
    """Lines with their ranks."""
    return [Ranked(rank, line) for rank, line in enumerate(lines, 1)]


class QuoteLine(NamedTuple):
    """A quote to ask, the offers of the run, and the price that is supposed."""

    quote: Quote
    offers: Mapping[str, OfferLine]
    price: PlanPrice

    @property
    def offer(self) -> OfferLine:
        """The offer whose price would be asked."""
        return self.offers[self.quote.offer]


_RANK = Column("rang", "Rang", WHOLE, "rank")
_OFFER = OFFERS.only("offre_id intitule organisme", "offer")
_RANKED_OFFER = (_RANK, *(c.under("line") for c in _OFFER))
_PRICES = (
    Column("prix_bas", "Prix bas (€ HT)", PRICE, "price.low"),
    Column("prix_probable", "Prix probable (€ HT)", PRICE, "price.likely"),
    Column("prix_haut", "Prix haut (€ HT)", PRICE, "price.high"),
)
DRAWN = (
    Column("taux_bas", "Bas de la fourchette", RATE, if_any("drawn.range.low")),
    Column("taux_haut", "Haut de la fourchette", RATE, if_any("drawn.range.high")),
    Column("taux_moyen", "Moyenne des tirages", RATE, if_any("drawn.mean")),
    Column("part_objectif", "Part des tirages qui atteignent l’objectif", RATE,
        if_any("drawn.reached")),
)  # fmt: skip
BOUGHT = Table("offres_du_plan", "Offres à acheter", plan_lines.PlanLine, (
    *_OFFER,
    Column("metier", "Métier", ID, "metier"),
    Column("apprenants", "Apprenants", WHOLE, "learners"),
    Column("cout", "Coût probable (€ HT)", COST, "cost"),
    *_PRICES,
    Column("pour_le_groupe", "Prix pour le groupe", YES_NO, "price.per_group"),
    Column("origine_prix", "Origine du prix", TEXT, "price.origin"),
    Column("methode_prix", "Prix : méthode", TEXT, "price.method"),
    *OFFERS.only("duree_heures formats certification", "offer"),
    Column("taux_perdu", "Taux perdu sans elle", RATE, "lost"),
    Column("besoins_seule", "Besoins que nulle autre ne sert aussi bien", LIST,
        lambda line: [need.label for need in line.alone]),
    Column("adresses", "Adresses imprimées", LIST, "offer.links"),
    Column("lien_faible", "Lien faible", TEXT, "weak"),
))  # fmt: skip
RATES = Table("taux_du_plan", "Taux atteints", plan_lines.PlanRate, (
    Column("metier", "Métier", ID, "metier"),
    Column("apprenants", "Apprenants", WHOLE, "learners"),
    Column("taux", "Taux avec le plan", RATE, if_any("rate.value")),
    Column("numerateur", "Numérateur", NUMBER, if_any("rate.numerator")),
    Column("denominateur", "Dénominateur", NUMBER, if_any("rate.denominator")),
    Column("objectif", "Objectif", RATE, "target"),
    Column("taux_possible", "Au mieux avec ces critères", RATE, "reachable"),
    Column("taux_catalogue", "Avec tout le catalogue", RATE, "catalogue"),
    *DRAWN,
))  # fmt: skip
# Readings that the plan rests on.
TO_CHECK = Table("lectures_a_verifier", "Lectures à vérifier d’abord", Ranked, (
    *_RANKED_OFFER,
    Column("objet", "Lecture", TEXT, "line.reading.fact.kind"),
    Column("cible", "Axe ou compétence", ID, "line.reading.fact.target"),
    Column("a_confirmer", "À confirmer", TEXT, "line.said"),
    Column("probabilite", "Probabilité", PROBABILITY, "line.reading.fact.probability"),
    Column("couverture_perdue", "Couverture moyenne perdue si elle est fausse", RATE,
        "line.reading.lost"),
    Column("perte_attendue", "Perte attendue", RATE, "line.reading.risk"),
    Column("metiers", "Métiers touchés", LIST, "line.reading.own"),
    Column("sous_objectif", "Passeraient sous l’objectif", LIST, "line.reading.below"),
    Column("objet_decision", "Objet de la décision", TEXT,
        lambda own: DECISION_ON[own.line.reading.fact.kind]),
))  # fmt: skip
# Offers that would make the plan surer.
TO_ADD = Table("renforts", "Pour un plan plus sûr", Ranked, (
    *_RANKED_OFFER,
    Column("metiers", "Pour", LIST, "line.brought.metiers"),
    Column("cout_en_plus", "Coût en plus (€ HT)", COST, "line.brought.cost"),
    Column("origine_prix", "Origine du prix", TEXT, "line.origin"),
    Column("gain", "Gain de couverture, moyenne des tirages", RATE, "line.brought.gain"),
    *(c.under("line.brought") for c in DRAWN),
))  # fmt: skip
UNCOVERED = Table("besoins_non_couverts", "Ce qui reste non couvert", plan_lines.Uncovered, (
    *NEEDS.only("metier axe competence libelle niveau poids", "need"),
    Column("valeur", "Valeur avec le plan", NUMBER, "value"),
    Column("valeur_catalogue", "Valeur avec tout le catalogue", NUMBER, "best"),
    Column("motif", "Motif", TEXT, "kind"),
    Column("explication", "Explication", TEXT, "reason"),
))  # fmt: skip
CASES = Table("cas_de_prix", "Le plan selon les prix inconnus", plan_lines.PlanCase, (
    Column("cas", "Prix inconnus", TEXT, "case"),
    Column("cout", "Coût du plan refait (€ HT)", COST, if_any("plan.cost")),
    Column("couverture", "Couverture moyenne", RATE, if_any("plan.coverage")),
    Column("offres", "Offres du plan refait", LIST, lambda c: c.plan.offers if c.plan else ()),
    Column("cout_du_plan", "Coût du plan probable (€ HT)", COST, "likely_cost"),
))  # fmt: skip
ESTIMATED = Table("prix_estimes", "Prix estimés", plan_lines.EstimatedPrice, (
    *_OFFER,
    *_PRICES,
    Column("comparables", "Offres comparables", WHOLE, "price.comparables"),
    Column("methode", "Méthode", TEXT, "price.method"),
    Column("achetee", "Dans le plan", YES_NO, "bought"),
    *OFFERS.only("prix_imprime", "offer"),
))  # fmt: skip
APART = Table("offres_ecartees", "Offres utiles écartées", plan_lines.ApartOffer, (
    *_OFFER,
    Column("motif", "Écartée par", TEXT, "why"),
))  # fmt: skip
FRONTIER = Table("frontiere", "Ce que chaque budget permet", FrontierPoint, (
    Column("budget", "Budget (€ HT)", COST, "cost"),
    Column("couverture", "Couverture moyenne", RATE, "coverage"),
    Column("offres", "Offres", WHOLE, "offers"),
    Column("prouve", "Prouvé optimal", YES_NO, "proven"),
))  # fmt: skip


def _titles(side: str) -> Callable[[Ranked], Sequence[str]]:
    return lambda own: [own.line.offers[o].title for o in getattr(own.line.quote, side)]


def _at_end(side: str, part: int) -> Callable[[Ranked], Fraction | None]:
    """Cost or coverage of the plan at an end of the price; None when no plan is left."""

    def get(own: Ranked) -> Fraction | None:
        plan: tuple[Fraction, Fraction] | None = getattr(own.line.quote, side)
        return plan and plan[part]

    return get


QUOTES = Table("devis_a_demander", "Devis à demander d’abord", Ranked, (
    *_RANKED_OFFER,
    Column("achetee", "Dans le plan", YES_NO, "line.quote.chosen"),
    *(c.under("line") for c in _PRICES),
    Column("couverture_en_jeu", "Couverture en jeu", RATE, "line.quote.coverage"),
    Column("cout_en_jeu", "Coût en jeu (€ HT)", COST, "line.quote.cost"),
    Column("si", "Le plan change si le prix est", TEXT, "line.quote.case"),
    Column("sortent", "Sortent du plan", LIST, _titles("leaving")),
    Column("entrent", "Entrent dans le plan", LIST, _titles("entering")),
    Column("plan_possible", "Un plan reste possible", YES_NO, "line.quote.possible"),
    Column("methode", "Prix : méthode", TEXT, "line.price.method"),
    Column("cout_si_bas", "Coût du plan si le prix est bas (€ HT)", COST, _at_end("at_low", 0)),
    Column("couverture_si_bas", "Couverture si le prix est bas", RATE, _at_end("at_low", 1)),
    Column("cout_si_haut", "Coût du plan si le prix est haut (€ HT)", COST, _at_end("at_high", 0)),
    Column("couverture_si_haut", "Couverture si le prix est haut", RATE, _at_end("at_high", 1)),
))  # fmt: skip
