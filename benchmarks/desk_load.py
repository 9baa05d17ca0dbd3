"""How the desk holds fifty readers at once. Run: ``python benchmarks/desk_load.py RUN_FOLDER
[--seconds 60] [--readers 50]``.

Starts the server on the folder, lets readers open pages and the API one after the other without any
pause, and prints the percentiles of what each waited, the errors, the memory of the server, and the
weight of the first page. What nobody had asked for yet (« premières ») is also told apart, for the
server keeps what it has laid out. ``--slow N`` adds N readers who ask for nothing but plans,
workbooks and printed sheets, whose waits are told apart. Reader and server share the machine, so
the figures are those of both.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

# What readers open, and how often: pages more than exports, searches typed now and then.
MIX = {
    "accueil": 10,
    "metier": 30,
    "besoin": 10,
    "offres": 10,
    "offre": 15,
    "comparer": 3,
    "recherche": 8,
    "csv": 4,
    "api": 10,
}
SEED = 20261121
PORT = 8765
# What the readers of --slow ask for.
SLOW = "lent"
# Waits, told apart, of addresses that nobody had asked for.
FIRST = "premières"
# Waiting time announced as reached, in milliseconds.
GOAL = 100.0


def fetch(path: str) -> bytes:
    """One page, read plainly."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}") as reply:
        return reply.read()


def start(folder: str) -> subprocess.Popen[bytes]:
    """The server, once it answers."""
    command = [
        sys.executable,
        "-m",
        "coverage_engine",
        "serve",
        "--run",
        folder,
        "--port",
        str(PORT),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        if server.poll() is not None:
            raise SystemExit("le serveur s’est arrêté au démarrage")
        try:
            fetch("/api/v1/execution")
            return server
        except OSError:
            time.sleep(0.2)
    raise SystemExit("le serveur ne répond pas")


def addresses() -> dict[str, list[str]]:
    """Addresses of each kind, taken from the API."""
    pick = random.Random(SEED)
    metiers = [m["id"] for m in json.loads(fetch("/api/v1/metiers?taille=200"))["lignes"]]
    offers = [o["offre_id"] for o in json.loads(fetch("/api/v1/offres?taille=200"))["lignes"]]
    needs = []
    for metier in metiers[:40]:
        found = json.loads(fetch(f"/api/v1/metiers/{metier}/besoins?taille=200"))["lignes"]
        needs += [f"/metiers/{metier}/besoins/{n['competence']}" for n in found]
    slips = [re.sub(r"(.)\1", r"\1", m.replace("-", " "))[:-1] for m in metiers]
    return {
        "accueil": ["/"],
        "metier": [f"/metiers/{m}" for m in metiers],
        "besoin": pick.sample(needs, min(400, len(needs))),
        "offres": (
            [f"/offres?page={n}" for n in range(1, 3)]
            + ["/offres?prix_max=1500", "/offres?certifiante=oui"]
        ),
        "offre": [f"/offres/{o}" for o in offers],
        "comparer": [f"/comparer?metier={a}&metier={b}" for a, b in pairwise(metiers)],
        "recherche": ["/recherche?q=" + s.replace(" ", "+") for s in slips],
        "csv": [f"/metiers/{m}/manques.csv" for m in metiers],
        "api": [f"/api/v1/metiers/{m}/manques" for m in metiers],
        SLOW: [
            a.format(m)
            for m in metiers
            for a in (
                "/plan?metier={}&budget=3000",
                "/metiers/{}/export.xlsx",
                "/metiers/{}/fiche.pdf",
            )
        ],
    }


async def read_reply(stream: asyncio.StreamReader) -> tuple[int, int]:
    """Status and length of a reply."""
    head = await stream.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    length = re.search(rb"content-length: (\d+)", head.lower())
    if length is None:
        raise ValueError("réponse sans longueur")
    body = await stream.readexactly(int(length[1]))
    return status, len(body)


async def reader(
    number: int,
    mix: dict[str, int],
    targets: dict[str, list[str]],
    until: float,
    waits: dict[str, list[float]],
    wrong: Counter[str],
    known: set[str],
) -> None:
    """One reader: a connection, page after page; ``known`` are the addresses already asked for by
    someone.
    """
    pick = random.Random(SEED + number)
    kinds, shares = list(mix), list(mix.values())
    stream, out = await asyncio.open_connection("127.0.0.1", PORT)
    while time.perf_counter() < until:
        kind = pick.choices(kinds, shares)[0]
        path = pick.choice(targets[kind])
        new = path not in known
        known.add(path)
        begun = time.perf_counter()
        out.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n"
            "Accept-Encoding: gzip\r\n\r\n".encode()
        )
        try:
            status, _ = await read_reply(stream)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            wrong[f"{kind} {type(error).__name__}"] += 1
            stream, out = await asyncio.open_connection("127.0.0.1", PORT)
            continue
        waits[kind].append((time.perf_counter() - begun) * 1000)
        if new and kind != SLOW:
            waits[FIRST].append(waits[kind][-1])
        if status != 200:
            wrong[f"{kind} {status}"] += 1
    out.close()


