"""Sentences about the doubt, the same in the report, the workbook, the CSV files and the
answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from coverage_engine.analysis.run import Run
from coverage_engine.domain.french import NBSP, number, percent, plural
from coverage_engine.domain.model.doubt import AXE, Fact, Flip, Range
from coverage_engine.domain.model.results import A_CONFIRMER, BIEN_COUVERT, MetierCoverage, leaning

# In tenths: French takes the plural from two on.
_TWO_POINTS = 20
# Range of a métier without any need to evaluate.
_NOTHING = Range(None, None)


def priority_rule(run: Run) -> str:
    """How priorities are computed, posts included when a staffing table was read."""
    if run.staffing is None:
        return "Priorité = (1 − taux) × exposition publiée."
    return (
        "Priorité = postes × (1 − taux) × exposition publiée. Un métier dont l’effectif est trop"
        " petit pour être imprimé n’est pas classé."
    )


def priority_factors(run: Run, m: MetierCoverage) -> str:
    """The factors of a priority: «38 postes × (1 − 0,4) × 0,7», or why there is none."""
    if run.posts.get(m.metier, 0) is None:
        return "effectif masqué"
    if m.rate.value is None or m.exposure is None:
        return "—"
    factors = f"(1 − {number(m.rate.value)}) × {number(m.exposure)}"
    return f"{plural(run.posts[m.metier] or 0, 'poste')} × {factors}" if run.posts else factors


def staffing_caveats(run: Run) -> tuple[str, ...]:
    """What to keep in mind of the posts; nothing without a staffing table."""
    if run.staffing is None:
        return ()
    s = run.staffing
    lost = f"moins de {s.min_cell}" if s.unmapped_posts is None else number(s.unmapped_posts)
    return (
        (
            f"Les priorités comptent {plural(s.posts, 'poste')} d’un tableau des effectifs ; postes"
            f" non rapprochés d’un métier qui a un profil d’exposition : {lost}. La commande «"
            " staffing » en donne la liste."
        ),
        (
            "L’exposition est une borne haute : ce que l’IA générative pourrait changer au plus,"
            " non une prévision."
        ),
    )


def interval(rates: Range, thresholds: Sequence[Fraction] = ()) -> str:
    """A range as «[46–66]», in percent, each end on its side of the thresholds; empty without a
    range.
    """
    return bounds(rates.low, rates.high, thresholds)


def bounds(low: Fraction | None, high: Fraction | None, thresholds: Sequence[Fraction] = ()) -> str:
    """Two ends of a range as «[46–66]», in percent; empty when they are unknown."""
    if low is None or high is None:
        return ""
    shown = [percent(end, thresholds).removesuffix(f"{NBSP}%") for end in (low, high)]
    return f"[{shown[0]}–{shown[1]}]"


def range_meaning(span: Fraction) -> str:
    """What a range means, in one sentence without capital or full stop; ``span`` is the share of
    draws inside it.
    """
    return (
        f"ce que devient le taux dans {percent(span)} des tirages, où chaque lecture d’une offre"
        " est tenue pour vraie ou fausse selon sa probabilité"
    )


def with_range(value: Fraction | None, rates: Range, thresholds: Sequence[Fraction] = ()) -> str:
    """A rate and its range: «58 % [46–66]»."""
    return f"{percent(value, thresholds)}{NBSP}{interval(rates, thresholds)}".rstrip(NBSP)


def holding(verdict: str, rule_verdict: str, stability: Fraction, minimal: Fraction) -> str:
    """How often the draws give the verdict, or where a métier to confirm leans.

    Parameters
    ----------
    stability:
        Share of the draws that give ``rule_verdict``.
    minimal:
        Stability below which a verdict is to confirm: the display stays on its side.
    """
    if verdict != A_CONFIRMER:
        return f"{rule_verdict} dans {percent(stability, [minimal])} des tirages"
    side, share = leaning(rule_verdict, stability)
    said = (
        f"penche vers « {side} » ({percent(share, [minimal] if side == rule_verdict else [])} des"
        " tirages)"
    )
    return said if side == rule_verdict else f"{said}, alors que la règle dit « {rule_verdict} »"


def metier_rate(run: Run, m: MetierCoverage) -> str:
    """Rate of a métier and its range, on their side of the threshold."""
    return with_range(
        m.rate.value,
        run.doubt.metiers[m.metier].rates,
        [run.referential.settings.seuil_bien_couvert],
    )


def axis_range(run: Run, metier: str, axis: str) -> Range:
    """Range of a métier on an axis; empty when the métier has no need to evaluate."""
    return run.doubt.axes.get((metier, axis), _NOTHING)


def variant_rate(run: Run, m: MetierCoverage, variant: str) -> str:
    """Rate of a métier with part of the offers only, and its range."""
    return with_range(
        m.variants[variant].value, run.doubt.variants[variant].get(m.metier, _NOTHING)
    )


def metier_holding(run: Run, m: MetierCoverage) -> str:
    """How often the draws give the verdict of a métier, or where it leans."""
    minimal = run.referential.settings.stabilite_minimale
    return holding(m.verdict, m.rule_verdict, run.doubt.metiers[m.metier].stability, minimal)


def reading(run: Run, fact: Fact) -> str:
    """What a person would have to confirm of a fact, without the offer's title."""
    if fact.kind == AXE:
        return to_confirm(
            fact.kind, next(a.label for a in run.referential.axes if a.id == fact.target)
        )
    return to_confirm(fact.kind, run.referential.competence_by_id[fact.target].label)


