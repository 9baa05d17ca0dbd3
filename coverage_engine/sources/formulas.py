"""Cells of a workbook that hold a formula: the value stored with one may be out of date."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from coverage_engine.sources.extent import column_number

_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>/]*>\s*<f\b')
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def formula_cells(path: Path, sheet: str) -> frozenset[tuple[int, int]]:
    """Places (row from 1, column from 0) of the formulas of an Office Open XML sheet.

    Parameters
    ----------
    path:
        A workbook that was already read, hence bounded.
    sheet:
        Its title.
    """
    if not zipfile.is_zipfile(path):
        return frozenset()
    with zipfile.ZipFile(path) as archive:
        try:
            book, links = (ElementTree.fromstring(archive.read(name)) for name in (_BOOK, _LINKS))
            target = {e.get("Id"): e.get("Target", "") for e in links}[_link_of(book, sheet)]
            xml = archive.read(str(PurePosixPath("xl") / target).lstrip("/"))
        except (KeyError, ElementTree.ParseError):
            return frozenset()
    return frozenset(
        (int(row), column_number(letters.decode("ascii")) - 1)
        for letters, row in _CELL.findall(xml)
    )


def _link_of(book: ElementTree.Element, sheet: str) -> str:
    own = next(
        (e for e in book.iter() if e.tag.endswith("}sheet") and e.get("name") == sheet), None
    )
    return (
        next((v for k, v in own.attrib.items() if k.endswith("}id")), "") if own is not None else ""
    )
