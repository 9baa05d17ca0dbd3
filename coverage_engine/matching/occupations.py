"""From a post's label, as a town hall writes it, to a métier: exact, alias, near spelling.

Both lose what tells no métiers apart: gender, number, inclusive endings, small words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.staffing import Occupation, Resolved, Typology
from coverage_engine.domain.normalise import STOP_WORDS, fold, key
from coverage_engine.domain.settings import Settings
from coverage_engine.matching.targets import (
    ALIAS,
    EXACT,
    FUZZY,
    NEAR_NAMES,
    NEAR_SCORE,
    UNRESOLVED,
    closest,
)

# The name is the same once gender, number and abbreviations are set aside.
FORM = "forme"
AMBIGUOUS = "ambigu"
# No post has a longer label; what follows would only make a hostile cell costly.
MAX_LABEL_CHARS = 200

# «-trice», «.rice», «(ère)», «/se»: a feminine ending after a masculine word, whatever parts them.
_ENDINGS = "e|es|s|ne|nne|rice|trice|euse|se|ere|iere|le|que|ienne|enne|ve|fe|ffe|te|tte"
_INCLUSIVE = re.compile(
    rf"(?<=[a-z]{{2}})\s?[-.·•‧∙/(]\s?(?:{_ENDINGS})\)?(?:[-.·•‧∙(]s\)?)?(?![a-z0-9'])"
)
_NOT_WORD = re.compile(r"[^a-z0-9+#]+")
# Feminine → masculine endings, the longest first; then a mute e or a plural s. Applied to both
# sides alike, so that a word wrongly cut is cut the same way everywhere.
_FEMININE = (
    ("trice", "teur"),
    ("euse", "eur"),
    ("ienne", "ien"),
    ("enne", "en"),
    ("onne", "on"),
    ("iere", "ier"),
    ("ere", "er"),
    ("elle", "el"),
    ("ette", "et"),
    ("ffe", "f"),
    ("ive", "if"),
    ("que", "c"),
)
# Shorter words («aide», «des») are left whole: they would become the same two letters.
_SHORTEST = 4
# Words between two names of one métier: «infirmier ou infirmière».
_EITHER = ("ou", "et")


def neutral(label: str, abbreviations: Mapping[str, str] | None = None) -> str:
    """The words of a label that tell métiers apart, without gender or number, in order.

    >>> neutral("Directrice générale adjointe") == neutral("Directeur-trice général-e adjoint-e")
    True
    >>> short = neutral("Resp. espaces verts", {"resp": "responsable"})
    >>> short == neutral("Responsable des espaces verts")
    True
    """
    folded = fold(label[:MAX_LABEL_CHARS])
    expanded = (abbreviations or {}).get
    whole = " ".join(expanded(w, w) for w in _NOT_WORD.split(_INCLUSIVE.sub("", folded)) if w)
    words: list[str] = []
    for word in _NOT_WORD.split(fold(whole)):
        if word in _EITHER or (
            word and word not in STOP_WORDS and (len(word) > 1 or word.isdigit())
        ):
            masculine = _masculine(word)
            if words[-1:] != [masculine]:
                words.append(masculine)
    return " ".join(w for w in _without_twins(words) if w not in _EITHER)


def _without_twins(words: list[str]) -> list[str]:
    """The words without «infirmier ou» before «infirmier»: both names are one by now."""
    at = 0
    while at < len(words):
        if words[at] in _EITHER:
            twin = next(
                (n for n in range(at, 0, -1) if words[at - n : at] == words[at + 1 : at + 1 + n]), 0
            )
            if twin:
                words, at = words[: at - twin] + words[at + 1 :], at - twin
        at += 1
    return words


@lru_cache(maxsize=65_536)
def _masculine(word: str) -> str:
    bare = word[:-1] if word.endswith(("s", "x")) and len(word) > _SHORTEST else word
    for feminine, masculine in _FEMININE:
        if bare.endswith(feminine) and len(bare) >= len(feminine) + 2:
            bare = bare[: -len(feminine)] + masculine
            break
    while bare.endswith("e") and len(bare) > _SHORTEST:
        bare = bare[:-1]
    return bare


class OccupationResolver:
    """Resolves the labels of a staffing table.

    Parameters
    ----------
    typology:
        Métiers, aliases and abbreviations.
    settings:
        Gives ``cible_floue_minimale`` and, over the second, ``cible_floue_marge``.
    """

    def __init__(self, typology: Typology, settings: Settings) -> None:
        self._settings = settings
        self._abbreviations = {
            key(short): fold(full) for short, full in typology.abbreviations.items()
        }
        own = typology.occupations
        self._printed = by_key(
            (t, o) for o in own for t in dict.fromkeys((key(o.metier), key(o.name)))
        )
        self._forms = by_key(
            (form, o)
            for o in own
            for form in dict.fromkeys((self._neutral(o.name), self._neutral(o.metier)))
        )
        by_metier = {key(o.metier): o for o in reversed(typology.occupations)}
        self._aliases = {
            self._neutral(a.label): (by_metier[key(a.metier)], f"alias {a.status} : {a.reason}")
            for a in typology.aliases
            if key(a.metier) in by_metier
        }
        # Namesakes are one form: they must not stand in each other's way.
        self._comparable = {form: form for form in sorted(self._forms) if form}

    def _neutral(self, label: str) -> str:
        return neutral(label, self._abbreviations)

    def resolve(self, label: str) -> Resolved:
        """What a printed label means.

        Returns
        -------
        Resolved
            ``method`` is one of ``exact``, ``forme``, ``alias``, ``approché``, ``ambigu``, ``non
            résolu``; with the last two, ``occupation`` is None and ``note`` tells what was near.
        """
        if not label.strip():
            return Resolved(label=label, method=UNRESOLVED, score=0, note="métier non renseigné")
        if found := self._printed.get(key(label)):
            return self._one(label, found, EXACT, 100)
        form = self._neutral(label)
        if found := self._forms.get(form):
            return self._one(label, found, FORM, 100)
        if form in self._aliases:
            occupation, note = self._aliases[form]
            return Resolved(label=label, occupation=occupation, method=ALIAS, score=100, note=note)
        if not form:
            return Resolved(label=label, method=UNRESOLVED, score=0, note="aucun mot à comparer")
        return self._nearest(label, form)

    def _one(self, label: str, found: list[Occupation], method: str, score: int) -> Resolved:
        """The first métier of that name; refused when namesakes have several degrees."""
        if len({o.degree for o in found}) > 1:
            names = " ; ".join(f"{o.metier} ({o.degree or 'sans degré'})" for o in found)
            return Resolved(
                label=label,
                method=AMBIGUOUS,
                score=score,
                note=f"plusieurs métiers de ce nom : {names}",
            )
        note = f"ressemblance {score} sur 100" if method == FUZZY else ""
        if len({o.code for o in found}) > 1:
            others = " ; ".join(f"{o.metier} ({o.code})" for o in found[1:])
            note = (
                f"{note}{' ; ' if note else ''}autre métier de ce nom et de même degré : {others}"
            )
        return Resolved(label=label, occupation=found[0], method=method, score=score, note=note)

    def _nearest(self, label: str, form: str) -> Resolved:
        best, score, ranked = closest(form, self._comparable, self._settings, in_order=True)
        if best is not None:
            return self._one(label, self._forms[best], FUZZY, round(score))
        near = dict.fromkeys(
            self._forms[f][0].name for likeness, f in ranked[:NEAR_NAMES] if likeness >= NEAR_SCORE
        )
        return Resolved(
            label=label,
            method=UNRESOLVED,
            score=round(score),
            note=f"proches : {' ; '.join(near)}" if near else "",
        )

    def resolve_all(self, labels: Iterable[str]) -> dict[str, Resolved]:
        """Each distinct label once, in the order met."""
        return {label: self.resolve(label) for label in dict.fromkeys(labels)}
