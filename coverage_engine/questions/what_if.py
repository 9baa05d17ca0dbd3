"""What would move if an offer or a need came or went: rates, verdicts, priorities; not saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from coverage_engine.analysis.graph import ONE, after_scope, evidence_of, level_factor
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model import results
from coverage_engine.questions.changes import AddedOffer, Changes, Move, WhatIf
from coverage_engine.questions.choices import LEVELS
from coverage_engine.questions.links_for_supposed_needs import links_of_new
from coverage_engine.questions.names import find_metier, find_offer
from coverage_engine.questions.supposed_rates import Supposed, as_published, best_value, suppose
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import LinkLine, NeedId, NeedLine


def what_if(published: Published, changes: Changes) -> WhatIf:
    """Figures once ``changes`` are made (method §7); the run itself is left as it is.

    Raises
    ------
    InputRefused
        If a change makes no sense: an unknown competency, a level that is not 1 to 3, a need that
        is not there.
    UnknownMetier, UnknownOffer
        If a métier or an offer is unknown.
    """
    gone = frozenset(find_offer(published, o).id for o in changes.withdrawn_offers)
    added = tuple(_checked(published, a) for a in changes.added_offers)
    needs_of = _changed_needs(published, changes)
    new = [n for own in needs_of.values() for n in own.values() if not _known(published, n)]
    read = _read_again(published, new)
    served = _served(published, gone, added)
    moves, before, after = [], results.ZERO, results.ZERO
    for m in published.metiers:
        old = as_published(published, m.metier)
        before += old.rate
        known = {n.competence: n for n in published.needs_of[m.metier]}
        now = {
            c: (
                n
                if n is known.get(c) and (m.metier, c) not in served
                else _with_offers(published, n, known.get(c), read, gone, added)
            )
            for c, n in needs_of[m.metier].items()
        }
        then = old if now == known else suppose(published, ((n, n.value) for n in now.values()))
        after += then.rate
        moved = tuple(
            (known.get(c), now.get(c))
            for c in dict.fromkeys((*known, *now))
            if known.get(c) != now.get(c)
        )
        if moved:
            moves.append(
                Move(
                    metier=m.metier,
                    before=old,
                    after=then,
                    priority_before=m.priority,
                    priority_after=_priority(m.priority, old, then),
                    needs=moved,
                )
            )
    labels = tuple((a.id, a.label) for a in published.axes)
    unread = tuple(new) if published.source is None else ()
    return WhatIf(
        changes=changes,
        moves=tuple(moves),
        whole=(before, after),
        axis_labels=labels,
        unread=unread,
    )


def _priority(priority: Fraction | None, old: Supposed, new: Supposed) -> Fraction | None:
    """Priority: what is missing times what stays (method §6); nothing before, no factor."""
    missing = 1 - (old.rate.value or Fraction(0))
    if priority is None or not missing or new.rate.value is None:
        return None
    return priority / missing * (1 - new.rate.value)


def _checked(published: Published, offer: AddedOffer) -> AddedOffer:
    faults = [
        f"compétence « {c[:80]} » inconnue → voyez la liste des compétences"
        for c in offer.competences
        if c not in published.competences
    ]
    if not offer.competences:
        faults.append("offre ajoutée : aucune compétence → dites ce qu’elle enseigne")
    faults += _level_faults(offer.level)
    if faults:
        raise InputRefused(faults)
    return replace(offer, metiers=tuple(find_metier(published, m)[0].metier for m in offer.metiers))


def _level_faults(level: int) -> list[str]:
    return (
        []
        if level in LEVELS
        else [
            f"niveau {level} : hors de 1 à 3 → 1 sensibilisation, 2 application, 3 maîtrise avancée"
        ]
    )


def _changed_needs(published: Published, changes: Changes) -> dict[str, dict[str, NeedLine]]:
    """Needs of each métier that count once the changes are made, by competency."""
    out = {m: {n.competence: n for n in needs} for m, needs in published.needs_of.items()}
    for asked, competence in changes.withdrawn_needs:
        metier = find_metier(published, asked)[0].metier
        if out[metier].pop(competence, None) is None:
            raise InputRefused(
                [
                    f"besoin « {competence[:80]} » : {metier} ne l’a pas → voyez la liste de ses"
                    " besoins"
                ]
            )
    for asked, competence, level in changes.set_needs:
        metier = find_metier(published, asked)[0].metier
        faults = _level_faults(level)
        if competence not in published.competences:
            faults.append(
                f"compétence « {competence[:80]} » inconnue → voyez la liste des compétences"
            )
        if faults:
            raise InputRefused(faults)
        out[metier][competence] = _need_at(published, metier, competence, level)
    return out


def _need_at(published: Published, metier: str, competence: str, level: int) -> NeedLine:
    """A need at another level: its priority is kept; a new one has a priority of 1."""
    known = published.need_by_id.get((metier, competence))
    c = published.competences[competence]
    priority = known.weight / known.level if known and known.applicable and known.level else ONE
    return NeedLine(
        metier=metier,
        axis=c.axis,
        competence=c.id,
        label=c.label,
        reach=c.reach,
        socle=c.socle,
        level=level,
        weight=level * priority,
        value=Fraction(0),
        state=results.NON_TROUVE,
        gap="",
        offers=(),
        generalist_offers=(),
        reason="supposé",
        status="supposé",
    )


def _known(published: Published, need: NeedLine) -> bool:
    line = published.need_by_id.get((need.metier, need.competence))
    return line is not None and line.applicable


def _read_again(published: Published, needs: list[NeedLine]) -> Mapping[NeedId, Sequence[LinkLine]]:
    """Links of needs that were not there: offers read again, or what published links say."""
    if not needs:
        return {}
    if published.source is not None:
        return links_of_new(published.source, needs)
    return {(n.metier, n.competence): _read_elsewhere(published, n) for n in needs}


def _served(published: Published, gone: Iterable[str], added: Iterable[AddedOffer]) -> set[NeedId]:
    """Published needs that offers which come or go may serve: the others keep their value."""
    left = {
        (x.metier, x.competence) for offer in gone for x in published.links_of_offer.get(offer, ())
    }
    taught = {
        (m.metier, c) for offer in added for m in published.metiers for c in offer.competences
    }
    return left | taught


def _with_offers(
    published: Published,
    need: NeedLine,
    known: NeedLine | None,
    read: Mapping[NeedId, Sequence[LinkLine]],
    gone: frozenset[str],
    added: Iterable[AddedOffer],
) -> NeedLine:
    """A need with its value once offers came and went; the published line if nothing moves."""
    same = need is known
    name = (need.metier, need.competence)
    links = published.links_of_need.get(name, ()) if known else read[name]
    left = [x for x in links if x.offer not in gone]
    value = best_value(
        published, left if same else [_at_level(published, x, need.level) for x in left]
    )
    for offer in added:
        if need.competence in offer.competences and (
            not offer.metiers or need.metier in offer.metiers
        ):
            value = max(
                value,
                _worth(
                    published,
                    need,
                    results.ATTESTEE,
                    results.CIBLEE if offer.metiers else results.GENERALISTE,
                    offer.level,
                ),
            )
    if same and value == need.value:
        return need
    state = results.COUVERT if value == 1 else results.PARTIEL if value else results.NON_TROUVE
    return replace(need, value=value, state=state)


def _worth(
    published: Published, need: NeedLine, strength: str, scope: str, offered: int
) -> Fraction:
    """Value of an offer for a need (method §3 and §4)."""
    competence = published.competences[need.competence]
    partial = published.settings.valeur_partielle
    kept = after_scope(
        evidence_of(strength, competence.socle, partial), strength, scope, competence, partial
    )
    return min(kept, level_factor(offered, need.level, partial))


def _at_level(published: Published, link: LinkLine, level: int) -> LinkLine:
    need = _need_at(published, link.metier, link.competence, level)
    return replace(
        link,
        value=_worth(
            published, need, link.strength, link.scope, published.offers[link.offer].level
        ),
    )


def _read_elsewhere(published: Published, need: NeedLine) -> list[LinkLine]:
    """Links of a need that the métier does not have: what offers say of the competency, and for
    whom they are.

    Both are read on the published links: what an offer says is the same for every métier, for whom
    it is the same for every competency. An offer that no link joins to the métier is for another
    trade.
    """
    scopes = {x.offer: x for x in published.links_of_metier.get(need.metier, ())}
    said: dict[str, LinkLine] = {}
    for link in published.links_of_competence.get(need.competence, ()):
        said.setdefault(link.offer, link)
    return [
        replace(x, metier=need.metier, scope=scopes[o].scope, tier=scopes[o].tier)
        for o, x in said.items()
        if o in scopes
    ]
