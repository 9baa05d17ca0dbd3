"""How likely it is that a text names a competency, from its score."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction

from coverage_engine.domain.model.branch import Calibration
from coverage_engine.domain.settings import Settings

_COMPETENCE = "competence"


class Odds:
    """Probability measured on labelled pairs; without them, the provisional one of the settings.

    Parameters
    ----------
    calibration:
        Rows of ``calibration.csv``; those of subject ``competence`` are steps of the score.
    """

    def __init__(self, calibration: Sequence[Calibration], settings: Settings) -> None:
        rows = [(r.score_min, r.probability) for r in calibration if r.subject == _COMPETENCE]
        self._steps = sorted(
            (floor, probability) for floor, probability in rows if floor is not None
        )
        self._settings = settings

    def attests(self, score: Fraction) -> bool:
        """Whether a score is enough to say that the text names the competency."""
        return score >= self._settings.score_atteste

    def named(self, score: Fraction) -> Fraction:
        """Probability (0–1) that a text with this score names the competency."""
        if not self._steps:
            return self._settings.probabilite_attestee if self.attests(score) else Fraction(0)
        reached = bisect_right([floor for floor, _ in self._steps], score)
        return self._steps[max(reached, 1) - 1][1]
