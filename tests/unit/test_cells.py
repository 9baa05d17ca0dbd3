"""What a printed cell means: every notation of the annex, and the oddities people type."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from coverage_engine.domain.cells.duration import looks_like_duration, read_duration
from coverage_engine.domain.cells.formats import looks_like_format, read_formats
from coverage_engine.domain.cells.price import looks_like_price, read_price
from coverage_engine.domain.model.catalogue import Duration, Price

ROWS = Path(__file__).resolve().parents[2] / "catalogue" / "annexe-a-2026" / "lignes.csv"
DAY = Fraction(7)

# Printed → (hours, approximate, read from days, why unknown): the annex, read by hand.
ANNEX_DURATIONS: dict[str, tuple[str | None, bool, bool, str]] = {
    "Selon édition": (None, False, False, "dépend de l’édition"),
    "14h": ("14", False, False, ""),
    "3h30": ("7/2", False, False, ""),
    "1j (7h)": ("7", False, False, ""),
    "2j (14h)": ("14", False, False, ""),
    "1j": ("7", False, True, ""),
    "20h": ("20", False, False, ""),
    "2j": ("14", False, True, ""),
    "Variable": (None, False, False, "variable"),
    "14h (2j)": ("14", False, False, ""),
    "7h (1j)": ("7", False, False, ""),
    "Auto-rythme": (None, False, False, "au rythme de l’apprenant"),
    "~6h": ("6", True, False, ""),
    "1j (typique)": ("7", True, True, ""),
    "24 mois": (None, False, False, "« 24 mois » : volume horaire non indiqué"),
    "3h": ("3", False, False, ""),
    "~567h": ("567", True, False, ""),
    "~4h": ("4", True, False, ""),
    "2h (module)": ("2", False, False, ""),
    "": (None, False, False, "non indiquée"),
    "10j": ("70", False, True, ""),
    "3,5h": ("7/2", False, False, ""),
    "2,5 j": ("35/2", False, True, ""),
    "2h": ("2", False, False, ""),
    "~80h": ("80", True, False, ""),
    "50h": ("50", False, False, ""),
    "1 jour": ("7", False, True, ""),
    "7h": ("7", False, False, ""),
    "40h": ("40", False, False, ""),
    "~1h + quiz": ("1", True, False, ""),
    "~5h / 3 sem.": ("5", True, False, ""),
    "Webinaires": (None, False, False, "suite de webinaires"),
    "~8h": ("8", True, False, ""),
}
PLAIN_PRICES = "1590 990 1490 425 2100 450 21580 3300 245 1365 350 1950 960 1580 1800 1990 930"
# Printed → (low, high, basis, approximate, why unknown).
ANNEX_PRICES: dict[str, tuple[int | None, int | None, str, bool, str]] = {
    **{p: (int(p), int(p), "HT", False, "") for p in PLAIN_PRICES.split()},
    "Sur devis": (None, None, "", False, "sur devis"),
    "Non indiqué": (None, None, "", False, "non indiqué"),
    "Frais universitaires": (None, None, "", False, "frais universitaires, montant non indiqué"),
    "Forfaits": (None, None, "", False, "forfaits, montants non indiqués"),
    "Selon parcours": (None, None, "", False, "dépend du parcours"),
    "Éligibilités possibles": (
        None,
        None,
        "",
        False,
        "financements possibles, montant non indiqué",
    ),
    "Gratuit": (0, 0, "gratuit", False, ""),
    "Gratuit (certif. 80)": (0, 80, "gratuit, certificat en option", False, ""),
    "340 (adh.) / 490 (non-adh.)": (340, 490, "HT, adhérent / non-adhérent", False, ""),
    "750 (adh.) / 920 (non-adh.)": (750, 920, "HT, adhérent / non-adhérent", False, ""),
    "1550 (+500 certif.)": (1550, 2050, "HT, maximum avec la certification en option", False, ""),
    "550 / pers.": (550, 550, "HT, par personne", False, ""),
    "1 450": (1450, 1450, "HT", False, ""),
    "~840 (dist.)": (840, 840, "HT, à distance", True, ""),
}
BOTH = ("présentiel", "distanciel")
ANNEX_FORMATS: dict[str, tuple[str, ...]] = {
    "": (),
    "Présentiel / Distanciel": BOTH,
    "Présentiel ou distanciel": BOTH,
    "Présentiel/ Distanciel": BOTH,
    "Présentiel": ("présentiel",),
    "Présentiel (alternance)": ("présentiel",),
    "Présentiel (Paris)": ("présentiel",),
    "Présentiel (sur site)": ("présentiel",),
    "Distanciel": ("distanciel",),
    "Distanciel (FOAD/MOOC)": ("distanciel",),
    "Distanciel (live)": ("distanciel",),
    "Mixte": ("mixte",),
    "Hybride": ("mixte",),
}


def printed(column: str) -> set[str]:
    """Distinct cells of the rows that are printed in their own columns (48 to 57 are shifted)."""
    with ROWS.open(encoding="utf-8", newline="") as stream:
        rows = [
            r
            for r in csv.DictReader(stream)
            if r["ligne"] and not r["Colonne 8"] and r["ligne"] != "48"
        ]
    return {r[column] for r in rows}


def test_the_tables_hold_every_notation_of_the_annex() -> None:
    assert printed("Durée") - set(ANNEX_DURATIONS) == set()
    assert printed("Prix (€ HT)") - set(ANNEX_PRICES) - {""} == set()
    assert printed("Format") - set(ANNEX_FORMATS) == set()
    assert (len(ANNEX_DURATIONS), len(ANNEX_PRICES), len(ANNEX_FORMATS)) == (33, 31, 13)


@pytest.mark.parametrize("cell", ANNEX_DURATIONS)
def test_durations_of_the_annex(cell: str) -> None:
    hours, approximate, from_days, unknown = ANNEX_DURATIONS[cell]
    wanted = None if hours is None else Fraction(hours)
    assumption = "1 jour = 7 h" if from_days else ""
    assert read_duration(cell, DAY) == (
        Duration(
            printed=cell,
            hours=wanted,
            approximate=approximate,
            assumption=assumption,
            unknown=unknown,
        ),
        "",
    )


@pytest.mark.parametrize("cell", ANNEX_PRICES)
def test_prices_of_the_annex(cell: str) -> None:
    low, high, basis, approximate, unknown = ANNEX_PRICES[cell]
    wanted = Price(
        printed=cell,
        low=None if low is None else Fraction(low),
        high=None if high is None else Fraction(high),
        basis=basis,
        approximate=approximate,
        unknown=unknown,
    )
    assert read_price(cell) == (wanted, "")
    assert looks_like_price(cell)


@pytest.mark.parametrize("cell", ANNEX_FORMATS)
def test_formats_of_the_annex(cell: str) -> None:
    assert read_formats(cell) == (ANNEX_FORMATS[cell], "")
    assert looks_like_format(cell) == bool(cell)


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("3h30min", "7/2"),
        ("3 h 30", "7/2"),
        ("3 h 30 mn", "7/2"),
        ("1 h 5", "13/12"),
        ("45 min", "3/4"),
        ("90 minutes", "3/2"),
        ("3:30", "7/2"),
        ("03:30:00", "7/2"),
        ("14 heures (2 jours)", "14"),
        ("2 jours soit 14 heures", "14"),
        ("1 200 h", "1200"),
        ("1\u202f200 h", "1200"),
        ("1.200 h", "1200"),
        ("2 x 3h30", "7"),
        ("2 × 7 h", "14"),
        ("3 x 2 jours", "42"),
        ("½ journée", "7/2"),
        ("1/2 j", "7/2"),
        ("demi-journée", "7/2"),
        ("3 demi-journées", "21/2"),
        ("2 journées", "14"),
        ("2,5 j", "35/2"),
        ("0,5 jour", "7/2"),
        ("~5h / 3 sem.", "5"),
    ],
)
def test_other_durations(cell: str, hours: str) -> None:
    duration, fault = read_duration(cell, DAY)
    assert (duration.hours, fault) == (Fraction(hours), "")
    assert duration.printed == cell


@pytest.mark.parametrize(
    "cell",
    [
        "abc",
        "1e9",
        "1e9h",
        "-5",
        "-5h",
        "- 2 j",
        "0h",
        "0 j",
        "3h90",
        "14",
        "3.500.2h",
        "99999h",
        "h",
        "=1+1",
    ],
)
def test_unreadable_durations_keep_what_is_printed(cell: str) -> None:
    duration, fault = read_duration(cell, DAY)
    assert (fault, duration.hours, duration.printed, duration.unknown) == (
        "illisible",
        None,
        cell,
        "illisible",
    )


@pytest.mark.parametrize(
    ("cell", "unknown"),
    [
        ("2 h / semaine", "« 2 h / semaine » : rythme, volume horaire non indiqué"),
        ("7h par jour", "« 7h par jour » : rythme, volume horaire non indiqué"),
        ("3 ans", "« 3 ans » : volume horaire non indiqué"),
        ("2 semestres", "« 2 semestres » : volume horaire non indiqué"),
        ("6 semaines", "« 6 semaines » : volume horaire non indiqué"),
        ("Non communiqué", "non indiquée"),
        ("N.C.", "non indiquée"),
        ("—", "non indiquée"),
        ("À définir", "à définir"),
    ],
)
def test_durations_that_give_no_hours(cell: str, unknown: str) -> None:
    duration, fault = read_duration(cell, DAY)
    assert (duration.hours, duration.unknown, fault) == (None, unknown, "")


def test_hours_and_days_that_disagree() -> None:
    duration, fault = read_duration("10h (2j)", DAY)
    assert (duration.hours, fault) == (Fraction(10), "contradiction")
    assert read_duration("16h (2j)", Fraction(8))[1] == ""


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("2 à 3 jours", "douteuse"),
        ("14h ou 21h", "douteuse"),
        ("2-3 jours", "douteuse"),
        ("environ 6h", ""),
        ("≈ 3 h", ""),
    ],
)
def test_ranges_are_approximate_and_to_be_checked(cell: str, fault: str) -> None:
    duration, found = read_duration(cell, DAY)
    assert (duration.approximate, found) == (True, fault)


@pytest.mark.parametrize(
    "cell",
    ["4 x 1/2 j", "4 séances de 2 h", "deux demi-journées", "1 jour et demi", "1 j (7h) x 2"],
)
def test_what_multiplies_a_volume_is_never_dropped_in_silence(cell: str) -> None:
    assert read_duration(cell, DAY)[1] in ("douteuse", "contradiction", "illisible")


@pytest.mark.parametrize(("unit", "hours"), [("h", 14), ("j", 98), ("", None)])
def test_a_bare_number_takes_the_unit_of_its_column(unit: str, hours: int | None) -> None:
    assert read_duration("14", DAY, unit)[0].hours == hours
    assert read_duration("3h30", DAY, unit)[0].hours == Fraction(7, 2)


def test_what_looks_like_a_duration() -> None:
    assert all(looks_like_duration(c) for c in ANNEX_DURATIONS if c)
    assert not any(
        looks_like_duration(c) for c in (*ANNEX_PRICES, *ANNEX_FORMATS, "Jean Dupont", "jeudi")
    )


@pytest.mark.parametrize(
    ("cell", "low", "high", "basis"),
    [
        ("1\u202f450", "1450", "1450", "HT"),
        ("1\u00a0450 €", "1450", "1450", "HT"),
        ("1 450 € HT", "1450", "1450", "HT"),
        ("1'450", "1450", "1450", "HT"),
        ("1.590,00 €", "1590", "1590", "HT"),
        ("1590.5", "3181/2", "3181/2", "HT"),
        ("1590,50 euros TTC", "3181/2", "3181/2", "TTC"),
        ("€ 990", "990", "990", "HT"),
        ("340 - 490", "340", "490", "HT"),
        ("340-490 €", "340", "490", "HT"),
        ("340 € – 490 €", "340", "490", "HT"),
        ("de 340 à 490", "340", "490", "HT"),
        ("800 / jour", "800", "800", "HT, par jour"),
        ("60 € par heure", "60", "60", "HT, par heure"),
        ("3000 (intra)", "3000", "3000", "HT, par groupe (intra)"),
        ("0", "0", "0", "HT"),
        ("Gratuit (adh.) / 490 (non-adh.)", "0", "490", "gratuit ou payant"),
        ("Gratuite", "0", "0", "gratuit"),
    ],
)
def test_other_prices(cell: str, low: str, high: str, basis: str) -> None:
    price, fault = read_price(cell)
    assert (price.low, price.high, price.basis, fault) == (Fraction(low), Fraction(high), basis, "")


@pytest.mark.parametrize(
    "cell",
    [
        "-5",
        "- 5 €",
        "abc",
        "1e9",
        "=1+1",
        "1,590.00",
        "1 59",
        "12 %",
        "$1590",
        "£990",
        "14h",
        "1 jour",
        "3 x 500",
        "Non gratuit",
        "payant",
        "+500",
        "€",
        "1590 (2 jours)",
        "(-5)",
        "340 / -490",
    ],
)
def test_unreadable_prices_keep_what_is_printed(cell: str) -> None:
    price, fault = read_price(cell)
    assert (fault, price.low, price.high, price.printed, price.unknown) == (
        "illisible",
        None,
        None,
        cell,
        "illisible",
    )
    assert not looks_like_price(cell)


@pytest.mark.parametrize(
    "cell", ["NC", "n.c.", "N/A", "-", "—", "Non communiqué", "à définir", "Nous consulter"]
)
def test_prices_that_are_honestly_unknown(cell: str) -> None:
    price, fault = read_price(cell)
    assert (price.low, fault) == (None, "")
    assert price.unknown
