"""Learners as people write them: one number for every métier, or «métier;12, autre métier;3»."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coverage_engine.domain.user_numbers import Misread, read_whole
from coverage_engine.questions.choices import MAX_LEARNERS
from coverage_engine.questions.parameters import one_text

# A métier and its number of learners; what stands between two of them.
_PAIR = re.compile(r"\s*([^;:]*[^;:\s])\s*[;:]\s*(\d{1,6})\s*\Z", re.ASCII)
_BETWEEN = re.compile(r",(?=[^,]*[;:])")


def read_learners(value: object) -> Mapping[str, int] | int:
    """Learners of every métier, or of each by name.

    Raises
    ------
    Misread
        If they are not whole numbers.
    """
    if not isinstance(value, Mapping):
        return read_whole(value, 1, MAX_LEARNERS)
    if not value:
        raise Misread("un nombre d’apprenants par métier attendu")
    return {one_text(metier): read_whole(n, 1, MAX_LEARNERS) for metier, n in value.items()}


def read_pairs(value: object) -> tuple[tuple[str, int], ...]:
    """Métier and number of each pair of «métier;1, autre métier;2».

    Raises
    ------
    Misread
        If one is no such pair.
    """
    found = [_PAIR.match(pair) for pair in _BETWEEN.split(one_text(value))]
    pairs = tuple((pair[1], int(pair[2])) for pair in found if pair)
    if len(pairs) < len(found) or not all(1 <= n <= MAX_LEARNERS for _, n in pairs):
        raise Misread(
            f"« métier;nombre » attendu, un nombre de 1 à {MAX_LEARNERS}, par exemple « 2 » ; une"
            " virgule entre deux métiers"
        )
    return pairs
