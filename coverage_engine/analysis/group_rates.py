"""Rates of groups of needs over the whole perimeter: by axis, by family, by profile, by lever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from coverage_engine.analysis.coverage import rate_of
from coverage_engine.domain.model.branch import Lever
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import (
    ZERO,
    AxisCoverage,
    MetierCoverage,
    NeedCoverage,
    Rate,
)


def axis_rates(referential: Referential, axes: Iterable[AxisCoverage]) -> dict[str, Rate]:
    """Rate of each axis, all métiers together, by identifier."""
    out = dict.fromkeys((a.id for a in referential.axes), ZERO)
    for a in axes:
        out[a.axis] += a.rate
    return out


def grouped(
    metiers: Sequence[MetierCoverage], group_of: Mapping[str, str]
) -> dict[str, tuple[Rate, tuple[MetierCoverage, ...]]]:
    """Rate and métiers of each group that has some; ``group_of`` gives the group of a métier."""
    own: dict[str, list[MetierCoverage]] = {}
    for m in metiers:
        own.setdefault(group_of[m.metier], []).append(m)
    return {g: (sum((m.rate for m in some), ZERO), tuple(some)) for g, some in own.items()}


def lever_rates(
    referential: Referential, needs: Sequence[NeedCoverage]
) -> tuple[tuple[Lever, Rate], ...]:
    """Rate of the needs that each lever carries."""
    lever_of = {c.id: c.lever for c in referential.competences}
    weights = {a.id: a.weight for a in referential.axes}
    own: dict[str, list[NeedCoverage]] = {}
    for need in needs:
        own.setdefault(lever_of[need.competence], []).append(need)
    return tuple((x, rate_of(own.get(x.id, ()), weights)) for x in referential.levers)
