"""Every table that a run publishes, column by column, whatever is written or read."""

from __future__ import annotations

from typing import Any

from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.domain.model.branch import Axis, Competence, Qualification
from coverage_engine.domain.model.catalogue import Decision
from coverage_engine.domain.model.doubt import Trial
from coverage_engine.domain.model.results import VARIANTS, FindingResult
from coverage_engine.domain.settings import SettingRow
from coverage_engine.tables.columns import Column, Table
from coverage_engine.tables.kinds import (
    AXIS,
    DATE,
    HOURS,
    ID,
    LIST,
    NUMBER,
    PRICE,
    PROBABILITY,
    RANK,
    RATE,
    SEVERITY,
    STABILITY,
    TEXT,
    WHOLE,
    WHOLES,
    YES_NO,
)
from coverage_engine.tables.published_records import (
    AxisLine,
    CertificationLine,
    CountLine,
    DoubtLine,
    ExposureLine,
    FlipLine,
    GlossaryLine,
    LeverLine,
    LinkLine,
    MetierLine,
    NeedLine,
    OfferLine,
    PerimeterLine,
    RateLine,
    RowLine,
    SpreadLine,
)

# Name of the heat-map, whose columns are the axes of the referential.
MAP = "carte_metier_axe"
_NO_CHANGE = "aucun changement"
_FRACTION = (
    Column("numerateur", "Numérateur", NUMBER, "numerator"),
    Column("denominateur", "Dénominateur", NUMBER, "denominator"),
)
_RANGE = (
    Column("taux_bas", "Taux, bas de la fourchette", RATE, "low"),
    Column("taux_haut", "Taux, haut de la fourchette", RATE, "high"),
)


def _variants(ends: dict[str, str], label: str) -> tuple[Column, ...]:
    """For each variant of a rate and each end, a column: end of its name → attribute."""
    return tuple(
        Column(f"taux_{name}{end}", f"Taux {said}{label.format(end[1:])}", RATE, _variant(at, part))
        for at, (name, said) in enumerate(VARIANTS.items())
        for end, part in ends.items()
    )


def _variant(at: int, part: str) -> Any:
    return lambda metier: getattr(metier.variants[at], part)


METIERS = Table("couverture_metier", "Couverture par métier", MetierLine, (
    Column("metier", "Métier", ID, "metier"),
    Column("taux", "Taux", RATE, "rate"),
    Column("verdict", "Verdict", TEXT, "verdict"),
    Column("motif", "Motif", TEXT, "reason"),
    Column("profil", "Profil", TEXT, "profile"),
    Column("exposition", "Exposition", NUMBER, "exposure"),
    Column("priorite", "Priorité", NUMBER, "priority"),
    Column("famille", "Famille", TEXT, "family"),
    *_FRACTION,
    *_variants({"": "rate"}, ""),
    Column("organisme_principal", "Organisme dont la couverture dépend le plus", TEXT, "provider"),
    Column("part_organisme", "Part perdue sans lui", RATE, "provider_share"),
    Column("offre_principale", "Offre dont elle dépend le plus", ID, "main_offer"),
    Column("part_offre", "Part perdue sans elle", RATE, "main_offer_share"),
    *_RANGE,
    Column(
        "stabilite",
        "Part des tirages qui donnent le verdict de la règle",
        STABILITY,
        "stability",
    ),
    Column("verdict_regle", "Verdict de la règle", TEXT, "rule_verdict"),
    Column("bascule", "Plus petit changement qui inverse le verdict de la règle", TEXT, "flip"),
    *_variants({"_bas": "low", "_haut": "high"}, ", {} de la fourchette"),
))  # fmt: skip
# With a staffing table, after the others.
POSTS = Column("postes", "Postes (vide : effectif masqué)", WHOLE, "posts")
METIER_AXES = Table("couverture_metier_axe", "Couverture par métier et axe", AxisLine, (
    Column("metier", "Métier", ID, "metier"),
    Column("axe", "Axe", AXIS, "axis"),
    *_FRACTION,
    Column("taux", "Taux", RATE, "rate"),
    Column("type_ecart", "Type d’écart", TEXT, "gap"),
    Column("redondance", "Offres par besoin", NUMBER, "redundancy"),
    Column("surabondance", "Surabondance possible", YES_NO, "surplus"),
    *_RANGE,
))  # fmt: skip
DOUBTS = Table("liens_a_confirmer", "Lectures à confirmer", DoubtLine, (
    Column("rang", "Rang", WHOLE, "rank"),
    Column("offre_id", "Offre", ID, "offer"),
    Column("intitule", "Intitulé", TEXT, "title"),
    Column("objet", "Objet", TEXT, "kind"),
    Column("cible", "Axe ou compétence", ID, "target"),
    Column("a_confirmer", "À confirmer", TEXT, "said"),
    Column("probabilite", "Probabilité", PROBABILITY, "probability"),
    Column("part_du_doute", "Part du doute levée", RATE, "share"),
    Column("effet_max", "Plus grand effet sur un taux", RATE, "largest"),
    Column("metiers", "Effet sur le taux de chaque métier", LIST, "effects"),
    Column("metiers_a_confirmer", "Métiers à confirmer concernés", LIST, "unsettled"),
    Column("objet_decision", "Objet de la décision", TEXT, "decision"),
))  # fmt: skip


