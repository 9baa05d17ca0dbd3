"""The register in French: caveat in the report, summary of an import, fiche on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from coverage_engine.checks.register import last_successors
from coverage_engine.domain.french import date, number, plural
from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.domain.model.register import RNCP, RS, Fiche, RegisterInfo

_SHOWN_FAULTS = 5
_SHOWN_FILES = 5
_HOW = "« coverage-engine register import », puis --register"
_KINDS = {
    "REGISTRE-DATES": "fichiers de jours différents",
    "REGISTRE-ORDRE-DES-DATES": "ordre des dates inattendu",
    "FICHE-CODE": "code illisible",
    "FICHE-LIGNE": "ligne incomplète",
    "FICHE-ETAT": "état inconnu",
    "FICHE-DATE": "échéance illisible, gardée telle qu’imprimée",
    "FICHE-SANS-TITRE": "fiche sans intitulé",
    "FICHE-BOUCLE": "fiche remplacée par elle-même",
    "FICHE-DESACCORD": "code répété avec des valeurs différentes",
    "FICHE-EN-DOUBLE": "code répété avec les mêmes valeurs",
    "FICHE-ABSENTE": "code cité sans fiche",
}


def register_caveats(
    codes: Iterable[str], info: RegisterInfo | None, known: Container[str], day: str
) -> tuple[str, ...]:
    """What the report says of the register: that there was none, or which one and what it could not
    judge.

    Parameters
    ----------
    codes:
        Those of the catalogue, each once.
    known:
        Codes that the register has a fiche for.
    day:
        ISO day of the report; empty when unknown.
    """
    codes = sorted(codes)
    if info is None:
        return (
            (
                "Aucun registre n’a été donné : les codes RS et RNCP n’ont pas été contrôlés. Pour"
                f" le faire : {_HOW}."
            ),
        )
    dated = f"du {date(info.date)}" if info.date else f"sans date (« {info.label} »)"
    held = [code for code in codes if info.holds(code)]
    found = sum(code in known for code in held)
    sentences = [
        f"Les codes RS et RNCP ont été contrôlés avec le registre {dated} :"
        f" {plural(found, 'code trouvé', 'codes trouvés')} sur {len(held)}. Un code qui ne vaut"
        " plus est signalé, l’offre compte comme avant."
    ]
    for kind in (RNCP, RS):
        left = [
            code for code in codes if not info.holds(code) and (kind == RS) == code.startswith(RS)
        ]
        if left:
            sentences.append(
                f"Ce registre n’a aucune fiche {kind} : {plural(len(left), 'code')} {kind}"
                f" {'n’a' if len(left) < 2 else 'n’ont'} pas été"
                f" {'contrôlé' if len(left) < 2 else 'contrôlés'}."
            )
    if not day:
        sentences.append(
            "Ce rapport n’est pas daté : les fins d’enregistrement n’ont pas été jugées."
        )
    return tuple(sentences)


def import_text(info: RegisterInfo, anomalies: Sequence[Anomaly], unread: Sequence[str]) -> str:
    """What an import read, what it left aside, and the first faults of each kind."""
    dated = f"du {date(info.date)}" if info.date else "sans date dans le nom de ses fichiers"
    kinds = ((RNCP, info.rncp), (RS, info.rs))
    lines = [
        f"Registre {dated} :"
        f" {', '.join(plural(n, f'fiche {kind}', f'fiches {kind}') for kind, n in kinds)}."
    ]
    lines += [
        f"Aucune fiche {kind} : les codes {kind} ne pourront pas être contrôlés."
        for kind, n in kinds
        if not n
    ]
    if unread:
        more = f" et {len(unread) - _SHOWN_FILES} autres" if len(unread) > _SHOWN_FILES else ""
        lines.append(f"Non lus : {', '.join(unread[:_SHOWN_FILES])}{more}.")
    totals = Counter(a.code for a in anomalies)
    for code, label in _KINDS.items():
        own = [a for a in anomalies if a.code == code]
        if not own:
            continue
        lines.append(f"\n{number(totals[code])} × {label} :")
        lines += [f"  {a.sentence()} ({a.done})" for a in own[:_SHOWN_FAULTS]]
        if len(own) > _SHOWN_FAULTS:
            lines.append(
                f"  … et {number(len(own) - _SHOWN_FAULTS)} autres, dans la table « anomalies » du"
                " registre."
            )
    return "\n".join(lines)


def fiche_text(code: str, fiches: Mapping[str, Fiche], info: RegisterInfo) -> str:
    """One fiche, or that the register does not hold it."""
    fiche = fiches.get(code)
    of = f"au registre du {date(info.date)}" if info.date else f"au registre « {info.label} »"
    if fiche is None:
        return f"{code} : absent {of}.\n"
    state = {True: "active", False: "inactive", None: "état non dit"}[fiche.active]
    if fiche.expires:
        end = f"enregistrement jusqu’au {date(fiche.expires)}"
    elif fiche.printed_expires:
        end = f"échéance illisible, imprimée « {fiche.printed_expires} »"
    else:
        end = "échéance non indiquée"
    lines = [f"{code} : {fiche.title or 'sans intitulé'}", f"  {state} {of}, {end}"]
    if fiche.replaced_by:
        last = [c for c in last_successors(fiche, fiches) if c not in fiche.replaced_by]
        lines.append(
            f"  remplacée par {', '.join(fiche.replaced_by)}"
            + (f", aujourd’hui {', '.join(last)}" if last else "")
        )
    lines += [f"  – {text}" for text in fiche.wording]
    return "\n".join(lines) + "\n"
