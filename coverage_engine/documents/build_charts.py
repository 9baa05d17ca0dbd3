"""Data of the charts: titles, descriptions for those who do not see them, bars and points."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from coverage_engine.analysis.run import Run
from coverage_engine.documents.build_doubt import VERDICT_SIGNS
from coverage_engine.documents.view_charts import Bar, BarChart, Point, Scatter
from coverage_engine.domain.french import number, percent, ratio
from coverage_engine.domain.model.doubt import Range
from coverage_engine.domain.model.results import Rate
from coverage_engine.tables.phrases import with_range


def make_charts(run: Run, totals: dict[str, Rate]) -> dict[str, BarChart]:
    """Bars per axis and per métier."""
    threshold = run.referential.settings.seuil_bien_couvert
    labels = {a.id: a.label for a in run.referential.axes}
    axis_bars = tuple(
        Bar(
            label=labels[a],
            value=float(r.value or 0),
            text=(
                f"{with_range(r.value, run.doubt.by_axis[a])} ({ratio(r.numerator, r.denominator)})"
            ),
            ends=_ends(run.doubt.by_axis[a]),
        )
        for a, r in totals.items()
    )
    return {
        "axes": BarChart(
            id="axes",
            title="Taux de couverture par axe",
            description="Une barre par axe, sur l’ensemble des métiers du périmètre. "
            + " ; ".join(f"{b.label} {b.text}" for b in axis_bars)
            + ".",
            bars=axis_bars,
        ),
        "metiers": metier_chart(
            [
                (m.metier, m.verdict, m.rate.value, run.doubt.metiers[m.metier].rates)
                for m in run.by_rate
            ],
            threshold,
        ),
    }


def metier_chart(
    metiers: Iterable[tuple[str, str, Fraction | None, Range]], threshold: Fraction
) -> BarChart:
    """Rate of each métier with its range: name, verdict, rate and range, in the order of the
    bars.
    """
    bars = tuple(
        Bar(
            label=metier,
            value=float(rate or 0),
            text=with_range(rate, rates, [threshold]),
            mark=VERDICT_SIGNS[verdict],
            ends=_ends(rates),
        )
        for metier, verdict, rate, rates in metiers
    )
    return BarChart(
        id="metiers",
        title="Taux de couverture par métier",
        description=(
            "Une barre par métier, du mieux au moins couvert, et le trait de sa fourchette ; rond"
            " plein : bien couvert, rond à moitié plein : à confirmer, rond vide : à renforcer. Les"
            " valeurs sont dans la carte métier × axe."
        ),
        bars=bars,
        threshold=float(threshold),
        threshold_label=f"seuil {percent(threshold)}",
    )


def _ends(rates: Range) -> tuple[float, float] | None:
    return (
        None if rates.low is None or rates.high is None else (float(rates.low), float(rates.high))
    )


def make_scatter(run: Run) -> Scatter | None:
    """Exposure against coverage; None when no exposure is published."""
    threshold = run.referential.settings.seuil_bien_couvert
    placed = [m for m in run.by_rate if m.exposure is not None and m.rate.value is not None]
    if not placed:
        return None
    points = tuple(
        Point(
            number=i,
            label=m.metier,
            x=float(m.exposure or 0),
            y=float(m.rate.value or 0),
            x_text=number(m.exposure, 2),
            y_text=percent(m.rate.value, [threshold]),
            verdict=m.verdict,
        )
        for i, m in enumerate(placed, 1)
    )
    return Scatter(
        id="exposition-couverture",
        title="Exposition et couverture",
        description=(
            "Un point par métier : exposition publiée en abscisse, taux de couverture en ordonnée."
            " Rond plein : bien couvert ; losange : à confirmer ; carré : à renforcer. Les métiers"
            " en bas à droite sont très exposés et peu couverts. Le tableau qui suit donne les"
            " valeurs."
        ),
        points=points,
        threshold=float(run.referential.settings.seuil_bien_couvert),
    )
