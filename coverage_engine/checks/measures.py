"""The measures that recount a published figure from the printed table (requirement E6).

A closed vocabulary: each measure reads the exposures as printed and gives a figure, or names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache

from coverage_engine.domain.model.branch import Exposure, Metier
from coverage_engine.domain.model.exposure import Scheme
from coverage_engine.domain.model.referential import Referential

# Parameter by which a measure counts only the métiers at the heart, or only the others.
CORE_COLUMN = "coeur"
# A score is printed with this many decimals at most; beyond, it is taken as exact.
_MOST_DECIMALS = 6


@dataclass(frozen=True, kw_only=True)
class Published:
    """The printed table as measures read it; ``cells``: exposures by (métier, qualification)."""

    metiers: Mapping[str, Metier]
    cells: Mapping[tuple[str, str], Exposure]
    qualifications: tuple[str, ...]
    schemes: Mapping[str, Scheme]
    scheme_of: Mapping[str, str]
    perimeter: frozenset[str]

    def of(self, qualification: str) -> list[Exposure]:
        """Exposures of one qualification, in the order of the métiers."""
        return [e for m in self.metiers if (e := self.cells.get((m, qualification)))]

    def with_cell(self, changed: Exposure) -> Published:
        """The same table with one exposure replaced."""
        return replace(self, cells={**self.cells, (changed.metier, changed.qualification): changed})

    @cached_property
    def half_step(self) -> Fraction:
        """Half a unit of the last decimal of the printed scores; 0 when they look exact."""
        scores = [e.score for e in self.cells.values()]
        for decimals in range(_MOST_DECIMALS + 1):
            if all((s * 10**decimals).denominator == 1 for s in scores):
                return Fraction(1, 2 * 10**decimals)
        return Fraction(0)


@dataclass(frozen=True, slots=True)
class Found:
    """What a measure gives: a figure or names; ``of`` is the denominator of a share."""

    value: Fraction | None
    names: tuple[str, ...] = ()
    of: int = 0


def published(ref: Referential) -> Published:
    """The printed table of a referential."""
    return Published(
        metiers={m.label: m for m in ref.metiers},
        cells={(e.metier, e.qualification): e for e in ref.exposures},
        qualifications=tuple(q.id for q in ref.qualifications),
        schemes={s.id: s for s in ref.schemes},
        scheme_of=ref.scheme_of,
        perimeter=frozenset(p.metier for p in ref.perimeter),
    )


Parameters = Mapping[str, str]


def _in_scope(table: Published, metier: str, p: Parameters) -> bool:
    who = table.metiers[metier]
    if CORE_COLUMN in p and who.core != (p[CORE_COLUMN] == "oui"):
        return False
    return "famille" not in p or who.family == p["famille"]


def _scoped(table: Published, metiers: Iterable[str], p: Parameters) -> tuple[str, ...]:
    return tuple(m for m in metiers if _in_scope(table, m, p))


def _counted(names: tuple[str, ...]) -> Found:
    return Found(Fraction(len(names)), names)


def _metiers(table: Published, p: Parameters) -> Found:
    return _counted(_scoped(table, table.metiers, p))


def _exposed(table: Published, p: Parameters) -> Found:
    return _counted(_scoped(table, (e.metier for e in table.of(p["qualification"])), p))


def _perimeter(table: Published, p: Parameters) -> Found:
    return _counted(_scoped(table, (m for m in table.metiers if m in table.perimeter), p))


def _profiles(table: Published, p: Parameters) -> Found:
    names = (
        tuple(b.profile for b in table.schemes[p["grille"]].bands)
        if p["grille"] in table.schemes
        else ()
    )
    return _counted(names)


def _qualifications(table: Published, p: Parameters) -> Found:
    return _counted(table.qualifications)


def _with_profile(table: Published, p: Parameters) -> Found:
    every = [e for e in table.of(p["qualification"]) if _in_scope(table, e.metier, p)]
    names = tuple(e.metier for e in every if e.profile == p["profil"])
    return Found(Fraction(len(names)), names, len(every))


def _profile_share(table: Published, p: Parameters) -> Found:
    counted = _with_profile(table, p)
    return replace(
        counted, value=Fraction(len(counted.names) * 100, counted.of) if counted.of else None
    )


def _family_share(table: Published, p: Parameters) -> Found:
    every = [e.metier for e in table.of(p["qualification"]) if e.profile == p["profil"]]
    names = tuple(m for m in every if table.metiers[m].family == p["famille"])
    return Found(Fraction(len(names) * 100, len(every)) if every else None, names, len(every))


def _pairs(table: Published, p: Parameters) -> list[tuple[Exposure, Exposure]]:
    """Each métier's exposure in two qualifications, the first two when not named."""
    start, end = (
        p.get("depart", table.qualifications[0]),
        p.get("arrivee", table.qualifications[-1]),
    )
    return [
        (table.cells[m, start], table.cells[m, end])
        for m in table.metiers
        if (m, start) in table.cells and (m, end) in table.cells and _in_scope(table, m, p)
    ]


def _moves(
    pairs: list[tuple[Exposure, Exposure]], way: str | None
) -> list[tuple[Exposure, Exposure]]:
    if way is None:
        return pairs
    return [
        (a, b) for a, b in pairs if (b.score > a.score if way == "hausse" else b.score < a.score)
    ]


