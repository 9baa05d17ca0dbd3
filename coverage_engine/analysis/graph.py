"""The bipartite graph of needs and offers, with typed keys and its own invariants.

Nodes are ``("besoin", métier, competency)`` and ``("offre", offer id)``; an edge carries its :class:`Link`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import networkx as nx

from coverage_engine.matching.scope import Scopes
from coverage_engine.matching.tagging import PRINCIPAL as TAG_PRINCIPAL
from coverage_engine.model.catalogue import Offer
from coverage_engine.model.referential import Competence, Need, Referential
from coverage_engine.model.results import (
    ABORDE,
    AUTRE,
    CIBLEE,
    DECIDE,
    DECLARE,
    FAMILLE,
    NAMING,
    PRINCIPAL,
    PROCHE,
    Link,
    OfferReading,
    TextLink,
)

BESOIN, OFFRE = "besoin", "offre"
NeedKey = tuple[str, str, str]
ONE, NONE = Fraction(1), Fraction(0)


def evidence_of(strength: str, socle: bool, partial: Fraction) -> Fraction:
    """Worth of a strength of evidence for a competency (method §4, first table)."""
    if strength in (*NAMING, PROCHE):
        return ONE
    if strength == PRINCIPAL:
        return ONE if socle else partial
    return partial if socle and strength == ABORDE else NONE


def after_scope(evidence: Fraction, strength: str, scope: str, competence: Competence, partial: Fraction) -> Fraction:
    """Worth of the evidence once the scope of the offer is known (method §3 table)."""
    if scope == AUTRE or strength == PROCHE:
        return NONE
    if competence.reach == "transverse" or scope == CIBLEE:
        return evidence
    if scope == FAMILLE and (strength in NAMING or (strength == PRINCIPAL and competence.socle)):
        return min(evidence, partial)
    return NONE


def level_factor(offered: int, needed: int, partial: Fraction) -> Fraction:
    """1 if the offer reaches the needed level, ``partial`` if one below, else 0 (method §4)."""
    if offered >= needed:
        return ONE
    return partial if offered == needed - 1 else NONE


class Candidate(NamedTuple):
    """A need and a reading that could serve it: for whom the offer is, at which level, and whether a person said no."""

    need: Need
    competence: Competence
    text: TextLink
    scope: str
    tier: str
    offered: int
    rejected: bool


class Worth(NamedTuple):
    """What a strength of evidence is worth for a need: before scope, after scope, by level, and in the end."""

    evidence: Fraction
    after_scope: Fraction
    level_factor: Fraction
    value: Fraction


def worth(candidate: Candidate, strength: str, partial: Fraction) -> Worth:
    """Value of a candidate if its text shows ``strength`` (method §3 and §4): the only place that says it."""
    evidence = evidence_of(strength, candidate.competence.socle, partial)
    kept = NONE
    if not candidate.rejected:
        kept = after_scope(evidence, strength, candidate.scope, candidate.competence, partial)
    factor = level_factor(candidate.offered, candidate.need.level, partial)
    return Worth(evidence, kept, factor, min(kept, factor))


def find_candidates(
    needs: Sequence[Need],
    referential: Referential,
    readings: Sequence[OfferReading],
    text_links: Sequence[TextLink],
    scopes: Scopes,
) -> list[Candidate]:
    """Every applicable need with every reading of a counted offer that is not tied to another trade."""
    reading_of = {r.offer: r for r in readings}
    by_competence: dict[str, list[TextLink]] = {}
    for link in text_links:
        if reading_of[link.offer].counted:
            by_competence.setdefault(link.competence, []).append(link)
    scope_of = cache(scopes.of)
    out = []
    for need in needs:
        if not need.applicable:
            continue
        competence = referential.competence_by_id[need.competence]
        for text in by_competence.get(need.competence, ()):
            scope, tier = scope_of(text.offer, need.metier)
            if scope == AUTRE:
                continue
            rejected = bool(text.decision) and not text.probability
            if text.decision and not rejected:
                scope, tier = CIBLEE, tier if tier == DECLARE else DECIDE
            out.append(Candidate(need, competence, text, scope, tier, reading_of[text.offer].level, rejected))
    return out


def axis_strength(tag: tuple[str, Fraction, tuple[str, ...]]) -> str:
    """Strength of evidence that an axis read in an offer gives to every competency of the axis."""
    return PRINCIPAL if tag[0] == TAG_PRINCIPAL else ABORDE


def likeliest(text: TextLink, reading: OfferReading, minimal: Fraction) -> TextLink:
    """What a text most likely says: a naming too doubtful to count leaves what its axis shows, if that counts."""
    tag = reading.axes.get(text.axis)
    if text.strength not in NAMING or text.decision or text.probability >= minimal or not tag or tag[1] < minimal:
        return text
    return replace(text, strength=axis_strength(tag), probability=tag[1], score=tag[1], words=tag[2], rule="axe lu")


def make_links(
    needs: Sequence[Need],
    referential: Referential,
    offers: Sequence[Offer],
    readings: Sequence[OfferReading],
    text_links: Sequence[TextLink],
    scopes: Scopes,
) -> tuple[Link, ...]:
    """Every link between a counted offer and an applicable need, offers tied to another trade left out.

    Links whose value is 0 are kept when they explain a gap: an offer too general, or too low.
    """
    settings = referential.settings
    rows_of = {o.id: o.rows for o in offers}
    reading_of = {r.offer: r for r in readings}
    likely = [likeliest(t, reading_of[t.offer], settings.probabilite_minimale) for t in text_links]
    out: list[Link] = []
    for candidate in find_candidates(needs, referential, readings, likely, scopes):
        text, need = candidate.text, candidate.need
        value = worth(candidate, text.strength, settings.valeur_partielle)
        if not value.evidence:
            continue
        out.append(
            Link(
                text.offer,
                need.metier,
                need.competence,
                candidate.competence.axis,
                text.strength,
                candidate.scope,
                candidate.tier,
                value.evidence,
                value.after_scope,
                value.level_factor,
                value.value,
                text.score,
                text.probability,
                text.words,
                text.rule,
                rows_of[text.offer],
            )
        )
    return tuple(out)


def build_graph(needs: Iterable[Need], offers: Iterable[Offer], links: Iterable[Link]) -> nx.Graph[tuple[str, ...]]:
    """Assemble the graph; every applicable need and every offer is a node, linked or not.

    Raises
    ------
    ValueError
        If a link names an unknown node: the graph never invents one.
    """
    graph: nx.Graph[tuple[str, ...]] = nx.Graph()
    for need in needs:
        if need.applicable:
            graph.add_node((BESOIN, need.metier, need.competence), side=BESOIN, weight=need.weight, level=need.level)
    for offer in offers:
        graph.add_node((OFFRE, offer.id), side=OFFRE, title=offer.title, provider=offer.provider)
    for link in links:
        left, right = (BESOIN, link.metier, link.competence), (OFFRE, link.offer)
        if left not in graph or right not in graph:
            raise ValueError(f"lien vers un nœud inconnu : {left} – {right}")
        graph.add_edge(left, right, link=link, weight=link.value)
    return graph


_STRENGTHS = (*NAMING, PRINCIPAL, ABORDE, PROCHE)


def _best_first(link: Link) -> tuple[Fraction, int, Fraction, str]:
    """Order of links: worth, then strength of evidence, then score; ties by offer."""
    return (-link.value, _STRENGTHS.index(link.strength), -link.score, link.offer)


def links_of_needs(graph: nx.Graph[tuple[str, ...]]) -> Mapping[NeedKey, tuple[Link, ...]]:
    """Links of each need, best first; a need without link has an empty tuple."""
    out: dict[NeedKey, tuple[Link, ...]] = {}
    for node, data in graph.nodes(data=True):
        if data["side"] == BESOIN:
            links = [edge["link"] for _, _, edge in graph.edges(node, data=True)]
            out[node[0], node[1], node[2]] = tuple(sorted(links, key=_best_first))
    return out
