"""From published tables to what questions read: one reading for a run in memory and for its
folder.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from coverage_engine.domain.model.branch import Axis, Competence
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
    "constats",
    "reglages",
    "anomalies",
    "decisions",
    "liens_a_confirmer",
    "sensibilite",
    "exposition_publiee",
    GLOSSARY,
)
# Characters of a métier's name in an address.
_SLUG = 80
_NONE = Fraction(0)
Row = Mapping[str, Any]


def published_of(run: Run, stamp: str = "") -> Published:
    """What a run publishes, equal to what is read back from its folder; figures as the CSV files
    print them.
    """
    # What computes a run is heavy, and is not needed to read one back.
    from coverage_engine.tables.run_tables import make_tables

    return published_from_tables(run, make_tables(run), stamp)


def published_from_tables(run: Run, made: Sequence[DataTable], stamp: str = "") -> Published:
    """As :func:`published_of`, from the tables of the run when they are already made."""
    tables = {t.name: t for t in made}
    return published_from(
        lambda name: as_written(tables[name]) if name in tables else None, about_of(run), stamp, run
    )


def about_of(run: Run) -> About:
    """What the manifest tells of a run."""
    inside = {p.metier for p in run.referential.perimeter}
    return About(
        referential_id=run.referential.id,
        referential=run.referential.title,
        edition=run.referential.edition,
        catalogue_id=run.catalogue.id,
        catalogue=run.catalogue.title,
        date=run.provenance.date,
        aliases={key(a.label): a.target for a in run.referential.aliases if a.nature == "metier"},
        outside=tuple(m.label for m in run.referential.metiers if m.label not in inside),
        inputs=tuple((f.role, f.name, f.sha256) for f in run.provenance.inputs),
    )


def as_written(table: DataTable) -> TableStream:
    """A table as its CSV file says it: figures rounded, texts as they are."""
    kinds = [c.kind for c in table.columns]
    rows = (
        tuple(read_cell(csv_text(c), k) for c, k in zip(row, kinds, strict=True))
        for row in table.rows
    )
    return TableStream(table.name, table.title, table.columns, rows)


def published_from(
    source: Callable[[str], TableStream | None],
    about: About,
    stamp: str,
    run: Run | None = None,
    *,
    links: bool = True,
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
        about=about,
        settings=Settings().with_values({r["reglage"]: r["valeur"] for r in rows("reglages")}),
        axes=tuple(_axis(r) for r in rows(AXES)),
        competences={r["competence"]: _competence(r) for r in rows(COMPETENCES)},
        metiers=_metiers(rows("couverture_metier")),
        axis_lines=tuple(
            AxisLine(
                metier=r["metier"],
                axis=r["axe"],
                numerator=r["numerateur"],
                denominator=r["denominateur"],
                gap=r["type_ecart"],
                low=r["taux_bas"],
                high=r["taux_haut"],
            )
            for r in rows("couverture_metier_axe")
        ),
        needs=tuple(_need(r) for r in rows("besoins")),
        offers={r["offre_id"]: _offer(r) for r in rows("offres")},
        links=tuple(
            LinkLine(
                offer=r["offre_id"],
                metier=r["metier"],
                axis=r["axe"],
                competence=r["competence"],
                value=r["valeur"],
                score=r["score"],
                probability=r["probabilite"],
                sentence=r["preuve"],
                strength=r["niveau_de_preuve"],
                scope=r["portee_offre"],
                tier=r["rattachement"],
                level_factor=r["facteur_niveau"],
            )
            for r in (rows("liens") if links else ())
        ),
        clues=Clues.read(rows(CLUES)) if links else Clues(),
        certifications={
            c.code: c
            for c in map(_certification, certifications.records() if certifications else ())
        },
        shown={name: table.whole() for name in SHOWN if (table := source(name)) is not None},
        stamp=stamp,
        source=run,
    )


def _axis(r: Row) -> Axis:
    return Axis(
        id=r["axe"],
        label=r["libelle"],
        order=r["ordre"],
        definition=r["definition"],
        pivot=bool(r["pivot"]),
        weight=r["poids"],
        status=r["statut"],
    )


def _competence(r: Row) -> Competence:
    return Competence(
        id=r["competence"],
        axis=r["axe"],
        label=r["libelle"],
        definition=r["definition"],
        socle=bool(r["socle"]),
        reach=r["portee"],
        lever=r["levier"],
        source=r["source"],
        passage=r["passage"],
        status=r["statut"],
        formulations=split(r["formulations"]),
    )


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
                metier=r["metier"],
                slug=own,
                family=r["famille"],
                verdict=r["verdict"],
                rule_verdict=r["verdict_regle"],
                reason=r["motif"],
                profile=r["profil"],
                exposure=r["exposition"],
                priority=r["priorite"],
                numerator=r["numerateur"],
                denominator=r["denominateur"],
                low=r["taux_bas"],
                high=r["taux_haut"],
                stability=r["stabilite"],
                flip=r["bascule"],
                provider=r["organisme_principal"],
                provider_share=r["part_organisme"] or _NONE,
                main_offer=r["offre_principale"],
                main_offer_share=r["part_offre"] or _NONE,
                posts=r.get("postes"),
            )
        )
    return tuple(out)


def _need(r: Row) -> NeedLine:
    return NeedLine(
        metier=r["metier"],
        axis=r["axe"],
        competence=r["competence"],
        label=r["libelle"],
        level=r["niveau"] or 0,
        weight=r["poids"],
        value=r["valeur"],
        state=r["etat"],
        gap=r["type_ecart"],
        offers=split(r["offres"]),
        generalist_offers=split(r["offres_generalistes"]),
        reason=r["justification"],
        status=r["statut"],
    )


def _offer(r: Row) -> OfferLine:
    return OfferLine(
        id=r["offre_id"],
        title=r["intitule"],
        provider=r["organisme"],
        kind=r["nature"],
        hours=r["duree_heures"],
        hours_unknown=r["duree_motif_inconnu"],
        price_low=r["prix_min"],
        price_high=r["prix_max"],
        price_unknown=r["prix_motif_inconnu"],
        price_basis=r["prix_base"],
        price_printed=r["prix_imprime"],
        codes=split(r["certification"]),
        formats=split(r["formats"]),
        level=r["niveau"] or 0,
        axes=r["axes"],
        counted=bool(r["comptee"]),
        not_counted_reason=r["motif_non_comptee"],
        links=split(r["liens"]),
    )


def _certification(r: Row) -> CertificationLine:
    active = None if r["active"] is None else bool(r["active"])
    return CertificationLine(
        code=r["code"],
        title=r["intitule"],
        active=active,
        end=r["fin_enregistrement"],
        successors=split(r["remplacee_par"]),
    )


def split(text: str) -> tuple[str, ...]:
    """Parts of a cell that holds several: names that come back hundreds of times, one copy of
    each.
    """
    return tuple(sys.intern(part) for part in text.split(JOIN) if part)
