"""Small worlds for the property tests: a referential of two axes, drawn needs, offers, links and
printed rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

from coverage_engine.analysis.coverage import cover_axes, cover_needs
from coverage_engine.analysis.graph import links_of_needs, make_links
from coverage_engine.analysis.verdicts import cover_metiers
from coverage_engine.domain.cells.codes import find_codes
from coverage_engine.domain.model.branch import (
    Axis,
    Competence,
    Group,
    Metier,
    Need,
    PerimeterEntry,
    Term,
)
from coverage_engine.domain.model.catalogue import (
    Duration,
    Offer,
    Price,
    PrintedRow,
    ReadRow,
    Target,
)
from coverage_engine.domain.model.catalogue import Link as Address
from coverage_engine.domain.model.referential import Referential
from coverage_engine.domain.model.results import (
    ABORDE,
    ATTESTEE,
    PRINCIPAL,
    Link,
    MetierCoverage,
    NeedCoverage,
    OfferReading,
    TextLink,
)
from coverage_engine.matching.duplicates import merge_rows
from coverage_engine.matching.links import CompetenceLinks
from coverage_engine.matching.offer_reading import read_offers
from coverage_engine.matching.scope import Scopes
from coverage_engine.matching.targets import TargetResolver

ONE = Fraction(1)
METIERS = ("Fournier", "Pétrisseur", "Livreur")
NO_DURATION = Duration(
    printed="", hours=None, approximate=False, assumption="", unknown="non indiquée"
)
NO_PRICE = Price(
    printed="", low=None, high=None, basis="", approximate=False, unknown="non indiqué"
)

Rates = dict[tuple[str, ...], Fraction | None]


# --- A small referential: two axes, one socle and one other competency each, of both reaches


def competence(name: str, axis: str, socle: bool, reach: str, *formulations: str) -> Competence:
    label = formulations[0] if formulations else name
    return Competence(
        id=name,
        axis=axis,
        label=label,
        definition="",
        socle=socle,
        reach=reach,
        lever="",
        source="",
        passage="",
        status="proposé",
        formulations=formulations[1:],
    )


COMPETENCES = (
    competence("G1", "gestes", True, "transverse", "Adopter les écogestes"),
    competence(
        "G2",
        "gestes",
        False,
        "metier",
        "Couper les vitrines en fin de journée",
        "éteindre les vitrines",
    ),
    competence(
        "F1", "fours", True, "metier", "Regrouper les cuissons", "organiser les cuissons du matin"
    ),
    competence(
        "F2", "fours", False, "transverse", "Récupérer la chaleur perdue", "récupération de chaleur"
    ),
)
LEXICON = tuple(
    Term(subject=subject, pattern=pattern, strength=strength, unless=(), row=row)
    for row, (subject, pattern, strength) in enumerate(
        [
            ("theme", "energ*", ""),
            ("axe:gestes", "ecogeste*", "principal"),
            ("axe:gestes", "vitrine*", "aborde"),
            ("axe:fours", "four*", "principal"),
            ("axe:fours", "chaleur", "aborde"),
            ("fonction:cuisson", "cuisson*", ""),
            ("fonction:livraison", "tournee*", ""),
        ],
        2,
    )
)


def referential(
    needs: Sequence[Need], weights: tuple[Fraction, Fraction] = (ONE, ONE)
) -> Referential:
    return Referential(
        id="monde",
        title="Monde",
        edition="",
        branch="",
        credits=(),
        axes=(
            Axis(
                id="gestes",
                label="Gestes",
                order=1,
                definition="",
                pivot=True,
                weight=weights[0],
                status="proposé",
            ),
            Axis(
                id="fours",
                label="Fours",
                order=2,
                definition="",
                pivot=True,
                weight=weights[1],
                status="proposé",
            ),
        ),
        families={"p": "Production", "t": "Tournées"},
        metiers=tuple(Metier(m, family, True) for m, family in zip(METIERS, "ppt", strict=True)),
        perimeter=tuple(
            PerimeterEntry(metier=m, origin="", printed=m, status="validé", note="")
            for m in METIERS
        ),
        qualifications=(),
        profiles=(),
        exposures=(),
        groups=(
            Group("cuisson", "Cuisson", "fonction", ("Fournier", "Livreur")),
            Group("livraison", "Livraison", "fonction", ("Livreur",)),
            Group("fournil", "Fournil", "cible", ("Fournier", "Pétrisseur")),
            Group("tous", "Toute la maison", "tous", ()),
        ),
        aliases=(),
        levers=(),
        competences=COMPETENCES,
        needs=tuple(needs),
        lexicon=LEXICON,
        findings=(),
        glossary=(),
        sources=(),
    )


@st.composite
def needs_drawn(draw: st.DrawFn) -> tuple[Need, ...]:
    out = []
    for metier, c in product(METIERS, COMPETENCES):
        level = draw(st.integers(-1, 3))  # -1: no need, 0: sans objet
        if level >= 0:
            priority = draw(st.sampled_from([ONE, Fraction(1, 2), Fraction(3, 2)]))
            out.append(
                Need(
                    metier=metier,
                    competence=c.id,
                    applicable=level > 0,
                    level=level,
                    priority=priority,
                    reason="",
                    status="proposé",
                )
            )
    return tuple(out)


# --- Worlds where text links are given: properties of the coverage alone


@dataclass(frozen=True, kw_only=True)
class World:
    ref: Referential
    offers: tuple[Offer, ...]
    readings: tuple[OfferReading, ...]
    targets: tuple[Target, ...]
    texts: tuple[TextLink, ...]

    def links(self) -> tuple[Link, ...]:
        scopes = Scopes(self.ref, self.offers, self.readings, self.targets)
        return make_links(self.ref.needs, self.ref, self.offers, self.readings, self.texts, scopes)

    def without(self, offer: str) -> World:
        return replace(
            self,
            offers=tuple(o for o in self.offers if o.id != offer),
            readings=tuple(r for r in self.readings if r.offer != offer),
            texts=tuple(t for t in self.texts if t.offer != offer),
        )


@dataclass(frozen=True)
class Covered:
    needs: tuple[NeedCoverage, ...]
    metiers: tuple[MetierCoverage, ...]
    rates: Rates


def cover(world: World, links: Sequence[Link] | None = None) -> Covered:
    ref = world.ref
    kept = world.links() if links is None else tuple(links)
    links_of = links_of_needs(ref.needs, kept)
    covered = cover_needs(ref, ref.needs, links_of)
    axes = cover_axes(ref, covered, {})
    for_all = Scopes(ref, world.offers, world.readings, world.targets).for_all
    metiers = cover_metiers(ref, ref.needs, covered, axes, links_of, world.offers, for_all)
    rates: Rates = {("metier", m.metier): m.rate.value for m in metiers}
    rates |= {("axe", a.metier, a.axis): a.rate.value for a in axes}
    rates |= {
        ("variante", m.metier, name): r.value for m in metiers for name, r in m.variants.items()
    }
    return Covered(covered, metiers, rates)


def never_lower(before: Rates, after: Rates) -> bool:
    assert before.keys() == after.keys()
    assert [v is None for v in before.values()] == [v is None for v in after.values()]
    return all((before[name] or 0) <= (after[name] or 0) for name in before)


def subsets(values: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    weight = st.sampled_from([ONE, Fraction(1, 2), Fraction(3, 2)])
    ref = referential(draw(needs_drawn()), (draw(weight), draw(weight)))
    offers, readings, targets, texts = [], [], [], []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        name = f"o{number}"
        codes = draw(st.sampled_from([(), ("RS1",)]))
        provider = draw(st.sampled_from(["Levain", "LEVAIN", "Moulin", ""]))
        offers.append(
            Offer(
                id=name,
                title=name,
                provider=provider,
                kind="formation",
                rows=(number,),
                duration=NO_DURATION,
                price=NO_PRICE,
                formats=(),
                codes=codes,
                links=(),
                description="",
                merge_reason="",
            )
        )
        trade = draw(st.sampled_from([(), ("mot",)]))
        functions = draw(subsets(["cuisson", "livraison"])) if trade else ()
        level, counted = draw(st.integers(1, 3)), draw(st.integers(0, 4)) > 0
        readings.append(
            OfferReading(
                offer=name,
                on_theme=True,
                theme_words=("énergie",),
                axes={},
                functions=functions,
                trade_words=trade,
                level=level,
                level_reason="",
                counted=counted,
                not_counted_reason="",
            )
        )
        metiers, groups = draw(subsets(METIERS)), draw(subsets(["fournil", "tous"]))
        targets.append(
            Target(
                row=number,
                printed="",
                metiers=metiers,
                groups=groups,
                method="exact",
                score=Fraction(100),
                note="",
            )
        )
        for c in COMPETENCES:
            strength = draw(st.sampled_from(["", ABORDE, PRINCIPAL, ATTESTEE]))
            if strength:
                odds = draw(
                    st.sampled_from(
                        [Fraction(0), Fraction(49, 100), Fraction(1, 2), Fraction(9, 10), ONE]
                    )
                )
                who = draw(st.sampled_from(["", "C. Levain"]))
                named = odds if strength == ATTESTEE else Fraction(0)
                texts.append(
                    TextLink(
                        offer=name,
                        competence=c.id,
                        axis=c.axis,
                        strength=strength,
                        words=("mot",),
                        rule="règle",
                        score=odds,
                        probability=odds,
                        decision=who,
                        named=named,
                    )
                )
    return World(
        ref=ref,
        offers=tuple(offers),
        readings=tuple(readings),
        targets=tuple(targets),
        texts=tuple(texts),
    )


# --- Catalogues of printed rows: merging, reading and matching included

TITLES = (
    "Énergie : adopter les écogestes",
    "Énergie et vitrines : couper les vitrines en fin de journée",
    "Fours et énergie : regrouper les cuissons",
    "Énergie du four : récupérer la chaleur perdue",
    "Tournées et énergie",
    "RS4242 - Énergie des fours",
    "Guide des écogestes et de l’énergie",
    "Pains au levain",
)
TARGETS = (
    "",
    "Fournier",
    "Pétrisseur",
    "Livreur",
    "Fournil",
    "Toute la maison",
    "Fournier ; Livreur",
)


def row(
    number: int, title: str, provider: str = "Levain", target: str = "", hours: int | None = 14
) -> ReadRow:
    known = (
        Duration(
            printed=f"{hours}h", hours=Fraction(hours), approximate=False, assumption="", unknown=""
        )
        if hours
        else NO_DURATION
    )
    kind = "ressource" if title.startswith("Guide") else "formation"
    printed = PrintedRow(number, f"ligne {number}", (title,))
    address = Address("", "", "", "absent")
    return ReadRow(
        printed=printed,
        target=target,
        title=title,
        provider=provider,
        duration=known,
        formats=(),
        price=NO_PRICE,
        codes=find_codes(title),
        link=address,
        kind=kind,
        description="",
    )


def rows_drawn() -> st.SearchStrategy[list[ReadRow]]:
    one = st.tuples(
        st.sampled_from(TITLES), st.sampled_from(["Levain", "Moulin"]), st.sampled_from(TARGETS)
    )
    # Hours follow from the title: rows that are one offer agree.
    return st.lists(one, min_size=1, max_size=8).map(
        lambda drawn: [
            row(n, t, p, c, (3, 14, 40)[len(t) % 3]) for n, (t, p, c) in enumerate(drawn, 1)
        ]
    )


def every_need(level: int = 2) -> tuple[Need, ...]:
    return tuple(
        Need(
            metier=m,
            competence=c.id,
            applicable=True,
            level=level,
            priority=ONE,
            reason="",
            status="proposé",
        )
        for m, c in product(METIERS, COMPETENCES)
    )


def from_rows(rows: Sequence[ReadRow], needs: Sequence[Need]) -> World:
    ref = referential(needs)
    resolver = TargetResolver(ref)
    targets = tuple(resolver.resolve(r.number, r.target) for r in rows)
    offers = merge_rows(rows, (), ref.settings)
    readings = read_offers(offers, ref, ())
    return World(
        ref=ref,
        offers=offers,
        readings=readings,
        targets=targets,
        texts=CompetenceLinks(offers, readings, ref, ()).under(ref),
    )