def to_confirm(kind: str, label: str) -> str:
    """What a person would have to confirm of a fact about an axis or a competency of this label."""
    return (
        f"l’offre traite de l’axe « {label} »"
        if kind == AXE
        else f"l’offre enseigne la compétence « {label} »"
    )


def flip_sentence(run: Run, flip: Flip, shown: int | None = None) -> str:
    """The smallest change that would flip a verdict, offers and needs by their titles.

    Parameters
    ----------
    shown:
        Needs named at most; all when None.
    """
    if flip.needs:
        names = [f"« {run.referential.competence_by_id[c].label} »" for c in flip.needs]
        count = "ce besoin" if len(names) == 1 else f"ces {len(names)} besoins"
        return f"il suffirait de couvrir en entier {count} : {_listed(names, shown)}"
    if flip.facts:
        changes = [
            f"que l’offre « {run.offer_by_id[f.offer].title} » ne soit plus retenue pour"
            f" {_target(run, f)}"
            for f in flip.facts
        ]
        return "il suffirait " + " et ".join(changes)
    if flip.at_least:
        return f"il faudrait que {flip.at_least} lectures d’offres au moins se révèlent fausses"
    if flip.verdict == BIEN_COUVERT:
        return "rien ne peut le changer : aucun besoin n’est évalué"
    return "aucune lecture d’offre, même fausse, ne le changerait"


def _target(run: Run, fact: Fact) -> str:
    if fact.kind == AXE:
        return (
            "l’axe « " + next(a.label for a in run.referential.axes if a.id == fact.target) + " »"
        )
    return f"la compétence « {run.referential.competence_by_id[fact.target].label} »"


def _listed(names: Sequence[str], shown: int | None) -> str:
    kept = list(names if shown is None or len(names) <= shown + 1 else names[:shown])
    rest = len(names) - len(kept)
    if rest:
        return f"{', '.join(kept)} et {rest} autres"
    return kept[0] if len(kept) == 1 else f"{', '.join(kept[:-1])} et {kept[-1]}"


def points(effect: Fraction) -> str:
    """A difference of rates in points, to the tenth.

    >>> points(Fraction(88, 1000)), points(Fraction(1, 100)), points(Fraction(1, 10**5))
    ('8,8\\xa0points', '1\\xa0point', 'moins de 0,1\\xa0point')
    """
    tenths = int(effect * 1000 + Fraction(1, 2))
    if not tenths:
        return f"moins de 0,1{NBSP}point"
    return f"{number(Fraction(tenths, 10))}{NBSP}{'point' if tenths < _TWO_POINTS else 'points'}"
