"""Pages that compare, suppose, and show what is fragile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import date, number, percent, plural
from coverage_engine.questions.changes import Changes, Move, WhatIf
from coverage_engine.questions.choices import KINDS, MAX_COMPARED
from coverage_engine.questions.compare import Comparison
from coverage_engine.questions.fragility import Expiries, Fall, Fragility
from coverage_engine.questions.parse_changes import PART
from coverage_engine.tables.phrases import points
from coverage_engine.tables.published import Published
from coverage_engine.web.form_errors import Refusal
from coverage_engine.web.paging import Pairs, cut
from coverage_engine.web.query_parameters import ONE_NEED, Asked
from coverage_engine.web.views_common import (
    STEPS,
    Link,
    Option,
    Pager,
    VerdictView,
    exports,
    offer_href,
    pager,
    verdict_view,
)

# Falls on one page.
FALLS = 100
_CHOOSE = (
    "Un seul métier est choisi : choisissez-en au moins un autre à lui comparer (Ctrl ou Maj pour"
    " en garder plusieurs)."
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A rate or a value in a table, and the class of its colour."""

    text: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareView:
    """Context of ``comparer.html.jinja``; ``lines`` of each table are a label, then one cell a
    métier.
    """

    options: tuple[Option, ...]
    most: int
    metiers: tuple[Link, ...]
    verdicts: tuple[VerdictView, ...]
    axes: tuple[tuple[str, tuple[Cell, ...]], ...]
    needs: tuple[tuple[str, tuple[Cell, ...]], ...]
    shared: tuple[tuple[Link, tuple[str, ...]], ...]
    exports: tuple[Link, ...]
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveView:
    """A métier that moves: rates, priority, verdicts, then each need before and after."""

    metier: str
    href: str
    before: str
    after: str
    change: str
    priority: str
    verdict: str
    needs: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfView:
    """Context of ``et_si.html.jinja``; ``kept`` is what the form sends again."""

    asked: bool
    metiers: tuple[Option, ...]
    competences: tuple[Option, ...]
    levels: tuple[Option, ...]
    offers: tuple[Option, ...]
    title: str
    kept: tuple[tuple[str, str], ...]
    supposed: tuple[Option, ...]
    moves: tuple[MoveView, ...]
    whole: str
    notes: tuple[str, ...]
    exports: tuple[Link, ...]
    withdrawn: str = ""
    need: tuple[str, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FallView:
    """What a métier loses without a name."""

    metier: str
    href: str
    kind: str
    label: str
    before: str
    after: str
    lost: str
    verdict: str
    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FragilityView:
    """Context of ``fragilite.html.jinja``."""

    options: tuple[Option, ...]
    kinds: tuple[Option, ...]
    falls: tuple[FallView, ...]
    pager: Pager
    checked: bool
    expiries: tuple[tuple[str, str, str, str], ...]
    exports: tuple[Link, ...]


def metier_options(published: Published, chosen: Sequence[str]) -> tuple[Option, ...]:
    """Every métier as a choice of a form, by name."""
    lines = sorted(published.metiers, key=lambda m: m.metier)
    return tuple(Option(m.slug, m.metier, m.slug in chosen or m.metier in chosen) for m in lines)


def compare_view(
    published: Published,
    found: Comparison | None,
    asked: Asked,
    pairs: Pairs,
    refusal: Refusal | None = None,
) -> CompareView:
    """Métiers side by side; only the form, and what to choose, when fewer than two are asked."""
    if found is None:
        if refusal is None and asked["metier"]:
            refusal = Refusal("Il manque un métier", (_CHOOSE,))
        options = metier_options(published, asked["metier"])
        return CompareView(
            options=options,
            most=MAX_COMPARED,
            metiers=(),
            verdicts=(),
            axes=(),
            needs=(),
            shared=(),
            exports=(),
            refusal=refusal,
        )
    settings = published.settings
    pivots = {a.id for a in published.axes if a.pivot}
    axes = [
        (
            label,
            tuple(_rate(r, [settings.seuil_axe_pivot] if axis in pivots else []) for r in rates),
        )
        for axis, label, rates in found.axes
    ]
    axes.append(
        ("Ensemble", tuple(_rate(m.rate, [settings.seuil_bien_couvert]) for m in found.metiers))
    )
    return CompareView(
        options=metier_options(published, [m.slug for m in found.metiers]),
        most=MAX_COMPARED,
        metiers=tuple(Link(m.metier, f"/metiers/{m.slug}") for m in found.metiers),
        verdicts=tuple(verdict_view(m.verdict) for m in found.metiers),
        axes=tuple(axes),
        needs=tuple(
            (
                label,
                tuple(
                    Cell(n.state, f"h{int(n.value * STEPS)}") if n else Cell("—", "hx")
                    for n in needs
                ),
            )
            for _, label, needs in found.needs
        ),
        shared=tuple(
            (Link(o.title, offer_href(o.id)), tuple(map(str, counts))) for o, counts in found.shared
        ),
        exports=exports("/comparer", pairs),
    )


def _rate(value: Fraction | None, bars: Sequence[Fraction]) -> Cell:
    return (
        Cell("—", "hx") if value is None else Cell(percent(value, bars), f"h{int(value * STEPS)}")
    )


def what_if_view(
    published: Published,
    found: WhatIf | None,
    wanted: Changes,
    asked: Asked,
    pairs: Pairs,
    refusal: tuple[Refusal, str] | None = None,
) -> WhatIfView:
    """What moves; only the form when nothing is supposed. ``refusal`` comes with the name that was
    not understood.
    """
    said, refused = refusal or (None, "")
    withdrawn = refused if refused in asked["retirer"] else ""
    chosen = asked["ajout_metier"]
    return WhatIfView(
        asked=found is not None,
        metiers=metier_options(published, chosen),
        competences=tuple(
            Option(
                c.id,
                f"{c.label} ({published.axis_label[c.axis]})",
                c.id in asked["ajout_competence"],
            )
            for c in published.competences.values()
        ),
        levels=tuple(
            Option(
                str(n), f"{n} – {label}", str(n) == str(asked["ajout_niveau"] or max(LEVEL_LABELS))
            )
            for n, label in LEVEL_LABELS.items()
        ),
        offers=_offer_options(published),
        title=asked["ajout_titre"] or "",
        kept=tuple((n, v) for n, v in pairs if n in _KEPT and v.strip() not in ("", withdrawn)),
        supposed=_supposed(published, wanted, pairs),
        moves=tuple(_move(published, m) for m in sorted(found.moves, key=_gained)) if found else (),
        whole=_whole(found) if found else "",
        notes=found.notes() if found else (),
        exports=exports("/et-si", pairs) if found else (),
        withdrawn=withdrawn,
        need=tuple(asked[f.name] or "" for f in ONE_NEED),
        refusal=said,
    )


# Suppositions that add up: the form sends those already made again.
_KEPT = ("retirer", "retirer_besoin", "besoin")
# Offers suggested in the field of the withdrawn offer; any other is found by its title or its page.
_SUGGESTED = 300


def _offer_options(published: Published) -> tuple[Option, ...]:
    useful = [o for o in published.offers_by_title if o.id in published.useful_of_offer]
    return tuple(Option(o.id, f"{o.title} ({o.provider})", False) for o in useful[:_SUGGESTED])


def _supposed(published: Published, wanted: Changes, pairs: Pairs) -> tuple[Option, ...]:
    """What is supposed, in words, each with the address that gives it up."""
    from coverage_engine.web.paging import address

    def left(*names: str, value: str | None = None) -> str:
        return address(
            "/et-si", [(n, v) for n, v in pairs if v and not (n in names and value in (None, v))]
        )

    out = []
    for o in wanted.withdrawn_offers:
        title = published.offers[o].title if o in published.offers else o
        out.append(Option(left("retirer", value=o), f"sans l’offre « {title} »", True))
    for a in wanted.added_offers:
        names = ("ajout_titre", "ajout_competence", "ajout_niveau", "ajout_metier")
        whom = ", ".join(
            published.metier_by_slug[m].metier if m in published.metier_by_slug else m
            for m in a.metiers
        )
        text = (
            f"avec l’offre « {a.title} » : {plural(len(a.competences), 'compétence')},"
            f" {LEVEL_LABELS[a.level]}, {whom or 'pour tous'}"
        )
        out.append(Option(left(*names), text, True))
    for m, c in wanted.withdrawn_needs:
        out.append(
            Option(
                left("retirer_besoin", value=PART.join((m, c))), f"sans le besoin {c} ({m})", True
            )
        )
    for m, c, level in wanted.set_needs:
        out.append(
            Option(
                left("besoin", value=PART.join((m, c, str(level)))),
                f"besoin {c} au niveau {level} ({m})",
                True,
            )
        )
    return tuple(out)


def _gained(m: Move) -> tuple[Fraction, str]:
    """Order of what moves: the largest loss first, then by name."""
    return (m.after.rate.value or Fraction(0)) - (m.before.rate.value or Fraction(0)), m.metier


def _move(published: Published, m: Move) -> MoveView:
    bars = [published.settings.seuil_bien_couvert]
    before, after = m.before.rate.value, m.after.rate.value
    change = "—"
    if before is not None and after is not None:
        sign = "+" if after > before else "−"
        change = f"{sign} {points(abs(after - before))}" if after != before else "="
    verdict = (
        m.after.verdict
        if m.after.verdict == m.before.verdict
        else f"{m.before.verdict} → {m.after.verdict}"
    )
    priority = "—"
    if m.priority_before is not None and m.priority_after is not None:
        priority = f"{number(m.priority_before, 2)} → {number(m.priority_after, 2)}"
    needs = []
    for was, now in m.needs:
        line = now or was
        assert line is not None
        needs.append((line.label, was.state if was else "absent", now.state if now else "absent"))
    return MoveView(
        metier=m.metier,
        href=f"/metiers/{published.metier_by_label[m.metier].slug}",
        before=percent(before, bars),
        after=percent(after, bars),
        change=change,
        priority=priority,
        verdict=verdict,
        needs=tuple(needs),
    )


def _whole(found: WhatIf) -> str:
    before, after = (percent(rate.value) for rate in found.whole)
    moving = (
        plural(len(found.moves), "métier bouge", "métiers bougent")
        if found.moves
        else "Aucun métier ne bouge"
    )
    return f"{moving}. Ensemble des métiers : {before} → {after}."


def fragility_view(
    published: Published, found: Fragility, ends: Expiries, asked: Asked, page: int, pairs: Pairs
) -> FragilityView:
    """What falls without an offer, a provider or a certification, and when certifications end."""
    falls = sorted(found.falls, key=lambda f: (-f.lost, f.metier, f.kind, f.name))
    sliced = cut(falls, page, FALLS, "/fragilite", pairs)
    chosen = asked["nature"]
    return FragilityView(
        options=metier_options(published, asked["metier"]),
        kinds=tuple(Option(k, k, k in chosen) for k in KINDS),
        falls=tuple(_fall(published, f) for f in sliced.lines),
        pager=pager(sliced, "/fragilite", pairs),
        checked=ends.checked,
        expiries=tuple(
            (
                date(e.certification.end),
                f"{e.certification.code} – {e.certification.title}",
                plural(len(e.offers), "offre"),
                ", ".join(f.metier for f in e.falls) or "aucun",
            )
            for e in ends.expiries
        ),
        exports=exports("/fragilite", pairs),
    )


def _fall(published: Published, f: Fall) -> FallView:
    bars = [published.settings.seuil_bien_couvert]
    return FallView(
        metier=f.metier,
        href=f"/metiers/{published.metier_by_label[f.metier].slug}",
        kind=f.kind,
        label=f.label,
        before=percent(f.before, bars),
        after=percent(f.after, bars),
        lost=points(f.lost),
        verdict=f"{f.verdict_before} → {f.verdict_after}" if f.flips else "",
        needs=plural(len(f.needs), "besoin"),
    )
