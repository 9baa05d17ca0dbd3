"""The referential's lexicon: which words show the theme, an axis, a function, a named tool.

A term is words to be found in a row. ``*`` ends a prefix; `` + `` asks for several runs of words,
in any order; ``?`` stands for a full word that is not among the ``general`` ones; ``@subject``,
alone or beside a `` + ``, for any term of that subject: «@juger + @production» is any verb of
judging with any name for what the AI produced. Written for an editor who is not a programmer: one
term a line, and what cancels it beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.anomaly import Anomaly, fault_table
from coverage_engine.domain.model.branch import Term
from coverage_engine.domain.normalise import STOP_WORDS, words

_FAULTS = fault_table("""
E | LEXIQUE-ILLISIBLE | terme | {expected} | aucune | corrigez ou supprimez ce terme
""")


_ARTICLES_TEXT = """
le la les un une des du de d l votre vos son sa ses leur leurs notre nos a au aux
"""
_ARTICLES = frozenset(_ARTICLES_TEXT.split())
_MAX_ARTICLES = 2
# Stand for «*» and «?» while a term is folded like a title; no French word holds them.
_STAR, _WILD = "zqstarqz", "zqwildqz"
# What an elision leaves («d offres» for «d'offres»), removed from terms as from titles.
_ELIDED = frozenset(("d", "l", "n", "s", "j", "c", "m", "t", "qu"))
GENERAL = "general"
# «J’ai», «n’ai»: the verb, which folding would leave as «ai», the English for «IA».
_TO_HAVE = re.compile(r"\b[jn]\s?['’‘ʼ´`′]\s?ai\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a text, and the words that matched it."""

    subject: str
    term: str
    strength: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    term: Term
    runs: tuple[tuple[str, ...], ...]
    references: tuple[str, ...]
    unless: tuple[tuple[tuple[str, ...], ...], ...]
    unless_subjects: tuple[str, ...]


def _runs(pattern: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(_pattern_words(part)) for part in pattern.split(" + ") if not part.startswith("@")
    )


def _references(pattern: str) -> tuple[str, ...]:
    return tuple(part[1:].strip() for part in pattern.split(" + ") if part.startswith("@"))


def _pattern_words(part: str) -> Iterable[str]:
    """Words of a run, folded as titles are: phrases unified, no elisions, ``*`` and ``?`` kept."""
    tokens = [t for t in part.split() if t not in _ELIDED]
    marked = " ".join(_WILD if t == "?" else t.replace("*", _STAR) for t in tokens)
    for word in words(marked):
        if word == _WILD:
            yield "?"
        elif word.endswith(_STAR):
            if word != _STAR:
                yield word.removesuffix(_STAR) + "*"
        else:
            yield word.replace(_STAR, "")


def term_fault(term: Term) -> str:
    """What makes a term unreadable, in French; empty when it can be used."""
    if not all(_references(term.pattern)):
        return "un objet du lexique après « @ »"
    if re.search(r"\*[^\s]", term.pattern):
        return "« * » à la fin d’un mot seulement"
    runs = _runs(term.pattern)
    if not all(runs):
        return "au moins un mot de deux lettres, ou un mot entier"
    if any(run[0] == "?" for run in runs):
        return "un mot avant « ? »"
    return ""


def lexicon_faults(terms: Sequence[Term]) -> list[Anomaly]:
    """Terms that cannot be read, with their row: a typo in the lexicon must not pass in silence."""
    out = []
    subjects = {t.subject for t in terms}
    for term in terms:
        fault = term_fault(term)
        for unless in term.unless:
            if (
                not fault
                and not unless.startswith("@")
                and (not all(_runs(unless)) or unless.split()[0] == "?")
            ):
                fault = f"« sauf {unless} » : au moins un mot de deux lettres"
        for reference in (
            r for pattern in (term.pattern, *term.unless) for r in _references(pattern)
        ):
            if not any(_is(s, reference) for s in subjects):
                fault = fault or f"un objet du lexique ; « @{reference} » n’en désigne aucun"
        if fault:
            out.append(
                _FAULTS["LEXIQUE-ILLISIBLE"].at(
                    "lexique.csv", term.row, term.pattern, expected=fault
                )
            )
    return out


