"""Exports: the tables of a question as CSV, as a workbook, and the sheet of a métier as a PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from coverage_engine.documents.metier_pdf import metier_pdf
from coverage_engine.documents.report_texts import NOTICE
from coverage_engine.domain.french import date
from coverage_engine.domain.normalise import slug
from coverage_engine.domain.version import __version__
from coverage_engine.questions.declared import Question
from coverage_engine.questions.metiers import MetierSheet
from coverage_engine.tables.columns import DataTable, csv_bytes
from coverage_engine.tables.published import Published
from coverage_engine.web.desk import Desk
from coverage_engine.web.paging import Pairs
from coverage_engine.web.query_parameters import Asked, typed
from coverage_engine.web.served import Served

CSV, XLSX = "csv", "xlsx"
_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
# Date printed in the properties of a document whose run has none: the day the format allows first.
_NO_DATE = "1980-01-01"
_NAME_LENGTH = 80
# Rows of a CSV file that is made at once, a few milliseconds: its reader would wait longer behind
# somebody's plan.
_SHORT = 1_000


async def export(request: Request, desk: Desk, served: Served, form: str) -> Response:
    """A question as a file: exactly the tables of its page, whole, with its filters."""
    published: Published = request.state.held.published
    question = served.question
    pairs = [(n, v) for n, v in request.query_params.multi_items() if n != "page"]
    asked = desk.read_pairs(request, served.fields, pairs)
    answer = await desk.answer(request, question, asked)

    def made(tables: Sequence[DataTable]) -> tuple[bytes, str]:
        data = csv_bytes(tables[0])
        if form == XLSX:
            wanted = asked_for(served, asked, pairs)
            data = workbook(question.title, tables, wanted, published)
        return data, file_name(question, tables[0], published)

    key = (published.stamp, str(request.url), form)
    if form == XLSX:
        return _file(*await desk.heavy.run(key, lambda: made(answer.tables())), form)
    tables = answer.tables()
    if len(tables[0].rows) <= _SHORT:
        return _file(*made(tables), form)
    return _file(*await desk.heavy.run(key, lambda: made(tables)), form)


async def sheet(request: Request, desk: Desk, served: Served) -> Response:
    """The sheet of a métier as a PDF."""
    published: Published = request.state.held.published
    asked = desk.read(request, served.fields)
    answer = await desk.answer(request, served.question, asked)
    assert isinstance(answer, MetierSheet)
    data = await desk.heavy.run(
        (published.stamp, str(request.url), "pdf"),
        lambda: metier_pdf(
            published, answer, epoch_of(published), filtered=bool(request.url.query)
        ),
    )
    return _file(data, _dated(f"fiche {answer.metier.metier}", published), "pdf")


def workbook(title: str, tables: Sequence[DataTable], wanted: str, published: Published) -> bytes:
    """The tables of an answer as a workbook whose first sheet says where they come from, and what
    was wanted.
    """
    from coverage_engine.documents.workbook import make_workbook

    about = published.about
    lines = [
        ("Référentiel", f"{about.referential} {about.edition}".strip()),
        ("Catalogue", about.catalogue),
        ("Date", date(about.date)),
        ("Filtres", wanted or "aucun"),
        ("Empreinte du calcul", published.stamp),
        ("Version", f"Coverage Engine {__version__}"),
        ("Avertissement", NOTICE),
    ]
    return make_workbook(
        title, about.referential, lines, tables, epoch_of(published), published.axis_label
    )


def asked_for(served: Served, asked: Asked, pairs: Pairs) -> str:
    """What was asked, in words: what no kind describes is told as it was typed."""
    return "; ".join(
        f"{f.label} : {_said(typed(f, pairs) if f.read else asked[f.name])}"
        for f in served.fields
        if asked[f.name]
    )


def _said(value: object) -> str:
    return (
        ", ".join(map(str, value))
        if isinstance(value, tuple)
        else "oui"
        if value is True
        else str(value)
    )


def file_name(question: Question, table: DataTable, published: Published) -> str:
    """Name of a file without its extension: what it holds, for whom, and the day of the run."""
    return _dated(table.title if " : " in table.title else question.title, published)


def _dated(text: str, published: Published) -> str:
    return "-".join(part for part in (slug(text, _NAME_LENGTH), published.about.date) if part)


def epoch_of(published: Published) -> int:
    """Day of the run in seconds since 1970 (UTC)."""
    day = dt.date.fromisoformat(published.about.date or _NO_DATE)
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp())


def _file(data: bytes, name: str, form: str) -> Response:
    return Response(
        data,
        media_type=_TYPES[form],
        headers={"content-disposition": f'attachment; filename="{name}.{form}"'},
    )
