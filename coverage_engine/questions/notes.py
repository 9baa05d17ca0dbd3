"""What to keep in mind of an answer, a sentence each: for terminal, files, API, notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coverage_engine.domain.french import percent, plural

if TYPE_CHECKING:
    from coverage_engine.questions.changes import WhatIf
    from coverage_engine.questions.fragility import Expiries, Fragility
    from coverage_engine.questions.offers import NeedOffers
    from coverage_engine.questions.search import Found


def need_notes(found: NeedOffers) -> tuple[str, ...]:
    """State of the need, and what the filters left out."""
    read = plural(len(found.found) + found.left_out, "offre lue", "offres lues")
    left = ""
    if found.left_out:
        left = (
            f" Écartées par les filtres : {found.left_out} ; une offre dont le prix ou la durée est"
            " inconnu ne passe pas une borne."
        )
    return (f"Besoin {found.need.state} ; {read} pour lui.{left}",)


def fragility_notes(found: Fragility) -> tuple[str, ...]:
    """Which verdicts would change, and how far the figures go."""
    flips = list(dict.fromkeys(f.metier for f in found.falls if f.flips))
    said = (
        f"Le verdict de la règle changerait pour : {', '.join(flips)}."
        if flips
        else "Aucun verdict de la règle ne changerait."
    )
    limits = (
        "Ne sont listés que les noms dont l’absence fait baisser un taux ; les tirages ne sont pas"
        " refaits."
    )
    return said, limits


def expiry_notes(found: Expiries) -> tuple[str, ...]:
    """Whether the ends of registration are known."""
    if not found.checked:
        return (
            "Échéances des certifications inconnues : ce calcul n’a pas lu de registre (option"
            " --register).",
        )
    if not found.expiries:
        return ("Aucune offre ne mène à une certification que le registre connaît.",)
    return ()


def what_if_notes(found: WhatIf) -> tuple[str, ...]:
    """Rate of all métiers together before and after, then what was not computed again."""
    before, after = (rate.value for rate in found.whole)
    moved = plural(len(found.moves), "métier bouge", "métiers bougent")
    return (
        f"{moved} ; taux d’ensemble : {percent(before)} avant, {percent(after)} après.",
        *found.notes(),
    )


def search_notes(found: Found) -> tuple[str, ...]:
    """What to try when nothing is found."""
    if found.hits:
        return ()
    return (
        "Rien ne ressemble à ce texte : essayez un mot du métier, de la compétence ou de"
        " l’intitulé, ou un code RS ou RNCP.",
    )
