"""French text made comparable. For comparison only: what is displayed is always the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import Stemmer

from coverage_engine.domain.text_tables import named_lists

# Bounds the work on hostile input: no title, label or competency is longer.
MAX_COMPARED_CHARS = 2_000
_MAX_STEMMED_CHARS = 40

# Read before and after accents are removed: «ǽ» is a ligature with an accent.
_SIGNS = dict.fromkeys(map(ord, "’‘ʼ´`′"), "'")
_SIGNS |= {ord("œ"): "oe", ord("Œ"): "oe", ord("æ"): "ae", ord("Æ"): "ae", ord("&"): " et "}
_SIGNS |= dict.fromkeys(map(ord, "™®©℠"), " ")
# A search for the few signs is several times faster than a translation of every letter.
_SIGN = re.compile(f"[{''.join(map(chr, _SIGNS))}]")
# «assistant.e.s», «assistant-e», «chargé·e», «chargé(e)»: the masculine stem, as referentials print
# it. Written so that the search runs from one of few signs to the next: several times faster than
# from any letter.
_INCLUSIVE = re.compile(
    r"[.·•‧∙(\-](?<=[a-z]{2}.)"
    r"(?:(?<![(\-])(?:e|es|ne|rice|euse|trice|ere|se)(?:[.·•‧∙]s)?(?![a-z0-9])"
    r"|(?<=-)e(?:-s|s)?(?![a-z0-9])|(?<=\()(?:(?:e|es|ne|rice|euse|trice|ere|se)\)s?|s\)))"
)
_ELISION = re.compile(r"\b(?:l|d|j|n|s|t|m|c|qu|jusqu|lorsqu|puisqu)'(?=\w)")
_NOT_WORD = re.compile(r"[^a-z0-9+#]+")
# Parts the texts of one batch: neither a letter nor a space, like the end of a text.
_MARK = "\0"
_NOT_WORD_MARKED = re.compile(r"[^a-z0-9+#\0]+")
# Texts folded together: enough for regular expressions, few enough to stay in a cache.
_BATCH = 2_000

# Writings of one notion, folded to one word: usual French abbreviations, not a branch's.
_PHRASES = named_lists("""
ia: intelligences artificielles, intelligence artificielle, artificial intelligence, systemes d'ia,
  systeme d'ia
