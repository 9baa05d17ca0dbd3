"""Every page of the desk, read as a buyer would: links, filters, refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from desk_client import Seen, page, reader_of
from starlette.testclient import TestClient

from coverage_engine.analysis.run import Run
from coverage_engine.domain.french import percent
from coverage_engine.tables.published import Published
from coverage_engine.tables.run_tables import published_of

DOSSIERS = "/metiers/gestionnaire-de-dossiers-d-assistance"
# Pages whose every link is followed; the others are reached from them.
MOST = 900


@pytest.fixture(scope="module")
def published(real_run: Run) -> Published:
    return published_of(real_run, "essai")


@pytest.fixture(scope="module")
def reader(published: Published) -> Iterator[TestClient]:
    with reader_of(published) as made:
        yield made


@pytest.mark.slow
def test_every_link_of_every_page_leads_somewhere(reader: TestClient) -> None:
    waiting, seen = ["/"], {"/": ""}
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        reply = reader.get(address)
        assert reply.status_code in (200, 303), f"{address}, depuis {seen[address]}"
        if not reply.headers.get("content-type", "").startswith("text/html"):
            continue
        found = Seen(reply.text)
        own = set(found.attributes("id"))
        assert len(own) == len(found.attributes("id")), address
        for href in found.attributes("href") + found.attributes("action"):
            parts = urlsplit(href)
            if not parts.path and parts.fragment:
                assert parts.fragment in own, f"{address} → {href}"
            if parts.netloc or parts.path.endswith((".xlsx", ".pdf")) or not parts.path:
                continue
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if target not in seen:
                seen[target] = address
                waiting.append(target)
    assert len(seen) > 600


@pytest.mark.parametrize(
    "address",
    [
        "/",
        DOSSIERS,
        f"{DOSSIERS}/besoins/ACC-01",
        "/offres",
        "/competences/ACC-01",
        "/comparer",
        "/fragilite",
        "/plan",
        "/et-si",
        "/methode",
        "/glossaire",
        "/recherche",
        "/recherche?q=paie",
        "/api",
        f"/plan?metier={DOSSIERS[9:]}&budget=2000",
        f"/plan/courbe?metier={DOSSIERS[9:]}",
        f"/plan/devis?metier={DOSSIERS[9:]}",
    ],
)
def test_a_page_is_well_made(reader: TestClient, address: str) -> None:
    reply = reader.get(address)
    seen = Seen(reply.text)
    tags = [tag for tag, _ in seen.tags]
    assert tags.count("h1") == 1
    assert tags.count("main") == 1
    assert dict(seen.tags)["html"] == {"lang": "fr"}
    assert "style" not in tags
    assert not seen.attributes("style")
    assert not [a for _, attrs in seen.tags for a in attrs if a.startswith("on")]
    assert all("src" in attrs for tag, attrs in seen.tags if tag == "script")
    assert not {"None", "nan"} & set(re.split(r"[\s,;:().]+", seen.text))
    assert len(reply.content) < 1_000_000
    # Every field has a label.
    labelled = set(seen.attributes("for"))
    loose = [
        a
        for tag, a in seen.tags
        if tag in ("input", "select") and a.get("type") not in ("checkbox", "hidden")
    ]
    assert all(a["id"] in labelled for a in loose)


def test_a_new_buyer_finds_the_gaps_why_a_filter_and_an_export(reader: TestClient) -> None:
    first = page(reader, "/")
    assert ("input", "q") in [(tag, a.get("name")) for tag, a in first.tags]
    found = page(reader, "/recherche?q=gestionaire de dossier")
    # The first hit is the métier.
    hits = [h for h in found.attributes("href") if h.startswith("/metiers/")]
    assert hits[0] == DOSSIERS
    metier = page(reader, DOSSIERS)
    assert "Ce qui manque, le plus lourd d’abord" in metier.text
    assert "pourquoi ce lien" in metier.text
    filtered = page(reader, f"{DOSSIERS}?format=distanciel&prix_max=500")
    export = next(h for h in filtered.attributes("href") if "export.xlsx?" in h)
    assert "format=distanciel" in export
    reply = reader.get(f"{DOSSIERS}/manques.xlsx")
    assert reply.headers["content-disposition"].startswith(
        'attachment; filename="ce-qui-manque-gestionnaire-de-dossiers'
    )


def test_figures_of_the_map_are_those_of_the_run(reader: TestClient, published: Published) -> None:
    text = page(reader, "/").text.replace("\xa0", " ")
    for m in published.metiers:
        assert m.metier in text
        assert percent(m.rate, [published.settings.seuil_bien_couvert]).replace("\xa0", " ") in text


def test_a_typed_name_leads_to_the_address_of_the_metier(reader: TestClient) -> None:
    reply = reader.get("/metiers/gestionaire de dosiers d'assistance")
    assert (reply.status_code, reply.headers["location"]) == (303, DOSSIERS)


def test_an_unknown_metier_gets_near_names(reader: TestClient) -> None:
    seen = page(reader, "/metiers/gestionnaire", 404)
    assert [h for h in seen.attributes("href") if h.startswith("/metiers/gestionnaire")]


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/offres?couleur=bleu", 400, "« couleur »"),
        ("/offres?prix_max=abc", 400, "Prix maximal (€ HT) : « abc » refusé"),
        ("/offres?prix_max=-3", 400, "positif"),
        ("/offres?format=peinture", 400, "au choix"),
        ("/offres?prix_max=10&prix_max=20", 400, "une seule fois"),
        ("/offres?page=99", 404, "Dernière page"),
        ("/offres?page=0", 400, "Page : « 0 » refusé"),
        ("/offres/inconnue", 404, "Offre inconnue"),
        (f"{DOSSIERS}/besoins/XYZ", 404, "n’a pas de besoin"),
        ("/competences/XYZ", 404, "Compétence inconnue"),
        ("/comparer?metier=assistant&metier=Assistant", 400, "de 2 à"),
        ("/plan?metier=assistant&budget=abc", 400, "Budget (€ HT) : « abc » refusé"),
        ("/plan?metier=assistant&budget=-1", 400, "Budget (€ HT) : « -1 » refusé"),
        ("/plan?metier=assistant&objectif=1.5", 400, "Objectif : « 1.5 » refusé"),
        ("/plan?metier=assistant&objectif=2", 400, "pourcentage avec son signe"),
        ("/plan?metier=assistant&effectif_metier=assistant;zz", 400, "un nombre"),
        (
            "/plan?metier=assistant&effectif_metier=2 assistants, 1 formateur",
            400,
            "une virgule entre deux métiers",
        ),
        (
            "/plan?metier=assistant&effectif_metier=formateur;2",
            400,
            "n’est pas parmi les métiers choisis",
        ),
        ("/plan?metier=zzzzzz", 404, "inconnu"),
        ("/et-si?retirer=inconnue", 404, "Offre inconnue"),
        ("/et-si?besoin=assistant;ACC-01", 400, "métier;compétence;niveau"),
        ("/et-si?ajout_titre=Rien", 400, "aucune compétence"),
        ("/recherche?q=" + "a" * 201, 400, "201 caractères"),
        ("/ofres", 404, "Offres"),
        ("/../../etc/passwd", 404, "rien à cette adresse"),
        ("/static/../pyproject.toml", 404, "rien à cette adresse"),
        ("/metiers/%00%ff", 404, "inconnu"),
    ],
)
def test_a_refusal_says_what_and_what_to_do(
    reader: TestClient, address: str, status: int, said: str
) -> None:
    assert said in page(reader, address, status).text.replace("\xa0", " ").replace("\u202f", " ")


def test_hostile_text_is_only_text(reader: TestClient) -> None:
    reply = reader.get("/recherche", params={"q": '"><script>alert(1)</script>'})
    assert reply.status_code == 200
    assert "<script>alert" not in reply.text


def test_blank_fields_leave_the_address(reader: TestClient) -> None:
    reply = reader.get("/offres?prix_max=&format=distanciel&organisme=")
    assert (reply.status_code, reply.headers["location"]) == (303, "/offres?format=distanciel")


@pytest.mark.parametrize(
    "query",
    [
        (
            "prix_max=500&organisme=Cegos&organisme=CNFPT via"
            " FUN&format=distanciel&certifiante=oui&preuve=axe principal"
        ),
        "prix_max=12,5&duree_max=7",
    ],
)
def test_a_form_sends_again_what_was_asked(reader: TestClient, query: str) -> None:
    asked = sorted(tuple(pair.split("=")) for pair in query.split("&"))
    seen = page(reader, f"/offres?{query}")
    filled = [
        (str(a["name"]), str(a["value"]))
        for tag, a in seen.tags
        if tag == "input"
        and a.get("name") != "q"
        and a.get("value")
        and (a.get("type") != "checkbox" or "checked" in a)
    ]
    assert sorted(filled) == asked


def test_a_plan_sends_again_what_was_asked(reader: TestClient) -> None:
    query = "metier=assistant&budget=2000&exclure=Cegos&exclure=ORSYS&effectif_metier=assistant;3"
    seen = page(reader, f"/plan?{query}")
    filled = {(a.get("name"), a.get("value")) for tag, a in seen.tags if tag == "input"}
    assert {
        ("exclure", "Cegos"),
        ("exclure", "ORSYS"),
        ("effectif_metier", "assistant;3"),
        ("budget", "2000"),
    } <= filled


def test_a_filter_can_be_taken_away(reader: TestClient) -> None:
    seen = page(reader, "/offres?format=distanciel&certifiante=oui")
    assert "/offres?certifiante=oui" in seen.attributes("href")
    assert "/offres?format=distanciel" in seen.attributes("href")


def test_suppositions_add_up_in_the_address(reader: TestClient, published: Published) -> None:
    offer = next(iter(published.useful_of_offer))
    asked = {
        "retirer": offer,
        "besoin_metier": DOSSIERS[9:],
        "besoin_competence": "ACC-01",
        "besoin_niveau": "3",
    }
    reply = reader.get("/et-si", params=asked)
    assert reply.status_code == 303
    seen = page(reader, reply.headers["location"])
    assert "besoin ACC-01 au niveau 3" in seen.text
    assert "Ensemble des métiers" in seen.text
    assert offer in [a.get("value") for tag, a in seen.tags if a.get("type") == "hidden"]


def test_the_first_page_is_light(reader: TestClient) -> None:
    weight = 0
    first = reader.get("/")
    seen = Seen(first.text)
    for address in [
        "/",
        *[h for h in seen.attributes("href") + seen.attributes("src") if h.startswith("/static/")],
    ]:
        with reader.stream("GET", address, headers={"accept-encoding": "gzip"}) as reply:
            weight += sum(len(part) for part in reply.iter_raw())
    assert weight < 100_000
