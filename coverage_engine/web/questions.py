"""Every question of the house, at its addresses."""

from __future__ import annotations

from coverage_engine.questions.every_question import QUESTIONS
from coverage_engine.web.served import serve

SERVED = tuple(map(serve, QUESTIONS))
