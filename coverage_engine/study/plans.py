"""Purchase plans for the métiers of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from coverage_engine.study.answers import Answer
from coverage_engine.study.argument_checks import Figure, exact, exact_rate, learners_of, names, yes
from coverage_engine.study.frames import Frames

if TYPE_CHECKING:
    from coverage_engine.questions.plan_answer import FrontierAnswer, PlanAnswer, QuotesAnswer
    from coverage_engine.questions.plan_request import PlanRequest


class Plans(Frames):
    """What to buy."""

    def plan(
        self,
        *metiers: str,
        budget: Figure | str | None = None,
        target: Figure | str | None = None,
        learners: Mapping[str, int] | int = 1,
        formats: Sequence[str] | str = (),
        certifying: bool = False,
        max_hours: Figure | str | None = None,
        exclude: Sequence[str] | str = (),
        include: Sequence[str] | str = (),
    ) -> Answer[PlanAnswer]:
        """The cheapest offers that reach a target, or the best coverage within a budget.

        Parameters
        ----------
        metiers:
            Who learns.
        budget, target:
            Euros before tax; rate to reach, 0 to 1 or a text such as ``"80 %"``. With neither, the
            best that the catalogue allows.
        learners:
            Learners of every métier, or of each by name.
        formats, certifying, max_hours:
            What may be bought: one of these formats, only certifying offers, at most so many hours
            for one learner.
        exclude, include:
            Offers or providers that may not be bought; offers that must be.

        Raises
        ------
        UnknownMetier, InputRefused
            With everything that is wrong in the request.
        """
        from coverage_engine.documents.answer_notes import notes_of
        from coverage_engine.questions.plan import plan

        request = _request(
            metiers, budget, target, learners, formats, certifying, max_hours, exclude, include
        )
        found = plan(self.published, request)
        notes = notes_of(found)
        return Answer(found, self.published, notes)

    def frontier(
        self,
        *metiers: str,
        learners: Mapping[str, int] | int = 1,
        formats: Sequence[str] | str = (),
        certifying: bool = False,
        max_hours: Figure | str | None = None,
        exclude: Sequence[str] | str = (),
        include: Sequence[str] | str = (),
    ) -> Answer[FrontierAnswer]:
        """What each budget buys, as a curve (``chart``) and a table.

        Parameters
        ----------
        metiers, learners, formats, certifying, max_hours, exclude, include:
            As for :meth:`plan`.

        Raises
        ------
        UnknownMetier, InputRefused
            As for :meth:`plan`.
        """
        from coverage_engine.documents.plan_chart import frontier_svg
        from coverage_engine.documents.plan_words import frontier_note
        from coverage_engine.questions.plan import frontier

        request = _request(
            metiers, None, None, learners, formats, certifying, max_hours, exclude, include
        )
        found = frontier(self.published, request)
        points = found.frontier.points
        return Answer(
            found, self.published, (frontier_note(found),), frontier_svg(points) if points else ""
        )

    def quotes(
        self,
        *metiers: str,
        budget: Figure | str | None = None,
        target: Figure | str | None = None,
        learners: Mapping[str, int] | int = 1,
        formats: Sequence[str] | str = (),
        certifying: bool = False,
        max_hours: Figure | str | None = None,
        exclude: Sequence[str] | str = (),
        include: Sequence[str] | str = (),
    ) -> Answer[QuotesAnswer]:
        """Unknown prices worth asking first, because their quote could change the plan.

        Parameters
        ----------
        metiers, budget, target, learners, formats, certifying, max_hours, exclude, include:
            As for :meth:`plan`.

        Raises
        ------
        UnknownMetier, InputRefused
            As for :meth:`plan`, and when no plan answers.
        """
        from coverage_engine.questions.plan import quotes_to_ask

        request = _request(
            metiers, budget, target, learners, formats, certifying, max_hours, exclude, include
        )
        return Answer(quotes_to_ask(self.published, request), self.published)


def _request(
    metiers: Sequence[str],
    budget: Figure | str | None,
    target: Figure | str | None,
    learners: Mapping[str, int] | int,
    formats: Sequence[str] | str,
    certifying: bool,
    max_hours: Figure | str | None,
    exclude: Sequence[str] | str,
    include: Sequence[str] | str,
) -> PlanRequest:
    from coverage_engine.questions.plan_request import PlanRequest

    return PlanRequest(
        metiers=names(metiers, "métier"),
        budget=exact(budget, "budget"),
        target=exact_rate(target, "objectif"),
        learners=learners_of(learners),
        formats=names(formats, "format"),
        certifying=yes(certifying, "certifiant"),
        max_hours=exact(max_hours, "durée maximale"),
        exclude=names(exclude, "à exclure"),
        include=names(include, "à inclure"),
    )
