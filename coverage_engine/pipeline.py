"""The whole job: the only module that knows every step."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from coverage_engine import __version__
from coverage_engine.analysis.coverage import cover_axes, cover_needs, rate_of
from coverage_engine.analysis.findings import confront_findings, uniform_needs
from coverage_engine.analysis.graph import build_graph, links_of_needs, make_links
from coverage_engine.analysis.portrait import draw_portrait
from coverage_engine.analysis.verdicts import cover_metiers
from coverage_engine.checks.catalogue import check_catalogue
from coverage_engine.checks.referential import check_referential
from coverage_engine.errors import InputRefused
from coverage_engine.ingest.catalogue import read_catalogue
from coverage_engine.ingest.provenance import describe_inputs, publication_date
from coverage_engine.ingest.referential import read_referential
from coverage_engine.ingest.resources import (
    CATALOGUES,
    DEFAULT_CATALOGUE,
    DEFAULT_REFERENTIAL,
    REFERENTIALS,
    locate,
)
from coverage_engine.matching.duplicates import merge_rows
from coverage_engine.matching.lexicon import lexicon_faults
from coverage_engine.matching.links import link_competences, read_offers
from coverage_engine.matching.scope import Scopes
from coverage_engine.matching.targets import TargetResolver
from coverage_engine.model.anomaly import Anomaly, Severity
from coverage_engine.model.catalogue import Catalogue, Offer, Target
from coverage_engine.model.referential import Referential
from coverage_engine.model.results import OfferReading, TextLink
from coverage_engine.query.run import Provenance, Run

# Steps of a run, announced one by one to whoever shows progress.
STEPS = ("Lecture du référentiel", "Lecture du catalogue", "Rapprochement", "Couverture", "Constats")
# Libraries whose version may change a figure or a byte of the output.
_VERSIONED = (
    "jinja2",
    "networkx",
    "numpy",
    "rapidfuzz",
    "scipy",
    "snowballstemmer",
    "typst",
    "xlsxwriter",
)

Progress = Callable[[str], None]


def _silent(step: str) -> None:
    """Show no progress."""


def run(
    *,
    referential: str | Path = DEFAULT_REFERENTIAL,
    catalogue: str | Path = DEFAULT_CATALOGUE,
    progress: Progress = _silent,
    strict: bool = True,
) -> Run:
    """Confront a catalogue with a referential.

    Parameters
    ----------
    referential:
        Embedded identifier, or a folder of tables.
    catalogue:
        Embedded identifier, a folder with ``lignes.csv``, or one ``.xlsx`` / ``.csv`` file.
    progress:
        Called with the name of each step of ``STEPS`` as it begins.
    strict:
        Refuse inputs that hold an anomaly of severity *erreur*; ``check`` reads them all the same.

    Raises
    ------
    InputRefused
        With every fault found, coordinates and remedies.
    """
    progress(STEPS[0])
    ref_path = locate(str(referential), REFERENTIALS, "Référentiel")
    ref = read_referential(ref_path)
    progress(STEPS[1])
    cat_path = locate(str(catalogue), CATALOGUES, "Catalogue")
    cat, aliases, row_anomalies = read_catalogue(cat_path, ref.settings)
    progress(STEPS[2])
    resolver = TargetResolver(ref, aliases)
    targets = tuple(resolver.resolve(row.number, row.target) for row in cat.rows)
    offers = merge_rows(cat.rows, cat.decisions, ref.settings)
    readings = read_offers(offers, ref, cat.decisions)
    uncounted = {r.offer: r for r in readings if not r.counted}
    anomalies = [
        *check_referential(ref),
        *lexicon_faults(ref.lexicon),
        *row_anomalies,
        *check_catalogue(cat.source, cat.rows, offers, targets, uncounted, ref.competence_by_id, cat.decisions),
    ]
    anomalies.sort(key=Anomaly.order)
    errors = [a.sentence() for a in anomalies if a.severity is Severity.ERREUR]
    if strict and errors:
        raise InputRefused(errors)
    text_links = link_competences(offers, readings, ref, cat.decisions)
    provenance = Provenance(
        *publication_date(os.environ.get("SOURCE_DATE_EPOCH"), ref_path, cat_path),
        describe_inputs(ref_path, cat_path),
        {"coverage-engine": __version__, **{name: _version(name) for name in _VERSIONED}},
    )
    return _compute(ref, cat, offers, readings, targets, text_links, tuple(anomalies), provenance, progress)


def _compute(
    ref: Referential,
    cat: Catalogue,
    offers: tuple[Offer, ...],
    readings: tuple[OfferReading, ...],
    targets: tuple[Target, ...],
    text_links: tuple[TextLink, ...],
    anomalies: tuple[Anomaly, ...],
    provenance: Provenance,
    progress: Progress,
) -> Run:
    progress(STEPS[3])
    scopes = Scopes(ref, offers, readings, targets)
    perimeter = {p.metier for p in ref.perimeter}
    needs = tuple(n for n in ref.needs if n.metier in perimeter)

    links = make_links(needs, ref, offers, readings, text_links, scopes)
    graph = build_graph(needs, offers, links)
    links_of = links_of_needs(graph)
    covered = cover_needs(ref, needs, links_of)
    exposures = {p: ref.exposure(p) for p in perimeter}
    axes = cover_axes(ref, covered, {m: e.profile for m, e in exposures.items() if e})
    metiers = cover_metiers(ref, needs, covered, axes, links_of, offers, scopes.for_all)
    progress(STEPS[4])
    same = uniform_needs(ref)
    same_links = make_links(same, ref, offers, readings, text_links, scopes)
    uniform = cover_needs(ref, same, links_of_needs(build_graph(same, offers, same_links)))
    return Run(
        ref, cat, offers, readings, targets, links, graph, covered, axes, metiers,
        confront_findings(ref, covered, uniform, offers, readings),
        draw_portrait(ref, cat.rows, offers, readings, targets, scopes.for_all),
        anomalies, provenance, rate_of(covered, {a.id: a.weight for a in ref.axes}),
    )  # fmt: skip


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
