"""Fixed sentences of the report: caveats, method, questions. Prose lives here, not figures."""

from __future__ import annotations

from coverage_engine.domain.french import number, percent
from coverage_engine.domain.settings import Settings
from coverage_engine.tables.phrases import range_meaning

NOTICE = (
    "Les taux, les besoins, les seuils et les rattachements de ce document sont calculés par"
    " Coverage Engine à partir d’une proposition de travail. Les études citées en source n’ont"
    " publié ni taux de couverture, ni liste de besoins, ni seuil : aucun chiffre de ce document ne"
    " leur est attribuable, sauf l’exposition des métiers, reprise telle qu’imprimée."
)

CAVEATS = (
    (
        "La qualité pédagogique des offres n’est pas jugée : seul est regardé ce que leurs"
        " intitulés annoncent."
    ),
    "C’est un outil d’aide à la décision, non un classement figé des métiers ni des organismes.",
    (
        "« Non trouvé » veut dire : non trouvé dans ce catalogue. Cela ne veut pas dire que l’offre"
        " n’existe pas."
    ),
    (
        "Un intitulé court dit peu de chose : un lien lu dans un titre reste une présomption tant"
        " que personne ne l’a confirmé."
    ),
    (
        "La probabilité d’un lien est mesurée sur des titres étiquetés quand le référentiel en"
        " porte la mesure (calibration.csv) ; sans elle, c’est un réglage provisoire."
    ),
)

METHOD = (
    (
        "Un besoin dit qu’un métier doit avoir une compétence à un niveau : 1 sensibilisation, 2"
        " application, 3 maîtrise avancée. Son poids est son niveau, multiplié par une priorité si"
        " le référentiel en donne une. Un besoin « sans objet » porte son motif et n’entre dans"
        " aucun dénominateur."
    ),
    (
        "Une offre est une formation du catalogue, une fois réunies les lignes qui la répètent. Son"
        " intitulé est lu avec un lexique modifiable (axes, métiers, thème), puis comparé aux"
        " formulations des compétences (TF-IDF sur mots et caractères, puis ressemblance floue sur"
        " les seuls candidats)."
    ),
    (
        "Une offre dont l’intitulé ne montre rien du thème, ou qui n’est pas une formation (guide,"
        " plateforme, événement), est gardée et signalée ; elle ne compte pas tant qu’une personne"
        " ne l’a pas acceptée."
    ),
    (
        "La valeur d’un lien est la plus petite de deux : ce que vaut la preuve compte tenu de la"
        " portée de l’offre, et le niveau (1 si l’offre atteint le niveau requis, 0,5 s’il lui en"
        " manque un, 0 sinon). La valeur d’un besoin est celle de son meilleur lien : couvert 1,"
        " partiel 0,5, non trouvé 0."
    ),
    (
        "Le taux d’un métier est la somme des poids couverts sur la somme des poids : le numérateur"
        " et le dénominateur l’accompagnent toujours. Les verdicts sont rendus sur les valeurs"
        " exactes, jamais sur les arrondis affichés."
    ),
)

EVIDENCE_TABLE = (
    ("Niveau de preuve", "Compétence du socle", "Autre compétence"),
    (
        ("compétence attestée : l’intitulé nomme la compétence", "1", "1"),
        ("axe principal : l’axe est l’objet de l’offre", "1", "0,5"),
        ("axe abordé : l’intitulé touche l’axe", "0,5", "0"),
    ),
)
SCOPE_TABLE = (
    ("Portée du besoin", "Offre ciblée", "Offre de la famille", "Offre généraliste",
        "Offre d’un autre métier"),
    (
        ("transverse", "preuve entière", "preuve entière", "preuve entière", "aucune"),
        ("métier", "preuve entière", "0,5 si attestée ; 0,5 si axe principal, sur le socle",
            "aucune : « trop généraliste »", "aucune"),
    ),
)  # fmt: skip
METHOD_TABLES = (
    ("Ce que vaut une preuve", *EVIDENCE_TABLE),
    ("Ce que devient la preuve selon la portée", *SCOPE_TABLE),
)


def verdict_sentence(settings: Settings) -> str:
    """The rule of the verdict, with its thresholds."""
    return (
        f"Un métier est dit bien couvert si son taux atteint {percent(settings.seuil_bien_couvert)}"
        f" et si chacun des axes pivots atteint {percent(settings.seuil_axe_pivot)} ; sinon il est"
        " à renforcer, avec le type d’écart de chaque axe : offre insuffisante, trop généraliste,"
        " ou de niveau insuffisant. Il est dit à confirmer quand moins de"
        f" {percent(settings.stabilite_minimale)} des tirages redonnent le verdict de cette règle."
    )


SHARE_NOTE = "Entre parenthèses, la part des tirages qui donnent ce verdict."


