"""What known links teach: the nearest known sources vote, words learn their counterparts.

Two learners, both readable:

* ``voisins``: a target gets the share of the votes of the known sources nearest to a text, each
  weighing its likeness
  to the power ``VOTE_POWER``;
* ``correspondances``: how often a word of a known source stands for a word of its targets
  («recruter» for «embaucher»),
  estimated as in the first model of Brown et al.; a text is then also compared with its words so
  completed.

References
----------
Brown, Della Pietra, Della Pietra and Mercer (1993), The mathematics of statistical machine
translation, model 1.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from coverage_engine.matching.join import Floats, Ints, Pairs

# A neighbour twice as like weighs sixteen times more: measured among 2, 4 and 8
# (docs/measures.md).
VOTE_POWER = 4
# Rounds of the estimation; the ranking no longer moves after five.
_ROUNDS = 6
# Counterparts kept for a word, their least probability, their weight beside the word.
_COUNTERPARTS, _LEAST, COUNTERPART_WEIGHT = 15, 0.02, 4.0
_DECIMALS = 6


def vote(neighbours: Pairs, targets_of: csr_matrix) -> Pairs:
    """Votes of each source's neighbours for the targets they are linked to.

    Parameters
    ----------
    neighbours:
        Sources and their nearest known texts; ``row`` is the known text.
    targets_of:
        (known texts × targets), 1 where a link is known.

    Returns
    -------
    Pairs
        Every target with a vote, its share (0 to 1); ``row``: the nearest text voting for it.
    """
    size = int(neighbours.source.max(initial=-1)) + 1
    weight = neighbours.score**VOTE_POWER
    votes = csr_matrix(
        (weight, (neighbours.source, neighbours.row)), shape=(size, targets_of.shape[0])
    )
    total = np.asarray(votes.sum(axis=1)).ravel()
    # Neighbour by neighbour, the nearest first: the first met for a target is the one to name.
    order = np.lexsort((neighbours.row, -neighbours.score, neighbours.source))
    picked = targets_of[neighbours.row[order]]
    source = np.repeat(neighbours.source[order], np.diff(picked.indptr))
    row = np.repeat(neighbours.row[order], np.diff(picked.indptr))
    value = np.repeat(weight[order], np.diff(picked.indptr))
    keys = source * targets_of.shape[1] + picked.indices
    unique, first, place = np.unique(keys, return_index=True, return_inverse=True)
    share = np.bincount(place, weights=value, minlength=len(unique)).astype(float)
    sources = unique // max(1, targets_of.shape[1])
    # Shares of far neighbours count less: the nearest's likeness tells how far to trust.
    nearest = np.zeros(size)
    np.maximum.at(nearest, neighbours.source, neighbours.score)
    share = np.round(
        nearest[sources] * share / np.where(total[sources] > 0, total[sources], 1), _DECIMALS
    )
    return Pairs(sources, unique % max(1, targets_of.shape[1]), row[first], share)


def counterparts(
    sources: csr_matrix, targets: csr_matrix, source: Ints, target: Ints
) -> csr_matrix:
    """Probability that a term of targets answers one of sources, learned from linked pairs.

    Parameters
    ----------
    sources, targets:
        (texts × terms), any counts: only which terms are there is read.
    source, target:
        The known links (n,): a row of ``sources`` and a row of ``targets``.

    Returns
    -------
    csr_matrix
        (terms × terms), rows are terms of sources; few likely counterparts, itself left out.
    """
    terms = sources.shape[1]
    # A term that answers nothing in particular takes what no word of the source explains.
    empty = terms
    keys, pair_b = _joint_terms(sources, targets, source, target, empty)
    unique, place = np.unique(keys, return_inverse=True)
    left = unique // terms
    probability = 1.0 / np.bincount(left, minlength=terms + 1)[left]
    for _ in range(_ROUNDS):
        # Each word of a target is shared out between its source's words, by what is believed.
        belief = probability[place]
        share = belief / np.bincount(pair_b, weights=belief)[pair_b]
        counts = np.bincount(place, weights=share, minlength=len(unique))
        probability = counts / np.bincount(left, weights=counts, minlength=terms + 1)[left]
    right = unique % terms
    keep = (left != empty) & (left != right) & (probability > _LEAST)
    return _strongest(left[keep], right[keep], np.round(probability[keep], _DECIMALS), terms)


def _joint_terms(
    sources: csr_matrix, targets: csr_matrix, source: Ints, target: Ints, empty: int
) -> tuple[Ints, Ints]:
    """Every (source term, target term) of every link, as one key, and its word of the link."""
    terms = sources.shape[1]
    a, b = sources[source], targets[target]
    number_a = np.diff(a.indptr) + 1
    starts = np.concatenate(([0], np.cumsum(number_a)))
    flat_a = np.full(starts[-1], empty, dtype=np.int64)
    flat_a[np.arange(len(a.indices)) + np.repeat(np.arange(a.shape[0]), np.diff(a.indptr))] = (
        a.indices
    )
    link_b = np.repeat(np.arange(b.shape[0]), np.diff(b.indptr))
    sizes = number_a[link_b]
    pair_b = np.repeat(np.arange(len(link_b)), sizes)
    within = np.arange(len(pair_b)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    left = flat_a[np.repeat(starts[link_b], sizes) + within]
    return left * terms + np.repeat(b.indices.astype(np.int64), sizes), pair_b


def _strongest(left: Ints, right: Ints, value: Floats, terms: int) -> csr_matrix:
    order = np.lexsort((right, -value, left))
    left, right, value = left[order], right[order], value[order]
    rank = np.arange(len(left)) - np.searchsorted(left, left)
    keep = rank < _COUNTERPARTS
    out = csr_matrix((value[keep], (left[keep], right[keep])), shape=(terms, terms))
    out.sort_indices()
    return out


def complete(vectors: csr_matrix, idf: Floats, learned: csr_matrix) -> csr_matrix:
    """Unit vectors of texts completed with the counterparts of their words."""
    present = vectors.copy()
    present.data = np.ones_like(present.data)
    whole = csr_matrix(present + COUNTERPART_WEIGHT * (present @ learned))
    whole.sort_indices()
    whole.data *= idf[whole.indices]
    squares = np.asarray(whole.multiply(whole).sum(axis=1)).ravel()
    whole.data /= np.repeat(np.sqrt(np.where(squares > 0, squares, 1)), np.diff(whole.indptr))
    return whole
