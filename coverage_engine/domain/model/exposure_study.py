"""What the exposure study finds: exposures, switches, shares, levels, figures recomputed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.domain.model.branch import Exposure, Metier
from coverage_engine.domain.model.exposure import Change, CompetenceLevels, Control
from coverage_engine.domain.model.referential import Referential


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureRow:
    """Computed exposure of a métier under one qualification; ``printed``: the source's, if any.

    ``raw`` is None when the levels are unknown; ``carried`` when the levels of the first
    qualification were used, because this one did not qualify the métier again; ``evolution`` is
    positive when the métier rises.
    """

    metier: Metier
    qualification: str
    raw: Fraction | None
    score: Fraction
    rank: int
    profile: str
    evolution: int | None
    printed: Exposure | None
    carried: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A métier whose profile differs between the first qualification and another."""

    metier: Metier
    start: str
    end: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ProfileShare:
    """Number of métiers of one profile in one qualification."""

    qualification: str
    profile: str
    count: int
    total: int

    @property
    def share(self) -> Fraction:
        """Between 0 and 1."""
        return Fraction(self.count, self.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyExposure:
    """A family in one qualification: mean and ends of the scores, number of métiers by profile."""

    family: str
    qualification: str
    count: int
    mean: Fraction
    low: Fraction
    high: Fraction
    profiles: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Normaliser:
    """The métiers whose score is 1: every other score is divided by their raw one."""

    qualification: str
    metiers: tuple[str, ...]
    raw: Fraction | None


@dataclass(frozen=True, slots=True)
class LevelCounts:
    """How many competencies kept for a métier are at each level, 1 to 5."""

    metier: str
    qualification: str
    counts: tuple[int, ...]
    carried: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelGap:
    """A competency that two qualifications do not place at the same level."""

    competence: CompetenceLevels
    start: str
    end: str
    before: int
    after: int

    @property
    def gap(self) -> int:
        """Levels gained from the first qualification to the other."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class ExposureStudy:
    """All that the exposure report says. ``factor``: ratio of two scores, as an interval."""

    referential: Referential
    qualifications: tuple[str, ...]
    rows: tuple[ExposureRow, ...]
    switches: tuple[Switch, ...]
    shares: tuple[ProfileShare, ...]
    families: tuple[FamilyExposure, ...]
    normalisers: tuple[Normaliser, ...]
    factor: tuple[Fraction, Fraction] | None
    controls: tuple[Control, ...]
    changes: tuple[Change, ...]
    anomalies: tuple[Anomaly, ...]
    levels: tuple[CompetenceLevels, ...] = ()
    level_counts: tuple[LevelCounts, ...] = ()
    level_gaps: tuple[LevelGap, ...] = ()
    without_levels: tuple[str, ...] = ()
