"""What a page is, and what it is made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from coverage_engine.questions.parameters import Arguments, Parameter
from coverage_engine.tables.published import Published
from coverage_engine.web.paging import Link, Pairs, Slice, cut
from coverage_engine.web.served import Served

A = TypeVar("A")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is said above a form: a title, sentences, and what could be asked instead."""

    title: str
    lines: tuple[str, ...]
    choices: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Generic[A]):
    """A request for a page, read and answered.

    Attributes
    ----------
    answer:
        Of the question of the page; None for a form that does not ask enough, or is refused.
    beside:
        Answer of the second question of a page that puts two.
    asked:
        Values by name; as they were typed when they are refused.
    path, pairs:
        Address, and what it asks, without blanks.
    read:
        Values by name as they were understood; None when they were not.
    refusal, refused:
        What is said above a form given back, and the name that was not understood.
    """

    run: Published
    answer: A
    asked: Arguments
    path: str
    pairs: Pairs
    beside: object = None
    read: Arguments | None = None
    refusal: Refusal | None = None
    refused: str = ""

    def page_of(self, lines: Sequence[T], size: int, path: str) -> Slice[T]:
        """The page asked of a list.

        Raises
        ------
        Problem
            404 beyond the end.
        """
        return cut(lines, self.asked["page"] or 1, size, path, self.pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOf:
    """A page.

    Attributes
    ----------
    name, served:
        The question it puts to the run, by its name and at its addresses; a page may put none.
    beside, second:
        The same of the question it puts besides.
    path, template:
        Address, and name of the template.
    title:
        Its title, or what makes it; that of the question when empty.
    menu:
        Address of its entry in the menu; empty when it has none.
    more:
        What its address may give besides the fields of the question.
    enough:
        Whether a form asks enough for an answer. A page that has one is given back, when it is
        refused, as it was filled in.
    shorter:
        What its address needs to say: a longer one leads to it.
    """

    template: str
    view: Callable[[Visit[Any]], object]
    name: str = ""
    beside: str = ""
    path: str = ""
    title: str | Callable[[Visit[Any]], str] = ""
    menu: str = ""
    served: Served | None = None
    second: Served | None = None
    more: tuple[Parameter, ...] = ()
    enough: Callable[[Arguments], object] | None = None
    shorter: Callable[[Pairs, Arguments], Pairs] | None = None

    @property
    def fields(self) -> tuple[Parameter, ...]:
        """What its address may give; a form that asks too little is no fault."""
        own = self.served.fields if self.served else ()
        if self.enough:
            own = tuple(replace(f, required=False) for f in own)
        return (*own, *self.more)
