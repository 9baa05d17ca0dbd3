"""Faults of a table métier → ISCO-08 → degree, each found by a general rule; the rows stay as
printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from coverage_engine.domain.model.anomaly import Anomaly, Severity
from coverage_engine.domain.model.staffing import Occupation, Typology
from coverage_engine.domain.normalise import key

SOURCE = "metiers.csv"
_A, _I = Severity.AVERTISSEMENT, Severity.INFORMATION
_CUT = ("...", "…")


def check_typology(typology: Typology) -> tuple[Anomaly, ...]:
    """Every anomaly of the printed rows, in a fixed order (requirement N5)."""
    rows = typology.occupations
    found = [
        *_one_with_several(rows, "CODE-DEUX-TITRES", "code_isco", "un titre par code", "titres"),
        *_one_with_several(rows, "CODE-DEUX-DEGRES", "code_isco", "un degré par code", "degrés"),
        *_one_with_several(rows, "TITRE-DEUX-CODES", "titre_isco", "un code par titre", "codes"),
        *_one_with_several(rows, "TITRE-DEUX-DEGRES", "titre_isco", "un degré par titre", "degrés"),
        *_twice(rows),
        *(a for o in rows for a in _of_row(o, typology)),
    ]
    return tuple(sorted(found, key=Anomaly.order))


def _anomaly(
    code: str, severity: Severity, row: int, column: str, value: str, expected: str, remedy: str
) -> Anomaly:
    return Anomaly(
        code=code,
        severity=severity,
        source=SOURCE,
        row=row,
        column=column,
        value=value,
        expected=expected,
        done="gardé tel qu’imprimé",
        remedy=remedy,
    )


def _one_with_several(
    rows: Sequence[Occupation], code: str, column: str, expected: str, what: str
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
            detail = " ; ".join(
                f"{r} (ligne {', '.join(map(str, places))})" for r, places in readings.items()
            )
            first = min(p for places in readings.values() for p in places)
            yield _anomaly(
                code,
                _A,
                first,
                column,
                shown[one],
                f"{expected} ; lu : {detail}",
                "vérifier auprès des auteurs",
            )


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
            yield _anomaly(
                "METIER-DOUBLE",
                _A,
                o.row,
                "metier",
                o.metier,
                f"un métier par ligne (déjà ligne {before.row}{same})",
                "garder une seule ligne",
            )
        elif namesake is not o:
            yield _anomaly(
                "NOM-DOUBLE",
                _I,
                o.row,
                "metier",
                o.metier,
                f"un nom par métier (aussi ligne {namesake.row} : {namesake.metier})",
                "préciser l’un des deux",
            )


def _of_row(o: Occupation, typology: Typology) -> Iterator[Anomaly]:
    if not o.degree:
        yield _anomaly(
            "DEGRE-ABSENT", _A, o.row, "degre", "", "un degré", "compléter d’après la source"
        )
    if not o.code:
        yield _anomaly(
            "CODE-ABSENT",
            _A,
            o.row,
            "code_isco",
            "",
            "un code ISCO-08",
            "compléter d’après la source",
        )
    elif typology.isco and o.code not in typology.isco:
        yield _anomaly(
            "CODE-INCONNU", _A, o.row, "code_isco", o.code, "un code d’ISCO-08", "vérifier le code"
        )
    if o.title.rstrip().endswith(_CUT):
        yield _anomaly(
            "TITRE-COUPE",
            _I,
            o.row,
            "titre_isco",
            o.title,
            "un titre entier",
            "compléter d’après ISCO-08",
        )
    elif typology.isco and o.title:
        yield from _title(o, typology.isco)
    if typology.prefixes and not o.typology:
        yield _anomaly(
            "PREFIXE-ABSENT",
            _I,
            o.row,
            "metier",
            o.metier,
            f"un préfixe : {', '.join(typology.prefixes)}",
            "préciser le répertoire",
        )
    elif o.typology and not o.metier.startswith(f"{o.typology} - "):
        yield _anomaly(
            "PREFIXE-COLLE",
            _I,
            o.row,
            "metier",
            o.metier,
            f"« {o.typology} - » devant le nom",
            "aucun : le préfixe est lu",
        )


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
        yield _anomaly(
            "TITRE-AUTRE-CODE",
            _A,
            o.row,
            "titre_isco",
            o.title,
            expected,
            "vérifier le code et le degré",
        )
    else:
        expected = f"le titre du code {o.code} : {own}" if own else "un titre d’ISCO-08"
        yield _anomaly(
            "TITRE-INCONNU", _I, o.row, "titre_isco", o.title, expected, "vérifier le titre"
        )
