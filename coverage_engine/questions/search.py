"""One box for everything: métiers, competencies, offers, typed with or without slips."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from coverage_engine.domain.errors import CoverageError
from coverage_engine.domain.normalise import key
from coverage_engine.questions.names import find_metier
from coverage_engine.tables.columns import Column, DataTable, Table
from coverage_engine.tables.kinds import ID, RATE, TEXT
from coverage_engine.tables.published import Published

METIER, COMPETENCE, OFFRE, CERTIFICATION = "métier", "compétence", "offre", "certification"
# A typed name that an alias or the rules of métier names understand comes first.
_SURE = 1.0
# Every registered code has one: words alone are not looked for among codes.
_DIGIT = re.compile(r"\d")
# Decimals of a likeness: what is shown, and enough to rank.
_DECIMALS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What is found: kind, stable identifier, text to show, likeness to what was typed (0 to 1)."""

    kind: str
    id: str
    label: str
    detail: str
    score: float


HITS = Table("recherche", "Résultats", Hit, (
    Column("nature", "Nature", TEXT, "kind"),
    Column("id", "Identifiant", ID, "id"),
    Column("libelle", "Libellé", TEXT, "label"),
    Column("detail", "Précision", TEXT, "detail"),
    Column("ressemblance", "Ressemblance", RATE, lambda hit: Fraction(str(hit.score))),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives, métiers first, each kind best first."""

    asked: str
    hits: tuple[Hit, ...]

    def tables(self) -> tuple[DataTable, ...]:
        """One line a hit."""
        return (HITS.of(self.hits),)


def search(published: Published, asked: str, limit: int = 10) -> Found:
    """Métiers, competencies and offers that look like what was typed, at most ``limit`` of each.

    An RS or RNCP code finds the offers that bear it. Nothing typed finds nothing.
    """
    return Found(
        asked,
        (
            *_metiers(published, asked, limit),
            *(
                Hit(
                    kind=COMPETENCE,
                    id=c,
                    label=published.competences[c].label,
                    detail=published.axis_label[published.competences[c].axis],
                    score=_shown(s),
                )
                for c, s in published.competence_words.find(asked, limit)
            ),
            *_offers(published, asked, limit),
        ),
    )


def _metiers(published: Published, asked: str, limit: int) -> list[Hit]:
    scores = dict(published.metier_words.find(asked, limit))
    try:
        sure, _ = find_metier(published, asked)
        scores = {sure.metier: _SURE} | {m: s for m, s in scores.items() if m != sure.metier}
    except CoverageError as error:
        # Names that the rules find near, when no word is like enough.
        for near in error.near:
            scores.setdefault(near, 0.0)
    lines = [(published.metier_by_label[m], s) for m, s in scores.items()]
    return [
        Hit(kind=METIER, id=m.slug, label=m.metier, detail=m.verdict, score=_shown(s))
        for m, s in lines[:limit]
    ]


def _offers(published: Published, asked: str, limit: int) -> list[Hit]:
    code = key(asked).replace(" ", "").upper()
    coded = (
        [o for o in published.offers_by_title if code in o.codes][:limit]
        if _DIGIT.search(code)
        else []
    )
    if coded:
        return [
            Hit(kind=OFFRE, id=o.id, label=o.title, detail=f"{o.provider}, {code}", score=_SURE)
            for o in coded
        ]
    found = (
        (published.offers[name], score) for name, score in published.offer_words.find(asked, limit)
    )
    return [
        Hit(kind=OFFRE, id=o.id, label=o.title, detail=o.provider, score=_shown(score))
        for o, score in found
    ]


def _shown(score: float) -> float:
    return round(score, _DECIMALS)
