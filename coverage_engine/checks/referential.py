"""Faults of a referential that no single cell shows."""

from __future__ import annotations

from collections.abc import Iterator

from coverage_engine.checks.one_change import change_anomalies
from coverage_engine.checks.reconciliation import reconcile
from coverage_engine.domain.model.anomaly import Anomaly, Severity
from coverage_engine.domain.model.referential import Referential


def check_referential(referential: Referential) -> list[Anomaly]:
    """List what is missing or contradictory between the tables of a referential, figures of its
    sources included.
    """
    disagreements = reconcile(referential)[1]
    changes = change_anomalies(referential)
    return [
        *_needs(referential),
        *_competences(referential),
        *disagreements,
        *changes,
        *_aliases(referential),
    ]


def _fault(
    code: str,
    severity: Severity,
    table: str,
    column: str,
    value: str,
    expected: str,
    done: str,
    remedy: str,
) -> Anomaly:
    return Anomaly(
        code=code,
        severity=severity,
        source=f"{table}.csv",
        row=0,
        column=column,
        value=value,
        expected=expected,
        done=done,
        remedy=remedy,
    )


def _needs(ref: Referential) -> Iterator[Anomaly]:
    competences = ref.competence_by_id
    metiers = {p.metier for p in ref.perimeter}
    having = {n.metier for n in ref.needs if n.applicable}
    asked = {(n.metier, competences[n.competence].axis) for n in ref.needs}
    for entry in ref.perimeter:
        for axis in ref.axes:
            if (entry.metier, axis.id) not in asked:
                yield _fault(
                    "BESOIN-ABSENT",
                    Severity.AVERTISSEMENT,
                    "besoins",
                    "metier",
                    f"{entry.metier} × {axis.label}",
                    "au moins un besoin, ou « sans objet » justifié",
                    "axe non évalué pour ce métier",
                    "compléter besoins.csv",
                )
        if entry.metier not in having:
            yield _fault(
                "METIER-SANS-BESOIN",
                Severity.ERREUR,
                "besoins",
                "metier",
                entry.metier,
                "des besoins pour ce métier du périmètre",
                "aucune",
                "compléter besoins.csv, ou retirer le métier du périmètre",
            )
    for need in ref.needs:
        if need.applicable and not need.level:
            yield _fault(
                "BESOIN-SANS-NIVEAU",
                Severity.ERREUR,
                "besoins",
                "niveau",
                f"{need.metier} × {need.competence}",
                "un niveau 1, 2 ou 3",
                "aucune",
                "compléter le niveau, ou « sans_objet »",
            )
        if need.metier not in metiers:
            yield _fault(
                "BESOIN-HORS-PERIMETRE",
                Severity.INFORMATION,
                "besoins",
                "metier",
                f"{need.metier} × {need.competence}",
                "un métier du périmètre",
                "besoin laissé de côté",
                "l’ajouter à perimetre.csv si c’est voulu",
            )


def _competences(ref: Referential) -> Iterator[Anomaly]:
    for competence in ref.competences:
        if not competence.formulations:
            yield _fault(
                "COMPETENCE-SANS-FORMULATION",
                Severity.AVERTISSEMENT,
                "formulations",
                "competence",
                competence.id,
                "au moins une formulation",
                "rapprochée par son seul libellé",
                "compléter formulations.csv",
            )
    for axis in ref.axes:
        if not any(c.axis == axis.id and c.socle for c in ref.competences):
            yield _fault(
                "AXE-SANS-SOCLE",
                Severity.AVERTISSEMENT,
                "competences",
                "socle",
                axis.id,
                "une compétence de socle par axe",
                "l’axe n’est couvert que par des compétences attestées",
                "désigner le premier niveau de l’axe",
            )


def _aliases(ref: Referential) -> Iterator[Anomaly]:
    for alias in ref.aliases:
        known = ref.metier_by_label if alias.nature == "metier" else ref.group_by_id
        if alias.target not in known:
            yield _fault(
                "ALIAS-ORPHELIN",
                Severity.ERREUR,
                "alias",
                "cible",
                f"{alias.label} → {alias.target}",
                "un métier de metiers.csv ou un groupe de groupes.csv",
                "aucune",
                "corriger la cible",
            )
    unconfirmed = [entry.metier for entry in ref.perimeter if entry.status != "validé"]
    if unconfirmed:
        yield _fault(
            "PERIMETRE-A-CONFIRMER",
            Severity.INFORMATION,
            "perimetre",
            "statut",
            f"{len(unconfirmed)} métiers : {' ; '.join(unconfirmed)}",
            "un périmètre validé par la branche",
            "périmètre gardé tel quel",
            "confirmer le périmètre",
        )
