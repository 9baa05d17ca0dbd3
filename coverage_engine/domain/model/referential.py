"""A branch's referential: métiers, axes, competencies, needs, levers, vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from coverage_engine.domain.model.exposure import Claim, Scheme
from coverage_engine.domain.normalise import key
from coverage_engine.domain.settings import Settings


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


@dataclass(frozen=True, kw_only=True)
class Referential:
    """All tables of one branch and edition, checked and joined."""

    id: str
    title: str
    edition: str
    branch: str
    credits: tuple[str, ...]
    axes: tuple[Axis, ...]
    families: Mapping[str, str]
    metiers: tuple[Metier, ...]
    perimeter: tuple[PerimeterEntry, ...]
    qualifications: tuple[Qualification, ...]
    profiles: tuple[Profile, ...]
    exposures: tuple[Exposure, ...]
    groups: tuple[Group, ...]
    aliases: tuple[Alias, ...]
    levers: tuple[Lever, ...]
    competences: tuple[Competence, ...]
    needs: tuple[Need, ...]
    lexicon: tuple[Term, ...]
    findings: tuple[Finding, ...]
    glossary: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    settings: Settings = field(default_factory=Settings)
    setting_reasons: Mapping[str, str] = field(default_factory=dict)
    calibration: tuple[Calibration, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    claims: tuple[Claim, ...] = ()

    @cached_property
    def competence_by_id(self) -> dict[str, Competence]:
        """Competencies by identifier."""
        return {c.id: c for c in self.competences}

    @cached_property
    def metier_by_label(self) -> dict[str, Metier]:
        """Métiers by printed label."""
        return {m.label: m for m in self.metiers}

    @cached_property
    def group_by_id(self) -> dict[str, Group]:
        """Groups by identifier."""
        return {g.id: g for g in self.groups}

    @cached_property
    def label_by_key(self) -> dict[str, str]:
        """Printed métier label for each comparable label."""
        return {key(m.label): m.label for m in self.metiers}

    @cached_property
    def functions_of(self) -> dict[str, tuple[str, ...]]:
        """Function groups each métier belongs to, in table order."""
        out: dict[str, list[str]] = {m.label: [] for m in self.metiers}
        for group in self.groups:
            if group.nature == "fonction":
                for metier in group.members:
                    out[metier].append(group.id)
        return {metier: tuple(groups) for metier, groups in out.items()}

    @cached_property
    def reference_qualification(self) -> Qualification | None:
        """The qualification of profiles and priorities; None when no exposure was published."""
        return next((q for q in self.qualifications if q.reference), None)

    @cached_property
    def scheme_of(self) -> dict[str, str]:
        """Scheme that classes the scores of each qualification; the first when none is named."""
        first = self.schemes[0].id if self.schemes else ""
        return {q.id: q.scheme or first for q in self.qualifications}

    def exposure(self, metier: str, qualification: str | None = None) -> Exposure | None:
        """Published exposure of ``metier``; the reference qualification when none is named."""
        wanted = qualification or (
            self.reference_qualification.id if self.reference_qualification else None
        )
        return self._exposures.get((metier, wanted)) if wanted else None

    @cached_property
    def _exposures(self) -> dict[tuple[str, str], Exposure]:
        return {(e.metier, e.qualification): e for e in self.exposures}
