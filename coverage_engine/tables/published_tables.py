"""The tables that questions read, column by column, whatever is written or read."""

from __future__ import annotations

from typing import Any

from coverage_engine.domain.model.branch import Axis, Competence
from coverage_engine.domain.model.results import VARIANTS
from coverage_engine.domain.settings import SettingRow
from coverage_engine.tables import published_records as records
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
    STABILITY,
    TEXT,
    WHOLE,
    WHOLES,
    YES_NO,
)

FRACTION = (
    Column("numerateur", "Numérateur", NUMBER, "numerator"),
    Column("denominateur", "Dénominateur", NUMBER, "denominator"),
)
RANGE = (
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


METIERS = Table("couverture_metier", "Couverture par métier", records.MetierLine, (
    Column("metier", "Métier", ID, "metier"),
    Column("taux", "Taux", RATE, "rate"),
    Column("verdict", "Verdict", TEXT, "verdict"),
    Column("motif", "Motif", TEXT, "reason"),
    Column("profil", "Profil", TEXT, "profile"),
    Column("exposition", "Exposition", NUMBER, "exposure"),
    Column("priorite", "Priorité", NUMBER, "priority"),
    Column("famille", "Famille", TEXT, "family"),
    *FRACTION,
    *_variants({"": "rate"}, ""),
    Column("organisme_principal", "Organisme dont la couverture dépend le plus", TEXT, "provider"),
    Column("part_organisme", "Part perdue sans lui", RATE, "provider_share"),
    Column("offre_principale", "Offre dont elle dépend le plus", ID, "main_offer"),
    Column("part_offre", "Part perdue sans elle", RATE, "main_offer_share"),
    *RANGE,
    Column("stabilite", "Part des tirages qui donnent le verdict de la règle", STABILITY,
        "stability"),
    Column("verdict_regle", "Verdict de la règle", TEXT, "rule_verdict"),
    Column("bascule", "Plus petit changement qui inverse le verdict de la règle", TEXT, "flip"),
    *_variants({"_bas": "low", "_haut": "high"}, ", {} de la fourchette"),
))  # fmt: skip
# With a staffing table, after the others.
POSTS = Column("postes", "Postes (vide : effectif masqué)", WHOLE, "posts")
METIER_AXES = Table("couverture_metier_axe", "Couverture par métier et axe", records.AxisLine, (
    Column("metier", "Métier", ID, "metier"),
    Column("axe", "Axe", AXIS, "axis"),
    *FRACTION,
    Column("taux", "Taux", RATE, "rate"),
    Column("type_ecart", "Type d’écart", TEXT, "gap"),
    Column("redondance", "Offres par besoin", NUMBER, "redundancy"),
    Column("surabondance", "Surabondance possible", YES_NO, "surplus"),
    *RANGE,
))  # fmt: skip
NEEDS = Table("besoins", "Besoins par métier", records.NeedLine, (
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
# Columns of catalogues that nothing interprets, of kind LIST: each has one name, in the annex, as a
# column and as a field of offers, and is shown wherever an offer is.
AS_PRINTED: tuple[Column, ...] = ()
OFFERS = Table("offres", "Offres", records.OfferLine, (
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
    *AS_PRINTED,
))  # fmt: skip
LINKS = Table("liens", "Liens", records.LinkLine, (
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
CERTIFICATIONS = Table("certifications", "Certifications du registre", records.CertificationLine, (
    Column("code", "Code", ID, "code"),
    Column("intitule", "Intitulé", TEXT, "title"),
    Column("active", "Active", YES_NO, "active"),
    Column("fin_enregistrement", "Fin d’enregistrement", DATE, "end"),
    Column("remplacee_par", "Remplacée par", LIST, "successors"),
))  # fmt: skip
# Certifications come with a register only.
ASKED: tuple[Table[Any], ...] = (
    *(METIERS, METIER_AXES, NEEDS, OFFERS, LINKS, CLUES, SETTINGS, AXES, COMPETENCES),
    CERTIFICATIONS,
)