async def crowd(
    readers: int, slow: int, seconds: float, targets: dict[str, list[str]]
) -> tuple[dict[str, list[float]], Counter[str]]:
    """Every reader at once."""
    waits: dict[str, list[float]] = defaultdict(list)
    wrong: Counter[str] = Counter()
    until = time.perf_counter() + seconds
    known: set[str] = set()
    mixes = [MIX] * readers + [{SLOW: 1}] * slow
    await asyncio.gather(
        *(reader(n, mix, targets, until, waits, wrong, known) for n, mix in enumerate(mixes))
    )
    return waits, wrong


def percentile(values: list[float], share: float) -> float:
    """A value that this share of the others does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def first_page() -> tuple[int, int]:
    """Bytes of the first page with all it loads: as sent (compressed), and plain."""
    page = fetch("/")
    parts = [
        page,
        *(fetch(p) for p in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode())),
    ]
    return sum(len(gzip.compress(p)) for p in parts), sum(map(len, parts))


def memory(pid: int) -> tuple[float, float]:
    """Memory of a process now and at its peak, in MB."""
    said = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return tuple(int(re.search(rf"{name}:\s+(\d+)", said)[1]) / 1024 for name in ("VmRSS", "VmHWM"))  # type: ignore[index, return-value]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--slow", type=int, default=0)
    asked = parser.parse_args()
    begun = time.perf_counter()
    server = start(asked.folder)
    try:
        print(f"prêt en {time.perf_counter() - begun:.1f} s")
        sent, plain = first_page()
        print(
            f"première page et ce qu’elle charge : {sent / 1000:.0f} kB compressés,"
            f" {plain / 1000:.0f} kB en clair"
        )
        targets = addresses()
        heaviest = max(
            (len(fetch(p)), p)
            for kind in ("accueil", "metier", "offre", "offres")
            for p in targets[kind][:60]
        )
        print(f"plus lourde page essayée : {heaviest[0] / 1000:.0f} kB, {heaviest[1]}")
        waits, wrong = asyncio.run(crowd(asked.readers, asked.slow, asked.seconds, targets))
        every = [w for kind, own in waits.items() if kind in MIX for w in own]
        print(
            f"{len(every)} réponses, {len(every) / asked.seconds:.0f} par seconde,"
            f" {sum(wrong.values())} erreurs {dict(wrong) or ''}"
        )
        for kind, own in (*waits.items(), ("tout", every)):
            marks = " ".join(
                f"p{int(s * 100)} {percentile(own, s):7.1f}" for s in (0.5, 0.95, 0.99)
            )
            print(f"  {kind:<10} {len(own):>7}  {marks}  max {max(own):7.1f} ms")
        now, peak = memory(server.pid)
        print(f"mémoire du serveur : {now:.0f} MB, au plus {peak:.0f} MB")
        print(
            "but tenu"
            if percentile(every, 0.99) < GOAL and not wrong
            else f"but manqué : p99 de {GOAL:.0f} ms, 0 erreur"
        )
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(10)
        if os.name == "posix" and server.returncode not in (0, 130, -signal.SIGINT):
            print(f"le serveur s’est arrêté avec le code {server.returncode}")


if __name__ == "__main__":
    main()
