"""Questions to a run. Each method asks the declared question of the same parameters, whose reading
and checks are those of commands and pages.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.user_numbers import Figure
from coverage_engine.questions.declared import Question
from coverage_engine.questions.every_question import question_named
from coverage_engine.questions.old_names import OLD_NAMES
from coverage_engine.questions.parameters import Parameter, read_arguments
from coverage_engine.study.answers import Answer, Metier
from coverage_engine.study.frames import Frames

if TYPE_CHECKING:
    from coverage_engine.questions.changes import AddedOffer, WhatIf
    from coverage_engine.questions.compare import Comparison
    from coverage_engine.questions.fragility import Expiries, Fragility
    from coverage_engine.questions.gaps import Gaps
    from coverage_engine.questions.offers import NeedOffers, OfferNeeds
    from coverage_engine.questions.plan_answer import FrontierAnswer, PlanAnswer, QuotesAnswer
    from coverage_engine.questions.search import Found

P = ParamSpec("P")
R = TypeVar("R")
# Names, or one alone.
Names = Sequence[str] | str


def by_old_names(method: Callable[P, R]) -> Callable[P, R]:
    """A method that takes its parameters by the names of the last version too, with a warning."""

    @functools.wraps(method)
    def renamed(*args: P.args, **kwargs: P.kwargs) -> R:
        for old in [name for name in kwargs if name in OLD_NAMES]:
            told = f"{old} s’appelle maintenant {OLD_NAMES[old]}"
            warnings.warn(told, DeprecationWarning, stacklevel=2)
            kwargs[OLD_NAMES[old]] = kwargs.pop(old)
        return method(*args, **kwargs)

    return renamed


class Questions(Frames):
    """What can be asked of a run."""

    def ask(self, question: str | Question, /, **arguments: object) -> Answer[Any]:
        """Any declared question, with its parameters by name.

        Parameters
        ----------
        question:
            Its French name, such as ``"offres"``, or itself; a wrong name is refused with all
            there are.
        arguments:
            Values as texts («1 500 €», «80 %») or as figures; None is not given.

        Raises
        ------
        UnknownMetier, UnknownNeed, UnknownOffer, InputRefused
            If a name is unknown, or a value makes no sense.
        """
        asked = question_named(question) if isinstance(question, str) else question
        known = {p.name: p for p in asked.parameters}
        pairs = [
            (name, one)
            for name, value in arguments.items()
            if value is not None or (name in known and known[name].subject)
            for one in _values(value, known.get(name))
        ]
        found = asked.ask(self.published, read_arguments(asked.parameters, pairs, self.published))
        return Answer(found, self.published, asked.notes(found))

    def metier(self, name: str) -> Metier:
        """One métier, to be shown whole.

        Parameters
        ----------
        name:
            Its name, typing slips included.

        Raises
        ------
        UnknownMetier
            With the nearest names.
        """
        return Metier(self.gaps(name).data, self.published)

    def gaps(self, metier: str) -> Answer[Gaps]:
        """What a métier lacks, the heaviest need first.

        Parameters
        ----------
        metier:
            Its name, typing slips included.

        Raises
        ------
        UnknownMetier
            With the nearest names.
        """
        return self.ask("manques", metier=metier)

    @by_old_names
    def offers(
        self,
        metier: str,
        competence: str,
        *,
        prix_max: Figure | str | None = None,
        duree_max: Figure | str | None = None,
        format: Names = (),
        certifiante: bool | str | None = None,
        organisme: Names = (),
        preuve: Names = (),
    ) -> Answer[NeedOffers]:
        """Offers read for one need, the most useful first, each with why.

        Parameters
        ----------
        metier, competence:
            The need: name of the métier; identifier or label of the competency.
        prix_max, duree_max:
            Euros before tax and hours; an offer whose price or duration is unknown does not pass.
        format, organisme, preuve:
            Accepted formats, providers and levels of evidence; any when empty.
        certifiante:
            Keep only offers that lead to a registered certification.

        Raises
        ------
        UnknownMetier, UnknownNeed, InputRefused
            If a name is unknown or a bound makes no sense.
        """
        return self.ask(
            "offres_du_besoin",
            metier=metier,
            competence=competence,
            prix_max=prix_max,
            duree_max=duree_max,
            format=format,
            certifiante=certifiante,
            organisme=organisme,
            preuve=preuve,
        )

    def needs_of(self, offer: str) -> Answer[OfferNeeds]:
        """Needs that an offer serves or comes near.

        Parameters
        ----------
        offer:
            Its identifier or its exact title.

        Raises
        ------
        UnknownOffer
            With the offers whose title looks like it.
        """
        return self.ask("offre", offre=offer)

    def compare(self, *metiers: str) -> Answer[Comparison]:
        """Métiers side by side: verdicts, rates by axis, needs, offers useful to several.

        Parameters
        ----------
        metiers:
            Two to six names.

        Raises
        ------
        UnknownMetier, InputRefused
            If a name is unknown, or there are too few or too many.
        """
        return self.ask("comparer", metier=metiers)

    @by_old_names
    def fragility(self, *metiers: str, nature: Names = ()) -> Answer[Fragility]:
        """What métiers lose if one offer, provider or certification disappears, the worst first.

        Parameters
        ----------
        metiers:
            Their names; every métier when none is given.
        nature:
            Among ``"offre"``, ``"organisme"``, ``"certification"``; all when empty.

        Raises
        ------
        UnknownMetier, InputRefused
            If a name or a kind is unknown.
        """
        return self.ask("fragilite", metier=metiers, nature=nature)

    def expiries(self) -> Answer[Expiries]:
        """When the certifications end, and the métiers that would lose; needs a register."""
        return self.ask("echeances")

    @by_old_names
    def what_if(
        self,
        *,
        retirer: Names = (),
        ajouter: Sequence[AddedOffer | str] | AddedOffer | str = (),
        retirer_besoin: Sequence[tuple[str, str] | str] | str = (),
        besoin: Sequence[tuple[str, str, int] | str] | str = (),
    ) -> Answer[WhatIf]:
        """Every figure that moves if offers or needs come or go; the run is left as it is.

        Parameters
        ----------
        retirer:
            Offers that disappear, by identifier or exact title.
        ajouter:
            Offers that appear, as :class:`AddedOffer`.
        retirer_besoin, besoin:
            Needs that go, as (métier, competency); needs that come or change level, as (métier,
            competency, level 1 to 3). Competencies by identifier or label.

        Raises
        ------
        UnknownMetier, UnknownOffer, InputRefused
            If a name is unknown, a change makes no sense, or there is none.
        """
        found: Answer[WhatIf] = self.ask(
            "et_si", retirer=retirer, ajouter=ajouter, retirer_besoin=retirer_besoin, besoin=besoin
        )
        if not found.data.changes:
            raise InputRefused(
                ["rien n’est supposé → donnez retirer, ajouter, retirer_besoin ou besoin"]
            )
        return found

    @by_old_names
    def search(self, q: str, *, limite: int | str | None = None) -> Answer[Found]:
        """Métiers, competencies and offers that look like a text, or bear it as an RS or RNCP code.

        Parameters
        ----------
        q:
            What is sought, slips included.
        limite:
            Results of each kind, at most; ten when not given.
        """
        return self.ask("recherche", q=q, limite=limite)

    @by_old_names
    def plan(
        self,
        *metiers: str,
        budget: Figure | str | None = None,
        objectif: Figure | str | None = None,
        effectif: Mapping[str, int] | int | str = 1,
        format: Names = (),
        certifiante: bool | str | None = None,
        duree_max: Figure | str | None = None,
        exclure: Names = (),
        inclure: Names = (),
    ) -> Answer[PlanAnswer]:
        """The cheapest offers that reach a target, or the best coverage within a budget.

        Parameters
        ----------
        metiers:
            Who learns.
        budget, objectif:
            Euros before tax; rate to reach, 0 to 1 or a text such as ``"80 %"``. With neither, the
            best that the catalogue allows.
        effectif:
            Learners of every métier, or of each by name.
        format, certifiante, duree_max:
            What may be bought: one of these formats, only certifying offers, at most so many hours
            for one learner.
        exclure, inclure:
            Offers or providers that may not be bought; offers that must be.

        Raises
        ------
        UnknownMetier, InputRefused
            With everything that is wrong in the request.
        """
        return self.ask(
            "plan",
            metier=metiers,
            budget=budget,
            objectif=objectif,
            effectif=effectif,
            format=format,
            certifiante=certifiante,
            duree_max=duree_max,
            exclure=exclure,
            inclure=inclure,
        )

    def frontier(self, *metiers: str, **wanted: object) -> Answer[FrontierAnswer]:
        """What each budget buys, as a curve (``chart``) and a table.

        Parameters
        ----------
        metiers, wanted:
            As for :meth:`plan`; its budget and its target are left aside.

        Raises
        ------
        UnknownMetier, InputRefused
            As for :meth:`plan`.
        """
        from coverage_engine.documents.plan_chart import frontier_svg

        found: Answer[FrontierAnswer] = self._of_plan("frontiere", *metiers, **wanted)
        points = found.data.frontier.points
        return replace(found, svg=frontier_svg(points)) if points else found

    def quotes(self, *metiers: str, **wanted: object) -> Answer[QuotesAnswer]:
        """Unknown prices worth asking first, because their quote could change the plan.

        Parameters
        ----------
        metiers, wanted:
            As for :meth:`plan`.

        Raises
        ------
        UnknownMetier, InputRefused
            As for :meth:`plan`, and when no plan answers.
        """
        return self._of_plan("devis", *metiers, **wanted)

    @by_old_names
    def _of_plan(self, question: str, /, *metiers: str, **wanted: object) -> Answer[Any]:
        return self.ask(question, metier=metiers, **wanted)


def _values(value: object, parameter: Parameter | None) -> Iterable[object]:
    """Each value of a parameter; what is no list is one of them."""
    if parameter is None or not parameter.many or isinstance(value, str):
        return (value,)
    return value if isinstance(value, Iterable) else (value,)
