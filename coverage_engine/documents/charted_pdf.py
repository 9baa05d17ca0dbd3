"""A report with its own bar charts as a PDF, valid as PDF/A-3a and PDF/UA-1, with its tables
attached.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from coverage_engine.documents.environment import make_environment
from coverage_engine.documents.fonts import FAMILIES
from coverage_engine.documents.pdf import attachments, compile_pdf, drawn
from coverage_engine.documents.staffing_view import StaffingReport
from coverage_engine.documents.view_charts import Drawing

STAFFING = "effectifs.typ.jinja"


def render_charted_pdf(
    report: StaffingReport, template: str, tables: Mapping[str, bytes], *, epoch: int
) -> bytes:
    """The report as a PDF. The same arguments give the same bytes.

    Parameters
    ----------
    template:
        ``STAFFING``.
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
            charts=_charts(report),
            attachments=attachments(tables),
            families=FAMILIES,
            year=day.year,
            month=day.month,
            day=day.day,
        )
    )
    return compile_pdf(source, tables, epoch=epoch)


def _charts(report: StaffingReport) -> dict[str, dict[str, str]]:
    named: dict[str, Drawing] = {**report.bars}
    named |= {f"par-{name}": c for name, c in report.stacks.items()}
    return {name: drawn(chart) for name, chart in named.items()}
