"""What a script passes to a question, taken as meant or refused in French."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from coverage_engine.domain.errors import InputRefused, shortened
from coverage_engine.domain.user_numbers import read_amount, read_rate

if TYPE_CHECKING:
    from coverage_engine.questions.changes import AddedOffer

Figure = int | float | Decimal | Fraction
# No price, duration or rate comes near: a larger figure is a slip, and could not be shown.
_LARGEST = 10**12
_UNITS = ("€", "EUR", "h")


def exact(value: Figure | str | None, name: str) -> Fraction | None:
    """A figure as an exact fraction, decimals as they are written: 0.1 is one tenth. Texts are read
    as the commands do.

    Parameters
    ----------
    name:
        What the figure is, for the refusal.

    Raises
    ------
    InputRefused
        If it is not a finite figure of a usual size.
    """
    if value is None:
        return None
    found = read_amount(value, *_UNITS) if isinstance(value, str) else _fraction(value)
    if found is None or abs(found) > _LARGEST:
        raise InputRefused(
            [
                f"{name} : « {_shown(value)} » n’est pas un nombre utilisable → donnez un nombre,"
                " comme 1500"
            ]
        )
    return found


def exact_rate(value: Figure | str | None, name: str) -> Fraction | None:
    """A rate as an exact fraction; a text may be a part or a percentage.

    Raises
    ------
    InputRefused
        As :func:`exact`.
    """
    return read_rate(value, name) if isinstance(value, str) else exact(value, name)


def name_of(value: object, name: str) -> str:
    """One name.

    Raises
    ------
    InputRefused
        If it is not a text.
    """
    if not isinstance(value, str):
        raise InputRefused(
            [f"{name} : « {_shown(value)} » n’est pas un nom → donnez un texte entre guillemets"]
        )
    return value


def names(value: Iterable[str] | str, name: str) -> tuple[str, ...]:
    """Names; a text alone is one of them.

    Raises
    ------
    InputRefused
        If one of them is not a text.
    """
    return tuple(name_of(v, name) for v in _several(value, name, str))


def yes(value: object, name: str) -> bool:
    """A yes or a no.

    Raises
    ------
    InputRefused
        If it is neither True nor False.
    """
    if not isinstance(value, bool):
        raise InputRefused(
            [f"{name} : « {_shown(value)} » n’est ni oui ni non → donnez True ou False"]
        )
    return value


def whole(value: object, name: str, example: str) -> int:
    """A whole number, 0 or more.

    Raises
    ------
    InputRefused
        If it is not one.
    """
    if (
        isinstance(value, bool)
        or not isinstance(value, Integral)
        or not 0 <= int(value) <= _LARGEST
    ):
        raise InputRefused(
            [
                f"{name} : « {_shown(value)} » n’est pas un nombre entier utilisable → par exemple"
                f" {example}"
            ]
        )
    return int(value)


def learners_of(value: Mapping[str, int] | int) -> Mapping[str, int] | int:
    """Learners of every métier, or of each by name.

    Raises
    ------
    InputRefused
        If they are not whole numbers.
    """
    if isinstance(value, Mapping):
        return {
            name_of(m, "apprenants"): whole(n, f"apprenants de « {m} »", "12")
            for m, n in value.items()
        }
    return whole(value, "apprenants", '12, ou {"Formateur": 12}')


def added(value: Sequence[AddedOffer] | AddedOffer) -> tuple[AddedOffer, ...]:
    """Offers supposed; one alone is one of them.

    Raises
    ------
    InputRefused
        If one is not an :class:`AddedOffer`, or holds what is no name.
    """
    from coverage_engine.questions.changes import AddedOffer

    out = []
    for offer in _several(value, "offre ajoutée", AddedOffer):
        if not isinstance(offer, AddedOffer):
            raise InputRefused(
                [f"offre ajoutée : « {_shown(offer)} » → donnez AddedOffer(titre, compétences, …)"]
            )
        out.append(
            replace(
                offer,
                title=name_of(offer.title, "offre ajoutée, titre"),
                competences=names(offer.competences, "offre ajoutée, compétences"),
                level=whole(offer.level, "offre ajoutée, niveau", "3"),
                metiers=names(offer.metiers, "offre ajoutée, métiers"),
            )
        )
    return tuple(out)


def needs_named(value: Iterable[tuple[str, str]], name: str) -> tuple[tuple[str, str], ...]:
    """Needs as (métier, competency).

    Raises
    ------
    InputRefused
        If one is not such a pair.
    """
    pairs = (_parts(v, 2, name, "(métier, compétence)") for v in _several(value, name, str))
    return tuple((name_of(m, name), name_of(c, name)) for m, c in pairs)


def needs_set(value: Iterable[tuple[str, str, int]], name: str) -> tuple[tuple[str, str, int], ...]:
    """Needs as (métier, competency, level).

    Raises
    ------
    InputRefused
        If one is not such a triple.
    """
    found = (_parts(v, 3, name, "(métier, compétence, niveau)") for v in _several(value, name, str))
    return tuple(
        (name_of(m, name), name_of(c, name), whole(n, f"{name}, niveau", "2")) for m, c, n in found
    )


def _several(value: Any, name: str, alone: type) -> tuple[Any, ...]:
    if isinstance(value, alone):
        return (value,)
    if not isinstance(value, Iterable):
        raise InputRefused(
            [f'{name} : « {_shown(value)} » n’est pas une liste → donnez une liste, comme ["…"]']
        )
    return tuple(value)


def _parts(value: object, count: int, name: str, form: str) -> Sequence[Any]:
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) != count:
        raise InputRefused([f"{name} : « {_shown(value)} » → donnez une liste de {form}"])
    return value


def _fraction(value: object) -> Fraction | None:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        return None
    if isinstance(value, Integral):
        return Fraction(int(value))
    try:
        known = Decimal(str(value))
        # An exponent of a billion would be written out digit by digit.
        return (
            Fraction(known)
            if known.is_finite() and abs(known.adjusted()) < len(str(_LARGEST)) * 10
            else None
        )
    except (InvalidOperation, ValueError, OverflowError):
        return None


def _shown(value: object) -> str:
    try:
        return shortened(str(value), 40)
    except ValueError:  # more digits than Python writes
        return "un nombre démesuré"
