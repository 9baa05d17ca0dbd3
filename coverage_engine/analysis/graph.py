"""The bipartite graph of needs and offers, with typed keys and its own invariants.

Nodes are ``("besoin", métier, competency)`` and ``("offre", offer id)``; an edge carries its :class:`Link`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import networkx as nx

from coverage_engine.matching.scope import Scopes
from coverage_engine.model.catalogue import Offer
from coverage_engine.model.referential import Competence, Need, Referential
from coverage_engine.model.results import (
    ABORDE,
    ATTESTEE,
    AUTRE,
    CIBLEE,
    DECIDE,
    DECLARE,
    FAMILLE,
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
    if strength in (ATTESTEE, PROCHE):
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
    if scope == FAMILLE and (strength == ATTESTEE or (strength == PRINCIPAL and competence.socle)):
        return min(evidence, partial)
    return NONE


def level_factor(offered: int, needed: int, partial: Fraction) -> Fraction:
    """1 if the offer reaches the needed level, ``partial`` if one below, else 0 (method §4)."""
    if offered >= needed:
        return ONE
    return partial if offered == needed - 1 else NONE


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
    partial = referential.settings.valeur_partielle
    reading_of = {r.offer: r for r in readings}
    rows_of = {o.id: o.rows for o in offers}
    by_competence: dict[str, list[TextLink]] = {}
    for link in text_links:
        if reading_of[link.offer].counted:
            by_competence.setdefault(link.competence, []).append(link)
    out: list[Link] = []
    for need in needs:
        if not need.applicable:
            continue
        competence = referential.competence_by_id[need.competence]
        for text in by_competence.get(need.competence, ()):
            scope, tier = scopes.of(text.offer, need.metier)
            rejected = bool(text.decision) and not text.probability
            if text.decision and not rejected and scope != AUTRE:
                scope, tier = CIBLEE, tier if tier == DECLARE else DECIDE
            evidence = evidence_of(text.strength, competence.socle, partial)
            if scope == AUTRE or not evidence:
                continue
            kept = NONE if rejected else after_scope(evidence, text.strength, scope, competence, partial)
            factor = level_factor(reading_of[text.offer].level, need.level, partial)
            out.append(
                Link(
                    text.offer,
                    need.metier,
                    need.competence,
                    competence.axis,
                    text.strength,
                    scope,
                    tier,
                    evidence,
                    kept,
                    factor,
                    min(kept, factor),
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


_STRENGTHS = (ATTESTEE, PRINCIPAL, ABORDE, PROCHE)


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
