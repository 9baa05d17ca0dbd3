"""Faults of a table métier → ISCO-08 → degree, by general rules; rows stay as printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from coverage_engine.domain.model.anomaly import Anomaly, fault_table
from coverage_engine.domain.model.staffing import Occupation, Typology
from coverage_engine.domain.normalise import key

_FAULTS = fault_table("""
A | CODE-DEUX-TITRES | code_isco | un titre par code ; lu : {read} | gardé tel qu’imprimé | vérifier
   auprès des auteurs
A | CODE-DEUX-DEGRES | code_isco | un degré par code ; lu : {read} | gardé tel qu’imprimé | vérifier
   auprès des auteurs
A | TITRE-DEUX-CODES | titre_isco | un code par titre ; lu : {read} | gardé tel qu’imprimé |
   vérifier auprès des auteurs
A | TITRE-DEUX-DEGRES | titre_isco | un degré par titre ; lu : {read} | gardé tel qu’imprimé |
   vérifier auprès des auteurs
A | METIER-DOUBLE | metier | un métier par ligne (déjà ligne {rows}{same}) | gardé tel qu’imprimé |
   garder une seule ligne
I | NOM-DOUBLE | metier | un nom par métier (aussi ligne {rows} : {metier}) | gardé tel qu’imprimé |
   préciser l’un des deux
A | DEGRE-ABSENT | degre | un degré | gardé tel qu’imprimé | compléter d’après la source
A | CODE-ABSENT | code_isco | un code ISCO-08 | gardé tel qu’imprimé | compléter d’après la source
A | CODE-INCONNU | code_isco | un code d’ISCO-08 | gardé tel qu’imprimé | vérifier le code
I | TITRE-COUPE | titre_isco | un titre entier | gardé tel qu’imprimé | compléter d’après ISCO-08
I | PREFIXE-ABSENT | metier | un préfixe : {prefixes} | gardé tel qu’imprimé | préciser le
   répertoire
I | PREFIXE-COLLE | metier | « {typology} - » devant le nom | gardé tel qu’imprimé | aucun : le
   préfixe est lu
A | TITRE-AUTRE-CODE | titre_isco | {expected} | gardé tel qu’imprimé | vérifier le code et le degré
I | TITRE-INCONNU | titre_isco | {expected} | gardé tel qu’imprimé | vérifier le titre
""")


SOURCE = "metiers.csv"
_CUT = ("...", "…")


def check_typology(typology: Typology) -> tuple[Anomaly, ...]:
    """Every anomaly of the printed rows, in a fixed order (requirement N5)."""
    rows = typology.occupations
    found = [
        *_one_with_several(rows, "CODE-DEUX-TITRES", "code_isco", "titres"),
        *_one_with_several(rows, "CODE-DEUX-DEGRES", "code_isco", "degrés"),
        *_one_with_several(rows, "TITRE-DEUX-CODES", "titre_isco", "codes"),
        *_one_with_several(rows, "TITRE-DEUX-DEGRES", "titre_isco", "degrés"),
        *_twice(rows),
        *(a for o in rows for a in _of_row(o, typology)),
    ]
    return tuple(sorted(found, key=Anomaly.order))


def _one_with_several(
    rows: Sequence[Occupation], code: str, column: str, what: str
) -> Iterator[Anomaly]:
    """A code with two titles, a title with two degrees…: the place of each reading is named."""
    seen: dict[str, dict[str, list[int]]] = {}
    shown: dict[str, str] = {}
    for o in rows:
        one = o.code if column == "code_isco" else o.title
        several = {"titres": o.title, "degrés": o.degree, "codes": o.code}[what]
        if one and several:
            shown.setdefault(key(one), one)
            seen.setdefault(key(one), {}).setdefault(several, []).append(o.row)
    for one, readings in seen.items():
        if len({key(r) for r in readings}) > 1:
            read = " ; ".join(
                f"{r} (ligne {', '.join(map(str, places))})" for r, places in readings.items()
            )
            first = min(p for places in readings.values() for p in places)
            yield _FAULTS[code].at(SOURCE, first, shown[one], read=read)


def _twice(rows: Sequence[Occupation]) -> Iterator[Anomaly]:
    """The same métier on two rows: as printed, or under another prefix."""
    printed: dict[str, Occupation] = {}
    named: dict[str, Occupation] = {}
    for o in rows:
        before, namesake = printed.setdefault(key(o.metier), o), named.setdefault(key(o.name), o)
        if before is not o:
            same = (
                ""
                if (before.code, before.degree) == (o.code, o.degree)
                else ", avec un autre code ou degré"
            )
            yield _FAULTS["METIER-DOUBLE"].at(SOURCE, o.row, o.metier, rows=before.row, same=same)
        elif namesake is not o:
            yield _FAULTS["NOM-DOUBLE"].at(
                SOURCE, o.row, o.metier, rows=namesake.row, metier=namesake.metier
            )


def _of_row(o: Occupation, typology: Typology) -> Iterator[Anomaly]:
    if not o.degree:
        yield _FAULTS["DEGRE-ABSENT"].at(SOURCE, o.row, "")
    if not o.code:
        yield _FAULTS["CODE-ABSENT"].at(SOURCE, o.row, "")
    elif typology.isco and o.code not in typology.isco:
        yield _FAULTS["CODE-INCONNU"].at(SOURCE, o.row, o.code)
    if o.title.rstrip().endswith(_CUT):
        yield _FAULTS["TITRE-COUPE"].at(SOURCE, o.row, o.title)
    elif typology.isco and o.title:
        yield from _title(o, typology.isco)
    if typology.prefixes and not o.typology:
        yield _FAULTS["PREFIXE-ABSENT"].at(
            SOURCE, o.row, o.metier, prefixes=", ".join(typology.prefixes)
        )
    elif o.typology and not o.metier.startswith(f"{o.typology} - "):
        yield _FAULTS["PREFIXE-COLLE"].at(SOURCE, o.row, o.metier, typology=o.typology)


def _title(o: Occupation, isco: Mapping[str, str]) -> Iterator[Anomaly]:
    """A printed title against the official one of its code."""
    own = isco.get(o.code, "")
    if key(o.title) == key(own):
        return
    other = next((code for code, title in sorted(isco.items()) if key(title) == key(o.title)), "")
    if other:
        expected = (
            f"le titre du code {o.code}{f' ({own})' if own else ''} ; imprimé : celui du code"
            f" {other}"
        )
        yield _FAULTS["TITRE-AUTRE-CODE"].at(SOURCE, o.row, o.title, expected=expected)
    else:
        expected = f"le titre du code {o.code} : {own}" if own else "un titre d’ISCO-08"
        yield _FAULTS["TITRE-INCONNU"].at(SOURCE, o.row, o.title, expected=expected)
