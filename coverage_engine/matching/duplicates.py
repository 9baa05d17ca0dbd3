"""One offer listed several times is one offer; its rows remain as provenance.

Two rows are the same offer when they bear the same registered code, or when they come from one
provider and their titles, once codes, dashes, acronyms and inclusive forms are unified, are the
same or nearly.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import networkx as nx
from rapidfuzz import fuzz

from coverage_engine.domain.cells.codes import without_codes
from coverage_engine.domain.cells.kind import NOT_TRAINING
from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.catalogue import Decision, Duration, Offer, Price, ReadRow
from coverage_engine.domain.normalise import key, slug, words
from coverage_engine.domain.settings import Settings

_PROVIDER_SLUG = 18
_TITLE_SLUG = 44


def comparable_title(title: str) -> str:
    """A title without code, case, accents, dashes, inclusive endings, its notions unified."""
    return " ".join(words(without_codes(title)))


def merge_rows(
    rows: Sequence[ReadRow], decisions: Sequence[Decision], settings: Settings
) -> tuple[Offer, ...]:
    """Merge rows into offers, in order of their first row.

    Parameters
    ----------
    decisions:
        Those of subject ``fusion``: ``rejeter`` sets the right row apart, ``accepter`` joins.
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(rows)))
    # Pairs are only looked for among rows that share a provider or a code: never all pairs.
    titles = [comparable_title(row.title) for row in rows]
    owners = [key(row.provider) for row in rows]
    for block in _blocks(rows, owners):
        for a, b in combinations(block, 2):
            reason = _same_offer(
                rows[a], rows[b], titles[a], titles[b], owners[a] == owners[b], settings
            )
            if reason:
                graph.add_edge(a, b, reason=reason)
    _apply_decisions(graph, rows, decisions)
    taken: dict[str, int] = {}
    components = sorted(sorted(c) for c in nx.connected_components(graph))
    return tuple(_offer([rows[i] for i in c], _reason(graph, c), taken) for c in components)


def _blocks(rows: Sequence[ReadRow], owners: Sequence[str]) -> list[list[int]]:
    """Rows that may be one offer: those of a code, and those of a provider that bear none."""
    blocks: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        if not row.codes:
            blocks.setdefault(f"organisme {owners[index]}", []).append(index)
        for code in row.codes:
            blocks.setdefault(f"code {code}", []).append(index)
    return [block for _, block in sorted(blocks.items()) if len(block) > 1]


def _same_offer(
    a: ReadRow, b: ReadRow, left: str, right: str, same_owner: bool, settings: Settings
) -> str:
    """Why two rows, of comparable titles ``left`` and ``right``, are one offer; else empty."""
    common = sorted(set(a.codes) & set(b.codes))
    if common:
        other = "" if same_owner else ", imprimée sous deux organismes"
        return f"même certification {common[0]}{other}"
    if not same_owner or a.codes or b.codes:
        return ""
    if left == right:
        return (
            "même intitulé, même organisme"
            if key(a.title) == key(b.title)
            else "même intitulé, écrit autrement"
        )
    likeness = fuzz.ratio(left, right)
    if likeness >= settings.doublon_titre:
        return f"intitulés presque identiques ({likeness:.0f} sur 100), même organisme"
    if a.link.url and a.link.url == b.link.url and likeness >= settings.doublon_titre_meme_lien:
        return f"même lien et intitulés proches ({likeness:.0f} sur 100)"
    return ""


def _apply_decisions(
    graph: nx.Graph[int], rows: Sequence[ReadRow], decisions: Sequence[Decision]
) -> None:
    index_of = {str(row.number): index for index, row in enumerate(rows)}
    for decision in decisions:
        if (
            decision.subject != "fusion"
            or decision.left not in index_of
            or decision.right not in index_of
        ):
            continue
        left, right = index_of[decision.left], index_of[decision.right]
        if decision.verdict == "accepter":
            graph.add_edge(
                left, right, reason=f"décision de {decision.who} ({decision.when}) : {decision.why}"
            )
        else:
            graph.remove_edges_from(list(graph.edges(right)))


