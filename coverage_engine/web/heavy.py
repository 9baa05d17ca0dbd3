"""Slow work, away from the readers: few threads, few waiting, one computation for all who ask the same thing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from coverage_engine.web.problems import Problem

T = TypeVar("T")
# A long plan must not keep a sheet waiting; more would starve the readers of two cores.
THREADS = 2
# Beyond this number of different computations waiting, a new one is refused rather than made to wait for ever.
WAITING = 16


class Heavy:
    """A small pool. The same key asked while it is being computed shares the computation."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="bureau")
        self._flying: dict[object, asyncio.Future[Any]] = {}

    async def run(self, key: object, work: Callable[[], T]) -> T:
        """The result of ``work``, computed in a thread.

        Raises
        ------
        Problem
            503 when too many computations are waiting.
        """
        flying = self._flying.get(key)
        if flying is None:
            if len(self._flying) >= WAITING:
                raise Problem(
                    503,
                    "Trop de calculs sont en attente. Réessayez dans quelques secondes.",
                    code="calculs-en-attente",
                    headers={"retry-after": "5"},
                )
            flying = asyncio.get_running_loop().run_in_executor(self._pool, work)
            self._flying[key] = flying
            flying.add_done_callback(lambda done: self._landed(key, done))
        # A reader who leaves does not stop the work of the others.
        result: T = await asyncio.shield(flying)
        return result

    def _landed(self, key: object, done: asyncio.Future[Any]) -> None:
        self._flying.pop(key, None)
        if not done.cancelled():
            # Read here, so that nobody having waited is no error.
            done.exception()

    def close(self) -> None:
        """Stop taking work."""
        self._pool.shutdown(wait=False, cancel_futures=True)
