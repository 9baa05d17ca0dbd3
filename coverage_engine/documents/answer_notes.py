"""What to keep in mind of an answer, in one sentence each."""

from __future__ import annotations

from functools import singledispatch

from coverage_engine.documents.plan_doubt_words import doubt_sentence
from coverage_engine.documents.plan_words import headings, proof_sentence, ties_sentence
from coverage_engine.domain.french import percent, plural
from coverage_engine.questions.changes import WhatIf
from coverage_engine.questions.fragility import Expiries, Fragility
from coverage_engine.questions.offers import NeedOffers
from coverage_engine.questions.plan_answer import PlanAnswer
from coverage_engine.questions.search import Found


@singledispatch
def notes_of(answer: object) -> tuple[str, ...]:
    """What to keep in mind of any answer, the same for the terminal, files, API and notebook; often
    nothing.
    """
    return ()


@notes_of.register
def _need_notes(found: NeedOffers) -> tuple[str, ...]:
    """State of the need, and what the filters left out."""
    read = plural(len(found.found) + found.left_out, "offre lue", "offres lues")
    left = ""
    if found.left_out:
        left = (
            f" Écartées par les filtres : {found.left_out} ; une offre dont le prix ou la durée est"
            " inconnu ne passe pas une borne."
        )
    return (f"Besoin {found.need.state} ; {read} pour lui.{left}",)


@notes_of.register
def _fragility_notes(found: Fragility) -> tuple[str, ...]:
    """Which verdicts would change, and how far the figures go."""
    flips = list(dict.fromkeys(f.metier for f in found.falls if f.flips))
    said = (
        f"Le verdict de la règle changerait pour : {', '.join(flips)}."
        if flips
        else "Aucun verdict de la règle ne changerait."
    )
    return (
        said,
        (
            "Ne sont listés que les noms dont l’absence fait baisser un taux ; les tirages ne sont"
            " pas refaits."
        ),
    )


@notes_of.register
def _expiry_notes(found: Expiries) -> tuple[str, ...]:
    """Whether the ends of registration are known."""
    if not found.checked:
        return (
            (
                "Échéances des certifications inconnues : ce calcul n’a pas lu de registre (option"
                " --register)."
            ),
        )
    return (
        ()
        if found.expiries
        else ("Aucune offre ne mène à une certification que le registre connaît.",)
    )


@notes_of.register
def _what_if_notes(found: WhatIf) -> tuple[str, ...]:
    """Rate of all métiers together before and after, then what was not computed again."""
    before, after = (rate.value for rate in found.whole)
    moved = plural(len(found.moves), "métier bouge", "métiers bougent")
    return (
        f"{moved} ; taux d’ensemble : {percent(before)} avant, {percent(after)} après.",
        *found.notes(),
    )


@notes_of.register
def _search_notes(found: Found) -> tuple[str, ...]:
    """What to try when nothing is found."""
    if found.hits:
        return ()
    return (
        (
            "Rien ne ressemble à ce texte : essayez un mot du métier, de la compétence ou de"
            " l’intitulé, ou un code RS ou RNCP."
        ),
    )


@notes_of.register
def _plan_notes(found: PlanAnswer) -> tuple[str, ...]:
    """What was asked, whether it is proven, its equals, how far it holds, what to relax; no
    seconds, so that a display is the same twice.
    """
    said = (
        *headings(found),
        proof_sentence(found),
        ties_sentence(found),
        doubt_sentence(found),
        *found.advice,
    )
    return tuple(sentence for sentence in said if sentence)
