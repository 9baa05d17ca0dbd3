"""Sentences about the doubt, the same in report, workbook, CSV files and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from coverage_engine.domain.french import NBSP, number, percent, plural
from coverage_engine.domain.model.doubt import AXE, Fact, Flip, Range
from coverage_engine.domain.model.results import A_CONFIRMER, BIEN_COUVERT, leaning
from coverage_engine.domain.settings import Settings
from coverage_engine.tables.kinds import JOIN
from coverage_engine.tables.published_records import AxisLine, CountedPosts, MetierLine, RateLine

if TYPE_CHECKING:
    from coverage_engine.analysis.run import Run

# In tenths: French takes the plural from two on.
_TWO_POINTS = 20
# Range of a métier without any need to evaluate.
_NOTHING = Range(None, None)
# How an axis is read, as the table of offers writes it, and in French.
_STRENGTHS = {"aborde)": "abordé)"}


def priority_rule(posts: CountedPosts | None) -> str:
    """How priorities are computed, ``posts`` included when a staffing table was read."""
    if posts is None:
        return "Priorité = (1 − taux) × exposition publiée."
    return (
        "Priorité = postes × (1 − taux) × exposition publiée. Un métier dont l’effectif est trop"
        " petit pour être imprimé n’est pas classé."
    )


def priority_factors(m: MetierLine, posts: CountedPosts | None) -> str:
    """The factors of a priority: «38 postes × (1 − 0,4) × 0,7», or why there is none."""
    if posts and m.posts is None:
        return "effectif masqué"
    if m.rate is None or m.exposure is None:
        return "—"
    factors = f"(1 − {number(m.rate)}) × {number(m.exposure)}"
    return f"{plural(m.posts or 0, 'poste')} × {factors}" if posts else factors


def staffing_caveats(posts: CountedPosts | None) -> tuple[str, ...]:
    """What to keep in mind of the posts; nothing without a staffing table."""
    if posts is None:
        return ()
    lost = f"moins de {posts.min_cell}" if posts.unmapped is None else number(posts.unmapped)
    return (
        (
            f"Les priorités comptent {plural(posts.posts, 'poste')} d’un tableau des effectifs ;"
            f" postes non rapprochés d’un métier qui a un profil d’exposition : {lost}. La commande"
            " « staffing » en donne la liste."
        ),
        (
            "L’exposition est une borne haute : ce que l’IA générative pourrait changer au plus,"
            " non une prévision."
        ),
    )


def interval(rates: Range, thresholds: Sequence[Fraction] = ()) -> str:
    """A range as «[46–66]», in percent, each end on its side of the thresholds; or nothing."""
    return bounds(rates.low, rates.high, thresholds)


def bounds(low: Fraction | None, high: Fraction | None, thresholds: Sequence[Fraction] = ()) -> str:
    """Two ends of a range as «[46–66]», in percent; empty when they are unknown."""
    if low is None or high is None:
        return ""
    shown = [percent(end, thresholds).removesuffix(f"{NBSP}%") for end in (low, high)]
    return f"[{shown[0]}–{shown[1]}]"


def range_meaning(settings: Settings) -> str:
    """What a range means, in one sentence without capital or full stop."""
    return (
        f"ce que devient le taux dans {percent(settings.borne_haute - settings.borne_basse)} des"
        " tirages, où chaque lecture d’une offre est tenue pour vraie ou fausse selon sa"
        " probabilité"
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


def rate_and_range(
    line: RateLine | MetierLine | AxisLine, thresholds: Sequence[Fraction] = ()
) -> str:
    """The rate of a line and its range, on their side of the thresholds."""
    return with_range(line.rate, Range(line.low, line.high), thresholds)


def metier_rate(m: MetierLine, settings: Settings) -> str:
    """Rate of a métier and its range, on their side of the threshold."""
    return rate_and_range(m, [settings.seuil_bien_couvert])


def metier_holding(m: MetierLine, settings: Settings) -> str:
    """How often the draws give the verdict of a métier, or where it leans."""
    return holding(m.verdict, m.rule_verdict, m.stability, settings.stabilite_minimale)


def axes_read(labels: Mapping[str, str], axes: str, joint: str) -> str:
    """Axes read in an offer, as the table of offers holds them, by their labels.

    >>> axes_read({"outils": "Outils"}, "outils (principal) ; ethique (aborde)", ", ")
    'Outils (principal), ethique (abordé)'
    """
    parts = (part.partition(" (") for part in axes.split(JOIN) if part)
    return joint.join(
        f"{labels.get(axis, axis)} ({_STRENGTHS.get(strength, strength)}"
        for axis, _, strength in parts
    )


def metier_share(m: MetierLine, settings: Settings) -> str:
    """As :func:`metier_holding`, after a rate: the share alone when the verdict is settled."""
    if m.verdict == A_CONFIRMER:
        return f", {metier_holding(m, settings)}"
    return f" ({percent(m.stability, [settings.stabilite_minimale])})"


def axis_range(run: Run, metier: str, axis: str) -> Range:
    """Range of a métier on an axis; empty when the métier has no need to evaluate."""
    return run.doubt.axes.get((metier, axis), _NOTHING)


def reading(run: Run, fact: Fact) -> str:
    """What a person would have to confirm of a fact, without the offer's title."""
    return to_confirm(fact.kind, _label(run, fact))


def _label(run: Run, fact: Fact) -> str:
    ref = run.referential
    if fact.kind == AXE:
        return next(a.label for a in ref.axes if a.id == fact.target)
    return ref.competence_by_id[fact.target].label


def to_confirm(kind: str, label: str) -> str:
    """What a person would have to confirm of a fact about an axis or a competency of this label."""
    return (
        f"l’offre traite de l’axe « {label} »"
        if kind == AXE
        else f"l’offre enseigne la compétence « {label} »"
    )


def flip_sentence(run: Run, flip: Flip) -> str:
    """The smallest change that would flip a verdict, offers and needs by their titles."""
    if flip.needs:
        return to_cover([run.referential.competence_by_id[c].label for c in flip.needs])
    if flip.facts:
        changes = [
            f"que l’offre « {run.offer_by_id[f.offer].title} » ne soit plus retenue pour"
            f" {'l’axe' if f.kind == AXE else 'la compétence'} « {_label(run, f)} »"
            for f in flip.facts
        ]
        return "il suffirait " + " et ".join(changes)
    if flip.at_least:
        return f"il faudrait que {flip.at_least} lectures d’offres au moins se révèlent fausses"
    if flip.verdict == BIEN_COUVERT:
        return "rien ne peut le changer : aucun besoin n’est évalué"
    return "aucune lecture d’offre, même fausse, ne le changerait"


def to_cover(needs: Sequence[str], shown: int | None = None) -> str:
    """That covering these needs would flip a verdict.

    Parameters
    ----------
    shown:
        Needs named at most; all when None.
    """
    names = [f"« {need} »" for need in needs]
    count = "ce besoin" if len(names) == 1 else f"ces {len(names)} besoins"
    return f"il suffirait de couvrir en entier {count} : {_listed(names, shown)}"


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
