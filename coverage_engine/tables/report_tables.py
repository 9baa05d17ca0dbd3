"""The tables that reports and pages show beside those that questions read."""

from __future__ import annotations

from typing import Any

from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.domain.model.branch import PerimeterEntry, Qualification
from coverage_engine.domain.model.catalogue import Decision
from coverage_engine.domain.model.doubt import Trial
from coverage_engine.domain.model.results import FindingResult
from coverage_engine.tables import report_records as records
from coverage_engine.tables.columns import Column, Table
from coverage_engine.tables.kinds import (
    DATE,
    ID,
    LIST,
    NUMBER,
    PROBABILITY,
    RANK,
    RATE,
    SEVERITY,
    TEXT,
    WHOLE,
    YES_NO,
)
from coverage_engine.tables.published_records import RateLine
from coverage_engine.tables.published_tables import FRACTION, RANGE

# Name of the heat-map, whose columns are the axes of the referential.
MAP = "carte_metier_axe"
_NO_CHANGE = "aucun changement"
DOUBTS = Table("liens_a_confirmer", "Lectures à confirmer", records.DoubtLine, (
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
ROWS = Table("lignes", "Lignes du catalogue", records.RowLine, (
    Column("ligne", "Ligne", WHOLE, "row"),
    Column("offre_id", "Offre", ID, "offer"),
    Column("metier_cible_imprime", "Métier cible imprimé", TEXT, "target"),
    Column("metiers_resolus", "Métiers ou groupes résolus", TEXT, "resolved"),
    Column("methode", "Méthode", TEXT, "method"),
    Column("position", "Place dans la source", TEXT, "position"),
    Column("precision", "Précision", TEXT, "note"),
    Column("imprime", "Cellules imprimées", TEXT, "printed"),
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
EXPOSURES = Table("exposition_publiee", "Exposition publiée", records.ExposureLine, (
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
GLOSSARY = Table("glossaire", "Glossaire", records.GlossaryLine, (
    Column("terme", "Terme", TEXT, "term"),
    Column("definition", "Définition", TEXT, "definition"),
))  # fmt: skip


def _group(name: str, title: str, group: str, label: str) -> Table[RateLine]:
    """Rates of groups of métiers."""
    return Table(name, title, RateLine, (
        Column(group, label, ID, "id"),
        Column("libelle", "Libellé", TEXT, "label"),
        *FRACTION,
        Column("taux", "Taux", RATE, "rate"),
        *RANGE,
        Column("metiers", "Métiers", WHOLE, "metiers"),
        Column("bien_couverts", "Métiers bien couverts", WHOLE, "well"),
        Column("a_confirmer", "Métiers à confirmer", WHOLE, "unsettled"),
    ))  # fmt: skip


FAMILIES = _group("couverture_famille", "Couverture par famille", "famille", "Famille")
PROFILES = _group("couverture_profil", "Couverture par profil d’exposition", "profil", "Profil")
# The last line is the whole, all axes together.
AXIS_RATES = _group("couverture_axe", "Couverture par axe", "axe", "Axe")
LEVERS = Table("couverture_levier", "Couverture par levier", records.LeverLine, (
    Column("levier", "Levier", ID, "id"),
    Column("libelle", "Libellé", TEXT, "label"),
    Column("nature", "Nature", TEXT, "nature"),
    Column("definition", "Définition", TEXT, "definition"),
    *FRACTION,
    Column("taux", "Taux", RATE, "rate"),
))  # fmt: skip
VARIANT_RATES = Table("variantes", "Taux avec une partie des offres", RateLine, (
    Column("metier", "Métier", ID, "metier"),
    Column("variante", "Variante", ID, "id"),
    Column("libelle", "Libellé", TEXT, "label"),
    *FRACTION,
    Column("taux", "Taux", RATE, "rate"),
    *RANGE,
))  # fmt: skip
SCOPES = Table("couverture_portee", "Couverture par portée des offres", RateLine, (
    Column("metier", "Métier", ID, "metier"),
    Column("portee_offre", "Portée de l’offre", ID, "id"),
    Column("libelle", "Libellé", TEXT, "label"),
    *FRACTION,
    Column("part", "Part du taux", RATE, "rate"),
))  # fmt: skip
FLIPS = Table("plus_petits_changements", "Plus petits changements qui inversent un verdict",
    records.FlipLine, (
    Column("metier", "Métier", ID, "metier"),
    Column("verdict", "Verdict obtenu", TEXT, "verdict"),
    Column("besoins", "Besoins à couvrir en entier", LIST, "needs"),
    Column("offres", "Offres dont une lecture serait fausse", LIST, "offers"),
    Column("objets", "Lectures", LIST, "kinds"),
    Column("cibles", "Axes ou compétences lus", LIST, "targets"),
    Column("au_moins", "Lectures fausses au moins", WHOLE, "at_least"),
))  # fmt: skip
COUNTS = Table("offre_en_chiffres", "L’offre en chiffres", records.CountLine, (
    Column("rubrique", "Rubrique", TEXT, "heading"),
    Column("libelle", "Libellé", TEXT, "label"),
    Column("nombre", "Nombre", WHOLE, "count"),
    Column("total", "Sur", WHOLE, "total"),
    Column("part", "Part", RATE, "share"),
))  # fmt: skip
SPREADS = Table("offre_prix_durees", "Prix et durées des offres", records.SpreadLine, (
    Column("libelle", "Grandeur", TEXT, "label"),
    Column("unite", "Unité", TEXT, "unit"),
    Column("connus", "Connus", WHOLE, "known"),
    Column("total", "Sur", WHOLE, "total"),
    Column("minimum", "Minimum", NUMBER, "low"),
    Column("mediane", "Médiane", NUMBER, "middle"),
    Column("maximum", "Maximum", NUMBER, "high"),
    Column("inconnus", "À part : motifs et nombres", LIST, "unknown"),
))  # fmt: skip
PERIMETER = Table("perimetre", "Périmètre", PerimeterEntry, (
    Column("metier", "Métier", ID, "metier"),
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
SHOWN: tuple[Table[Any], ...] = (
    *(DOUBTS, TRIALS, ROWS, FINDINGS, EXPOSURES, ANOMALIES, DECISIONS, GLOSSARY),
    *(AXIS_RATES, FAMILIES, PROFILES, LEVERS, VARIANT_RATES, SCOPES, FLIPS, COUNTS, SPREADS),
    *(PERIMETER, QUALIFICATIONS),
)
