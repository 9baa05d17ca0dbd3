"""The graph of needs and offers that a run published, the same from memory and from its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from coverage_engine.analysis.graph import BESOIN, OFFRE
from coverage_engine.tables.published import Published

if TYPE_CHECKING:
    Network = nx.Graph[tuple[str, ...]]
else:
    # networkx names the type of its nodes in its type hints only.
    Network = nx.Graph


def network(published: Published) -> Network:
    """Bipartite graph of the published lines; every need that counts and every offer is a node,
    linked or not.

    Nodes are ``("besoin", métier, competency)`` (side, axis, label, level, weight, value, state)
    and ``("offre", offer id)`` (side, title, provider, counted). An edge carries its ``link``, its
    value as ``weight`` (0 for a link that only explains a gap) and whether it ``counts``.
    """
    graph: Network = nx.Graph()
    for n in published.needs:
        if n.applicable:
            graph.add_node(
                (BESOIN, n.metier, n.competence),
                side=BESOIN,
                axis=n.axis,
                label=n.label,
                level=n.level,
                weight=n.weight,
                value=n.value,
                state=n.state,
            )
    for o in published.offers.values():
        graph.add_node(
            (OFFRE, o.id), side=OFFRE, title=o.title, provider=o.provider, counted=o.counted
        )
    for x in published.links:
        ends = (BESOIN, x.metier, x.competence), (OFFRE, x.offer)
        graph.add_edge(*ends, link=x, weight=x.value, counts=published.counts(x))
    return graph
