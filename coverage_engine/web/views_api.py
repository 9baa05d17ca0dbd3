"""The page that describes the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from coverage_engine.questions.parameters import Parameter
from coverage_engine.tables.published import Published
from coverage_engine.web.api import ROOT
from coverage_engine.web.paging import segment
from coverage_engine.web.problems import CODES
from coverage_engine.web.query_parameters import PAGE, SIZE
from coverage_engine.web.served import Served


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A question of the API: its address, an example that answers, its names."""

    name: str
    path: str
    title: str
    summary: str
    example: str
    fields: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class ApiView:
    """Context of ``api.html.jinja``."""

    contract: str
    operations: tuple[Operation, ...]
    codes: tuple[tuple[str, str], ...]


def api_view(questions: Sequence[Served], published: Published) -> ApiView:
    """The API as a page."""
    return ApiView(
        f"{ROOT}/openapi.json",
        tuple(_operation(x, published) for x in questions),
        tuple(CODES.items()),
    )


def _operation(served: Served, published: Published) -> Operation:
    question, path, pairs = served.question, served.path, []
    for name, value in question.sample(published).items():
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", segment(str(value)))
        else:
            values = value if isinstance(value, tuple) else (value,)
            pairs += [(name, str(v)) for v in values]
    return Operation(
        name=question.name,
        path=f"{ROOT}{served.path}",
        title=question.title,
        summary=question.summary,
        example=f"{ROOT}{path}" + (f"?{urlencode(pairs)}" if pairs else ""),
        fields=(*served.fields, *((PAGE, SIZE) if question.paged else ())),
    )
