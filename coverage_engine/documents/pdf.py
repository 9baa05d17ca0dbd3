"""The report as a PDF: one Typst document, laid out in memory, valid as PDF/A-3a and PDF/UA-1."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from collections.abc import Mapping

from coverage_engine.documents.charts import draw
from coverage_engine.documents.coverage_report import Report
from coverage_engine.documents.environment import make_environment
from coverage_engine.documents.fonts import FAMILIES, FONTS, printable
from coverage_engine.documents.view_charts import Drawing
from coverage_engine.documents.view_sheets import NeedLine, Sheet
from coverage_engine.domain.french import NBSP, number

# PDF/A-3a: archivable, tagged, with attachments; PDF/UA-1: accessible.
STANDARDS = ("a-3a", "ua-1")


def render_pdf(report: Report, tables: Mapping[str, bytes], *, epoch: int) -> bytes:
    """The report as a PDF. The same arguments give the same bytes.

    Parameters
    ----------
    report:
        What the report says.
    tables:
        UTF-8 CSV files to attach, by file name.
    epoch:
        Date of the document, in seconds since 1970 (UTC).

    Raises
    ------
    UnicodeDecodeError
        If a table is not UTF-8.
    """
    return compile_pdf(typst_source(report, tables, epoch=epoch), tables, epoch=epoch)


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


def typst_source(report: Report, tables: Mapping[str, bytes], *, epoch: int) -> str:
    """The Typst document of the report; the attached tables are read from ``sys.inputs`` by
    name.
    """
    day = dt.datetime.fromtimestamp(epoch, dt.UTC)
    return (
        make_environment()
        .get_template("rapport.typ.jinja")
        .render(
            report=_without_repeats(report),
            charts=_charts(report),
            attachments=attachments(tables),
            families=FAMILIES,
            year=day.year,
            month=day.month,
            day=day.day,
        )
    )


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


def _without_repeats(report: Report) -> Report:
    """The report without what this document says elsewhere, or not at all; half of its text, and
    faster to read.
    """
    return dataclasses.replace(report, charts={}, sheets=tuple(map(_light_sheet, report.sheets)))


def _light_sheet(sheet: Sheet) -> Sheet:
    gaps = tuple(dataclasses.replace(n, whys=(), reason="", generalists="") for n in sheet.gaps)
    axes = tuple(dataclasses.replace(a, needs=tuple(map(_light_need, a.needs))) for a in sheet.axes)
    return dataclasses.replace(sheet, gaps=gaps, axes=axes)


def _light_need(need: NeedLine) -> NeedLine:
    """Only the best offer is explained; the others are named at the end of the sheet."""
    others = tuple(
        dataclasses.replace(w, offer="", provider="", sentence="") for w in need.whys[1:]
    )
    return dataclasses.replace(need, whys=need.whys[:1] + others)


def _charts(report: Report) -> dict[str, dict[str, str]]:
    named: dict[str, Drawing] = {**report.charts}
    if report.scatter:
        named["scatter"] = report.scatter
    return {name: drawn(chart) for name, chart in named.items()}


def drawn(chart: Drawing) -> dict[str, str]:
    """A chart as a Typst document shows it: in the embedded fonts."""
    svg = draw(chart, font=", ".join(FAMILIES))
    return {"title": chart.title, "description": chart.description, "svg": svg}
