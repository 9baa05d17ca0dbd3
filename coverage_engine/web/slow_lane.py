"""Slow work, away from the readers: few threads, one computation for all who ask the same thing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from coverage_engine.web.problems import Problem

T = TypeVar("T")
# A long plan must not keep a sheet waiting; more would starve the readers of two cores.
THREADS = 2
# What bounds a wait is the time allowed to a request; this number only bounds memory when a program
# asks without end.
WAITING = 256


@dataclass(slots=True)
class _Flight:
    """A computation, and how many readers wait for it."""

    work: Future[Any]
    landing: asyncio.Future[Any]
    readers: int = 0


class SlowLane:
    """A small pool. The same key asked while it is being computed shares the computation."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="bureau")
        self._flying: dict[object, _Flight] = {}

    async def run(self, key: object, work: Callable[[], T]) -> T:
        """The result of ``work``, computed in a thread.

        Raises
        ------
        Problem
            503 when too many computations are waiting.
        """
        flight = self._flying.get(key)
        if flight is None:
            if len(self._flying) >= WAITING:
                raise Problem(
                    503,
                    "Trop de calculs sont en attente. Réessayez dans quelques secondes.",
                    code="calculs-en-attente",
                    headers={"retry-after": "5"},
                )
            begun = self._pool.submit(work)
            flight = self._flying[key] = _Flight(begun, asyncio.wrap_future(begun))
            flight.landing.add_done_callback(lambda done: self._landed(key, done))
        flight.readers += 1
        try:
            # A reader who leaves does not stop the work of the others.
            result: T = await asyncio.shield(flight.landing)
            return result
        finally:
            flight.readers -= 1
            self._forget(key, flight)

    def _forget(self, key: object, flight: _Flight) -> None:
        """Give up work that has not begun and that nobody waits for any more: others come
        sooner.
        """
        if not flight.readers and self._flying.get(key) is flight and flight.work.cancel():
            del self._flying[key]

    def _landed(self, key: object, done: asyncio.Future[Any]) -> None:
        flight = self._flying.get(key)
        if flight is not None and flight.landing is done:
            del self._flying[key]
        if not done.cancelled():
            # Read here, so that nobody having waited is no error.
            done.exception()

    def close(self) -> None:
        """Stop taking work."""
        self._pool.shutdown(wait=False, cancel_futures=True)
