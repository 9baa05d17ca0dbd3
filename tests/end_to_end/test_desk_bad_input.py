"""Bad input at the desk: a clear answer with the right status, and a server that stays up."""

from __future__ import annotations

import base64
import re
import socket
from pathlib import Path
from urllib.parse import quote

import pytest
from desk_pages import METIER
from desk_support import API, PATIENCE, Server, plain_spaces, serving

TRACES = ("Traceback", 'File "', ".py", "starlette", "uvicorn", "jinja2")
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR 1=1 --",
    "{{ 7*7 }}",
    "${7*7}",
    "=cmd|' /C calc'!A0",
    "\x00\x01\x1b[31m",
    "\u202eabc",
    "a\u0301" * 90,
    "🙂" * 100,
    "%",
    "%%30",
    "..",
    "../../etc/passwd",
    "*",
    "()[]\\",
    "e" * 200,
]
TRAVERSALS = [
    "..",
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "..%5c..%5cwindows%5cwin.ini",
    "%252e%252e%252fetc%252fpasswd",
    "%00",
    "/etc/passwd",
    "manifest.json",
    "....//....//etc/passwd",
]
PLACES = [
    "/{}",
    "/static/{}",
    "/static/0123456789ab/{}",
    "/metiers/{}",
    f"/metiers/{METIER}/besoins/{{}}",
    f"/metiers/{METIER}/{{}}",
    "/offres/{}",
    "/competences/{}",
    "/methode/{}",
    "/plan/{}",
    API + "/{}",
    API + "/metiers/{}",
    API + "/offres/{}",
]


def no_trace(text: str) -> None:
    assert not [t for t in TRACES if t in text], text[:2_000]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/metiers/zzz", 404, "zzz"),
        ("/metiers/gestionnaire", 404, "gestionnaire"),
        (f"/metiers/{METIER}/besoins/ZZZ-99", 404, "ZZZ-99"),
        ("/offres/zzz", 404, "zzz"),
        ("/offres?page=99", 404, "Page 99"),
        ("/offres?page=0", 400, "Page : « 0 » refusé"),
        ("/offres?page=-1", 400, "Page : « -1 » refusé"),
        ("/offres?page=abc", 400, "Page : « abc » refusé"),
        ("/offres?prix_max=abc", 400, "Prix maximal (€ HT) : « abc » refusé"),
        ("/offres?prix_max=-5", 400, "Prix maximal (€ HT) : « -5 » refusé"),
        ("/offres?prix_max=nan", 400, "Prix maximal (€ HT) : « nan » refusé"),
        ("/offres?prix_max=1e999", 400, "Prix maximal (€ HT) : « 1e999 » refusé"),
        ("/offres?couleur=bleu", 400, "« couleur » : filtre inconnu"),
        ("/offres?format=voyance", 400, "présentiel"),
        ("/offres?preuve=aucune", 400, "axe principal"),
        ("/offres?certifiante=maybe", 400, "« oui » ou « non »"),
        ("/?verdict=parfait", 400, "bien couvert"),
        (f"/plan?metier={METIER}&budget=abc", 400, "Budget (€ HT) : « abc » refusé"),
        (f"/plan?metier={METIER}&budget=-100", 400, "Budget (€ HT) : « -100 » refusé"),
        (f"/plan?metier={METIER}&objectif=1.5", 400, "Objectif : « 1.5 » refusé"),
        (f"/plan?metier={METIER}&objectif=150", 400, "Objectif : « 150 » refusé"),
        (f"/plan?metier={METIER}&effectif=0", 400, "Apprenants par métier : « 0 » refusé"),
        ("/plan?metier=zzz&budget=1", 404, "zzz"),
        (f"/plan?metier={METIER}&exclure=zzz", 400, "zzz"),
        ("/et-si?retirer=zzz", 404, "zzz"),
        ("/et-si?besoin=un;deux", 400, "métier;compétence;niveau"),
        ("/recherche?q=" + "a" * 300, 400, "300 caractères"),
        ("/recherche?q=" + "a" * 10_000, 414, "8192"),
    ],
)
def test_a_refusal_says_what_and_what_to_do(
    desk: Server, path: str, status: int, said: str
) -> None:
    came = desk.ask(path)
    text = plain_spaces(came.text)
    assert (came.status, came.headers["content-type"]) == (status, "text/html; charset=utf-8"), text
    assert said in text
    no_trace(text)
    same = desk.ask(API + path.replace("/plan/", "/")) if not path.startswith("/?") else None
    if same is not None and "/besoins/" not in path:
        assert same.status == status
        # A form names its fields by their labels, a program by their names in the address: what
        # follows is the same.
        assert said.partition(" : «")[2] in plain_spaces(same.json["detail"])
        assert " : «" in said or said in plain_spaces(same.json["detail"])


