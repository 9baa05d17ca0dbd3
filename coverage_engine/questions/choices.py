"""Values that questions accept and bounds they keep to, apart from what answers: commands read them
before anything is computed.
"""

from __future__ import annotations

from coverage_engine.domain.model import results

VERDICTS = (results.BIEN_COUVERT, results.A_CONFIRMER, results.A_RENFORCER)
# Strengths of evidence, the strongest first; ABORDE and what precedes it may cover, PROCHE only
# explains a gap.
STRENGTHS = (results.REGISTRE, results.ATTESTEE, results.PRINCIPAL, results.ABORDE, results.PROCHE)
# What may disappear.
OFFRE, ORGANISME, CERTIFICATION = KINDS = "offre", "organisme", "certification"
# Levels of a need or of an offer; an offer that does not say teaches the highest.
LEVELS = (1, 2, 3)
HIGHEST = max(LEVELS)
# Métiers side by side: what a page or a sheet still shows.
MAX_COMPARED = 6
# A training plan is for people one can count; beyond, a figure was typed in the wrong place.
MAX_LEARNERS = 100_000
