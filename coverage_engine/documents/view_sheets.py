"""View-model of a métier’s sheet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RateLine:
    """A rate with its denominator."""

    label: str
    rate: str
    fraction: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why an offer serves a need."""

    offer: str
    anchor: str
    title: str
    provider: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """A need on a métier's sheet."""

    competence: str
    label: str
    level: str
    weight: str
    state: str
    mark: str
    gap: str
    reason: str
    status: str
    whys: tuple[Why, ...]
    more: int
    generalists: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisBlock:
    """The needs of a métier on one axis."""

    label: str
    rate: str
    fraction: str
    gap: str
    surplus: str
    needs: tuple[NeedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A métier's sheet: verdict, exposure, needs, what covers each and why, gaps, variants."""

    metier: str
    anchor: str
    family: str
    origin: str
    profile: str
    exposures: tuple[str, ...]
    verdict: str
    rate: str
    fraction: str
    reasons: tuple[str, ...]
    holding: str
    flip: str
    priority: str
    axes: tuple[AxisBlock, ...]
    gaps: tuple[NeedLine, ...]
    variants: tuple[RateLine, ...]
    scopes: tuple[RateLine, ...]
    concentration: tuple[str, ...]
