"""Addresses, and long lists page by page."""

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
class Link:
    """A text and where it leads."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice(Generic[T]):
    """One page of a list: its lines, its rank from 1, how many lines a page and the list have, the
    address of the list and what that address asks.
    """

    lines: tuple[T, ...]
    page: int
    size: int
    total: int
    path: str
    pairs: Pairs

    @property
    def pages(self) -> int:
        """Number of pages, 1 at least."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Rank of the first line in the list, from 1."""
        return (self.page - 1) * self.size + 1

    def at(self, page: int) -> str:
        """Address of a page; empty when there is no such page."""
        return address(self.path, self.pairs, page=str(page)) if 1 <= page <= self.pages else ""


def cut(lines: Sequence[T], page: int, size: int, path: str, pairs: Pairs) -> Slice[T]:
    """Page ``page`` (from 1) of a list.

    Raises
    ------
    Problem
        404 beyond the end, with the address of the last page.
    """
    shown = tuple(lines[(page - 1) * size : page * size])
    made = Slice(lines=shown, page=page, size=size, total=len(lines), path=path, pairs=pairs)
    if page > made.pages:
        raise Problem(
            404,
            f"Page {page} : il n’y en a que {number(made.pages)} ({number(len(lines))} lignes).",
            code="page-au-dela",
            choices=(Choice(f"Dernière page ({number(made.pages)})", made.at(made.pages)),),
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
