"""Pages that compare, suppose, and show what is fragile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import plural
from coverage_engine.questions.about_purchases import changes
from coverage_engine.questions.changes import Changes, Move, WhatIf
from coverage_engine.questions.choices import KINDS, MAX_COMPARED
from coverage_engine.questions.compare import Comparison
from coverage_engine.questions.fragility import Expiries, Fall, Fragility
from coverage_engine.questions.parse_changes import PART, read_added
from coverage_engine.tables.published_records import OfferLine
from coverage_engine.web.paging import Link, Pairs, Slice, address
from coverage_engine.web.query_parameters import ONE_NEED, Asked
from coverage_engine.web.visit import Refusal, Visit

# Falls on one page.
FALLS = 100
# Suppositions that add up: the form sends those already made again.
_KEPT = ("retirer", "ajouter", "retirer_besoin", "besoin")
# Offers suggested in the field of the withdrawn offer; any other is found by its title or its page.
_SUGGESTED = 300
_CHOOSE = (
    "Un seul métier est choisi : choisissez-en au moins un autre à lui comparer (Ctrl ou Maj pour"
    " en garder plusieurs)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareView:
    """Context of ``comparer.html.jinja``: métiers chosen in the form, the comparison when there is
    one.
    """

    chosen: tuple[str, ...]
    pairs: Pairs
    found: Comparison | None
    refusal: Refusal | None
    most: int = MAX_COMPARED


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfView:
    """Context of ``et_si.html.jinja``.

    ``asked`` is what the form holds; ``kept`` what it sends again; ``supposed`` has the address
    that gives each supposition up; ``offers`` are suggested; ``withdrawn`` is the name that was not
    understood, ``need`` a métier, a competency and its level.
    """

    found: WhatIf | None
    moves: tuple[Move, ...]
    asked: Asked
    pairs: Pairs
    kept: tuple[tuple[str, str], ...]
    supposed: tuple[Link, ...]
    offers: tuple[OfferLine, ...]
    withdrawn: str
    need: tuple[str, ...]
    refusal: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FragilityView:
    """Context of ``fragilite.html.jinja``; ``metiers`` and ``chosen`` kinds are those of the
    form.
    """

    falls: Slice[Fall]
    ends: Expiries
    metiers: tuple[str, ...]
    chosen: tuple[str, ...]
    kinds: tuple[str, ...] = KINDS


def compare_view(visit: Visit[Comparison | None]) -> CompareView:
    """Métiers side by side; only the form, and what to choose, when fewer than two are asked."""
    found, chosen, refusal = visit.answer, visit.asked["metier"], visit.refusal
    if found is not None:
        chosen = tuple(m.slug for m in found.metiers)
    elif refusal is None and chosen:
        refusal = Refusal("Il manque un métier", (_CHOOSE,))
    return CompareView(chosen=chosen, pairs=visit.pairs, found=found, refusal=refusal)


def what_if_view(visit: Visit[WhatIf | None]) -> WhatIfView:
    """What moves; only the form when nothing is supposed."""
    asked, found = visit.asked, visit.answer
    withdrawn = visit.refused if visit.refused in asked["retirer"] else ""
    useful = [o for o in visit.run.offers_by_title if o.id in visit.run.useful_of_offer]
    return WhatIfView(
        found=found,
        moves=tuple(sorted(found.moves, key=_gained)) if found else (),
        asked=asked,
        pairs=visit.pairs,
        kept=tuple((n, v) for n, v in visit.pairs if n in _KEPT and v.strip() != withdrawn),
        supposed=tuple(_supposed(visit, changes(visit.read))) if visit.read else (),
        offers=tuple(useful[:_SUGGESTED]),
        withdrawn=withdrawn,
        need=tuple(asked[f.name] or "" for f in ONE_NEED),
        refusal=visit.refusal,
    )


def _gained(m: Move) -> tuple[Fraction, str]:
    """Order of what moves: the largest loss first, then by name."""
    return (m.after.rate.value or Fraction(0)) - (m.before.rate.value or Fraction(0)), m.metier


def _supposed(visit: Visit[Any], wanted: Changes) -> Iterator[Link]:
    """What is supposed, in words, each with the address that gives it up."""
    run = visit.run

    def without(text: str, *names: str, value: str | None = None) -> Link:
        left = [(n, v) for n, v in visit.pairs if n not in names or value not in (None, v)]
        return Link(text, address("/et-si", left))

    for o in wanted.withdrawn_offers:
        title = run.offers[o].title if o in run.offers else o
        yield without(f"sans l’offre « {title} »", "retirer", value=o)
    lines = {read_added(v): v for n, v in visit.pairs if n == "ajouter"}
    parts = ("ajout_titre", "ajout_competence", "ajout_niveau", "ajout_metier")
    for a in wanted.added_offers:
        named = (run.metier_by_slug[m].metier if m in run.metier_by_slug else m for m in a.metiers)
        yield without(
            f"avec l’offre « {a.title} » : {plural(len(a.competences), 'compétence')},"
            f" {LEVEL_LABELS[a.level]}, {', '.join(named) or 'pour tous'}",
            *(("ajouter",) if a in lines else parts),
            value=lines.get(a),
        )
    for m, c in wanted.withdrawn_needs:
        yield without(f"sans le besoin {c} ({m})", "retirer_besoin", value=PART.join((m, c)))
    for m, c, level in wanted.set_needs:
        value = PART.join((m, c, str(level)))
        yield without(f"besoin {c} au niveau {level} ({m})", "besoin", value=value)


def fragility_view(visit: Visit[Fragility]) -> FragilityView:
    """What falls without an offer, a provider or a certification, and when certifications end."""
    falls = sorted(visit.answer.falls, key=lambda f: (-f.lost, f.metier, f.kind, f.name))
    return FragilityView(
        falls=visit.page_of(falls, FALLS, "/fragilite"),
        ends=cast(Expiries, visit.beside),
        metiers=visit.asked["metier"],
        chosen=visit.asked["nature"],
    )
