"""From published tables to what questions read: one reading for a run in memory and for its folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from coverage_engine.domain.model.referential import Axis, Competence
from coverage_engine.domain.normalise import key, slug
from coverage_engine.domain.settings import Settings
from coverage_engine.tables.columns import JOIN, DataTable, TableStream, csv_text, read_cell
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import (
    About,
    AxisLine,
    CertificationLine,
    LinkLine,
    MetierLine,
    NeedLine,
    OfferLine,
)
from coverage_engine.tables.reading_values import CLUES, Clues
from coverage_engine.tables.referential_tables import AXES, CERTIFICATIONS, COMPETENCES, GLOSSARY

if TYPE_CHECKING:
    from coverage_engine.analysis.run import Run

# Tables that are only displayed, as they are.
SHOWN = (
    "constats", "reglages", "anomalies", "decisions", "liens_a_confirmer", "sensibilite", "exposition_publiee", GLOSSARY,
)  # fmt: skip
# Characters of a métier's name in an address.
_SLUG = 80
_NONE = Fraction(0)
Row = Mapping[str, Any]


def published_of(run: Run, stamp: str = "") -> Published:
    """What a run publishes, equal to what is read back from its folder; figures as the CSV files print them."""
    # What computes a run is heavy, and is not needed to read one back.
    from coverage_engine.tables.run_tables import make_tables

    return published_from_tables(run, make_tables(run), stamp)


def published_from_tables(run: Run, made: Sequence[DataTable], stamp: str = "") -> Published:
    """As :func:`published_of`, from the tables of the run when they are already made."""
    tables = {t.name: t for t in made}
    return published_from(lambda name: as_written(tables[name]) if name in tables else None, about_of(run), stamp, run)


def about_of(run: Run) -> About:
    """What the manifest tells of a run."""
    inside = {p.metier for p in run.referential.perimeter}
    return About(
        run.referential.id, run.referential.title, run.referential.edition, run.catalogue.id, run.catalogue.title,
        run.provenance.date,
        {key(a.label): a.target for a in run.referential.aliases if a.nature == "metier"},
        tuple(m.label for m in run.referential.metiers if m.label not in inside),
        tuple((f.role, f.name, f.sha256) for f in run.provenance.inputs),
    )  # fmt: skip


def as_written(table: DataTable) -> TableStream:
    """A table as its CSV file says it: figures rounded, texts as they are."""
    kinds = [c.kind for c in table.columns]
    rows = (tuple(read_cell(csv_text(c), k) for c, k in zip(row, kinds, strict=True)) for row in table.rows)
    return TableStream(table.name, table.title, table.columns, rows)


def published_from(
    source: Callable[[str], TableStream | None], about: About, stamp: str, run: Run | None = None, *, links: bool = True
) -> Published:
    """Assemble what was published.

    Parameters
    ----------
    source:
        Gives a table by name, None when the run has no such table.
    links:
        False leaves the links and the clues out: they are most of what a national run publishes.

    Raises
    ------
    KeyError
        If a table or a column is missing.
    """

    def rows(name: str) -> Iterator[Row]:
        table = source(name)
        if table is None:
            raise KeyError(name)
        return table.records()

    certifications = source(CERTIFICATIONS)
    return Published(
        about,
        Settings().with_values({r["reglage"]: r["valeur"] for r in rows("reglages")}),
        tuple(_axis(r) for r in rows(AXES)),
        {r["competence"]: _competence(r) for r in rows(COMPETENCES)},
        _metiers(rows("couverture_metier")),
        tuple(
            AxisLine(r["metier"], r["axe"], r["numerateur"], r["denominateur"], r["type_ecart"], r["taux_bas"], r["taux_haut"])
            for r in rows("couverture_metier_axe")
        ),
        tuple(_need(r) for r in rows("besoins")),
        {r["offre_id"]: _offer(r) for r in rows("offres")},
        tuple(
            LinkLine(
                r["offre_id"], r["metier"], r["axe"], r["competence"], r["valeur"], r["score"], r["probabilite"], r["preuve"],
                r["niveau_de_preuve"], r["portee_offre"], r["rattachement"], r["facteur_niveau"],
            )
            for r in (rows("liens") if links else ())
        ),
        Clues.read(rows(CLUES)) if links else Clues(),
        {c.code: c for c in map(_certification, certifications.records() if certifications else ())},
        {name: table.whole() for name in SHOWN if (table := source(name)) is not None},
        stamp,
        run,
    )  # fmt: skip


def _axis(r: Row) -> Axis:
    return Axis(r["axe"], r["libelle"], r["ordre"], r["definition"], bool(r["pivot"]), r["poids"], r["statut"])


def _competence(r: Row) -> Competence:
    return Competence(
        r["competence"], r["axe"], r["libelle"], r["definition"], bool(r["socle"]), r["portee"], r["levier"], r["source"],
        r["passage"], r["statut"], split(r["formulations"]),
    )  # fmt: skip


def _metiers(rows: Iterator[Row]) -> tuple[MetierLine, ...]:
    """Métiers with a name for addresses each: the same label always gives the same one."""
    taken: set[str] = set()
    out = []
    for r in rows:
        name = slug(r["metier"], _SLUG) or "metier"
        own = next(n for n in chain([name], (f"{name}-{i}" for i in count(2))) if n not in taken)
        taken.add(own)
        out.append(
            MetierLine(
                r["metier"], own, r["famille"], r["verdict"], r["verdict_regle"], r["motif"], r["profil"], r["exposition"], r["priorite"],
                r["numerateur"], r["denominateur"], r["taux_bas"], r["taux_haut"], r["stabilite"], r["bascule"],
                r["organisme_principal"], r["part_organisme"] or _NONE, r["offre_principale"], r["part_offre"] or _NONE, r.get("postes"),
            )
        )  # fmt: skip
    return tuple(out)


def _need(r: Row) -> NeedLine:
    return NeedLine(
        r["metier"], r["axe"], r["competence"], r["libelle"], r["niveau"] or 0, r["poids"], r["valeur"], r["etat"], r["type_ecart"],
        split(r["offres"]), split(r["offres_generalistes"]), r["justification"], r["statut"],
    )  # fmt: skip


def _offer(r: Row) -> OfferLine:
    return OfferLine(
        r["offre_id"], r["intitule"], r["organisme"], r["nature"], r["duree_heures"], r["duree_motif_inconnu"], r["prix_min"],
        r["prix_max"], r["prix_motif_inconnu"], r["prix_base"], r["prix_imprime"], split(r["certification"]), split(r["formats"]),
        r["niveau"] or 0, r["axes"], bool(r["comptee"]), r["motif_non_comptee"], split(r["liens"]),
    )  # fmt: skip


def _certification(r: Row) -> CertificationLine:
    active = None if r["active"] is None else bool(r["active"])
    return CertificationLine(r["code"], r["intitule"], active, r["fin_enregistrement"], split(r["remplacee_par"]))


def split(text: str) -> tuple[str, ...]:
    """Parts of a cell that holds several: names that come back hundreds of times, one copy of each."""
    return tuple(sys.intern(part) for part in text.split(JOIN) if part)
