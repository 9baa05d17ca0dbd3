"""Single cells that, changed, would reconcile several figures: proposed, never applied.

Every change of one profile, heart, family, rank or score that a disagreement points at is tried on
a copy of the table. Métiers that no figure tells apart give the same result: one of them is tried
for all.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from coverage_engine.checks.claims import claim_controls, recount
from coverage_engine.checks.measures import (
    CORE_COLUMN,
    FAMILY_COLUMN,
    MEASURES,
    PROFILE_COLUMN,
    RANK_COLUMN,
    SCORE_COLUMN,
    Published,
    published,
)
from coverage_engine.checks.reconciliation import RANK, SOURCE, Bounds, cell_controls, rank_bounds
from coverage_engine.domain.french import number
from coverage_engine.domain.model.anomaly import Anomaly, fault_table
from coverage_engine.domain.model.branch import Exposure
from coverage_engine.domain.model.exposure import NAMES, Change, Control
from coverage_engine.domain.model.referential import Referential

_FAULTS = fault_table("""
I | RECONCILIATION-CHANGEMENT |  | « {new} » : ce seul changement réconcilierait {reconciles}
   chiffres imprimés, {listed}{breaks}{others} | rien n’est changé | vérifier cette case dans la
   source
""")


CHANGE = "RECONCILIATION-CHANGEMENT"
# A change is worth telling from this number of figures that it reconciles, less those it
# contradicts: one alone proves nothing.
FEWEST_RECONCILED = 2
# Proposals told, the most useful first.
MOST_PROPOSED = 5
_METIERS = "metiers.csv"

Place = tuple[str, str, int, str]


class _Search:
    """The table before, what it disagrees on, and how to weigh a change."""

    def __init__(self, ref: Referential) -> None:
        self.table = published(ref)
        self.claims = ref.claims
        self.families = tuple(ref.families)
        self.bounds = rank_bounds(self.table)
        recounted = claim_controls(self.claims, self.table)
        cells = self._cells(self.table, self.bounds, *self.table.metiers)
        self.before: dict[Place, Control] = {c.place: c for c in (*cells, *recounted)}
        self.failing = {place for place, c in self.before.items() if c.agrees is False}
        self.failing_claims = [
            c for c, k in zip(self.claims, recounted, strict=True) if k.agrees is False
        ]
        self.agreed = {c.id: k.agrees for c, k in zip(self.claims, recounted, strict=True)}
        self.quoted_families = {c.parameters.get(FAMILY_COLUMN) for c in self.claims}
        self.quoted = [
            set(c.printed.split(NAMES)) for c in self.claims if MEASURES[c.measure].names
        ]

    def _cells(self, table: Published, bounds: Bounds, *metiers: str) -> list[Control]:
        """Controls of the exposures of some métiers."""
        places = ((m, q) for m in metiers for q in table.qualifications)
        return [
            c
            for p in places
            if p in table.cells
            for c in cell_controls(table, table.cells[p], bounds)
        ]

    def weigh(self, table: Published, change: Change) -> Change:
        """What a change reconciles and contradicts, among figures that read its column."""
        claims = [c for c in self.claims if change.column in MEASURES[c.measure].reads]
        moved = change.column == SCORE_COLUMN
        bounds, touched = (
            (rank_bounds(table), tuple(table.metiers)) if moved else (self.bounds, (change.metier,))
        )
        cells = self._cells(table, bounds, *touched)
        # Texts cost more than figures: written only for the claims whose result changes.
        turned = [c for c in claims if recount(c, table)[1] != self.agreed[c.id]]
        after = [*cells, *claim_controls(turned, table)]
        fixed = tuple(self.before[c.place] for c in after if c.agrees and c.place in self.failing)
        broken = tuple(c for c in after if c.agrees is False and c.place not in self.failing)
        return replace(change, reconciles=fixed, breaks=broken)

    def candidates(self) -> Iterator[tuple[Hashable, Published, Change]]:
        """Changes that could act on two disagreements: likeness, changed table, change."""
        alike = {m: self._likeness(m) for m in self.table.metiers}
        yield from self._profiles(alike)
        yield from self._metier_columns(alike)
        yield from self._ranks_and_scores()

    def _profiles(
        self, alike: Mapping[str, Hashable]
    ) -> Iterator[tuple[Hashable, Published, Change]]:
        quoted = {
            v
            for c in self.failing_claims
            for n, v in c.parameters.items()
            if n in (PROFILE_COLUMN, "de", "vers")
        }
        for e in self.table.cells.values():
            scheme = self.table.schemes.get(self.table.scheme_of.get(e.qualification, ""))
            for band in scheme.bands if scheme else ():
                if band.profile == e.profile or not quoted & {band.profile, e.profile}:
                    continue
                fits = scheme is not None and (
                    band.flag or scheme.profile_of(e.score) in (None, band.profile)
                )
                change = _cell(e, PROFILE_COLUMN, e.profile, band.profile)
                changed = self.table.with_cell(replace(e, profile=band.profile))
                yield (alike[e.metier], e.qualification, band.profile, fits), changed, change

    def _metier_columns(
        self, alike: Mapping[str, Hashable]
    ) -> Iterator[tuple[Hashable, Published, Change]]:
        named = {n for c in self.failing_claims for n in c.parameters}
        for label, m in self.table.metiers.items():
            tries = []
            if CORE_COLUMN in named:
                tries.append(
                    (replace(m, core=not m.core), CORE_COLUMN, _yes(m.core), _yes(not m.core))
                )
            if FAMILY_COLUMN in named:
                tries += [
                    (replace(m, family=f), FAMILY_COLUMN, m.family, f)
                    for f in self.families
                    if f != m.family
                ]
            for new, column, was, becomes in tries:
                change = Change(
                    source=_METIERS,
                    row=0,
                    column=column,
                    metier=label,
                    qualification="",
                    old=was,
                    new=becomes,
                )
                yield (
                    (alike[label], column, becomes),
                    replace(self.table, metiers={**self.table.metiers, label: new}),
                    change,
                )

    def _ranks_and_scores(self) -> Iterator[tuple[Hashable, Published, Change]]:
        """For each rank its score contradicts: the rank it gives, the score the rank asks for."""
        rows = {
            (c.source, c.row): c
            for c in self.before.values()
            if c.code == RANK and c.agrees is False
        }
        for (metier, q), e in self.table.cells.items():
            if (SOURCE, e.row) not in rows:
                continue
            for rank in range(self.bounds[metier, q][0], self.bounds[metier, q][1] + 1):
                change = _cell(e, RANK_COLUMN, str(e.rank), str(rank))
                yield (metier, q, rank), self.table.with_cell(replace(e, rank=rank)), change
            score = self._score_of_rank(e)
            if score is not None:
                change = _cell(e, SCORE_COLUMN, number(e.score, 2), number(score, 2))
                yield (metier, q, score), self.table.with_cell(replace(e, score=score)), change

    def _score_of_rank(self, e: Exposure) -> Fraction | None:
        """A score between those of the ranks just above and below, at the printed precision."""
        others = [o for o in self.table.of(e.qualification) if o is not e]
        above = min((o.score for o in others if o.rank < e.rank), default=Fraction(1))
        below = max((o.score for o in others if o.rank > e.rank), default=Fraction(0))
        step = 2 * self.table.half_step
        middle = (above + below) / 2
        return (middle if not step else round(middle / step) * step) if above >= below else None

    def _likeness(self, metier: str) -> Hashable:
        """What the figures see of a métier: two alike métiers change every figure alike."""
        cells = [self.table.cells.get((metier, q)) for q in self.table.qualifications]
        who = self.table.metiers[metier]
        profiles = tuple(e.profile if e else None for e in cells)
        moves = tuple(
            a and b and (a.score > b.score) - (a.score < b.score) for a in cells for b in cells
        )
        fits = tuple(
            c.agrees
            for c in self._cells(self.table, self.bounds, metier)
            if c.column == PROFILE_COLUMN
        )
        named = tuple(metier in names for names in self.quoted)
        family = who.family if who.family in self.quoted_families else None
        return (who.core, family, metier in self.table.perimeter, profiles, moves, fits, named)


def _cell(e: Exposure, column: str, old: str, new: str) -> Change:
    return Change(
        source=SOURCE,
        row=e.row,
        column=column,
        metier=e.metier,
        qualification=e.qualification,
        old=old,
        new=new,
    )


def _yes(flag: bool) -> str:
    return "oui" if flag else "non"


def one_changes(ref: Referential) -> list[Change]:
    """Changes of one cell that reconcile at least two printed figures more than they contradict.

    Those that contradict nothing come first, then those that reconcile most; a change that does
    only part of what a better one does is left out.
    """
    search = _Search(ref)
    if len(search.failing) < FEWEST_RECONCILED:
        return []
    weighed: dict[Hashable, Change] = {}
    others: dict[Hashable, list[str]] = {}
    for likeness, table, change in search.candidates():
        if likeness in weighed:
            others[likeness].append(change.metier)
        else:
            weighed[likeness] = search.weigh(table, change)
            others[likeness] = []
    found = [
        replace(c, others=tuple(others[like]))
        for like, c in weighed.items()
        if c.gain >= FEWEST_RECONCILED
    ]
    found.sort(
        key=lambda c: (
            bool(c.breaks),
            -c.gain,
            -len(c.reconciles),
            c.source,
            c.row,
            c.column,
            c.metier,
            c.new,
        )
    )
    return _useful(found)


def _useful(found: Sequence[Change]) -> list[Change]:
    kept: list[Change] = []
    for change in found:
        fixed = {c.place for c in change.reconciles}
        if not any(k.gain > change.gain and fixed <= {c.place for c in k.reconciles} for k in kept):
            kept.append(change)
    return kept


def change_anomalies(ref: Referential) -> list[Anomaly]:
    """The most useful changes, as anomalies to look into."""
    return [_anomaly(c) for c in one_changes(ref)[:MOST_PROPOSED]]


def _anomaly(c: Change) -> Anomaly:
    breaks = (
        f" ; il contredirait {listed(c.breaks)}" if c.breaks else " ; il n’en contredirait aucun"
    )
    others = f" ; le même effet avec : {' ; '.join(c.others)}" if c.others else ""
    where = f"{c.metier} ({c.qualification})" if c.qualification else c.metier
    return _FAULTS[CHANGE].at(
        c.source,
        c.row,
        f"{c.old} — {where}",
        column=c.column,
        new=c.new,
        reconciles=len(c.reconciles),
        listed=listed(c.reconciles),
        breaks=breaks,
        others=others,
    )


def listed(controls: Sequence[Control]) -> str:
    """Controls as a short list, by what they are about."""
    return " ; ".join(
        c.subject if c.source != SOURCE else f"{c.column} de {c.subject}" for c in controls
    )
