"""The ``register`` jobs: an export of France compétences in, a local register out; fiches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from coverage_engine.documents.register_words import fiche_text, import_text
from coverage_engine.domain.cells.fiche import read_code
from coverage_engine.domain.errors import InputRefused
from coverage_engine.sources.register import open_source
from coverage_engine.store.register_db import open_register
from coverage_engine.store.register_write import check_place, write_register


def import_register(source: Path, out: Path, progress: Callable[[str, int, int], None]) -> str:
    """Import a register.

    Parameters
    ----------
    source:
        A ZIP of France compétences, one of its files, or a folder of those or of the older kit.
    progress:
        Called as bytes are read with the name of the file, megabytes read and their total.

    Returns
    -------
    summary:
        What was imported and every kind of fault, in French.

    Raises
    ------
    InputRefused
        If the source cannot be read.
    OutputRefused
        If ``out`` cannot be written or is not a register of ours.
    """
    check_place(out)
    info, records, unread = open_source(source, progress)
    register = write_register(out, info, records)
    return import_text(register.info, register.anomalies(), unread)


def show_fiches(path: Path, codes: Sequence[str]) -> str:
    """Fiches of an imported register, in French.

    Raises
    ------
    InputRefused
        If the register cannot be read, or if a code is not one.
    """
    register = open_register(path)
    wanted = {printed: read_code(printed) for printed in codes}
    faults = [
        f"« {printed[:40]} » : ce n’est pas un code → écrivez RNCP35918 ou RS5000"
        for printed, c in wanted.items()
        if not c
    ]
    if faults:
        raise InputRefused(faults)
    fiches = register.with_successors(list(wanted.values()))
    return "\n".join(
        fiche_text(code, fiches, register.info) for code in dict.fromkeys(wanted.values())
    )
