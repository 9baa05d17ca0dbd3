"""Questions to a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from coverage_engine.domain.errors import InputRefused
from coverage_engine.questions.fragility import KINDS
from coverage_engine.study.answers import Answer, Metier
from coverage_engine.study.argument_checks import (
    Figure,
    added,
    exact,
    name_of,
    names,
    needs_named,
    needs_set,
    whole,
    yes,
)
from coverage_engine.study.frames import Frames

if TYPE_CHECKING:
    from coverage_engine.questions.changes import AddedOffer, WhatIf
    from coverage_engine.questions.compare import Comparison
    from coverage_engine.questions.fragility import Expiries, Fragility
    from coverage_engine.questions.gaps import Gaps
    from coverage_engine.questions.offers import NeedOffers, OfferNeeds
    from coverage_engine.questions.search import Found


class Questions(Frames):
    """What can be asked of a run, purchase plans aside."""

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
        from coverage_engine.questions.gaps import gaps

        return Answer(gaps(self.published, name_of(metier, "métier")), self.published)

    def offers(
        self,
        metier: str,
        competence: str,
        *,
        max_price: Figure | str | None = None,
        max_hours: Figure | str | None = None,
        formats: Sequence[str] | str = (),
        certifying: bool = False,
        providers: Sequence[str] | str = (),
        strengths: Sequence[str] | str = (),
    ) -> Answer[NeedOffers]:
        """Offers read for one need, the most useful first, each with why.

        Parameters
        ----------
        metier, competence:
            The need: name of the métier; identifier or label of the competency.
        max_price, max_hours:
            Euros before tax and hours; an offer whose price or duration is unknown does not pass.
        formats, providers, strengths:
            Accepted formats, providers and levels of evidence; any when empty.
        certifying:
            Keep only offers that lead to a registered certification.

        Raises
        ------
        UnknownMetier, UnknownNeed, InputRefused
            If a name is unknown or a bound makes no sense.
        """
        from coverage_engine.documents.answer_notes import notes_of
        from coverage_engine.questions.offers import OfferFilter, offers_for_need

        wanted = OfferFilter(
            max_price=exact(max_price, "prix maximal"),
            max_hours=exact(max_hours, "durée maximale"),
            formats=names(formats, "format"),
            certifying=yes(certifying, "certifiant"),
            providers=names(providers, "organisme"),
            strengths=names(strengths, "niveau de preuve"),
        )
        found = offers_for_need(
            self.published, name_of(metier, "métier"), name_of(competence, "compétence"), wanted
        )
        return Answer(found, self.published, notes_of(found))

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
        from coverage_engine.questions.offers import needs_of_offer

        return Answer(needs_of_offer(self.published, name_of(offer, "offre")), self.published)

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
        from coverage_engine.questions.compare import compare

        return Answer(compare(self.published, names(metiers, "métier")), self.published)

    def fragility(self, *metiers: str, kinds: Sequence[str] | str = KINDS) -> Answer[Fragility]:
        """What métiers lose if one offer, provider or certification disappears, the worst first.

        Parameters
        ----------
        metiers:
            Their names; every métier when none is given.
        kinds:
            Among ``"offre"``, ``"organisme"``, ``"certification"``.

        Raises
        ------
        UnknownMetier, InputRefused
            If a name or a kind is unknown.
        """
        from coverage_engine.documents.answer_notes import notes_of
        from coverage_engine.questions.fragility import fragility

        found = fragility(self.published, names(metiers, "métier"), names(kinds, "nature") or KINDS)
        return Answer(found, self.published, notes_of(found))

    def expiries(self) -> Answer[Expiries]:
        """When the certifications of the catalogue end, and the métiers that would lose; needs a
        register.
        """
        from coverage_engine.documents.answer_notes import notes_of
        from coverage_engine.questions.fragility import expiries

        found = expiries(self.published)
        return Answer(found, self.published, notes_of(found))

    def what_if(
        self,
        *,
        withdraw: Sequence[str] | str = (),
        add: Sequence[AddedOffer] = (),
        withdraw_needs: Sequence[tuple[str, str]] = (),
        set_needs: Sequence[tuple[str, str, int]] = (),
    ) -> Answer[WhatIf]:
        """Every figure that moves if offers or needs come or go; the run is left as it is.

        Parameters
        ----------
        withdraw:
            Offers that disappear, by identifier or exact title.
        add:
            Offers that appear, as :class:`AddedOffer`.
        withdraw_needs, set_needs:
            Needs that go, as (métier, competency); needs that come or change level, as (métier,
            competency, level 1 to 3). Competencies by identifier or label.

        Raises
        ------
        UnknownMetier, UnknownOffer, InputRefused
            If a name is unknown, a change makes no sense, or there is none.
        """
        from coverage_engine.documents.answer_notes import notes_of
        from coverage_engine.questions.changes import Changes
        from coverage_engine.questions.parse_changes import named
        from coverage_engine.questions.what_if import what_if

        changes = Changes(
            names(withdraw, "offre retirée"),
            added(add),
            needs_named(withdraw_needs, "besoin retiré"),
            needs_set(set_needs, "besoin changé"),
        )
        if not changes:
            raise InputRefused(
                ["rien n’est supposé → donnez withdraw, add, withdraw_needs ou set_needs"]
            )
        found = what_if(self.published, named(self.published, changes))
        return Answer(found, self.published, notes_of(found))

    def search(self, text: str, *, limit: int = 10) -> Answer[Found]:
        """Métiers, competencies and offers that look like what is typed.

        Parameters
        ----------
        text:
            A few words, slips included, or an RS or RNCP code.
        limit:
            Results of each kind, at most.
        """
        from coverage_engine.documents.answer_notes import notes_of
        from coverage_engine.questions.search import search

        found = search(self.published, name_of(text, "recherche"), whole(limit, "limite", "10"))
        return Answer(found, self.published, notes_of(found))
