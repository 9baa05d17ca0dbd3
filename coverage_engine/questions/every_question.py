"""Every question there is, in the order they are listed: the place to add one."""

from __future__ import annotations

from coverage_engine.domain.errors import InputRefused
from coverage_engine.questions import about_coverage as coverage
from coverage_engine.questions import about_purchases as purchases
from coverage_engine.questions.declared import Question

QUESTIONS = (
    *(coverage.METIER_LIST, coverage.METIER_SHEET, coverage.GAPS, coverage.NEEDS, coverage.NEED),
    *(coverage.OFFERS, coverage.OFFER_SHEET, coverage.COMPETENCE_SHEET, coverage.COMPARE),
    *(purchases.FRAGILITY, purchases.EXPIRIES),
    *(purchases.PURCHASE, purchases.FRONTIER, purchases.QUOTES, purchases.SUPPOSE),
    *(coverage.SEARCH, *coverage.SHOWN, coverage.EXECUTION),
)


def question_named(name: str) -> Question:
    """A question by its French name.

    Raises
    ------
    InputRefused
        If there is none of that name.
    """
    known = {question.name: question for question in QUESTIONS}
    if name not in known:
        raise InputRefused([f"question « {name[:80]} » inconnue → au choix : {' ; '.join(known)}"])
    return known[name]
