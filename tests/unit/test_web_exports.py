"""Files of the pages: names, contents, filters; the printed sheet of a métier."""

from __future__ import annotations

import io

import pytest
from desk_client import reader_of
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from coverage_engine.analysis.run import Run
from coverage_engine.questions.gaps import gaps
from coverage_engine.questions.metiers import metier_sheet
from coverage_engine.questions.offer_filter import OfferFilter
from coverage_engine.tables.columns import csv_bytes
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import published_of
from coverage_engine.web.exports import epoch_of

PAGE = "/metiers/formateur-d-assistance"


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    return published_of(real_run, "essai")


@pytest.fixture(scope="module")
def reader(published: Published) -> TestClient:
    return reader_of(published)


def named(reply_header: str) -> str:
    return reply_header.partition('filename="')[2].rstrip('"')


def test_the_gaps_alone(reader: TestClient, published: Published) -> None:
    reply = reader.get(f"{PAGE}/manques.csv")
    assert reply.content == csv_bytes(gaps(published, "formateur-d-assistance").tables()[0])
    day = published.about.date
    assert (
        named(reply.headers["content-disposition"])
        == f"ce-qui-manque-formateur-d-assistance-{day}.csv"
    )


def test_a_workbook_holds_what_is_on_screen_with_its_filters(
    reader: TestClient, published: Published
) -> None:
    reply = reader.get(f"{PAGE}/export.xlsx?format=distanciel&prix_max=0")
    book = CalamineWorkbook.from_filelike(io.BytesIO(reply.content))
    first = " ".join(map(str, book.get_sheet_by_name("Lisez-moi").to_python()))
    assert "distanciel" in first
    assert published.stamp in first
    wanted = metier_sheet(
        published,
        "formateur-d-assistance",
        OfferFilter(formats=("distanciel",), max_price=published.settings.borne_basse * 0),
    )
    rows = book.get_sheet_by_name("Besoins").to_python()
    assert len(rows) == 1 + len(wanted.needs)
    at = rows[0].index("Offres utiles")
    assert [row[at] for row in rows[1:]] == [
        " ; ".join(o.id for o, _ in n.found) for n in wanted.needs
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/export",
        "/offres/export",
        "/recherche/export?q=paie",
        "/methode/anomalies",
        "/comparer/export?metier=assistant&metier=" + PAGE[9:],
        "/et-si/export?retirer=cegos-ia-au-service-de-efficacite-de-assistant",
        f"/plan/export?metier={PAGE[9:]}",
        f"/plan/courbe/export?metier={PAGE[9:]}",
    ],
)
def test_every_workbook_opens(reader: TestClient, address: str) -> None:
    path, _, query = address.partition("?")
    reply = reader.get(f"{path}.xlsx?{query}")
    assert reply.status_code == 200, reply.text
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(reply.content)).sheet_names) > 1
    assert reader.get(f"{path}.csv?{query}").headers["content-type"] == "text/csv; charset=utf-8"


def test_the_printed_sheet_says_what_the_page_says(
    reader: TestClient, published: Published
) -> None:
    reply = reader.get(f"{PAGE}/fiche.pdf")
    assert reply.content == reader.get(f"{PAGE}/fiche.pdf?").content
    pdf = PdfReader(io.BytesIO(reply.content))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    metier = published.metier_by_slug["formateur-d-assistance"]
    assert metier.metier in text
    assert metier.verdict in text
    assert text.count("poids") >= len(published.needs_of[metier.metier])
    assert str(pdf.trailer["/Root"]["/Lang"]).startswith("fr")
    assert epoch_of(published) > 0


def test_a_filter_that_is_refused_makes_no_file(reader: TestClient) -> None:
    for form in ("csv", "xlsx"):
        reply = reader.get(f"/offres/export.{form}?format=peinture")
        assert reply.status_code == 400
        assert "content-disposition" not in reply.headers
