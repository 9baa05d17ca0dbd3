"""Drawings of the coverage report: bars of axes and métiers, exposure against coverage."""

from __future__ import annotations

from coverage_engine.documents.marks import VERDICT_SIGNS
from coverage_engine.documents.view_charts import Bar, BarChart, Point, Scatter
from coverage_engine.domain.french import number, percent, ratio
from coverage_engine.tables.phrases import metier_rate, rate_and_range
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import MetierLine, RateLine


def axis_chart(lines: tuple[RateLine, ...]) -> BarChart:
    """A bar per axis, over the whole perimeter."""
    bars = tuple(
        Bar(
            label=x.label,
            value=float(x.rate or 0),
            text=f"{rate_and_range(x)} ({ratio(x.numerator, x.denominator)})",
            ends=_ends(x),
        )
        for x in lines
    )
    said = " ; ".join(f"{b.label} {b.text}" for b in bars)
    return BarChart(
        id="axes",
        title="Taux de couverture par axe",
        description=f"Une barre par axe, sur l’ensemble des métiers du périmètre. {said}.",
        bars=bars,
    )


def metier_chart(published: Published) -> BarChart:
    """A bar per métier with its range, from the best to the least covered."""
    threshold = published.settings.seuil_bien_couvert
    return BarChart(
        id="metiers",
        title="Taux de couverture par métier",
        description=(
            "Une barre par métier, du mieux au moins couvert, et le trait de sa fourchette ; rond"
            " plein : bien couvert, rond à moitié plein : à confirmer, rond vide : à renforcer. Les"
            " valeurs sont dans la carte métier × axe."
        ),
        bars=tuple(
            Bar(
                label=m.metier,
                value=float(m.rate or 0),
                text=metier_rate(m, published.settings),
                mark=VERDICT_SIGNS[m.verdict],
                ends=_ends(m),
            )
            for m in published.by_rate
        ),
        threshold=float(threshold),
        threshold_label=f"seuil {percent(threshold)}",
    )


def _ends(line: RateLine | MetierLine) -> tuple[float, float] | None:
    if line.low is None or line.high is None:
        return None
    return float(line.low), float(line.high)


def exposure_scatter(published: Published) -> Scatter | None:
    """Exposure against coverage; None when no exposure is published."""
    threshold = published.settings.seuil_bien_couvert
    placed = [
        (m, m.exposure, m.rate)
        for m in published.by_rate
        if m.exposure is not None and m.rate is not None
    ]
    if not placed:
        return None
    return Scatter(
        id="exposition-couverture",
        title="Exposition et couverture",
        description=(
            "Un point par métier : exposition publiée en abscisse, taux de couverture en ordonnée."
            " Rond plein : bien couvert ; losange : à confirmer ; carré : à renforcer. Les métiers"
            " en bas à droite sont très exposés et peu couverts. Le tableau qui suit donne les"
            " valeurs."
        ),
        points=tuple(
            Point(
                number=i,
                label=m.metier,
                x=float(exposure),
                y=float(rate),
                x_text=number(exposure, 2),
                y_text=percent(rate, [threshold]),
                verdict=m.verdict,
            )
            for i, (m, exposure, rate) in enumerate(placed, 1)
        ),
        threshold=float(threshold),
    )