def _said(trial: Trial) -> str:
    come, gone = len(trial.entering), len(trial.leaving)
    return f"{come} de plus, {gone} de moins" if come or gone else _NO_CHANGE


TRIALS = Table("sensibilite", "Sensibilité aux réglages", Trial, (
    Column("reglage", "Réglage", ID, "setting"),
    Column("valeur", "Valeur retenue", NUMBER, "current"),
    Column("essai", "Valeur essayée", NUMBER, "tried"),
    Column("unite", "Unité", TEXT, "unit"),
    Column("bien_couverts", "Métiers bien couverts selon la règle", WHOLE, "well"),
    Column("entrent", "Deviennent bien couverts", LIST, "entering"),
    Column("sortent", "Ne le sont plus", LIST, "leaving"),
    Column("lecture", "Lecture", TEXT, _said),
))  # fmt: skip
NEEDS = Table("besoins", "Besoins par métier", NeedLine, (
    Column("metier", "Métier", ID, "metier"),
    Column("axe", "Axe", AXIS, "axis"),
    Column("competence", "Compétence", ID, "competence"),
    Column("libelle", "Libellé", TEXT, "label"),
    Column("portee", "Portée", TEXT, "reach"),
    Column("socle", "Socle", YES_NO, "socle"),
    Column("niveau", "Niveau requis", RANK, "level"),
    Column("poids", "Poids", NUMBER, "weight"),
    Column("valeur", "Valeur", NUMBER, "value"),
    Column("etat", "État", TEXT, "state"),
    Column("type_ecart", "Type d’écart", TEXT, "gap"),
    Column("offres", "Offres utiles", LIST, "offers"),
    Column("offres_generalistes", "Offres trop généralistes", LIST, "generalist_offers"),
    Column("justification", "Justification", TEXT, "reason"),
    Column("statut", "Statut", TEXT, "status"),
))  # fmt: skip
OFFERS = Table("offres", "Offres", OfferLine, (
    Column("offre_id", "Offre", ID, "id"),
    Column("intitule", "Intitulé", TEXT, "title"),
    Column("organisme", "Organisme", TEXT, "provider"),
    Column("nature", "Nature", TEXT, "kind"),
    Column("duree_heures", "Durée (h)", HOURS, "hours"),
    Column("prix_min", "Prix min. (€ HT)", PRICE, "price_low"),
    Column("prix_max", "Prix max. (€ HT)", PRICE, "price_high"),
    Column("prix_motif_inconnu", "Prix inconnu : motif", TEXT, "price_unknown"),
    Column("certification", "Certification", LIST, "codes"),
    Column("a_propos_ia", "À propos du thème", YES_NO, "on_theme"),
    Column("lignes", "Lignes", WHOLES, "rows"),
    Column("duree_imprimee", "Durée imprimée", TEXT, "hours_printed"),
    Column("duree_hypothese", "Hypothèse de durée", TEXT, "hours_assumption"),
    Column("duree_motif_inconnu", "Durée inconnue : motif", TEXT, "hours_unknown"),
    Column("prix_imprime", "Prix imprimé", TEXT, "price_printed"),
    Column("prix_base", "Base du prix", TEXT, "price_basis"),
    Column("formats", "Formats", LIST, "formats"),
    Column("niveau", "Niveau", WHOLE, "level"),
    Column("niveau_motif", "Niveau : motif", TEXT, "level_reason"),
    Column("axes", "Axes lus", TEXT, "axes"),
    Column("mots_axes", "Mots lus", TEXT, "words"),
    Column("comptee", "Comptée", YES_NO, "counted"),
    Column("motif_non_comptee", "Non comptée : motif", TEXT, "not_counted_reason"),
    Column("motif_fusion", "Lignes réunies : motif", TEXT, "merge_reason"),
    Column("liens", "Adresses imprimées", LIST, "links"),
))  # fmt: skip
ROWS = Table("lignes", "Lignes du catalogue", RowLine, (
    Column("ligne", "Ligne", WHOLE, "row"),
    Column("offre_id", "Offre", ID, "offer"),
    Column("metier_cible_imprime", "Métier cible imprimé", TEXT, "target"),
    Column("metiers_resolus", "Métiers ou groupes résolus", TEXT, "resolved"),
    Column("methode", "Méthode", TEXT, "method"),
    Column("position", "Place dans la source", TEXT, "position"),
    Column("precision", "Précision", TEXT, "note"),
    Column("imprime", "Cellules imprimées", TEXT, "printed"),
))  # fmt: skip
LINKS = Table("liens", "Liens", LinkLine, (
    Column("offre_id", "Offre", ID, "offer"),
    Column("metier", "Métier", ID, "metier"),
    Column("axe", "Axe", AXIS, "axis"),
    Column("competence", "Compétence", ID, "competence"),
    Column("valeur", "Valeur", NUMBER, "value"),
    Column("score", "Score", NUMBER, "score"),
    Column("probabilite", "Probabilité", PROBABILITY, "probability"),
    Column("preuve", "Preuve", TEXT, "sentence"),
    Column("niveau_de_preuve", "Niveau de preuve", TEXT, "strength"),
    Column("portee_offre", "Portée de l’offre", TEXT, "scope"),
    Column("rattachement", "Rattachement", TEXT, "tier"),
    Column("facteur_niveau", "Facteur de niveau", NUMBER, "level_factor"),
    Column("lignes", "Lignes", WHOLES, "rows"),
))  # fmt: skip
# Made of the clues of a run, and read back in little room: a national run has most of a million.
CLUES = Table("lectures", "Lectures : ce que chacune vaut", object, (
    Column("offre_id", "Offre", ID, "offer"),
    Column("metier", "Métier", ID, "need.metier"),
    Column("competence", "Compétence", ID, "need.competence"),
    Column("objet", "Lecture", TEXT, "fact.kind"),
    Column("cible", "Axe ou compétence", ID, "fact.target"),
    Column("probabilite", "Probabilité", PROBABILITY, "fact.probability"),
    Column("valeur", "Valeur si elle est juste", NUMBER, "value"),
    Column("retenue", "Compte dans le taux", YES_NO, "likely"),
))  # fmt: skip
FINDINGS = Table("constats", "Constats éprouvés", FindingResult, (
    Column("constat", "Constat", ID, "id"),
    Column("verdict", "Verdict", TEXT, "verdict"),
    Column("valeur", "Valeur", TEXT, "value"),
    Column("detail", "Détail", TEXT, "detail"),
    Column("libelle", "Énoncé", TEXT, "label"),
    Column("verdict_besoins_uniformes", "Verdict, besoins uniformes", TEXT, "uniform_verdict"),
    Column("valeur_besoins_uniformes", "Valeur, besoins uniformes", TEXT, "uniform_value"),
    Column("source", "Source", TEXT, "source"),
    Column("passage", "Passage", TEXT, "passage"),
))  # fmt: skip
EXPOSURES = Table("exposition_publiee", "Exposition publiée", ExposureLine, (
    Column("metier", "Métier", ID, "metier"),
    Column("famille", "Famille", TEXT, "family"),
    Column("coeur", "Cœur", YES_NO, "core"),
    Column("qualification", "Qualification", ID, "qualification"),
    Column("score", "Score", NUMBER, "score"),
    Column("rang", "Rang", WHOLE, "rank"),
    Column("evolution", "Évolution", WHOLE, "evolution"),
    Column("profil", "Profil", TEXT, "profile"),
))  # fmt: skip
ANOMALIES = Table("anomalies", "Anomalies", Anomaly, (
    Column("code", "Code", ID, "code"),
    Column("gravite", "Gravité", SEVERITY, "severity"),
    Column("source", "Source", TEXT, "source"),
    Column("ligne", "Ligne", RANK, "row"),
    Column("colonne", "Colonne", TEXT, "column"),
    Column("valeur", "Valeur imprimée", TEXT, "value"),
    Column("attendu", "Attendu", TEXT, "expected"),
    Column("remede", "Remède", TEXT, "remedy"),
    Column("fait", "Ce qui a été fait", TEXT, "done"),
))  # fmt: skip
DECISIONS = Table("decisions", "Décisions humaines", Decision, (
    Column("objet", "Objet", TEXT, "subject"),
    Column("gauche", "Ligne ou offre", TEXT, "left"),
    Column("droite", "Ligne ou compétence", TEXT, "right"),
    Column("decision", "Décision", TEXT, "verdict"),
    Column("qui", "Qui", TEXT, "who"),
    Column("quand", "Quand", DATE, "when"),
    Column("pourquoi", "Pourquoi", TEXT, "why"),
))  # fmt: skip
SETTINGS = Table("reglages", "Réglages", SettingRow, (
    Column("reglage", "Réglage", ID, "name"),
    Column("valeur", "Valeur", NUMBER, "value"),
    Column("defaut", "Défaut", NUMBER, "default"),
    Column("minimum", "Minimum", NUMBER, "low"),
    Column("maximum", "Maximum", NUMBER, "high"),
    Column("unite", "Unité", TEXT, "unit"),
    Column("raison", "Raison", TEXT, "reason"),
    Column("source", "Source", TEXT, "source"),
))  # fmt: skip
AXES = Table("axes", "Axes de compétences", Axis, (
    Column("axe", "Axe", AXIS, "id"),
    Column("libelle", "Libellé", TEXT, "label"),
    Column("ordre", "Ordre", WHOLE, "order"),
    Column("definition", "Définition", TEXT, "definition"),
    Column("pivot", "Axe pivot", YES_NO, "pivot"),
    Column("poids", "Poids", NUMBER, "weight"),
    Column("statut", "Statut", TEXT, "status"),
))  # fmt: skip
COMPETENCES = Table("competences", "Compétences", Competence, (
    Column("competence", "Compétence", ID, "id"),
    Column("axe", "Axe", AXIS, "axis"),
    Column("libelle", "Libellé", TEXT, "label"),
    Column("definition", "Définition", TEXT, "definition"),
    Column("socle", "Socle", YES_NO, "socle"),
    Column("portee", "Portée", TEXT, "reach"),
    Column("levier", "Levier", ID, "lever"),
    Column("source", "Source", TEXT, "source"),
    Column("passage", "Passage", TEXT, "passage"),
    Column("statut", "Statut", TEXT, "status"),
    Column("formulations", "Formulations", LIST, "formulations"),
))  # fmt: skip
GLOSSARY = Table("glossaire", "Glossaire", GlossaryLine, (
    Column("terme", "Terme", TEXT, "term"),
    Column("definition", "Définition", TEXT, "definition"),
))  # fmt: skip
CERTIFICATIONS = Table("certifications", "Certifications du registre", CertificationLine, (
    Column("code", "Code", ID, "code"),
    Column("intitule", "Intitulé", TEXT, "title"),
    Column("active", "Active", YES_NO, "active"),
    Column("fin_enregistrement", "Fin d’enregistrement", DATE, "end"),
    Column("remplacee_par", "Remplacée par", LIST, "successors"),
))  # fmt: skip


