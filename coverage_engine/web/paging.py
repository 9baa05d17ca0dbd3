"""Long lists, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from coverage_engine.domain.french import number
from coverage_engine.web.problems import Choice, Problem

T = TypeVar("T")
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page of a list; ``pages`` is 1 at least."""

    lines: tuple[T, ...]
    page: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """Number of pages."""
        return max(1, -(-self.total // self.size))


def cut(lines: Sequence[T], page: int, size: int, path: str, pairs: Pairs) -> Slice[T]:
    """Page ``page`` (from 1) of a list.

    Raises
    ------
    Problem
        404 beyond the end, with the address of the last page.
    """
    made = Slice(tuple(lines[(page - 1) * size : page * size]), page, size, len(lines))
    if page > made.pages:
        last = address(path, pairs, page=str(made.pages))
        raise Problem(
            404,
            f"Page {page} : il n’y en a que {number(made.pages)} ({number(len(lines))} lignes).",
            code="page-au-dela",
            choices=(Choice(f"Dernière page ({number(made.pages)})", last),),
        )
    return made


def address(path: str, pairs: Pairs, **changed: str) -> str:
    """An address with some names replaced; an empty value takes a name away, page 1 is the address
    without page.
    """
    if changed.get("page") == "1":
        changed["page"] = ""
    kept = [(n, v) for n, v in pairs if n not in changed] + [
        (n, v) for n, v in changed.items() if v
    ]
    return f"{path}?{urlencode(kept)}" if kept else path


def segment(text: str) -> str:
    """A text as one part of an address."""
    return quote(text, safe="")
