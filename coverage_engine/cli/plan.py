"""What is special to the ``plan`` command: a table of learners, one answer made of three, a bar."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from coverage_engine.cli.ask import Said, Speaker
from coverage_engine.cli.progress import bar
from coverage_engine.questions.about_purchases import PURCHASE, plan_request
from coverage_engine.questions.declared import Question
from coverage_engine.questions.parameters import Pairs

if TYPE_CHECKING:
    from coverage_engine.tables.published import Published

NO_PLAN = 1


def settle_learners(pairs: Pairs, published: Published | None) -> Pairs:
    """What was typed, a table of learners turned into the learners of each métier: those that were
    named, or all those of the table.

    Raises
    ------
    InputRefused
        With every line of the table that cannot be read.
    """
    from coverage_engine.sources.headcount import Headcount

    counted = next((value for _, value in pairs if isinstance(value, Headcount)), None)
    if counted is None:
        return pairs
    kept = [pair for pair in pairs if pair[1] is not counted]
    named = [str(value) for name, value in kept if name == "metier"]
    if published is None:
        return kept if named else [*kept, ("metier", counted.table.source)]
    from coverage_engine.questions.names import find_metier

    if not named:
        learners = counted.learners(lambda name: find_metier(published, name)[0].metier)
        return [*kept, *(("metier", name) for name in learners), ("effectif", learners)]
    return [*kept, ("effectif", _only_asked(published, counted.learners(), named))]


def _only_asked(
    published: Published, learners: Mapping[str, int], named: list[str]
) -> dict[str, int]:
    """The learners of the métiers that were named: a file of the whole branch may name others."""
    from coverage_engine.domain.errors import CoverageError
    from coverage_engine.questions.names import find_metier

    asked = {find_metier(published, name)[0].metier for name in named}
    kept = {}
    for name, count in learners.items():
        try:
            if find_metier(published, name)[0].metier in asked:
                kept[name] = count
        except CoverageError:
            continue
    return kept


def speak_plan(published: Published, arguments: Mapping[str, Any]) -> Said:
    """A plan, then what each budget buys, then the quotes to ask when there is a plan."""
    from coverage_engine.documents.plan_words import plan_text
    from coverage_engine.questions.plan import frontier, plan, quotes_to_ask

    request = plan_request(published, arguments)
    with _solver_aside(), bar("Plan", 1) as move:
        answer = plan(published, request)
        curve = frontier(
            published, request, progress=lambda done, total: move("Courbe du budget", done, total)
        )
        quotes = None
        if answer.possible:
            quotes = quotes_to_ask(
                published, request, progress=lambda done, total: move("Devis", done, total)
            )
    return Said(
        tables=(*answer.tables(), *curve.tables(), *(quotes.tables() if quotes else ())),
        notes=PURCHASE.notes(answer),
        text=plan_text(published, answer, curve, quotes),
        code=0 if answer.possible else NO_PLAN,
        title=PURCHASE.title,
    )


def speak_aside(question: Question) -> Speaker:
    """The plain answer to a question that calls the solver."""

    def speak(published: Published, arguments: Mapping[str, Any]) -> Said:
        with _solver_aside():
            found = question.ask(published, arguments)
        return Said(tables=found.tables(), notes=question.notes(found))

    return speak


@contextmanager
def _solver_aside() -> Iterator[None]:
    """HiGHS may print a line of its own: nothing it writes reaches the answer."""
    sys.stdout.flush()
    answer = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(answer, 1)
        os.close(nowhere)
        os.close(answer)
