"""Parts of the view-model about the doubt: the three lists, the links to confirm, the sensitivity
to settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coverage_engine.analysis.run import Run
from coverage_engine.documents.build_sheets import anchor_of
from coverage_engine.documents.coverage_report import MetierLine, Table
from coverage_engine.domain.french import number, percent, plural, ratio
from coverage_engine.domain.model.results import (
    A_CONFIRMER,
    A_RENFORCER,
    BIEN_COUVERT,
    MetierCoverage,
    leaning,
)
from coverage_engine.tables.phrases import (
    flip_sentence,
    metier_holding,
    metier_rate,
    points,
    priority_factors,
    reading,
)

# A sign for each verdict, so that no colour carries it alone.
VERDICT_SIGNS = {BIEN_COUVERT: "●", A_CONFIRMER: "◐", A_RENFORCER: "○"}
# Names shown in a cell; the rest is counted here and listed in the workbook.
_SHOWN_NAMES, _SHOWN_NEEDS = 3, 3


def _share(run: Run, m: MetierCoverage) -> str:
    """The same in a few words, for lists under the name of the verdict."""
    minimal, stability = (
        run.referential.settings.stabilite_minimale,
        run.doubt.metiers[m.metier].stability,
    )
    if m.verdict != A_CONFIRMER:
        return percent(stability, [minimal])
    side, share = leaning(m.rule_verdict, stability)
    return f"penche vers « {side} », {percent(share, [minimal] if side == m.rule_verdict else [])}"


def metier_line(run: Run, m: MetierCoverage) -> MetierLine:
    """A métier in one of the three lists, or in the priorities."""
    labels = {p.id: p.label for p in run.referential.profiles}
    return MetierLine(
        metier=m.metier,
        anchor=anchor_of(m.metier),
        rate=metier_rate(run, m),
        fraction=ratio(m.rate.numerator, m.rate.denominator),
        profile=labels.get(m.profile, "non qualifié"),
        reasons=" ; ".join(m.reasons),
        share=_share(run, m),
        holding=metier_holding(run, m),
        flip=flip_sentence(run, run.doubt.metiers[m.metier].flip, _SHOWN_NEEDS),
        priority=number(m.priority, 2) if m.priority is not None else "non calculable",
        priority_factors=priority_factors(run, m),
    )


def metier_list(
    run: Run, verdict: str, metiers: Iterable[MetierCoverage]
) -> tuple[MetierLine, ...]:
    """Lines of the métiers that have a verdict, in the order given."""
    return tuple(metier_line(run, m) for m in metiers if m.verdict == verdict)


def verdict_counts(metiers: Sequence[MetierCoverage]) -> str:
    """How many of some métiers are well covered or to confirm: «2 métiers, dont 1 bien couvert, 1 à
    confirmer».
    """
    well = sum(m.verdict == BIEN_COUVERT for m in metiers)
    unsettled = sum(m.verdict == A_CONFIRMER for m in metiers)
    tail = f" et {unsettled} à confirmer" if unsettled else ""
    return (
        f"{plural(len(metiers), 'métier')}, dont"
        f" {plural(well, 'bien couvert', 'bien couverts')}{tail}"
    )


def doubtful_table(run: Run) -> Table:
    """The readings to confirm first."""
    rows = tuple(
        (
            str(rank),
            f"« {run.offer_by_id[d.fact.offer].title} »",
            reading(run, d.fact),
            percent(d.fact.probability),
            percent(d.share),
            _few([f"{metier} {points(effect)}" for metier, effect in d.effects], " ; "),
            _few(d.unsettled, ", ") or "aucun",
        )
        for rank, d in enumerate(run.doubt.links, 1)
    )
    header = (
        "Rang",
        "Offre",
        "À confirmer",
        "Probabilité",
        "Part du doute levée",
        "Si c’est vrai plutôt que faux, le taux gagne",
        "Métiers à confirmer concernés",
    )
    return Table(
        "Les lectures à confirmer d’abord : celles qui lèveraient le plus de doute", header, rows
    )


def trial_table(run: Run) -> Table:
    """What another value of each setting would change in the list of well covered métiers."""
    rows = tuple(
        (
            t.setting,
            f"{number(t.tried)} au lieu de {number(t.current)} ({t.unit})",
            number(t.well),
            ", ".join(t.entering) or ("aucun changement" if not t.leaving else "—"),
            ", ".join(t.leaving) or ("aucun changement" if not t.entering else "—"),
        )
        for t in run.doubt.trials
    )
    header = (
        "Réglage",
        "Valeur essayée",
        "Bien couverts",
        "Deviennent bien couverts",
        "Ne le sont plus",
    )
    return Table(
        "Ce que changerait un autre réglage, un seul à la fois, selon la règle seule", header, rows
    )


def message(run: Run) -> str:
    """The first reading to confirm, for the synthesis; empty when nothing is doubtful."""
    if not run.doubt.links:
        return ""
    first = run.doubt.links[0]
    title = run.offer_by_id[first.fact.offer].title
    return (
        f"Première lecture à confirmer, {percent(first.share)} du doute à elle seule :"
        f" {reading(run, first.fact)} (« {title} »)."
    )


def _few(names: Sequence[str], joint: str) -> str:
    rest = len(names) - _SHOWN_NAMES
    return (
        joint.join(names) if rest <= 1 else f"{joint.join(names[:_SHOWN_NAMES])} et {rest} autres"
    )
