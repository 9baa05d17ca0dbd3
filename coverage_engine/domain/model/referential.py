"""A branch's referential: métiers, axes, competencies, needs, levers, vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from coverage_engine.domain.model.branch import (
    Alias,
    Axis,
    Calibration,
    Competence,
    Exposure,
    Finding,
    Group,
    Lever,
    Metier,
    Need,
    PerimeterEntry,
    Profile,
    Qualification,
    Source,
    Term,
)
from coverage_engine.domain.model.exposure import Claim, Scheme
from coverage_engine.domain.normalise import key
from coverage_engine.domain.settings import Settings


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
