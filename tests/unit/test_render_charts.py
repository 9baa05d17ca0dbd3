"""Charts: well-formed, self-contained, readable without colour, inside their frame, the same
twice.
"""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage_engine.documents.charts import draw
from coverage_engine.documents.row_charts import WIDTH
from coverage_engine.documents.view_charts import Bar, BarChart, Point, Scatter

FONT = "Noto Sans, sans-serif"
SVG = "{http://www.w3.org/2000/svg}"
RATES = st.floats(0, 1, allow_nan=False)
# What XML can carry: no control character, no surrogate, no non-character.
TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=0xD7FF), max_size=60)


def _bars(*bars: Bar, threshold: float | None = None, title: str = "Taux par axe") -> str:
    return draw(
        BarChart(
            id="axes",
            title=title,
            description="Une barre par axe.",
            bars=bars,
            threshold=threshold,
            threshold_label="seuil 60 %",
        ),
        font=FONT,
    )


def _scatter(*points: Point) -> str:
    return draw(
        Scatter(
            id="nuage",
            title="Exposition et couverture",
            description="Un point par métier.",
            points=points,
            threshold=0.6,
        ),
        font=FONT,
    )


def _point(number: int, x: float, y: float, verdict: str = "à renforcer") -> Point:
    return Point(
        number=number,
        label=f"Métier {number}",
        x=x,
        y=y,
        x_text="0,5",
        y_text="50 %",
        verdict=verdict,
    )


