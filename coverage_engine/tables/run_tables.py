"""Every table a run publishes, built once: CSV files, workbook, PDF attachments and data frames are
the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from coverage_engine.analysis.run import Run
from coverage_engine.domain.model.catalogue import Offer
from coverage_engine.domain.settings import SettingRow
from coverage_engine.tables.columns import JOIN, MONEY, NUMBER, WHOLE, DataTable, column
from coverage_engine.tables.coverage_tables import (
    doubt_table,
    map_table,
    metier_axis_table,
    metier_table,
    trial_table,
)
from coverage_engine.tables.reading_values import CLUES
from coverage_engine.tables.referential_tables import (
    axis_table,
    certification_table,
    competence_table,
    glossary_table,
)


def make_tables(run: Run) -> tuple[DataTable, ...]:
    """Every published table of a run, in the order reports list them."""
    makers: Sequence[Callable[[Run], DataTable]] = (
        map_table,
        metier_table,
        metier_axis_table,
        doubt_table,
        trial_table,
        _needs,
        _offers,
        _rows,
        _links,
        _clues,
        _findings,
        _exposure,
        _anomalies,
        _decisions,
        _settings,
        axis_table,
        competence_table,
        glossary_table,
        *((certification_table,) if run.register else ()),
    )
    return tuple(make(run) for make in makers)


def certification(offer: Offer) -> str:
    """Registered codes of an offer, joined; empty when none."""
    return JOIN.join(offer.codes)


def _offers(run: Run) -> DataTable:
    columns = (
        column("offre_id", "Offre"),
        column("intitule", "Intitulé"),
        column("organisme", "Organisme"),
        column("nature", "Nature"),
        column("duree_heures", "Durée (h)", NUMBER),
        column("prix_min", "Prix min. (€ HT)", MONEY),
        column("prix_max", "Prix max. (€ HT)", MONEY),
        column("prix_motif_inconnu", "Prix inconnu : motif"),
        column("certification", "Certification"),
        column("a_propos_ia", "À propos du thème", WHOLE),
        column("lignes", "Lignes"),
        column("duree_imprimee", "Durée imprimée"),
        column("duree_hypothese", "Hypothèse de durée"),
        column("duree_motif_inconnu", "Durée inconnue : motif"),
        column("prix_imprime", "Prix imprimé"),
        column("prix_base", "Base du prix"),
        column("formats", "Formats"),
        column("niveau", "Niveau", WHOLE),
        column("niveau_motif", "Niveau : motif"),
        column("axes", "Axes lus"),
        column("mots_axes", "Mots lus"),
        column("comptee", "Comptée", WHOLE),
        column("motif_non_comptee", "Non comptée : motif"),
        column("motif_fusion", "Lignes réunies : motif"),
        column("liens", "Adresses imprimées"),
    )
    rows = []
    for o in run.offers:
        r = run.reading_by_offer[o.id]
        words = JOIN.join(
            f"{axis} : {', '.join(found)}" for axis, (_, _, found) in r.axes.items() if found
        )
        rows.append(
            (
                o.id,
                o.title,
                o.provider,
                o.kind,
                o.duration.hours,
                o.price.low,
                o.price.high,
                o.price.unknown,
                certification(o),
                int(r.on_theme),
                JOIN.join(map(str, o.rows)),
                o.duration.printed,
                o.duration.assumption,
                o.duration.unknown,
                o.price.printed,
                o.price.basis,
                JOIN.join(o.formats),
                r.level,
                r.level_reason,
                JOIN.join(f"{axis} ({strength})" for axis, (strength, _, _) in r.axes.items()),
                words,
                int(r.counted),
                r.not_counted_reason,
                o.merge_reason,
                JOIN.join(o.links),
            )
        )
    return DataTable("offres", "Offres", columns, tuple(rows))


def _rows(run: Run) -> DataTable:
    columns = (
        column("ligne", "Ligne", WHOLE),
        column("offre_id", "Offre"),
        column("metier_cible_imprime", "Métier cible imprimé"),
        column("metiers_resolus", "Métiers ou groupes résolus"),
        column("methode", "Méthode"),
        column("position", "Place dans la source"),
        column("precision", "Précision"),
        column("imprime", "Cellules imprimées"),
    )
    offer_of = {row: o.id for o in run.offers for row in o.rows}
    target_of = {t.row: t for t in run.targets}
    rows = []
    for row in run.catalogue.rows:
        t = target_of[row.number]
        resolved = JOIN.join(
            (*t.metiers, *(run.referential.group_by_id[g].label for g in t.groups))
        )
        printed = " | ".join(row.printed.cells)
        rows.append(
            (
                row.number,
                offer_of[row.number],
                t.printed,
                resolved,
                t.method,
                row.printed.position,
                t.note,
                printed,
            )
        )
    return DataTable("lignes", "Lignes du catalogue", columns, tuple(rows))


def _links(run: Run) -> DataTable:
    columns = (
        column("offre_id", "Offre"),
        column("metier", "Métier"),
        column("axe", "Axe"),
        column("competence", "Compétence"),
        column("valeur", "Valeur", NUMBER),
        column("score", "Score", NUMBER),
        column("probabilite", "Probabilité", NUMBER),
        column("preuve", "Preuve"),
        column("niveau_de_preuve", "Niveau de preuve"),
        column("portee_offre", "Portée de l’offre"),
        column("rattachement", "Rattachement"),
        column("facteur_niveau", "Facteur de niveau", NUMBER),
        column("lignes", "Lignes"),
    )
    rows = tuple(
        (
            x.offer,
            x.metier,
            x.axis,
            x.competence,
            x.value,
            x.score,
            x.probability,
            x.sentence(),
            x.strength,
            x.scope,
            x.tier,
            x.level_factor,
            JOIN.join(map(str, x.rows)),
        )
        for x in run.links
    )
    return DataTable("liens", "Liens", columns, rows)


def _clues(run: Run) -> DataTable:
    columns = (
        column("offre_id", "Offre"),
        column("metier", "Métier"),
        column("competence", "Compétence"),
        column("objet", "Lecture"),
        column("cible", "Axe ou compétence"),
        column("probabilite", "Probabilité", NUMBER),
        column("valeur", "Valeur si elle est juste", NUMBER),
        column("retenue", "Compte dans le taux", WHOLE),
    )
    rows = tuple(
        (
            c.offer,
            c.need.metier,
            c.need.competence,
            c.fact.kind,
            c.fact.target,
            c.fact.probability,
            c.value,
            int(c.likely),
        )
        for c in run.clues
    )
    return DataTable(CLUES, "Lectures : ce que chacune vaut", columns, rows)


def _needs(run: Run) -> DataTable:
    columns = (
        column("metier", "Métier"),
        column("axe", "Axe"),
        column("competence", "Compétence"),
        column("libelle", "Libellé"),
        column("portee", "Portée"),
        column("socle", "Socle", WHOLE),
        column("niveau", "Niveau requis", WHOLE),
        column("poids", "Poids", NUMBER),
        column("valeur", "Valeur", NUMBER),
        column("etat", "État"),
        column("type_ecart", "Type d’écart"),
        column("offres", "Offres utiles"),
        column("offres_generalistes", "Offres trop généralistes"),
        column("justification", "Justification"),
        column("statut", "Statut"),
    )
    rows = tuple(
        (
            n.metier,
            n.axis,
            n.competence,
            n.label,
            n.reach,
            int(n.socle),
            n.level or None,
            n.weight,
            n.value,
            n.state,
            n.gap,
            JOIN.join(n.offers),
            JOIN.join(n.generalist_offers),
            n.reason,
            n.status,
        )
        for n in run.needs
    )
    return DataTable("besoins", "Besoins par métier", columns, rows)


def _findings(run: Run) -> DataTable:
    columns = (
        column("constat", "Constat"),
        column("verdict", "Verdict"),
        column("valeur", "Valeur"),
        column("detail", "Détail"),
        column("libelle", "Énoncé"),
        column("verdict_besoins_uniformes", "Verdict, besoins uniformes"),
        column("valeur_besoins_uniformes", "Valeur, besoins uniformes"),
        column("source", "Source"),
        column("passage", "Passage"),
    )
    rows = tuple(
        (
            f.id,
            f.verdict,
            f.value,
            f.detail,
            f.label,
            f.uniform_verdict,
            f.uniform_value,
            f.source,
            f.passage,
        )
        for f in run.findings
    )
    return DataTable("constats", "Constats éprouvés", columns, rows)


def _decisions(run: Run) -> DataTable:
    columns = (
        column("objet", "Objet"),
        column("gauche", "Ligne ou offre"),
        column("droite", "Ligne ou compétence"),
        column("decision", "Décision"),
        column("qui", "Qui"),
        column("quand", "Quand"),
        column("pourquoi", "Pourquoi"),
    )
    rows = tuple(
        (d.subject, d.left, d.right, d.verdict, d.who, d.when, d.why)
        for d in run.catalogue.decisions
    )
    return DataTable("decisions", "Décisions humaines", columns, rows)


def _exposure(run: Run) -> DataTable:
    columns = (
        column("metier", "Métier"),
        column("famille", "Famille"),
        column("coeur", "Cœur", WHOLE),
        column("qualification", "Qualification"),
        column("score", "Score", NUMBER),
        column("rang", "Rang", WHOLE),
        column("evolution", "Évolution", WHOLE),
        column("profil", "Profil"),
    )
    ref = run.referential
    rows = []
    for e in ref.exposures:
        metier = ref.metier_by_label[e.metier]
        rows.append(
            (
                e.metier,
                ref.families[metier.family],
                int(metier.core),
                e.qualification,
                e.score,
                e.rank,
                e.evolution,
                e.profile,
            )
        )
    return DataTable("exposition_publiee", "Exposition publiée", columns, tuple(rows))


def _anomalies(run: Run) -> DataTable:
    columns = (
        column("code", "Code"),
        column("gravite", "Gravité"),
        column("source", "Source"),
        column("ligne", "Ligne", WHOLE),
        column("colonne", "Colonne"),
        column("valeur", "Valeur imprimée"),
        column("attendu", "Attendu"),
        column("remede", "Remède"),
        column("fait", "Ce qui a été fait"),
    )
    rows = tuple(
        (
            a.code,
            a.severity.value,
            a.source,
            a.row or None,
            a.column,
            a.value,
            a.expected,
            a.remedy,
            a.done,
        )
        for a in run.anomalies
    )
    return DataTable("anomalies", "Anomalies", columns, rows)


def setting_reason(run: Run, setting: SettingRow) -> str:
    """Reason of a setting; the referential's own first, when it replaced the default."""
    own = run.referential.setting_reasons.get(setting.name)
    return (
        f"réglage du référentiel : {own} (par défaut : {setting.reason})" if own else setting.reason
    )


def _settings(run: Run) -> DataTable:
    columns = (
        column("reglage", "Réglage"),
        column("valeur", "Valeur", NUMBER),
        column("defaut", "Défaut", NUMBER),
        column("minimum", "Minimum", NUMBER),
        column("maximum", "Maximum", NUMBER),
        column("unite", "Unité"),
        column("raison", "Raison"),
        column("source", "Source"),
    )
    rows = tuple(
        (s.name, s.value, s.default, s.low, s.high, s.unit, setting_reason(run, s), s.source)
        for s in run.referential.settings.rows()
    )
    return DataTable("reglages", "Réglages", columns, rows)
