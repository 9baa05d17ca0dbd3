"""The whole job: the only module that knows every step."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from coverage_engine.analysis.coverage import cover_axes, cover_needs, rate_of
from coverage_engine.analysis.doubt import settle, weigh_doubt
from coverage_engine.analysis.drawn_readings import find_clues
from coverage_engine.analysis.findings import confront_findings, uniform_needs
from coverage_engine.analysis.graph import (
    build_graph,
    links_of_needs,
    make_links,
    useful_candidates,
    wanted_of,
)
from coverage_engine.analysis.portrait import draw_portrait
from coverage_engine.analysis.run import Run
from coverage_engine.analysis.sensitivity import Basis
from coverage_engine.analysis.staffing import count_staffing, weigh_priorities
from coverage_engine.analysis.verdicts import cover_metiers
from coverage_engine.checks.catalogue import check_catalogue
from coverage_engine.checks.referential import check_referential
from coverage_engine.checks.register import check_register
from coverage_engine.domain.announce import Steps, silent
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.french import number
from coverage_engine.domain.model.anomaly import Anomaly, errors
from coverage_engine.domain.model.catalogue import Catalogue, Offer, Target
from coverage_engine.domain.model.provenance import Provenance
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.register import RegisterInfo
from coverage_engine.domain.model.results import OfferReading
from coverage_engine.domain.settings import Settings
from coverage_engine.domain.text_tables import names
from coverage_engine.matching.duplicates import merge_rows
from coverage_engine.matching.lexicon import lexicon_faults
from coverage_engine.matching.links import CompetenceLinks
from coverage_engine.matching.occupations import OccupationResolver
from coverage_engine.matching.offer_reading import read_offers
from coverage_engine.matching.offer_texts import Fiches
from coverage_engine.matching.scope import Scopes
from coverage_engine.matching.targets import TargetResolver
from coverage_engine.sources.catalogue import read_catalogue
from coverage_engine.sources.provenance import (
    describe_input,
    describe_inputs,
    describe_register,
    publication_date,
    versions_of,
)
from coverage_engine.sources.referential import read_referential
from coverage_engine.sources.resources import (
    CATALOGUES,
    DEFAULT_CATALOGUE,
    DEFAULT_REFERENTIAL,
    REFERENTIALS,
    locate,
)
from coverage_engine.sources.staffing import read_staffing
from coverage_engine.sources.staffing_columns import DIMENSIONS
from coverage_engine.sources.typology import typology_of_branch
from coverage_engine.store.register_db import open_register

# Steps of a run, announced one by one to whoever shows progress.
STEPS = (
    "Lecture du référentiel",
    "Lecture du catalogue",
    "Rapprochement",
    "Couverture",
    "Constats",
)
# Libraries whose version may change a figure or a byte of the output.
_VERSIONED = names("""
jinja2, networkx, numpy, pystemmer, rapidfuzz, scipy, sparse-dot-topn, typst, xlsxwriter
""")


def run(
    *,
    referential: str | Path = DEFAULT_REFERENTIAL,
    catalogue: str | Path = DEFAULT_CATALOGUE,
    register: str | Path | None = None,
    staffing: str | Path | None = None,
    progress: Steps = silent,
    strict: bool = True,
    laid_out: bool = False,
) -> Run:
    """Confront a catalogue with a referential.

    Parameters
    ----------
    referential:
        Embedded identifier, or a folder of tables.
    catalogue:
        Embedded identifier, a folder with ``lignes.csv``, or one ``.xlsx`` / ``.csv`` file.
    register:
        File made by ``register import``: the codes of the catalogue are then checked.
    staffing:
        Staffing table, a workbook or a CSV file: priorities then count the posts of each métier.
    progress:
        Called with the name of each step of ``STEPS`` as it begins.
    strict:
        Refuse inputs that hold an anomaly of severity *erreur*; ``check`` reads them all the same.
    laid_out:
        The run is meant for pages: refuse it, as soon as its links are known, when it has more of
        them than the setting ``liens_mis_en_page``.

    Raises
    ------
    InputRefused
        With every fault found, coordinates and remedies.
    """
    read = _read(referential, catalogue, register, progress)
    if strict and (faults := errors(read.anomalies)):
        raise InputRefused(faults)
    made = _compute(read, progress, laid_out)
    return made if staffing is None else _with_posts(made, Path(staffing))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What was read and understood, before any link between an offer and a need."""

    referential: Referential
    catalogue: Catalogue
    offers: tuple[Offer, ...]
    readings: tuple[OfferReading, ...]
    targets: tuple[Target, ...]
    fiches: Fiches
    anomalies: tuple[Anomaly, ...]
    provenance: Provenance
    register: RegisterInfo | None