ia generative: ia gen, genai, gen ai, generative ai, iag, iagen
rh: ressources humaines
rgpd: reglement general sur la protection des donnees, gdpr
m365: microsoft 365, office 365
ai act: reglement europeen sur l'ia, reglement sur l'ia, reglement ia, ia act
""")
_INITIALS = re.compile(r"(?<![a-z0-9.])(?:i\.a|a\.i)\b\.?")


def _phrase_rule(old: str) -> re.Pattern[str]:
    """Words of a phrase may be parted by several spaces, a line break or a hyphen."""
    gap = r"(?:\s{1,9}|\s?-\s?)"
    first, *others = map(re.escape, old.split())
    # The first word comes first: a pattern that begins with letters is searched much faster.
    return re.compile(gap.join((rf"{first}(?<![a-z0-9]{first})", *others)) + "(?![a-z0-9])")


_PHRASE_RULES = tuple((_phrase_rule(old), new) for new, every in _PHRASES.items() for old in every)

_STOP_WORDS_TEXT = """
a afin ainsi au aux avec chez ce ces cet cette comment dans de des du elle en entre et est etre il ils je la
le les leur leurs lui ma mais me mes mon ne nos notre nous on ou par pas plus pour qu que quel quelle
quelles quels qui sa sans se ses si son sont sous sur ta te tes ton tu un une vers via vos votre vous y the
of and for to in faire face tout tous toute toutes
"""
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())

# Words any course title may use: they are compared, but none of them alone names a competency.
_COURSE_WORDS_TEXT = """
ameliorer approfondir apprendre atelier ateliers augmenter base bases booster bonnes certification
comprendre connaitre construire cours creer data decouvrir demarrer deployer developper efficacite enjeux
essentiel expert exploiter fondamentaux formation formations gagner gerer gestion guide guides initiation
initier integrer maitrise maitriser masterclass methode methodes mettre module mooc niveau optimiser outil
outils parcours perfectionnement performance pratique pratiques pratiquer prendre professionnel
professionnelle produire projet projets quotidien reussir savoir service services stage strategie temps
transformer usage usages utilisation utiliser webinaire workshop action actions mission missions reviser
preparer piloter choisir
"""
COURSE_WORDS = frozenset(_COURSE_WORDS_TEXT.split())

# The C of Snowball: the stems of the pure Python package, about thirty times faster.
_stemmer = Stemmer.Stemmer("french")


def fold(text: str) -> str:
    """Lower case, without accents, ligatures or typographic apostrophes. Idempotent.

    At most ``MAX_COMPARED_CHARS`` characters are read and returned.
    """
    return _fold_all(text[:MAX_COMPARED_CHARS])[:MAX_COMPARED_CHARS]


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """Words in order, folded, inclusive endings and elisions removed, acronyms unified.

    >>> words("L’IA au service de l'assistant-e")
    ('ia', 'au', 'service', 'de', 'assistant')
    """
    folded = _INITIALS.sub("ia", _INCLUSIVE.sub("", fold(text)))
    for pattern, new in _PHRASE_RULES:
        folded = pattern.sub(new, folded)
    return tuple(w for w in _NOT_WORD.split(_ELISION.sub("", folded)) if w)


def words_of_all(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """``words`` of many texts, several times faster: the same rules, run once over all of them.

    >>> words_of_all(["L’IA", "", "chargé·e"]) == [words("L’IA"), words(""), words("chargé·e")]
    True
    """
    # Texts that fold alike, whatever their capitals and accents, are read once.
    found: dict[str, tuple[str, ...]] = {}
    folded: list[str] = []
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        # A text holding the mark would be cut in two; a space separates words just as well.
        whole = _fold_all(_MARK.join(t[:MAX_COMPARED_CHARS].replace(_MARK, " ") for t in batch))
        lines = whole.split(_MARK) if batch else []
        # A ligature may unfold past the compared length: the slow road cuts such a text.
        found.update(
            (f, words(t)) for t, f in zip(batch, lines, strict=True) if len(f) > MAX_COMPARED_CHARS
        )
        new = [f for f in dict.fromkeys(lines) if f not in found]
        found.update(zip(new, _split_all(new), strict=True))
        folded += lines
    return [found[f] for f in folded]


def _split_all(folded: Sequence[str]) -> list[tuple[str, ...]]:
    """Words of texts that are folded already."""
    if not folded:
        return []
    whole = _INCLUSIVE.sub("", _MARK.join(folded))
    if "i.a" in whole or "a.i" in whole:
        whole = _INITIALS.sub("ia", whole)
    for pattern, new in _PHRASE_RULES:
        whole = pattern.sub(new, whole)
    lines = _NOT_WORD_MARKED.sub(" ", _ELISION.sub("", whole)).split(_MARK)
    return [tuple(line.split()) for line in lines]


def _fold_all(text: str) -> str:
    """``fold`` without its bound on length."""
    if not text.isascii():
        # Decomposed before and after: «№» gives a capital, a folded letter may give an accent.
        text = unicodedata.normalize(
            "NFKD", unicodedata.normalize("NFKD", _plain_signs(text)).casefold()
        )
        marks = "".join(sorted(ch for ch in set(text) if unicodedata.combining(ch)))
        text = re.sub(f"[{marks}]", "", text) if marks else text
    return _plain_signs(text).casefold()


def _plain_signs(text: str) -> str:
    return _SIGN.sub(lambda sign: _SIGNS[ord(sign[0])], text)


def key(text: str) -> str:
    """One string per label, whatever its case, accents, apostrophes, dashes and spaces.

    Inclusive forms and acronyms are *not* merged: labels of other words differ.

    >>> key("Chargé  d’assistance") == key("charge d'assistance")
    True
    """
    return " ".join(w for w in _NOT_WORD.split(fold(text)) if w)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """French stem of one folded word, stemmed until stable: «managers» and «manager» then meet.

    What is longer than any French word is no word, and is kept: stemming it could take minutes.
    """
    if len(word) > _MAX_STEMMED_CHARS:
        return word
    while (shorter := str(_stemmer.stemWord(word))) != word:
        word = shorter
    return word


def content(text: str) -> tuple[str, ...]:
    """Words of ``text`` that carry meaning: stop words and lone letters removed, order kept."""
    return tuple(w for w in words(text) if w not in STOP_WORDS and len(w) > 1)


def stems(text: str) -> tuple[str, ...]:
    """Stems of the content words of ``text``, in order."""
    return tuple(stem(w) for w in content(text))


_PRINTED_WORD = re.compile(r"[^\s,;:!?()«»\"/+]+")
_SPELLED_OUT = re.compile(
    r"intelligences? artificielles?|artificial intelligence|ressources humaines", re.IGNORECASE
)


def as_printed(text: str, found: str) -> str:
    """The words of ``text`` that gave the comparable words ``found``, as printed; else ``found``.

    >>> as_printed("Découvrez les enjeux de l’IA", "decouvrez")
    'Découvrez'
    """
    pieces = [m.group(0) for m in (*_SPELLED_OUT.finditer(text), *_PRINTED_WORD.finditer(text))]
    shown = []
    for word in found.split():
        if word == "…":
            shown.append(word)
            continue
        piece = next((p for p in pieces if words(p) == (word,)), word)
        shown.append(_LEADING_ELISION.sub("", piece).strip(".'’-"))
    return " ".join(shown)


_LEADING_ELISION = re.compile(r"^(?:[ldjnstmcLDJNSTMC]|qu|Qu)['’]")


def slug(text: str, limit: int = 60) -> str:
    """A readable ASCII identifier of at most ``limit`` characters, cut between words."""
    out = ""
    for word in key(text).replace("+", " ").replace("#", " ").split():
        if out and len(out) + 1 + len(word) > limit:
            break
        out = f"{out}-{word}" if out else word[:limit]
    return out