def _group(name: str, title: str, group: str, label: str) -> Table[RateLine]:
    """Rates of groups of métiers."""
    return Table(
        name,
        title,
        RateLine,
        (
            Column(group, label, ID, "id"),
            Column("libelle", "Libellé", TEXT, "label"),
            *_FRACTION,
            Column("taux", "Taux", RATE, "rate"),
            *_RANGE,
            Column("metiers", "Métiers", WHOLE, "metiers"),
            Column("bien_couverts", "Métiers bien couverts", WHOLE, "well"),
            Column("a_confirmer", "Métiers à confirmer", WHOLE, "unsettled"),
        ),
    )


FAMILIES = _group("couverture_famille", "Couverture par famille", "famille", "Famille")
PROFILES = _group("couverture_profil", "Couverture par profil d’exposition", "profil", "Profil")
# The last line is the whole, all axes together.
AXIS_RATES = _group("couverture_axe", "Couverture par axe", "axe", "Axe")
LEVERS = Table("couverture_levier", "Couverture par levier", LeverLine, (
    Column("levier", "Levier", ID, "id"),
    Column("libelle", "Libellé", TEXT, "label"),
    Column("nature", "Nature", TEXT, "nature"),
    Column("definition", "Définition", TEXT, "definition"),
    *_FRACTION,
    Column("taux", "Taux", RATE, "rate"),
))  # fmt: skip
VARIANT_RATES = Table("variantes", "Taux avec une partie des offres", RateLine, (
    Column("metier", "Métier", ID, "metier"),
    Column("variante", "Variante", ID, "id"),
    Column("libelle", "Libellé", TEXT, "label"),
    *_FRACTION,
    Column("taux", "Taux", RATE, "rate"),
    *_RANGE,
))  # fmt: skip
SCOPES = Table("couverture_portee", "Couverture par portée des offres", RateLine, (
    Column("metier", "Métier", ID, "metier"),
    Column("portee_offre", "Portée de l’offre", ID, "id"),
    Column("libelle", "Libellé", TEXT, "label"),
    *_FRACTION,
    Column("part", "Part du taux", RATE, "rate"),
))  # fmt: skip
FLIPS = Table(
    "plus_petits_changements",
    "Plus petits changements qui inversent un verdict",
    FlipLine,
    (
        Column("metier", "Métier", ID, "metier"),
        Column("verdict", "Verdict obtenu", TEXT, "verdict"),
        Column("besoins", "Besoins à couvrir en entier", LIST, "needs"),
        Column("offres", "Offres dont une lecture serait fausse", LIST, "offers"),
        Column("objets", "Lectures", LIST, "kinds"),
        Column("cibles", "Axes ou compétences lus", LIST, "targets"),
        Column("au_moins", "Lectures fausses au moins", WHOLE, "at_least"),
    ),
)
COUNTS = Table("offre_en_chiffres", "L’offre en chiffres", CountLine, (
    Column("rubrique", "Rubrique", TEXT, "heading"),
    Column("libelle", "Libellé", TEXT, "label"),
    Column("nombre", "Nombre", WHOLE, "count"),
    Column("total", "Sur", WHOLE, "total"),
    Column("part", "Part", RATE, "share"),
))  # fmt: skip
SPREADS = Table("offre_prix_durees", "Prix et durées des offres", SpreadLine, (
    Column("libelle", "Grandeur", TEXT, "label"),
    Column("unite", "Unité", TEXT, "unit"),
    Column("connus", "Connus", WHOLE, "known"),
    Column("total", "Sur", WHOLE, "total"),
    Column("minimum", "Minimum", NUMBER, "low"),
    Column("mediane", "Médiane", NUMBER, "middle"),
    Column("maximum", "Maximum", NUMBER, "high"),
    Column("inconnus", "À part : motifs et nombres", LIST, "unknown"),
))  # fmt: skip
PERIMETER = Table("perimetre", "Périmètre", PerimeterLine, (
    Column("metier", "Métier", ID, "metier"),
    Column("famille", "Famille", TEXT, "family"),
    Column("origine", "Origine", TEXT, "origin"),
    Column("imprime", "Imprimé", TEXT, "printed"),
    Column("statut", "Statut", TEXT, "status"),
    Column("note", "Note", TEXT, "note"),
))  # fmt: skip
QUALIFICATIONS = Table("qualifications", "Qualifications de l’exposition", Qualification, (
    Column("qualification", "Qualification", ID, "id"),
    Column("libelle", "Libellé", TEXT, "label"),
    Column("ordre", "Ordre", WHOLE, "order"),
    Column("reference", "Sert aux priorités", YES_NO, "reference"),
    Column("grille", "Grille", ID, "scheme"),
))  # fmt: skip
# In the order reports list them; the heat-map comes before, certifications only with a register.
PUBLISHED: tuple[Table[Any], ...] = (
    *(METIERS, METIER_AXES, DOUBTS, TRIALS, NEEDS, OFFERS, ROWS, LINKS, CLUES, FINDINGS, EXPOSURES),
    *(ANOMALIES, DECISIONS, SETTINGS, AXES, COMPETENCES, GLOSSARY, CERTIFICATIONS),
    *(AXIS_RATES, FAMILIES, PROFILES, LEVERS, VARIANT_RATES, SCOPES, FLIPS, COUNTS, SPREADS),
    *(PERIMETER, QUALIFICATIONS),
)
