"""The texts of an offer that matching reads, and how a person's decision is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from coverage_engine.domain.cells.codes import without_codes
from coverage_engine.domain.model.catalogue import Decision, Offer
from coverage_engine.domain.model.register import Fiche
from coverage_engine.domain.model.results import DECISION

# «Formation IA Comptabilité» is not about training trades: its first word tells the kind, not the
# subject.
_LEADING = re.compile(
    r"^(?:formation|stage|atelier|parcours|webinaire)\s+(?!d['’e]|professionnelle|continue|des\b|aux?\b)",
    re.I,
)
ACCEPTED, REJECTED = "accepter", "rejeter"

Fiches = Mapping[str, Fiche]
NO_FICHES: Fiches = MappingProxyType({})


def offer_texts(offer: Offer) -> tuple[str, ...]:
    """The texts of an offer that matching reads: its titles without codes, with the description."""
    return tuple(
        f"{_LEADING.sub('', without_codes(t))} {offer.description}".strip()
        for t in offer.titles or (offer.title,)
    )


def certified_wordings(offer: Offer, fiches: Fiches) -> tuple[tuple[str, str], ...]:
    """What the register says its certifications attest: ``(code, wording)``, by its codes."""
    return tuple(
        (code, text) for code in offer.codes if code in fiches for text in fiches[code].wording
    )


def said(decision: Decision) -> str:
    """Who decided, when and why."""
    return f"{DECISION} {decision.who}, {decision.when} : {decision.why}"
