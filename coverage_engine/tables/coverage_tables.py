"""Published tables of rates, verdicts and the doubt on them."""

from __future__ import annotations

from coverage_engine.analysis.run import Run
from coverage_engine.domain.model.doubt import DECISION_ON, Range
from coverage_engine.domain.model.results import VARIANTS, MetierCoverage, Rate
from coverage_engine.tables.columns import JOIN, MAP, NUMBER, RATE, WHOLE, Cell, DataTable, column
from coverage_engine.tables.phrases import axis_range, flip_sentence, interval, points, reading

_NO_CHANGE = "aucun changement"
# Range of a métier without any need to evaluate.
_NONE = Range(None, None)


def _rate_cells(rate: Rate) -> tuple[Cell, Cell, Cell]:
    return rate.numerator, rate.denominator, rate.value


def map_table(run: Run) -> DataTable:
    """The heat-map as a table: one line per métier, one rate per axis, then the range of each as
    text.
    """
    settings, axes = run.referential.settings, run.referential.axes
    columns = (
        column("metier", "Métier"),
        *(column(f"axe_{a.id}", a.label, RATE) for a in axes),
        column("ensemble", "Ensemble", RATE),
        column("verdict", "Verdict"),
        column("fourchette_ensemble", "Fourchette de l’ensemble, en %"),
        *(column(f"fourchette_{a.id}", f"Fourchette, {a.label}, en %") for a in axes),
    )
    rates = {(a.metier, a.axis): a.rate.value for a in run.axes}
    rows = []
    for m in run.by_rate:
        ranges = [
            interval(axis_range(run, m.metier, a.id), [settings.seuil_axe_pivot] if a.pivot else [])
            for a in axes
        ]
        own = interval(run.doubt.metiers[m.metier].rates, [settings.seuil_bien_couvert])
        rows.append(
            (
                m.metier,
                *(rates[m.metier, a.id] for a in axes),
                m.rate.value,
                m.verdict,
                own,
                *ranges,
            )
        )
    return DataTable(MAP, "Carte métier × axe", columns, tuple(rows))


def metier_axis_table(run: Run) -> DataTable:
    """One line per métier and axis."""
    columns = (
        column("metier", "Métier"),
        column("axe", "Axe"),
        column("numerateur", "Numérateur", NUMBER),
        column("denominateur", "Dénominateur", NUMBER),
        column("taux", "Taux", RATE),
        column("type_ecart", "Type d’écart"),
        column("redondance", "Offres par besoin", NUMBER),
        column("surabondance", "Surabondance possible", WHOLE),
        column("taux_bas", "Taux, bas de la fourchette", RATE),
        column("taux_haut", "Taux, haut de la fourchette", RATE),
    )
    rows = []
    for a in run.axes:
        own = axis_range(run, a.metier, a.axis)
        rows.append(
            (
                a.metier,
                a.axis,
                *_rate_cells(a.rate),
                a.gap,
                a.redundancy,
                int(a.surplus),
                own.low,
                own.high,
            )
        )
    return DataTable("couverture_metier_axe", "Couverture par métier et axe", columns, tuple(rows))


def metier_table(run: Run) -> DataTable:
    """One line per métier: rate, verdict, and how far they hold."""
    columns = (
        column("metier", "Métier"),
        column("taux", "Taux", RATE),
        column("verdict", "Verdict"),
        column("motif", "Motif"),
        column("profil", "Profil"),
        column("exposition", "Exposition", NUMBER),
        column("priorite", "Priorité", NUMBER),
        column("famille", "Famille"),
        column("numerateur", "Numérateur", NUMBER),
        column("denominateur", "Dénominateur", NUMBER),
        *(column(f"taux_{name}", f"Taux {label}", RATE) for name, label in VARIANTS.items()),
        column("organisme_principal", "Organisme dont la couverture dépend le plus"),
        column("part_organisme", "Part perdue sans lui", RATE),
        column("offre_principale", "Offre dont elle dépend le plus"),
        column("part_offre", "Part perdue sans elle", RATE),
        column("taux_bas", "Taux, bas de la fourchette", RATE),
        column("taux_haut", "Taux, haut de la fourchette", RATE),
        column("stabilite", "Part des tirages qui donnent le verdict de la règle", RATE),
        column("verdict_regle", "Verdict de la règle"),
        column("bascule", "Plus petit changement qui inverse le verdict de la règle"),
        *(
            column(f"taux_{name}_{end}", f"Taux {label}, {word} de la fourchette", RATE)
            for name, label in VARIANTS.items()
            for end, word in (("bas", "bas"), ("haut", "haut"))
        ),
    )
    rows = tuple(_metier_row(run, m) for m in run.metiers)
    if run.staffing:
        columns = (*columns, column("postes", "Postes (vide : effectif masqué)", WHOLE))
        rows = tuple((*row, run.posts[m.metier]) for row, m in zip(rows, run.metiers, strict=True))
    return DataTable("couverture_metier", "Couverture par métier", columns, rows)


