"""The answers of a plan as tables: what files, pages and data frames show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coverage_engine.domain.model.doubt import DECISION_ON
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.kinds import JOIN, NUMBER, PRICE, RATE, WHOLE, Cell

if TYPE_CHECKING:
    from coverage_engine.domain.model.plan_doubt import DrawnRate
    from coverage_engine.questions.plan_answer import FrontierAnswer, PlanAnswer, QuotesAnswer

_OFFER = (
    Column("offre_id", "Offre"),
    Column("intitule", "Intitulé"),
    Column("organisme", "Organisme"),
)
_PRICES = (
    Column("prix_bas", "Prix bas (€ HT)", PRICE),
    Column("prix_probable", "Prix probable (€ HT)", PRICE),
    Column("prix_haut", "Prix haut (€ HT)", PRICE),
)
_DRAWN = (
    Column("taux_bas", "Bas de la fourchette", RATE),
    Column("taux_haut", "Haut de la fourchette", RATE),
    Column("taux_moyen", "Moyenne des tirages", RATE),
    Column("part_objectif", "Part des tirages qui atteignent l’objectif", RATE),
)


def answer_tables(answer: PlanAnswer) -> tuple[DataTable, ...]:
    """Tables of a plan, in the order a buyer reads them."""
    return (
        _bought(answer),
        _rates(answer),
        _to_check(answer),
        _to_add(answer),
        _uncovered(answer),
        _cases(answer),
        _estimated(answer),
        _apart(answer),
        _request(answer),
    )


def _bought(answer: PlanAnswer) -> DataTable:
    columns = (
        *_OFFER,
        Column("metier", "Métier"),
        Column("apprenants", "Apprenants", WHOLE),
        Column("cout", "Coût probable (€ HT)", PRICE),
        *_PRICES,
        Column("pour_le_groupe", "Prix pour le groupe", WHOLE),
        Column("origine_prix", "Origine du prix"),
        Column("methode_prix", "Prix : méthode"),
        Column("duree_heures", "Durée (h)", NUMBER),
        Column("formats", "Formats"),
        Column("certification", "Certification"),
        Column("taux_perdu", "Taux perdu sans elle", RATE),
        Column("besoins_seule", "Besoins que nulle autre ne sert aussi bien"),
        Column("adresses", "Adresses imprimées"),
        Column("lien_faible", "Lien faible"),
    )
    rows = tuple(
        (
            x.offer.id,
            x.offer.title,
            x.offer.provider,
            x.metier,
            x.learners,
            x.cost,
            x.price.low,
            x.price.likely,
            x.price.high,
            int(x.price.per_group),
            x.price.origin,
            x.price.method,
            x.offer.hours,
            JOIN.join(x.offer.formats),
            JOIN.join(x.offer.codes),
            x.lost,
            JOIN.join(n.label for n in x.alone),
            JOIN.join(x.offer.links),
            x.weak,
        )
        for x in answer.lines
    )
    return DataTable("offres_du_plan", "Offres à acheter", columns, rows)


def _rates(answer: PlanAnswer) -> DataTable:
    columns = (
        Column("metier", "Métier"),
        Column("apprenants", "Apprenants", WHOLE),
        Column("taux", "Taux avec le plan", RATE),
        Column("numerateur", "Numérateur", NUMBER),
        Column("denominateur", "Dénominateur", NUMBER),
        Column("objectif", "Objectif", RATE),
        Column("taux_possible", "Au mieux avec ces critères", RATE),
        Column("taux_catalogue", "Avec tout le catalogue", RATE),
        *_DRAWN,
    )
    rows = tuple(
        (
            r.metier,
            r.learners,
            r.rate.value if r.rate else None,
            r.rate.numerator if r.rate else None,
            r.rate.denominator if r.rate else None,
            r.target,
            r.reachable,
            r.catalogue,
            *_drawn(r.drawn),
        )
        for r in answer.rates
    )
    return DataTable("taux_du_plan", "Taux atteints", columns, rows)


def _drawn(drawn: DrawnRate | None) -> tuple[Cell, ...]:
    return (
        (drawn.range.low, drawn.range.high, drawn.mean, drawn.reached)
        if drawn
        else (None,) * len(_DRAWN)
    )


def _to_check(answer: PlanAnswer) -> DataTable:
    """Readings that the plan rests on."""
    columns = (
        Column("rang", "Rang", WHOLE),
        *_OFFER,
        Column("objet", "Lecture"),
        Column("cible", "Axe ou compétence"),
        Column("a_confirmer", "À confirmer"),
        Column("probabilite", "Probabilité", NUMBER),
        Column("couverture_perdue", "Couverture moyenne perdue si elle est fausse", RATE),
        Column("perte_attendue", "Perte attendue", RATE),
        Column("metiers", "Métiers touchés"),
        Column("sous_objectif", "Passeraient sous l’objectif"),
        Column("objet_decision", "Objet de la décision"),
    )
    rows = tuple(
        (
            rank,
            x.offer.id,
            x.offer.title,
            x.offer.provider,
            x.reading.fact.kind,
            x.reading.fact.target,
            x.said,
            x.reading.fact.probability,
            x.reading.lost,
            x.reading.risk,
            JOIN.join(x.reading.own),
            JOIN.join(x.reading.below),
            DECISION_ON[x.reading.fact.kind],
        )
        for rank, x in enumerate(answer.to_check, 1)
    )
    return DataTable("lectures_a_verifier", "Lectures à vérifier d’abord", columns, rows)


def _to_add(answer: PlanAnswer) -> DataTable:
    """Offers that would make the plan surer."""
    columns = (
        Column("rang", "Rang", WHOLE),
        *_OFFER,
        Column("metiers", "Pour"),
        Column("cout_en_plus", "Coût en plus (€ HT)", PRICE),
        Column("origine_prix", "Origine du prix"),
        Column("gain", "Gain de couverture, moyenne des tirages", RATE),
        *_DRAWN,
    )
    rows = tuple(
        (
            rank,
            x.offer.id,
            x.offer.title,
            x.offer.provider,
            JOIN.join(x.brought.metiers),
            x.brought.cost,
            x.origin,
            x.brought.gain,
            *_drawn(x.brought.drawn),
        )
        for rank, x in enumerate(answer.to_add, 1)
    )
    return DataTable("renforts", "Pour un plan plus sûr", columns, rows)


def _uncovered(answer: PlanAnswer) -> DataTable:
    columns = (
        Column("metier", "Métier"),
        Column("axe", "Axe"),
        Column("competence", "Compétence"),
        Column("libelle", "Libellé"),
        Column("niveau", "Niveau requis", WHOLE),
        Column("poids", "Poids", NUMBER),
        Column("valeur", "Valeur avec le plan", NUMBER),
        Column("valeur_catalogue", "Valeur avec tout le catalogue", NUMBER),
        Column("motif", "Motif"),
        Column("explication", "Explication"),
    )
    rows = tuple(
        (
            u.need.metier,
            u.need.axis,
            u.need.competence,
            u.need.label,
            u.need.level or None,
            u.need.weight,
            u.value,
            u.best,
            u.kind,
            u.reason,
        )
        for u in answer.uncovered
    )
    return DataTable("besoins_non_couverts", "Ce qui reste non couvert", columns, rows)


def _cases(answer: PlanAnswer) -> DataTable:
    columns = (
        Column("cas", "Prix inconnus"),
        Column("cout", "Coût du plan refait (€ HT)", PRICE),
        Column("couverture", "Couverture moyenne", RATE),
        Column("offres", "Offres du plan refait"),
        Column("cout_du_plan", "Coût du plan probable (€ HT)", PRICE),
    )
    rows = tuple(
        (
            c.case,
            c.plan.cost if c.plan else None,
            c.plan.coverage if c.plan else None,
            JOIN.join(c.plan.offers) if c.plan else "",
            c.likely_cost,
        )
        for c in answer.cases
    )
    return DataTable("cas_de_prix", "Le plan selon les prix inconnus", columns, rows)


def _estimated(answer: PlanAnswer) -> DataTable:
    columns = (
        *_OFFER,
        *_PRICES,
        Column("comparables", "Offres comparables", WHOLE),
        Column("methode", "Méthode"),
        Column("achetee", "Dans le plan", WHOLE),
        Column("prix_imprime", "Prix imprimé"),
    )
    rows = tuple(
        (
            e.offer.id,
            e.offer.title,
            e.offer.provider,
            e.price.low,
            e.price.likely,
            e.price.high,
            e.price.comparables,
            e.price.method,
            int(e.bought),
            e.offer.price_printed,
        )
        for e in answer.estimated
    )
    return DataTable("prix_estimes", "Prix estimés", columns, rows)


def _apart(answer: PlanAnswer) -> DataTable:
    columns = (*_OFFER, Column("motif", "Écartée par"))
    rows = tuple((o.id, o.title, o.provider, why) for o, why in answer.apart)
    return DataTable("offres_ecartees", "Offres utiles écartées", columns, rows)


def _request(answer: PlanAnswer) -> DataTable:
    """What was asked and what it gives, so that a file says what it answers."""
    r, ties = answer.request, answer.ties
    rows = (
        (
            answer.asked,
            r.budget,
            r.target,
            JOIN.join(r.formats),
            int(r.certifying),
            r.max_hours,
            JOIN.join(r.exclude),
            JOIN.join(r.include),
            int(answer.possible),
            answer.cost,
            answer.coverage,
            int(answer.proof.proven) if answer.proof else None,
            answer.proof.gap if answer.proof else None,
            ties.others if ties else None,
            JOIN.join(ties.criteria) if ties else "",
            JOIN.join(answer.advice),
            *_drawn(answer.drawn),
        ),
    )
    columns = (
        Column("demande", "Demandé"),
        Column("budget", "Budget (€ HT)", PRICE),
        Column("objectif", "Objectif", RATE),
        Column("formats", "Formats"),
        Column("certifiantes", "Certifiantes seulement", WHOLE),
        Column("duree_max", "Durée maximale (h)", NUMBER),
        Column("exclues", "Exclues"),
        Column("incluses", "Incluses"),
        Column("possible", "Un plan existe", WHOLE),
        Column("cout", "Coût probable (€ HT)", PRICE),
        Column("couverture", "Couverture moyenne des apprenants", RATE),
        Column("prouve", "Prouvé optimal", WHOLE),
        Column("ecart", "Écart possible à l’optimum", RATE),
        Column("plans_egaux", "Autres plans égaux", WHOLE),
        Column("departage", "Départagés par"),
        Column("a_relacher", "À relâcher"),
        *_DRAWN,
    )
    return DataTable("demande", "Demande", columns, rows)


def frontier_tables(answer: FrontierAnswer) -> tuple[DataTable, ...]:
    """The curve, one line a point."""
    columns = (
        Column("budget", "Budget (€ HT)", PRICE),
        Column("couverture", "Couverture moyenne", RATE),
        Column("offres", "Offres", WHOLE),
        Column("prouve", "Prouvé optimal", WHOLE),
    )
    rows = tuple((p.cost, p.coverage, p.offers, int(p.proven)) for p in answer.frontier.points)
    return (DataTable("frontiere", "Ce que chaque budget permet", columns, rows),)


def quote_tables(answer: QuotesAnswer) -> tuple[DataTable, ...]:
    """Quotes to ask, the most at stake first."""
    columns = (
        Column("rang", "Rang", WHOLE),
        *_OFFER,
        Column("achetee", "Dans le plan", WHOLE),
        *_PRICES,
        Column("couverture_en_jeu", "Couverture en jeu", RATE),
        Column("cout_en_jeu", "Coût en jeu (€ HT)", PRICE),
        Column("si", "Le plan change si le prix est"),
        Column("sortent", "Sortent du plan"),
        Column("entrent", "Entrent dans le plan"),
        Column("plan_possible", "Un plan reste possible", WHOLE),
        Column("methode", "Prix : méthode"),
        Column("cout_si_bas", "Coût du plan si le prix est bas (€ HT)", PRICE),
        Column("couverture_si_bas", "Couverture si le prix est bas", RATE),
        Column("cout_si_haut", "Coût du plan si le prix est haut (€ HT)", PRICE),
        Column("couverture_si_haut", "Couverture si le prix est haut", RATE),
    )
    rows = []
    for rank, q in enumerate(answer.quotes.ranked, 1):
        offer, price = answer.offers[q.offer], answer.prices[q.offer]
        leaving, entering = (
            JOIN.join(answer.offers[o].title for o in side) for side in (q.leaving, q.entering)
        )
        rows.append(
            (
                rank,
                offer.id,
                offer.title,
                offer.provider,
                int(q.chosen),
                price.low,
                price.likely,
                price.high,
                q.coverage,
                q.cost,
                q.case,
                leaving,
                entering,
                int(q.possible),
                price.method,
                *q.at_low,
                *(q.at_high or (None, None)),
            )
        )
    return (DataTable("devis_a_demander", "Devis à demander d’abord", columns, tuple(rows)),)
