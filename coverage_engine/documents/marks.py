"""Signs of a verdict or a state, so that no colour carries it alone; names; anchors of links."""

from __future__ import annotations

from coverage_engine.documents.model import GOOD, OPEN, WARNING, Badge, Link, Text
from coverage_engine.domain.model.results import (
    A_CONFIRMER,
    A_RENFORCER,
    BIEN_COUVERT,
    COUVERT,
    NON_TROUVE,
    PARTIEL,
    SANS_OBJET,
)
from coverage_engine.tables import report_tables
from coverage_engine.tables.published import Published
from coverage_engine.tables.published_records import MetierLine

VERDICT_SIGNS = {BIEN_COUVERT: "●", A_CONFIRMER: "◐", A_RENFORCER: "○"}
STATE_MARKS = {COUVERT: "●", PARTIEL: "◑", NON_TROUVE: "○", SANS_OBJET: "–"}
_TONES = {BIEN_COUVERT: GOOD, A_CONFIRMER: OPEN, A_RENFORCER: WARNING}


def verdict_badge(verdict: str) -> Badge:
    """A verdict, to be seen at a glance."""
    return Badge(VERDICT_SIGNS[verdict], verdict, _TONES[verdict])


def metier_anchor(m: MetierLine) -> str:
    """Anchor of a métier's sheet."""
    return f"metier-{m.slug}"


def metier_link(m: MetierLine) -> Text:
    """The name of a métier, which leads to its sheet."""
    return (Link(metier_anchor(m), m.metier),)


def offer_anchor(offer: str) -> str:
    """Anchor of an offer in the catalogue."""
    return f"offre-{offer}"


def profile_label(published: Published, m: MetierLine) -> str:
    """Name of the exposure profile of a métier."""
    profiles = published.of(report_tables.PROFILES)
    return next((p.label for p in profiles if p.id == m.profile), "non qualifié")
