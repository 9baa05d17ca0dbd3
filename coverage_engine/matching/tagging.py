"""What a title is about: the theme, the axes and how strongly, the functions it is tied to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.model.branch import Axis, Calibration
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import TITLE_ABORDE, TITLE_PRINCIPAL
from coverage_engine.domain.normalise import as_printed
from coverage_engine.domain.settings import Settings
from coverage_engine.matching.lexicon import Hit, Lexicon

# Two more readings of an axis: the first one by default, for the theme alone; none.
THEME_ONLY = "theme_seul"
NOT_READ = "non_lue"
# The axis that the words of trades show. A referential without it simply has no such axis.
TRADE_AXIS = "metier"
# What a title adds between brackets is touched, not its object.
_BRACKETS = re.compile(r"\([^)]*\)")
_FALLBACK_RULE = "à propos du thème, sans autre indication"


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisTag:
    """One axis read in a text: its strength, its probability and the words that show it."""

    axis: str
    strength: str
    probability: Fraction
    words: tuple[str, ...]
    rule: str

    @property
    def evidence(self) -> str:
        """What the probability rests on: the strength, or the theme alone."""
        return THEME_ONLY if self.rule == _FALLBACK_RULE else self.strength

    def explanation(self, label: str) -> str:
        """Why the axis was read: «« hallucinations » et « fiabiliser » → esprit critique».

        Parameters
        ----------
        label:
            The axis as printed.
        """
        quoted = [f"« {word} »" for word in _plain_words(self.words)]
        shown = (
            " et ".join(filter(None, (", ".join(quoted[:-1]), *quoted[-1:])))
            or "thème accepté par une personne"
        )
        alone = ", sans autre indication" if self.evidence == THEME_ONLY else ""
        return f"{shown}{alone} → {label[:1].lower()}{label[1:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagging:
    """Everything the lexicon reads in one text."""

    on_theme: bool
    theme_words: tuple[str, ...] = ()
    axes: tuple[AxisTag, ...] = ()
    functions: tuple[str, ...]
    trade_words: tuple[str, ...]

    def axis(self, axis: str) -> AxisTag | None:
        """The tag of one axis, or None."""
        return next((t for t in self.axes if t.axis == axis), None)


def _as_printed(text: str, founds: Sequence[str]) -> tuple[str, ...]:
    """Words found, as the text prints them: what is displayed is always the original."""
    return _unique([as_printed(text, found) for found in founds])


def _plain_words(founds: Sequence[str]) -> tuple[str, ...]:
    """Each run of words once, and none that a longer one already says.

    >>> _plain_words(["relire … IA", "relire", "fonction publique", "publique"])
    ('relire', 'IA', 'fonction publique')
    """
    runs = _unique([run for found in founds for run in found.split(" … ")])
    return tuple(
        run
        for run in runs
        if not any(f" {run} " in f" {other} " and other != run for other in runs)
    )


def _unique(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


class Tagger:
    """Reads titles with a referential's lexicon.

    Parameters
    ----------
    axes:
        The referential's axes, in display order; the first is the fallback of a text that is on the
        theme and shows nothing else (labelling guidelines, rule 6).
    trade_axis:
        The axis that functions and trades show (``metier`` in the embedded referential), or None.
    calibration:
        Probabilities measured on labelled titles; else the provisional settings.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        axes: Sequence[Axis],
        trade_axis: str | None,
        settings: Settings,
        calibration: Sequence[Calibration] = (),
    ) -> None:
        self._lexicon = lexicon
        self._axes = tuple(a.id for a in axes)
        self._trade_axis = trade_axis
        self.provisional = {
            TITLE_PRINCIPAL: settings.probabilite_principal,
            TITLE_ABORDE: settings.probabilite_aborde,
            THEME_ONLY: settings.probabilite_aborde,
            NOT_READ: settings.probabilite_non_lue,
        }
        self._measured = {(row.subject, row.evidence): row.probability for row in calibration}

    def probability(self, axis: str, evidence: str) -> Fraction:
        """Probability (0–1) that a text on the theme covers ``axis``, from ``evidence`` read."""
        return self._measured.get((f"axe:{axis}", evidence), self.provisional[evidence])

    def tag(self, text: str, *, accepted: bool = False) -> Tagging:
        """Read one text; off the theme, no axis is given and the offer counts for nothing (§2.5).

        Parameters
        ----------
        accepted:
            A person said that the text is on the theme: axes are read whatever its words.
        """
        hits = self._lexicon.hits(text)
        theme = _as_printed(text, [h.found for h in hits if h.subject == "theme"])
        functions = _unique(
            [h.subject.partition(":")[2] for h in hits if h.subject.startswith("fonction:")]
        )
        trade_words = _as_printed(text, [h.found for h in hits if self._is_trade(h)])
        if not theme and not accepted:
            return Tagging(on_theme=False, functions=functions, trade_words=trade_words)
        outside = self._lexicon.hits(_BRACKETS.sub(" ", text)) if "(" in text else hits
        axes = [
            t
            for axis in self._axes
            if (t := self._axis_tag(axis, text, hits, trade_words, outside)) is not None
        ]
        if not axes and self._axes:
            first = self._axes[0]
            axes = [
                AxisTag(
                    axis=first,
                    strength=TITLE_PRINCIPAL,
                    probability=self.probability(first, THEME_ONLY),
                    words=theme,
                    rule=_FALLBACK_RULE,
                )
            ]
        return Tagging(
            on_theme=bool(theme),
            theme_words=theme,
            axes=tuple(axes),
            functions=functions,
            trade_words=trade_words,
        )

    def _is_trade(self, hit: Hit) -> bool:
        return hit.subject.startswith("fonction:") or hit.subject == f"axe:{self._trade_axis}"

    def _axis_tag(
        self,
        axis: str,
        text: str,
        hits: Sequence[Hit],
        trade_words: tuple[str, ...],
        outside: Sequence[Hit],
    ) -> AxisTag | None:
        """Tag of one axis; ``outside``: terms out of brackets, those inside are touched at most."""
        if axis == self._trade_axis and trade_words:
            words, rule = trade_words, "mots d’un métier ou d’une fonction"
            principal = any(self._is_trade(h) for h in outside)
            aside = not principal
        else:
            subject = f"axe:{axis}"
            words = _as_printed(text, [h.found for h in hits if h.subject == subject])
            rule, own = "lexique de l’axe", [h for h in outside if h.subject == subject]
            principal = any(h.strength == TITLE_PRINCIPAL for h in own)
            aside = not own
        if not words:
            return None
        strength = TITLE_PRINCIPAL if principal else TITLE_ABORDE
        return AxisTag(
            axis=axis,
            strength=strength,
            probability=self.probability(axis, strength),
            words=words,
            rule=rule + (", entre parenthèses" if aside else ""),
        )


