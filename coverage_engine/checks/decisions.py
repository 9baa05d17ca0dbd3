"""Decisions that name nothing: what each of them should have named, and what it may have meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from coverage_engine.domain.model.anomaly import Anomaly, fault_table
from coverage_engine.domain.model.catalogue import Decision, Offer
from coverage_engine.domain.normalise import key

_FAULTS = fault_table("""
A | DECISION-SANS-EFFET | gauche | une offre qui compte | décision sans effet | si l’offre est une
   formation sur le thème, ajouter une ligne « theme » qui l’accepte
A | DECISION-ORPHELINE |  | {wanted}{listed} | décision sans effet | {remedy}
""")


ORPHAN, IDLE = "DECISION-ORPHELINE", "DECISION-SANS-EFFET"
# Likeness (0 to 100) above which a name is proposed for the one that was written.
_LIKENESS = 70
# Names listed when there are no more of them.
_LISTED = 12
# What the right side of a decision names, by subject.
_WANTED = {"lien": "une compétence du référentiel", "axe": "un axe du référentiel"}

# Identifier → other names by which people call the same thing.
Names = Mapping[str, Sequence[str]]


def check_decisions(
    source: str,
    decisions: Sequence[Decision],
    offers: Sequence[Offer],
    rows: Iterable[int],
    uncounted: Collection[str],
    named: Mapping[str, Names],
) -> Iterator[Anomaly]:
    """List the decisions without effect, with the identifier that was probably meant.

    Parameters
    ----------
    rows:
        Numbers of the rows of the catalogue.
    uncounted:
        Offers that count for nothing, whatever is decided of what was read in them.
    named:
        What a decision may name on its right, by subject, with its label.
    """
    lines = {str(n): () for n in rows}
    titles = {o.id: (*o.titles, o.title, *o.codes) for o in offers}
    place = source.replace("lignes.csv", "decisions.csv").replace("lignes.xlsx", "decisions.csv")
    for order, d in enumerate(decisions, 2):
        if d.subject in named and d.left in uncounted:
            yield _FAULTS[IDLE].at(place, order, d.left)
        sides: list[tuple[str, str, Names, str]]
        if d.subject == "fusion":
            sides = [
                ("gauche", d.left, lines, "un numéro de ligne"),
                ("droite", d.right, lines, "un numéro de ligne"),
            ]
        else:
            sides = [("gauche", d.left, titles, "l’identifiant d’une offre")]
            if d.subject in named:
                sides.append(("droite", d.right, named[d.subject], _WANTED[d.subject]))
        for column, value, known, wanted in sides:
            if value in known:
                continue
            listed = (
                f" : {', '.join(known)}" if len(known) <= _LISTED and d.subject in named else ""
            )
            near = _meant(value, known)
            yield _FAULTS[ORPHAN].at(
                place,
                order,
                value,
                column=column,
                wanted=wanted,
                listed=listed,
                remedy=f"écrire « {near} »"
                if near
                else "corriger l’identifiant, ou retirer la décision",
            )


def _meant(value: str, known: Names) -> str:
    """Identifier probably meant: the same but for case and accents, a label, else the likeliest."""
    asked = key(value)
    forms = [(key(form), name) for name, others in known.items() for form in (name, *others)]
    exact = sorted({name for form, name in forms if form == asked})
    if len(exact) == 1:
        return exact[0]
    likeness, name = max(
        (
            (max(fuzz.ratio(asked, form), fuzz.partial_ratio(asked, form) - 1), name)
            for form, name in forms
            if form
        ),
        default=(0.0, ""),
    )
    return name if likeness >= _LIKENESS else ""
