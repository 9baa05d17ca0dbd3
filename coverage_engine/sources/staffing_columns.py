"""The columns of a staffing table: usual ones, those about persons, those of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.normalise import key
from coverage_engine.domain.text_tables import named_lists, names
from coverage_engine.sources.extent import MAX_TITLE_ROWS, column_letter
from coverage_engine.sources.spreadsheet import Sheet, Table

# Column id → printed names, folded by ``normalise.key``; in the order of reports.
COLUMN_NAMES: dict[str, tuple[str, ...]] = named_lists("""
metier: metier, metiers, poste, postes, emploi, emplois, intitule du poste, intitule de poste,
  intitule poste, intitule, libelle du poste, libelle poste, libelle de poste, libelle emploi,
  libelle metier, libelle du metier, fonction, fonctions, metier poste, emploi poste, poste
  occupe, intitule du metier, intitule de l emploi, emploi occupe, metier repertoire, metier
  cnfpt, nom du poste, nom du metier
effectif: effectif, effectifs, nombre, nb, nbre, nombre de postes, nb postes, nb de postes, nbre
  de postes, nombre d agents, nb agents, nb d agents, effectif total, nombre postes, postes nombre
etp: etp, etpt, equivalent temps plein, equivalents temps plein, nombre d etp, nb etp
filiere: filiere, filieres, filiere statutaire
categorie: categorie, categories, cat, categorie hierarchique, categorie statutaire, categorie a b
  c
direction: direction, directions, delegation, dg, direction generale, pole, departement,
  delegation generale
sexe: sexe, genre, f h, h f, femme homme, civilite, femmes hommes, sexe f h
service: service, services, unite, bureau, affectation
cadre_emplois: cadre d emplois, cadre d emploi, cadre emplois, cadre emploi, cadres d emplois,
  grade, corps
""")
DIMENSIONS: Mapping[str, str] = {
    "filiere": "filière",
    "categorie": "catégorie",
    "direction": "direction",
    "sexe": "sexe",
    "service": "service",
    "cadre_emplois": "cadre d’emplois",
}
# Read when nothing is asked: the study's. Finer ones, which suppress more, are asked.
DEFAULT_DIMENSIONS = ("filiere", "categorie", "direction", "sexe")
_ID_OF = {name: column for column, names in COLUMN_NAMES.items() for name in names}
# A title that holds one of these words is about a person, not about a post.
_PERSONAL_NAMES = frozenset(
    names("""
nom, noms, prenom, prenoms, nom prenom, nom noms prenom prenoms nom prenom, nom et prenom, prenom
nom, nom de famille, nom patronymique, nom d usage, nom usuel, nom agent, nom de l agent, agent,
agents, nom complet, identite, nom naissance, nom de naissance, adresse, age, iban, rib, salarie,
nom du salarie, titulaire du poste, titulaire, occupant, nom marital, nom jeune fille, nom de
jeune fille
""")
)
_PERSONAL_WORDS = frozenset(
    names("""
matricule, nir, insee, naissance, prenom, email, mail, courriel, telephone, tel, portable, mobile,
salaire, remuneration, nationalite, handicap, rqth, syndicat, iban
""")
)
_PERSONAL_PHRASES = names("""
securite sociale, n agent, numero agent, numero d agent, e mail, date de naissance, id agent,
identifiant agent, code agent, numero secu, n secu, adresse personnelle, situation familiale
""")
# A title longer than that is no title.
MAX_TITLE_CHARS = 200
_COUNTS = ("effectif", "effectifs", "nombre", "nb", "nbre")


def recognise(folded: str) -> str | None:
    """Column id of a printed name folded by ``normalise.key``; None when unknown."""
    return _ID_OF.get(folded)


def best_columns(table: Table) -> dict[str, int]:
    """Column id → index: of two names, the more explicit («métier» before «poste»)."""
    best: dict[str, tuple[int, int]] = {}
    for index, printed in enumerate(table.header):
        name = key(printed)
        if column := _ID_OF.get(name):
            best[column] = min(
                best.get(column, (len(_ID_OF), 0)), (COLUMN_NAMES[column].index(name), index)
            )
    return {column: index for column, (_, index) in best.items()}


def refuse_several_counts(table: Table) -> None:
    """Refuse numbers of posts spread over columns («Effectif femmes»): a row would count for one.

    Raises
    ------
    InputRefused
        Naming those columns.
    """
    if any(_ID_OF.get(key(h)) == "effectif" for h in table.header):
        return
    counts = [
        h.strip()
        for h in table.header
        if key(h).split()[:1] and key(h).split()[0] in _COUNTS and key(h) not in _ID_OF
    ]
    if counts:
        shown = ", ".join(f"« {c[:40]} »" for c in counts)
        raise InputRefused(
            f"{table.source} : des nombres de postes dans {shown} → réunissez-les dans une"
            " seule colonne « effectif »"
        )


def refuse_personal(sheets: Sequence[Sheet]) -> None:
    """Refuse columns about persons, from titles alone, before any other cell is looked at.

    Raises
    ------
    InputRefused
        Naming every such column; no value is printed.
    """
    faults = []
    for sheet in sheets:
        for number, cells in sheet.rows[:MAX_TITLE_ROWS]:
            titles = [
                (i, c.strip(), key(c))
                for i, c in enumerate(cells, 1)
                if c.strip() and len(c) < MAX_TITLE_CHARS
            ]
            personal = [(i, printed) for i, printed, folded in titles if _is_personal(folded)]
            known = sum(folded in _ID_OF for _, _, folded in titles)
            # A row of titles, not a post that would be called «Agent»: another title stands beside.
            if personal and (known or len(personal) > 1):
                faults += [
                    f"{sheet.source}, ligne {number}, colonne {column_letter(i)} « {printed[:40]} »"
                    " : donnée personnelle, rien n’en a été lu → supprimez cette colonne ; un"
                    " métier, une direction ou un effectif suffisent"
                    for i, printed in personal
                ]
                break
    if faults:
        raise InputRefused(faults)


def _is_personal(title: str) -> bool:
    if title in _ID_OF:
        return False
    words = title.split()
    return (
        title in _PERSONAL_NAMES
        or any(w in _PERSONAL_WORDS for w in words)
        or any(f" {phrase} " in f" {title} " for phrase in _PERSONAL_PHRASES)
    )


def choose_dimensions(table: Table, wanted: Sequence[str]) -> tuple[str, ...]:
    """Identifiers of the dimensions asked for, in that order; else those of the study.

    Raises
    ------
    InputRefused
        Naming each dimension that is unknown or has no column.
    """
    if not wanted:
        return tuple(d for d in DEFAULT_DIMENSIONS if d in table.columns)
    faults, asked = [], []
    by_name = {
        key(name): d for d, label in DIMENSIONS.items() for name in (d, label, *COLUMN_NAMES[d])
    }
    for name in wanted:
        dimension = by_name.get(key(name))
        if dimension is None:
            known = ", ".join(DIMENSIONS)
            faults.append(f"--by {name} : dimension inconnue → choisissez parmi {known}")
        elif dimension not in table.columns:
            faults.append(
                f"{table.source} : aucune colonne pour « {name} » → ajoutez-la ou retirez --by"
                f" {name}"
            )
        else:
            asked.append(dimension)
    if faults:
        raise InputRefused(faults)
    return tuple(dict.fromkeys(asked))
