"""The report as one self-contained HTML file: no script, nothing fetched, readable without
style.
"""

from __future__ import annotations

from importlib import resources

from markupsafe import Markup

from coverage_engine.documents.charts import draw
from coverage_engine.documents.coverage_report import Report
from coverage_engine.documents.environment import make_environment
from coverage_engine.documents.fonts import SCREEN
from coverage_engine.documents.view_sheets import RateLine


def render_html(report: Report) -> str:
    """Render a report.

    Raises
    ------
    jinja2.UndefinedError
        If the template names a figure the view-model does not have: a missing rate stops the
        report.
    """
    environment = make_environment()
    css = (
        resources.files("coverage_engine.documents")
        .joinpath("templates/style.css")
        .read_text(encoding="utf-8")
    )
    return environment.get_template("rapport.html.jinja").render(
        r=report,
        css=Markup(css),
        toc=_contents(report),
        axis_rates=tuple(
            RateLine(a.label, a.rate, a.fraction, "axe pivot" if a.pivot == "oui" else "")
            for a in report.axes
        ),
        axes_svg=Markup(draw(report.charts["axes"], font=SCREEN)),
        metiers_svg=Markup(draw(report.charts["metiers"], font=SCREEN)),
        scatter_svg=Markup(draw(report.scatter, font=SCREEN)) if report.scatter else "",
    )


def _contents(report: Report) -> tuple[tuple[str, str], ...]:
    """Sections of the page, in order; those without data are left out."""
    sections = (
        ("synthese", "Synthèse", True),
        ("methode", "Méthode, périmètre et mises en garde", True),
        ("exposition", "Exposition publiée des métiers", bool(report.exposures)),
        ("carte", "Carte métier × axe", True),
        ("taux", "Taux par axe, par profil, par famille", True),
        ("listes", "Les trois listes et leurs motifs", True),
        ("solidite", "Solidité des taux et des listes", True),
        (
            "leviers",
            "Tronc commun et leviers spécifiques",
            bool(report.common_levers or report.specific_levers),
        ),
        ("offre", "Ce que contient l’offre", True),
        ("constats", "Les constats publiés, éprouvés un par un", bool(report.findings)),
        ("fiches", "Une fiche par métier", True),
        ("anomalies", "Anomalies des données et questions ouvertes", True),
        ("catalogue", "Le catalogue, une offre par ligne", True),
        ("glossaire", "Glossaire", bool(report.glossary)),
        ("reglages", "Réglages, fichiers lus, versions", True),
    )
    return tuple((anchor, label) for anchor, label, shown in sections if shown)
