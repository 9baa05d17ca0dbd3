"""Any drawing of a document as SVG."""

from __future__ import annotations

from coverage_engine.documents.row_charts import bar_svg, stacked_svg
from coverage_engine.documents.scatter_chart import scatter_svg
from coverage_engine.documents.view_charts import BarChart, Drawing, StackedChart


def draw(drawing: Drawing, *, font: str) -> str:
    """A drawing as SVG, its texts in ``font`` (a CSS list of families)."""
    if isinstance(drawing, BarChart):
        return bar_svg(drawing, font=font)
    if isinstance(drawing, StackedChart):
        return stacked_svg(drawing, font=font)
    return scatter_svg(drawing, font=font)
