"""The bipartite graph of needs and offers, with typed keys and its own invariants.

Nodes are ``("besoin", métier, competency)`` and ``("offre", offer id)``; an edge has its
:class:`Link`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

import networkx as nx

from coverage_engine.domain.grouping import by_key
from coverage_engine.domain.model.branch import Competence, Need
from coverage_engine.domain.model.catalogue import Offer
from coverage_engine.domain.model.evidence import Candidate, Worth
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import (
    ABORDE,
    ATTESTEE,
    AUTRE,
    CIBLEE,
    DECIDE,
    DECLARE,
    FAMILLE,
    GENERALISTE,
    NAMING,
    PRINCIPAL,
    PROCHE,
    TITLE_PRINCIPAL,
    Link,
    NeedKey,
    OfferReading,
    TextLink,
)
from coverage_engine.matching.scope import Scopes, Wanted

BESOIN, OFFRE = "besoin", "offre"
ONE, NONE = Fraction(1), Fraction(0)


def evidence_of(strength: str, socle: bool, partial: Fraction) -> Fraction:
    """Worth of a strength of evidence for a competency (method §4, first table)."""
    if strength in (*NAMING, PROCHE):
        return ONE
    if strength == PRINCIPAL:
        return ONE if socle else partial
    return partial if socle and strength == ABORDE else NONE


def after_scope(
    evidence: Fraction, strength: str, scope: str, competence: Competence, partial: Fraction
) -> Fraction:
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


def worth(candidate: Candidate, strength: str, partial: Fraction) -> Worth:
    """Value of a candidate if its text shows ``strength`` (§3 and §4): said here only."""
    evidence = evidence_of(strength, candidate.competence.socle, partial)
    kept = NONE
    if not candidate.rejected:
        kept = after_scope(evidence, strength, candidate.scope, candidate.competence, partial)
    factor = level_factor(candidate.offered, candidate.need.level, partial)
    return Worth(evidence, kept, factor, min(kept, factor))


class Worths:
    """:func:`worth` under one partial value, computed once for candidates alike."""

    def __init__(self, partial: Fraction) -> None:
        self._partial = partial
        self._known: dict[tuple[str, str, int, int, bool, bool, str], Worth] = {}

    def of(self, candidate: Candidate, strength: str) -> Worth:
        """Value of a candidate if its text shows ``strength``."""
        need, competence, _, scope, _, offered, rejected = candidate
        same = (strength, scope, offered, need.level, rejected, competence.socle, competence.reach)
        known = self._known.get(same)
        if known is None:
            known = self._known[same] = worth(candidate, strength, self._partial)
        return known


def wanted_of(needs: Iterable[Need], referential: Referential, scopes: Scopes) -> Wanted:
    """For an offer that counts, the competencies that some métier within its reach needs.

    With each, whether the axis alone may be worth something there or explain a gap.
    """
    own: dict[str, dict[str, Competence]] = {}
    for need in needs:
        if need.applicable:
            own.setdefault(need.metier, {})[need.competence] = referential.competence_by_id[
                need.competence
            ]
    reached = by_key(
        (offer, (metier, scope))
        for metier in own
        for offer, (scope, _) in scopes.serving.get(metier, {}).items()
    )

    @cache
    def sought(metier: str, scope: str) -> tuple[tuple[str, bool], ...]:
        return tuple(
            (c.id, scope == GENERALISTE or bool(after_scope(ONE, PRINCIPAL, scope, c, ONE)))
            for c in own[metier].values()
        )

    def wanted(offer: str) -> dict[str, bool]:
        out: dict[str, bool] = {}
        for metier, scope in reached.get(offer, ()):
            for competence, axis_alone in sought(metier, scope):
                out[competence] = axis_alone or out.get(competence, False)
        return out

    return wanted


def find_candidates(
    needs: Sequence[Need],
    referential: Referential,
    readings: Sequence[OfferReading],
    text_links: Sequence[TextLink],
    scopes: Scopes,
) -> Iterator[Candidate]:
    """Every applicable need with every reading of a counted offer not tied to another trade."""
    reading_of = {r.offer: r for r in readings}
    by_competence = by_key((link.competence, link) for link in text_links)
    for need in needs:
        if not need.applicable:
            continue
        competence = referential.competence_by_id[need.competence]
        serving = scopes.serving.get(need.metier, {})
        for text in by_competence.get(need.competence, ()):
            if text.offer not in serving:
                continue
            scope, tier = serving[text.offer]
            rejected = bool(text.decision) and not text.probability
            if text.decision and not rejected:
                scope, tier = CIBLEE, tier if tier == DECLARE else DECIDE
            yield Candidate(
                need=need,
                competence=competence,
                text=text,
                scope=scope,
                tier=tier,
                offered=reading_of[text.offer].level,
                rejected=rejected,
            )


def useful_candidates(
    needs: Sequence[Need],
    referential: Referential,
    readings: Sequence[OfferReading],
    text_links: Sequence[TextLink],
    scopes: Scopes,
) -> tuple[Candidate, ...]:
    """Candidates worth something if their text is right, whatever partial value and level."""
    worths = Worths(ONE)
    return tuple(
        c
        for c in find_candidates(needs, referential, readings, text_links, scopes)
        if worths.of(c, ATTESTEE if c.text.named else c.text.strength).after_scope
    )


def axis_strength(tag: tuple[str, Fraction, tuple[str, ...]]) -> str:
    """Strength of evidence that an axis read in an offer gives to every competency of the axis."""
    return PRINCIPAL if tag[0] == TITLE_PRINCIPAL else ABORDE


def likeliest(text: TextLink, reading: OfferReading, minimal: Fraction) -> TextLink:
    """What a text most likely says: a naming too doubtful leaves what its axis shows."""
    tag = reading.axes.get(text.axis)
    if (
        text.strength not in NAMING
        or text.decision
        or text.probability >= minimal
        or not tag
        or tag[1] < minimal
    ):
        return text
    return replace(
        text,
        strength=axis_strength(tag),
        probability=tag[1],
        score=tag[1],
        words=tag[2],
        rule="axe lu",
    )


def _says_something(candidate: Candidate) -> bool:
    """Whether a link without value explains a gap all the same, or keeps a decision."""
    return candidate.rejected or candidate.scope == GENERALISTE or candidate.text.strength == PROCHE


def make_links(
    needs: Sequence[Need],
    referential: Referential,
    offers: Sequence[Offer],
    readings: Sequence[OfferReading],
    text_links: Sequence[TextLink],
    scopes: Scopes,
) -> tuple[Link, ...]:
    """Every link between a counted offer and an applicable need, other trades left out.

    Links whose value is 0 are kept when they say something: an offer too general, too low, or that
    a person set aside. The others are no links (method §3): an offer of the family, on a need of
    reach *métier*, that neither names the competency nor has its axis for object on a socle. It
    teaches another trade's subject: it explains no gap.
    """
    settings = referential.settings
    worths = Worths(settings.valeur_partielle)
    rows_of = {o.id: o.rows for o in offers}
    reading_of = {r.offer: r for r in readings}
    likely = [likeliest(t, reading_of[t.offer], settings.probabilite_minimale) for t in text_links]
    out: list[Link] = []
    for candidate in find_candidates(needs, referential, readings, likely, scopes):
        text, need = candidate.text, candidate.need
        value = worths.of(candidate, text.strength)
        if not value.evidence or not (value.after_scope or _says_something(candidate)):
            continue
        out.append(
            Link(
                offer=text.offer,
                metier=need.metier,
                competence=need.competence,
                axis=candidate.competence.axis,
                strength=text.strength,
                scope=candidate.scope,
                tier=candidate.tier,
                evidence=value.evidence,
                after_scope=value.after_scope,
                level_factor=value.level_factor,
                value=value.value,
                score=text.score,
                probability=text.probability,
                words=text.words,
                rule=text.rule,
                rows=rows_of[text.offer],
            )
        )
    return tuple(out)


def build_graph(
    needs: Iterable[Need], offers: Iterable[Offer], links: Iterable[Link]
) -> nx.Graph[tuple[str, ...]]:
    """Assemble the graph; every applicable need and every offer is a node, linked or not.

    Raises
    ------
    ValueError
        If a link names an unknown node: the graph never invents one.
    """
    graph: nx.Graph[tuple[str, ...]] = nx.Graph()
    for need in needs:
        if need.applicable:
            graph.add_node(
                (BESOIN, need.metier, need.competence),
                side=BESOIN,
                weight=need.weight,
                level=need.level,
            )
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


def links_of_needs(
    needs: Iterable[Need], links: Iterable[Link]
) -> Mapping[NeedKey, tuple[Link, ...]]:
    """Links of each applicable need, best first; a need without link has an empty tuple."""
    found: dict[tuple[str, str], list[Link]] = {
        (n.metier, n.competence): [] for n in needs if n.applicable
    }
    for link in links:
        found[link.metier, link.competence].append(link)
    return {(BESOIN, *need): tuple(sorted(own, key=_best_first)) for need, own in found.items()}
