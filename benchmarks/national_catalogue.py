"""The catalogue of the load test: certifications of the RNCP (2021) and their blocs, prices and
terms invented.

Titles, codes, blocs and the métiers a certification leads to are the register's. Providers, prices,
durations and formats are invented by the seeded rules below, and the title of the catalogue says
so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from national_referential import Rows, draw
from rapidfuzz import fuzz, process

from coverage_engine.domain.cells.codes import find_codes
from coverage_engine.matching.duplicates import comparable_title

TITLE = "Essai de charge : titres du RNCP 2021, organismes, prix, durées et formats inventés"
HEADER = (
    "ligne",
    "Métier cible",
    "Nom de la formation",
    "Organisme",
    "Durée",
    "Format",
    "Prix (€ HT)",
    "Lien officiel",
    "Description",
)
PROVIDERS = 900
# Part of the certifications printed a second time, to be merged; of offers addressed to everybody.
REPEATED, FOR_ALL = 0.025, 0.001
# Two titles of one provider that are more alike than this would be merged (setting
# ``doublon_titre``).
ALIKE = 96
LONGEST_DESCRIPTION = 600
HOURS = (7, 14, 21, 35, 70, 140, 300, 600)
UNKNOWN_PRICES = ("Sur devis", "Non indiqué")
FORMATS = ("Présentiel", "Distanciel", "Mixte", "Présentiel / Distanciel")

Offer = tuple[str, str, str, str]


def targets_of(links: Rows, labels: Mapping[str, str]) -> dict[str, list[str]]:
    """Métiers each certification leads to, by its official links, those of other fiches left
    out.
    """
    out: dict[str, list[str]] = {}
    for link in links:
        label = labels.get(link["Rome"])
        if label and label not in out.setdefault(link["CodeRNCP"], []):
            out[link["CodeRNCP"]].append(label)
    return {code: own for code, own in out.items() if own}


def offers(
    data: Path, read: Callable[..., Rows], labels: Mapping[str, str], wanted: int
) -> list[Offer]:
    """(code, targets, title, description) of ``wanted`` offers: certifications first, then blocs
    with a title of their own.

    Raises
    ------
    SystemExit
        If the register has fewer.
    """
    folder = data / "rncp-2021"
    targets = targets_of(read(folder / "rncp_rome.v1.4.csv", "cp1252", ";"), labels)
    titles: dict[str, str] = {}
    for row in read(folder / "rncp_info.v1.4.csv", "cp1252", ";"):
        titles.setdefault(row["CodeRNCP"], " ".join((row["intituleDiplome"] or "").split()))
    blocs: dict[str, list[str]] = {}
    for row in read(folder / "rncp_blocs_competences.v1.4.csv", "cp1252", ";"):
        blocs.setdefault(row["CodeRNCP"], []).append(" ".join((row["intitule"] or "").split()))
    codes = [code for code in titles if titles[code] and code in targets]
    # Four in five are certifications, so that both kinds are there at any size.
    kept = (
        codes
        if len(codes) * 5 <= wanted * 4
        else [codes[i * len(codes) // (wanted * 4 // 5)] for i in range(wanted * 4 // 5)]
    )
    out = [
        (
            code,
            " ; ".join(targets[code]),
            titles[code],
            " ".join(blocs.get(code, ()))[:LONGEST_DESCRIPTION],
        )
        for code in kept
    ]
    taken: dict[str, list[str]] = {}
    for code in codes:
        for place, title in enumerate(blocs.get(code, ())):
            if len(out) == wanted:
                return out
            own = taken.setdefault(provider(f"{code} {place}"), [])
            comparable = comparable_title(title)
            # A title that prints a code would be merged with its certification.
            if find_codes(title):
                continue
            if comparable and not process.extractOne(
                comparable, own, scorer=fuzz.ratio, score_cutoff=ALIKE
            ):
                own.append(comparable)
                out.append(("", " ; ".join(targets[code]), title, f"{code} {place}"))
    if len(out) < wanted:
        raise SystemExit(
            f"The register makes only {len(out)} offers for these métiers: ask for fewer offers."
        )
    return out


def provider(name: str) -> str:
    """An invented provider: a few have much, most have little."""
    return f"Organisme inventé {1 + int(PROVIDERS * draw('organisme', name) ** 2):03d}"


def rows(made: list[Offer]) -> list[tuple[str, ...]]:
    """Rows of ``lignes.csv``, titles first; some certifications are printed twice, by two
    providers.
    """
    out: list[tuple[str, ...]] = [HEADER]
    for code, targets, title, text in made:
        name = code or text
        shown = f"{title} ({code})" if code else title
        public = "Tous les métiers" if draw("tous", name) < FOR_ALL else targets
        description = text if code else ""
        printed = [(name, provider(name))]
        if code and draw("double", name) < REPEATED:
            printed.append((f"{name} bis", provider(f"{name} bis")))
        for place, who in printed:
            hours, price, terms = _terms(place)
            # The link of a bloc bears no code: a bloc is an offer of its own, not its certification
            # printed again.
            page = place.replace(" ", "-") if code else place.replace(" ", "-").removeprefix("RNCP")
            link = f"https://essai-de-charge.example/{page.lower()}"
            out.append((str(len(out)), public, shown, who, hours, terms, price, link, description))
    return out


def _terms(name: str) -> tuple[str, str, str]:
    """Duration, price and format: invented; one price in five is unknown, one in twenty is nothing,
    one duration in ten varies.
    """
    hours = HOURS[int(len(HOURS) * draw("duree", name))]
    duration = "Variable" if draw("duree inconnue", name) < 0.1 else f"{hours}h"
    chance = draw("prix", name)
    if chance < 0.2:
        price = UNKNOWN_PRICES[int(2 * draw("motif", name))]
    elif chance < 0.25:
        price = "Gratuit"
    else:
        price = str(10 * round(hours * (10 + 50 * draw("tarif", name)) / 10 / (1 + hours / 200)))
    return duration, price, FORMATS[int(len(FORMATS) * draw("format", name))]
