"""Typst to PDF, in memory, valid as PDF/A-3a and PDF/UA-1; what is attached and drawn there."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping

from coverage_engine.documents.charts import draw
from coverage_engine.documents.fonts import FAMILIES, FONTS, printable
from coverage_engine.documents.view_charts import Drawing
from coverage_engine.domain.french import NBSP, number

# PDF/A-3a: archivable, tagged, with attachments; PDF/UA-1: accessible.
STANDARDS = ("a-3a", "ua-1")


def compile_pdf(source: str, tables: Mapping[str, bytes], *, epoch: int) -> bytes:
    """A Typst document as a PDF, with the embedded fonts only; ``tables`` are given to it as
    ``sys.inputs``.

    Raises
    ------
    UnicodeDecodeError
        If a table is not UTF-8.
    """
    import typst

    with tempfile.TemporaryDirectory() as root:
        # The package's type stub wants one type for the source and the root; bytes and a path are
        # right.
        pdf: bytes = typst.compile(  # type: ignore[call-overload]
            printable(source).encode(),
            root=root,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=list(STANDARDS),
            timestamp=epoch,
            sys_inputs={name: content.decode() for name, content in tables.items()},
        )
    return pdf


def attachments(tables: Mapping[str, bytes]) -> list[dict[str, str]]:
    """What a document says of the tables attached to it."""
    return [
        {
            "name": name,
            "size": f"{number(len(content))}{NBSP}octets",
            "description": f"Table « {name} » du rapport, au format CSV",
        }
        for name, content in tables.items()
    ]


def drawn(chart: Drawing) -> dict[str, str]:
    """A chart as a Typst document shows it: in the embedded fonts."""
    svg = draw(chart, font=", ".join(FAMILIES))
    return {"title": chart.title, "description": chart.description, "svg": svg}
