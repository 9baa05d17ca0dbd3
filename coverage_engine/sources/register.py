"""A register in any published layout: which files hold it, then its records one by one."""

from __future__ import annotations

from pathlib import Path

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.anomaly import Anomaly, Severity
from coverage_engine.domain.model.register import RegisterInfo
from coverage_engine.sources.register_csv import Records, Table, read_table, recognise_table
from coverage_engine.sources.register_files import Member, Move, Source, find_files
from coverage_engine.sources.register_xml import has_fiches, read_xml

_SITE = (
    "data.gouv.fr, « Répertoire national des certifications professionnelles et répertoire"
    " spécifique »"
)
_SHOWN_FILES = 10


def open_source(path: Path, move: Move) -> tuple[RegisterInfo, Records, tuple[str, ...]]:
    """Recognise the files of a register; nothing but their first lines is read yet.

    Parameters
    ----------
    path:
        A ZIP of France compétences (CSV or XML), one of its files, or a folder of them.

    Returns
    -------
    (info, records, unread):
        ``info`` without numbers; ``records`` to go through once; ``unread``: files left aside.

    Raises
    ------
    InputRefused
        If no file holds fiches, if two tables of fiches are given, or if a file must not be read.
    """
    source = find_files(path, move)
    tables: list[Table] = []
    documents: list[Member] = []
    unread = list(source.unread)
    for member in source.members:
        if member.name.lower().endswith(".xml"):
            if has_fiches(member):
                documents.append(member)
            else:
                unread.append(member.name)
        elif (table := recognise_table(member)) is not None:
            tables.append(table)
        else:
            unread.append(member.name)
    whole = [t.member.name for t in tables if t.layout and t.layout.whole]
    if len(whole) > 1:
        shown = " et ".join(whole[:_SHOWN_FILES])
        raise InputRefused(
            f"{source.label} : plusieurs tables de fiches ({shown}) → gardez un seul export"
        )
    if not whole and not documents:
        raise InputRefused(_nothing(source, tables, unread))
    info = RegisterInfo(
        label=source.label,
        date=source.days[-1] if source.days else "",
        size=source.size,
        sha256=source.sha256,
    )
    return info, _records(source, tables, documents), tuple(unread)


def _records(source: Source, tables: list[Table], documents: list[Member]) -> Records:
    if len(source.days) > 1:
        yield Anomaly(
            code="REGISTRE-DATES",
            severity=Severity.AVERTISSEMENT,
            source=source.label,
            row=0,
            column="",
            value=", ".join(source.days),
            expected="des fichiers d’un même jour",
            done="tous lus, le registre porte le dernier jour",
            remedy="gardez un seul export",
        )
    for table in sorted(tables, key=lambda t: not (t.layout and t.layout.whole)):
        yield from read_table(table)
    for document in documents:
        yield from read_xml(document)


def _nothing(source: Source, tables: list[Table], unread: list[str]) -> str:
    shown = ", ".join([*(t.member.name for t in tables), *unread][:_SHOWN_FILES])
    found = (
        f"aucune fiche RS ou RNCP (fichiers vus : {shown})"
        if shown
        else "aucun fichier .csv, .xml ou .zip"
    )
    return f"{source.label} : {found} → donnez l’archive de France compétences ({_SITE})"