def _texts(svg: str) -> list[str]:
    return [e.text or "" for e in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def _numbers(element: ElementTree.Element, *names: str) -> list[float]:
    return [float(element.attrib[n]) for n in names if n in element.attrib]


def test_title_and_description_name_the_drawing():
    root = ElementTree.fromstring(_bars(Bar(label="Outils", value=0.5, text="50 %")))
    named = [root.find(f".//{SVG}*[@id='{i}']") for i in root.attrib["aria-labelledby"].split()]
    assert root.attrib["role"] == "img"
    assert [e.text for e in named if e is not None] == ["Taux par axe", "Une barre par axe."]


def test_the_number_and_the_mark_are_printed_on_each_bar():
    assert "● 64 %" in _texts(_bars(Bar(label="Outils", value=0.64, text="64 %", mark="●")))


def test_a_bar_below_the_threshold_is_hatched_and_the_threshold_is_labelled():
    svg = _bars(
        Bar(label="haut", value=0.6, text="60 %"),
        Bar(label="bas", value=0.59, text="59 %"),
        threshold=0.6,
    )
    assert svg.count('fill="url(#axes-hachures)"') == 1
    assert "stroke-dasharray" in svg and "seuil 60 %" in _texts(svg)


def test_no_threshold_no_dashed_line():
    assert "stroke-dasharray" not in _bars(Bar(label="bas", value=0.1, text="10 %"))


def test_a_long_label_is_wrapped_and_every_bar_stays_in_the_frame():
    label = "Gestionnaire paie et administration du personnel de plateau"
    root = ElementTree.fromstring(
        _bars(Bar(label=label, value=1.0, text="100 % (1 047,5 / 1 047,5)", mark="●"))
    )
    lines = [e.text or "" for e in root.iter(f"{SVG}text") if e.attrib.get("text-anchor") == "end"]
    assert " ".join(lines) == label and all(len(line) <= 38 for line in lines)
    height = float(root.attrib["viewBox"].split()[3])
    for e in root.iter(f"{SVG}rect"):
        if "patternUnits" not in e.attrib and "x" in e.attrib:
            assert float(e.attrib["x"]) + float(e.attrib["width"]) <= WIDTH
            assert float(e.attrib["y"]) + float(e.attrib["height"]) <= height


def test_more_bars_make_a_taller_drawing():
    heights = [
        float(
            ElementTree.fromstring(_bars(*[Bar(label=str(i), value=0.5, text="50 %")] * n))
            .attrib["viewBox"]
            .split()[3]
        )
        for n, i in ((1, 0), (25, 0))
    ]
    assert heights[1] > 20 * (heights[0] - 40)


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan")])
def test_a_value_out_of_range_is_refused(value):
    with pytest.raises(ValueError, match="n’est pas entre 0 et 1"):
        _bars(Bar(label="Outils", value=value, text="?"))
    with pytest.raises(ValueError, match="n’est pas entre 0 et 1"):
        _scatter(_point(1, 0.5, value))


def test_points_of_the_same_place_are_all_readable():
    root = ElementTree.fromstring(
        _scatter(
            *(_point(i, 0.5, 0.5, ("bien couvert", "à confirmer")[i % 2]) for i in range(1, 13))
        )
    )
    places = [
        (float(e.attrib["x"]), float(e.attrib["y"]))
        for e in root.iter(f"{SVG}text")
        if e.attrib.get("font-size") == "12"
    ]
    assert len(places) == 12
    for i, (x, y) in enumerate(places):
        assert all((x - a) ** 2 + (y - b) ** 2 >= 20**2 for a, b in places[:i])


def test_verdicts_differ_by_shape():
    verdicts = ("bien couvert", "à confirmer", "à renforcer")
    root = ElementTree.fromstring(
        _scatter(*(_point(i, i / 4, i / 4, v) for i, v in enumerate(verdicts, 1)))
    )
    marks = [[child.tag.removeprefix(SVG) for child in group] for group in root.iter(f"{SVG}g")]
    assert marks == [["title", shape, "text"] for shape in ("circle", "path", "rect")]


def test_the_range_of_a_bar_is_drawn_and_its_text_stands_beyond():
    bar, text = (
        "50 % [40–90]",
        Bar(label="Outils", value=0.5, text="50 % [40–90]", mark="●", ends=(0.4, 0.9)),
    )
    svg = _bars(text)
    assert svg.count("<path") == 2  # a white edge, then the line
    printed = next(
        e for e in ElementTree.fromstring(svg).iter(f"{SVG}text") if e.text == f"● {bar}"
    )
    tip = max(float(x) for x in re.findall(r"H ([\d.]+)", svg))
    assert float(printed.attrib["x"]) > tip
    with pytest.raises(ValueError, match="n’est pas entre 0 et 1"):
        _bars(Bar(label="Outils", value=0.5, text="?", mark="", ends=(0.4, 1.2)))


def test_nothing_is_fetched_or_run():
    for svg in (
        _bars(Bar(label="a", value=0.5, text="50 %"), threshold=0.6),
        _scatter(_point(1, 0.5, 0.5)),
    ):
        assert not re.search(r"<script|href|@import|<style|\son\w+=|<image|<foreignObject", svg)
        assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]


def test_lengths_have_two_decimals():
    svg = _bars(Bar(label="a", value=1 / 3, text="33 %"), threshold=2 / 3) + _scatter(
        _point(1, 1 / 3, 2 / 3)
    )
    assert not re.search(r"\d\.\d{3}", svg)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.builds(Bar, label=TEXTS, value=RATES, text=TEXTS, mark=TEXTS), max_size=4), TEXTS
)
def test_any_label_gives_the_same_well_formed_drawing_twice(bars, title):
    svg = _bars(*bars, threshold=0.6, title=title)
    assert svg == _bars(*bars, threshold=0.6, title=title)
    root = ElementTree.fromstring(svg)
    assert (root[0].text or "") == title
    assert len(root.findall(f"{SVG}g")) == len(bars)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(RATES, RATES), max_size=25))
def test_every_point_is_drawn_inside_the_frame(places):
    root = ElementTree.fromstring(
        _scatter(*(_point(i, x, y, x > y) for i, (x, y) in enumerate(places)))
    )
    groups = root.findall(f"{SVG}g")
    assert len(groups) == len(places)
    height = float(root.attrib["viewBox"].split()[3])
    for group in groups:
        x, y = _numbers(group[-1], "x", "y")
        assert 0 <= x <= WIDTH and 0 <= y <= height