def test_near_names_are_links_that_answer(desk: Server) -> None:
    came = desk.ask("/metiers/gestionnaire")
    links = re.findall(r'<li><a href="(/metiers/[^"]+)">', came.text)
    assert f"/metiers/{METIER}" in links
    assert {desk.ask(link).status for link in links} == {200}
    proposed = desk.ask(f"{API}/metiers/gestionnaire").json["proches"]
    assert [p["href"] for p in proposed] == links


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(desk: Server, text: str) -> None:
    came = desk.ask("/recherche?q=" + quote(text, safe=""))
    assert came.status == 200
    for sign in ("<script>alert", "<img src=x", "49"):
        assert sign not in came.text.partition("<main")[2].partition("</main")[0]
    for place in (
        "/metiers/{}",
        "/offres/{}",
        f"/metiers/{METIER}/besoins/{{}}",
        "/offres?organisme={}",
        "/et-si?retirer={}",
    ):
        came = desk.ask(place.format(quote(text, safe="")))
        assert came.status in (200, 303, 400, 404), (place, text)
        no_trace(came.text)


@pytest.mark.parametrize("place", PLACES)
def test_no_path_of_a_request_is_opened(desk: Server, place: str) -> None:
    for traversal in TRAVERSALS:
        came = desk.ask(place.format(traversal))
        assert came.status == 404, (place, traversal, came.status)
        assert "root:" not in came.text
        no_trace(came.text.replace(traversal, ""))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % (b"a" * 9_000), 414),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: %s\r\n\r\n" % (b"a" * 200_000), 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: mechant.example\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1.mechant.example\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\nHost: [\r\n\r\n", 421),
        (b"GET http://mechant.example/ HTTP/1.1\r\nHost: mechant.example\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        ("GET /é HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode(), 400),
    ],
    ids=[
        "adresse",
        "en-tête",
        "sans hôte",
        "hôte",
        "hôte voisin",
        "hôte illisible",
        "mandataire",
        "contenu",
        "TLS",
        "octets",
    ],
)
def test_oversized_and_broken_requests_are_refused(desk: Server, sent: bytes, status: int) -> None:
    with socket.create_connection(desk.place, PATIENCE) as link:
        link.sendall(sent)
        with link.makefile("rb") as came:
            assert int(came.readline().split()[1]) == status
    assert desk.ask("/").status == 200


def test_slow_readers_keep_nobody_waiting(desk: Server) -> None:
    """Two hundred connections that never finish their request; the others are served."""
    slow = [socket.create_connection(desk.place, PATIENCE) for _ in range(200)]
    try:
        for link in slow:
            link.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        assert desk.ask("/").status == 200
        assert desk.ask(f"{API}/metiers").status == 200
    finally:
        for link in slow:
            link.close()


def test_a_reader_who_leaves_early_disturbs_nobody(desk: Server) -> None:
    for path in (
        "/",
        f"/metiers/{METIER}/export.xlsx?prix_max=777",
        f"/plan?metier={METIER}&budget=777",
    ):
        with socket.create_connection(desk.place, PATIENCE) as link:
            link.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        assert desk.ask(path).status == 200


TOKEN = "un-jeton-assez-long-pour-etre-secret"


def basic(password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"moi:{password}".encode()).decode()}


def test_the_token_is_asked_everywhere(real_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "jeton.txt").write_text(TOKEN + "\n", encoding="utf-8")
    with serving(
        real_folder, tmp_path / "plaintes.txt", "--token-file", str(tmp_path / "jeton.txt")
    ) as locked:
        style = re.findall(r'href="(/static/[^"]+\.css)"', locked.ask("/", basic(TOKEN)).text)[0]
        for path in (
            "/",
            style,
            f"{API}/metiers",
            f"{API}/openapi.json",
            "/offres/export.csv",
            "/nulle-part",
        ):
            for wrong in (
                {},
                basic("faux"),
                basic(""),
                {"Authorization": "Bearer " + TOKEN[:-1]},
                {"Authorization": "Basic é"},
                {"Authorization": TOKEN},
            ):
                came = locked.ask(path, wrong)
                assert came.status == 401, (path, wrong)
                assert "www-authenticate" in came.headers
                assert "Gestionnaire" not in came.text
                assert TOKEN not in came.text
        assert locked.ask("/", basic(TOKEN)).status == 200
        assert locked.ask(f"{API}/metiers", {"Authorization": f"Bearer {TOKEN}"}).status == 200
        assert locked.ask(f"/?jeton={TOKEN}").status == 401
        assert TOKEN not in locked.ask("/", basic(TOKEN)).text
