"""What a run computes: links with their evidence, coverage of needs, rates, verdicts, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

# Strength of an axis read in a title, as the lexicon and the calibration write it
TITLE_PRINCIPAL, TITLE_ABORDE = "principal", "aborde"
# Strength of evidence (method §2.4)
ATTESTEE, PRINCIPAL, ABORDE = "compétence attestée", "axe principal", "axe abordé"
# The register, not the title, names the competency: worth the same, told apart
REGISTRE = "registre"
NAMING = (ATTESTEE, REGISTRE)
# Near a trade's competency, applied to none: worth nothing, says «trop généraliste» (§6)
PROCHE = "compétence approchée"
# How the rule of a decided link begins
DECISION = "décision de"
# Scope of an offer for a métier (method §3)
CIBLEE, FAMILLE, GENERALISTE, AUTRE = "ciblée", "famille", "généraliste", "autre"
# State of a need (method §4)
COUVERT, PARTIEL, NON_TROUVE, SANS_OBJET = "couvert", "partiel", "non trouvé", "sans objet"
# Type of gap (method §6)
INSUFFISANTE, TROP_GENERALISTE, NIVEAU_INSUFFISANT, AUCUN_ECART = (
    "insuffisante",
    "trop généraliste",
    "niveau insuffisant",
    "",
)
# How a sentence says each type of gap
GAP_PHRASES = {
    INSUFFISANTE: "offre insuffisante",
    TROP_GENERALISTE: "offre trop généraliste",
    NIVEAU_INSUFFISANT: "niveau de l’offre insuffisant",
    AUCUN_ECART: "",
}
# Verdict (method §6)
BIEN_COUVERT, A_RENFORCER = "bien couvert", "à renforcer"
# The rule gave one of the two, but the doubt on the readings too often gives the other
A_CONFIRMER = "à confirmer"
_HALF = Fraction(1, 2)
# Tier of the link of an offer and a métier: printed in the catalogue, or deduced (A4)
DECLARE, INFERE, DECIDE = "déclaré", "inféré", "décidé"
# Said of an offer printed without its provider
NO_PROVIDER = "organisme non indiqué"
# Identifier of each variant of the rate → what it is, as reports print it.
VARIANTS: dict[str, str] = {
    "sans_transverses": "sans les offres destinées à tous les métiers",
    "sans_generalistes": "sans aucune offre généraliste",
    "certifiantes": "avec les seules offres certifiantes",
    "declarees": "avec les seuls rattachements déclarés par le catalogue",
    "attestees": "avec les seules compétences attestées",
}
# A need in the graph: side, métier, competency.
NeedKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate never travels without its numerator and denominator."""

    numerator: Fraction
    denominator: Fraction

    @property
    def value(self) -> Fraction | None:
        """The rate between 0 and 1, or None when nothing is in the denominator."""
        return self.numerator / self.denominator if self.denominator else None

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.numerator + other.numerator, self.denominator + other.denominator)


ZERO = Rate(Fraction(0), Fraction(0))


def reaches(covered: Any, wanted: Any, threshold: Fraction) -> Any:
    """Whether ``covered / wanted`` reaches a threshold: fractions or arrays of integers alike."""
    return covered * threshold.denominator >= wanted * threshold.numerator


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferReading:
    """What was read in an offer: theme, axes (id → strength, probability, words), level.

    ``decided`` says who confirmed an axis and why; rejected axes are not there.
    """

    offer: str
    on_theme: bool
    theme_words: tuple[str, ...]
    axes: Mapping[str, tuple[str, Fraction, tuple[str, ...]]]
    functions: tuple[str, ...]
    trade_words: tuple[str, ...]
    level: int
    level_reason: str
    counted: bool
    not_counted_reason: str
    decided: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLink:
    """An offer and a competency, before asking for whom: strength, words, rule, score, probability.

    ``named`` is the probability, from 0 to 1, that the text names this very competency: the
    probability of an attested or decided link; of another link, that of its best score; 0 when
    nothing comes near.
    """

    offer: str
    competence: str
    axis: str
    strength: str
    words: tuple[str, ...]
    rule: str
    score: Fraction
    probability: Fraction
    decision: str = ""
    named: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An edge of the graph: an offer serves a need of a métier, for ``value`` (0 to 1), and why."""

    offer: str
    metier: str
    competence: str
    axis: str
    strength: str
    scope: str
    tier: str
    evidence: Fraction
    after_scope: Fraction
    level_factor: Fraction
    value: Fraction
    score: Fraction
    probability: Fraction
    words: tuple[str, ...]
    rule: str
    rows: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """Why this link, in French: words, rule, scope; never a bare score."""
        if not self.probability:
            return f"lien écarté → {self.rule}"
        if self.rule.startswith(DECISION):
            return f"lien accepté → {self.rule} ; offre {self.scope}"
        shown = ", ".join(f"« {w} »" for w in self.words)
        return (
            f"{shown} → {self.strength} ({self.rule}) ; offre {self.scope}, rattachement"
            f" {self.tier}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCoverage:
    """A need, its value, its state, what is missing, and the offers that reach it, best first."""

    metier: str
    competence: str
    label: str
    axis: str
    reach: str
    socle: bool
    level: int
    weight: Fraction
    value: Fraction
    state: str
    gap: str
    offers: tuple[str, ...]
    full_offers: int
    generalist_offers: tuple[str, ...]
    reason: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisCoverage:
    """Coverage of a métier on one axis."""

    metier: str
    axis: str
    rate: Rate
    gap: str
    redundancy: Fraction
    surplus: bool


@dataclass(frozen=True, slots=True)
class Concentration:
    """What a métier's coverage loses if one provider or one offer disappears."""

    provider: str
    provider_share: Fraction
    offer: str
    offer_share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class MetierCoverage:
    """Coverage of a métier: rate, variants, verdict with its reasons, exposure, priority.

    ``rule_verdict`` is what the rule says of the rate (method §6); ``verdict`` is the same, or *à
    confirmer* when the doubt on the readings does not let it stand.
    """

    metier: str
    family: str
    rate: Rate
    variants: Mapping[str, Rate]
    by_scope: Mapping[str, Fraction]
    verdict: str
    rule_verdict: str
    reasons: tuple[str, ...]
    profile: str
    exposure: Fraction | None
    priority: Fraction | None
    concentration: Concentration


def leaning(rule_verdict: str, stability: Fraction) -> tuple[str, Fraction]:
    """Verdict that most draws give, and their share; the rule's in a tie.

    Parameters
    ----------
    stability:
        Share of the draws that give ``rule_verdict``, between 0 and 1.
    """
    if stability >= _HALF:
        return rule_verdict, stability
    return A_RENFORCER if rule_verdict == BIEN_COUVERT else BIEN_COUVERT, 1 - stability


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingResult:
    """A published statement confronted with the data, with own needs and with uniform needs."""

    id: str
    label: str
    verdict: str
    value: str
    uniform_verdict: str
    uniform_value: str
    detail: str
    source: str
    passage: str