def range_note(settings: Settings) -> str:
    """What the figures between brackets mean, in one plain sentence."""
    return (
        "« 58 % [46–66] » se lit : le taux est de 58 % ; entre crochets,"
        f" {range_meaning(settings)}."
    )


def doubt_method(settings: Settings, uncertain: int) -> tuple[str, ...]:
    """How the ranges, the stability of a verdict and the smallest change are computed."""
    return (
        (
            "Chaque lecture d’une offre (elle traite de tel axe, elle nomme telle compétence) a"
            f" une probabilité d’être juste. {number(settings.tirages)} fois de suite, chacune des"
            f" {number(uncertain)} lectures douteuses est tirée vraie ou fausse selon cette"
            " probabilité, une seule fois pour tous les métiers qu’elle sert, et tous les taux"
            f" sont refaits. La fourchette va du taux que {percent(settings.borne_basse)} des"
            f" tirages ne dépassent pas à celui que {percent(settings.borne_haute)} ne dépassent"
            " pas. Une lecture décidée par une personne n’est plus tirée."
        ),
        (
            "Le taux affiché compte en entier toute lecture plus probable que fausse, et pour rien"
            " les autres : il est donc souvent vers le haut de sa fourchette, et peut en sortir."
            " C’est voulu : la fourchette dit ce que l’incertitude des lectures fait au taux, elle"
            " ne le corrige pas."
        ),
        (
            "Les tirages suivent la graine des réglages, lecture par lecture : ajouter une offre ne"
            " change pas le sort des autres, et deux éditions se comparent sur les mêmes tirages."
        ),
        (
            "Le plus petit changement qui inverserait le verdict de la règle est cherché exactement"
            " : les besoins les moins nombreux à couvrir en entier, ou les lectures les moins"
            " nombreuses à rejeter."
        ),
    )


KEEP_IN_MIND = "À garder en tête"
EXPOSURE_PRINTED = (
    "Telle qu’imprimée dans la source. Une contradiction relevée est dans la liste des anomalies ;"
    " la valeur imprimée est gardée."
)
HEAT_MAP = (
    "Chaque case porte le taux, un repère de forme, une teinte et, entre crochets, la fourchette."
)
HEAT_MAP_FRACTIONS = "Le dénominateur est sur la fiche du métier."
BARS = "Le trait montre la fourchette. ● bien couvert, ◐ à confirmer, ○ à renforcer."
POINTS = (
    "Rond plein : bien couvert ; losange : à confirmer ; carré vide : à renforcer. Un trait relie"
    " au point exact un numéro déplacé pour être lu."
)
PRIORITY_MEANING = (
    "Elle ne dit pas « former davantage », mais où l’écart et l’exposition se rencontrent."
)
NOTHING_DOUBTFUL = "Aucune lecture n’est douteuse."
WHY_CONFIRM = (
    "Confirmer ou écarter une de ces lectures précise d’un coup le taux de tous les métiers qu’elle"
    " sert."
)
TRIALS = (
    "Chaque réglage est essayé seul, un peu plus bas et un peu plus haut, les lectures étant tenues"
    " pour acquises. Les réglages qui changent la lecture du catalogue (durées imprimées, doublons,"
    " cibles) et les poids des axes ne sont pas essayés ici : changez-les et relancez le rapport"
    " pour comparer. Chaque nom est expliqué dans la liste des réglages."
)
NO_SURPLUS = (
    "Aucune surabondance au sens de la méthode (axe entièrement couvert, par beaucoup d’offres,"
    " pour un métier peu exposé)."
)
FINDINGS_TWICE = (
    "Chaque constat est calculé deux fois : avec les besoins propres de chaque métier, puis avec"
    " une table de besoins uniforme, car des besoins plus profonds suffisent à faire baisser un"
    " taux."
)
SHEETS = (
    "● couvert, ◑ partiel, ○ non trouvé, – sans objet. Sous chaque besoin, les offres qui le"
    " servent et pourquoi."
)
BACK_TO_SHEETS = "Retour à la liste des fiches"
ANOMALIES_KEPT = "Rien d’imprimé n’a été perdu ni corrigé en silence."
NO_DECISION = (
    "Aucune décision humaine n’est enregistrée avec ce catalogue : tous les liens viennent de la"
    " lecture des intitulés."
)
QUESTIONS = (
    "Le périmètre des métiers est-il le bon ? Il est déduit des sources, non publié.",
    (
        "Les besoins, leurs niveaux et leurs priorités sont-ils ceux de la branche ? Ils sont"
        " proposés."
    ),
    "Les rattachements de libellés signalés (alias et groupes) sont-ils justes ?",
    (
        "Les offres écartées parce que leur intitulé ne montre rien du thème en traitent-elles"
        " pourtant ?"
    ),
)
