"""One question to the solver (HiGHS), its answer checked in whole numbers."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from coverage_engine.analysis.plan_program import Limit, Line, Program, total_of
from coverage_engine.domain.errors import TookTooLong

# Wider by half a unit, a whole limit lets no other plan in and no rounding shuts one out.
_SLACK = 0.5
_OPTIMAL, _INFEASIBLE = 0, 2
# Answers that the exact check may refuse before giving up.
_MAX_REFUSED = 50
# Time always left to a question, so that one asked late still has an answer.
_LEAST_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: variables at 1, exact value of the line, its bound, and whether both agree."""

    chosen: frozenset[int]
    value: int
    bound: int
    proven: bool


class TimeIsUp(TookTooLong):
    """The solver found no plan at all in the time allowed."""

    def __init__(self) -> None:
        super().__init__(
            "Le temps de calcul est écoulé avant qu’un plan soit trouvé → choisissez moins de"
            " métiers, ou augmentez le réglage plan_secondes."
        )


class Solver:
    """Answers questions on one programme within a time shared by all of them.

    Parameters
    ----------
    seconds:
        Time for all the questions together.
    """

    def __init__(self, program: Program, seconds: float) -> None:
        self.program = program
        self._start = time.perf_counter()
        self._seconds = seconds

    @property
    def spent(self) -> float:
        """Seconds since the first question could be asked."""
        return time.perf_counter() - self._start

    def best(self, line: Line, limits: Sequence[Limit], *, maximise: bool = False) -> Found | None:
        """Best value of ``line`` under ``limits``; None when no plan respects them.

        Raises
        ------
        TimeIsUp
            If the time is over before any plan is found.
        """
        if not self.program.places:
            return (
                Found(frozenset(), 0, 0, True)
                if all(x.holds(frozenset()) for x in limits)
                else None
            )
        scale = gcd(*line.values()) or 1
        asked = list(limits)
        for _ in range(_MAX_REFUSED):
            if self.spent > self._seconds + _LEAST_SECONDS:
                raise TimeIsUp
            result = self._ask(line, scale, asked, maximise)
            if result.status == _INFEASIBLE:
                return None
            if result.x is None:
                raise TimeIsUp
            places = np.flatnonzero(result.x[: len(self.program.places)] > _SLACK)
            chosen = self.program.variables(int(i) for i in places)
            if all(limit.holds(chosen) for limit in limits):
                value = total_of(line, chosen)
                agrees = abs(abs(result.fun) - value / scale) < _SLACK
                if result.status == _OPTIMAL and agrees:
                    return Found(chosen, value, value, True)
                return Found(
                    chosen, value, _bound(result.mip_dual_bound, scale, value, maximise), False
                )
            asked.append(self.other_than(int(i) for i in places))
        raise TimeIsUp

    def other_than(self, places: Iterable[int]) -> Limit:
        """Limit that refuses exactly these places."""
        taken = set(places)
        terms = {i: -1 if i in taken else 1 for i in range(len(self.program.places))}
        return Limit(terms, low=1 - len(taken))

    def _ask(self, line: Line, scale: int, limits: Sequence[Limit], maximise: bool) -> Any:
        size = self.program.size
        objective = np.zeros(size)
        for i, n in line.items():
            objective[i] = (-n if maximise else n) / scale
        return milp(
            objective,
            # Left continuous, steps make HiGHS solve again and print lines that nothing silences.
            integrality=np.ones(size, dtype=np.int64),
            bounds=Bounds(0, 1),
            constraints=[self._structure, *([_constraint(limits, size)] if limits else [])],
            options={
                "mip_rel_gap": 0,
                "time_limit": max(_LEAST_SECONDS, self._seconds - self.spent),
            },
        )

    @cached_property
    def _structure(self) -> LinearConstraint:
        """An offer is bought, and a step reached, when one of its places is taken."""
        program, entries = self.program, []
        for i, (offer, _) in enumerate(program.places):
            if offer in program.shared:
                entries.append({program.shared[offer]: 1, i: -1})
        for rank, (_, _, enough) in enumerate(program.steps):
            entries.append({**dict.fromkeys(enough, 1), program.first_step + rank: -1})
        return LinearConstraint(_rows(entries, program.size), 0.0, np.inf)


def _bound(bound: float, scale: int, value: int, maximise: bool) -> int:
    """Best whole value that the solver's bound allows, never worse than ``value``."""
    if maximise:
        return max(math.floor(-bound + _SLACK) * scale, value)
    return min(math.ceil(bound - _SLACK) * scale, value)


def _constraint(limits: Sequence[Limit], size: int) -> LinearConstraint:
    """Limits as the solver wants them, each divided by what its coefficients share."""
    lines, low, high = [], [], []
    for limit in limits:
        scale = gcd(*limit.terms.values()) or 1
        lines.append({i: n // scale for i, n in limit.terms.items()})
        low.append(-np.inf if limit.low is None else -(-limit.low // scale) - _SLACK)
        high.append(np.inf if limit.high is None else limit.high // scale + _SLACK)
    return LinearConstraint(_rows(lines, size), low, high)


def _rows(lines: Sequence[Line], size: int) -> csr_array:
    """Lines as the rows of a sparse matrix."""
    starts = np.cumsum([0, *(len(line) for line in lines)])
    columns = np.fromiter((i for line in lines for i in line), dtype=np.int64)
    values = np.fromiter((n for line in lines for n in line.values()), dtype=np.float64)
    return csr_array((values, columns, starts), shape=(len(lines), size))
