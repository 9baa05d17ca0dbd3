"""What a study gives back: charts, answers, métiers. Each shows itself in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from coverage_engine.domain.errors import InputRefused, shortened
from coverage_engine.questions import declared
from coverage_engine.questions.gaps import Gaps
from coverage_engine.tables.columns import DataTable
from coverage_engine.tables.kinds import JOIN
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import MetierLine

if TYPE_CHECKING:
    import pandas as pd


T_co = TypeVar("T_co", bound=declared.Answer, covariant=True)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as SVG text, drawn by a notebook; ``print(chart.svg, file=…)`` keeps it.

    Attributes
    ----------
    svg:
        One self-contained ``<svg>`` element, with a title and a description.
    """

    svg: str = field(repr=False)

    def _repr_svg_(self) -> str:
        return self.svg


@dataclass(frozen=True, slots=True)
class Answer(Generic[T_co]):
    """The answer to a question.

    Attributes
    ----------
    data:
        The answer itself, a dataclass whose figures are exact fractions.
    notes:
        What to keep in mind, in French.
    svg:
        Its chart, as SVG text; empty when it has none.
    """

    data: T_co = field(repr=False)
    published: Published = field(repr=False)
    notes: tuple[str, ...] = ()
    svg: str = field(default="", repr=False)

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of its tables, the main one first."""
        return tuple(t.name for t in self.data.tables())

    @property
    def chart(self) -> Chart:
        """Its chart, empty when it has none."""
        return Chart(self.svg)

    def frame(self, name: str = "") -> pd.DataFrame:
        """One of its tables as a data frame, figures as floats.

        Parameters
        ----------
        name:
            Name among :attr:`tables`; the main one when empty.

        Raises
        ------
        InputRefused
            If no table has this name.
        """
        made = {t.name: t for t in self.data.tables()}
        return table_named(name or next(iter(made)), made.get, tuple(made)).frame()

    def __repr__(self) -> str:
        return f"<Answer {type(self.data).__name__}, tables {', '.join(self.tables)}>"

    def _repr_html_(self) -> str:
        from coverage_engine.documents.study_html import answer_html

        return answer_html(self.published, self.data.tables(), self.notes, self.svg)

    def __str__(self) -> str:
        from coverage_engine.documents.answer_text import tables_text

        return tables_text(self.published, self.data.tables(), self.notes, ".frame(…)")


@dataclass(frozen=True, slots=True)
class Metier:
    """One métier: shown in a notebook with its rate and range, its verdict, what would flip it, its
    axes and its gaps.

    Attributes
    ----------
    gaps:
        What is missing, as :meth:`Study.gaps` gives it.
    """

    gaps: Gaps = field(repr=False)
    published: Published = field(repr=False)

    @property
    def line(self) -> MetierLine:
        """What was published: exact rate, range, verdict, stability, reason, profile, priority."""
        return self.gaps.metier

    @property
    def besoins(self) -> pd.DataFrame:
        """Its needs, one row each, covered ones included."""
        from coverage_engine.questions.metiers import metier_sheet

        return metier_sheet(self.published, self.line.slug).tables()[0].frame()

    @property
    def axes(self) -> pd.DataFrame:
        """Its rate on each axis."""
        return self.gaps.tables()[1].frame()

    def links(self) -> Chart:
        """Its needs on the left, the offers that serve them on the right, a line per link."""
        from coverage_engine.documents.study_charts import metier_svg

        return Chart(metier_svg(self.published, self.line))

    def __repr__(self) -> str:
        return f"<Metier {self.line.metier} : {self.line.verdict}>"

    def __str__(self) -> str:
        from coverage_engine.documents.answers import gaps_text

        return gaps_text(self.published, self.gaps)

    def _repr_html_(self) -> str:
        from coverage_engine.documents.study_html import metier_html

        return metier_html(self.published, self.gaps)


def table_named(
    name: object, table: Callable[[str], DataTable | None], known: Sequence[str]
) -> DataTable:
    """A table by its name.

    Raises
    ------
    InputRefused
        If there is none, with those there are.
    """
    found = table(name) if isinstance(name, str) else None
    if found is None:
        asked = shortened(str(name))
        raise InputRefused([f"table « {asked} » inconnue → au choix : {JOIN.join(known)}"])
    return found
