"""A run as data frames, a graph and charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from coverage_engine.study.answers import Chart, table_named
from coverage_engine.tables.columns import DataTable
from coverage_engine.tables.published import Published

if TYPE_CHECKING:
    import pandas as pd

    from coverage_engine.analysis.run import Run
    from coverage_engine.tables.network import Network


class Frames:
    """What a run published, to be looked at; :class:`Study` adds the questions."""

    def __init__(
        self,
        published: Published,
        table: Callable[[str], DataTable | None],
        tables: Sequence[str],
        run: Run | None = None,
    ) -> None:
        self.published = published
        self.run = run
        self.tables = tuple(tables)
        self._table = table

    def frame(self, name: str) -> pd.DataFrame:
        """One of the run's tables as a data frame, figures as floats.

        Parameters
        ----------
        name:
            Name among ``tables``, such as ``"couverture_metier"``.

        Raises
        ------
        InputRefused
            If no table has this name.
        """
        return table_named(name, self._table, self.tables).frame()

    @property
    def couverture(self) -> pd.DataFrame:
        """One row a métier: rate, verdict, range, stability, reason, priority."""
        return self.frame("couverture_metier")

    @property
    def carte(self) -> pd.DataFrame:
        """The heat-map as a table: one row a métier, one rate a column."""
        return self.frame("carte_metier_axe")

    @property
    def par_axe(self) -> pd.DataFrame:
        """One row a métier and axis: rate, fraction, gap, range."""
        return self.frame("couverture_metier_axe")

    @property
    def besoins(self) -> pd.DataFrame:
        """One row a need: level, weight, value, state, offers."""
        return self.frame("besoins")

    @property
    def offres(self) -> pd.DataFrame:
        """One row an offer: price, duration, formats, certification, what was read in it."""
        return self.frame("offres")

    @property
    def liens(self) -> pd.DataFrame:
        """One row a link: value, probability, and why."""
        return self.frame("liens")

    @property
    def constats(self) -> pd.DataFrame:
        """One row a published statement and what the data say of it."""
        return self.frame("constats")

    @property
    def anomalies(self) -> pd.DataFrame:
        """One row a fault found in the inputs, with its place and its remedy."""
        return self.frame("anomalies")

    @property
    def a_confirmer(self) -> pd.DataFrame:
        """The readings whose confirmation would remove most doubt."""
        return self.frame("liens_a_confirmer")

    @property
    def sensibilite(self) -> pd.DataFrame:
        """What another value of each setting would change in the lists."""
        return self.frame("sensibilite")

    @property
    def reglages(self) -> pd.DataFrame:
        """Every setting with its unit, its bounds and its reason."""
        return self.frame("reglages")

    @cached_property
    def graph(self) -> Network:
        """Bipartite graph (networkx) of ``("besoin", métier, competency)`` and ``("offre", offer
        id)`` nodes.

        Needs carry axis, label, level, weight, value and state; offers title, provider and counted;
        edges their ``link``, its value as ``weight`` and whether it ``counts``.
        """
        from coverage_engine.tables.network import network

        return network(self.published)

    def heatmap(self) -> Chart:
        """Rates by métier and axis, from the best to the least covered."""
        from coverage_engine.documents.study_charts import heat_svg

        return Chart(heat_svg(self.published))

    def bars(self) -> Chart:
        """Rate of each métier with its range and the threshold."""
        from coverage_engine.documents.study_charts import bars_svg

        return Chart(bars_svg(self.published))
