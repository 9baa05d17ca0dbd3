"""Rows that speak of one fiche of the register, made into one fiche; what disagrees is listed,
never lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from coverage_engine.domain.cells.fiche import one_line, read_date
from coverage_engine.domain.model.anomaly import Anomaly, Severity
from coverage_engine.domain.model.register import Fiche, FichePart, RegisterFile
from coverage_engine.domain.normalise import key

_STATE_NAMES = {True: "active", False: "inactive", None: "état non dit"}

# Rows and values shown of a code that comes back again and again.
_SHOWN = 5


def merge_parts(
    parts: Sequence[FichePart], files: Mapping[str, RegisterFile], orders: Mapping[str, str]
) -> tuple[Fiche | None, list[Anomaly]]:
    """Make one fiche of everything a register says of one code.

    Several rows may be the fiche itself: the active one is kept, then the one that ends last, then
    the first. Blocs and successors of every row are kept.

    Parameters
    ----------
    parts:
        At least one, all of the same code, in the order they were read.
    orders:
        Order of the dates of each file, as its dates prove it; empty when they prove both.

    Returns
    -------
    (fiche, anomalies):
        ``fiche`` is None when nothing but blocs or successors was found.
    """
    whole = [part for part in parts if part.whole]
    if not whole:
        return None, [_orphan(parts)]
    faults: list[Anomaly] = []
    dated: list[tuple[FichePart, str]] = []
    for part in whole:
        expires, why = read_date(part.expires, orders[part.file])
        if why:
            faults.append(_unread_date(part, files[part.file], why))
        dated.append((part, expires))
    # max() keeps the first of equals.
    kept, expires = max(dated, key=lambda pair: (pair[0].active is True, pair[1]))
    faults += _disagreements(dated, kept)
    if not one_line(kept.title):
        faults.append(_fault("FICHE-SANS-TITRE", kept, "intitulé", "un intitulé", "fiche gardée"))
    successors = dict.fromkeys(chain.from_iterable(p.replaced_by for p in parts))
    if kept.code in successors:
        del successors[kept.code]
        own = next(p for p in parts if kept.code in p.replaced_by)
        done = "ce remplacement par elle-même n’est pas gardé"
        faults.append(
            _fault("FICHE-BOUCLE", own, "nouvelle certification", "une autre fiche", done)
        )
    return (
        Fiche(
            code=kept.code,
            title=one_line(kept.title),
            active=kept.active,
            expires=expires,
            replaced_by=tuple(successors),
            wording=tuple(dict.fromkeys(chain.from_iterable(p.wording for p in parts))),
            printed_title=kept.title,
            printed_expires=kept.expires.strip(),
        ),
        faults,
    )


def _fault(code: str, part: FichePart, column: str, expected: str, done: str) -> Anomaly:
    return Anomaly(
        code=code,
        severity=Severity.AVERTISSEMENT,
        source=part.file,
        row=part.row,
        column=column,
        value=part.code,
        expected=expected,
        done=done,
        remedy="",
    )


def _orphan(parts: Sequence[FichePart]) -> Anomaly:
    first = parts[0]
    return Anomaly(
        code="FICHE-ABSENTE",
        severity=Severity.INFORMATION,
        source=first.file,
        row=first.row,
        column="code",
        value=first.code,
        expected="une fiche de ce code dans l’export",
        done="code cité sans fiche, non gardé",
        remedy="",
    )


def _unread_date(part: FichePart, file: RegisterFile, why: str) -> Anomaly:
    return Anomaly(
        code="FICHE-DATE",
        severity=Severity.AVERTISSEMENT,
        source=part.file,
        row=part.row,
        column=file.expires_column,
        value=part.expires.strip(),
        expected=f"une date lisible ({why})",
        done=f"{part.code} gardée sans échéance, la date imprimée aussi",
        remedy="",
    )


def _disagreements(dated: Sequence[tuple[FichePart, str]], kept: FichePart) -> Iterator[Anomaly]:
    """A code on several rows of one file, or with other values in another file (CSV and XML exports
    go together).
    """
    if len(dated) == 1:
        return
    values = {
        "intitulé": {key(one_line(part.title)): one_line(part.title) for part, _ in dated},
        "état": {str(part.active): _STATE_NAMES[part.active] for part, _ in dated},
        "échéance": {
            iso or part.expires: part.expires.strip() or "sans échéance" for part, iso in dated
        },
    }
    places = ", ".join(f"{part.file} ligne {part.row}" for part, _ in dated[:_SHOWN])
    places += f" et {len(dated) - _SHOWN} autres" if len(dated) > _SHOWN else ""
    done = f"lignes réunies ({places}), retenue : ligne {kept.row} de {kept.file}"
    differing = [(name, shown) for name, shown in values.items() if len(shown) > 1]
    for name, shown in differing:
        yield Anomaly(
            code="FICHE-DESACCORD",
            severity=Severity.AVERTISSEMENT,
            source=kept.file,
            row=kept.row,
            column=name,
            value=f"{kept.code} : {' ≠ '.join(list(shown.values())[:_SHOWN])}",
            expected="une seule valeur par code",
            done=done,
            remedy="",
        )
    files = [part.file for part, _ in dated]
    if not differing and len(set(files)) < len(files):
        yield Anomaly(
            code="FICHE-EN-DOUBLE",
            severity=Severity.INFORMATION,
            source=kept.file,
            row=kept.row,
            column="code",
            value=kept.code,
            expected="une ligne par fiche",
            done=f"lignes de mêmes valeurs réunies, tous les remplacements gardés ({places})",
            remedy="",
        )