def _switches(table: Published, p: Parameters) -> Found:
    return _counted(
        tuple(
            a.metier
            for a, b in _moves(_pairs(table, p), p.get("sens"))
            if a.profile != b.profile
            and p.get("de", a.profile) == a.profile
            and p.get("vers", b.profile) == b.profile
        )
    )


def _movements(table: Published, p: Parameters) -> Found:
    return _counted(tuple(a.metier for a, _ in _moves(_pairs(table, p), p["sens"])))


def common_factor(
    pairs: Sequence[tuple[Fraction, Fraction]], half: Fraction
) -> tuple[Fraction, Fraction] | None:
    """The ratio of two columns of scores that explains most métiers, as an interval.

    Scores are divided by the highest métier: when that one moves, all the others move by one same
    ratio (requirement E1). None when no score is above zero.
    """
    spans = [s for a, b in pairs if (s := _ratio_span(a, b, half))]
    starts = sorted({low for low, _ in spans})
    best: tuple[int, Fraction, Fraction] | None = None
    for start in starts:
        holding = [high for low, high in spans if low <= start <= high]
        if best is None or len(holding) > best[0]:
            best = (len(holding), start, min(holding))
    return (best[1], best[2]) if best else None


def _ratio_span(
    before: Fraction, after: Fraction, half: Fraction
) -> tuple[Fraction, Fraction] | None:
    """Ratios after / before that the rounding of both allows; None when any would do."""
    low = max(after - half, Fraction(0)) / (before + half) if before + half else Fraction(0)
    return (low, (after + half) / (before - half)) if before > half else None


def _rescored(table: Published, p: Parameters) -> Found:
    pairs = _pairs(table, {k: v for k, v in p.items() if k in ("depart", "arrivee")})
    moved = _unexplained(tuple((a.metier, a.score, b.score) for a, b in pairs), table.half_step)
    return _counted(_scoped(table, moved, p))


@lru_cache(maxsize=16)  # the search of one change asks it again and again for the same scores
def _unexplained(
    rows: tuple[tuple[str, Fraction, Fraction], ...], half: Fraction
) -> tuple[str, ...]:
    """Métiers whose two scores the common factor does not link."""
    factor = common_factor([(a, b) for _, a, b in rows], half)
    spans = ((m, _ratio_span(a, b, half)) for m, a, b in rows)
    return tuple(
        m for m, s in spans if s and not (factor and s[0] <= factor[0] and factor[1] <= s[1])
    )


def _lowest(table: Published, p: Parameters) -> Found:
    return _extreme(table, p, min)


def _highest(table: Published, p: Parameters) -> Found:
    return _extreme(table, p, max)


def _extreme(table: Published, p: Parameters, pick: Callable[[list[Fraction]], Fraction]) -> Found:
    every = table.of(p["qualification"])
    if not every:
        return Found(None)
    value = pick([e.score for e in every])
    return Found(value, tuple(e.metier for e in every if e.score == value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A way to recount: function, columns read, parameters, and whether it gives names."""

    run: Callable[[Published, Parameters], Found]
    reads: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    names: bool = False


PROFILE_COLUMN, SCORE_COLUMN, RANK_COLUMN, FAMILY_COLUMN = "profil", "score", "rang", "famille"
_SCOPE = frozenset({CORE_COLUMN, FAMILY_COLUMN})
_OF = frozenset({"qualification"})
TWO = frozenset({"depart", "arrivee"})
_SWITCH = TWO | _SCOPE | {"de", "vers", "sens"}
_PROFILES_READ = _SCOPE | {PROFILE_COLUMN}
_SCORES_READ = _SCOPE | {SCORE_COLUMN}
NOT_RECOMPUTED = "non_recalculable"
MEASURES: Mapping[str, Measure] = {
    "nombre_metiers": Measure(run=_metiers, reads=_SCOPE, may=_SCOPE),
    "metiers": Measure(run=_metiers, reads=_SCOPE, may=_SCOPE, names=True),
    "nombre_exposes": Measure(run=_exposed, reads=_SCOPE, needs=_OF, may=_SCOPE),
    "nombre_perimetre": Measure(run=_perimeter, reads=_SCOPE, may=_SCOPE),
    "nombre_profils": Measure(run=_profiles, needs=frozenset({"grille"})),
    "nombre_qualifications": Measure(run=_qualifications),
    "nombre_profil": Measure(
        run=_with_profile, reads=_PROFILES_READ, needs=_OF | {"profil"}, may=_SCOPE
    ),
    "part_profil": Measure(
        run=_profile_share, reads=_PROFILES_READ, needs=_OF | {"profil"}, may=_SCOPE
    ),
    "part_famille": Measure(
        run=_family_share, reads=_PROFILES_READ, needs=_OF | {"profil", "famille"}
    ),
    "bascules": Measure(run=_switches, reads=_PROFILES_READ | _SCORES_READ, may=_SWITCH),
    "metiers_bascules": Measure(
        run=_switches, reads=_PROFILES_READ | _SCORES_READ, may=_SWITCH, names=True
    ),
    "mouvements": Measure(
        run=_movements, reads=_SCORES_READ, needs=frozenset({"sens"}), may=TWO | _SCOPE
    ),
    "scores_changes": Measure(run=_rescored, reads=_SCORES_READ, may=TWO | _SCOPE),
    "score_min": Measure(run=_lowest, reads=_SCORES_READ, needs=_OF),
    "score_max": Measure(run=_highest, reads=_SCORES_READ, needs=_OF),
    NOT_RECOMPUTED: Measure(run=lambda table, p: Found(None)),
}
