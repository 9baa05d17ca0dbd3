"""Who needs a competency, and how well it is covered for each."""

from __future__ import annotations

from dataclasses import dataclass

from coverage_engine.domain.model.branch import Competence
from coverage_engine.questions.names import find_competence
from coverage_engine.tables.columns import Column, DataTable, Table
from coverage_engine.tables.kinds import RATE
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import NeedLine
from coverage_engine.tables.published_tables import NEEDS

METIERS_OF_COMPETENCE = Table("metiers_de_la_competence", "Compétence", NeedLine, (
    *NEEDS.only("metier competence libelle niveau poids"),
    Column("valeur", "Valeur", RATE, "value"),
    *NEEDS.only("etat type_ecart offres"),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class CompetenceSheet:
    """A competency and the needs of it that count, the least covered first."""

    competence: Competence
    needs: tuple[NeedLine, ...]

    def tables(self) -> tuple[DataTable, ...]:
        """One line a métier."""
        return (METIERS_OF_COMPETENCE.of(self.needs, self.competence.label),)


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
