"""What a notebook shows of a run, a métier, an answer: HTML without script, with its styles."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TypeVar

from markupsafe import Markup

from coverage_engine.documents.environment import render
from coverage_engine.documents.heat_map import heat_rows
from coverage_engine.documents.marks import STATE_MARKS, VERDICT_SIGNS
from coverage_engine.documents.report_texts import NOTICE
from coverage_engine.documents.shown_cells import (
    ShownTable,
    show_table,
    telling_columns,
    thresholds_of,
)
from coverage_engine.documents.typography import typeset_view
from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import date, plural, ratio
from coverage_engine.domain.model.results import A_CONFIRMER, A_RENFORCER, BIEN_COUVERT, GAP_PHRASES
from coverage_engine.questions.gaps import Gaps
from coverage_engine.tables.columns import DataTable
from coverage_engine.tables.kinds import RATE
from coverage_engine.tables.phrases import (
    metier_holding,
    metier_rate,
    range_meaning,
    rate_and_range,
)
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import NeedLine

# Rows of an answer shown in a notebook, and offers named under a need; frames have them all.
_ROWS, _OFFERS = 20, 3
T = TypeVar("T")
# Métiers shown in a list or in the heat-map: a branch has tens of them, a national run hundreds.
_METIERS = 60
_LISTS = (
    (BIEN_COUVERT, "Bien couverts"),
    (A_CONFIRMER, "À confirmer"),
    (A_RENFORCER, "À renforcer"),
)


def study_html(published: Published) -> str:
    """A run: what it confronts, its counts, the three lists, the heat-map."""
    about = published.about
    counted = sum(o.counted for o in published.offers.values())
    rest = max(0, len(published.metiers) - _METIERS)
    view = {
        "title": f"{about.referential} – {about.catalogue}",
        "subtitle": f"{about.edition}, {date(about.date)}",
        "counts": (
            f"{plural(len(published.metiers), 'métier')},"
            f" {plural(sum(map(len, published.needs_of.values())), 'besoin')},"
            f" {plural(len(published.offers), 'offre')} dont {plural(counted, 'comptée')},"
            f" {plural(len(published.links), 'lien')}."
        ),
        "lists": tuple(_list(published, verdict, title) for verdict, title in _LISTS),
        "header": (*(a.label for a in published.axes), "Ensemble"),
        "heat": heat_rows(published)[:_METIERS],
        "more": plural(rest, "autre métier", "autres métiers") if rest else "",
        "signs": VERDICT_SIGNS,
        "range_note": f"Entre crochets : {range_meaning(published.settings)}.",
        "notice": NOTICE,
    }
    return render("carnet_etude.html.jinja", v=typeset_view(view))


def _list(published: Published, verdict: str, title: str) -> dict[str, object]:
    """One of the three lists: its first métiers each with its rate, how many it has."""
    own = [m for m in published.by_rate if m.verdict == verdict]
    lines = tuple((m.metier, metier_rate(m, published.settings)) for m in own[:_METIERS])
    sign = VERDICT_SIGNS[verdict]
    return {"title": title, "sign": sign, "metiers": lines, "total": len(own)}


def metier_html(published: Published, answer: Gaps) -> str:
    """A métier: rate with its range, verdict, what would flip it, axes, gaps."""
    m = answer.metier
    axes = tuple(
        (
            published.axis_label[a.axis],
            rate_and_range(a, thresholds_of(published, RATE, a.axis)),
            ratio(a.numerator, a.denominator),
            GAP_PHRASES.get(a.gap, a.gap),
        )
        for a in answer.axes
    )
    view = {
        "metier": m.metier,
        "family": m.family,
        "profile": m.profile or "non publié",
        "sign": VERDICT_SIGNS[m.verdict],
        "verdict": m.verdict,
        "rate": metier_rate(m, published.settings),
        "fraction": ratio(m.numerator, m.denominator),
        "holding": metier_holding(m, published.settings),
        "flip": m.flip,
        "reason": m.reason,
        "axes": axes,
        "missing": tuple(_gap(published, answer, n) for n in answer.missing),
        "covered": f"{len(answer.missing)} besoins sur {answer.total}",
        "range_note": f"Entre crochets : {range_meaning(published.settings)}.",
    }
    return render("carnet_metier.html.jinja", v=typeset_view(view))


def _gap(published: Published, answer: Gaps, n: NeedLine) -> dict[str, object]:
    """A need that is missing: ``near`` are offers that come near, ``broad`` too general ones."""
    near = [answer.offers[o] for o in n.offers[:_OFFERS]]
    return {
        "mark": STATE_MARKS[n.state],
        "label": n.label,
        "axis": published.axis_label[n.axis],
        "level": LEVEL_LABELS.get(n.level, ""),
        "state": n.state,
        "gap": GAP_PHRASES.get(n.gap, n.gap),
        "near": tuple(o.in_clear for o in near),
        "broad": tuple(answer.offers[o].title for o in n.generalist_offers[:_OFFERS]),
    }


def answer_html(
    published: Published, tables: Sequence[DataTable], notes: Sequence[str] = (), svg: str = ""
) -> str:
    """Any answer: its chart when it has one, its tables, what to keep in mind."""
    laid_out = tuple(
        _laid_out(show_table(published, t, _ROWS), max(0, len(t.rows) - _ROWS)) for t in tables
    )
    return render(
        "carnet_reponse.html.jinja", v=laid_out, notes=typeset_view(tuple(notes)), svg=Markup(svg)
    )


def _laid_out(shown: ShownTable, rest: int) -> tuple[ShownTable, str]:
    """A table with only its columns that say something, and how many rows are left out."""
    places = telling_columns(shown)

    def kept(items: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(items[at] for at in places)

    telling = dataclasses.replace(
        shown,
        names=kept(shown.names),
        header=kept(shown.header),
        kinds=kept(shown.kinds),
        rows=tuple(map(kept, shown.rows)),
    )
    return telling, plural(rest, "autre ligne", "autres lignes") if rest else ""
