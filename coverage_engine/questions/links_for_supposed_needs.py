"""Offers read again for needs that a run did not have, when the run itself is in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coverage_engine.analysis.graph import make_links, wanted_of
from coverage_engine.analysis.run import Run
from coverage_engine.matching.links import CompetenceLinks
from coverage_engine.matching.scope import Scopes
from coverage_engine.tables.published_records import LinkLine, NeedId, NeedLine


def links_of_new(run: Run, needs: Sequence[NeedLine]) -> Mapping[NeedId, tuple[LinkLine, ...]]:
    """Links that the offers of a run would have with needs it does not have."""
    wanted = [n.as_need() for n in needs]
    scopes = Scopes(run.referential, run.offers, run.readings, run.targets)
    sought = wanted_of(wanted, run.referential, scopes)
    read = CompetenceLinks(
        run.offers, run.readings, run.referential, run.catalogue.decisions, run.fiches, sought
    )
    texts = read.under(run.referential)
    out: dict[NeedId, list[LinkLine]] = {(n.metier, n.competence): [] for n in needs}
    for x in make_links(wanted, run.referential, run.offers, run.readings, texts, scopes):
        line = LinkLine(
            offer=x.offer,
            metier=x.metier,
            axis=x.axis,
            competence=x.competence,
            value=x.value,
            score=x.score,
            probability=x.probability,
            sentence=x.sentence,
            strength=x.strength,
            scope=x.scope,
            tier=x.tier,
            level_factor=x.level_factor,
            rows=x.rows,
        )
        out[x.metier, x.competence].append(line)
    return {need: tuple(links) for need, links in out.items()}
