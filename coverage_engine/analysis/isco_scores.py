"""Printed degrees confronted with the scores of tasks, averaged by occupation (N2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.staffing import ScoreCheck, TaskScore, Typology, degree_of
from coverage_engine.domain.normalise import key

AGREES, DIFFERS, UNKNOWN, UNSCORED = (
    "accord",
    "désaccord",
    "code absent d’ISCO-08",
    "code sans score",
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many rows agree among those that can be compared, by printed code or by printed title."""

    agree: int
    compared: int

    @property
    def rate(self) -> Fraction | None:
        """Share of the compared rows that agree, 0 to 1; None when none is."""
        return Fraction(self.agree, self.compared) if self.compared else None


def mean_scores(scores: Sequence[TaskScore]) -> dict[str, tuple[Fraction, int]]:
    """ISCO-08 code → mean of its tasks' scores (0 to 1, exact), number of tasks."""
    by_code = by_key((s.code, s.score) for s in scores)
    return {
        code: (sum(own, Fraction(0)) / len(own), len(own)) for code, own in sorted(by_code.items())
    }


def compare_scores(typology: Typology, scores: Sequence[TaskScore]) -> tuple[ScoreCheck, ...]:
    """Every printed row with degree and code, against the mean of its code's tasks.

    When the printed title is the official one of another code, the mean of that other code is given
    too: it tells whether the code or the degree is at odds.
    """
    means = mean_scores(scores)
    titles = {code: s for s in scores if s.title for code in (s.code,)}
    official = {**{code: s.title for code, s in titles.items()}, **typology.isco}
    code_of = codes_by_title(official)
    out = []
    for o in typology.occupations:
        if not o.degree or not o.code:
            continue
        mean, tasks = means.get(o.code, (None, 0))
        computed = degree_of(mean, typology.degrees) if mean is not None else None
        other = code_of.get(key(o.title), "")
        other = "" if other == o.code else other
        by_title = means.get(other, (None, 0))[0]
        titled = degree_of(by_title, typology.degrees) if by_title is not None else None
        if computed is not None:
            state = AGREES if computed.id == o.degree else DIFFERS
        else:
            state = UNKNOWN if official and o.code not in official else UNSCORED
        out.append(
            ScoreCheck(
                occupation=o,
                mean=mean,
                tasks=tasks,
                computed=computed.label if computed else "",
                state=state,
                title_code=other,
                title_mean=by_title,
                title_degree=titled.label if titled else "",
            )
        )
    return tuple(out)


def codes_by_title(titles: Mapping[str, str]) -> dict[str, str]:
    """Comparable title → its code; the first code when a title is that of several."""
    return {key(title): code for code, title in sorted(titles.items(), reverse=True)}


def agreement(checks: Sequence[ScoreCheck]) -> Agreement:
    """Rows whose printed degree is that of the printed code."""
    compared = [c for c in checks if c.computed]
    return Agreement(sum(c.state == AGREES for c in compared), len(compared))


def title_agreement(checks: Sequence[ScoreCheck], labels: Mapping[str, str]) -> Agreement:
    """The same, reading the printed title where it is the official one of another code.

    Parameters
    ----------
    labels:
        Degree → its label, as in :attr:`ScoreCheck.title_degree`.
    """
    compared = [(c, c.title_degree or c.computed) for c in checks if c.title_degree or c.computed]
    return Agreement(
        sum(labels.get(c.occupation.degree) == found for c, found in compared), len(compared)
    )
