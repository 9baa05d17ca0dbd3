"""The one Jinja environment of the reports: a name it does not know stops it, data are escaped."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import jinja2

TEMPLATES = Path(__file__).parent / "templates"
# Characters never written as they are in a Typst literal: controls, line separators, lone
# surrogates.
_SPECIAL = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_REPLACEMENT = "\ufffd"


@cache
def make_environment() -> jinja2.Environment:
    """The environment of every report template.

    HTML and SVG escape what they print; Typst receives data only through the filters ``typ`` (one
    text) and ``typ_data`` (a whole view-model). ``kind`` names the class of a block. An undefined
    name stops the rendering.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(
            enabled_extensions=("html.jinja", "svg.jinja"),
            disabled_extensions=("typ.jinja",),
            default=True,
        ),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["kind"] = lambda value: type(value).__name__
    environment.filters["typ"] = typst_literal
    environment.filters["typ_data"] = typst_data
    return environment


def render(template: str, **context: object) -> str:
    """A template of the reports with what it shows."""
    return make_environment().get_template(template).render(**context)


def typst_literal(text: str) -> str:
    r"""A text as a Typst string literal, quotes included.

    A lone surrogate, which no encoding can carry, becomes U+FFFD.

    Raises
    ------
    TypeError
        If ``text`` is not a ``str``.

    >>> typst_literal('a "b"\n')
    '"a \\"b\\"\\n"'
    """
    if not isinstance(text, str):
        raise TypeError(f"un texte est attendu, pas {type(text).__name__}")
    return f'"{_SPECIAL.sub(_escaped, text)}"'


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    if "\ud800" <= character <= "\udfff":
        return _REPLACEMENT
    return _SHORT.get(character) or f"\\u{{{ord(character):x}}}"


def typst_data(value: object) -> str:
    """A value as Typst code: dataclasses and mappings as dictionaries, sequences as arrays, texts
    as literals.

    Raises
    ------
    TypeError
        If a value is of another type, or a mapping's key is not a text.

    >>> typst_data(("a", 1, {"b": None}))
    '("a",1,("b":none,),)'
    """
    if isinstance(value, str):
        return typst_literal(value)
    if value is None or isinstance(value, bool):
        return {None: "none", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return repr(value)
    if dataclasses.is_dataclass(value):
        pairs = [
            f"{typst_literal(f.name)}:{typst_data(getattr(value, f.name))},"
            for f in dataclasses.fields(value)
        ]
        return f"({''.join(pairs) or ':'})"
    if isinstance(value, Mapping):
        return (
            f"({''.join(f'{typst_literal(k)}:{typst_data(v)},' for k, v in value.items()) or ':'})"
        )
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return f"({''.join(typst_data(item) + ',' for item in value)})"
    raise TypeError(f"pas de forme Typst pour {type(value).__name__}")
