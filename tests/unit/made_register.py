"""Registers made for the tests, in the genuine layouts. Texts and dates are invented, codes too
unless they are the annex's.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from coverage_engine.domain.errors import CoverageError, InputRefused
from coverage_engine.sources.register import open_source
from coverage_engine.store.register_db import Register
from coverage_engine.store.register_write import write_register

STANDARD = (
    "Id_Fiche",
    "Numero_Fiche",
    "Intitule",
    "Abrege_Libelle",
    "Date_Decision",
    "Date_Fin_Enregistrement",
    "Type_Enregistrement",
    "Actif",
)
BLOCS = ("Numero_Fiche", "Bloc_Competences_Code", "Bloc_Competences_Libelle")
LINKS = ("Numero_Fiche", "Ancienne_Certification", "Nouvelle_Certification")
KIT = (
    "CodeRNCP",
    "intituleDiplome",
    "date_fin_validite_enregistrement",
    "ActiveInactive",
    "EtatFiche",
    "AncienneFiche",
    "NouvelleFiche",
)
KIT_BLOCS = ("CodeRNCP", "numero_bloc", "intitule", "", "")
STANDARD_NAME = "export_fiches_CSV_Standard_2026_08_16.csv"
# As Apple's and some archivers write it: the accent after its letter.
BLOCS_NAME = "export_fiches_CSV_Blocs_De_Compe\u0301tences_2026_08_16.csv"
LINKS_NAME = "export_fiches_CSV_Ancienne_Nouvelle_Certification_2026_08_16.csv"

Row = Sequence[str]
# Invented titles, states and dates, for codes the annex prints.
FICHES: tuple[tuple[str, str, str, str], ...] = (
    (
        "RS7287",
        "Optimiser l''efficacité administrative\net le support opérationnel avec l''IA",
        "31/12/2027",
        "ACTIVE",
    ),
    (
        "RS6776",
        "Créer des contenus par l’usage responsable de l’IA générative",
        "13/05/2027",
        "ACTIVE",
    ),
    (
        "RNCP35918",
        "Contrôle de gestion et audit organisationnel (fiche nationale)",
        "31/08/2025",
        "INACTIVE",
    ),
    ("RNCP99001", "Audit et pilotage", "31/08/2030", "ACTIVE"),
)
BLOC_ROWS = (
    ("RNCP35918", "RNCP35918BC01", "Conduire un audit"),
    ("RNCP35918", "RNCP35918BC02", "Piloter un budget"),
)
LINK_ROWS = (("RNCP35918", "", "RNCP99001"), ("RNCP99001", "RNCP35918", ""))


def table(header: Row, rows: Iterable[Row], encoding: str = "utf-8", end: str = "\n") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_MINIMAL, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def standard(rows: Iterable[Sequence[str]] = FICHES) -> bytes:
    """The table of fiches of the daily export, from (code, title, end, state)."""
    return table(STANDARD, [("1", c, t, "", "", end, "", state) for c, t, end, state in rows])


def zipped(path: Path, files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def daily(path: Path, rows: Iterable[Sequence[str]] = FICHES, **more: bytes) -> Path:
    files = {
        STANDARD_NAME: standard(rows),
        BLOCS_NAME: table(BLOCS, BLOC_ROWS),
        LINKS_NAME: table(LINKS, LINK_ROWS),
    }
    return zipped(path, files | more)


def xml(*fiches: str, declaration: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return (
        f"{declaration}\n<FICHES>\n<VERSION_FLUX>4.1</VERSION_FLUX>\n{''.join(fiches)}</FICHES>\n"
    )


def xml_fiche(
    code: str, title: str, *inside: str, end: str = "31/12/2027", state: str = "Oui"
) -> str:
    return (
        f"<FICHE><ID_FICHE>1</ID_FICHE><NUMERO_FICHE>{code}</NUMERO_FICHE><INTITULE>{title}</INTITULE>"
        f"<SI_JURY_FI><ACTIF>Non</ACTIF></SI_JURY_FI>{''.join(inside)}"
        f"<DATE_FIN_ENREGISTREMENT>{end}</DATE_FIN_ENREGISTREMENT><ACTIF>{state}</ACTIF></FICHE>\n"
    )


def imported(source: Path, out: Path) -> Register:
    info, records, _ = open_source(source, lambda *_: None)
    return write_register(out, info, records)


def refused(source: Path, out: Path) -> str:
    """The one fault of a refusal: French, with a remedy; and nothing is left on the disk."""
    with pytest.raises(InputRefused) as caught:
        imported(source, out)
    (fault,) = caught.value.faults
    assert "→" in fault
    assert len(fault) < 500
    assert not [p for p in out.parent.iterdir() if p.name.startswith(f".{out.name}") or p == out]
    assert isinstance(caught.value, CoverageError)
    return fault


def codes_of(register: Register) -> list[str]:
    return [a.code for a in register.anomalies()]
