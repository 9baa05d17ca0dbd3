"""Esprit critique and éthique are rare and matter most: their own titles, and titles that only
share their words.

Written for these tests: none is in the labelled files, on which nothing here may rest.
"""

from __future__ import annotations

import csv

import pytest

from coverage_engine.domain.normalise import words
from coverage_engine.matching.tagging import Tagger, make_tagger
from coverage_engine.sources.referential import read_referential
from coverage_engine.sources.resources import CATALOGUES, DEFAULT_REFERENTIAL, REFERENTIALS

ESPRIT, ETHIQUE = "esprit_critique", "ethique_reglementation"
CRITICAL = [
    "Apprendre à douter des réponses d'un assistant IA",
    "Citations inventées, chiffres faux : contrôler un texte produit par une IA",
    "Détecter les erreurs dans les synthèses générées par ChatGPT",
    "Images truquées, voix clonées : démasquer les hypertrucages",
    "IA générative : sachez distinguer le vrai du faux",
    "Garder un œil critique sur les productions de l'IA",
    "Valider ce que propose l'IA avant de l'envoyer au client",
    "Ne pas croire l'IA sur parole",
    "Quand l'IA se trompe : méthodes de contrôle pour infirmiers",
    "Biais des modèles de langage : les identifier et les limiter",
    "Supervision humaine des décisions prises par l'IA",
    "IA : limites, hallucinations et bons réflexes",
    "L'esprit critique à l'épreuve de l'IA",
    "Fiabilité des IA génératives : que valent leurs réponses ?",
]
NOT_CRITICAL = [
    "L'IA pour le contrôle qualité en usine",
    "Vérifier les factures fournisseurs avec l'IA",
    "Fiabiliser les prévisions de ventes grâce à l'IA",
    "IA et détection de la fraude documentaire en assurance",
    "Contrôle de gestion et IA : analyser les écarts",
    "L'IA pour corriger les copies des élèves",
    "Évaluer les compétences des salariés avec l'IA",
    "Maintenance prédictive : fiabilité des équipements et IA",
    "Analyser les résultats d'une enquête avec l'IA",
    "IA & recrutement : sourcer, présélectionner, interviewer",
    "Analyse critique de la littérature scientifique",
    "Biais cognitifs et négociation",
    "Vérifier ses sources : méthodologie documentaire",
    "Lutter contre les infox à l'école",
    "Audit des comptes et esprit critique",
]
LEGAL = [
    "Élaborer une charte d'usage de l'IA dans son organisation",
    "Confidentialité et IA : ce qu'il ne faut pas confier à un assistant",
    "IA et droit d'auteur : sécuriser ses créations",
    "Pour une IA sobre et responsable",
    "RIA : obligations des déployeurs de systèmes d'IA",
    "Encadrer l'usage des IA génératives dans l'entreprise",
    "Négocier un accord d'entreprise sur l'IA",
    "Qui est responsable quand l'IA se trompe ? Cadre juridique",
    "IA éthique et inclusive : lutter contre les discriminations algorithmiques",
    "L'IA et la loi : ce que l'employeur doit savoir",
    "IA souveraine : choisir une solution européenne",
    "CSE : être consulté sur l'introduction de l'IA",
    "Propriété des contenus générés par IA",
]
NOT_LEGAL = [
    "Responsable paie : préparer les bulletins avec l'IA",
    "Responsables marketing : tirer parti de l'IA",
    "Responsable d'équipe : déléguer avec l'IA",
    "L'IA au service des juristes : recherche de jurisprudence",
    "IA et droit fiscal : automatiser la veille",
    "Cybersécurité augmentée par l'IA",
    "L'IA pour la transition énergétique des bâtiments",
    "Régulation médicale et IA : trier les appels",
    "L'IA pour la conformité bancaire",
    "RGPD : tenir le registre des traitements",
    "RIA : maniement du robinet d'incendie armé",
    "Éthique du soin en fin de vie",
    "Charte graphique et identité visuelle",
    "Devenir responsable d'équipe",
    "Conformité des machines : la directive européenne",
]
OFF_THEME = [
    "Rayons gamma : radioprotection des travailleurs",
    "Effet Joule et installations électriques",
    "J'ai un manager toxique : que faire ?",
    "J’ai peur de parler en public",
    "LLM en droit international des affaires",
    "Bases de données : initiation à SQL",
    "Initiative et autonomie au travail",
    "Automatiser ses tableaux Excel avec VBA",
]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return make_tagger(read_referential(REFERENTIALS / DEFAULT_REFERENTIAL))


@pytest.mark.parametrize("title", CRITICAL)
def test_esprit_critique_is_read(tagger: Tagger, title: str) -> None:
    assert tagger.tag(title).axis(ESPRIT)


@pytest.mark.parametrize("title", NOT_CRITICAL)
def test_words_of_esprit_critique_elsewhere_are_not(tagger: Tagger, title: str) -> None:
    assert tagger.tag(title).axis(ESPRIT) is None


@pytest.mark.parametrize("title", LEGAL)
def test_ethique_is_read(tagger: Tagger, title: str) -> None:
    assert tagger.tag(title).axis(ETHIQUE)


@pytest.mark.parametrize("title", NOT_LEGAL)
def test_words_of_ethique_elsewhere_are_not(tagger: Tagger, title: str) -> None:
    assert tagger.tag(title).axis(ETHIQUE) is None


@pytest.mark.parametrize("title", OFF_THEME)
def test_homonyms_give_no_axis(tagger: Tagger, title: str) -> None:
    assert tagger.tag(title).axes == ()


def test_none_of_these_titles_is_labelled() -> None:
    labelled = set()
    for path in CATALOGUES.glob("*/*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                labelled |= {
                    words(row[c] or "") for c in ("intitule", "Nom de la formation") if c in row
                }
    mine = {words(t) for t in (*CRITICAL, *NOT_CRITICAL, *LEGAL, *NOT_LEGAL, *OFF_THEME)}
    assert len(labelled) > 500
    assert not mine & labelled
