"""Codes of the catalogue against the register: unknown, closed, ending, replaced, retitled.

A fault is told, never acted upon: the offer is kept and counts as before.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from coverage_engine.domain.cells.codes import find_codes, without_codes
from coverage_engine.domain.cells.fiche import one_line, read_code
from coverage_engine.domain.french import date as in_words
from coverage_engine.domain.model.anomaly import Anomaly, fault_table
from coverage_engine.domain.model.catalogue import Offer, ReadRow
from coverage_engine.domain.model.register import Fiche, RegisterInfo
from coverage_engine.domain.normalise import content, stem
from coverage_engine.domain.settings import Settings

_FAULTS = fault_table("""
A | CODE-INCONNU |  | un code du registre{dated} ({code} n’y est pas) | offre gardée telle quelle |
   vérifier le code sur francecompetences.fr, ou importer un registre plus récent
A | CODE-INACTIF |  | une certification active ({code} ne l’est plus{end}) | offre gardée telle
   quelle | demander à l’organisme la certification en cours, ou vérifier sur francecompetences.fr
I | CODE-EXPIRE-BIENTOT |  | un enregistrement de plus de {months} mois ({code} finit le {end})
   | offre gardée telle quelle | demander à l’organisme si la certification sera renouvelée
A | CODE-REMPLACE |  | une certification en cours ({code} est remplacée par {replaced_by}{chain}) |
   offre gardée telle quelle | demander à l’organisme s’il prépare à la nouvelle certification, et
   corriger le code
A | CODE-TITRE-DISCORDANT | Nom de la formation | un intitulé proche de celui de {code} : {title} |
   offre gardée telle quelle | vérifier le code sur francecompetences.fr ; si l’intitulé est
   seulement commercial, rien à faire
