"""What a question is: declared once, asked by commands, scripts, addresses and pages alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from coverage_engine.questions.parameters import Arguments, Parameter

if TYPE_CHECKING:
    from coverage_engine.tables.columns import DataTable
    from coverage_engine.tables.published import Published


class Answer(Protocol):
    """What a question gives: an object whose figures are also tables."""

    def tables(self) -> tuple[DataTable, ...]:
        """Tables of the answer, the main one first."""
        ...


@dataclass(frozen=True, slots=True)
class Tables:
    """An answer that is only tables."""

    shown: tuple[DataTable, ...]

    def tables(self) -> tuple[DataTable, ...]:
        """The tables."""
        return self.shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question. Its module is read by every command: what answers is imported when asked.

    Attributes
    ----------
    name:
        Stable French name.
    verb:
        English word by which it is called: a command, a method of a study; its name when there is
        none.
    ask:
        Gives the answer, from a run and from every parameter, read.
    notes:
        What to keep in mind of the answer, in French, one sentence each; often nothing.
    sample:
        Arguments with which a run can answer; those that are not given are left blank.
    paged:
        Whether the main table is long enough to be given page by page.
    heavy:
        Whether it takes more than an instant.
    open_ended:
        Whether its tables have columns that depend on what is asked.
    links:
        Whether it reads the links of the run, which are most of its bytes.
    """

    name: str
    title: str
    summary: str
    ask: Callable[[Published, Arguments], Answer]
    verb: str = ""
    parameters: tuple[Parameter, ...] = ()
    notes: Callable[[Any], tuple[str, ...]] = lambda answer: ()
    sample: Callable[[Published], Mapping[str, Any]] = lambda published: {}
    paged: bool = False
    heavy: bool = False
    open_ended: bool = False
    links: bool = True

    def sample_answer(self, published: Published) -> Answer:
        """An answer that a run can give."""
        blank = {p.name: () if p.many else None for p in self.parameters}
        return self.ask(published, {**blank, **self.sample(published)})
