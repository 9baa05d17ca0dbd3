"""Reading a report back: which table is being read, and what is wrong with it in plain French."""

from __future__ import annotations

import csv
from collections.abc import Container
from dataclasses import dataclass, field

from coverage_engine.domain.errors import CoverageError
from coverage_engine.domain.model.doubt import AXE, COMPETENCE
from coverage_engine.store.manifest_check import NAME, Damaged
from coverage_engine.store.tables import DATA, TableFiles
from coverage_engine.tables.columns import TableStream
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_tables import CLUES

# What reading a broken table may raise.
BROKEN = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, OSError, csv.Error)


@dataclass
class Reading:
    """Tables of a report, remembering which one is being read."""

    files: TableFiles
    at: str = ""
    absent: set[str] = field(default_factory=set)

    def stream(self, name: str) -> TableStream | None:
        """As :meth:`TableFiles.stream`."""
        self.at = name
        found = self.files.stream(name)
        if found is None:
            self.absent.add(name)
        return found


def check_references(published: Published) -> None:
    """Refuse tables that name a métier, an axis, a competency or an offer that no other table
    describes.

    Raises
    ------
    Damaged
        With the first stranger of each table.
    """
    metiers, axes = published.metier_by_label.keys(), published.axis_label.keys()
    competences = published.competences.keys()
    offers = published.offers.keys()
    clues = published.clues
    targets = {AXE: axes, COMPETENCE: competences}
    strangers = {
        "couverture_metier_axe": (
            x
            for line in published.axis_lines
            for x in _absent((line.metier, metiers), (line.axis, axes))
        ),
        "besoins": (
            x
            for n in published.needs
            for x in _absent(
                (n.metier, metiers),
                (n.axis, axes),
                (n.competence, competences),
                *((o, offers) for o in n.offers),
            )
        ),
        "liens": (
            x
            for link in published.links
            for x in _absent(
                (link.metier, metiers),
                (link.axis, axes),
                (link.competence, competences),
                (link.offer, offers),
            )
        ),
        CLUES.name: (
            *(
                x
                for f in clues.facts
                for x in _absent((f.offer, offers), (f.target, targets[f.kind]))
            ),
            *_absent(
                *((m, metiers) for m in clues.metiers),
                *((c, competences) for c in clues.competences),
            ),
        ),
    }
    faults = [
        f"{DATA}/{name}.csv : « {found[:80]} » n’est pas dans la table qui devrait le décrire"
        for name, own in strangers.items()
        if (found := next(iter(own), None)) is not None
    ]
    if faults:
        raise Damaged(*faults)


def _absent(*named: tuple[str, Container[str]]) -> list[str]:
    return [name for name, known in named if name not in known]


def check_clues(published: Published) -> None:
    """Refuse readings that do not give back the value of a need.

    Raises
    ------
    Damaged
        With the first fault.
    """
    for metier, needs in published.needs_of.items():
        best = published.clues.best_counted(metier)
        wrong = next((n for n in needs if best.get(n.competence, 0) != n.value), None)
        if wrong:
            raise Damaged(
                f"{DATA}/{CLUES.name}.csv : les lectures de « {metier} », {wrong.competence}, ne"
                " donnent pas la valeur du besoin"
            )


def faults_of(error: Exception, reading: Reading | None) -> tuple[str, ...]:
    """What went wrong with a report, in French, without a word of Python."""
    if isinstance(error, Damaged):
        return error.faults
    if reading is None or not reading.at:
        return (f"{NAME} : lecture impossible, vérifiez les droits du fichier",)
    place = f"{DATA}/{reading.at}.csv"
    if isinstance(error, CoverageError):
        return (f"{place} : {error}",)
    missing = error.args[0] if isinstance(error, KeyError) and error.args else None
    if isinstance(missing, str):
        gone = missing in reading.absent
        return (
            (
                f"{DATA}/{missing}.csv : table absente de {NAME}, « sorties »"
                if gone
                else (
                    f"{place} : « {missing[:80]} » manque (une colonne, ou une ligne d’une autre"
                    " table)"
                )
            ),
        )
    return (f"{place} : contenu illisible, ce n’est pas ce qu’écrit « coverage-engine report »",)