def _metier_row(run: Run, m: MetierCoverage) -> tuple[Cell, ...]:
    c, doubt = m.concentration, run.doubt.metiers[m.metier]
    ranges = [run.doubt.variants[name].get(m.metier, _NONE) for name in VARIANTS]
    return (
        m.metier,
        m.rate.value,
        m.verdict,
        JOIN.join(m.reasons),
        m.profile,
        m.exposure,
        m.priority,
        run.referential.families[m.family],
        m.rate.numerator,
        m.rate.denominator,
        *(m.variants[name].value for name in VARIANTS),
        c.provider,
        c.provider_share,
        c.offer,
        c.offer_share,
        doubt.rates.low,
        doubt.rates.high,
        doubt.stability,
        m.rule_verdict,
        flip_sentence(run, doubt.flip),
        *(end for r in ranges for end in (r.low, r.high)),
    )


def doubt_table(run: Run) -> DataTable:
    """The readings whose confirmation would most reduce the doubt, the most useful first."""
    columns = (
        column("rang", "Rang", WHOLE),
        column("offre_id", "Offre"),
        column("intitule", "Intitulé"),
        column("objet", "Objet"),
        column("cible", "Axe ou compétence"),
        column("a_confirmer", "À confirmer"),
        column("probabilite", "Probabilité", NUMBER),
        column("part_du_doute", "Part du doute levée", RATE),
        column("effet_max", "Plus grand effet sur un taux", RATE),
        column("metiers", "Effet sur le taux de chaque métier"),
        column("metiers_a_confirmer", "Métiers à confirmer concernés"),
        column("objet_decision", "Objet de la décision"),
    )
    rows = tuple(
        (
            rank,
            d.fact.offer,
            run.offer_by_id[d.fact.offer].title,
            d.fact.kind,
            d.fact.target,
            reading(run, d.fact),
            d.fact.probability,
            d.share,
            d.effects[0][1] if d.effects else None,
            JOIN.join(f"{m} : {points(e)}" for m, e in d.effects),
            JOIN.join(d.unsettled),
            DECISION_ON[d.fact.kind],
        )
        for rank, d in enumerate(run.doubt.links, 1)
    )
    return DataTable("liens_a_confirmer", "Lectures à confirmer", columns, rows)


def trial_table(run: Run) -> DataTable:
    """What each trial of a setting changes in the list of well covered métiers, by the rule
    alone.
    """
    columns = (
        column("reglage", "Réglage"),
        column("valeur", "Valeur retenue", NUMBER),
        column("essai", "Valeur essayée", NUMBER),
        column("unite", "Unité"),
        column("bien_couverts", "Métiers bien couverts selon la règle", WHOLE),
        column("entrent", "Deviennent bien couverts"),
        column("sortent", "Ne le sont plus"),
        column("lecture", "Lecture"),
    )
    rows = []
    for t in run.doubt.trials:
        moved = len(t.entering) + len(t.leaving)
        said = _NO_CHANGE if not moved else f"{len(t.entering)} de plus, {len(t.leaving)} de moins"
        rows.append(
            (
                t.setting,
                t.current,
                t.tried,
                t.unit,
                t.well,
                JOIN.join(t.entering),
                JOIN.join(t.leaving),
                said,
            )
        )
    return DataTable("sensibilite", "Sensibilité aux réglages", columns, tuple(rows))
