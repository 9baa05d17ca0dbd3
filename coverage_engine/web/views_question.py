"""The page of a question that has none of its own: its form, its tables, what to keep in mind."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.documents.shown_cells import ShownTable, show_table
from coverage_engine.questions.declared import Answer, Question
from coverage_engine.web.forms import Form, form
from coverage_engine.web.paging import Pairs
from coverage_engine.web.served import Served
from coverage_engine.web.visit import Refusal, Visit

# Rows of each table; the exports have them all.
SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """Context of ``question.html.jinja``; each table comes with the rows it does not show."""

    question: Question
    form: Form
    pairs: Pairs
    answered: bool
    tables: tuple[tuple[ShownTable, int], ...]
    notes: tuple[str, ...]
    refusal: Refusal | None


def question_view(served: Served, visit: Visit[Answer | None]) -> QuestionView:
    """An answer, or the form alone when it lacks what the question must be given."""
    found = visit.answer
    tables = found.tables() if found is not None else ()
    return QuestionView(
        question=served.question,
        form=form(visit, served.fields, visit.path),
        pairs=visit.pairs,
        answered=found is not None,
        tables=tuple(
            (show_table(visit.run, t, SHOWN), max(0, len(t.rows) - SHOWN)) for t in tables
        ),
        notes=served.question.notes(found) if found is not None else (),
        refusal=visit.refusal,
    )
