"""Sentences of the exposure report that no figure changes."""

from __future__ import annotations

NOTICE_SCORES = (
    "Les scores sont ceux que l’étude publie. Les rangs, les profils, les évolutions, les bascules"
    " et les parts sont recalculés à partir d’eux ; ce qui diffère de l’imprimé est signalé, et"
    " l’imprimé n’est jamais corrigé."
)
NOTICE_LEVELS = (
    "Les scores sont calculés ici, à partir de la table de niveaux donnée à la commande. Ils ne"
    " valent que ce que vaut cette table, et ne sont pas ceux de l’étude."
)
RELATIVE = (
    "Un score est relatif : il est divisé par celui du métier le plus exposé. Si ce métier change,"
    " tous les scores changent, sans que l’exposition des autres ait bougé."
)
RANK_RULE = (
    "Les rangs vont du plus exposé au moins exposé. Deux métiers de même score ont le même rang, et"
    " le rang suivant saute d’autant : 1, 1, 3."
)
EVOLUTION_RULE = (
    "L’évolution est le nombre de rangs gagnés (+) ou perdus (−) depuis la première qualification."
)
FLAG_RULE = (
    "« {label} » n’est pas une tranche de score : ce profil est signalé métier par métier, quel que"
    " soit le score."
)
FORMULA = (
    "Score brut d’un métier = moyenne, pondérée, des niveaux de ses compétences retenues, chaque"
    " niveau étant ramené de 1–5 à 0–1 : (niveau − 1) ÷ 4."
)
FORMULA_REASON = (
    "L’étude ne publie ni la formule ni les poids ; elle dit que le score va de 0 à 1 et en imprime"
    " un de 0,02. Le niveau le plus bas y vaut donc 0 : compté pour un cinquième, aucun score ne"
    " pourrait descendre sous 0,20. La moyenne pondérée est notre choix, à confirmer."
)
CARRIED = (
    "Un métier sans niveau dans une qualification garde ceux de la première : l’étude n’a"
    " requalifié que ses métiers cœur. Ces lignes portent la mention « niveaux repris »."
)
OTHER_SCHEMES = (
    "Les mêmes scores, lus avec les autres grilles du référentiel. Cette lecture aide à comparer"
    " des études ; elle ne remplace pas la grille de l’étude."
)
CHANGES = (
    "Pour chaque changement d’une seule case, on a recompté tous les chiffres imprimés. Voici ceux"
    " qui en réconcilieraient plusieurs sans en contredire autant. Rien n’est changé : la source"
    " est à vérifier."
)
NO_CHANGE = (
    "Aucun changement d’une seule case ne réconcilierait plusieurs chiffres imprimés à la fois."
)
NOT_PUBLISHED = "impossible : la table des niveaux n’est pas publiée"
BASE_OF_THE_STUDY = (
    "repris de l’étude : le métier au score 1 est celui qui ramène les autres à la base 1"
)
FACTOR = (
    "retrouvé : les scores sont multipliés par un nombre compris entre {low} et {high}, sauf pour"
    " les métiers requalifiés"
)
ONE_QUALIFICATION = "sans objet : une seule qualification"
CONTRADICTED = (
    "Quand la valeur imprimée est contredite par le tableau lui-même, elle est rappelée à côté de"
    " la valeur calculée."
)
CORE_MARK = "★"