class Lexicon:
    """Compiled terms, indexed by the first word of each so that a title is read once.

    Parameters
    ----------
    terms:
        The rows of ``lexique.csv``. Order decides nothing: hits come back in row order.
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        self._general = frozenset(
            w for t in terms if t.subject == GENERAL for w in _pattern_words(t.pattern)
        )
        readable = (t for t in terms if t.subject != GENERAL and not term_fault(t))
        self._compiled = tuple(self._compile(t) for t in readable)
        self.subjects = tuple(dict.fromkeys(c.term.subject for c in self._compiled))

    @staticmethod
    def _compile(term: Term) -> _Compiled:
        unless = tuple(_runs(u) for u in term.unless if not u.startswith("@") and all(_runs(u)))
        subjects = tuple(u[1:] for u in term.unless if u.startswith("@"))
        return _Compiled(
            term=term,
            runs=_runs(term.pattern),
            references=_references(term.pattern),
            unless=unless,
            unless_subjects=subjects,
        )

    @cached_property
    def _by_first_word(self) -> dict[str, list[int]]:
        plain = ((i, c) for i, c in enumerate(self._compiled) if not c.references)
        return by_key((compiled.runs[0][0], position) for position, compiled in plain)

    @cached_property
    def _longest_prefix(self) -> int:
        return max(
            (len(first) - 1 for first in self._by_first_word if first.endswith("*")), default=0
        )

    def hits(self, text: str) -> tuple[Hit, ...]:
        """Every term of the lexicon found in ``text``, cancelled ones left out, in its order."""
        found = words(_TO_HAVE.sub(" ", text))
        spotted = self._raw(found)
        self._add_references(spotted, found)
        present = {self._compiled[i].term.subject for i in spotted}
        out: list[Hit] = []
        for position in sorted(spotted):
            compiled = self._compiled[position]
            if not self._cancelled(compiled, present):
                term = compiled.term
                out.append(Hit(term.subject, term.pattern, term.strength, spotted[position]))
        return tuple(out)

    @cached_property
    def _referring(self) -> tuple[int, ...]:
        return tuple(i for i, compiled in enumerate(self._compiled) if compiled.references)

    def _add_references(self, spotted: dict[int, str], found: Sequence[str]) -> None:
        """Add the terms that name another subject («@outil» shows the theme), until none is."""
        moved = True
        while moved:
            moved = False
            for position in self._referring:
                compiled = self._compiled[position]
                if position in spotted:
                    continue
                shown = [self._shown(subject, spotted) for subject in compiled.references]
                if None in shown or self._own_exception(compiled, found):
                    continue
                run = self._find_all(compiled.runs, found)
                if run is not None:
                    parts = [part for part in (run, *shown) if part]
                    spotted[position] = " … ".join(dict.fromkeys(parts))
                    moved = True

    def _shown(self, subject: str, spotted: dict[int, str]) -> str | None:
        """The words that show a subject, in lexicon order; None when nothing does."""
        return next(
            (spotted[i] for i in sorted(spotted) if _is(self._compiled[i].term.subject, subject)),
            None,
        )

    def _cancelled(self, compiled: _Compiled, present: set[str]) -> bool:
        return any(_is(s, wanted) for wanted in compiled.unless_subjects for s in present)

    def _own_exception(self, compiled: _Compiled, found: Sequence[str]) -> bool:
        return any(self._find_all(runs, found) is not None for runs in compiled.unless)

    def _raw(self, found: Sequence[str]) -> dict[int, str]:
        """Terms found before cross references, own exceptions applied: position → words found."""
        index, longest = self._by_first_word, self._longest_prefix
        candidates: dict[int, None] = {}
        for word in dict.fromkeys(found):
            for position in index.get(word, ()):
                candidates[position] = None
            for size in range(1, min(len(word), longest) + 1):
                for position in index.get(word[:size] + "*", ()):
                    candidates[position] = None
        out: dict[int, str] = {}
        for position in sorted(candidates):
            compiled = self._compiled[position]
            spotted = self._find_all(compiled.runs, found)
            if spotted is not None and not self._own_exception(compiled, found):
                out[position] = spotted
        return out

    def _find_all(self, runs: Sequence[Sequence[str]], found: Sequence[str]) -> str | None:
        parts = []
        for run in runs:
            spotted = self._find_run(run, found)
            if spotted is None:
                return None
            parts.append(spotted)
        return " … ".join(parts)

    def _find_run(self, run: Sequence[str], found: Sequence[str]) -> str | None:
        for start in range(len(found)):
            end = self._match_at(run, found, start)
            if end is not None:
                return " ".join(found[start:end])
        return None

    def _match_at(self, run: Sequence[str], found: Sequence[str], start: int) -> int | None:
        at = start
        for wanted in run:
            if wanted == "?":
                end = self._full_word(found, at)
                if end is None:
                    return None
                at = end
                continue
            if at >= len(found) or not _fits(wanted, found[at]):
                return None
            at += 1
        return at

    def _full_word(self, found: Sequence[str], at: int) -> int | None:
        """End of «article + noun» from ``at``; a bare noun must be plural: no verb passes."""
        start = at
        while at < len(found) and at - start < _MAX_ARTICLES and found[at] in _ARTICLES:
            at += 1
        if at >= len(found) or found[at] in STOP_WORDS or len(found[at]) < 3:
            return None
        word = found[at]
        if any(_fits(general, word) for general in self._general) or (
            at == start and not word.endswith(("s", "x"))
        ):
            return None
        return at + 1


def _is(subject: str, wanted: str) -> bool:
    """Whether a subject is the wanted one, or of its kind («fonction» for «fonction:paie»)."""
    return subject == wanted or subject.startswith(f"{wanted}:")


def _fits(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
