"""A document is a value: whatever a section holds is shown by every format, and nowhere else."""

import dataclasses
import io
import re
from typing import get_args

import pytest
from pypdf import PdfReader

from coverage_engine.documents.column_widths import column_shares, with_cuts
from coverage_engine.documents.document_html import render_document_html
from coverage_engine.documents.document_pdf import document_source, render_document_pdf
from coverage_engine.documents.model import (
    GOOD,
    RIGHT,
    Badge,
    Beside,
    Block,
    Bullets,
    Cell,
    Chart,
    Code,
    Column,
    Definitions,
    Document,
    Entries,
    Inline,
    KeyFigure,
    KeyFigures,
    Legend,
    Link,
    Note,
    Paragraph,
    Place,
    Section,
    Soft,
    Strong,
    Table,
    plain,
)
from coverage_engine.documents.table_of import Figures, columns, table_of
from coverage_engine.documents.view_charts import Bar, BarChart

CHART = Chart(
    BarChart(
        id="essai",
        title="Titre du dessin",
        description="Ce que montre le dessin.",
        bars=(Bar(label="Barre", value=0.5, text="la moitié"),),
    )
)
GRID = Table(
    caption="Carte d’essai",
    columns=columns(("Ligne", "Un", "Deux"), "lcr"),
    groups=(("", 1), ("Groupe", 2)),
    rows=(
        (
            (Link("ailleurs", "vers ailleurs"),),
            Cell(lines=("● 60 %", "entre 50 et 70 %"), shade=3, told="Soixante pour cent"),
            "7",
        ),
    ),
)
# One block of each kind; every text that a reader must find is in it once.
BLOCKS: tuple[Block, ...] = (
    Paragraph(("Du texte ", Strong("fort"), Soft("discret"), Code("un_code"))),
    Bullets(("premier point", "second point"), ordered=True),
    Definitions((("terme", "son sens"),)),
    KeyFigures((KeyFigure("42", "chiffres clés", "et leur note"),)),
    Entries((((Badge("●", "couvert", GOOD),), "ligne sous le titre"),)),
    GRID,
    Legend(((2, "◑", "à moitié"),)),
    CHART,
    Note(title="À savoir", blocks=(Paragraph("dans la note"),)),
    Beside(((Paragraph("à gauche"),), (Paragraph("à droite"),))),
)
SHOWN = (
    *("Du texte", "fort", "discret", "un_code", "premier point", "second point", "terme"),
    *("son sens", "42", "chiffres clés", "et leur note", "● couvert", "ligne sous le titre"),
    *("Carte d’essai", "Groupe", "vers ailleurs", "● 60 %", "entre 50 et 70 %", "7", "◑"),
    *("à moitié", "Titre du dessin", "À savoir", "dans la note", "à gauche", "à droite"),
    *("Partie ajoutée", "Partie intérieure", "lieu visé"),
)


def _document(*blocks: Block, notice: str = "Un avertissement.") -> Document:
    inside = Section("", "Partie intérieure", (Paragraph((Place("ailleurs", "lieu visé"),)),))
    return Document(
        title="Titre",
        subtitle="Sous-titre",
        branch="Branche",
        edition="2026",
        source=("Source", "essai.csv"),
        date="1er janvier 2026",
        version="0",
        notice=notice,
        keywords=("essai",),
        sections=(Section("ajout", "Partie ajoutée", blocks, (inside,)),),
        credits=("Personne",),
    )


def _words(html: str) -> str:
    """The texts of a page, without those of its drawings."""
    return " ".join(
        re.sub(r"<svg.*?</svg>|<style.*?</style>|<[^>]+>", " ", html, flags=re.S).split()
    )


def test_every_kind_of_block_is_in_the_page_and_in_the_pdf() -> None:
    assert {type(b) for b in BLOCKS} == set(get_args(Block))
    document = _document(*BLOCKS)
    page = render_document_html(document)
    assert [text for text in SHOWN if text not in _words(page)] == []
    pdf = PdfReader(io.BytesIO(render_document_pdf(document, {"t.csv": b"a\n1\n"}, epoch=0)))
    printed = " ".join(" ".join(part.extract_text() for part in pdf.pages).split())
    assert [text for text in SHOWN if text not in printed] == []
    assert set(pdf.attachments) == {"t.csv"}


