"""Price cells: «1 450», «340 (adh.) / 490 (non-adh.)», «1550 (+500 certif.)», «Gratuit», «Sur devis»."""

from __future__ import annotations

import re
from fractions import Fraction

from coverage_engine.model.catalogue import Price
from coverage_engine.normalise import fold

# An amount: digits, possibly grouped by three with a space, a point or an apostrophe, possibly with cents.
_AMOUNT = re.compile(r"(?<![\d,.])(\d{1,3}(?:[   .']\d{3})+|\d+)(?:[.,](\d{1,2}))?(?!\d)")
_FOREIGN = re.compile(r"^[=@]|[^\w\s.,'/~≈+()€\-:;]")
_NEGATIVE = re.compile(r"(?:^|[\s(=])[-−]\s*\d")
_FREE = re.compile(r"\b(?:gratuit(?:e|s)?|offert|libre)\b")
_UNKNOWN = {
    "sur devis": "sur devis",
    "devis": "sur devis",
    "non indique": "non indiqué",
    "non renseigne": "non indiqué",
    "nous consulter": "sur devis",
    "nc": "non indiqué",
    "n/a": "non indiqué",
    "frais universitaires": "frais universitaires, montant non indiqué",
    "forfaits": "forfaits, montants non indiqués",
    "forfait": "forfait, montant non indiqué",
    "selon parcours": "dépend du parcours",
    "eligibilites possibles": "financements possibles, montant non indiqué",
    "variable": "variable",
}
# Words a price cell may hold beside its amounts; anything else makes the cell unreadable.
_KNOWN_WORDS = frozenset(
    ["ht", "ttc", "eur", "euros", "euro", "par", "personne", "pers", "p", "adh", "adherent", "adherents", "non", "certif", "certification", "option", "dist", "distanciel", "pres", "presentiel", "gratuit", "gratuite", "a", "de", "partir", "environ", "inter", "intra", "session", "jour", "stagiaire", "participant", "et", "ou", "h", "apprenant", "inscription", "certificat", "examen", "en", "au", "tarif"]
)


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
    if re.search(r"pers|stagiaire|participant|apprenant", folded):
        parts.append("par personne")
    if "certif" in folded or "option" in folded:
        parts.append("maximum avec la certification en option")
    if "dist" in folded:
        parts.append("à distance")
    return ", ".join(parts)


def read_price(text: str) -> tuple[Price, str]:
    """Read a price cell; amounts are euros before tax, as the printed header says.

    An amount after ``+``, or the one beside «certif.» on a free offer, is an option: it counts in ``high`` only.

    Returns
    -------
    (price, fault):
        ``fault`` is empty or ``"illisible"``; an unreadable cell keeps what was printed and has no amount.
    """
    printed = text.strip()
    folded = fold(printed).strip()
    if not folded:
        return Price(printed, None, None, "", False, "non indiqué"), ""
    if folded in _UNKNOWN:
        return Price(printed, None, None, "", False, _UNKNOWN[folded]), ""
    unreadable = Price(printed, None, None, "", False, "illisible"), "illisible"
    rest = re.sub(r"[^a-z]+", " ", _AMOUNT.sub(" ", folded)).split()
    if any(word not in _KNOWN_WORDS for word in rest) or _FOREIGN.search(folded) or _NEGATIVE.search(folded):
        return unreadable
    options, amounts = [], []
    for match in _AMOUNT.finditer(folded):
        (options if folded[: match.start()].rstrip().endswith("+") else amounts).append(match)
    free = bool(_FREE.search(folded))
    if not amounts and not free:
        return unreadable
    values = [Fraction(0)] if free else [_amount(m) for m in amounts]
    extra = [_amount(m) for m in (amounts if free else options)]
    high = max(values) + sum(extra, Fraction(0))
    approximate = bool(re.search(r"~|environ|≈|a partir", folded))
    basis = "gratuit" + (", certificat en option" if extra else "") if free else _basis(folded)
    return Price(printed, min(values), high, basis, approximate, ""), ""
