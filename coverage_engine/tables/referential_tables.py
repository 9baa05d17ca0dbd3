"""Published tables of what a run rests on: axes, competencies, glossary, certifications of the
register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coverage_engine.tables.columns import JOIN, NUMBER, WHOLE, DataTable, column

if TYPE_CHECKING:
    from coverage_engine.analysis.run import Run

AXES, COMPETENCES, GLOSSARY, CERTIFICATIONS = "axes", "competences", "glossaire", "certifications"


def axis_table(run: Run) -> DataTable:
    """The axes, in order."""
    columns = (
        column("axe", "Axe"),
        column("libelle", "Libellé"),
        column("ordre", "Ordre", WHOLE),
        column("definition", "Définition"),
        column("pivot", "Axe pivot", WHOLE),
        column("poids", "Poids", NUMBER),
        column("statut", "Statut"),
    )
    rows = tuple(
        (a.id, a.label, a.order, a.definition, int(a.pivot), a.weight, a.status)
        for a in run.referential.axes
    )
    return DataTable(AXES, "Axes de compétences", columns, rows)


def competence_table(run: Run) -> DataTable:
    """Every competency of the referential."""
    columns = (
        column("competence", "Compétence"),
        column("axe", "Axe"),
        column("libelle", "Libellé"),
        column("definition", "Définition"),
        column("socle", "Socle", WHOLE),
        column("portee", "Portée"),
        column("levier", "Levier"),
        column("source", "Source"),
        column("passage", "Passage"),
        column("statut", "Statut"),
        column("formulations", "Formulations"),
    )
    rows = tuple(
        (
            c.id,
            c.axis,
            c.label,
            c.definition,
            int(c.socle),
            c.reach,
            c.lever,
            c.source,
            c.passage,
            c.status,
            JOIN.join(c.formulations),
        )
        for c in run.referential.competences
    )
    return DataTable(COMPETENCES, "Compétences", columns, rows)


def glossary_table(run: Run) -> DataTable:
    """Words of the field and what they mean here."""
    columns = (column("terme", "Terme"), column("definition", "Définition"))
    return DataTable(GLOSSARY, "Glossaire", columns, run.referential.glossary)


def certification_table(run: Run) -> DataTable:
    """Fiches of the register for the codes of the catalogue, and those that replace them."""
    columns = (
        column("code", "Code"),
        column("intitule", "Intitulé"),
        column("active", "Active", WHOLE),
        column("fin_enregistrement", "Fin d’enregistrement"),
        column("remplacee_par", "Remplacée par"),
    )
    rows = tuple(
        (
            f.code,
            f.title,
            None if f.active is None else int(f.active),
            f.expires,
            JOIN.join(f.replaced_by),
        )
        for _, f in sorted(run.fiches.items())
    )
    return DataTable(CERTIFICATIONS, "Certifications du registre", columns, rows)
