"""Formats, codes, links, kinds, levels, refused cells: the oddities people type."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from coverage_engine.domain.cells.codes import find_codes, without_codes
from coverage_engine.domain.cells.duration import read_duration
from coverage_engine.domain.cells.formats import read_formats
from coverage_engine.domain.cells.kind import read_kind
from coverage_engine.domain.cells.level import read_level
from coverage_engine.domain.cells.links import looks_like_link, read_link
from coverage_engine.domain.cells.price import read_price
from coverage_engine.domain.cells.unsafe_cells import MAX_CELL_CHARS, refused_because
from coverage_engine.domain.model.catalogue import Duration, Offer, Price
from coverage_engine.domain.settings import Settings
from coverage_engine.sources.extent import column_letter, column_number

DAY = Fraction(7)


@pytest.mark.parametrize(
    ("cell", "formats", "fault"),
    [
        ("En ligne", ("distanciel",), ""),
        ("e-learning", ("distanciel",), ""),
        ("Classe\nvirtuelle", ("distanciel",), ""),
        ("Blended learning", ("mixte",), ""),
        ("Non présentiel", (), "illisible"),
        ("1590", (), "illisible"),
        ("abc", (), "illisible"),
        ("   ", (), ""),
    ],
)
def test_other_formats(cell: str, formats: tuple[str, ...], fault: str) -> None:
    assert read_formats(cell) == (formats, fault)


@pytest.mark.parametrize(
    ("texts", "codes"),
    [
        (("Certification RS7287 - Optimiser",), ("RS7287",)),
        (("Master CGAO (RNCP 35918)",), ("RNCP35918",)),
        (("", "https://www.francecompetences.fr/recherche/rs/7288/"), ("RS7288",)),
        (("", "https://exemple.fr/RNCP37837.html"), ("RNCP37837",)),
        (("RNCP n° 35918",), ("RNCP35918",)),
        (("RNCP : 035918",), ("RNCP35918",)),
        (("rs7064 et RS 7064",), ("RS7064",)),
        (("RS7064", "https://exemple.fr/rncp/123"), ("RS7064", "RNCP123")),
        (("cours 7288", "parcours12", "RNCP1234567", "RS", "offers/44", "RS0"), ()),
    ],
)
def test_codes(texts: tuple[str, ...], codes: tuple[str, ...]) -> None:
    assert find_codes(*texts) == codes


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Certification RS7288 - Intégrer l'IA", "Intégrer l'IA"),
        ("RNCP37827 – Développeur en IA", "Développeur en IA"),
        ("Master CGAO (RNCP 35918)", "Master CGAO"),
        ("RNCP n° 35918 : Contrôle", "Contrôle"),
        ("Certification RS7288", "Certification RS7288"),
        ("RS7288 -", "RS7288 -"),
        ("Les RS et vous", "Les RS et vous"),
    ],
)
def test_titles_without_codes(title: str, bare: str) -> None:
    assert without_codes(title) == bare


@pytest.mark.parametrize(
    ("cell", "url", "host", "faults"),
    [
        ("https://www.cegos.fr/a,b/?c=d", "https://www.cegos.fr/a,b/?c=d", "cegos.fr", ()),
        ("HTTP://CEGOS.FR", "HTTP://CEGOS.FR", "cegos.fr", ()),
        ("plb.fr [genia-academie.fr]", "", "plb.fr", ("citation", "incomplet")),
        ("nxeu.com (fiche PDF) [lonasante.com]", "", "nxeu.com", ("citation", "incomplet")),
        ("www.cegos.fr", "", "cegos.fr", ("incomplet",)),
        ("voir https://cegos.fr/x", "https://cegos.fr/x", "cegos.fr", ()),
        ("", "", "", ("absent",)),
        ("sur demande", "", "", ("illisible",)),
        ("contact@cegos.fr", "", "", ("illisible",)),
        ("javascript:alert(1)", "", "", ("illisible",)),
        ("https://", "", "", ("illisible",)),
        ("http://[::1", "", "", ("illisible",)),
        ("file:///etc/hosts", "", "", ("illisible",)),
    ],
)
def test_links(cell: str, url: str, host: str, faults: tuple[str, ...]) -> None:
    link, found = read_link(cell)
    assert (link.printed, link.url, link.host, found) == (cell, url, host, faults)


def test_what_looks_like_a_link() -> None:
    assert all(map(looks_like_link, ("https://a.fr", "plb.fr [x.fr]", "ehesp.fr (FC)")))
    assert not any(
        map(looks_like_link, ("Sur devis", "2,5 j", "~5h / 3 sem.", "1550 (+500 certif.)", ""))
    )


@pytest.mark.parametrize(
    ("title", "fmt", "codes", "kind"),
    [
        ("Guide éthique IA en santé", "Distanciel", (), "ressource"),
        ("IA pour centres de contact (ressources)", "Distanciel", (), "ressource"),
        ("ANS-Formation (plateforme)", "Distanciel", (), "plateforme"),
        ("Événements Copilot Microsoft", "Distanciel", (), "événement"),
        ("MOOC - L'IA générative et moi", "Distanciel", (), "MOOC"),
        ("L'IA et moi", "Distanciel (FOAD/MOOC)", (), "MOOC"),
        ("DIU IA Générative en Santé (GEN-IAs)", "Mixte", (), "diplôme"),
        ("DU intelligence artificielle", "Présentiel", (), "diplôme"),
        ("Master CGAO (RNCP 35918)", "Présentiel", ("RNCP35918",), "diplôme"),
        ("RNCP37837 - Data Analyst (niv.6)", "Distanciel", ("RNCP37837",), "certification"),
        ("Certification RS7064 - Guide des réseaux", "", ("RS7064",), "certification"),
        ("Rédiger un guide avec l'IA", "", (), "formation"),
        ("Concevoir une fiche de poste avec l'IA", "", (), "formation"),
        ("Maîtriser la plateforme Genesys", "", (), "formation"),
        ("Dans quel but utiliser l'IA", "", (), "formation"),
        ("Master class IA", "", (), "formation"),
        ("MAÎTRISER L'USAGE DU NUMÉRIQUE", "", (), "formation"),
        ("Gestion du temps", "", (), "formation"),
        ("", "", (), "formation"),
    ],
)
def test_kinds(title: str, fmt: str, codes: tuple[str, ...], kind: str) -> None:
    assert read_kind(title, fmt, "", codes)[0] == kind


OFFER = Offer(
    id="o",
    title="",
    titles=("",),
    provider="X",
    kind="formation",
    rows=(1,),
    duration=Duration(
        printed="", hours=None, approximate=False, assumption="", unknown="non indiquée"
    ),
    price=Price(
        printed="", low=None, high=None, basis="", approximate=False, unknown="non indiqué"
    ),
    formats=(),
    codes=(),
    links=(),
    description="",
    merge_reason="",
)


@pytest.mark.parametrize(
    ("title", "kind", "hours", "level"),
    [
        ("Utiliser l’IA", "formation", None, 2),
        ("Utiliser l’IA", "formation", 4, 1),
        ("Utiliser l’IA", "formation", 14, 2),
        ("Utiliser l’IA", "formation", 35, 3),
        ("Utiliser l’IA", "diplôme", None, 3),
        ("Utiliser l’IA", "MOOC", 40, 1),
        ("Initiation à Copilot", "formation", 70, 1),
        ("L’IA avancée", "formation", 2, 3),
        ("Initiatives IA", "formation", 14, 2),
        ("L’IA pour l’expert-comptable", "formation", 14, 2),
    ],
)
def test_levels(title: str, kind: str, hours: int | None, level: int) -> None:
    duration = (
        OFFER.duration
        if hours is None
        else Duration(
            printed=f"{hours}h", hours=Fraction(hours), approximate=False, assumption="", unknown=""
        )
    )
    found, reason = read_level(
        replace(OFFER, title=title, titles=(title,), kind=kind, duration=duration), Settings()
    )
    assert found == level
    assert reason


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://x";"y")',
        "  =1+1",
        "<script>alert(1)</script>",
        "a <IMG src=x>",
        "</a>",
        "<a\thref=x>",
        "+cmd|' /C calc'!A0",
        "@SUM(1)*cmd|'/C calc'!A0",
        "x" * (MAX_CELL_CHARS + 1),
        "nul\x00",
    ],
)
def test_refused_cells(cell: str) -> None:
    assert "→" in refused_because(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "+33 1 02 03 04 05",
        "- Gagner du temps",
        "Budget < a",
        "IA <3",
        "A & B",
        "x" * MAX_CELL_CHARS,
        "a=b",
        "1 > 0",
    ],
)
def test_usual_cells(cell: str) -> None:
    assert refused_because(cell) == ""


@pytest.mark.parametrize(
    ("number", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")],
)
def test_column_letters(number: int, letters: str) -> None:
    assert (column_letter(number), column_number(letters)) == (letters, number)


@pytest.mark.parametrize(
    "unit",
    [" ", "-", "a-", "a.", "[", "(", "1", "1.", "1 ", "rs", "rsn", "<", "h", "1h", "½", "é", "-1"],
)
def test_no_cell_takes_long(unit: str) -> None:
    cell = "a" + unit * (MAX_CELL_CHARS // len(unit)) + "!"
    read_duration(cell, DAY)
    read_price(cell)
    read_formats(cell)
    read_link(cell)
    find_codes(cell)
    without_codes(cell)
    read_kind(cell, cell, cell, ())
    refused_because(cell)
