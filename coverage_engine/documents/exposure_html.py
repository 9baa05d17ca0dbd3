"""The exposure report as one self-contained HTML file: no script, nothing fetched, readable without
style.
"""

from __future__ import annotations

from importlib import resources

from markupsafe import Markup

from coverage_engine.documents.charts import bar_svg
from coverage_engine.documents.environment import make_environment
from coverage_engine.documents.exposure_view import ExposureReport
from coverage_engine.documents.staffing_charts import stacked_svg

_FONT = "system-ui, 'Segoe UI', Arial, sans-serif"


def render_exposure_html(report: ExposureReport) -> str:
    """Render an exposure report.

    Raises
    ------
    jinja2.UndefinedError
        If the template names a figure the view-model does not have.
    """
    css = (
        resources.files("coverage_engine.documents")
        .joinpath("templates/style.css")
        .read_text(encoding="utf-8")
    )
    svg = {
        **{name: Markup(bar_svg(c, font=_FONT)) for name, c in report.bars.items()},
        **{name: Markup(stacked_svg(c, font=_FONT)) for name, c in report.stacks.items()},
    }
    titles = {
        **{n: c.title for n, c in report.bars.items()},
        **{n: c.title for n, c in report.stacks.items()},
    }
    template = make_environment().get_template("exposition.html.jinja")
    return template.render(r=report, css=Markup(css), svg=svg, titles=titles)
