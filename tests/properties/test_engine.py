"""Properties of the coverage that hold whatever the referential and the links; worlds are drawn by
Hypothesis.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st
from worlds import World, cover, never_lower, worlds

from coverage_engine.domain.model.results import NO_PROVIDER, MetierCoverage


@given(worlds(), st.data())
def test_adding_an_offer_never_lowers_a_rate(world: World, data: st.DataObject) -> None:
    added = data.draw(st.sampled_from([o.id for o in world.offers]))
    assert never_lower(cover(world.without(added)).rates, cover(world).rates)


@given(worlds(), st.data())
def test_removing_a_link_never_raises_a_rate(world: World, data: st.DataObject) -> None:
    links = world.links()
    assume(links)
    index = data.draw(st.integers(0, len(links) - 1))
    assert never_lower(
        cover(world, links[:index] + links[index + 1 :]).rates, cover(world, links).rates
    )


@given(worlds(), st.data())
def test_raising_the_level_of_a_need_never_raises_its_value(
    world: World, data: st.DataObject
) -> None:
    raisable = [n for n in world.ref.needs if n.applicable and n.level < 3]
    assume(raisable)
    need = data.draw(st.sampled_from(raisable))
    deeper = tuple(replace(n, level=n.level + 1) if n is need else n for n in world.ref.needs)

    def value(which: World) -> Fraction:
        return next(
            n.value
            for n in cover(which).needs
            if (n.metier, n.competence) == (need.metier, need.competence)
        )

    assert value(replace(world, ref=replace(world.ref, needs=deeper))) <= value(world)


@given(worlds(), st.data())
def test_the_order_of_offers_and_needs_changes_nothing(world: World, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(world.offers))))
    shuffled = replace(
        world,
        ref=replace(world.ref, needs=tuple(data.draw(st.permutations(world.ref.needs)))),
        offers=tuple(world.offers[i] for i in order),
        readings=tuple(world.readings[i] for i in order),
        texts=tuple(data.draw(st.permutations(world.texts))),
    )
    before, after = cover(world), cover(shuffled)
    assert after.rates == before.rates
    assert set(after.needs) == set(before.needs)
    assert {m.metier: (m.verdict, m.concentration) for m in after.metiers} == {
        m.metier: (m.verdict, m.concentration) for m in before.metiers
    }


@given(worlds())
def test_rates_are_between_0_and_1_and_variants_below_the_rate(world: World) -> None:
    covered = cover(world)
    assert all(v is None or 0 <= v <= 1 for v in covered.rates.values())
    for m in covered.metiers:
        assert 0 <= m.rate.numerator <= m.rate.denominator
        assert all(r.denominator == m.rate.denominator for r in m.variants.values())
        assert all(r.numerator <= m.rate.numerator for r in m.variants.values())


@given(worlds())
def test_a_need_has_a_gap_exactly_when_something_is_missing(world: World) -> None:
    for need in cover(world).needs:
        assert bool(need.gap) == (need.state in ("partiel", "non trouvé"))
        assert need.value in (0, Fraction(1, 2), 1)
        assert need.full_offers <= len(need.offers)


@given(worlds())
def test_concentration_is_the_worst_removal(world: World) -> None:
    """Axis weights included; a provider in other letters is the same, an offer without one stands
    alone.
    """
    links = world.links()
    whole = cover(world, links)
    provider_of = {o.id: o.provider.casefold() or f"offre {o.id}" for o in world.offers}
    printed = {provider_of[o.id]: "" for o in world.offers}
    for provider in sorted((o.provider for o in world.offers if o.provider), reverse=True):
        printed[provider.casefold()] = provider

    def worst(metier: MetierCoverage, owners: dict[str, str]) -> tuple[str, Fraction]:
        total = metier.rate.numerator
        lost = {}
        for owner in owners.values():
            rest = cover(world, [x for x in links if owners[x.offer] != owner])
            left = next(m.rate.numerator for m in rest.metiers if m.metier == metier.metier)
            if left < total:
                lost[owner] = (total - left) / total
        return (
            min(lost.items(), key=lambda item: (-item[1], item[0])) if lost else ("", Fraction(0))
        )

    for metier in whole.metiers:
        c = metier.concentration
        owner, share = worst(metier, provider_of)
        assert (c.provider, c.provider_share) == (
            (printed[owner] or NO_PROVIDER) if owner else "",
            share,
        )
        assert (c.offer, c.offer_share) == worst(metier, {o.id: o.id for o in world.offers})
