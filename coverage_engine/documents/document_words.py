"""Words around every document, whatever it says."""

from __future__ import annotations

from coverage_engine.domain.french import NBSP

PROGRAM = "Coverage Engine"
SKIP = "Aller au contenu"
CONTENTS = "Sommaire"
BRANCH, EDITION = "Branche", "Édition"
CREDITS = "Crédits des études sources"
MADE_BY = f"Produit par {PROGRAM}, version"
ATTACHED = "Les tables de données sont jointes à ce fichier."
COLON = f"{NBSP}: "
ATTACHMENTS = "Tables jointes"
ATTACHMENTS_HOW = (
    "Ces fichiers sont joints à ce PDF : le panneau « pièces jointes » du lecteur les enregistre."
    " CSV, UTF-8, point décimal."
)
ATTACHMENTS_CAPTION = "Fichiers joints et leur taille"
PAGE = "page"
REFERENCES = "Renvois"
