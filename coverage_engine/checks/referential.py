"""Faults of a referential that no single cell shows."""

from __future__ import annotations

from collections.abc import Iterator

from coverage_engine.checks.one_change import change_anomalies
from coverage_engine.checks.reconciliation import reconcile
from coverage_engine.domain.model.anomaly import Anomaly, fault_table
from coverage_engine.domain.model.referential import Referential

_FAULTS = fault_table("""
A | BESOIN-ABSENT | metier | au moins un besoin, ou « sans objet » justifié | axe non évalué pour ce
   métier | compléter besoins.csv
E | METIER-SANS-BESOIN | metier | des besoins pour ce métier du périmètre | aucune | compléter
   besoins.csv, ou retirer le métier du périmètre
E | BESOIN-SANS-NIVEAU | niveau | un niveau 1, 2 ou 3 | aucune | compléter le niveau, ou «
   sans_objet »
I | BESOIN-HORS-PERIMETRE | metier | un métier du périmètre | besoin laissé de côté | l’ajouter à
   perimetre.csv si c’est voulu
A | COMPETENCE-SANS-FORMULATION | competence | au moins une formulation | rapprochée par son seul
   libellé | compléter formulations.csv
A | AXE-SANS-SOCLE | socle | une compétence de socle par axe | l’axe n’est couvert que par des
   compétences attestées | désigner le premier niveau de l’axe
E | ALIAS-ORPHELIN | cible | un métier de metiers.csv ou un groupe de groupes.csv | aucune |
   corriger la cible
I | PERIMETRE-A-CONFIRMER | statut | un périmètre validé par la branche | périmètre gardé tel quel |
   confirmer le périmètre
""")


def check_referential(referential: Referential) -> list[Anomaly]:
    """List what is missing or contradictory in the tables of a referential and their figures."""
    disagreements = reconcile(referential)[1]
    changes = change_anomalies(referential)
    return [
        *_needs(referential),
        *_competences(referential),
        *disagreements,
        *changes,
        *_aliases(referential),
    ]


def _needs(ref: Referential) -> Iterator[Anomaly]:
    competences = ref.competence_by_id
    metiers = {p.metier for p in ref.perimeter}
    having = {n.metier for n in ref.needs if n.applicable}
    asked = {(n.metier, competences[n.competence].axis) for n in ref.needs}
    for entry in ref.perimeter:
        for axis in ref.axes:
            if (entry.metier, axis.id) not in asked:
                yield _FAULTS["BESOIN-ABSENT"].at(
                    "besoins.csv", 0, f"{entry.metier} × {axis.label}"
                )
        if entry.metier not in having:
            yield _FAULTS["METIER-SANS-BESOIN"].at("besoins.csv", 0, entry.metier)
    for need in ref.needs:
        if need.applicable and not need.level:
            yield _FAULTS["BESOIN-SANS-NIVEAU"].at(
                "besoins.csv", 0, f"{need.metier} × {need.competence}"
            )
        if need.metier not in metiers:
            yield _FAULTS["BESOIN-HORS-PERIMETRE"].at(
                "besoins.csv", 0, f"{need.metier} × {need.competence}"
            )


def _competences(ref: Referential) -> Iterator[Anomaly]:
    for competence in ref.competences:
        if not competence.formulations:
            yield _FAULTS["COMPETENCE-SANS-FORMULATION"].at("formulations.csv", 0, competence.id)
    for axis in ref.axes:
        if not any(c.axis == axis.id and c.socle for c in ref.competences):
            yield _FAULTS["AXE-SANS-SOCLE"].at("competences.csv", 0, axis.id)


def _aliases(ref: Referential) -> Iterator[Anomaly]:
    for alias in ref.aliases:
        known = ref.metier_by_label if alias.nature == "metier" else ref.group_by_id
        if alias.target not in known:
            yield _FAULTS["ALIAS-ORPHELIN"].at("alias.csv", 0, f"{alias.label} → {alias.target}")
    unconfirmed = [entry.metier for entry in ref.perimeter if entry.status != "validé"]
    if unconfirmed:
        yield _FAULTS["PERIMETRE-A-CONFIRMER"].at(
            "perimetre.csv", 0, f"{len(unconfirmed)} métiers : {' ; '.join(unconfirmed)}"
        )
