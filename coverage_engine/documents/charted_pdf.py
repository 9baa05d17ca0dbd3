"""A report with its own bar charts as a PDF, valid as PDF/A-3a and PDF/UA-1, with its tables
attached.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from coverage_engine.documents.charts import bar_svg
from coverage_engine.documents.environment import make_environment
from coverage_engine.documents.exposure_view import ExposureReport
from coverage_engine.documents.fonts import FAMILIES
from coverage_engine.documents.pdf import attachments, compile_pdf
from coverage_engine.documents.staffing_charts import stacked_svg
from coverage_engine.documents.staffing_view import StaffingReport

EXPOSURE, STAFFING = "exposition.typ.jinja", "effectifs.typ.jinja"
# Set before the name of a stacked chart where a bar chart may have the same name.
_STACKED = {EXPOSURE: "", STAFFING: "par-"}
_Report = ExposureReport | StaffingReport


def render_charted_pdf(
    report: _Report, template: str, tables: Mapping[str, bytes], *, epoch: int
) -> bytes:
    """The report as a PDF. The same arguments give the same bytes.

    Parameters
    ----------
    template:
        ``EXPOSURE`` or ``STAFFING``.
    tables:
        UTF-8 CSV files to attach, by file name.
    epoch:
        Date of the document, in seconds since 1970 (UTC).
    """
    day = dt.datetime.fromtimestamp(epoch, dt.UTC)
    source = (
        make_environment()
        .get_template(template)
        .render(
            report=dataclasses.replace(report, bars={}, stacks={}),
            charts=_charts(report, _STACKED[template]),
            attachments=attachments(tables),
            families=FAMILIES,
            year=day.year,
            month=day.month,
            day=day.day,
        )
    )
    return compile_pdf(source, tables, epoch=epoch)


def _charts(report: _Report, stacked: str) -> dict[str, dict[str, str]]:
    font = ", ".join(FAMILIES)
    drawn = {
        name: (c.title, c.description, bar_svg(c, font=font)) for name, c in report.bars.items()
    }
    drawn |= {
        stacked + name: (c.title, c.description, stacked_svg(c, font=font))
        for name, c in report.stacks.items()
    }
    return {name: {"title": t, "description": d, "svg": svg} for name, (t, d, svg) in drawn.items()}
