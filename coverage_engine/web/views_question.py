"""The page of a question that has none of its own: its form, its tables, what to keep in mind."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.documents.shown_cells import ShownTable, show_table
from coverage_engine.questions.declared import Answer
from coverage_engine.tables.published import Published
from coverage_engine.web.form_errors import Refusal
from coverage_engine.web.paging import Pairs
from coverage_engine.web.query_parameters import Asked
from coverage_engine.web.questions import Served
from coverage_engine.web.views_common import Form, Link, exports, form

# Rows of each table; the exports have them all.
SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """Context of ``question.html.jinja``; each table comes with the rows it does not show."""

    title: str
    summary: str
    form: Form
    tables: tuple[tuple[ShownTable, int], ...]
    notes: tuple[str, ...]
    exports: tuple[Link, ...]
    refusal: Refusal | None


def question_view(
    published: Published,
    served: Served,
    found: Answer | None,
    asked: Asked,
    path: str,
    pairs: Pairs,
    refusal: Refusal | None = None,
) -> QuestionView:
    """An answer, or the form alone when it lacks what the question must be given."""
    question = served.question
    tables = found.tables() if found is not None else ()
    return QuestionView(
        title=question.title,
        summary=question.summary,
        form=form(published, served.fields, asked, path, pairs),
        tables=tuple(
            (show_table(published, t, SHOWN), max(0, len(t.rows) - SHOWN)) for t in tables
        ),
        notes=question.notes(found) if found is not None else (),
        exports=exports(path, pairs) if found is not None else (),
        refusal=refusal,
    )
