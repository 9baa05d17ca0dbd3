"""Printed figures of an exposure study, and what they become once recomputed."""

from __future__ import annotations

from collections.abc import Sequence

from coverage_engine.checks.claims import CLAIM
from coverage_engine.checks.measures import published
from coverage_engine.checks.one_change import listed
from coverage_engine.checks.reconciliation import (
    EVOLUTION,
    FLAG,
    PROFILE,
    RANK,
    RANK_RULES,
    usual_rule,
)
from coverage_engine.documents import exposure_words as words
from coverage_engine.documents.model import Block, Paragraph, Section, Table
from coverage_engine.documents.table_of import Figures, table_of
from coverage_engine.domain.french import number
from coverage_engine.domain.model.exposure import Change, Control
from coverage_engine.domain.model.exposure_study import ExposureStudy
from coverage_engine.tables.exposure_tables import AGREES, DISAGREES, UNKNOWN, state

# Shape of each state, so that it does not hang on colour.
MARKS = {AGREES: "●", DISAGREES: "○", UNKNOWN: "–"}
KINDS = {
    RANK: "Rangs, d’après les scores",
    EVOLUTION: "Évolutions, d’après les rangs imprimés",
    PROFILE: "Profils, d’après les scores et les bornes",
    FLAG: "Profils signalés à part, d’une qualification à l’autre",
    CLAIM: "Chiffres cités dans le texte",
}


def reconciliation(study: ExposureStudy) -> Section:
    """Counts by kind, what is contradicted, single changes that would reconcile, every claim."""
    rule, fits, total = usual_rule(published(study.referential))
    ranks = Paragraph(
        f"Rangs imprimés : {fits} sur {total} suivent la règle « {RANK_RULES[rule]} ». Les scores"
        " étant arrondis, un rang n’est contredit que s’il sort de son groupe d’ex æquo."
    )
    counts: tuple[Block, ...] = (control_counts(study.controls),)
    parts = []
    if any(c.agrees is False for c in study.controls):
        found: tuple[Block, ...] = (Paragraph(words.NO_CHANGE),)
        if study.changes:
            found = (Paragraph(words.CHANGES), changes(study))
        parts += [
            Section("", "Ce qui est contredit", (disagreements(study.controls),)),
            Section("", "Ce qu’un seul changement réconcilierait", found),
        ]
    if study.referential.claims:
        parts.append(Section("", "Tous les chiffres cités", (claims(study),)))
    return Section(
        "verification",
        "Chiffres publiés, recalculés",
        (ranks, *counts) if total else counts,
        tuple(parts),
    )


def control_counts(controls: Sequence[Control]) -> Table:
    """How many printed figures were recomputed, by kind and result."""
    own = {label: [state(c) for c in controls if c.code == code] for code, label in KINDS.items()}
    own["Total"] = [state(c) for c in controls]
    return table_of(
        "Chiffres imprimés et ce qu’ils deviennent une fois recalculés",
        [(label, states) for label, states in own.items() if states],
        ("Chiffres imprimés", lambda k: k[0]),
        Figures("Nombre", lambda k: number(len(k[1]))),
        Figures("Retrouvés", lambda k: number(k[1].count(AGREES))),
        Figures("Contredits", lambda k: number(k[1].count(DISAGREES))),
        Figures("Non recalculables", lambda k: number(k[1].count(UNKNOWN))),
    )


def disagreements(controls: Sequence[Control]) -> Table:
    """Every figure contradicted, with both values and its place."""
    wrong = [c for c in controls if c.agrees is False]
    return table_of(
        f"Chiffres contredits ({len(wrong)})",
        wrong,
        ("Chiffre imprimé", lambda c: c.subject),
        ("Valeur imprimée", lambda c: c.printed),
        ("Valeur calculée", lambda c: c.found),
        ("Place", lambda c: f"{c.source}, ligne {c.row}, {c.column}"),
    )


def changes(study: ExposureStudy) -> Table:
    """Single changes that would reconcile several figures."""

    def cell(c: Change) -> str:
        where = f"{c.metier} ({c.qualification})" if c.qualification else c.metier
        others = f" ; même effet avec : {' ; '.join(c.others)}" if c.others else ""
        return f"{c.column} de {where}{others}"

    return table_of(
        "Changements d’une seule case",
        study.changes,
        ("Case", cell),
        ("Imprimé", lambda c: c.old),
        ("Au lieu de quoi", lambda c: c.new),
        ("Réconcilierait", lambda c: f"{len(c.reconciles)} : {listed(c.reconciles)}"),
        ("Contredirait", lambda c: listed(c.breaks) or "rien"),
    )


def claims(study: ExposureStudy) -> Table:
    """Every claim, in the order of the documents."""
    return table_of(
        "Chiffres cités dans le texte des études",
        [c for c in study.controls if c.code == CLAIM],
        ("État", lambda c: f"{MARKS[state(c)]} {state(c)}"),
        ("Chiffre cité", lambda c: c.subject),
        ("Imprimé", lambda c: c.printed),
        ("Recalculé", lambda c: c.found),
    )
