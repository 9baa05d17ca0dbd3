"""The JSON API: every question, its tables as records, pages, links, one shape of answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coverage_engine.tables.columns import DataTable
from coverage_engine.tables.kinds import Cell, plain
from coverage_engine.tables.published import Published
from coverage_engine.web.desk import Desk
from coverage_engine.web.paging import Slice, address, cut
from coverage_engine.web.query_parameters import PAGE, PAGE_SIZE, SIZE
from coverage_engine.web.replies import json_reply
from coverage_engine.web.served import Served

ROOT = "/api/v1"


def api_routes(desk: Desk, questions: Sequence[Served]) -> list[Route]:
    """One operation a question."""
    return [Route(ROOT + x.path, _endpoint(desk, x), name=f"api_{x.name}") for x in questions]


def _endpoint(desk: Desk, served: Served) -> Callable[[Request], Awaitable[Response]]:
    question = served.question
    paging = (PAGE, SIZE) if question.paged else ()

    async def endpoint(request: Request) -> Response:
        pairs = request.query_params.multi_items()
        published: Published = request.state.held.published
        asked = desk.read(request, (*served.fields, *paging))
        answer = await desk.answer(request, question, asked)
        tables = answer.tables()
        sliced = None
        if question.paged:
            page, size = asked["page"] or 1, asked["taille"] or PAGE_SIZE
            sliced = cut(tables[0].rows, page, size, request.url.path, pairs)
            tables = (replace(tables[0], rows=sliced.lines), *tables[1:])
        notes = question.notes(answer)
        return json_reply(envelope(published, tables, notes, sliced, request.url.path, pairs))

    return endpoint


def envelope(
    published: Published,
    tables: Sequence[DataTable],
    notes: Sequence[str],
    sliced: Slice[Any] | None,
    path: str,
    pairs: Sequence[tuple[str, str]],
) -> dict[str, object]:
    """The one shape of answers: which run, which page (null when the answer is whole), main table,
    other tables, caveats.
    """
    about = published.about
    return {
        "execution": {
            "empreinte": published.stamp,
            "date": about.date,
            "referentiel": about.referential_id,
            "catalogue": about.catalogue_id,
        },
        "pagination": None if sliced is None else _pagination(sliced, path, pairs),
        "lignes": _records(tables[0]),
        "autres": {t.name: _records(t) for t in tables[1:]},
        "a_retenir": list(notes),
    }


def _records(table: DataTable) -> list[dict[str, object]]:
    return [_record(table, row) for row in table.rows]


def _record(table: DataTable, row: Sequence[Cell]) -> dict[str, object]:
    return {c.name: plain(cell) for c, cell in zip(table.columns, row, strict=True)}


def _pagination(
    sliced: Slice[Any], path: str, pairs: Sequence[tuple[str, str]]
) -> dict[str, object]:
    def at(page: int) -> str | None:
        return address(path, pairs, page=str(page)) if 1 <= page <= sliced.pages else None

    return {
        "page": sliced.page,
        "taille": sliced.size,
        "total": sliced.total,
        "pages": sliced.pages,
        "premiere": at(1),
        "precedente": at(sliced.page - 1),
        "suivante": at(sliced.page + 1),
        "derniere": at(sliced.pages),
    }
