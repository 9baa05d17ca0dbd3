"""What a branch states, record by record: axes, métiers, competencies, needs, vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis of competencies; ``pivot`` axes are those the verdict *bien couvert* asks for."""

    id: str
    label: str
    order: int
    definition: str
    pivot: bool
    weight: Fraction
    status: str


@dataclass(frozen=True, slots=True)
class Metier:
    """A métier as the branch names it, its family, whether it is at the heart of the branch."""

    label: str
    family: str
    core: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """A qualification of the exposure: ``reference`` for priorities, ``scheme`` to class scores."""

    id: str
    label: str
    order: int
    reference: bool
    scheme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Published exposure of a métier under one qualification (score between 0 and 1)."""

    metier: str
    qualification: str
    score: Fraction
    rank: int
    evolution: int | None
    profile: str
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A class of exposure; ``lower`` is its inclusive bound, None for a flag (*émergent*)."""

    id: str
    label: str
    order: int
    lower: Fraction | None
    emerging: bool
    definition: str


@dataclass(frozen=True, slots=True)
class Group:
    """A set of métiers: ``fonction`` (a subject of work), ``cible``, ``tous``, ``hors_branche``."""

    id: str
    label: str
    nature: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another spelling of a métier or a group, with who says so."""

    label: str
    nature: str
    target: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Lever:
    """A support lever of the study, ``tronc_commun`` or ``specifique``."""

    id: str
    label: str
    nature: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Competence:
    """A competency of an axis; ``socle``: first level; ``reach``: ``transverse`` or ``metier``."""

    id: str
    axis: str
    label: str
    definition: str
    socle: bool
    reach: str
    lever: str
    source: str
    passage: str
    status: str
    formulations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A métier must have a competency at ``level`` 1–3, unless not ``applicable``."""

    metier: str
    competence: str
    applicable: bool
    level: int
    priority: Fraction
    reason: str
    status: str

    @property
    def weight(self) -> Fraction:
        """Depth counts: the level, times the priority (method §4)."""
        return self.level * self.priority


@dataclass(frozen=True, slots=True, kw_only=True)
class PerimeterEntry:
    """Why a métier is in the perimeter of the coverage study."""

    metier: str
    origin: str
    printed: str
    status: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An entry of the lexicon: ``pattern`` shows ``subject`` unless one of ``unless`` is there."""

    subject: str
    pattern: str
    strength: str
    unless: tuple[str, ...]
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Measured probability of what the reading says, on labelled titles.

    ``subject`` is ``axe:…`` (``evidence``: principal, aborde, theme_seul, non_lue) or
    ``competence`` (``evidence``: score; from ``score_min`` on). ``low`` and ``high`` are a 95 %
    interval.
    """

    subject: str
    evidence: str
    score_min: Fraction | None
    probability: Fraction
    count: int
    positives: int
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A published qualitative statement and the computable test that confronts it with the data."""

    id: str
    label: str
    test: str
    parameters: Mapping[str, str]
    source: str
    passage: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document the referential rests on."""

    id: str
    title: str
    author: str
    year: str
