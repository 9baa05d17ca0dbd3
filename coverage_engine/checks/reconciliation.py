"""Every printed figure that published data allow to recompute, recomputed (requirement E6).

The rules know no branch: they read printed exposures, schemes of profiles and claims.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from coverage_engine.checks.claims import claim_controls
from coverage_engine.checks.measures import Published, published
from coverage_engine.domain.french import number
from coverage_engine.domain.model.anomaly import Anomaly, Severity, fault_table
from coverage_engine.domain.model.branch import Exposure
from coverage_engine.domain.model.exposure import Control
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.normalise import key, stems

_FAULTS = fault_table("""
I | RECONCILIATION-REGLE-RANG | rang | {expected} | un rang imprimé n’est contredit que hors de son
   groupe d’ex æquo | dire dans la publication la règle suivie
A | RECONCILIATION-ABSENT | qualification | une ligne par qualification | métier absent des parts de
   cette qualification | compléter la table, si la source le permet
A | RECONCILIATION-DOUBLON | metier | deux métiers distincts | les deux sont gardés | supprimer l’un
   des deux, ou préciser leurs libellés
A | RECONCILIATION-INTITULE | libelle | un seul code par intitulé | les deux codes sont gardés |
   réunir les deux lignes, ou préciser les intitulés
""")


RANK, EVOLUTION, PROFILE = (
    "RECONCILIATION-RANG",
    "RECONCILIATION-EVOLUTION",
    "RECONCILIATION-PROFIL",
)
FLAG, ABSENT, TWICE = "RECONCILIATION-DRAPEAU", "RECONCILIATION-ABSENT", "RECONCILIATION-DOUBLON"
TITLE, RULE = "RECONCILIATION-INTITULE", "RECONCILIATION-REGLE-RANG"
SOURCE = "expositions.csv"
# Usual ways to rank equal scores, and what each does of three of which two are equal.
RANK_RULES = {
    "min": "rang partagé, le suivant saute (1, 1, 3)",
    "max": "rang partagé, le dernier du groupe (2, 2, 3)",
    "dense": "rang partagé sans saut (1, 1, 2)",
    "ordre": "un rang par métier, dans l’ordre d’impression (1, 2, 3)",
}
# The rule of this project: two métiers with one score have one rank.
OUR_RULE = "min"
_COLUMNS = {RANK: "rang", EVOLUTION: "evolution", PROFILE: "profil", FLAG: "profil"}
_CHECK = "vérifier dans la source"


def ranks(scores: Sequence[Fraction], rule: str = OUR_RULE) -> list[int]:
    """Rank of each score, the highest first, by one of ``RANK_RULES``.

    >>> ranks([Fraction(2), Fraction(5), Fraction(5)])
    [3, 1, 1]
    """
    rising = sorted(scores)
    if rule == "dense":
        level = {s: n for n, s in enumerate(sorted(set(scores), reverse=True), 1)}
        return [level[s] for s in scores]
    if rule == "ordre":
        order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
        place = {index: n for n, index in enumerate(order, 1)}
        return [place[i] for i in range(len(scores))]
    side = bisect_right if rule == "min" else bisect_left
    more = 1 if rule == "min" else 0
    return [len(scores) - side(rising, s) + more for s in scores]


def usual_rule(table: Published) -> tuple[str, int, int]:
    """The rule that explains most printed ranks, ours first; how many it explains, of how many."""
    fits: Counter[str] = Counter(dict.fromkeys(RANK_RULES, 0))
    total = 0
    for q in table.qualifications:
        rows = table.of(q)
        total += len(rows)
        for rule in RANK_RULES:
            fits[rule] += sum(
                e.rank == r for e, r in zip(rows, ranks([e.score for e in rows], rule), strict=True)
            )
    best = max(RANK_RULES, key=lambda rule: fits[rule])
    return best, fits[best], total


Bounds = dict[tuple[str, str], tuple[int, int]]


def controls(table: Published) -> list[Control]:
    """Ranks, evolutions, profiles and flags of every printed exposure, recomputed."""
    bounds = rank_bounds(table)
    return [
        c
        for q in table.qualifications
        for e in table.of(q)
        for c in cell_controls(table, e, bounds)
    ]


def rank_bounds(table: Published) -> Bounds:
    """Lowest and highest rank that each printed score allows, by (métier, qualification).

    Printed scores are rounded: within a tie, the true order is not known, so that any rank of the
    tie is right, unless the table follows the rule without jump.
    """
    low, high = ("dense", "dense") if usual_rule(table)[0] == "dense" else ("min", "max")
    out: Bounds = {}
    for q in table.qualifications:
        rows = table.of(q)
        scores = [e.score for e in rows]
        for e, first, last in zip(rows, ranks(scores, low), ranks(scores, high), strict=True):
            out[e.metier, q] = (first, last)
    return out


def cell_controls(table: Published, e: Exposure, bounds: Bounds) -> list[Control]:
    """Controls of one printed exposure."""
    out = [_rank_control(e, bounds[e.metier, e.qualification])]
    out += filter(
        None, (_evolution_control(table, e), _profile_control(table, e), _flag_control(table, e))
    )
    return out


def _control(code: str, e: Exposure, printed: str, found: str, agrees: bool) -> Control:
    return Control(
        code=code,
        subject=f"{e.metier} ({e.qualification})",
        source=SOURCE,
        row=e.row,
        column=_COLUMNS[code],
        printed=printed,
        found=found,
        agrees=agrees,
        remedy=_CHECK,
    )


def _rank_control(e: Exposure, bounds: tuple[int, int]) -> Control:
    low, high = bounds
    place = f"rang {low}" if low == high else f"un rang de {low} à {high}"
    return _control(
        RANK,
        e,
        str(e.rank),
        f"{place}, d’après le score {number(e.score, 2)}",
        low <= e.rank <= high,
    )


def signed(value: int) -> str:
    """An evolution as it is printed: «+4», «−3», «0»."""
    return f"{value:+d}".replace("-", "−").replace("+0", "0")


def _evolution_control(table: Published, e: Exposure) -> Control | None:
    first = table.cells.get((e.metier, table.qualifications[0]))
    if e.evolution is None or first is None or first is e:
        return None
    found = first.rank - e.rank
    note = " ; seul le signe diffère" if e.evolution == -found and found else ""
    text = f"{signed(found)}, du rang {first.rank} au rang {e.rank}{note}"
    return _control(EVOLUTION, e, signed(e.evolution), text, e.evolution == found)


def _profile_control(table: Published, e: Exposure) -> Control | None:
    scheme = table.schemes.get(table.scheme_of.get(e.qualification, ""))
    if scheme is None or scheme.is_flag(e.profile):
        return None
    found = scheme.profile_of(e.score)
    if found is None:
        return None
    return _control(
        PROFILE, e, e.profile, f"{found}, d’après le score {number(e.score, 2)}", found == e.profile
    )


def _flag_control(table: Published, e: Exposure) -> Control | None:
    """A flag is set on a métier: it should be the same in every qualification that has the flag."""
    first = table.cells.get((e.metier, table.qualifications[0]))
    if (
        first is None
        or first is e
        or table.scheme_of.get(first.qualification) != table.scheme_of.get(e.qualification)
    ):
        return None
    scheme = table.schemes.get(table.scheme_of.get(e.qualification, ""))
    if scheme is None or not (scheme.is_flag(e.profile) or scheme.is_flag(first.profile)):
        return None
    return _control(
        FLAG,
        e,
        e.profile,
        f"{first.profile}, comme dans « {first.qualification} »",
        first.profile == e.profile,
    )


def reconcile(ref: Referential) -> tuple[list[Control], list[Anomaly]]:
    """Confront every printed figure of a referential with what its own data give.

    Returns
    -------
    (controls, anomalies):
        Every control with its result, claims last; the disagreements, with the faults that no
        figure shows.
    """
    table = published(ref)
    made = [*controls(table), *claim_controls(ref.claims, table)]
    faults = [_anomaly(c) for c in made if c.agrees is False]
    return made, [*faults, *_rank_rule(table), *_absent(table), *_doubles(ref), *_two_codes(ref)]


def _anomaly(c: Control) -> Anomaly:
    return Anomaly(
        code=c.code,
        severity=Severity.AVERTISSEMENT,
        source=c.source,
        row=c.row,
        column=c.column,
        value=f"{c.printed} — {c.subject}",
        expected=c.found,
        done="la valeur imprimée est gardée",
        remedy=c.remedy,
    )


def _rank_rule(table: Published) -> Iterator[Anomaly]:
    rule, fits, total = usual_rule(table)
    if total and rule != OUR_RULE:
        yield _FAULTS[RULE].at(
            SOURCE,
            0,
            f"{RANK_RULES[rule]} : {fits} rangs imprimés sur {total} la suivent",
            expected=RANK_RULES[OUR_RULE],
        )


def _absent(table: Published) -> Iterator[Anomaly]:
    for metier in table.metiers:
        missing = [q for q in table.qualifications if (metier, q) not in table.cells]
        if missing and len(missing) < len(table.qualifications):
            yield _FAULTS[ABSENT].at(SOURCE, 0, f"{metier} : rien dans {', '.join(missing)}")


def _doubles(ref: Referential) -> Iterator[Anomaly]:
    """Two métiers whose labels hold the same words, order, plural and small words aside."""
    seen: dict[tuple[str, ...], str] = {}
    for m in ref.metiers:
        words = tuple(sorted(set(stems(m.label)))) or (key(m.label),)
        if words in seen:
            yield _FAULTS[TWICE].at("metiers.csv", 0, f"{seen[words]} / {m.label}")
        seen.setdefault(words, m.label)


def _two_codes(ref: Referential) -> Iterator[Anomaly]:
    """One title under two codes. A code with two titles is refused when the table is read."""
    tables = {
        "familles.csv": list(ref.families.items()),
        "qualifications.csv": [(q.id, q.label) for q in ref.qualifications],
        "groupes.csv": [(g.id, g.label) for g in ref.groups],
        **{
            f"profils.csv ({s.id})" if s.id else "profils.csv": [
                (b.profile, b.label) for b in s.bands
            ]
            for s in ref.schemes
        },
    }
    for source, pairs in tables.items():
        seen: dict[str, str] = {}
        for code, label in pairs:
            if key(label) in seen:
                yield _FAULTS[TITLE].at(source, 0, f"{label} : codes {seen[key(label)]} et {code}")
            seen.setdefault(key(label), code)
