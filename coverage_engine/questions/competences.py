"""Who needs a competency, and how well it is covered for each."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.domain.errors import UnknownCompetence
from coverage_engine.domain.model.referential import Competence
from coverage_engine.domain.normalise import key
from coverage_engine.questions.offers import nearest
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.kinds import JOIN, NUMBER, RATE, WHOLE
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import NeedLine


@dataclass(frozen=True, slots=True)
class CompetenceSheet:
    """A competency and the needs of it that count, the least covered first."""

    competence: Competence
    needs: tuple[NeedLine, ...]

    def tables(self) -> tuple[DataTable, ...]:
        """One line a métier."""
        columns = (
            Column("metier", "Métier"),
            Column("competence", "Compétence"),
            Column("libelle", "Libellé"),
            Column("niveau", "Niveau requis", WHOLE),
            Column("poids", "Poids", NUMBER),
            Column("valeur", "Valeur", RATE),
            Column("etat", "État"),
            Column("type_ecart", "Type d’écart"),
            Column("offres", "Offres utiles"),
        )
        rows = tuple(
            (
                n.metier,
                n.competence,
                n.label,
                n.level or None,
                n.weight,
                n.value,
                n.state,
                n.gap,
                JOIN.join(n.offers),
            )
            for n in self.needs
        )
        return (
            DataTable(
                "metiers_de_la_competence", f"Compétence : {self.competence.label}", columns, rows
            ),
        )


def find_competence(published: Published, asked: str) -> str:
    """Identifier of a competency, by identifier or label.

    Raises
    ------
    UnknownCompetence
        With those that look like what was written.
    """
    if asked in published.competences:
        return asked
    for c in published.competences.values():
        if key(asked) in (key(c.id), key(c.label)):
            return c.id
    labels = {c.label: c for c in published.competences.values()}
    raise UnknownCompetence(asked, [f"{labels[x].id} ({x})" for x in nearest(asked, labels)])


def competence_sheet(published: Published, asked: str) -> CompetenceSheet:
    """Who needs a competency, by its identifier or label.

    Raises
    ------
    UnknownCompetence
        With the competencies whose label looks like what was asked.
    """
    found = find_competence(published, asked)
    own = [n for n in published.needs if n.competence == found and n.applicable]
    return CompetenceSheet(
        published.competences[found], tuple(sorted(own, key=lambda n: (n.value, n.metier)))
    )
