"""The fonts carried with the package, and the characters they can show."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
# Text family first, then those that complete it with signs; CSS, SVG and Typst use them in this
# order.
FAMILIES = ("Noto Sans", "Noto Sans Math", "Noto Sans Symbols2")
# What pages ask of a browser: the reader's own sans-serif.
SCREEN = "system-ui, 'Segoe UI', Arial, sans-serif"
# File of each family's regular style, in the same order.
_REGULAR = ("NotoSans-Regular.ttf", "NotoSansMath-Regular.ttf", "NotoSansSymbols2-Regular.ttf")
# Characters laid out without a glyph of their own.
_LAYOUT = frozenset("\t\n\r")
_UNICODE_BMP = (3, 1)
_LAST = 0xFFFF


def missing_characters(text: str) -> str:
    """The characters of ``text`` that no embedded font can show, each once, in code-point order.

    >>> missing_characters("Taux ≥ 60 % ● « à renforcer »")
    ''
    """
    return "".join(sorted(set(text) - supported_characters() - _LAYOUT))


def printable(text: str) -> str:
    """``text`` with each character that no embedded font shows written as its code point, so that
    none is lost.

    >>> printable("Prompt \U0001f680")
    'Prompt [U+1F680]'
    """
    text = unicodedata.normalize(
        "NFC", text
    )  # an accent apart from its letter has no glyph of its own
    for character in missing_characters(text):
        text = text.replace(character, f"[U+{ord(character):04X}]")
    return text


@cache
def supported_characters() -> frozenset[str]:
    """Every character that the embedded fonts can show."""
    return frozenset(
        chr(code) for name in _REGULAR for code in _code_points((FONTS / name).read_bytes())
    )


def _code_points(font: bytes) -> Iterator[int]:
    """Code points of a TrueType font, from its Unicode BMP character map (``cmap`` format 4)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = [struct.unpack_from(">4sIII", font, 12 + 16 * i) for i in range(tables)]
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    maps = [struct.unpack_from(">HHI", font, cmap + 4 + 8 * i) for i in range(count)]
    start = cmap + next(
        offset for platform, encoding, offset in maps if (platform, encoding) == _UNICODE_BMP
    )
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    size = doubled // 2
    ends = struct.unpack_from(f">{size}H", font, start + 14)
    starts = struct.unpack_from(f">{size}H", font, start + 16 + doubled)
    for first, last in zip(starts, ends, strict=True):
        if first != _LAST:
            yield from range(first, last + 1)
