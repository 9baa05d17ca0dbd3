"""Parameters by the names of the last version, still taken for one version."""

from __future__ import annotations

# Parameter → its words of the last version, as scripts wrote them; commands wrote a hyphen for «_».
_WORDS = {
    "prix_max": "max_price",
    "duree_max": "max_hours",
    "format": "formats",
    "certifiante": "certifying",
    "organisme": "provider providers",
    "preuve": "evidence strengths",
    "nature": "by kinds",
    "limite": "limit",
    "q": "text",
    "retirer": "withdraw",
    "ajouter": "add add_offer",
    "retirer_besoin": "withdraw_need withdraw_needs",
    "besoin": "set_need set_needs",
    "objectif": "target",
    "effectif": "headcount learners",
    "exclure": "exclude",
    "inclure": "include",
}
OLD_NAMES = {old: name for name, words in _WORDS.items() for old in words.split()}
