"""To whom a printed label is addressed: exact, alias, then fuzzy, minding length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from coverage_engine.domain.model.catalogue import Target
from coverage_engine.domain.normalise import STOP_WORDS, key, words

if TYPE_CHECKING:
    from coverage_engine.domain.model.branch import Alias
    from coverage_engine.domain.model.referential import Referential
    from coverage_engine.domain.settings import Settings

EXACT, ALIAS, GROUP, FUZZY, NONE, UNRESOLVED = (
    "exact",
    "alias",
    "groupe",
    "approché",
    "sans cible",
    "non résolu",
)
_BRACKETS = re.compile(r"\([^()]*\)$")
_SEVERAL = re.compile(r"[;|\n]")
_TOTAL = re.compile(r"^(?:sous-)?tota(?:l|ux)\b", re.IGNORECASE)
NEAR_NAMES = 3
# Bounds on hostile cells: a label is read up to here, a name up to that many words.
MAX_LABEL_CHARS, MAX_NAME_WORDS = 2_000, 12
# Below it (likeness, 0 to 100) a suggested name has nothing to do with the label.
NEAR_SCORE = 60
# Names suggested in place of an unknown one, at most.
SUGGESTIONS = 4


class TargetResolver:
    """Resolves printed target labels against one referential.

    Parameters
    ----------
    referential:
        Gives métiers, groups and aliases.
    extra:
        Aliases of the catalogue itself; they come first.
    """

    def __init__(self, referential: Referential, extra: Sequence[Alias] = ()) -> None:
        self._referential = referential
        self._metiers = referential.label_by_key
        self._groups = {
            key(g.label): g.id for g in referential.groups if g.nature != "hors_branche"
        }
        self._aliases = {key(a.label): a for a in (*referential.aliases, *extra)}
        self._comparable = {
            label: " ".join(words(label)) for label in sorted(self._metiers.values())
        }
        self._resolve_one = lru_cache(maxsize=4_096)(self._resolve_uncached)

    def resolve(self, row: int, printed: str) -> Target:
        """Resolve one printed cell; several labels may be separated by ``;``.

        Returns
        -------
        Target
            With method ``non résolu`` and no métier when nothing is near enough: shown, never
            dropped.
        """
        labels = [" ".join(part.split()) for part in _SEVERAL.split(printed[:MAX_LABEL_CHARS])]
        parts = [self._resolve_one(label) for label in labels if label]
        if not parts:
            return Target(row=row, printed=printed, method=NONE, note="aucune cible imprimée")
        worst = min(parts, key=lambda p: p[3])
        unresolved = next((p for p in parts if p[2] == UNRESOLVED), None)
        metiers = tuple(dict.fromkeys(m for p in parts for m in p[0]))
        groups = tuple(dict.fromkeys(g for p in parts for g in p[1]))
        method, score, note = (unresolved or worst)[2:]
        return Target(
            row=row,
            printed=printed,
            metiers=metiers,
            groups=groups,
            method=method,
            score=score,
            note=note,
        )

    def near(self, label: str, limit: int = NEAR_NAMES) -> tuple[str, ...]:
        """Métiers and groups that resemble ``label``, best first, ties by name."""
        names = [
            *self._comparable,
            *(g.label for g in self._referential.groups if g.nature in ("tous", "cible")),
        ]
        scored = sorted(
            ((name_likeness(label, name), name) for name in names), key=lambda s: (-s[0], s[1])
        )
        return tuple(name for score, name in scored[:limit] if score >= NEAR_SCORE)

    def _resolve_uncached(
        self, label: str
    ) -> tuple[tuple[str, ...], tuple[str, ...], str, Fraction, str]:
        sure = Fraction(100)
        for text in (label, _BRACKETS.sub("", label).strip()):
            folded = key(text)
            if folded in self._metiers:
                return (self._metiers[folded],), (), EXACT, sure, ""
            if folded in self._aliases:
                return self._from_alias(self._aliases[folded])
            if folded in self._groups:
                return (), (self._groups[folded],), GROUP, sure, ""
        return self._fuzzy(label)

    def _from_alias(
        self, alias: Alias
    ) -> tuple[tuple[str, ...], tuple[str, ...], str, Fraction, str]:
        note = f"alias {alias.status} : {alias.reason}"
        if alias.nature == "groupe":
            return (), (alias.target,), GROUP, Fraction(100), note
        metier = self._metiers.get(key(alias.target), alias.target)
        return (metier,), (), ALIAS, Fraction(100), note

    def _fuzzy(self, label: str) -> tuple[tuple[str, ...], tuple[str, ...], str, Fraction, str]:
        wanted = " ".join(words(label))
        best, score, _ = closest(wanted, self._comparable, self._referential.settings)
        if best is not None:
            return (best,), (), FUZZY, score, f"ressemblance {float(score):.0f} sur 100"
        return (), (), UNRESOLVED, score, self._hint(label)

    def _hint(self, label: str) -> str:
        """What to tell of a label that was not resolved."""
        if _TOTAL.match(label):
            return "une ligne de total n’est pas une offre : supprimez-la"
        shown = label if len(label) <= 60 else label[:57] + "…"
        near = self.near(label)
        hint = f"« {shown} » ; proches : {' ; '.join(near)}" if near else f"« {shown} »"
        if (
            "/" in label
            and len(
                [
                    part
                    for part in label.split("/")
                    if self._resolve_one(part.strip())[2] != UNRESOLVED
                ]
            )
            > 1
        ):
            hint += " ; séparez plusieurs cibles par un point-virgule"
        return hint


def closest(
    wanted: str, names: Mapping[str, str], settings: Settings, *, in_order: bool = False
) -> tuple[str | None, Fraction, list[tuple[float, str]]]:
    """The name whose comparable form is near enough to ``wanted``, and far ahead of the second.

    Parameters
    ----------
    names:
        Name → its comparable form; ``wanted`` is in the same form.
    settings:
        ``cible_floue_minimale`` and ``cible_floue_marge``.
    in_order:
        Compare letters as written too: a forgotten space changes the order of sorted words.

    Returns
    -------
    (name, likeness, ranked):
        None if none is sure; best likeness, 0 to 100; every name, best first.
    """
    # ``ratio`` on sorted words counts every missing letter: «Assistant» is not «Assistant RH».
    scores = {
        name: s
        for _, s, name in process.extract(wanted, names, scorer=fuzz.token_sort_ratio, limit=None)
    }
    if in_order:
        for _, s, name in process.extract(wanted, names, scorer=fuzz.ratio, limit=None):
            scores[name] = max(scores[name], s)
    ranked = sorted(
        ((round(s, 2), name) for name, s in scores.items()), key=lambda p: (-p[0], p[1])
    )
    best = Fraction(str(ranked[0][0])) if ranked else Fraction(0)
    second = Fraction(str(ranked[1][0])) if len(ranked) > 1 else Fraction(0)
    sure = best >= settings.cible_floue_minimale and best - second >= settings.cible_floue_marge
    return (ranked[0][1] if ranked and sure else None), best, ranked


def name_likeness(typed: str, label: str) -> float:
    """Likeness of a typed name and a label, 0 to 100: each typed word finds its nearest."""
    asked = [w for w in words(typed)[:MAX_NAME_WORDS] if w not in STOP_WORDS]
    own = [w for w in words(label) if w not in STOP_WORDS]
    if not asked or not own:
        return 0.0
    found = sum(max(fuzz.ratio(w, o) for o in own) * len(w) for w in asked) / sum(map(len, asked))
    return round(0.8 * found + 0.2 * fuzz.ratio(" ".join(asked), " ".join(own)), 2)


def by_likeness(typed: str, labels: Iterable[str]) -> list[tuple[float, str]]:
    """Labels with their likeness to a typed name, the most alike first."""
    return sorted(
        ((name_likeness(typed, label), label) for label in labels), key=lambda p: (-p[0], p[1])
    )


def nearest(typed: str, labels: Iterable[str]) -> tuple[str, ...]:
    """Labels that look like a typed one, the nearest first; a few at most."""
    ranked = by_likeness(typed, labels)[:SUGGESTIONS]
    return tuple(label for score, label in ranked if score >= NEAR_SCORE)