def _read(
    referential: str | Path, catalogue: str | Path, register: str | Path | None, progress: Steps
) -> _Read:
    progress(STEPS[0])
    ref_path = locate(str(referential), REFERENTIALS, "Référentiel")
    ref = read_referential(ref_path)
    progress(STEPS[1])
    cat_path = locate(str(catalogue), CATALOGUES, "Catalogue")
    cat, aliases, row_anomalies = read_catalogue(cat_path, ref.settings)
    progress(STEPS[2])
    resolver = TargetResolver(ref, aliases)
    offers = merge_rows(cat.rows, cat.decisions, ref.settings)
    known = open_register(Path(register)) if register is not None else None
    codes = [code for offer in offers for code in offer.codes]
    fiches = known.with_successors(codes) if known else {}
    described = describe_register(known.info) if known else ()
    read = _Read(
        referential=ref,
        catalogue=cat,
        offers=offers,
        readings=read_offers(offers, ref, cat.decisions, fiches),
        targets=tuple(resolver.resolve(row.number, row.target) for row in cat.rows),
        fiches=fiches,
        anomalies=row_anomalies,
        provenance=Provenance(
            *publication_date(os.environ.get("SOURCE_DATE_EPOCH"), ref_path, cat_path),
            (*describe_inputs(ref_path, cat_path), *described),
            versions_of(_VERSIONED),
        ),
        register=known.info if known else None,
    )
    return replace(read, anomalies=_anomalies(read))


def _anomalies(read: _Read) -> tuple[Anomaly, ...]:
    """Those of the rows, then all that only the whole shows, by severity and place."""
    ref, cat = read.referential, read.catalogue
    uncounted = {r.offer: r for r in read.readings if not r.counted}
    may_name = {
        "lien": {c.id: (c.label,) for c in ref.competences},
        "axe": {a.id: (a.label,) for a in ref.axes},
    }
    found = [
        *check_referential(ref),
        *lexicon_faults(ref.lexicon),
        *read.anomalies,
        *check_catalogue(
            cat.source, cat.rows, read.offers, read.targets, uncounted, may_name, cat.decisions
        ),
    ]
    if read.register:
        day = read.provenance.date
        found += check_register(
            cat.source, cat.rows, read.offers, read.fiches, read.register, day, ref.settings
        )
    return tuple(sorted(found, key=Anomaly.order))


def _with_posts(made: Run, path: Path) -> Run:
    """The same run, its priorities weighed by the posts of each métier (method §6)."""
    table = read_staffing(path)
    typology = typology_of_branch(made.referential)
    resolved = OccupationResolver(typology, made.referential.settings).resolve_all(
        line.label for line in table.lines
    )
    counted = count_staffing(table, resolved, typology, DIMENSIONS)
    inputs = (*made.provenance.inputs, *describe_input("effectifs", path))
    return replace(
        made,
        staffing=counted,
        metiers=weigh_priorities(made.metiers, counted),
        provenance=replace(made.provenance, inputs=inputs),
    )


def _compute(read: _Read, progress: Steps, laid_out: bool) -> Run:
    ref, cat, offers, readings = read.referential, read.catalogue, read.offers, read.readings
    scopes = Scopes(ref, offers, readings, read.targets)
    perimeter = {p.metier for p in ref.perimeter}
    needs = tuple(n for n in ref.needs if n.metier in perimeter)
    same = uniform_needs(ref)
    wanted = wanted_of((*needs, *same), ref, scopes)
    competence_links = CompetenceLinks(offers, readings, ref, cat.decisions, read.fiches, wanted)
    text_links = competence_links.under(ref)
    progress(STEPS[3])
    links = make_links(needs, ref, offers, readings, text_links, scopes)
    if laid_out:
        _check_layout(len(links), ref.settings)
    graph = build_graph(needs, offers, links)
    links_of = links_of_needs(needs, links)
    covered = cover_needs(ref, needs, links_of)
    exposures = {p: ref.exposure(p) for p in perimeter}
    axes = cover_axes(ref, covered, {m: e.profile for m, e in exposures.items() if e})
    metiers = cover_metiers(ref, needs, covered, axes, links_of, offers, scopes.for_all)
    basis = Basis(
        referential=ref,
        needs=needs,
        offers=offers,
        readings=readings,
        scopes=scopes,
        candidates=useful_candidates(needs, ref, readings, text_links, scopes),
        rematch=lambda other: competence_links.under(other, near=True),
    )
    clues = find_clues(basis.candidates, readings, ref.settings)
    doubt = weigh_doubt(basis, clues, covered, metiers, scopes.for_all)
    metiers = settle(metiers, doubt.metiers, ref.settings.stabilite_minimale)
    progress(STEPS[4])
    uniform = cover_needs(
        ref, same, links_of_needs(same, make_links(same, ref, offers, readings, text_links, scopes))
    )
    return Run(
        referential=ref,
        catalogue=cat,
        offers=offers,
        readings=readings,
        targets=read.targets,
        links=links,
        graph=graph,
        needs=covered,
        axes=axes,
        metiers=metiers,
        findings=confront_findings(ref, covered, uniform, offers, readings),
        portrait=draw_portrait(ref, cat.rows, offers, readings, read.targets, scopes.for_all),
        anomalies=read.anomalies,
        provenance=read.provenance,
        whole=rate_of(covered, {a.id: a.weight for a in ref.axes}),
        doubt=doubt,
        clues=clues,
        register=read.register,
        fiches=read.fiches,
    )


def _check_layout(links: int, settings: Settings) -> None:
    """Refuse what no page could show, before it is computed."""
    most = settings.liens_mis_en_page
    if links > most:
        raise InputRefused(
            f"{number(Fraction(links))} liens entre offres et besoins, alors que le rapport en"
            f" met en page {number(most)} au plus (réglage liens_mis_en_page) → ajoutez"
            " --data-only pour écrire les seules données, que « gaps » et « serve » savent"
            " lire, ou relevez ce réglage dans le fichier reglages.csv du référentiel"
        )
