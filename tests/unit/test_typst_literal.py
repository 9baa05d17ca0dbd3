"""Whatever the data say, a Typst document receives it as text: nothing escapes from a literal."""

import dataclasses
import json
import re
import tempfile

import jinja2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage_engine.documents.environment import make_environment, typst_data, typst_literal
from coverage_engine.documents.fonts import missing_characters

HOSTILE = [
    "",
    '"',
    "\\",
    '\\"',
    '"#import "x.typ": *',
    '") #panic("',
    "\\u{0}",
    "\\u{22}",
    "*/",
    "/* //",
    "#let x = 1",
    "$x$",
    "<a>",
    "@b",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{#",
    "l'été…\u202f!",
    "a\nb\r\nc\td",
    "\x00\x07\x1b\x7f\x85\u2028\u2029\ufeff",
    "\U0001f600",
    "e\u0301\u200d\u202e",
    "\\\n",
    "\\n",
]
ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))", re.DOTALL)
SHORT = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def _unescaped(literal: str) -> str:
    """Read a Typst string literal as its grammar says, independently of what wrote it."""
    match = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', literal, re.DOTALL)
    assert match, literal
    return ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else SHORT[m[2]], match[1])


def _read_by_typst(values: object) -> object:
    """What Typst itself reads in the literal of ``values``."""
    source = f"#metadata({typst_data(values)})<values>"
    with tempfile.TemporaryDirectory() as root:
        answer = typst.query(
            source.encode(),
            "<values>",
            root=root,
            field="value",
            one=True,
            ignore_system_fonts=True,
        )
    return json.loads(answer)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_round_trips(text):
    assert _unescaped(typst_literal(text)) == text


def test_typst_reads_hostile_texts_back():
    assert _read_by_typst(HOSTILE) == HOSTILE


@given(st.text())
def test_any_text_round_trips(text):
    literal = typst_literal(text)
    assert _unescaped(literal) == text
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", literal)


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.text(min_size=1), st.lists(st.text(), max_size=3), max_size=4))
def test_typst_reads_any_data_back(values):
    assert _read_by_typst(values) == values


@given(st.text(st.characters(categories=["Cs"]), min_size=1))
def test_a_lone_surrogate_becomes_the_replacement_character(text):
    assert _unescaped(typst_literal(text)) == "\ufffd" * len(text)


def test_dataclasses_and_plain_values_become_typst_data():
    @dataclasses.dataclass(frozen=True)
    class Line:
        label: str
        count: int

    assert _read_by_typst(
        {"line": Line("x", 2), "no": None, "yes": True, "rate": 0.5, "empty": [(), {}]}
    ) == {
        "line": {"label": "x", "count": 2},
        "no": None,
        "yes": True,
        "rate": 0.5,
        "empty": [[], {}],
    }


@pytest.mark.parametrize("value", [b"x", object(), {1: "x"}, {"a", "b"}])
def test_other_types_are_refused(value):
    with pytest.raises(TypeError):
        typst_data(value)


def test_only_typst_templates_print_without_escaping():
    environment = make_environment()
    assert environment.autoescape("a.html.jinja") and environment.autoescape("a.svg.jinja")  # type: ignore[operator]
    assert not environment.autoescape("a.typ.jinja")  # type: ignore[operator]
    with pytest.raises(jinja2.UndefinedError):
        environment.from_string("{{ absent }}").render()


@pytest.mark.parametrize(
    "name", [n for n in make_environment().list_templates() if n.endswith(".typ.jinja")]
)
def test_every_datum_of_a_typst_template_is_a_literal(name):
    environment = make_environment()
    source = environment.loader.get_source(environment, name)[0]
    printed = re.findall(r"\{\{(.*?)\}\}", source)
    numbers = {"year", "month", "day"}
    assert all(p.strip() in numbers or re.search(r"\|\s*typ(_data)?\s*$", p) for p in printed), (
        printed
    )


def test_characters_without_a_glyph_are_named():
    assert (
        missing_characters("Œuvre à 60\u202f% ≥ ≤ − × ÷ ≈ → ● ○ ◑ ◔ ◕ ■ □ ▲ ▼ ✓ ≠ « … » – —\n")
        == ""
    )
    assert missing_characters("a漢\x00\U0001f600") == "\x00漢\U0001f600"
