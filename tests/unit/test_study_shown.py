"""What notebooks and terminals show: the figures of the report, whatever the titles hold."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction
from functools import cache
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage_engine.analysis.run import Run
from coverage_engine.documents.answer_text import SHOWN_ROWS, WIDTH, tables_text
from coverage_engine.documents.coverage_rates import heat_map, rates
from coverage_engine.documents.heat_map import heat_rows, verdict
from coverage_engine.documents.model import Chart, Table, plain
from coverage_engine.documents.shown_cells import EMPTY, show_table
from coverage_engine.documents.study_charts import bars_svg, heat_svg, metier_svg
from coverage_engine.documents.study_html import answer_html, metier_html, study_html
from coverage_engine.documents.view_charts import BarChart
from coverage_engine.domain.french import percent
from coverage_engine.jobs.coverage import run
from coverage_engine.questions.gaps import gaps
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.kinds import AXIS, NUMBER, PRICE, RATE, TEXT, WHOLE
from coverage_engine.tables.network import network
from coverage_engine.tables.phrases import interval, with_range
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import published_of

HOSTILE = '</style><script>alert(1)</script><img src=x onerror="alert(2)">\u2028]]>&amp; {{ 7*7 }}'
TAGS = {
    "style",
    "div",
    "h3",
    "h4",
    "p",
    "ul",
    "li",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "strong",
    "br",
    "code",
}
DRAWN = {"svg", "title", "desc", "rect", "text", "path", "line", "circle", "g", "defs", "pattern"}


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    return published_of(real_run)


@pytest.fixture(scope="module")
def hostile(published: Published) -> Published:
    """The same run, every title and label replaced by what no page must execute."""
    first = published.metiers[0].metier
    name = f"{first} {HOSTILE}"

    def mine(line):  # type: ignore[no-untyped-def]
        return replace(line, metier=name) if line.metier == first else line

    return replace(
        published,
        about=replace(published.about, referential=HOSTILE, catalogue=HOSTILE),
        metiers=tuple(replace(mine(m), flip=HOSTILE, reason=HOSTILE) for m in published.metiers),
        axis_lines=tuple(map(mine, published.axis_lines)),
        needs=tuple(replace(mine(n), label=HOSTILE) for n in published.needs),
        links=tuple(replace(mine(x), sentence=HOSTILE) for x in published.links),
        offers={
            i: replace(o, title=HOSTILE, provider=HOSTILE) for i, o in published.offers.items()
        },
        axes=tuple(replace(a, label=HOSTILE) for a in published.axes),
    )


def test_nothing_in_a_title_is_executed(hostile: Published) -> None:
    answer = gaps(hostile, hostile.metiers[0].slug)
    pages = [
        study_html(hostile),
        metier_html(hostile, answer),
        answer_html(hostile, answer.tables(), (HOSTILE,)),
    ]
    for page in pages:
        seen = Tags(page)
        assert seen.tags <= TAGS, seen.tags - TAGS
        assert seen.names <= {"class", "lang", "scope", "title", "colspan"}, seen.names
        assert "&lt;script&gt;" in page
        assert "{{ 7*7 }}" in page
    for svg in (heat_svg(hostile), bars_svg(hostile), metier_svg(hostile, hostile.metiers[0])):
        drawn = {element.tag.rpartition("}")[2] for element in ET.fromstring(svg).iter()}
        assert drawn <= DRAWN


def test_the_heat_map_is_that_of_the_report(published: Published, real_run: Run) -> None:
    computed = {(a.metier, a.axis): a.rate.value for a in real_run.axes}
    settings = real_run.referential.settings
    drawn = heat_svg(published)
    ET.fromstring(drawn)
    (laid_out,) = (b for b in heat_map(published).blocks if isinstance(b, Table))
    told = zip(real_run.by_rate, heat_rows(published), laid_out.rows, strict=True)
    for m, row, (name, *cells) in told:
        assert (row.metier, row.verdict) == (m.metier, m.verdict)
        assert plain(name) == f"{m.metier}\n{verdict(row)}"
        assert m.verdict in verdict(row)
        for axis, cell in zip(real_run.referential.axes, row.cells, strict=True):
            bars = [settings.seuil_axe_pivot] if axis.pivot else []
            assert cell.text == percent(computed[m.metier, axis.id], bars)
            assert cell.interval == interval(real_run.doubt.axes[m.metier, axis.id], bars)
        assert row.total.text == percent(m.rate.value, [settings.seuil_bien_couvert])
        for cell, said in zip((*row.cells, row.total), cells, strict=True):
            assert plain(said) == f"{cell.mark} {cell.text}\n{cell.interval}"
            assert f">{cell.mark} {cell.text}</text>" in drawn


def test_the_bars_are_those_of_the_report(published: Published, real_run: Run) -> None:
    threshold = real_run.referential.settings.seuil_bien_couvert
    drawn = bars_svg(published)
    (report,) = (
        b.drawing
        for b in rates(published).blocks
        if isinstance(b, Chart) and b.drawing.id == "metiers"
    )
    assert isinstance(report, BarChart)
    for m, bar in zip(real_run.by_rate, report.bars, strict=True):
        range_ = real_run.doubt.metiers[m.metier].rates
        assert (bar.label, bar.text) == (m.metier, with_range(m.rate.value, range_, [threshold]))
        assert f">{bar.mark} {bar.text}</text>" in drawn


def test_french_spaces_before_high_marks(published: Published) -> None:
    pages = [
        study_html(published),
        metier_html(published, gaps(published, "formateur")),
        answer_html(published, gaps(published, "formateur").tables()),
    ]
    for page in pages:
        text = re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
        assert not re.search(r"\w [:;?!%€](?:\s|$)", text), re.search(r".{20}\w [:;?!%€].{5}", text)
        assert not re.search(r"«[ \w]", text)


def test_a_metier_says_its_verdict_its_range_and_what_would_flip_it(published: Published) -> None:
    for m in published.metiers:
        page = metier_html(published, gaps(published, m.slug))
        assert m.verdict in page
        assert "Pour que le verdict de la règle change" in page
        assert page.count('<th scope="row">') == len(published.axes) + sum(
            n.value < 1 for n in published.needs_of[m.metier]
        )


def test_a_link_too_doubtful_to_count_is_not_drawn(published: Published) -> None:
    metier = published.metiers[0]
    first = next(x for x in published.links if x.metier == metier.metier and x.value)
    doubtful = replace(
        first, probability=published.settings.probabilite_minimale - Fraction(1, 100)
    )
    changed = replace(
        published, links=tuple(doubtful if x is first else x for x in published.links)
    )
    before, after = (metier_svg(p, metier).count("<path") for p in (published, changed))
    assert after == before - 1
    ends = ("besoin", first.metier, first.competence), ("offre", first.offer)
    assert network(published).edges[ends]["counts"]
    assert not network(changed).edges[ends]["counts"]


def test_a_national_run_stays_readable(published: Published) -> None:
    """Métiers repeated until there are hundreds: lists and heat-map are cut, and say so."""
    copies = [
        (m, replace(m, metier=f"{m.metier} {i}", slug=f"{m.slug}-{i}"))
        for i in range(20)
        for m in published.metiers
    ]
    lines = {
        m.metier: [a for a in published.axis_lines if a.metier == m.metier]
        for m in published.metiers
    }
    many = replace(
        published,
        metiers=tuple(copy for _, copy in copies),
        axis_lines=tuple(
            replace(a, metier=copy.metier) for m, copy in copies for a in lines[m.metier]
        ),
        needs=(),
        links=(),
    )
    page = study_html(many)
    assert "et 440 autres métiers" in page
    assert len(page.encode()) < 200_000
    assert f"({sum(m.verdict == 'à renforcer' for m in many.metiers)})" in page


def test_figures_stay_on_their_side_of_a_threshold(published: Published) -> None:
    bar, pivot = (
        published.settings.seuil_bien_couvert,
        next(a.id for a in published.axes if a.pivot),
    )
    just_below = bar - Fraction(1, 1000)
    table = DataTable(
        "t",
        "T",
        (Column("axe", "Axe", AXIS), Column("taux", "Taux", RATE)),
        (("", just_below), (pivot, Fraction(4996, 10000)), ("", bar)),
    )
    shown = show_table(published, table)
    assert [row[1] for row in shown.rows] == ["59,9\u00a0%", "49,96\u00a0%", "60\u00a0%"]
    assert shown.rows[1][0] == published.axis_label[pivot]


KINDS = st.sampled_from((TEXT, NUMBER, RATE, PRICE, WHOLE))
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Mn")), max_size=120)


@st.composite
def data_tables(draw: st.DrawFn) -> DataTable:
    kinds = draw(st.lists(KINDS, min_size=1, max_size=9))
    cell = {
        TEXT: WORDS,
        NUMBER: st.fractions(0, 10**6),
        RATE: st.fractions(0, 1),
        PRICE: st.fractions(0, 10**6),
        WHOLE: st.integers(0, 10**6),
    }
    row = st.tuples(*(st.none() | cell[k] for k in kinds))
    columns = tuple(Column(f"c{i}", draw(WORDS), k) for i, k in enumerate(kinds))
    return DataTable(
        "t", draw(WORDS), columns, tuple(draw(st.lists(row, max_size=SHOWN_ROWS // 4)))
    )


@cache
def embedded() -> Published:
    return published_of(run())


@pytest.mark.slow
@given(table=data_tables())
def test_text_holds_in_its_width_and_loses_nothing(table: DataTable) -> None:
    published = embedded()
    text = tables_text(published, [table])
    assert all(len(line) <= WIDTH for line in text.splitlines())
    told = re.sub(r"\s", "", text)
    for row in show_table(published, table).rows:
        for cell in row:
            # A folded cell is cut across lines: its letters are all there, word by word.
            for word in cell.split() if cell not in EMPTY else ():
                assert word[:10] in told, (word, table, text)


def test_long_tables_say_how_many_rows_are_left() -> None:
    rows = tuple((f"nom {i}", Fraction(i)) for i in range(SHOWN_ROWS + 3))
    table = DataTable("t", "T", (Column("nom", "Nom"), Column("n", "N", NUMBER)), rows)
    text = tables_text(None, [table])  # type: ignore[arg-type]  # no rate, no axis: nothing is asked of the run
    assert "et 3 autres lignes" in text
    assert "(43 lignes)" in text
