"""What columns mean, when their label does not say all: a name means the same in every table."""

from __future__ import annotations

DEFINITIONS = {
    "numerateur": "Somme des poids des besoins, chacun multiplié par sa valeur.",
    "denominateur": "Somme des poids des besoins évalués.",
    "taux": "Numérateur sur dénominateur, de 0 à 1 ; vide quand aucun besoin n’est évalué.",
    "taux_bas": "Borne basse de la fourchette du taux sur les tirages des lectures.",
    "taux_haut": "Borne haute de la fourchette du taux sur les tirages des lectures.",
    "stabilite": "Part des tirages des lectures qui donnent le verdict de la règle.",
    "verdict_regle": "Ce que dit la règle, le doute sur les lectures laissé de côté.",
    "exposition": "Exposition publiée du métier à l’IA générative, de 0 à 1.",
    "priorite": "(1 − taux) × exposition, multiplié par les postes quand ils sont connus.",
    "poids": "Niveau requis × priorité du besoin ; pour un axe, son poids dans le taux.",
    "probabilite": "Chances que la lecture soit juste, mesurées sur des intitulés étiquetés.",
    "facteur_niveau": "Ce qu’il reste de la valeur si l’offre est sous le niveau requis.",
    "redondance": "Nombre moyen d’offres qui couvrent entièrement un besoin de l’axe.",
    "part_organisme": "Part de ce qui est couvert qui serait perdue sans cet organisme.",
    "part_offre": "Part de ce qui est couvert qui serait perdue sans cette offre.",
    "comptee": "1 quand l’offre sert au calcul des taux.",
    "a_propos_ia": "1 quand l’offre porte sur le thème étudié.",
    "pivot": "1 quand l’axe doit atteindre seul un seuil pour qu’un métier soit bien couvert.",
    "socle": "1 pour le premier niveau d’un axe.",
    "part_du_doute": "Part de la variance des taux que la confirmation de cette lecture lèverait.",
}
