"""What a buyer accepts of an offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from coverage_engine.domain.model.results import ABORDE, ATTESTEE, PRINCIPAL, PROCHE, REGISTRE
from coverage_engine.domain.normalise import key
from coverage_engine.tables.published_records import LinkLine, OfferLine

# Strengths of evidence, the strongest first; ABORDE and what precedes it may cover, PROCHE only
# explains a gap.
STRENGTHS = (REGISTRE, ATTESTEE, PRINCIPAL, ABORDE, PROCHE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFilter:
    """What a buyer accepts. An offer whose price or duration is unknown does not pass a bound on
    it.

    Attributes
    ----------
    max_price, max_hours:
        Euros before tax, hours; the printed maximum must not exceed them.
    formats, providers, strengths:
        Accepted values; empty means any. Formats and providers are compared whatever their letters;
        an offer passes when one of its formats is accepted.
    certifying:
        True: only offers that lead to a registered certification.
    """

    max_price: Fraction | None = None
    max_hours: Fraction | None = None
    formats: tuple[str, ...] = ()
    certifying: bool = False
    providers: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()

    def accepts(self, offer: OfferLine) -> bool:
        """Whether an offer passes, its evidence left aside."""
        return (
            _within(offer.price_high, self.max_price)
            and _within(offer.hours, self.max_hours)
            and (not self.certifying or offer.certifying)
            and _one_of(offer.formats, self.formats)
            and _one_of((offer.provider,), self.providers)
        )

    def accepts_link(self, link: LinkLine) -> bool:
        """Whether the evidence of a link passes."""
        return not self.strengths or link.strength in self.strengths


def _within(value: Fraction | None, bound: Fraction | None) -> bool:
    return bound is None or (value is not None and value <= bound)


def _one_of(values: Iterable[str], accepted: tuple[str, ...]) -> bool:
    return not accepted or bool({_key(v) for v in values} & {_key(a) for a in accepted})


# A catalogue names few formats and providers, many times each.
_key = lru_cache(maxsize=1 << 15)(key)


NO_FILTER = OfferFilter()
