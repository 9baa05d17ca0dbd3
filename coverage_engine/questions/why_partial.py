"""Why an offer is not worth 1 for a need, how weak its best links are: what a buyer asks."""

from __future__ import annotations

from collections.abc import Iterable

from coverage_engine.analysis.graph import after_scope, evidence_of
from coverage_engine.domain.cells.level import LEVEL_LABELS
from coverage_engine.domain.french import number, percent
from coverage_engine.domain.model.results import ABORDE, FAMILLE, GENERALISTE, INFERE, PROCHE
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import LinkLine

_SCOPES = {
    FAMILLE: "elle est destinée à une famille de métiers, non à ce métier",
    GENERALISTE: "elle s’adresse à tous, alors que ce besoin est propre au métier",
}
_OTHER_TRADE = "elle est destinée à un autre métier"
_FOR_WHOM = {FAMILLE: "offre de la famille", GENERALISTE: "offre généraliste"}
_NO_LEVEL = "non indiqué"


def why_partial(published: Published, link: LinkLine) -> str:
    """Why a link is worth less than 1, as one French sentence; empty when it is worth 1 and counts.

    The value is the smallest of two (method §4): what the evidence is worth once the scope is
    known, and the level. The sentence names whichever gives the value, or both.
    """
    counts = published.counts(link)
    if counts and link.value == 1:
        return ""
    reasons = _reasons(published, link) if counts else (_doubt(published, link),)
    head = f"Vaut {number(link.value)}" if counts and link.value else "Ne compte pas"
    return f"{head} : {' ; '.join(reasons)}."


def weak_links(published: Published, offer: str, metiers: Iterable[str]) -> str:
    """How weak an offer is for some métiers when none of its links is worth 1; empty otherwise.

    The words are those of its best link: strength of the evidence, scope, tier and level.
    """
    asked = frozenset(metiers)
    own = [
        x
        for x in published.links_of_offer.get(offer, ())
        if x.metier in asked and published.counts(x) and x.value
    ]
    if not own:
        return ""
    best = max(own, key=lambda x: x.value)
    if best.value == 1:
        return ""
    parts = [
        best.strength,
        _FOR_WHOM.get(best.scope, ""),
        "rattachement inféré" if best.tier == INFERE else "",
        "niveau inférieur au niveau requis" if best.level_factor < 1 else "",
    ]
    return f"lien faible : {', '.join(part for part in parts if part)}"


def _doubt(published: Published, link: LinkLine) -> str:
    if not link.probability:
        return "cette lecture a été écartée"
    bar = published.settings.probabilite_minimale
    return (
        f"elle est trop incertaine, avec une probabilité de {percent(link.probability, (bar,))}"
        f" pour {percent(bar)} demandés"
    )


def _reasons(published: Published, link: LinkLine) -> tuple[str, ...]:
    """What holds the value down: evidence or scope, level, or both when they give the same."""
    competence = published.competences[link.competence]
    partial = published.settings.valeur_partielle
    evidence = evidence_of(link.strength, competence.socle, partial)
    kept = after_scope(evidence, link.strength, link.scope, competence, partial)
    out = []
    if kept <= link.level_factor:
        out.append(
            _evidence(link)
            if link.strength == PROCHE or kept == evidence
            else _SCOPES.get(link.scope, _OTHER_TRADE)
        )
    if link.level_factor <= kept:
        out.append(_level(published, link))
    return tuple(out)


def _evidence(link: LinkLine) -> str:
    if link.strength == PROCHE:
        return "son intitulé ressemble à cette compétence, sans la nommer"
    said = "ne fait qu’aborder l’axe" if link.strength == ABORDE else "traite l’axe"
    return f"elle {said}, sans nommer cette compétence"


def _level(published: Published, link: LinkLine) -> str:
    """How far below the needed level the offer is."""
    offered = LEVEL_LABELS.get(published.offers[link.offer].level, _NO_LEVEL)
    needed = LEVEL_LABELS.get(published.need_by_id[link.metier, link.competence].level, _NO_LEVEL)
    far = "inférieur" if link.level_factor else "très inférieur"
    return f"son niveau ({offered}) est {far} au niveau requis ({needed})"
