"""Rows that speak of one fiche of the register made into one; disagreements are listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from coverage_engine.domain.cells.fiche import one_line, read_date
from coverage_engine.domain.model.anomaly import Anomaly, fault_table
from coverage_engine.domain.model.register import Fiche, FichePart, RegisterFile
from coverage_engine.domain.normalise import key

_FAULTS = fault_table("""
A | FICHE-SANS-TITRE | intitulé | un intitulé | fiche gardée |
A | FICHE-BOUCLE | nouvelle certification | une autre fiche | ce remplacement par elle-même n’est
   pas gardé |
I | FICHE-ABSENTE | code | une fiche de ce code dans l’export | code cité sans fiche, non gardé |
A | FICHE-DATE |  | une date lisible ({why}) | {code} gardée sans échéance, la date imprimée aussi |
A | FICHE-DESACCORD |  | une seule valeur par code | lignes réunies ({places}), retenue : ligne
   {line} de {file} |
I | FICHE-EN-DOUBLE | code | une ligne par fiche | lignes de mêmes valeurs réunies, tous les
   remplacements gardés ({places}) |
""")


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
        return None, [_of("FICHE-ABSENTE", parts[0])]
    faults: list[Anomaly] = []
    dated: list[tuple[FichePart, str]] = []
    for part in whole:
        expires, why = read_date(part.expires, orders[part.file])
        if why:
            column = files[part.file].expires_column
            faults.append(
                _FAULTS["FICHE-DATE"].at(
                    part.file,
                    part.row,
                    part.expires.strip(),
                    column=column,
                    why=why,
                    code=part.code,
                )
            )
        dated.append((part, expires))
    # max() keeps the first of equals.
    kept, expires = max(dated, key=lambda pair: (pair[0].active is True, pair[1]))
    faults += _disagreements(dated, kept)
    if not one_line(kept.title):
        faults.append(_of("FICHE-SANS-TITRE", kept))
    successors = dict.fromkeys(chain.from_iterable(p.replaced_by for p in parts))
    if kept.code in successors:
        del successors[kept.code]
        own = next(p for p in parts if kept.code in p.replaced_by)
        faults.append(_of("FICHE-BOUCLE", own))
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


def _of(code: str, part: FichePart) -> Anomaly:
    """A fault told of the code of a row."""
    return _FAULTS[code].at(part.file, part.row, part.code)


def _disagreements(dated: Sequence[tuple[FichePart, str]], kept: FichePart) -> Iterator[Anomaly]:
    """A code on several rows of one file, or with other values in another file."""
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
    differing = [(name, shown) for name, shown in values.items() if len(shown) > 1]
    for name, shown in differing:
        yield _FAULTS["FICHE-DESACCORD"].at(
            kept.file,
            kept.row,
            f"{kept.code} : {' ≠ '.join(list(shown.values())[:_SHOWN])}",
            column=name,
            places=places,
            line=kept.row,
            file=kept.file,
        )
    files = [part.file for part, _ in dated]
    if not differing and len(set(files)) < len(files):
        yield _FAULTS["FICHE-EN-DOUBLE"].at(kept.file, kept.row, kept.code, places=places)
