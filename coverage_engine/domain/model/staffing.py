"""Objects of the staffing tool: degrees, occupations as printed, posts, protected tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

# From this share of tasks on, a post counts among the «concernés»: the two upper degrees.
CONCERNED_FROM = Fraction(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Degree:
    """A degree of a scheme: ``lower`` (0 to 1, inclusive) is its least score; None for a flag."""

    id: str
    label: str
    order: int
    lower: Fraction | None
    concerned: bool
    definition: str = ""


def degree_of(score: Fraction, degrees: Sequence[Degree]) -> Degree | None:
    """The degree of a score (0 to 1): the highest lower bound reached; None below all.

    >>> low = Degree(id="p", label="peu", order=1, lower=Fraction(0), concerned=False)
    >>> high = Degree(id="c", label="concernés", order=2, lower=Fraction(1, 2), concerned=True)
    >>> degree_of(Fraction(1, 2), [high, low]).label
    'concernés'
    """
    reached = [d for d in degrees if d.lower is not None and d.lower <= score]
    return max(reached, key=lambda d: (d.lower or Fraction(0), d.order)) if reached else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupation:
    """A row métier → ISCO-08 → degree, as printed; ``metier`` has its prefix, ``name`` has not."""

    row: int
    metier: str
    typology: str
    name: str
    code: str
    title: str
    degree: str
    passage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task with a high printed potential (0 to 1), in our words."""

    id: str
    theme: str
    label: str
    index: Fraction
    passage: str


@dataclass(frozen=True, slots=True)
class OccupationGroup:
    """A group of métiers of the study, defined in our words."""

    id: str
    label: str
    definition: str
    passage: str


@dataclass(frozen=True, slots=True)
class NameAlias:
    """Another name of a métier; ``status`` says who vouches for it."""

    label: str
    metier: str
    status: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Typology:
    """The métiers of one referential, with the scheme of their degrees.

    ``isco`` maps the code of every ISCO-08 unit group to its English title, if given.
    """

    id: str
    title: str
    edition: str
    branch: str
    credits: tuple[str, ...]
    degrees: tuple[Degree, ...]
    occupations: tuple[Occupation, ...]
    aliases: tuple[NameAlias, ...] = ()
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()
    groups: tuple[OccupationGroup, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    isco: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostLine:
    """Posts of one printed label and one value in every dimension; ``row``: the first one's."""

    label: str
    values: tuple[str, ...]
    posts: int
    row: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no post: total, subheading, repeated header. ``text`` is what it prints."""

    row: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffingTable:
    """A staffing table understood.

    ``dimensions`` maps a dimension's id to its printed title, in the order of
    :attr:`PostLine.values`; ``unread`` are the titles of the columns that no one reads; ``has_sex``
    tells whether one of them is the sex.
    """

    source: str
    dimensions: Mapping[str, str]
    metier_title: str
    count_title: str
    lines: tuple[PostLine, ...]
    left_out: tuple[LeftOut, ...]
    blank_rows: int
    unread: tuple[str, ...]
    has_sex: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a printed label means: ``occupation`` None when none is near; ``score`` 0 to 100."""

    label: str
    occupation: Occupation | None = None
    method: str
    score: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmapped:
    """A label that joins no métier with a degree; ``row`` is its first."""

    label: str
    row: int
    posts: int
    reason: str
    near: str


@dataclass(frozen=True, slots=True)
class TaskScore:
    """Score (0 to 1) of one task of an occupation."""

    code: str
    title: str
    task: str
    score: Fraction


@dataclass(frozen=True, slots=True)
class CountRow:
    """A line of a table of posts: one value of a dimension, or several grouped.

    ``cells`` are posts per printed degree; None where suppressed. ``total`` is not small.
    """

    label: str
    cells: tuple[int | None, ...]
    total: int
    grouped: tuple[str, ...] = ()

    @property
    def hidden(self) -> int:
        """Posts in the suppressed cells together: what anyone can deduce by difference."""
        return self.total - sum(c for c in self.cells if c is not None)


@dataclass(frozen=True, slots=True)
class CountTable:
    """Posts by value of a dimension and degree, protected; ``note``: why there are no rows."""

    dimension: str
    title: str
    rows: tuple[CountRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class MetierPosts:
    """Posts of one métier; None when suppressed."""

    occupation: Occupation
    column: int
    posts: int | None


@dataclass(frozen=True, slots=True)
class GapPosts:
    """Posts × gap of one métier: the factors and, when every one is known, their product.

    ``rate`` and ``exposure`` are between 0 and 1; ``posts`` is None when suppressed.
    """

    metier: str
    posts: int | None
    rate: Fraction | None
    exposure: Fraction | None

    @property
    def priority(self) -> Fraction | None:
        """posts × (1 − rate) × exposure; None when a factor is unknown."""
        if self.posts is None or self.rate is None or self.exposure is None:
            return None
        return self.posts * (1 - self.rate) * self.exposure


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCheck:
    """One printed row confronted with the scores of tasks.

    ``mean`` is the mean of the tasks of the printed code; ``by_title`` that of the code whose
    official title is the printed one, when it is another. ``state`` is one of
    :mod:`coverage_engine.analysis.isco_scores`.
    """

    occupation: Occupation
    mean: Fraction | None
    tasks: int
    computed: str
    state: str
    title_code: str = ""
    title_mean: Fraction | None = None
    title_degree: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """Everything the report says of a staffing table. No figure below the minimum is left in it.

    ``columns`` are the printed degrees, neighbours joined when one is too small; ``overall`` the
    posts of each. ``unmapped_posts`` and ``all_posts`` are None when the former is below the
    minimum.
    """

    columns: tuple[str, ...]
    concerned: tuple[bool, ...]
    overall: tuple[int, ...]
    tables: tuple[CountTable, ...]
    metiers: tuple[MetierPosts, ...]
    unmapped: tuple[tuple[Unmapped, int | None], ...]
    unmapped_posts: int | None
    all_posts: int | None
    labels_by_method: Mapping[str, int]
    resolved: tuple[tuple[Resolved, int], ...]
    min_cell: int

    @property
    def posts(self) -> int:
        """Posts whose métier has a degree."""
        return sum(self.overall)
