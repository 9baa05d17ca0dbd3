"""The commands that ask a run: one for each declared question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from coverage_engine.cli.ask import Said, add_command
from coverage_engine.cli.french_help import FrenchGroup
from coverage_engine.cli.plan import settle_learners, speak_aside, speak_plan
from coverage_engine.questions.about_purchases import EXPIRIES, FRAGILITY, FRONTIER, QUOTES
from coverage_engine.questions.every_question import QUESTIONS

if TYPE_CHECKING:
    from coverage_engine.tables.published import Published


def _gaps(published: Published, arguments: Mapping[str, Any]) -> Said:
    from coverage_engine.documents.answers import gaps_json, gaps_text
    from coverage_engine.questions.gaps import gaps

    found = gaps(published, arguments["metier"])
    text, json = gaps_text(published, found), gaps_json(found)
    return Said(tables=found.tables(), notes=(), text=text, json=json)


def _fragility(published: Published, arguments: Mapping[str, Any]) -> Said:
    """What falls, then when certifications end, as far as it is known."""
    found = FRAGILITY.ask(published, arguments)
    ends = EXPIRIES.ask(published, {})
    notes = (*FRAGILITY.notes(found), *EXPIRIES.notes(ends))
    tables = (*found.tables(), *(t for t in ends.tables() if t.rows))
    return Said(tables=tables, notes=notes)


def _application() -> typer.Typer:
    special: dict[str, tuple[Any, ...]] = {
        "manques": (_gaps,),
        "fragilite": (_fragility,),
        "plan": (speak_plan, settle_learners),
        "frontiere": (speak_aside(FRONTIER), settle_learners),
        "devis": (speak_aside(QUOTES), settle_learners),
    }
    made = typer.Typer(cls=FrenchGroup)
    for question in QUESTIONS:
        add_command(made, question, *special.get(question.name, ()))
    return made


ask_app = _application()
