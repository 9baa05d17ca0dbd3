"""The answers of a plan as tables: what files, pages and data frames show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coverage_engine.domain.model.doubt import DECISION_ON
from coverage_engine.tables.columns import JOIN, MONEY, NUMBER, RATE, WHOLE, Cell, DataTable, column

if TYPE_CHECKING:
    from coverage_engine.domain.model.plan_doubt import DrawnRate
    from coverage_engine.questions.plan_answer import FrontierAnswer, PlanAnswer, QuotesAnswer

_OFFER = (
    column("offre_id", "Offre"),
    column("intitule", "Intitulé"),
    column("organisme", "Organisme"),
)
_PRICES = (
    column("prix_bas", "Prix bas (€ HT)", MONEY),
    column("prix_probable", "Prix probable (€ HT)", MONEY),
    column("prix_haut", "Prix haut (€ HT)", MONEY),
)
_DRAWN = (
    column("taux_bas", "Bas de la fourchette", RATE),
    column("taux_haut", "Haut de la fourchette", RATE),
    column("taux_moyen", "Moyenne des tirages", RATE),
    column("part_objectif", "Part des tirages qui atteignent l’objectif", RATE),
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
        column("metier", "Métier"),
        column("apprenants", "Apprenants", WHOLE),
        column("cout", "Coût probable (€ HT)", MONEY),
        *_PRICES,
        column("pour_le_groupe", "Prix pour le groupe", WHOLE),
        column("origine_prix", "Origine du prix"),
        column("methode_prix", "Prix : méthode"),
        column("duree_heures", "Durée (h)", NUMBER),
        column("formats", "Formats"),
        column("certification", "Certification"),
        column("taux_perdu", "Taux perdu sans elle", RATE),
        column("besoins_seule", "Besoins que nulle autre ne sert aussi bien"),
        column("adresses", "Adresses imprimées"),
        column("lien_faible", "Lien faible"),
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
        column("metier", "Métier"),
        column("apprenants", "Apprenants", WHOLE),
        column("taux", "Taux avec le plan", RATE),
        column("numerateur", "Numérateur", NUMBER),
        column("denominateur", "Dénominateur", NUMBER),
        column("objectif", "Objectif", RATE),
        column("taux_possible", "Au mieux avec ces critères", RATE),
        column("taux_catalogue", "Avec tout le catalogue", RATE),
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
        column("rang", "Rang", WHOLE),
        *_OFFER,
        column("objet", "Lecture"),
        column("cible", "Axe ou compétence"),
        column("a_confirmer", "À confirmer"),
        column("probabilite", "Probabilité", NUMBER),
        column("couverture_perdue", "Couverture moyenne perdue si elle est fausse", RATE),
        column("perte_attendue", "Perte attendue", RATE),
        column("metiers", "Métiers touchés"),
        column("sous_objectif", "Passeraient sous l’objectif"),
        column("objet_decision", "Objet de la décision"),
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
        column("rang", "Rang", WHOLE),
        *_OFFER,
        column("metiers", "Pour"),
        column("cout_en_plus", "Coût en plus (€ HT)", MONEY),
        column("origine_prix", "Origine du prix"),
        column("gain", "Gain de couverture, moyenne des tirages", RATE),
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
        column("metier", "Métier"),
        column("axe", "Axe"),
        column("competence", "Compétence"),
        column("libelle", "Libellé"),
        column("niveau", "Niveau requis", WHOLE),
        column("poids", "Poids", NUMBER),
        column("valeur", "Valeur avec le plan", NUMBER),
        column("valeur_catalogue", "Valeur avec tout le catalogue", NUMBER),
        column("motif", "Motif"),
        column("explication", "Explication"),
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
        column("cas", "Prix inconnus"),
        column("cout", "Coût du plan refait (€ HT)", MONEY),
        column("couverture", "Couverture moyenne", RATE),
        column("offres", "Offres du plan refait"),
        column("cout_du_plan", "Coût du plan probable (€ HT)", MONEY),
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
        column("comparables", "Offres comparables", WHOLE),
        column("methode", "Méthode"),
        column("achetee", "Dans le plan", WHOLE),
        column("prix_imprime", "Prix imprimé"),
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
    columns = (*_OFFER, column("motif", "Écartée par"))
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
        column("demande", "Demandé"),
        column("budget", "Budget (€ HT)", MONEY),
        column("objectif", "Objectif", RATE),
        column("formats", "Formats"),
        column("certifiantes", "Certifiantes seulement", WHOLE),
        column("duree_max", "Durée maximale (h)", NUMBER),
        column("exclues", "Exclues"),
        column("incluses", "Incluses"),
        column("possible", "Un plan existe", WHOLE),
        column("cout", "Coût probable (€ HT)", MONEY),
        column("couverture", "Couverture moyenne des apprenants", RATE),
        column("prouve", "Prouvé optimal", WHOLE),
        column("ecart", "Écart possible à l’optimum", RATE),
        column("plans_egaux", "Autres plans égaux", WHOLE),
        column("departage", "Départagés par"),
        column("a_relacher", "À relâcher"),
        *_DRAWN,
    )
    return DataTable("demande", "Demande", columns, rows)


def frontier_tables(answer: FrontierAnswer) -> tuple[DataTable, ...]:
    """The curve, one line a point."""
    columns = (
        column("budget", "Budget (€ HT)", MONEY),
        column("couverture", "Couverture moyenne", RATE),
        column("offres", "Offres", WHOLE),
        column("prouve", "Prouvé optimal", WHOLE),
    )
    rows = tuple((p.cost, p.coverage, p.offers, int(p.proven)) for p in answer.frontier.points)
    return (DataTable("frontiere", "Ce que chaque budget permet", columns, rows),)


def quote_tables(answer: QuotesAnswer) -> tuple[DataTable, ...]:
    """Quotes to ask, the most at stake first."""
    columns = (
        column("rang", "Rang", WHOLE),
        *_OFFER,
        column("achetee", "Dans le plan", WHOLE),
        *_PRICES,
        column("couverture_en_jeu", "Couverture en jeu", RATE),
        column("cout_en_jeu", "Coût en jeu (€ HT)", MONEY),
        column("si", "Le plan change si le prix est"),
        column("sortent", "Sortent du plan"),
        column("entrent", "Entrent dans le plan"),
        column("plan_possible", "Un plan reste possible", WHOLE),
        column("methode", "Prix : méthode"),
        column("cout_si_bas", "Coût du plan si le prix est bas (€ HT)", MONEY),
        column("couverture_si_bas", "Couverture si le prix est bas", RATE),
        column("cout_si_haut", "Coût du plan si le prix est haut (€ HT)", MONEY),
        column("couverture_si_haut", "Couverture si le prix est haut", RATE),
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
