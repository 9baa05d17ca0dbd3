"""What a page is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from coverage_engine.tables.published import Published
from coverage_engine.web.form_errors import Refusal
from coverage_engine.web.paging import Pairs, Slice, cut
from coverage_engine.web.query_parameters import Asked

A = TypeVar("A")
T = TypeVar("T")


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
    asked: Asked
    path: str
    pairs: Pairs
    beside: object = None
    read: Asked | None = None
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
