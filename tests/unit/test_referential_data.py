"""The embedded referential is what a professional reads first: its tables hold together."""

from __future__ import annotations

from collections import Counter

from coverage_engine.analysis.run import Run

AXES = ["acculturation", "outils", "metier", "esprit_critique", "ethique_reglementation"]


def test_fifty_eight_metiers_with_two_exposures_each(real_run: Run) -> None:
    ref = real_run.referential
    assert len(ref.metiers) == 58
    assert sum(m.core for m in ref.metiers) == 10
    assert len(ref.families) == 13
    assert len(ref.exposures) == 116
    assert all(0 <= e.score <= 1 for e in ref.exposures)


def test_perimeter_is_the_ten_core_metiers_and_fifteen_targets(real_run: Run) -> None:
    ref = real_run.referential
    origins = Counter(p.origin for p in ref.perimeter)
    assert origins == {"coeur": 10, "cible_annexe": 15}
    core = {m.label for m in ref.metiers if m.core}
    assert {p.metier for p in ref.perimeter if p.origin == "coeur"} == core
    targeted = {m for t in real_run.targets for m in t.metiers}
    assert {p.metier for p in ref.perimeter if p.origin == "cible_annexe"} <= targeted
    assert all(p.status != "validé" for p in ref.perimeter)


def test_competencies_and_their_formulations(real_run: Run) -> None:
    ref = real_run.referential
    assert [a.id for a in ref.axes] == AXES
    assert 40 <= len(ref.competences) <= 60
    assert all(len(c.formulations) >= 2 for c in ref.competences)
    assert all(c.source and c.passage for c in ref.competences)
    for axis in AXES:
        assert 2 <= sum(c.socle for c in ref.competences if c.axis == axis) <= 3


def test_every_metier_has_needs_on_every_axis(real_run: Run) -> None:
    ref = real_run.referential
    for entry in ref.perimeter:
        own = [n for n in ref.needs if n.metier == entry.metier]
        assert {ref.competence_by_id[n.competence].axis for n in own} == set(AXES), entry.metier
        assert all(n.reason for n in own)
        assert {n.status for n in own} == {"proposé"}


def test_the_more_exposed_need_higher_levels(real_run: Run) -> None:
    ref = real_run.referential
    levels: dict[str, list[int]] = {}
    for need in ref.needs:
        exposure = ref.exposure(need.metier)
        if need.applicable and exposure:
            levels.setdefault(exposure.profile, []).append(need.level)
    means = {profile: sum(v) / len(v) for profile, v in levels.items()}
    assert (
        means["En forte transformation"]
        > means["En évolution"]
        > means["Non impacté ou de manière négligeable"]
    )


def test_needs_of_trades_differ(real_run: Run) -> None:
    """Health, managers, finance, marketing, client relations, data, training: each has its own."""
    ref = real_run.referential

    def trade(metier: str) -> frozenset[str]:
        return frozenset(
            n.competence
            for n in ref.needs
            if n.metier == metier and ref.competence_by_id[n.competence].axis == "metier"
        )

    samples = [
        "Infirmier d'assistance",
        "Manager de coordination",
        "Chargé de comptabilité",
        "Chef de produit marketing",
        "Chargé d'assistance",
        "Statisticien / Data analyst",
        "Formateur d’assistance",
    ]
    assert len({trade(m) for m in samples}) == len(samples)


def test_every_label_of_the_annex_is_resolved(real_run: Run) -> None:
    methods = Counter(t.method for t in real_run.targets)
    assert methods["non résolu"] == 0
    assert len({t.printed for t in real_run.targets}) == 28
    groups = {t.printed for t in real_run.targets if t.groups}
    assert groups == {
        "Tous métiers (transverse)",
        "Managers",
        "Assistant / Support",
        "Dev IA / Data",
    }


def test_offers_that_do_not_count_are_flagged(real_run: Run) -> None:
    reasons = {r.offer: r.not_counted_reason for r in real_run.readings if not r.counted}
    codes = Counter(a.code for a in real_run.anomalies)
    assert codes["HORS-THEME"] == sum("thème" in reason for reason in reasons.values())
    assert any("databricks" in offer for offer in reasons)
    assert any("ocr" in offer for offer in reasons)
    assert any("guide" in offer for offer in reasons)
    assert not any(link.offer in reasons for link in real_run.links)
