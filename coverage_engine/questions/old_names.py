"""Parameters by the names of the last version, still taken for one version."""

from __future__ import annotations

# Word of the last version, as scripts wrote it → parameter. Commands wrote a hyphen for «_».
OLD_NAMES = {
    "max_price": "prix_max",
    "max_hours": "duree_max",
    "formats": "format",
    "certifying": "certifiante",
    "provider": "organisme",
    "providers": "organisme",
    "evidence": "preuve",
    "strengths": "preuve",
    "by": "nature",
    "kinds": "nature",
    "limit": "limite",
    "text": "q",
    "withdraw": "retirer",
    "add": "ajouter",
    "add_offer": "ajouter",
    "withdraw_need": "retirer_besoin",
    "withdraw_needs": "retirer_besoin",
    "set_need": "besoin",
    "set_needs": "besoin",
    "target": "objectif",
    "headcount": "effectif",
    "learners": "effectif",
    "exclude": "exclure",
    "include": "inclure",
}