def join_taggings(taggings: Sequence[Tagging]) -> Tagging:
    """What several wordings of one offer say together: each axis at its strongest."""
    if len(taggings) == 1:
        return taggings[0]
    axes: dict[str, AxisTag] = {}
    for tag in (t for tagging in taggings for t in tagging.axes):
        known = axes.get(tag.axis)
        if known is None or (tag.probability, tag.words) > (known.probability, known.words):
            axes[tag.axis] = tag
    fallback = [a for a, t in axes.items() if t.rule == _FALLBACK_RULE and len(axes) > 1]
    return Tagging(
        on_theme=any(t.on_theme for t in taggings),
        theme_words=_unique([w for t in taggings for w in t.theme_words]),
        axes=tuple(tag for axis, tag in axes.items() if axis not in fallback),
        functions=_unique([f for t in taggings for f in t.functions]),
        trade_words=_unique([w for t in taggings for w in t.trade_words]),
    )


def make_tagger(referential: Referential) -> Tagger:
    """A tagger for one referential."""
    trade_axis = TRADE_AXIS if any(a.id == TRADE_AXIS for a in referential.axes) else None
    lexicon = Lexicon(referential.lexicon)
    return Tagger(
        lexicon, referential.axes, trade_axis, referential.settings, referential.calibration
    )