""")


_TITLE_COLUMN, _LINK_COLUMN = "Nom de la formation", "Lien officiel"

# Two long stems this alike are one word misspelt or inflected («sculpteur», «sculptés» stay apart).
_SAME_WORD, _LONG_WORD = 85, 5
# A course may name one bloc rather than the certification, but nearly word for word.
_NAMED_BLOC = 80
_MIN_INITIALS = 3


def check_register(
    source: str,
    rows: Sequence[ReadRow],
    offers: Sequence[Offer],
    fiches: Mapping[str, Fiche],
    register: RegisterInfo,
    date: str,
    settings: Settings,
) -> list[Anomaly]:
    """List what the register says against the catalogue's codes, at the first row of each.

    Parameters
    ----------
    fiches:
        Fiches of those codes, and of those that replace them, by code.
    date:
        ISO day of the run; empty when unknown: ends of registration are then not judged.
    """
    by_number = {row.number: row for row in rows}
    found: list[Anomaly] = []
    for offer in offers:
        for code in offer.codes:
            if not register.holds(code):
                # A register without any RS fiche says nothing of RS codes; the report tells it.
                continue
            carrying = [by_number[n] for n in offer.rows if code in by_number[n].codes]
            fiche = fiches.get(code)
            if fiche is None:
                found.append(_unknown(source, carrying[0], code, register))
                continue
            found += _state(source, carrying[0], fiche, date, int(settings.mois_expiration))
            found += _replaced(source, carrying[0], fiche, fiches)
            found += _titles(source, carrying, fiche, float(settings.titre_registre_minimal))
    return found


def _at(source: str, row: ReadRow, code: str, fault: str, **told: object) -> Anomaly:
    """A fault at the cell that holds the code."""
    in_title = code in find_codes(row.title)
    value = row.title if in_title else row.link.printed
    column = _TITLE_COLUMN if in_title else _LINK_COLUMN
    return _FAULTS[fault].at(source, row.number, value, column=column, code=code, **told)


def _unknown(source: str, row: ReadRow, code: str, register: RegisterInfo) -> Anomaly:
    dated = f" du {in_words(register.date)}" if register.date else ""
    return _at(source, row, code, "CODE-INCONNU", dated=dated)


def _state(source: str, row: ReadRow, fiche: Fiche, date: str, months: int) -> Iterator[Anomaly]:
    ended = bool(date and fiche.expires and fiche.expires < date)
    if fiche.active is False or ended:
        end = f", enregistrement fini le {in_words(fiche.expires)}" if ended else ""
        yield _at(source, row, fiche.code, "CODE-INACTIF", end=end)
    elif date and fiche.expires and fiche.expires <= _later(date, months):
        yield _at(
            source,
            row,
            fiche.code,
            "CODE-EXPIRE-BIENTOT",
            months=months,
            end=in_words(fiche.expires),
        )


def _later(date: str, months: int) -> str:
    """The same day some months later, the last day of the month when there is none.

    >>> _later("2026-03-31", 11)
    '2027-02-28'
    """
    day = dt.date.fromisoformat(date)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last)).isoformat()


def _replaced(
    source: str, row: ReadRow, fiche: Fiche, fiches: Mapping[str, Fiche]
) -> Iterator[Anomaly]:
    if not fiche.replaced_by:
        return
    last = [code for code in last_successors(fiche, fiches) if code not in fiche.replaced_by]
    chain = f", aujourd’hui par {' et '.join(last)}" if last else ""
    yield _at(
        source,
        row,
        fiche.code,
        "CODE-REMPLACE",
        replaced_by=" et ".join(fiche.replaced_by),
        chain=chain,
    )


def last_successors(fiche: Fiche, fiches: Mapping[str, Fiche]) -> tuple[str, ...]:
    """Codes that end the chain of replacements, each once; empty when nothing replaces."""
    seen, ends = {fiche.code}, dict[str, None]()
    waiting = list(fiche.replaced_by)
    while waiting:
        code = waiting.pop(0)
        if code in seen:
            continue
        seen.add(code)
        following = [c for c in fiches[code].replaced_by if c not in seen] if code in fiches else []
        waiting += following
        if not following:
            ends[code] = None
    return tuple(ends)


def _titles(source: str, rows: Sequence[ReadRow], fiche: Fiche, least: float) -> Iterator[Anomaly]:
    told: set[str] = set()
    for row in rows:
        title = without_codes(row.title)
        # A title that is only a code says nothing that could disagree.
        if read_code(title) or not fiche.title or title in told or agreement(title, fiche) >= least:
            continue
        told.add(title)
        yield _FAULTS["CODE-TITRE-DISCORDANT"].at(
            source, row.number, row.title, code=fiche.code, title=fiche.title
        )


def agreement(title: str, fiche: Fiche) -> float:
    """How much a course title and a certification speak of the same thing, from 0 to 100.

    The mean of two measures on stems: the share of the shorter title found in the longer, which
    forgives a title cut short, and a likeness sensitive to length, which one common word does not
    satisfy. Titles only one of which is made of initials («Master CGAO») agree when the other
    spells them; a bloc named nearly word for word agrees too.
    """
    if _initials_agree(title, fiche.title):
        return 100.0
    best = _likeness(title, fiche.title)
    for text in fiche.wording:
        likeness = _likeness(title, text)
        if likeness >= _NAMED_BLOC:
            best = max(best, likeness)
    return best


def _likeness(left: str, right: str) -> float:
    first, second = _stems(left), _stems(right)
    if not first or not second:
        return 100.0  # nothing to compare, nothing to say
    shorter, longer = sorted((set(first), set(second)), key=len)
    shared = sum(any(_same(word, other) for other in longer) for word in shorter)
    whole = fuzz.token_sort_ratio(" ".join(first), " ".join(second))
    return (100 * shared / len(shorter) + whole) / 2


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in content(one_line(text)))


def _same(left: str, right: str) -> bool:
    return left == right or (len(left) >= _LONG_WORD and fuzz.ratio(left, right) >= _SAME_WORD)


def _initials_agree(left: str, right: str) -> bool:
    for short, long in ((left, right), (right, left)):
        initials = "".join(word[0] for word in content(one_line(long)))
        for word in short.split():
            bare = word.strip("(),;:.")
            if len(bare) >= _MIN_INITIALS and bare.isupper() and bare.casefold() in initials:
                return True
    return False
