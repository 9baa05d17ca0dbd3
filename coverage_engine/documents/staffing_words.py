"""Fixed sentences of the staffing report. French prose lives here, figures do not."""

from __future__ import annotations

from coverage_engine.domain.french import number

UPPER_BOUND = (
    "Borne haute : ce que l’IA générative pourrait faire au plus, non une prévision ni un nombre"
    " d’emplois menacés."
)
BRANCH_BOUND = (
    "Exposition publiée par l’étude de la branche : une borne haute de ce que l’IA générative"
    " pourrait changer, non une prévision."
)
NOTICE = (
    "Ces comptes sont les nôtres : ils appliquent à votre tableau des effectifs la correspondance"
    " entre métiers, codes ISCO-08 et degrés que l’étude citée a publiée. Les auteurs de cette"
    " étude n’y sont pour rien. Tout a été calculé sur votre poste ; rien n’a été envoyé ailleurs."
)
BRANCH_NOTICE = (
    "Ces comptes sont les nôtres : ils appliquent à votre tableau des effectifs les profils"
    " d’exposition publiés, et les taux de couverture calculés par Coverage Engine à partir d’une"
    " proposition de travail. Les auteurs des études citées n’y sont pour rien. Tout a été calculé"
    " sur votre poste ; rien n’a été envoyé ailleurs."
)
METHOD = (
    (
        "Chaque libellé de poste est rapproché d’un métier du référentiel : à l’identique (« exact"
        " »), aux formes près (« forme » : féminin, écriture inclusive, pluriel, abréviations), par"
        " un autre nom connu (« alias »), ou par une orthographe très proche (« approché », avec la"
        " ressemblance sur 100). Un libellé qui ne ressemble assez à rien, ou à plusieurs métiers"
        " de degrés différents, n’est pas rapproché : il est compté à part et listé."
    ),
    (
        "Le poste reçoit le code ISCO-08 et le degré imprimés pour ce métier. Les parts sont"
        " calculées sur les postes rapprochés."
    ),
    (
        "Les chercheurs disent eux-mêmes que leurs scores sont une borne haute : ils ne tiennent"
        " compte ni des outils disponibles, ni de la formation des agents, ni des habitudes de"
        " travail. Un degré dit une tendance, pas un destin."
    ),
    (
        "Un poste n’est ni une personne ni un équivalent temps plein : c’est une ligne du tableau,"
        " ou l’effectif qu’elle porte."
    ),
)
SEX_MISSING = (
    "Le tableau des effectifs ne dit pas si les postes sont occupés par des femmes ou par des"
    " hommes : les écarts entre femmes et hommes ne peuvent pas être calculés. L’étude le"
    " regrettait déjà pour la commune témoin."
)
SEX_NOT_ASKED = (
    "La colonne du sexe n’a pas été demandée : ajoutez « --by sexe » pour avoir ce tableau."
)
NO_GAP = (
    "Ce référentiel ne porte pas de besoins de formation : les postes n’y sont pas croisés avec un"
    " écart de couverture."
)
NO_SCORES = (
    "Aucun fichier de scores par tâche n’a été donné (option --scores) : les degrés imprimés n’ont"
    " pas été recalculés."
)
SCORE = (
    "Le score d’un métier est la moyenne des scores de ses tâches ; les bornes des degrés sont"
    " appliquées à cette moyenne."
)
PRODUCT = (
    "Produit = postes × (1 − taux de couverture) × exposition publiée. Les facteurs sont imprimés à"
    " côté du produit."
)
NO_DIMENSION = "Aucune dimension n’a été demandée ni reconnue dans le tableau."
HOW_TO_FIND = (
    "Pour retrouver un libellé, cherchez-le dans votre fichier. Les numéros de ligne ne sont pas"
    " imprimés : dans un fichier trié, ils diraient combien de postes portent un libellé. La"
    " commande les affiche à l’écran."
)
TOO_FEW = "Trop peu de postes concernés pour en donner la liste sans les faire reconnaître"
HOW_TO_READ_DEGREES = (
    "Une barre par ligne du tableau qui suit, découpée selon les degrés, du moins au plus concerné"
    " ; les degrés masqués font un seul segment hachuré."
)


def warning(is_branch: bool) -> str:
    """What must stand under every table and chart of posts."""
    return BRANCH_BOUND if is_branch else UPPER_BOUND


def secrecy(least: int) -> tuple[str, ...]:
    """How small figures are kept out, in the reader's words."""
    if least == 1:
        return (
            (
                "Aucun effectif n’est masqué : le plus petit effectif demandé est de 1. Ne diffusez"
                " pas ce rapport."
            ),
        )
    return (
        (
            f"Aucun effectif de 1 à {least - 1} n’est imprimé : il pourrait faire reconnaître une"
            " personne."
        ),
        (
            f"Une direction, une filière… de moins de {number(least)} postes est regroupée avec"
            f" d’autres. Une case de moins de {number(least)} postes est dite « masquée »."
        ),
        (
            "Masquer une seule case ne suffirait pas : le total la rendrait. D’autres cases sont"
            " donc masquées, choisies pour que, dans tous les tableaux à la fois, deux postes"
            " puissent échanger leur métier sans qu’aucun chiffre imprimé ne change. La somme des"
            f" cases masquées d’une ligne ou d’une colonne atteint toujours {number(least)} postes."
        ),
        (
            "Deux rapports tirés du même tableau avec d’autres dimensions ou un autre seuil peuvent"
            " se recouper : n’en diffusez qu’un."
        ),
    )
