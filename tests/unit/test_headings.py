"""Each heading of a page and of the report stands over its own value, all of them distinct."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from html import unescape

import pytest
from desk_client import reader_of
from starlette.testclient import TestClient

from coverage_engine.analysis.run import Run
from coverage_engine.documents.coverage_annexes import catalogue
from coverage_engine.documents.model import Table, plain
from coverage_engine.tables.kinds import JOIN
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import make_tables, published_of

CELL = re.compile(r"<(dt|dd|th|td)\b[^>]*>(.*?)</\1>", re.DOTALL)


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    """The real run, where every value of its first offer is told from the others."""
    told = published_of(real_run)
    first = next(o for o in told.offers.values() if o.counted)
    planted = replace(
        first,
        title="Un titre",
        provider="Un organisme",
        kind="une nature",
        hours=Fraction(17),
        hours_unknown="",
        hours_printed="17 h",
        price_low=Fraction(1300),
        price_high=Fraction(1300),
        price_unknown="",
        price_basis="",
        price_printed="",
        codes=("RS5",),
        rows=(41, 43),
        formats=("un format",),
        level=3,
        axes="outils (principal)",
        merge_reason="",
        links=("https://exemple.fr/a",),
    )
    return replace(told, offers={**told.offers, first.id: planted})


@pytest.fixture(scope="module")
def reader(published: Published) -> TestClient:
    return reader_of(published)


def offer_id(published: Published) -> str:
    return next(o.id for o in published.offers.values() if o.title == "Un titre")


def cells(markup: str) -> list[str]:
    """Texts of the cells of a table or of a list of terms, in order."""
    bare = (re.sub(r"<[^>]+>", " ", found[1]) for found in CELL.findall(markup))
    return [" ".join(unescape(text).split()) for text in bare]


def test_the_page_of_an_offer(reader: TestClient, published: Published) -> None:
    own = offer_id(published)
    text = reader.get(f"/offres/{own}").text
    facts = cells(text[text.index('<dl class="facts">') : text.index("</dl>")])
    assert dict(zip(facts[::2], facts[1::2], strict=True)) == {
        "Organisme": "Un organisme",
        "Nature": "une nature",
        "Prix HT": "1 300 €",
        "Durée": "17 h",
        "Formats": "un format",
        "Certification": "RS5",
        "Niveau visé": "maîtrise avancée",
        "Axes lus": "Maîtrise des outils (principal)",
        "Identifiant": own,
        "Page de l’organisme": "https://exemple.fr/a",
    }


def test_the_list_of_offers(reader: TestClient) -> None:
    text = reader.get("/offres?organisme=Un organisme").text
    table = cells(text[text.index("<table>") : text.index("</table>")])
    served = table.pop()
    assert dict(zip(table[:6], table[7:], strict=True)) == {
        "Offre": "Un titre",
        "Organisme": "Un organisme",
        "Prix HT": "1 300 €",
        "Durée": "17 h",
        "Formats": "un format",
        "Certification": "RS5",
    }
    assert table[6] == "Sert" and "besoin" in served


def test_the_catalogue_of_the_report(published: Published) -> None:
    table = catalogue(published).blocks[0]
    assert isinstance(table, Table)
    titles = [c.title for c in table.columns]
    rows = ([" ".join(plain(cell).split()) for cell in row] for row in table.rows)
    (row,) = (own for own in rows if own[0].startswith("Un titre"))
    assert dict(zip(titles, row, strict=True)) == {
        "Offre, organisme et identifiant": f"Un titre Un organisme {offer_id(published)}",
        "Nature et niveau": "une nature 3 maîtrise avancée",
        "Durée": "17 h",
        "Prix": "1 300 €",
        "Format": "un format",
        "Certif.": "RS5",
        "Axes lus": "Maîtrise des outils (principal)",
        "Lignes": "41, 43",
        "Compte": "comptée",
    }


def test_the_table_of_offers_says_what_was_read(real_run: Run) -> None:
    lines = {o.id: o for o in real_run.offers}
    (table,) = (t for t in make_tables(real_run) if t.name == "offres")
    for row in table.records():
        own = lines[str(row["offre_id"])]
        read = {
            "intitule": own.title,
            "organisme": own.provider,
            "nature": own.kind,
            "duree_heures": own.duration.hours,
            "duree_imprimee": own.duration.printed,
            "prix_min": own.price.low,
            "prix_max": own.price.high,
            "prix_imprime": own.price.printed,
            "certification": JOIN.join(own.codes),
            "formats": JOIN.join(own.formats),
        }
        assert {name: row[name] for name in read} == read
