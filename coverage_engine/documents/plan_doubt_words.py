"""How far a purchase plan holds, in sentences: ranges, readings to check, offers to add."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from coverage_engine.domain.french import NBSP, amount, percent, plural
from coverage_engine.domain.model.plan import ESTIMATED
from coverage_engine.domain.model.plan_doubt import DrawnRate, PlanReading
from coverage_engine.questions.plan_answer import PlanAnswer
from coverage_engine.questions.plan_lines import AddLine
from coverage_engine.tables.phrases import points

# Gains below are said «moins de 0,1 point», without a sign.
_SEEN = Fraction(1, 2000)
# Lines of a list shown on a screen; files hold them all.
_SHOWN = 5


def stake(answer: PlanAnswer, reading: PlanReading) -> str:
    """What a false reading costs: «6,2 points de couverture ; X passerait sous l’objectif»."""
    mean = " moyenne" if len(answer.rates) > 1 else ""
    below = (
        f" ; {', '.join(reading.below)} passerai{'ent' if len(reading.below) > 1 else 't'} sous"
        " l’objectif"
    )
    return f"{points(reading.lost)} de couverture{mean}{below if reading.below else ''}"


def as_it_is(answer: PlanAnswer) -> str:
    """Mean coverage of a plan under the draws, how often it reaches its target; or nothing."""
    if answer.drawn is None:
        return ""
    return (
        "le plan sans ajout : couverture moyenne des tirages"
        f" {percent(answer.drawn.mean)}{_reached(answer, answer.drawn)}"
    )


def _reached(answer: PlanAnswer, drawn: DrawnRate) -> str:
    if drawn.reached is None:
        return ""
    return (
        f" ; objectif atteint dans {percent(drawn.reached, [answer.settings.stabilite_minimale])}"
        " des tirages"
    )


def for_whom(answer: PlanAnswer, line: AddLine) -> str:
    """The métiers that would follow an offer, when the plan is for several."""
    return f", pour {', '.join(line.brought.metiers)}" if len(answer.rates) > 1 else ""


def extra_cost(line: AddLine) -> str:
    """What an offer would add to the bill."""
    if not line.brought.cost:
        return "sans coût de plus"
    return (
        f"{amount(line.brought.cost)} de plus{' (prix estimé)' if line.origin == ESTIMATED else ''}"
    )


def brought(answer: PlanAnswer, line: AddLine) -> str:
    """What an offer would bring: «+ 5,2 points ; objectif atteint dans 93 % des tirages»."""
    gain = points(line.brought.gain)
    sign = "" if line.brought.gain < _SEEN else f"+{NBSP}"
    return f"{sign}{gain}{_reached(answer, line.brought.drawn)}"


def to_check(answer: PlanAnswer) -> Iterator[str]:
    """Readings to check first, for a terminal."""
    if not answer.to_check:
        return
    yield ""
    yield "Lectures à vérifier d’abord, car le plan en dépend (classées par perte attendue) :"
    for rank, x in enumerate(answer.to_check[:_SHOWN], 1):
        fact = x.reading.fact
        sure = percent(fact.probability)
        name = f"{x.offer.id}, {fact.target}"
        yield (
            f"  {rank}. {x.offer.title} : {x.said} (probabilité {sure}) [{name}] ; fausse, le plan"
            f" inchangé perd {stake(answer, x.reading)}"
        )
    if (more := len(answer.to_check) - _SHOWN) > 0:
        yield f"  … et {plural(more, 'autre')} (avec --out)"


def to_add(answer: PlanAnswer) -> Iterator[str]:
    """Offers that would make the plan surer, for a terminal."""
    if not answer.to_add or answer.drawn is None:
        return
    yield ""
    yield f"Pour un plan plus sûr, chacune seule ({as_it_is(answer)}) :"
    for rank, x in enumerate(answer.to_add[:_SHOWN], 1):
        yield (
            f"  {rank}. {x.offer.title} – {x.offer.provider}{for_whom(answer, x)} : {extra_cost(x)}"
            f" ; {brought(answer, x)}"
        )
    if (more := len(answer.to_add) - _SHOWN) > 0:
        yield f"  … et {plural(more, 'autre')} (avec --out)"
