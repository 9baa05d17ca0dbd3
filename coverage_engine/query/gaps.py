"""What is missing for one métier, asked with or without typos, on a run in memory or read back from its folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.errors import OutOfPerimeter, UnknownMetier
from coverage_engine.matching.targets import name_likeness
from coverage_engine.normalise import key, stems

# Typo tolerance of a typed name: likeness to accept it alone, lead on the second, and to suggest it (0 to 100).
ACCEPT, LEAD, SUGGEST, SUGGESTIONS = 80, 6, 60, 4


@dataclass(frozen=True, slots=True)
class FactMetier:
    """Verdict line of a métier; ``low``, ``high`` and ``stability`` as published, ``flip`` a sentence."""

    metier: str
    verdict: str
    reason: str
    profile: str
    numerator: Fraction
    denominator: Fraction
    low: Fraction | None
    high: Fraction | None
    stability: Fraction
    rule_verdict: str
    flip: str


@dataclass(frozen=True, slots=True)
class FactAxis:
    """Rate line of a métier on an axis."""

    metier: str
    axis: str
    numerator: Fraction
    denominator: Fraction
    gap: str
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class Bars:
    """What figures are compared with, so that no display contradicts a verdict.

    ``pivots`` are the pivot axes, ``span`` the share of the draws inside a range.
    """

    rate: Fraction
    pivot: Fraction
    stability: Fraction
    pivots: frozenset[str]
    span: Fraction


@dataclass(frozen=True, slots=True)
class FactNeed:
    """A need as published."""

    metier: str
    axis: str
    competence: str
    label: str
    level: int
    weight: Fraction
    value: Fraction
    state: str
    gap: str
    offers: tuple[str, ...]
    generalist_offers: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class FactOffer:
    """What a buyer wants to know of an offer at a glance."""

    id: str
    title: str
    provider: str
    price: str
    duration: str
    certification: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The published facts a question needs."""

    metiers: tuple[FactMetier, ...]
    axes: tuple[FactAxis, ...]
    needs: tuple[FactNeed, ...]
    offers: Mapping[str, FactOffer]
    aliases: Mapping[str, str]
    axis_labels: Mapping[str, str]
    outside: tuple[str, ...]
    catalogue: str
    bars: Bars


@dataclass(frozen=True, slots=True)
class Gaps:
    """Answer to «what is missing for this métier?». ``read_as`` tells how the typed name was understood."""

    asked: str
    read_as: str
    metier: FactMetier
    axes: tuple[FactAxis, ...]
    missing: tuple[FactNeed, ...]
    covered: int
    total: int
    offers: Mapping[str, FactOffer]
    axis_labels: Mapping[str, str]
    catalogue: str
    bars: Bars


def gaps(facts: Facts, asked: str) -> Gaps:
    """Answer for one métier; missing needs come heaviest first.

    Raises
    ------
    UnknownMetier
        With the nearest names when no métier is near enough, or several are.
    """
    if key(asked) in {key(label) for label in facts.outside}:
        raise OutOfPerimeter(asked)
    metier, read_as = resolve_metier([m.metier for m in facts.metiers], facts.aliases, asked)
    own = [n for n in facts.needs if n.metier == metier and n.state != "sans objet"]
    missing = [n for n in own if n.value < 1]
    order = {axis.axis: rank for rank, axis in enumerate(a for a in facts.axes if a.metier == metier)}
    missing.sort(key=lambda n: (-(n.weight * (1 - n.value)), order.get(n.axis, 99), n.competence))
    named = {o for n in missing for o in (*n.offers, *n.generalist_offers)}
    return Gaps(
        asked, read_as, next(m for m in facts.metiers if m.metier == metier),
        tuple(a for a in facts.axes if a.metier == metier), tuple(missing), len(own) - len(missing), len(own),
        {k: v for k, v in facts.offers.items() if k in named},
        facts.axis_labels,
        facts.catalogue,
        facts.bars,
    )  # fmt: skip


def resolve_metier(labels: Sequence[str], aliases: Mapping[str, str], asked: str) -> tuple[str, str]:
    """Métier meant by a typed name, and how it was read: exact, alias, words, or approached.

    Raises
    ------
    UnknownMetier
        If nothing is near enough or two names are equally near.
    """
    exact = {key(label): label for label in labels}
    folded = key(asked)
    if folded in exact:
        return exact[folded], "exact"
    if folded in aliases and aliases[folded] in labels:
        return aliases[folded], "alias"
    wanted = _meaningful(asked)
    if not wanted:
        raise UnknownMetier(asked, (), labels)
    holding = [label for label in labels if wanted <= _meaningful(label)]
    if len(holding) == 1:
        return holding[0], "mots du libellé"
    ranked = sorted(((name_likeness(asked, label), label) for label in labels), key=lambda p: (-p[0], p[1]))
    near = tuple(label for score, label in ranked[:SUGGESTIONS] if score >= SUGGEST)
    if (
        ranked
        and ranked[0][0] >= ACCEPT
        and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= LEAD)
        and len(holding) < 2
    ):
        return ranked[0][1], "approché"
    raise UnknownMetier(asked, near, labels)


def _meaningful(label: str) -> set[str]:
    return set(stems(label))
