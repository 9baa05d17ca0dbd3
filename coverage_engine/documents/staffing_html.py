"""The staffing report as one self-contained HTML file: no script, nothing fetched, readable without
style.
"""

from __future__ import annotations

from importlib import resources

from markupsafe import Markup

from coverage_engine.documents.charts import draw
from coverage_engine.documents.environment import make_environment
from coverage_engine.documents.fonts import SCREEN
from coverage_engine.documents.staffing_view import StaffingReport


def render_staffing_html(report: StaffingReport) -> str:
    """Render a staffing report.

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
    charts = {
        **{name: (c.title, Markup(draw(c, font=SCREEN))) for name, c in report.bars.items()},
        **{
            f"par-{name}": (c.title, Markup(draw(c, font=SCREEN)))
            for name, c in report.stacks.items()
        },
    }
    template = make_environment().get_template("effectifs.html.jinja")
    return template.render(r=report, css=Markup(css), charts=charts, toc=_contents(report))


def _contents(report: StaffingReport) -> tuple[tuple[str, str], ...]:
    """Sections of the page, in order; those without data are left out."""
    sections = (
        ("synthese", "Synthèse", True),
        ("methode", "Lecture du tableau et méthode", True),
        ("dimensions", "Postes par dimension", True),
        ("metiers", "Métiers les plus concernés", True),
        ("ecart", "Postes et écart de couverture", report.gaps is not None),
        ("rapprochements", "Libellés : rapprochés, non rapprochés, écartés", True),
        (
            "verification",
            "Vérification des degrés imprimés",
            bool(report.scores or report.anomalies.rows),
        ),
        ("taches", "Tâches et groupes de métiers", report.tasks is not None),
        ("sources", "Sources, fichiers lus, versions", True),
    )
    return tuple((anchor, label) for anchor, label, shown in sections if shown)
