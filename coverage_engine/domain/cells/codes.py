"""RS and RNCP codes wherever printed: «RS7287», «(RNCP 35918)», «…/rs/7288/», «RNCP37837.html»."""

from __future__ import annotations

import re

# RS codes have 1 to 5 digits, RNCP 1 to 6; a code is a word of its own or a path segment.
_CODE = re.compile(r"(?<![a-z])(rncp|rs)\s?(?:n°|[-:/°])*\s?(\d{1,6})(?!\d)", re.IGNORECASE)
_PRINTED = r"(?:rncp|rs)\s?(?:n°|-)?\s?\d{1,6}"
_LEADING = re.compile(
    rf"(?:certification|titre professionnel|titre)?\s?\(?{_PRINTED}\)?\s{{0,9}}[-–—:]\s{{0,9}}",
    re.IGNORECASE,
)
_ASIDE = re.compile(rf"\s?\({_PRINTED}\)", re.IGNORECASE)


def find_codes(*texts: str) -> tuple[str, ...]:
    """Codes found in ``texts``, each once, RNCP and RS as registers write them, in order.

    >>> find_codes("Master CGAO (RNCP 35918)", "https://exemple.fr/rs/7288/", "cours 7288")
    ('RNCP35918', 'RS7288')
    """
    found: dict[str, None] = {}
    for text in texts:
        for prefix, digits in _CODE.findall(text):
            if int(digits):
                found[f"{prefix.upper()}{int(digits)}"] = None
    return tuple(found)


def without_codes(title: str) -> str:
    """The title without its code and the words that announce it.

    >>> without_codes("Certification RS7288 - Intégrer l'IA")
    "Intégrer l'IA"
    """
    bare = title.strip()
    leading = _LEADING.match(bare)
    return _ASIDE.sub("", bare[leading.end() :] if leading else bare).strip() or bare