def _reason(graph: nx.Graph[int], component: Sequence[int]) -> str:
    reasons = {
        graph.edges[a, b]["reason"] for a, b in combinations(component, 2) if graph.has_edge(a, b)
    }
    return " ; ".join(sorted(reasons))


def _offer(rows: Sequence[ReadRow], reason: str, taken: dict[str, int]) -> Offer:
    title = _usual([row.title for row in rows])
    codes = tuple(dict.fromkeys(code for row in rows for code in row.codes))
    providers = dict.fromkeys(row.provider for row in rows if row.provider)
    by_key = {key(p): p for p in reversed(providers)}
    return Offer(
        id=_identifier(title, rows, codes, taken),
        title=title,
        titles=_wordings(rows),
        provider=" ; ".join(by_key[k] for k in dict.fromkeys(key(p) for p in providers)),
        kind=_usual_kind([row.kind for row in rows]),
        rows=tuple(row.number for row in rows),
        duration=_best_duration(rows),
        price=_best_price(rows),
        formats=tuple(dict.fromkeys(f for row in rows for f in row.formats)),
        codes=codes,
        links=tuple(dict.fromkeys(row.link.printed for row in rows if row.link.printed)),
        description=" ".join(sorted({row.description for row in rows if row.description})),
        merge_reason=reason,
        as_printed={
            name: tuple(sorted({row.as_printed[name] for row in rows} - {""}))
            for name in rows[0].as_printed
        },
    )


def _usual(values: Sequence[str]) -> str:
    """The value printed most often; among equals the longest, then the first in alphabetical order.

    What an offer is must not hang on which of its rows is printed first.
    """
    return min(set(values), key=lambda v: (-values.count(v), -len(v), v))


def _wordings(rows: Sequence[ReadRow]) -> tuple[str, ...]:
    """One title of each distinct wording, in the order of their comparable form."""
    by_wording = by_key((comparable_title(row.title), row.title) for row in rows)
    return tuple(_usual(by_wording[wording]) for wording in sorted(by_wording))


def _usual_kind(kinds: Sequence[str]) -> str:
    """The kind read most often; among equals a course before what is not one."""
    return min(set(kinds), key=lambda k: (-kinds.count(k), k in NOT_TRAINING, k))


def _identifier(
    title: str, rows: Sequence[ReadRow], codes: Sequence[str], taken: dict[str, int]
) -> str:
    """Readable and stable: from the certification or provider and the title, never a row number."""
    head = (
        min(codes).lower()
        if codes
        else slug(_usual([row.provider for row in rows]), _PROVIDER_SLUG)
    )
    tail = slug(comparable_title(title), _TITLE_SLUG)
    name = "-".join(part for part in (head, tail) if part) or "offre"
    count = taken.get(name, 0) + 1
    made = name if count == 1 else f"{name}-{count}"
    # «…-2» may be the very name of another offer.
    while count > 1 and made in taken:
        count += 1
        made = f"{name}-{count}"
    taken[name] = count
    taken.setdefault(made, 1)
    return made


def _best_duration(rows: Sequence[ReadRow]) -> Duration:
    known = [r.duration for r in rows if r.duration.hours is not None]
    hours = [d.hours for d in known]
    return min(
        known or [r.duration for r in rows],
        key=lambda d: (-hours.count(d.hours), d.hours or 0, d.printed),
    )


def _best_price(rows: Sequence[ReadRow]) -> Price:
    known = [r.price for r in rows if r.price.low is not None and r.price.high is not None]
    if not known:
        return min((r.price for r in rows), key=lambda p: (not p.printed, p.printed))
    known.sort(key=lambda p: (p.low or 0, p.high or 0, p.printed))
    if len({(p.low, p.high) for p in known}) == 1:
        return known[0]
    printed = " ; ".join(dict.fromkeys(p.printed for p in known))
    lows, highs = (
        [p.low for p in known if p.low is not None],
        [p.high for p in known if p.high is not None],
    )
    return Price(
        printed=printed,
        low=min(lows),
        high=max(highs),
        basis=known[0].basis,
        approximate=any(p.approximate for p in known),
    )
