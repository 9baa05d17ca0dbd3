"""Charts of a run: the heat-map, the bars of the report, needs and offers of one métier."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from coverage_engine.documents.coverage_charts import metier_chart
from coverage_engine.documents.environment import render
from coverage_engine.documents.fonts import SCREEN
from coverage_engine.documents.heat_map import WHOLE, heat_rows
from coverage_engine.documents.marks import STATE_MARKS, VERDICT_SIGNS
from coverage_engine.documents.row_charts import SHADES, bar_svg
from coverage_engine.domain.french import typeset
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import LinkLine, MetierLine, NeedLine

# Units are those of the drawings: 960 wide, shown at the width of the page.
_WIDTH = 960.0
# Heat-map: width of the names and of the verdicts, height of a line and of the header.
_NAMES, _VERDICTS, _ROW, _HEADER = 300.0, 120.0, 30.0, 46.0
_NAME_CHARACTERS, _HEADER_CHARACTERS = 44, 14
# Graph of a métier: height of a node, width of each side, characters of a line.
_NODE, _SIDE, _NODE_CHARACTERS = 40.0, 340.0, 52


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A need or an offer: lines of text, a mark, what is told when pointed at, its height."""

    id: str
    lines: tuple[str, ...]
    mark: str
    told: str
    y: float


@dataclass(frozen=True, slots=True)
class _Edge:
    """A link of the drawing; ``full`` when it is worth 1."""

    told: str
    start: float
    end: float
    full: bool


def heat_svg(published: Published) -> str:
    """The heat-map métier × axe as SVG: a figure and a mark in every cell, not colour alone."""
    rows = heat_rows(published)
    labels = [*(a.label for a in published.axes), WHOLE]
    column = (_WIDTH - _NAMES - _VERDICTS) / len(labels)
    return _render(
        "carte.svg.jinja",
        rows=rows,
        header=[textwrap.wrap(label, _HEADER_CHARACTERS) for label in labels],
        left=_NAMES,
        top=_HEADER,
        column=column,
        row=_ROW,
        height=_HEADER + _ROW * len(rows) + 8,
        title="Carte métier × axe",
        shades=SHADES,
        signs=VERDICT_SIGNS,
        names=[textwrap.shorten(r.metier, _NAME_CHARACTERS, placeholder="…") for r in rows],
        description=(
            "Une ligne par métier, du mieux au moins couvert ; taux de chaque axe :"
            f" {', '.join(labels)}."
        ),
    )


def bars_svg(published: Published) -> str:
    """Rate of each métier with its range, as in the report."""
    return bar_svg(metier_chart(published), font=SCREEN)


def metier_svg(published: Published, metier: MetierLine) -> str:
    """Needs of a métier on the left, offers that serve them on the right, a line per link."""
    needs = published.needs_of[metier.metier]
    useful = [
        x
        for n in needs
        for x in published.links_of_need.get((metier.metier, n.competence), ())
        if x.value
    ]
    links = [x for x in useful if published.counts(x)]
    # An offer stands beside the first need it serves, so that lines cross little.
    offers = list(dict.fromkeys(x.offer for x in links))
    height = _HEADER + _NODE * max(len(needs), len(offers), 1)
    left = {
        n.competence: _need_node(published, n, _place(rank, len(needs), height))
        for rank, n in enumerate(needs)
    }
    right = {
        o: _offer_node(published, o, _place(rank, len(offers), height))
        for rank, o in enumerate(offers)
    }
    return _render(
        "liens_metier.svg.jinja",
        needs=left.values(),
        offers=right.values(),
        top=_HEADER,
        side=_SIDE,
        height=height,
        edges=[
            _Edge(_told(published, x), left[x.competence].y, right[x.offer].y, x.value == 1)
            for x in links
        ],
        title=f"Besoins et offres : {metier.metier}",
        heads=("Besoins", "Offres qui comptent"),
        none="aucune",
        description=(
            f"{len(needs)} besoins à gauche, {len(offers)} offres à droite, {len(links)} liens."
            " Rond plein : besoin couvert ; à moitié : en partie ; vide : non trouvé. Trait plein"
            " : le lien suffit ; tirets : il couvre en partie."
        ),
    )


def _place(rank: int, count: int, height: float) -> float:
    """Middle of a node, the nodes of a side spread over the whole height."""
    return _HEADER + (height - _HEADER) * (rank + 0.5) / count


def _need_node(published: Published, n: NeedLine, y: float) -> _Node:
    told = f"{n.competence}, {published.axis_label[n.axis]} : {n.label}. {n.state}"
    lines = textwrap.wrap(
        f"{n.competence} {n.label}", _NODE_CHARACTERS - 4, max_lines=2, placeholder="…"
    )
    return _Node(id=n.competence, lines=tuple(lines), mark=STATE_MARKS[n.state], told=told, y=y)


def _offer_node(published: Published, offer: str, y: float) -> _Node:
    o = published.offers[offer]
    lines = textwrap.wrap(o.title, _NODE_CHARACTERS, max_lines=2, placeholder="…")
    return _Node(id=o.id, lines=tuple(lines), mark="", told=o.in_clear, y=y)


def _told(published: Published, link: LinkLine) -> str:
    return f"{published.offers[link.offer].title} → {link.competence} : {link.sentence}"


def _render(template: str, *, title: str, description: str, **context: object) -> str:
    said = {"title": typeset(title), "description": typeset(description)}
    return render(template, font=SCREEN, width=_WIDTH, **said, **context)
