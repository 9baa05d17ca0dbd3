"""Faults that show only when rows are compared: addresses, duplicates that disagree, targets,
theme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from coverage_engine.checks.decisions import Names, check_decisions
from coverage_engine.domain.cells.kind import NOT_TRAINING
from coverage_engine.domain.model.anomaly import Anomaly, Severity
from coverage_engine.domain.model.catalogue import Decision, Offer, ReadRow, Target
from coverage_engine.domain.model.results import OfferReading
from coverage_engine.domain.normalise import key, words

# A host this near another one of the same provider, and not the same, is taken for a misprint
# («egos.fr»).
_HOST_LIKENESS = 80
_CODE_TITLE_LIKENESS = 60

_TARGET_COLUMN, _TITLE_COLUMN, _LINK_COLUMN = "Métier cible", "Nom de la formation", "Lien officiel"


def check_catalogue(
    source: str,
    rows: Sequence[ReadRow],
    offers: Sequence[Offer],
    targets: Sequence[Target],
    uncounted: Mapping[str, OfferReading],
    named: Mapping[str, Names],
    decisions: Sequence[Decision],
) -> list[Anomaly]:
    """List every fault that comparing rows shows.

    Parameters
    ----------
    uncounted:
        Readings of the offers that count for nothing, by offer.
    named:
        What a decision may name on its right, by subject: see :func:`..decisions.check_decisions`.
    """
    by_number = {row.number: row for row in rows}
    found: list[Anomaly] = []
    for anomaly in (
        *_hosts(source, rows),
        *_merged(source, offers, by_number),
        *_targets(source, targets),
        *_flags(source, offers, uncounted, by_number),
        *check_decisions(source, decisions, offers, by_number, uncounted, named),
    ):
        found.append(anomaly)
    return found


def _hosts(source: str, rows: Sequence[ReadRow]) -> Iterator[Anomaly]:
    """Misspelt hosts: nearly the same as a more frequent host, anywhere in the catalogue."""
    counts = Counter(row.link.host for row in rows if row.link.host)
    suspects: dict[tuple[str, str], str] = {}
    for row in rows:
        host, provider = row.link.host, "".join(words(row.provider))
        if not host or _names(host, provider):
            continue
        if (host, provider) not in suspects:
            near = [
                (counts[other], other)
                for other in sorted(counts)
                if other != host
                and counts[other] >= counts[host]
                and _names(other, provider)
                and fuzz.ratio(other, host) >= _HOST_LIKENESS
            ]
            suspects[host, provider] = max(near)[1] if near else ""
        expected = suspects[host, provider]
        if expected:
            yield Anomaly(
                code="HOTE-DOUTEUX",
                severity=Severity.AVERTISSEMENT,
                source=source,
                row=row.number,
                column=_LINK_COLUMN,
                value=row.link.printed,
                expected=f"sans doute {expected}",
                done="adresse gardée telle qu’imprimée",
                remedy="vérifier l’adresse",
            )


def _names(host: str, provider: str) -> bool:
    """Whether the first label of a host is the name of the provider, or begins it."""
    label = host.split(".")[0].replace("-", "")
    return bool(label) and (
        provider.startswith(label) or label.startswith(provider[:12]) if provider else False
    )


def _merged(
    source: str, offers: Sequence[Offer], by_number: Mapping[int, ReadRow]
) -> Iterator[Anomaly]:
    for offer in offers:
        rows = [by_number[n] for n in offer.rows]
        if len(rows) == 1:
            continue
        shown = ", ".join(map(str, offer.rows))
        yield Anomaly(
            code="DOUBLON",
            severity=Severity.INFORMATION,
            source=source,
            row=rows[1].number,
            column=_TITLE_COLUMN,
            value=rows[1].title,
            expected="une ligne par offre",
            done=f"lignes {shown} réunies : {offer.merge_reason}",
            remedy="si ce sont deux offres, le dire dans decisions.csv",
        )
        for column, values in _differing(rows):
            yield Anomaly(
                code="DOUBLON-DESACCORD",
                severity=Severity.AVERTISSEMENT,
                source=source,
                row=rows[1].number,
                column=column,
                value=" ≠ ".join(values),
                expected=f"la même valeur sur les lignes {shown}",
                done="toutes les valeurs sont gardées",
                remedy="vérifier auprès de l’organisme",
            )


def _differing(rows: Sequence[ReadRow]) -> Iterator[tuple[str, list[str]]]:
    columns: dict[str, list[tuple[object, str]]] = {
        "Durée": [(r.duration.hours or r.duration.unknown, r.duration.printed) for r in rows],
        "Format": [(tuple(sorted(r.formats)), " / ".join(r.formats)) for r in rows],
        "Prix (€ HT)": [
            (
                (r.price.low, r.price.high) if r.price.low is not None else r.price.unknown,
                r.price.printed,
            )
            for r in rows
        ],
        _LINK_COLUMN: [(r.link.printed, r.link.printed) for r in rows],
        "Organisme": [(key(r.provider), r.provider) for r in rows],
    }
    for column, values in columns.items():
        if len({meaning for meaning, _ in values}) > 1:
            yield (
                column,
                [
                    printed or "(vide)"
                    for printed in dict.fromkeys(printed for _, printed in values)
                ],
            )


def _targets(source: str, targets: Sequence[Target]) -> Iterator[Anomaly]:
    for target in targets:
        if target.method == "non résolu":
            yield Anomaly(
                code="CIBLE-NON-RESOLUE",
                severity=Severity.ERREUR,
                source=source,
                row=target.row,
                column=_TARGET_COLUMN,
                value=target.printed,
                expected=(
                    f"un métier ou un groupe connu ({target.note})"
                    if target.note
                    else "un métier ou un groupe connu"
                ),
                done="l’offre n’est rattachée à personne",
                remedy="corrigez le libellé, ou ajoutez-le à alias.csv",
            )
        elif target.method in ("alias", "approché"):
            yield Anomaly(
                code="CIBLE-RAPPROCHEE",
                severity=Severity.INFORMATION,
                source=source,
                row=target.row,
                column=_TARGET_COLUMN,
                value=target.printed,
                expected="un libellé du référentiel",
                done=f"lu comme {', '.join(target.metiers)} ({target.note})",
                remedy="confirmer ce rapprochement",
            )
        elif target.method == "sans cible":
            yield Anomaly(
                code="CIBLE-ABSENTE",
                severity=Severity.INFORMATION,
                source=source,
                row=target.row,
                column=_TARGET_COLUMN,
                value="",
                expected="un métier ou un groupe",
                done="portée lue dans le seul intitulé",
                remedy="préciser la cible",
            )


def _flags(
    source: str,
    offers: Sequence[Offer],
    uncounted: Mapping[str, OfferReading],
    by_number: Mapping[int, ReadRow],
) -> Iterator[Anomaly]:
    for offer in offers:
        row = by_number[offer.rows[0]]
        reading = uncounted.get(offer.id)
        if reading and not reading.on_theme:
            yield Anomaly(
                code="HORS-THEME",
                severity=Severity.AVERTISSEMENT,
                source=source,
                row=row.number,
                column=_TITLE_COLUMN,
                value=row.title,
                expected="un intitulé qui montre le thème",
                done=f"gardée, ne compte pas ({reading.not_counted_reason})",
                remedy=f"si elle en traite, acceptez « {offer.id} » dans decisions.csv",
            )
        if reading and offer.kind in NOT_TRAINING:
            yield Anomaly(
                code="HORS-FORMATION",
                severity=Severity.AVERTISSEMENT,
                source=source,
                row=row.number,
                column=_TITLE_COLUMN,
                value=row.title,
                expected="une formation ou une certification",
                done=f"gardée comme {offer.kind}, ne compte pas dans les taux",
                remedy=f"si c’en est une, acceptez « {offer.id} » dans decisions.csv",
            )
        for number in offer.rows[1:]:
            other = by_number[number]
            likeness = fuzz.token_set_ratio(
                " ".join(words(row.title)), " ".join(words(other.title))
            )
            if set(other.codes) & set(row.codes) and likeness < _CODE_TITLE_LIKENESS:
                yield Anomaly(
                    code="CODE-DEUX-TITRES",
                    severity=Severity.AVERTISSEMENT,
                    source=source,
                    row=number,
                    column=_TITLE_COLUMN,
                    value=other.title,
                    expected=f"le titre de la ligne {row.number} : {row.title}",
                    done="lignes réunies sous le même code",
                    remedy="vérifier le code",
                )
