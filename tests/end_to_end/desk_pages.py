"""Every kind of page of the desk: its address on the real run, and the status it answers with."""

from __future__ import annotations

from urllib.parse import quote

from desk_support import Server

METIER, OTHER = "gestionnaire-de-dossiers-d-assistance", "support-technique-d-assistance"
# Name → address (completed from the API), status.
PAGES = {
    "aperçu": ("/", 200),
    "aperçu filtré": ("/?verdict=bien+couvert", 200),
    "métier": ("/metiers/{metier}", 200),
    "métier filtré": ("/metiers/{metier}?certifiante=oui&prix_max=2000", 200),
    "besoin": ("/metiers/{metier}/besoins/{competence}", 200),
    "offres": ("/offres", 200),
    "aucune offre": ("/offres?prix_max=0&certifiante=oui&duree_max=0", 200),
    "offre": ("/offres/{offre}", 200),
    "compétence": ("/competences/{competence}", 200),
    "comparer": ("/comparer", 200),
    "comparaison": ("/comparer?metier={metier}&metier={other}", 200),
    "fragilité": ("/fragilite", 200),
    "fragilité d’un métier": ("/fragilite?metier={metier}&nature=offre", 200),
    "plan": ("/plan", 200),
    "plan calculé": ("/plan?metier={metier}&budget=3000", 200),
    "plan impossible": ("/plan?metier={metier}&objectif=1&budget=1", 200),
    "courbe": ("/plan/courbe?metier={metier}", 200),
    "devis": ("/plan/devis?metier={metier}&budget=3000", 200),
    "et si": ("/et-si", 200),
    "et si, réponse": ("/et-si?retirer={offre}", 200),
    "et si, offre inventée": (
        "/et-si?ajout_titre=Atelier&ajout_competence={competence}&ajout_metier={metier}",
        200,
    ),
    "méthode": ("/methode", 200),
    "glossaire": ("/glossaire", 200),
    "recherche": ("/recherche?q=gestionaire+de+dossier", 200),
    "recherche vide": ("/recherche", 200),
    "rien trouvé": ("/recherche?q=zzzzqqqq", 200),
    "API": ("/api", 200),
    "métier inconnu": ("/metiers/gestionnaire", 404),
    "offre inconnue": ("/offres/ia-generative", 404),
    "besoin inconnu": ("/metiers/{metier}/besoins/ZZZ-99", 404),
    "page au-delà": ("/offres?page=99", 404),
    "adresse inconnue": ("/nulle-part", 404),
    "filtre refusé": ("/offres?prix_max=abc&couleur=bleu", 400),
    "plan refusé": ("/plan?metier={metier}&budget=-1&objectif=1.5", 400),
}


def addresses(desk: Server) -> dict[str, str]:
    """Address of each page."""
    served = max(
        desk.lines("/offres?taille=200"),
        key=lambda line: (line["besoins_servis"], line["offre_id"]),
    )
    need = desk.lines(f"/metiers/{METIER}/besoins?taille=200")[0]
    names = {
        "metier": METIER,
        "other": OTHER,
        "offre": quote(served["offre_id"], safe=""),
        "competence": need["competence"],
    }
    return {name: path.format(**names) for name, (path, _) in PAGES.items()}