@pytest.mark.parametrize("kind", [k for k in get_args(Inline) if k is not str])
def test_every_piece_of_text_is_shown(kind: type) -> None:
    names = [f.name for f in dataclasses.fields(kind)]
    anchor = "ici" if kind is Place else "ailleurs"
    piece = kind(**{name: anchor if name == "anchor" else "dit" for name in names})
    document = _document(Paragraph((piece,)))
    assert "dit" in _words(render_document_html(document))
    assert '"dit"' in document_source(document, {}, epoch=0)


def test_a_chart_and_a_section_are_added_without_touching_a_format() -> None:
    """What the recipe « add a chart » says: one value, and both formats have it."""
    without, added = _document(Paragraph("rien")), _document(Paragraph("rien"), CHART)
    for show in (render_document_html, lambda d: document_source(d, {}, epoch=0)):
        assert "Ce que montre le dessin." not in show(without)
        assert "Ce que montre le dessin." in show(added)
    page = render_document_html(added)
    assert '<a href="#ajout">Partie ajoutée</a>' in page
    assert page.count("<svg") == 1


def test_a_heat_map_says_its_figures_and_leads_where_it_says() -> None:
    page = render_document_html(_document(GRID))
    assert '<a href="#ailleurs">vers ailleurs</a>' in page
    assert 'id="ailleurs"' in page
    assert '<td class="c s3" title="Soixante pour cent">● 60 %<br>entre 50 et 70 %</td>' in page
    assert '<th scope="col" class="n">Deux</th>' in page
    assert '<th scope="colgroup" colspan="2">Groupe</th>' in page


def test_hostile_texts_stay_texts() -> None:
    hostile = '<script>x</script> "] #panic("y") {{ 7 * 7 }}'
    document = _document(Paragraph(hostile), table_of(hostile, [hostile], ("Titre", str)))
    page = render_document_html(document)
    assert "<script" not in page and "49" not in page
    assert b"%PDF" in render_document_pdf(document, {}, epoch=0)


def test_a_brief_document_has_neither_cover_nor_contents() -> None:
    whole = _document(*BLOCKS)
    brief = dataclasses.replace(whole, brief=True)
    pages = [
        len(PdfReader(io.BytesIO(render_document_pdf(d, {}, epoch=0))).pages)
        for d in (whole, brief)
    ]
    assert pages == [3, 1]
    assert 'aria-label="Sommaire"' in render_document_html(whole)
    assert 'aria-label="Sommaire"' not in render_document_html(brief)


def test_an_empty_table_says_so_everywhere() -> None:
    document = _document(table_of("Vide", [], ("Colonne", str), empty="Rien du tout."))
    page = render_document_html(document)
    assert "<table" not in page and "Rien du tout." in page
    pdf = PdfReader(io.BytesIO(render_document_pdf(document, {}, epoch=0)))
    assert (
        "Vide" in pdf.pages[-1].extract_text() and "Rien du tout." in pdf.pages[-1].extract_text()
    )


def test_what_cannot_be_shown_is_refused() -> None:
    with pytest.raises(ValueError, match="nulle-part"):
        _document(Paragraph((Link("nulle-part", "texte"),)))
    with pytest.raises(ValueError, match="répétées"):
        _document(Paragraph((Place("ajout", "texte"),)))
    with pytest.raises(ValueError, match="par colonne"):
        Table(caption="x", columns=columns(("a", "b"), "l"), rows=(("une",),))


def test_each_heading_stands_over_what_its_column_shows() -> None:
    made = table_of("x", [3, 10], ("Nombre", str), Figures("Double", lambda n: str(2 * n)))
    assert made.columns == (Column("Nombre"), Column("Double", RIGHT))
    assert made.rows == (("3", "6"), ("10", "20"))
    assert plain(made.rows[1][1]) == "20"


def test_a_column_is_as_wide_as_what_it_says() -> None:
    short, long = column_shares(
        table_of("x", ["a"], ("N", str), ("Texte", lambda _: "un texte assez long " * 5))
    )
    assert short < long
    imprint = "0123456789abcdef" * 4
    assert with_cuts(imprint).replace("\u200b", "") == imprint
    assert max(map(len, with_cuts(imprint).split("\u200b"))) == 16
    assert with_cuts("un/petit") == "un/petit"
