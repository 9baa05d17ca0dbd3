"""Faults that show when rows are compared: addresses, duplicates, targets, theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from coverage_engine.checks.decisions import Names, check_decisions
from coverage_engine.domain.cells.kind import NOT_TRAINING
from coverage_engine.domain.model.anomaly import Anomaly, fault_table
from coverage_engine.domain.model.catalogue import Decision, Offer, ReadRow, Target
from coverage_engine.domain.model.results import OfferReading
from coverage_engine.domain.normalise import key, words

_FAULTS = fault_table("""
A | HOTE-DOUTEUX | Lien officiel | sans doute {expected} | adresse gardée telle qu’imprimée |
   vérifier l’adresse
I | DOUBLON | Nom de la formation | une ligne par offre | lignes {shown} réunies : {merge_reason} |
   si ce sont deux offres, le dire dans decisions.csv
A | DOUBLON-DESACCORD |  | la même valeur sur les lignes {shown} | toutes les valeurs sont gardées |
   vérifier auprès de l’organisme
E | CIBLE-NON-RESOLUE | Métier cible | {expected} | l’offre n’est rattachée à personne | corrigez le
   libellé, ou ajoutez-le à alias.csv
I | CIBLE-RAPPROCHEE | Métier cible | un libellé du référentiel | lu comme {metiers} ({note}) |
   confirmer ce rapprochement
I | CIBLE-ABSENTE | Métier cible | un métier ou un groupe | portée lue dans le seul intitulé |
   préciser la cible
A | HORS-THEME | Nom de la formation | un intitulé qui montre le thème | gardée, ne compte pas
   ({not_counted_reason}) | si elle en traite, acceptez « {id} » dans decisions.csv
A | HORS-FORMATION | Nom de la formation | une formation ou une certification | gardée comme {kind},
   ne compte pas dans les taux | si c’en est une, acceptez « {id} » dans decisions.csv
A | CODE-DEUX-TITRES | Nom de la formation | le titre de la ligne {number} : {title} | lignes
   réunies sous le même code | vérifier le code
""")


# A host this near another of the same provider is taken for a misprint («egos.fr»).
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
            yield _FAULTS["HOTE-DOUTEUX"].at(
                source, row.number, row.link.printed, expected=expected
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
        yield _FAULTS["DOUBLON"].at(
            source, rows[1].number, rows[1].title, shown=shown, merge_reason=offer.merge_reason
        )
        for column, values in _differing(rows):
            yield _FAULTS["DOUBLON-DESACCORD"].at(
                source, rows[1].number, " ≠ ".join(values), column=column, shown=shown
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
            yield _FAULTS["CIBLE-NON-RESOLUE"].at(
                source,
                target.row,
                target.printed,
                expected=f"un métier ou un groupe connu ({target.note})"
                if target.note
                else "un métier ou un groupe connu",
            )
        elif target.method in ("alias", "approché"):
            yield _FAULTS["CIBLE-RAPPROCHEE"].at(
                source,
                target.row,
                target.printed,
                metiers=", ".join(target.metiers),
                note=target.note,
            )
        elif target.method == "sans cible":
            yield _FAULTS["CIBLE-ABSENTE"].at(source, target.row, "")


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
            yield _FAULTS["HORS-THEME"].at(
                source,
                row.number,
                row.title,
                not_counted_reason=reading.not_counted_reason,
                id=offer.id,
            )
        if reading and offer.kind in NOT_TRAINING:
            yield _FAULTS["HORS-FORMATION"].at(
                source, row.number, row.title, kind=offer.kind, id=offer.id
            )
        for number in offer.rows[1:]:
            other = by_number[number]
            likeness = fuzz.token_set_ratio(
                " ".join(words(row.title)), " ".join(words(other.title))
            )
            if set(other.codes) & set(row.codes) and likeness < _CODE_TITLE_LIKENESS:
                yield _FAULTS["CODE-DEUX-TITRES"].at(
                    source, number, other.title, number=row.number, title=row.title
                )
