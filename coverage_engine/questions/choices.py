"""Values that questions accept and bounds they keep to, apart from what answers: commands read them
before anything is computed.
"""

from __future__ import annotations

# What may disappear.
OFFRE, ORGANISME, CERTIFICATION = KINDS = "offre", "organisme", "certification"
# Levels of a need or of an offer; an offer that does not say teaches the highest.
LEVELS = (1, 2, 3)
HIGHEST = max(LEVELS)
# Métiers side by side: what a page or a sheet still shows.
MAX_COMPARED = 6
# A training plan is for people one can count; beyond, a figure was typed in the wrong place.
MAX_LEARNERS = 100_000
