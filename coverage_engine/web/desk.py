"""How handlers put a question to the run of their request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from coverage_engine.domain.errors import CoverageError, UnknownMetier, UnknownOffer
from coverage_engine.questions.declared import Answer, Question
from coverage_engine.questions.names import find_metier
from coverage_engine.questions.parameters import ArgumentsRefused, Parameter
from coverage_engine.tables.published import Published
from coverage_engine.web.options import Options
from coverage_engine.web.paging import segment
from coverage_engine.web.problems import Choice, problem_of
from coverage_engine.web.query_parameters import PAGE, SIZE, Asked, named_problem, read_query
from coverage_engine.web.replies import wants_json
from coverage_engine.web.shell import LoadedRun
from coverage_engine.web.slow_lane import SlowLane

# Near names offered in place of an unknown one.
_NEAR = 5
# Slow answers kept.
_RECENT = 6


@dataclass(frozen=True)
class Desk:
    """What handlers share: options of the server, its slow lane, and the last slow answers: their
    other pages come at once.
    """

    options: Options
    heavy: SlowLane = field(default_factory=SlowLane)
    recent: dict[object, Answer] = field(default_factory=dict)

    def read(self, request: Request, fields: Sequence[Parameter]) -> dict[str, Any]:
        """Values of the address, parts of its path included.

        Raises
        ------
        Problem
            400 when a name or a value is refused.
        """
        return self.read_pairs(request, fields, request.query_params.multi_items())

    def read_pairs(
        self, request: Request, fields: Sequence[Parameter], pairs: Sequence[tuple[str, str]]
    ) -> dict[str, Any]:
        """The same, from some of the names of the address only."""
        held: LoadedRun = request.state.held
        strict = wants_json(request.scope)
        return {**read_query(pairs, fields, held.published, strict=strict), **request.path_params}

    async def answer(self, request: Request, question: Question, asked: Asked) -> Answer:
        """The answer to a question.

        Raises
        ------
        Problem
            When the engine refuses the question, with near names.
        """
        published: Published = request.state.held.published
        try:
            if not question.heavy:
                return question.ask(published, asked)
            return await self._worked_out(question, published, asked)
        except ArgumentsRefused as error:
            raise named_problem(error, strict=wants_json(request.scope)) from error
        except CoverageError as error:
            problem = problem_of(error)
            problem.choices = suggestions(published, error, asked)
            raise problem from error

    async def _worked_out(self, question: Question, published: Published, asked: Asked) -> Answer:
        own = {name: asked[name] for name in asked if name not in (PAGE.name, SIZE.name)}
        key = (published.stamp, question.name, tuple(sorted(own.items(), key=lambda pair: pair[0])))
        found = self.recent.get(key)
        if found is None:
            found = await self.heavy.run(key, lambda: question.ask(published, own))
            self.recent[key] = found
            while len(self.recent) > _RECENT:
                self.recent.pop(next(iter(self.recent)))
        return found


def suggestions(published: Published, error: CoverageError, asked: Asked) -> tuple[Choice, ...]:
    """What could have been meant by an unknown name."""
    if isinstance(error, UnknownMetier):
        named = [
            published.metier_by_label[label]
            for label in error.near
            if label in published.metier_by_label
        ]
        return tuple(Choice(m.metier, f"/metiers/{m.slug}", m.slug) for m in named)
    if isinstance(error, UnknownOffer):
        words = error.asked.replace("-", " ")
        found = [published.offers[o] for o, _ in published.offer_words.find(words, _NEAR)]
        return tuple(
            Choice(f"{o.title} ({o.provider})", f"/offres/{segment(o.id)}", o.id) for o in found
        )
    if "competence" in asked and "metier" in asked:
        line, _ = find_metier(published, str(asked["metier"]))
        return (Choice(f"Tous les besoins : {line.metier}", f"/metiers/{line.slug}"),)
    return ()
