"""Price cells: «1 450», «340 (adh.) / 490 (non-adh.)», «1550 (+500 certif.)», «Sur devis»."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from coverage_engine.domain.model.catalogue import Price
from coverage_engine.domain.normalise import fold
from coverage_engine.domain.text_tables import names

# An amount: digits grouped by three or not (space, point, apostrophe), with cents or not.
_AMOUNT = re.compile(r"(?<![\d,.])(\d{1,3}(?:[ .']\d{3})+(?!\d)|\d+)(?:[.,](\d{1,2}))?(?!\d)")
_RANGE = re.compile(r"(?<=[\d€])\s*[-−–—]\s*(?=\d)")
_FOREIGN = re.compile(r"^[=@]|[^\w\s.,'/~≈+()€\-:;]")
_NEGATIVE = re.compile(r"(?:^|[\s(=/])[-−–]\s*\d")
_FREE = re.compile(r"(?<!non )(?<!pas )\b(?:gratuit(?:e|s)?|offert|libre)\b")
_UNKNOWN = {
    "sur devis": "sur devis",
    "devis": "sur devis",
    "nous consulter": "sur devis",
    "sur demande": "sur devis",
    "frais universitaires": "frais universitaires, montant non indiqué",
    "forfaits": "forfaits, montants non indiqués",
    "forfait": "forfait, montant non indiqué",
    "selon parcours": "dépend du parcours",
    "eligibilites possibles": "financements possibles, montant non indiqué",
    "variable": "variable",
    "a definir": "à définir",
    "a preciser": "à préciser",
}
_NOT_GIVEN = names("""
non indique, non renseigne, non communique, non precise, nc, n.c., n/a, -, –, —, ?
""")
# Words a price cell may hold beside its amounts; anything else makes the cell unreadable.
_KNOWN_WORDS_TEXT = """
ht ttc eur euros euro par personne pers p adh adherent adherents non certif certification option
dist distanciel pres presentiel gratuit gratuite gratuits gratuites offert libre a de partir environ
inter intra stagiaire participant et ou apprenant inscription certificat examen en au tarif env net
groupe
"""
_KNOWN_WORDS = frozenset(_KNOWN_WORDS_TEXT.split())
# Printed words → what the amount is counted for.
_COUNTED = (
    (r"pers|stagiaire|participant|apprenant", "par personne"),
    (r"(?:/|\bpar)\s?(?:jour|j)\b", "par jour"),
    (r"(?:/|\bpar)\s?session\b", "par session"),
    (r"(?:/|\bpar)\s?(?:heure|h)\b", "par heure"),
    (r"\bintra\b|\bgroupe\b", "par groupe (intra)"),
)
# «1 jour» is no price, «800 / jour» is one.
_UNIT = re.compile(r"(?:/|\bpar)\s?(?:jour|j|session|heure|h)\b")


def looks_like_price(text: str) -> bool:
    """Whether a cell can be a price.

    >>> looks_like_price("1 450"), looks_like_price("Sur devis"), looks_like_price("14h")
    (True, True, False)
    """
    return bool(text.strip()) and not read_price(text)[1]


def _amount(match: re.Match[str]) -> Fraction:
    whole = re.sub(r"\D", "", match.group(1))
    return Fraction(f"{whole}.{match.group(2) or 0}")


def _basis(folded: str) -> str:
    parts = ["TTC" if re.search(r"\bttc\b", folded) else "HT"]
    if "non-adh" in folded or "non adh" in folded:
        parts.append("adhérent / non-adhérent")
    parts.extend(label for pattern, label in _COUNTED if re.search(pattern, folded))
    if "certif" in folded or "option" in folded:
        parts.append("maximum avec la certification en option")
    if "dist" in folded:
        parts.append("à distance")
    return ", ".join(parts)


def _free_basis(folded: str, extra: bool) -> str:
    if not extra:
        return "gratuit"
    return (
        "gratuit, certificat en option"
        if re.search(r"certif|examen|option", folded)
        else "gratuit ou payant"
    )


def read_price(text: str) -> tuple[Price, str]:
    """Read a price cell; amounts are euros before tax, as the printed header says.

    An amount after ``+``, or beside «certif.» on a free offer, is an option, in ``high`` only.

    Returns
    -------
    (price, fault):
        ``fault`` is empty or ``"illisible"``; then there is no amount.
    """
    printed = text.strip()
    folded = _RANGE.sub(" / ", fold(printed).strip())
    if not folded or folded in _NOT_GIVEN:
        return (Price(printed=printed, unknown="non indiqué"), "")
    if folded in _UNKNOWN:
        return (Price(printed=printed, unknown=_UNKNOWN[folded]), "")
    unreadable = (Price(printed=printed, unknown="illisible"), "illisible")
    # «1,590.00»: digits left over once amounts are read mean that they were not understood.
    rest = re.findall(r"[a-z]+|\d", _AMOUNT.sub(" ", _UNIT.sub(" ", folded)))
    if (
        any(word not in _KNOWN_WORDS for word in rest)
        or _FOREIGN.search(folded)
        or _NEGATIVE.search(folded)
    ):
        return unreadable
    options: list[re.Match[str]] = []
    amounts: list[re.Match[str]] = []
    for match in _AMOUNT.finditer(folded):
        (options if folded[: match.start()].rstrip().endswith("+") else amounts).append(match)
    glued = any(
        not folded[a.end() : b.start()].strip() for a, b in pairwise(_AMOUNT.finditer(folded))
    )
    free = bool(_FREE.search(folded))
    if glued or (not amounts and not free):
        return unreadable
    values = [Fraction(0)] if free else [_amount(m) for m in amounts]
    extra = [_amount(m) for m in ([*amounts, *options] if free else options)]
    high = max(values) + sum(extra, Fraction(0))
    approximate = bool(re.search(r"~|environ|≈|a partir", folded))
    basis = _free_basis(folded, bool(extra)) if free else _basis(folded)
    return (
        Price(printed=printed, low=min(values), high=high, basis=basis, approximate=approximate),
        "",
    )
