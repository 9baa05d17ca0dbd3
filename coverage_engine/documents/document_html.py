"""A document as one self-contained HTML file: no script, nothing fetched, readable unstyled."""

from __future__ import annotations

from markupsafe import Markup

from coverage_engine.documents import document_words
from coverage_engine.documents.charts import draw
from coverage_engine.documents.environment import TEMPLATES, render
from coverage_engine.documents.fonts import SCREEN
from coverage_engine.documents.model import Document


def render_document_html(document: Document) -> str:
    """Render a document whose texts are already typeset."""
    return render(
        "document.html.jinja",
        document=document,
        words=document_words,
        css=Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")),
        drawn=lambda drawing: Markup(draw(drawing, font=SCREEN)),
    )
