"""What a question may be given: parameters declared once, and the one reading of their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from coverage_engine.domain.errors import InputRefused, shortened
from coverage_engine.domain.user_numbers import (
    Misread,
    read_amount,
    read_hours,
    read_share,
    read_whole,
    read_yes,
)

if TYPE_CHECKING:
    from coverage_engine.tables.published import Published

TEXT, AMOUNT, HOURS, SHARE, WHOLE, TICK = "texte", "prix", "heures", "part", "entier", "case"
# Longest text that is read, in characters, and values of one parameter: a form never sends more.
MAX_TEXT = MAX_VALUES = 200
# Choices listed in a refusal; characters of a refused value that are shown.
_LISTED, _SHOWN = 12, 60

Arguments = Mapping[str, Any]
Pairs = Sequence[tuple[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A name that a question may be given.

    Attributes
    ----------
    name:
        The French word of addresses and forms, the same in commands and scripts.
    kind:
        TEXT, AMOUNT (euros), HOURS, SHARE (0 to 1, or a percentage), WHOLE or TICK (*oui*).
    form:
        How a value is written, in a word or two: «métier;compétence».
    subject:
        Whether the question is about it: given first, without its name.
    choices:
        Accepted values, when there is a list.
    read:
        Reads a value that no kind describes, or raises :class:`Misread`.
    many:
        Whether it may be given several times.
    low, high:
        Bounds of a WHOLE.
    """

    name: str
    label: str
    help: str
    kind: str = TEXT
    form: str = ""
    subject: bool = False
    choices: Callable[[Published], Sequence[str]] | None = None
    read: Callable[[object], object] | None = None
    many: bool = False
    low: int = 1
    high: int = 1_000_000
    required: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a parameter; ``parameter`` is a bare name when no question knows it."""

    parameter: Parameter | str
    said: str


class ArgumentsRefused(InputRefused):
    """Arguments that make no sense, every fault; each front end names parameters its own way."""

    code = "filtre-refuse"

    def __init__(self, wrong: Sequence[Fault]) -> None:
        self.wrong = tuple(wrong)
        super().__init__(self.worded(lambda p: p.name))

    def worded(self, place: Callable[[Parameter], str]) -> tuple[str, ...]:
        """One sentence a fault; ``place`` says how a parameter is named where it was given."""
        return tuple(
            f"« {shortened(f.parameter, _SHOWN)} » : {f.said}"
            if isinstance(f.parameter, str)
            else f"{place(f.parameter)} : {f.said}"
            for f in self.wrong
        )


def refused(parameter: Parameter, value: object, why: str) -> ArgumentsRefused:
    """The refusal of one value."""
    return ArgumentsRefused([Fault(parameter, _refusal(value, why))])


def _refusal(value: object, why: str) -> str:
    return f"« {_shown(value)} » refusé, {why}"


def read_arguments(
    parameters: Sequence[Parameter], pairs: Pairs, published: Published | None
) -> dict[str, Any]:
    """Values by name: None, or an empty tuple for a parameter of several values, when not given.

    Parameters
    ----------
    pairs:
        Each value with its name: texts as people type them, or the objects of a script.
    published:
        The run whose choices are accepted; None, when it is not known yet, accepts any.

    Raises
    ------
    ArgumentsRefused
        With every unknown name and every value that cannot be read.
    """
    known = {p.name: p for p in parameters}
    faults = [
        Fault(name, f"filtre inconnu → {_accepted(tuple(known))}")
        for name in dict.fromkeys(n for n, _ in pairs)
        if name not in known
    ]
    out: dict[str, Any] = {}
    for p in parameters:
        given = [v.strip() if isinstance(v, str) else v for n, v in pairs if n == p.name]
        if "" in given:
            faults.append(Fault(p, "valeur vide"))
            given = [v for v in given if v != ""]
        elif p.required and not given:
            faults.append(Fault(p, f"manque → {p.help}"))
        if len(given) > (MAX_VALUES if p.many else 1):
            advice = "moins" if p.many else "une seule fois"
            faults.append(Fault(p, f"donné {len(given)} fois → {advice}"))
            given = given[:1]
        values = []
        for value in given:
            try:
                values.append(_read(value, p, published))
            except Misread as misread:
                faults.append(Fault(p, _refusal(value, str(misread))))
        out[p.name] = tuple(dict.fromkeys(values)) if p.many else (values[0] if values else None)
    if faults:
        raise ArgumentsRefused(faults)
    return out


def _read(value: object, p: Parameter, published: Published | None) -> object:
    """A value, or :class:`Misread`."""
    if p.read is not None:
        return p.read(value)
    if p.kind == AMOUNT:
        return read_amount(value)
    if p.kind == HOURS:
        return read_hours(value, _hours_per_day(published))
    if p.kind == SHARE:
        return read_share(value)
    if p.kind == WHOLE:
        return read_whole(value, p.low, p.high)
    if p.kind == TICK:
        return read_yes(value)
    text = one_text(value)
    return text if p.choices is None or published is None else _chosen(text, p.choices(published))


def _hours_per_day(published: Published | None) -> Fraction:
    if published is not None:
        return published.settings.heures_par_jour
    from coverage_engine.domain.settings import Settings

    return Settings().heures_par_jour


def one_text(value: object) -> str:
    """A text of a usual length.

    Raises
    ------
    Misread
        If it is none.
    """
    if not isinstance(value, str):
        raise Misread("texte attendu → donnez un texte entre guillemets")
    if len(value) > MAX_TEXT:
        raise Misread(f"{len(value)} caractères, {MAX_TEXT} au plus")
    return value


def _chosen(text: str, choices: Sequence[str]) -> str:
    """The choice that was meant, whatever its letters."""
    if text in choices:
        return text
    from coverage_engine.domain.normalise import key

    folded = key(text)
    for choice in choices:
        if key(choice) == folded:
            return choice
    raise Misread(f"valeur inconnue → {_accepted(choices, text)}")


def _accepted(names: Sequence[str], asked: str = "") -> str:
    """What is accepted: the names that look like the one asked when there are too many to list."""
    if not names:
        return "aucun n’est accepté ici"
    if len(names) <= _LISTED:
        return f"au choix : {' ; '.join(names)}"
    from coverage_engine.matching.targets import nearest

    if asked and (near := nearest(asked, names)):
        return f"vouliez-vous dire : {' ; '.join(near)} ?"
    return f"au choix : {' ; '.join(names[:_LISTED])} et {len(names) - _LISTED} autres"


def _shown(value: object) -> str:
    try:
        return shortened(str(value), _SHOWN)
    except ValueError:  # more digits than Python writes
        return "un nombre démesuré"
